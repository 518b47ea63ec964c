"""What lines tell of the surroundings, on each wire."""

import pytest

from salon.client.hints import CHAINES, CHAINES_TYPED, PUBLIC, RELAIS, notice
from salon.client.surroundings import Surroundings
from salon.wire.dialects.chaines import words


def after_chaines(*lines: str) -> Surroundings:
    """Return what is known after lines of the wire `chaines`; typed ones begin with a slash."""
    around = Surroundings()
    for line in lines:
        notice(line, CHAINES_TYPED if line.startswith("/") else CHAINES, around)
    return around


@pytest.mark.parametrize(
    ("lines", "current"),
    [
        (("/JOIN café", *words.WELCOME), "café"),
        (("/join café key", "Saisissez la bonne commande"), ""),
        (("/CURRENT café", *words.WELCOME_BACK), "café"),
        (("Votre chaine actuel est: café",), "café"),
        (("bob: Votre chaine actuel est: café",), ""),
        (("Votre chaine actuel est: x", "Votre chaine est renommée  café"), "café"),
        (("Votre chaine actuel est: x", *words.LEFT_CHANNEL), ""),
        (("Votre chaine actuel est: x", "bob vous a retiré de la chaine"), ""),
        (("Votre chaine actuel est: x", words.KILLED), ""),
        (("Votre chaine actuel est: x", words.NO_CURRENT), ""),
    ],
)
def test_the_current_channel(lines: tuple[str, ...], current: str) -> None:
    """It is the one that the server has let one into, and nobody else can say so."""
    assert after_chaines(*lines).current == current


def test_people_and_channels() -> None:
    """Whoever speaks, is listed, or leaves; and what /LIST says."""
    around = after_chaines(
        *(
            "ann: salut",
            "[jeu] bob: re",
            "Private message zoé: psst",
            "@cid@",
            "@dan",
            "eve",
            "ann est parti",
        ),
        "Les chaines en cours sont: jeu café",
        "Faites la commande /HELP pour plus d'aides.",
    )
    assert list(around.nicks) == ["bob", "zoé", "cid", "dan", "eve"]
    assert list(around.channels) == ["jeu", "café"]
    assert around.unread == {"zoé": 1}


@pytest.mark.parametrize(
    "offer",
    [
        'bob offers you the file "ma photo.jpg", 4.7 MiB. To take it: /RECV ma photo.jpg',
        "bob vous propose le fichier « ma photo.jpg », 4,7 Mio. Pour le recevoir\u00a0: /RECV ma photo.jpg",
    ],
)
def test_offers_of_files(offer: str) -> None:
    """In any language, until they are taken or declined; speech offers nothing."""
    assert after_chaines(offer).offers == {"ma photo.jpg": "bob"}
    assert after_chaines(offer, "/RECV ma photo.jpg").offers == {}
    assert after_chaines(offer, "/stop ma photo.jpg ").offers == {}
    assert after_chaines(f"ann: {offer}", f"Private message ann: {offer}").offers == {}


def test_the_room() -> None:
    """On the wire `public`."""
    around = Surroundings()
    for line in (
        "ann: salut",
        "bob vous a envoyer un message privé : psst",
        "Les personnes connectées sont : -zoé, -dan",
    ):
        notice(line, PUBLIC, around)
    assert list(around.nicks) == ["ann", "bob", "zoé", "dan"]
    assert around.unread == {"bob": 1}


def test_the_relay() -> None:
    """On the wire `relais` all that people say is private."""
    around = Surroundings()
    for line in ("bob: salut", "Voici\u00a0: ann, zoé", "Delivered to bob."):
        notice(line, RELAIS, around)
    assert list(around.nicks) == ["bob", "ann", "zoé"]
    assert around.unread == {"bob": 1}
