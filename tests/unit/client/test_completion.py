"""Endings of words: commands, nicks, channels and files."""

import pytest

from harness.memory_disk import MemoryDisk
from salon.client.transfers import Transfers
from salon.client.wires import BonjourWire, ChainesWire, PublicWire, RelaisWire, Wire
from salon.terminal.console import Completions


def known(wire: Wire) -> Wire:
    """Return a wire on which some people, channels and files are known."""
    wire.around.meet("bob", "Béa", "ann")
    wire.around.find("jeu", "café")
    wire.around.offer("bob", "photo 1.jpg")
    return wire


def chaines() -> Wire:
    """Return the wire `chaines`, with files."""
    disk = MemoryDisk()
    disk.files = {"ma photo.jpg": b"", "mon texte": b"", "x": b""}
    return known(ChainesWire(Transfers(disk, str)))


@pytest.mark.parametrize(
    ("before", "piece", "candidates"),
    [
        ("/jo", "/jo", ["/JOIN "]),
        ("/CHUNK", "/CHUNK", []),
        ("/REPLY 1 bo", "bo", ["bob "]),
        ("/HEL", "/HEL", ["/HELP "]),
        ("b", "b", ["Béa: ", "bob: "]),
        ("Bo", "Bo", ["bob: "]),
        ("salut b", "b", ["Béa ", "bob "]),
        ("/JOIN c", "c", ["café"]),
        ("/join ", "", ["café", "jeu"]),
        ("/MSG a", "a", ["ann "]),
        ("/MSG ann salut bo", "bo", ["bob "]),
        ("/KICK an", "an", ["ann "]),
        ("/SEND bo", "bo", ["bob "]),
        ("/SEND bob m", "m", ["ma photo.jpg", "mon texte"]),
        ("/SEND bob ma ph", "ma ph", ["ma photo.jpg"]),
        ("/RECV ph", "ph", ["photo 1.jpg"]),
        ("/RECV photo 1", "photo 1", ["photo 1.jpg"]),
        ("/STOP y", "y", []),
        ("/HELP x", "x", []),
    ],
)
def test_chaines(before: str, piece: str, candidates: list[str]) -> None:
    """What fits the command's parameters; at the beginning of a line, whom one speaks to."""
    found = chaines().complete(before)
    assert (found.piece, sorted(set(found.candidates))) == (piece, candidates)


def test_every_command_at_the_beginning() -> None:
    """Nothing that only programs write."""
    candidates = chaines().complete("/").candidates
    assert {"/SEND ", "/REPLY ", "/REACT ", "/EDIT ", "/DELETE "} <= set(candidates)
    assert not {"/CHUNK ", "/GOT ", "/ "} & set(candidates)


@pytest.mark.parametrize(
    ("wire", "before", "found"),
    [
        (PublicWire(), "/hi", Completions("/hi", ["/history "])),
        (PublicWire(), "msg bo", Completions("bo", ["bob "])),
        (PublicWire(), "/msg bob x an", Completions("an", ["ann "])),
        (RelaisWire(), "@bo", Completions("@bo", ["@bob "])),
        (RelaisWire(), "/us", Completions("/us", ["/users "])),
        (RelaisWire(), "/ignore an", Completions("an", ["ann "])),
        (BonjourWire(), "/da", Completions("/da", ["/date "])),
        (ChainesWire(), "/SEND bob x", Completions("x", [])),
    ],
)
def test_the_other_wires(wire: Wire, before: str, found: Completions) -> None:
    """Their commands are in the tables of the server."""
    piece, candidates = known(wire).complete(before)
    assert Completions(piece, list(candidates)) == found
