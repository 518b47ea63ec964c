"""message-redaction, and editing in its manner: whose messages one may change, and what others see of it."""

from pathlib import Path

import pytest

from harness.staying import connect_to, make_account
from harness.tagged_lines import bares, commands, params, tags
from harness.world import Client, World
from salon.core.account_events import AccountRenamed

CAPS = (
    "batch message-tags echo-message standard-replies draft/chathistory"
    " draft/message-redaction salon.dev/edit server-time"
)
DAY = 86_400_000


class Room:
    """Ann, an operator of #c, ben and cleo, who are plain members; dan has none of the capabilities."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.ann, self.ben, self.cleo = (
            self.world.join(nick, "#c", caps=CAPS) for nick in ("ann", "ben", "cleo")
        )
        self.dan = self.world.join("dan", "#c", caps="message-tags")
        self.forget()

    def forget(self) -> None:
        """Take what everybody was told."""
        for client in (self.ann, self.ben, self.cleo, self.dan):
            client.take()

    def say(self, client: Client, text: str = "secret", target: str = "#c") -> str:
        """Have somebody say something; return its id."""
        number = tags(client.send(f"PRIVMSG {target} :{text}")[-1])["msgid"]
        self.forget()
        return number or ""

    def past(self, client: Client, target: str = "#c") -> list[str]:
        """Return the texts that a client is shown of the past."""
        client.take()
        shown = client.send(f"CHATHISTORY LATEST {target} * 9")[1:-1]
        return [params(line)[1] for line in shown if " PRIVMSG " in line]


@pytest.fixture
def room() -> Room:
    """Return a channel."""
    return Room()


def failure(lines: list[str]) -> tuple[str, ...]:
    """Return the parameters of the one FAIL that the answer is, without its text."""
    assert commands(lines) == ["FAIL"]
    return params(lines[0])[:-1]


def test_the_past_says_what_was_deleted(room: Room) -> None:
    """Chat history: a REDACT in its place, which counts for nothing; without the capability, none."""
    numbers = []
    for text in ("one", "two", "three", "four"):
        room.world.now += 1_000
        numbers.append(room.say(room.ben, text))
    room.ben.send(f"REDACT #c {numbers[1]}", f"REDACT #c {numbers[3]}")
    room.forget()
    plain = room.world.join("eve", "#c", caps=CAPS.replace("draft/message-redaction", ""))
    for asked, shown in (
        ("LATEST #c * 1", ["three", numbers[3]]),
        ("LATEST #c * 9", ["one", numbers[1], "three", numbers[3]]),
        (f"BEFORE #c msgid={numbers[2]} 1", ["one", numbers[1]]),
        (f"AFTER #c msgid={numbers[0]} 1", [numbers[1], "three", numbers[3]]),
        (f"AROUND #c msgid={numbers[3]} 1", ["three", numbers[3]]),
        (f"BETWEEN #c msgid={numbers[0]} msgid={numbers[2]} 9", [numbers[1]]),
    ):
        lines = room.ann.send(f"CHATHISTORY {asked}")[1:-1]
        assert [params(line)[1] for line in lines] == shown, asked
        assert ["draft/chathistory-context" in tags(line) for line in lines] == [
            text in numbers for text in shown
        ]
        assert not any(" REDACT " in line for line in plain.send(f"CHATHISTORY {asked}"))


def test_the_past_says_it_in_private_too(room: Room) -> None:
    """To both, and to nobody else."""
    room.ben.send("NS REGISTER secret-secret")
    number = room.say(room.ben, "psst", "cleo")
    room.ben.send(f"REDACT cleo {number}")
    room.forget()
    for client, other in ((room.ben, "cleo"), (room.cleo, "ben")):
        lines = client.send(f"CHATHISTORY LATEST {other} * 9")[1:-1]
        assert [(commands([line])[0], params(line)) for line in lines] == [("REDACT", (other, number))]
    assert room.ann.send("CHATHISTORY LATEST ben * 9")[1:-1] == []


def test_one_s_own(room: Room) -> None:
    """Command: it is forwarded to those with the capability, and gone from the history."""
    number = room.say(room.ben)
    assert bares(room.ben.send(f"REDACT #c {number} :wrong window")) == [
        f":ben!~ben@host.test REDACT #c {number} :wrong window"
    ]
    assert bares(room.cleo.take()) == [f":ben!~ben@host.test REDACT #c {number} :wrong window"]
    assert room.dan.take() == []
    assert room.past(room.cleo) == []
    assert room.world.on_disk("SELECT text, tags FROM message") == [("", "")]


def test_by_rank(room: Room) -> None:
    """Operators delete what those below them have said, and it is noted; not the other way round."""
    of_ann, of_ben = room.say(room.ann), room.say(room.ben)
    assert failure(room.cleo.send(f"REDACT #c {of_ben}")) == ("REDACT", "REDACT_FORBIDDEN", "#c", of_ben)
    room.ann.send("MODE #c +h ben")
    room.forget()
    assert failure(room.ben.send(f"REDACT #c {of_ann}"))[1] == "REDACT_FORBIDDEN"
    assert commands(room.ann.send(f"REDACT #c {of_ben} :spam")) == ["REDACT"]
    assert "redact" in " ".join(room.ann.send("MODLOG #c 1"))


def test_what_is_not_there(room: Room) -> None:
    """Errors: UNKNOWN_MSGID for what is elsewhere, gone, or not for one's eyes; INVALID_TARGET elsewhere."""
    elsewhere = room.world.join("eve", "#d", caps=CAPS)
    number = room.say(elsewhere, target="#d")
    room.ann.send("MODE #c +k key")
    closed = room.say(room.ann)
    room.ann.send("MODE #c -k key")
    fay = room.world.join("fay", "#c", caps=CAPS)
    room.ann.send("MODE #c +o fay")
    fay.take()
    for unknown in (number, closed, "test-zzz", "nonsense", "other-1"):
        assert failure(fay.send(f"REDACT #c {unknown}")) == ("REDACT", "UNKNOWN_MSGID", "#c", unknown)
    assert failure(room.ann.send(f"REDACT #d {number}")) == ("REDACT", "INVALID_TARGET", "#d")
    assert failure(room.ann.send(f"REDACT nobody {number}"))[1] == "INVALID_TARGET"
    gone = room.say(room.ben)
    room.ben.send(f"REDACT #c {gone}")
    assert failure(room.ben.send(f"REDACT #c {gone}"))[1] == "UNKNOWN_MSGID"
    assert failure(room.ben.send(f"EDIT #c {gone} :again"))[1] == "UNKNOWN_MSGID"
    left = room.say(room.ben)
    room.ben.send("PART #c")
    assert failure(room.ben.send(f"REDACT #c {left}"))[1] == "INVALID_TARGET"


def test_twice_at_once(room: Room) -> None:
    """The second finds it deleted, even before the first is on the disk."""
    number = room.say(room.ben)
    room.world.hold_disk = True
    room.ben.send(f"REDACT #c {number}")
    room.ann.send(f"REDACT #c {number}")
    room.world.hold_disk = False
    room.world.release_disk()
    assert sorted([*commands(room.ben.take()), *commands(room.ann.take())]) == ["FAIL", "REDACT", "REDACT"]


@pytest.mark.parametrize(("first", "second"), [("REDACT", "EDIT"), ("EDIT", "REDACT"), ("EDIT", "EDIT")])
def test_an_edit_at_the_same_time(room: Room, first: str, second: str) -> None:
    """What comes second finds what the first has left, even before that is on the disk."""
    number = room.say(room.ben)
    lines = {"REDACT": f"REDACT #c {number}", "EDIT": f"EDIT #c {number} :"}
    room.world.hold_disk = True
    room.ben.send(
        *(
            lines[each] + ("x" * place if each == "EDIT" else "")
            for place, each in enumerate((first, second), 1)
        )
    )
    room.world.hold_disk = False
    room.world.release_disk()
    heard = commands(room.ben.take())
    assert heard == [first, "FAIL" if first == "REDACT" else second]
    assert room.past(room.cleo) == (["xx"] if second == "EDIT" and first == "EDIT" else [])


def test_from_outside(room: Room) -> None:
    """Whoever has left, was removed or is banned changes nothing there, their own words neither."""
    number = room.say(room.ben)
    for lines in (["PART #c"], ["JOIN #c"]):
        room.ben.send(*lines)
        if lines == ["JOIN #c"]:
            room.ann.send("MODE #c +b ben", "KICK #c ben")
        room.forget()
        for line in (f"REDACT #c {number}", f"EDIT #c {number} :x"):
            assert failure(room.ben.send(line))[1:] == ("INVALID_TARGET", "#c")
    assert room.past(room.cleo) == ["secret"]


def test_after_the_account_was_renamed(room: Room) -> None:
    """It is the account's as before; whoever has the old name next, as an account too, is somebody else."""
    make_account(room.world, "gus")
    gus = connect_to(room.world, "gus", CAPS)
    gus.send("JOIN #c")
    first, second = room.say(gus, "one"), room.say(gus, "two")
    room.world.decider.announce(AccountRenamed(gus.person.account_id, "otto"))
    room.world.settle()
    gus.send("NICK otto")
    make_account(room.world, "gus")
    other = connect_to(room.world, "gus", CAPS)
    other.send("JOIN #c")
    room.forget()
    other.take()
    for line in (f"REDACT #c {first}", f"EDIT #c {first} :x"):
        assert failure(other.send(line))[1].endswith("_FORBIDDEN")
    gus.take()
    assert commands(gus.send(f"EDIT #c {first} :uno")) == ["EDIT"]
    assert commands(gus.send(f"REDACT #c {second}")) == ["REDACT"]
    assert room.past(room.cleo) == ["uno"]


def test_in_time(room: Room) -> None:
    """REDACT_WINDOW_EXPIRED, with the seconds; whoever has the rank has no such limit."""
    of_ben, of_ann = room.say(room.ben), room.say(room.ann)
    room.world.now += DAY + 1
    assert failure(room.ben.send(f"REDACT #c {of_ben}"))[1:] == (
        "REDACT_WINDOW_EXPIRED",
        "#c",
        of_ben,
        "86400",
    )
    assert failure(room.ben.send(f"EDIT #c {of_ben} :x"))[1] == "EDIT_WINDOW_EXPIRED"
    assert commands(room.ann.send(f"REDACT #c {of_ben}")) == ["REDACT"]
    assert commands(room.ann.send(f"REDACT #c {of_ann}")) == ["REDACT"]


def test_in_private(room: Room) -> None:
    """One's own alone, and both are told; nobody else finds it."""
    for name in ("gus", "hal"):
        make_account(room.world, name)
    gus, hal = (connect_to(room.world, name, CAPS) for name in ("gus", "hal"))
    gus.take()
    number = tags(gus.send("PRIVMSG hal :psst")[-1])["msgid"]
    hal.take()
    assert failure(hal.send(f"REDACT gus {number}"))[1] == "REDACT_FORBIDDEN"
    assert failure(room.ann.send(f"REDACT hal {number}"))[1] == "UNKNOWN_MSGID"
    assert commands(gus.send(f"EDIT hal {number} :pst")) == ["EDIT"]
    assert bares(hal.take()) == [f":gus!~gus@host.test EDIT hal {number} pst".replace(" pst", " :pst")]
    assert room.past(hal, "gus") == ["pst"]
    assert commands(gus.send(f"REDACT hal {number}")) == ["REDACT"]
    assert bares(hal.take()) == [f":gus!~gus@host.test REDACT hal {number}"]
    assert room.past(hal, "gus") == []


def test_another_text(room: Room) -> None:
    """EDIT: who knows it is told which message; others read `* text`; the history has it with a tag."""
    number = room.say(room.ben, "teh")
    assert bares(room.ben.send(f"EDIT #c {number} :the")) == [f":ben!~ben@host.test EDIT #c {number} :the"]
    assert bares(room.dan.take()) == [":ben!~ben@host.test PRIVMSG #c :* the"]
    room.forget()
    (line,) = room.cleo.send("CHATHISTORY LATEST #c * 9")[1:-1]
    assert (params(line)[1], tags(line)["msgid"]) == ("the", number)
    assert "salon.dev/edited" in tags(line)
    ivy = room.world.join("ivy", caps="message-tags")
    (plain,) = [line for line in ivy.send("JOIN #c") if "PRIVMSG" in line]
    assert "salon.dev/edited" not in plain


def test_an_action_stays_one(room: Room) -> None:
    """Only its words change."""
    number = room.say(room.ben, "\x01ACTION lauhgs\x01")
    room.ben.send(f"EDIT #c {number} :laughs")
    assert bares(room.dan.take()) == [":ben!~ben@host.test PRIVMSG #c :* laughs"]
    assert room.past(room.cleo) == ["\x01ACTION laughs\x01"]


def test_what_may_not_be_edited(room: Room) -> None:
    """Others' messages, whatever one's rank; nothing empty; nothing where one may not speak."""
    number = room.say(room.ben)
    assert failure(room.ann.send(f"EDIT #c {number} :x")) == ("EDIT", "EDIT_FORBIDDEN", "#c", number)
    assert commands(room.ben.send(f"EDIT #c {number} :")) == ["412"]
    room.ann.send("MODE #c +m")
    room.forget()
    assert commands(room.ben.send(f"EDIT #c {number} :x")) == ["404"]
    assert room.past(room.cleo) == ["secret"]


@pytest.mark.parametrize("line", ["REDACT #c test-1", "EDIT #c test-1 :x"])
def test_without_the_capability(room: Room, line: str) -> None:
    """Such clients have no such command."""
    assert commands(room.dan.send(line)) == ["421"]


def test_an_old_past_is_not_in_new_hands(room: Room) -> None:
    """Whoever leads a channel that slept rules what is said from then on alone."""
    number = room.say(room.ben)
    for client in (room.ann, room.ben, room.cleo, room.dan):
        client.send("PART #c")
    room.cleo.send("JOIN #c")
    room.forget()
    assert failure(room.cleo.send(f"REDACT #c {number}"))[1] == "REDACT_FORBIDDEN"


def test_after_a_restart(tmp_path: Path) -> None:
    """It stays as it was changed; and an author with an account is known again, by another name, too."""
    world = World(database=tmp_path / "salon.db")
    make_account(world, "ann")
    ann = connect_to(world, "ann", CAPS)
    ann.send("JOIN #c")
    first, second = (tags(ann.send(f"PRIVMSG #c :{text}")[-1])["msgid"] for text in ("one", "two"))
    ann.send(f"EDIT #c {first} :uno")
    world.close()
    world = World(database=tmp_path / "salon.db")
    ann = connect_to(world, "ann", CAPS)
    ann.send("JOIN #c", "NICK anna")
    ann.take()
    assert commands(ann.send(f"REDACT #c {second}")) == ["REDACT"]
    past = ann.send("CHATHISTORY LATEST #c * 9")[1:-1]
    assert [(commands([line])[0], params(line)[1]) for line in past] == [
        ("PRIVMSG", "uno"),
        ("REDACT", second),
    ]


def test_whoever_is_blocked_cannot_speak_by_editing(room: Room) -> None:
    """What is edited after the block is not heard, nor what was never heard; its author is not told."""
    for name in ("gus", "hal"):
        make_account(room.world, name)
    gus, hal = (connect_to(room.world, name, CAPS) for name in ("gus", "hal"))
    gus.take()
    heard = tags(gus.send("PRIVMSG hal :hello")[-1])["msgid"]
    hal.send("SILENCE +gus!*@*")
    unheard = tags(gus.send("PRIVMSG hal :psst")[-1])["msgid"]
    hal.take()
    for number in (heard, unheard):
        assert commands(gus.send(f"EDIT hal {number} :you there")) == ["EDIT"]
    assert hal.take() == []
    assert room.past(hal, "gus") == ["hello"]
    for number in (heard, unheard):
        assert commands(gus.send(f"REDACT hal {number}")) == ["REDACT"]
    assert hal.take() == []
