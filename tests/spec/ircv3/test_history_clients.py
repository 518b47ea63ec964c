"""chathistory and read-marker as gamja, Goguma and senpai ask for them: nothing is missing or comes twice."""

from collections.abc import Callable

import pytest

from harness.history_clients import Gamja, Goguma, HistoryClient, Senpai
from harness.staying import connect_to, make_account
from harness.tagged_lines import only, tags
from harness.world import Client, World
from salon.core.presence_events import Persistence

CHANNEL = "#garden"
PAGE = 20
OWN_CAPS = (
    "message-tags server-time echo-message batch draft/multiline draft/message-redaction salon.dev/edit"
    " standard-replies"
)


class Garden:
    """A channel in which two people talk, in which things happen to messages; and Alice, who reads."""

    def __init__(self, persistence: Persistence = Persistence.ON) -> None:
        self.world = World(rules={"page_messages": PAGE})
        make_account(self.world, "alice", persistence)
        for name in ("bob", "ann"):
            make_account(self.world, name)
        self.bob, self.ann = (connect_to(self.world, name, OWN_CAPS) for name in ("bob", "ann"))
        for client in (self.bob, self.ann):
            client.send(f"JOIN {CHANNEL}")
        # An account that has been here, so that one can write to it.
        connect_to(self.world, "alice").send(f"JOIN {CHANNEL}", "QUIT")
        self.said: dict[str, list[str]] = {CHANNEL: [], "bob": [], "ann": []}
        self._count = 0

    def talk(self, number: int, *, paste: int = 1, live: bool = False) -> None:
        """Let this much be said in the channel, a paste of some lines each time, and time pass.

        `live`: while Alice listens. She knows neither editing nor deleting, so nothing happens to messages.
        """
        while number > 0:
            speaker = (self.bob, self.ann)[self._count % 2]
            texts = [f"{CHANNEL} {self._count}-{line}" for line in range(paste)]
            heard = only(speaker.send(*(f"PRIVMSG {CHANNEL} :{text}" for text in texts)), "PRIVMSG")
            self.said[CHANNEL] += texts
            self.world.now += 1_500
            self._count += 1
            number -= paste
            if paste == 1 and not live:
                self._happen_to(tags(heard[-1])["msgid"], speaker)

    def _happen_to(self, message: str, author: Client) -> None:
        """Let something happen to a message that was just said, in turn."""
        said = self.said[CHANNEL]
        match self._count % 12:
            case 2:
                self.bob.send(f"@+draft/react=\N{THUMBS UP SIGN};+draft/reply={message} TAGMSG {CHANNEL}")
                self.ann.send(f"@+draft/react=\N{THUMBS UP SIGN};+draft/reply={message} TAGMSG {CHANNEL}")
            case 4:
                author.send(f"REDACT {CHANNEL} {message}")
                said.pop()
            case 6:
                said[-1] += " corrected"
                author.send(f"EDIT {CHANNEL} {message} :{said[-1]}")
            case 8:
                self.bob.send(f"TOPIC {CHANNEL} :topic {self._count}")
            case 10:
                said.append(f"{self._count} answered")
                self.ann.send(f"@+draft/reply={message} PRIVMSG {CHANNEL} :{said[-1]}")
            case _:
                return
        self.world.now += 1_500

    def whisper(self, name: str, number: int) -> None:
        """Let somebody say this much to Alice in private."""
        speaker = {"bob": self.bob, "ann": self.ann}[name]
        for count in range(number):
            self.said[name].append(f"{name} {self.world.now} {count}")
            speaker.send(f"PRIVMSG alice :{self.said[name][-1]}")
            self.world.now += 1_500

    def check(self, reader: HistoryClient) -> None:
        """Check that somebody shows all that was said, once and in order."""
        for target, said in self.said.items():
            assert reader.texts(target) == said, target


def test_gamja_comes_back() -> None:
    """It asks before it is in its channels; an account that stays is in them already."""
    garden = Garden()
    alice = Gamja(garden.world, "alice", CHANNEL)
    garden.whisper("bob", 3)
    alice.listen()
    alice.go()
    garden.talk(70)
    garden.whisper("ann", 45)
    garden.whisper("bob", 1)
    alice.come()
    garden.talk(3, live=True)
    alice.listen()
    garden.check(alice)


def test_gamja_scrolls_up() -> None:
    """A page that is not full is the last one: none is before that, whatever happened to messages."""
    garden = Garden()
    garden.talk(70)
    garden.whisper("bob", 45)
    alice = Gamja(garden.world, "alice", CHANNEL)
    for target in (CHANNEL, "bob", "ann"):
        alice.scroll_up(target)
    garden.check(alice)


@pytest.mark.parametrize("persistence", [Persistence.ON, Persistence.OFF])
def test_goguma_comes_back(persistence: Persistence) -> None:
    """It joins, and asks in the same breath."""
    garden = Garden(persistence)
    garden.talk(5)
    alice = Goguma(garden.world, "alice", CHANNEL)
    garden.whisper("bob", 3)
    garden.talk(5, live=True)
    alice.listen()
    alice.scroll_up(CHANNEL)
    alice.go()
    garden.talk(70)
    if persistence is Persistence.ON:
        garden.whisper("ann", 45)
        garden.whisper("bob", 1)
    alice.come()
    garden.talk(3, live=True)
    alice.listen()
    garden.check(alice)


def test_goguma_scrolls_up() -> None:
    """It asks for the page before the first line until there is none."""
    garden = Garden()
    garden.talk(70)
    garden.whisper("bob", 45)
    alice = Goguma(garden.world, "alice", CHANNEL)
    for target in (CHANNEL, "bob", "ann"):
        alice.scroll_up(target)
    garden.check(alice)


def test_goguma_finds_all_conversations() -> None:
    """It pages through TARGETS, too: each page begins before the last time of the one before."""
    garden = Garden()
    alice = Goguma(garden.world, "alice")
    garden.whisper("bob", 1)
    alice.listen()
    alice.go()
    names = [f"guest{number}" for number in range(3 * PAGE)]
    for number, name in enumerate(names):
        make_account(garden.world, name)
        connect_to(garden.world, name).send(f"PRIVMSG alice :{name}")
        garden.world.now += 1_000 * (number % 3)
    garden.world.now += 1_000
    alice.come()
    assert [alice.texts(name) for name in names] == [[name] for name in names]


@pytest.mark.parametrize("client", [Gamja, Goguma])
def test_pastes_are_not_cut(client: Callable[..., Gamja | Goguma]) -> None:
    """What was said in one instant is on one page: whoever goes on by time would lose the rest of it."""
    garden = Garden()
    alice = client(garden.world, "alice", CHANNEL)
    garden.talk(7, paste=7)
    alice.listen()
    alice.go()
    garden.talk(150, paste=7)
    alice.come()
    garden.check(alice)
    fresh = client(garden.world, "alice", CHANNEL)
    fresh.scroll_up(CHANNEL)
    garden.check(fresh)


def test_senpai_starts_again() -> None:
    """It asks for the newest before its JOIN, and for whom it was written to by."""
    garden = Garden()
    alice = Senpai(garden.world, "alice", CHANNEL)
    garden.talk(5, live=True)
    garden.whisper("bob", 3)
    alice.go()
    garden.talk(70)
    garden.whisper("ann", 45)
    garden.whisper("bob", 1)
    alice = Senpai(garden.world, "alice", CHANNEL, closed=alice.last())
    garden.talk(3, live=True)
    alice.listen()
    for target in (CHANNEL, "bob", "ann"):
        alice.scroll_up(target)
    garden.check(alice)


def test_senpai_comes_back() -> None:
    """It asks once for what came behind its last second; as many as a page has are not lost."""
    garden = Garden(Persistence.OFF)
    garden.talk(5)
    alice = Senpai(garden.world, "alice", CHANNEL)
    garden.talk(2, live=True)
    alice.go()
    garden.talk(PAGE - 4)
    alice.come()
    garden.talk(3, live=True)
    alice.listen()
    garden.check(alice)


def test_senpai_searches() -> None:
    """soju.im/search: the channel and the words, as one parameter of tags."""
    garden = Garden()
    garden.talk(70)
    alice = Senpai(garden.world, "alice", CHANNEL)
    found = alice.search(CHANNEL, "corrected")
    assert found == [text for text in garden.said[CHANNEL] if "corrected" in text]
    assert found
    assert alice.search(CHANNEL, "nowhere") == []


def test_what_one_has_read_counts_for_the_other() -> None:
    """read-marker: both are told of the same time, whichever of them read, at once or when it comes back."""
    garden = Garden()
    at_home, outside = Gamja(garden.world, "alice", CHANNEL), Goguma(garden.world, "alice", CHANNEL)
    garden.talk(3, live=True)
    garden.whisper("bob", 2)
    for client in (at_home, outside):
        client.listen()
    for target in (CHANNEL, "bob"):
        at_home.mark_read(target)
    outside.listen()
    assert outside.read == at_home.read == {name: at_home.shown[name][-1].time for name in (CHANNEL, "bob")}
    outside.go()
    garden.talk(3, live=True)
    garden.whisper("bob", 2)
    at_home.listen()
    for target in (CHANNEL, "bob"):
        at_home.mark_read(target)
    outside.come()
    assert outside.read == at_home.read
