"""What is known of a conversation, and the line that says what waits."""

from salon.client.desk import UnderWay
from salon.client.surroundings import MOST_KNOWN, Surroundings


def test_what_waits_in_one_line() -> None:
    """Server and channel, what is not confirmed, private messages, offers, and files on their way."""
    around = Surroundings()
    around.server = "localhost:1459"
    assert around.word(0, [], str) == "localhost:1459"
    around.enter("café")
    for nick in ("bob", "ann", "bob"):
        around.hear_privately(nick)
    around.offer("bob", "photo.jpg")
    its = UnderWay(1, "x", 200, done=50)
    assert around.word(3, [its], str).split(" | ") == [
        *("localhost:1459", "café", "not confirmed yet: 3"),
        *("private: bob (2), ann", "files offered: photo.jpg", "x 25 %"),
    ]
    around.unread.clear()
    around.settle("photo.jpg")
    around.enter("")
    assert around.word(0, [], str) == "localhost:1459"


def test_names_from_elsewhere_steer_nothing() -> None:
    """Whoever chose them."""
    around = Surroundings()
    around.offer("bob", "a\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}b")
    assert around.word(0, [], str) == "files offered: a\ufffd[2J\ufffdb"


def test_what_is_known_is_bounded() -> None:
    """Who was heard of longest ago is forgotten; nobody can make it grow for ever."""
    around = Surroundings()
    for number in range(MOST_KNOWN + 1):
        around.meet(str(number))
        around.find(str(number))
        around.hear_privately(f"p{number}")
        around.offer("bob", str(number))
    around.meet("1")
    around.part("2")
    assert {len(known) for known in (around.channels, around.unread, around.offers)} == {MOST_KNOWN}
    assert list(around.nicks)[-1] == "1"
    assert "0" not in around.nicks
    assert "2" not in around.nicks
