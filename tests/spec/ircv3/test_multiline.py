"""client-batch and multiline: how a message of several lines comes in, and what everybody is shown of it."""

import pytest

from harness.chaines_people import enter
from harness.dialect_people import enter_public, enter_relais, world_with_room
from harness.tagged_lines import bare, bares, check_batches, commands, only, params, tags, unwrapped
from harness.world import Client, World

CAPS = "batch message-tags draft/multiline echo-message labeled-response standard-replies"
WITH_HISTORY = f"{CAPS} draft/chathistory"
WITH_EDIT = f"{CAPS} salon.dev/edit"
ID = "0123456789abcdef" * 2

EXAMPLE = (
    "@batch=123 PRIVMSG #c hello",
    "@batch=123 PRIVMSG #c :",
    "@batch=123 privmsg #c :how is ",
    "@batch=123;draft/multiline-concat PRIVMSG #c :everyone?",
)
"""The first example of the specification, whose message is `hello`, a blank line, `how is everyone?`."""

TEXT = "hello\n\nhow is everyone?"


class Room:
    """Ann and ben know batches of several lines; cleo knows none, and nothing else."""

    def __init__(self, caps: str = CAPS, rate: float = 0, **rules: object) -> None:
        self.world = World(rules=rules, rate=rate)
        self.ann = self.world.join("ann", "#c", caps=caps)
        self.ben = self.world.join("ben", "#c", caps=caps)
        self.cleo = self.world.join("cleo", "#c")
        self.world.forget_output()

    def texts(self) -> list[str]:
        """Return the texts on the disk."""
        return [str(text) for (text,) in self.world.on_disk("SELECT text FROM message ORDER BY sequence")]


@pytest.fixture
def room() -> Room:
    """Return a channel."""
    return Room()


def batched(lines: list[str], target: str = "#c", start: str = "") -> list[str]:
    """Return the lines of a client that sends a batch."""
    return [f"{start}BATCH +123 draft/multiline {target}", *lines, "BATCH -123"]


def lines_of(*texts: str, target: str = "#c") -> list[str]:
    """Return lines of a batch, one for each text."""
    return [f"@batch=123 PRIVMSG {target} :{text}" for text in texts]


def failure(lines: list[str]) -> tuple[str, ...]:
    """Return the parameters of the one FAIL that the answer is, without its text."""
    assert commands(lines) == ["FAIL"], lines
    return params(lines[0])[:-1]


# --- the example ---------------------------------------------------------------------------------


def test_to_those_who_know_it(room: Room) -> None:
    """Batch types: the same batch, the tags of the message on its beginning, nothing but `batch` in it."""
    assert [line for line in room.ann.send(*batched([*EXAMPLE])) if "FAIL" in line] == []
    lines = room.ben.take()
    check_batches(lines)
    assert params(lines[0])[1:] == ("draft/multiline", "#c")
    assert set(tags(lines[0])) == {"msgid"}
    inner = unwrapped(lines)
    assert [params(line)[1] for line in inner] == ["hello", "", "how is ", "everyone?"]
    assert [set(tags(line)) - {"batch"} for line in inner] == [
        set(),
        set(),
        set(),
        {"draft/multiline-concat"},
    ]
    assert bare(inner[0]) == ":ann!~ann@host.test PRIVMSG #c :hello"


def test_to_those_who_do_not(room: Room) -> None:
    """Fallback: the lines as they were cut, no blank ones."""
    room.ann.send(*batched([*EXAMPLE]))
    source = ":ann!~ann@host.test PRIVMSG #c"
    assert room.cleo.take() == [f"{source} :hello", f"{source} :how is ", f"{source} :everyone?"]


def test_the_id_is_of_the_first_line() -> None:
    """Message ids: only on the first message of the fallback, and it is that of the batch."""
    room = Room()
    dan = room.world.join("dan", "#c", caps="message-tags server-time")
    room.world.forget_output()
    room.ann.send(*batched([*EXAMPLE], start="@+reply=x "))
    first, *more = dan.take()
    assert tags(first)["msgid"] == tags(room.ben.take()[0])["msgid"]
    assert tags(first)["+reply"] == "x"
    assert [set(tags(line)) for line in more] == [{"time"}, {"time"}]


def test_it_is_one_message(room: Room) -> None:
    """One row, with the text that the specification calls the combined message."""
    room.ann.send(*batched([*EXAMPLE]))
    assert room.texts() == [TEXT]


def test_the_echo_has_the_label_on_its_beginning(room: Room) -> None:
    """Labeled response: only on the opening BATCH, and nothing is answered before the end."""
    assert room.ann.send("@label=x BATCH +123 draft/multiline #c", *EXAMPLE) == []
    lines = room.ann.send("BATCH -123")
    assert [tags(line).get("label") for line in lines] == ["x", None, None, None, None, None]
    unwrapped(lines)


def test_without_echo_a_label_is_acknowledged() -> None:
    """labeled-response: an ACK, at the end."""
    ann = World().join("ann", "#c", caps="batch draft/multiline labeled-response")
    assert ann.send(*batched([*EXAMPLE], start="@label=x ")) == ["@label=x :salon.test ACK"]


def test_notices_and_private_ones(room: Room) -> None:
    """Examples: valid with NOTICE, too; to a person as to a channel."""
    lines = [line.replace("PRIVMSG #c", "NOTICE ben").replace("privmsg #c", "notice ben") for line in EXAMPLE]
    room.ann.send(*batched(lines, "ben"))
    assert commands(unwrapped(room.ben.take())) == ["NOTICE"] * 4
    assert room.texts() == [TEXT]


def test_to_a_rank(room: Room) -> None:
    """STATUSMSG: the prefix is part of the target."""
    room.ann.send("MODE #c +o ben")
    room.world.forget_output()
    room.ann.send(*batched(lines_of("a", "b", target="@#c"), "@#c"))
    lines = room.ben.take()
    assert params(lines[0])[2] == "@#c"
    assert [params(line) for line in unwrapped(lines)] == [("@#c", "a"), ("@#c", "b")]
    assert room.cleo.take() == []


def test_an_action(room: Room) -> None:
    """Each line is one to those who know no batches."""
    room.ann.send(*batched(lines_of("\x01ACTION sings", "loudly\x01")))
    assert [params(line)[1] for line in unwrapped(room.ben.take())] == ["\x01ACTION sings", "loudly\x01"]
    assert [params(line)[1] for line in room.cleo.take()] == ["\x01ACTION sings\x01", "\x01ACTION loudly\x01"]


def test_a_long_line_of_another_wire() -> None:
    """What is too long for a line of IRC is one message here, and several to others."""
    world = World()
    bob = enter(world, "bob", "c")
    ann, cleo = world.join("ann", "#c", caps=CAPS), world.join("cleo", "#c")
    world.forget_output()
    bob.send("é" * 600)
    inner = unwrapped(ann.take())
    assert "".join(params(line)[1] for line in inner) == "é" * 600
    assert ["draft/multiline-concat" in tags(line) for line in inner] == [False, True, True]
    assert max(len(line.encode()) for line in bares(inner)) <= 510
    assert "".join(params(line)[1] for line in cleo.take()) == "é" * 600


def test_without_batch_there_is_none() -> None:
    """Dependencies: batch MUST be negotiated; the order is not significant."""
    world = World()
    ann = world.join("ann", "#c", caps="draft/multiline message-tags")
    bob = world.join("bob", "#c", caps=CAPS)
    world.forget_output()
    bob.send(*batched([*EXAMPLE]))
    assert commands(ann.take()) == ["PRIVMSG"] * 3
    assert commands(ann.send("BATCH +1 draft/multiline #c")) == ["421"]
    ann.send("CAP REQ :batch")
    bob.send(*batched([*EXAMPLE]))
    assert commands(ann.take())[0] == "BATCH"


def test_the_limits_are_told() -> None:
    """Capabilities: max-bytes and max-lines, as the owner of the server chose them."""
    world = World(rules={"message_lines": 7, "message_bytes": 1_000})
    listed = " ".join(world.connect().send("CAP LS 302"))
    assert " draft/multiline=max-bytes=1000,max-lines=7 " in listed


def test_once(room: Room) -> None:
    """Sent again under its own id it is said once, and its sender is shown it as it was."""
    start = f"@+salon.dev/id={ID} "
    first = room.ann.send(*batched([*EXAMPLE], start=start))
    assert tags(first[0])["+salon.dev/id"] == ID
    room.ben.take()
    again = room.ann.send(*batched([*EXAMPLE], start=start))
    assert tags(again[0])["msgid"] == tags(first[0])["msgid"]
    assert room.ben.take() == []
    assert room.texts() == [TEXT]


# --- what is refused -------------------------------------------------------------------------------

INVALID = ("BATCH", "MULTILINE_INVALID")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["@batch=123 PRIVMSG #d :x"], ("BATCH", "MULTILINE_INVALID_TARGET", "#c", "#d")),
        (["@batch=123 PRIVMSG #c,#d :x"], ("BATCH", "MULTILINE_INVALID_TARGET", "#c", "#c,#d")),
        (["@batch=123 PRIVMSG #c :x", "@batch=123 NOTICE #c :x"], INVALID),
        (["@batch=123 JOIN #d"], INVALID),
        (["@batch=123 TAGMSG #c"], INVALID),
        (["@batch=123 BATCH +9 draft/multiline #c"], INVALID),
        (["@batch=123 BATCH -123"], INVALID),
        (["@batch=123 PRIVMSG #c :x", "@batch=123;draft/multiline-concat PRIVMSG #c :"], INVALID),
        (lines_of("", ""), INVALID),
        (lines_of("", " "), INVALID),
        ([], INVALID),
        (lines_of("x", "\x01VERSION\x01"), INVALID),
        (lines_of("\x01VERSION\x01"), INVALID),
        (lines_of("\x01ACTION x", "\x01VERSION\x01"), INVALID),
        (lines_of("x" * 400, *("x" * 400,) * 9), ("BATCH", "MULTILINE_MAX_BYTES", "4008")),
        (lines_of(*"x" * 41), ("BATCH", "MULTILINE_MAX_LINES", "40")),
        (lines_of(*"x" * 10_000), ("BATCH", "MULTILINE_MAX_LINES", "40")),
    ],
)
def test_errors(lines: list[str], expected: tuple[str, ...]) -> None:
    """Errors: one FAIL, and nothing of the batch is said, then or later."""
    room = Room(message_bytes=4_008, receive_queue_bytes=1_000_000)
    assert failure(room.ann.send(*batched(lines))) == expected
    assert room.ben.take() == room.cleo.take() == room.texts() == []
    room.ann.send(*batched([*EXAMPLE]))
    assert room.texts() == [TEXT]


def test_the_last_byte_and_the_last_line() -> None:
    """Errors: what is as long as the limit is sent; each line feed counts as one byte."""
    room = Room(message_bytes=512, message_lines=3)
    room.ann.send(*batched(lines_of("x" * 255, "x" * 256)))
    room.ann.send(*batched(lines_of("a", "b", "c")))
    assert room.texts() == ["x" * 255 + "\n" + "x" * 256, "a\nb\nc"]
    assert failure(room.ann.send(*batched(lines_of("x" * 256, "x" * 256))))[1] == "MULTILINE_MAX_BYTES"
    joined = "@batch=123;draft/multiline-concat PRIVMSG #c :" + "x" * 256
    room.ann.send(*batched([*lines_of("x" * 256), joined]))
    assert room.texts()[-1] == "x" * 512


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("BATCH +1_2 draft/multiline #c", ("BATCH", "INVALID_REFTAG", "1_2")),
        ("BATCH + draft/multiline #c", ("BATCH", "INVALID_REFTAG", "+")),
        (f"BATCH +{'x' * 65} draft/multiline #c", ("BATCH", "INVALID_REFTAG", "x" * 65)),
        ("BATCH 123 draft/multiline #c", ("BATCH", "INVALID_REFTAG", "23")),
        ("BATCH +123 netjoin #c", ("BATCH", "UNKNOWN_TYPE", "123", "netjoin")),
        ("BATCH +123 salon.dev/edit #c x", ("BATCH", "UNKNOWN_TYPE", "123", "salon.dev/edit")),
        ("BATCH +123 draft/multiline", INVALID),
        ("BATCH +123 draft/multiline #c,#d", INVALID),
        ("BATCH +123 draft/multiline NickServ", INVALID),
        ("BATCH -123", INVALID),
    ],
)
def test_no_beginning(room: Room, start: str, expected: tuple[str, ...]) -> None:
    """client-batch, "Errors": the code of the specification, once, under the label."""
    label = "@label=x "
    lines = room.ann.send(f"{label}{start}")
    assert failure(lines) == expected
    assert tags(lines[0])["label"] == "x"


def test_the_lines_of_what_was_refused_are_ignored(room: Room) -> None:
    """client-batch, "Errors": all future messages of the batch, up to its end."""
    assert commands(room.ann.send("BATCH +123 netjoin #c")) == ["FAIL"]
    assert room.ann.send(*EXAMPLE, "BATCH -123") == []
    assert room.texts() == []


def test_lines_of_no_batch(room: Room) -> None:
    """They are not said by themselves."""
    assert failure(room.ann.send("@batch=9 PRIVMSG #c :x")) == INVALID
    room.ann.send("BATCH +123 draft/multiline #c", EXAMPLE[0])
    assert failure(room.ann.send("@batch=9 PRIVMSG #c :x")) == INVALID
    room.ann.send("BATCH -123")
    assert room.texts() == ["hello"]


def test_nothing_may_come_between(room: Room) -> None:
    """client-batch: once a batch is open, a client MUST NOT send anything else; signs of life may come."""
    room.ann.send("BATCH +123 draft/multiline #c", EXAMPLE[0])
    assert commands(room.ann.send("PING x")) == ["PONG"]
    assert failure([room.ann.send("VERSION")[0]]) == INVALID
    assert room.ann.send(*EXAMPLE[1:], "BATCH -123") == []
    assert room.texts() == []


def test_a_line_that_is_none(room: Room) -> None:
    """What is not UTF-8 or too long is refused, and the message would have a hole."""
    for line in (b"@batch=123 PRIVMSG #c :\xff", b"@batch=123 PRIVMSG #c :" + b"x" * 600):
        room.ann.send("BATCH +123 draft/multiline #c", EXAMPLE[0])
        assert failure([room.ann.send_bytes(line + b"\r\n")[0]]) == INVALID
        assert room.ann.send("BATCH -123") == []
    assert room.texts() == []


def test_one_batch_after_the_other(room: Room) -> None:
    """One that was never ended is given up when the next one begins."""
    room.ann.send("BATCH +1 draft/multiline #c", "@batch=1 PRIVMSG #c :lost")
    assert failure(room.ann.send("BATCH +123 draft/multiline #c")) == INVALID
    room.ann.send(*EXAMPLE, "BATCH -123")
    assert room.texts() == [TEXT]
    room.ann.send("BATCH +123 draft/multiline #c", EXAMPLE[0])
    assert failure(room.ann.send("BATCH -9")) == INVALID
    assert failure(room.ann.send("BATCH -123")) == INVALID
    assert room.texts() == [TEXT]


def test_never_ended(room: Room) -> None:
    """client-batch, "Errors": TIMEOUT, and nothing of it is said or kept."""
    room.ann.send("BATCH +123 draft/multiline #c", *EXAMPLE)
    room.world.pass_time(29)
    assert room.ann.take() == []
    room.world.pass_time(2)
    assert failure(room.ann.take()) == ("BATCH", "TIMEOUT", "123")
    assert room.ann.send("@batch=123 PRIVMSG #c :x", "BATCH -123") == []
    assert room.texts() == []


def test_a_batch_ends_with_its_connection(room: Room) -> None:
    """Nothing of it is said."""
    room.ann.send("BATCH +123 draft/multiline #c", *EXAMPLE)
    room.ann.send("QUIT :bye")
    assert room.ann.closed
    assert room.texts() == []


def test_what_the_core_refuses(room: Room) -> None:
    """Who may not speak there may not in lines; under the label."""
    room.ann.send("MODE #c +m")
    room.world.forget_output()
    lines = room.ben.send(*batched([*EXAMPLE], start="@label=x "))
    assert commands(lines) == ["404"]
    assert tags(lines[0])["label"] == "x"
    notice = [line.replace("PRIVMSG", "NOTICE").replace("privmsg", "NOTICE") for line in EXAMPLE]
    assert room.ben.send(*batched(notice)) == []
    assert commands(room.ben.send(*batched(lines_of("x", target="nobody"), "nobody"))) == ["401"]


def test_no_command_hides_in_a_line(room: Room) -> None:
    """A text has LF only where a line ended: nobody is sent a line that somebody made up."""
    room.ann.send(*batched(lines_of("x", ":salon.test KILL cleo :forged")))
    assert {line.split(" ")[1] for line in room.cleo.take()} == {"PRIVMSG"}


# --- the rate limit ----------------------------------------------------------------------------------


def test_each_line_counts() -> None:
    """A message of ten lines costs as much as ten messages, and a longer one is paid for afterwards."""
    room = Room(rate=2)
    room.world.pass_time(60)
    room.ann.send(*batched(lines_of(*"x" * 30)))
    room.world.pass_time(0.1)
    assert len(room.texts()) == 1
    room.ann.send("PRIVMSG #c :next")
    room.world.pass_time(10)
    assert len(room.texts()) == 1
    room.world.pass_time(1)
    assert len(room.texts()) == 2


def test_lines_that_are_never_paid_for_are_few() -> None:
    """Beyond those that a message may have each counts at once, whatever becomes of it."""
    room = Room(rate=2)
    room.world.pass_time(60)
    room.ann.send("BATCH +123 draft/multiline #c", *lines_of(*"x" * 60))
    assert len(room.ann.link.waiting) == 60 - 41 - 9


def test_capability_given_back_meanwhile() -> None:
    """What came as part of a batch is never said by itself."""
    room = Room()
    room.ann.send("BATCH +123 draft/multiline #c", "CAP REQ :-draft/multiline", *lines_of("x"), "BATCH -123")
    assert room.texts() == []


# --- afterwards ----------------------------------------------------------------------------------------


def test_in_the_history() -> None:
    """CHATHISTORY: one message, as a batch within the batch."""
    room = Room(WITH_HISTORY)
    room.ann.send(*batched([*EXAMPLE]))
    room.ann.send("PRIVMSG #c :after")
    room.world.forget_output()
    lines = room.ben.send("@label=h CHATHISTORY LATEST #c * 2")
    check_batches(lines)
    inner = unwrapped(lines)
    assert commands(inner) == ["BATCH", *["PRIVMSG"] * 3, "BATCH", "PRIVMSG"]
    assert [params(line)[1] for line in inner[1:4]] == TEXT.split("\n")
    outer = params(lines[0])[0][1:]
    assert tags(inner[0])["batch"] == tags(inner[4])["batch"] == outer
    assert {tags(line)["batch"] for line in inner[1:4]} == {params(inner[0])[0][1:]}
    plain = room.world.join("eve", "#c", caps="batch draft/chathistory")
    assert commands(unwrapped(plain.send("CHATHISTORY LATEST #c * 2"))) == ["PRIVMSG"] * 3


def test_in_the_replay() -> None:
    """At a JOIN, to those who know no history: the time in front of the first line."""
    room = Room()
    room.ann.send(*batched([*EXAMPLE]))
    said = only(room.world.join("dan").send("JOIN #c"), "PRIVMSG")
    assert [params(line)[1].partition("] ")[2] or params(line)[1] for line in said] == [
        "hello",
        "how is everyone?",
    ]
    said = only(room.world.join("eve", caps=CAPS).send("JOIN #c"), "PRIVMSG")
    assert [params(line)[1] for line in said][1:] == TEXT.split("\n")[1:]


def test_redaction(room: Room) -> None:
    """It is deleted as one."""
    ann = room.world.join("ann2", "#c", caps=f"{CAPS} draft/message-redaction")
    number = tags(ann.send(*batched([*EXAMPLE]))[0])["msgid"]
    assert commands(ann.send(f"REDACT #c {number}")) == ["REDACT"]
    assert room.texts() == [""]


def edit(number: str, *texts: str, target: str = "#c") -> list[str]:
    """Return the lines by which a message gets another text."""
    return [f"BATCH +123 salon.dev/edit {target} {number}", *lines_of(*texts, target=target), "BATCH -123"]


def test_an_edit() -> None:
    """A message gets several lines, and others; who knows edits without lines is shown them in one."""
    room = Room(WITH_EDIT)
    dan = room.world.join("dan", "#c", caps="message-tags salon.dev/edit")
    number = tags(room.ann.send("PRIVMSG #c :hello")[-1])["msgid"]
    room.world.forget_output()
    lines = room.ann.send(*edit(number, "hello", "", "world"))
    assert params(lines[0])[1:] == ("salon.dev/edit", "#c", number)
    assert room.ben.take() == lines
    assert [params(line)[1] for line in unwrapped(lines)] == ["hello", "", "world"]
    assert bares(dan.take()) == [f":ann!~ann@host.test EDIT #c {number} :hello world"]
    assert room.cleo.take() == [":ann!~ann@host.test PRIVMSG #c :* hello world"]
    assert room.texts() == ["hello\n\nworld"]
    lines = room.ann.send(f"EDIT #c {number} :short")
    assert commands(lines) == ["EDIT"]
    assert room.texts() == ["short"]


def test_an_edit_of_no_message(room: Room) -> None:
    """The codes of EDIT, and nothing is said."""
    room = Room(WITH_EDIT)
    assert failure(room.ann.send(*edit("x", "a", "b")))[:2] == ("EDIT", "UNKNOWN_MSGID")
    number = tags(room.ann.send("PRIVMSG #c :hello")[-1])["msgid"]
    room.world.forget_output()
    assert failure(room.ben.send(*edit(number, "a", "b")))[:2] == ("EDIT", "EDIT_FORBIDDEN")
    assert failure(room.ann.send(*edit(number, *"x" * 41)))[:2] == ("BATCH", "MULTILINE_MAX_LINES")
    assert room.texts() == ["hello"]


# --- the other wires -------------------------------------------------------------------------------------


def say_from(world: World, channel: str) -> Client:
    """Have somebody on IRC say the example, and an action, in a channel."""
    ann = world.join("ann", channel, caps=CAPS)
    world.forget_output()
    ann.send(*[line.replace("#c", channel) for line in batched([*EXAMPLE])])
    ann.send(*batched(lines_of("\x01ACTION sings", "loudly\x01", target=channel), channel))
    return ann


def test_on_chaines() -> None:
    """Each line as a message is, blank ones left out; the channel in front where it is another one."""
    world = World()
    bob, zoe = enter(world, "bob", "c"), enter(world, "zoe", "c", "d")
    ann = say_from(world, "#c")
    shown = ["ann: hello", "ann: how is everyone?", "ann: * sings", "ann: * loudly"]
    assert bob.take() == shown
    assert zoe.take() == [f"[c] {line}" for line in shown]
    assert [line.partition("] ")[2] for line in bob.send("/HISTORY 2")] == shown
    ann.send(*batched(lines_of("a", "b", target="bob"), "bob"))
    assert bob.take() == ["Private message ann: a", "Private message ann: b"]


def test_on_public() -> None:
    """Each line as a message is."""
    world = world_with_room()
    bob = enter_public(world, "bob")
    ann = say_from(world, "#public")
    assert bob.take() == ["ann: hello", "ann: how is everyone?", "ann: * sings", "ann: * loudly"]
    ann.send(*batched(lines_of("a", "b", target="bob"), "bob"))
    assert bob.take() == [f"ann vous a envoyer un message privé : {text}" for text in "ab"]


def test_on_relais() -> None:
    """Each line as a message is."""
    world = World()
    bob = enter_relais(world, "bob")
    ann = world.join("ann", caps=CAPS)
    ann.send(*batched(lines_of("a", "", "b", target="bob"), "bob"))
    assert bob.take() == ["ann: a", "ann: b"]


def test_a_reply_of_several_lines() -> None:
    """Whom it answers is named once, where there are no tags."""
    room = Room(CAPS)
    bob = enter(room.world, "bob", "c")
    number = tags(room.ann.send("PRIVMSG #c :hello")[-1])["msgid"]
    room.world.forget_output()
    room.ben.send(*batched([*EXAMPLE], start=f"@+reply={number} "))
    assert params(room.cleo.take()[0])[1] == "ann: hello"
    assert bob.take() == ["ben: ann: hello", "ben: how is everyone?"]
    head, *inner = room.ann.take()
    assert tags(head)["+reply"] == number
    assert "+reply" not in tags(inner[0])


def test_a_page_of_long_messages_comes_as_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for it is not dropped because more waits for them than may."""
    room = Room(WITH_HISTORY)
    for _ in range(100):
        room.ann.send(*batched(lines_of(*["x" * 100] * 40)))
    room.world.forget_output()
    pieces: list[int] = []
    write = room.ben.write

    def record(data: bytes) -> None:
        pieces.append(len(data))
        write(data)

    monkeypatch.setattr(room.ben, "write", record)
    lines = room.ben.send("@label=h CHATHISTORY LATEST #c * 100", "PING after")
    assert commands(lines[-1:]) == ["PONG"]
    check_batches(lines[:-1])
    assert len(only(lines, "PRIVMSG")) == 4_000
    assert sum(pieces) > 500_000
    assert max(pieces) < 450_000
