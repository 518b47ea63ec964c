"""labeled-response: the answer to a request says which request it answers."""

import pytest

from harness.tagged_lines import bare, bares, check_batches, commands, only, params, tags, unwrapped
from harness.world import OPERATOR, Client, World, hashed
from salon.wire.irc.commands.table import COMMANDS

LABELED = "batch labeled-response"
ALL = f"{LABELED} echo-message message-tags server-time standard-replies"

EVERY_COMMAND = {
    "ADMIN": "",
    "ANNUAIRE": "ON",
    "AUTHENTICATE": "PLAIN",
    "AWAY": ":gone",
    "BAN": "#mine",
    "BATCH": "-1",
    "CAP": "LIST",
    "CHANSERV": "HELP",
    "CHATHISTORY": "LATEST #c * 5",
    "SEARCH": "from:bob",
    "CS": "x",
    "EDIT": "#c test-1 :x",
    "MARKREAD": "#c",
    "REDACT": "#c test-1",
    "RESETPASS": "alice",
    "HELP": "",
    "HELPOP": "JOIN",
    "HISTORY": "#c",
    "DLINE": "198.51.100.7",
    "INFO": "",
    "INVITE": "bob #mine",
    "ISON": "bob",
    "ISUPPORT": "",
    "JOIN": "#new",
    "KICK": "#mine bob",
    "KILL": "bob :x",
    "KLINE": "zoe",
    "LANGUAGE": "en",
    "LINKS": "",
    "LIST": "",
    "LUSERS": "",
    "METADATA": "* LIST",
    "MODE": "#mine +m",
    "MODLOG": "#mine",
    "MONITOR": "+ bob,zoe",
    "MOTD": "",
    "MUTE": "#mine",
    "NAMES": "#c",
    "NICK": "alicia",
    "NICKSERV": "HELP",
    "NOTICE": "bob :x",
    "NS": "x",
    "OPER": f"root {OPERATOR}",
    "PART": "#c",
    "PASS": "x",
    "PERSISTENCE": "GET",
    "PING": "x",
    "PONG": "x",
    "PRIVMSG": "#c :x",
    "QUIT": ":bye",
    "REGISTER": "* * sesame-8",
    "REHASH": "",
    "RENAME": "#mine #ours",
    "RESUME": "1-00",
    "SESSIONS": "LIST",
    "SETNAME": ":Alice",
    "SILENCE": "+bob,zoe",
    "STATS": "m",
    "TAGMSG": "#c",
    "TIME": "",
    "TOPIC": "#mine :x",
    "UNBAN": "#mine bob",
    "UNDLINE": "198.51.100.7",
    "UNDO": "#mine",
    "UNKLINE": "zoe",
    "UNMUTE": "#mine bob",
    "USER": "a 0 * :A",
    "USERHOST": "bob",
    "VERIFY": "alice x",
    "VERSION": "",
    "WALLOPS": ":x",
    "WHO": "#c",
    "WHOIS": "bob",
    "WHOWAS": "bob",
}
"""A use of every command but RESTART, which is not answered."""


def alice_and_bob(caps: str = ALL) -> tuple[World, Client, Client]:
    """Return alice, who asks, in a channel with bob and founder of another."""
    world = World()
    bob = world.join("bob", "#c")
    alice = world.join("alice", "#c", "#mine", caps=caps)
    bob.send("PRIVMSG #c :old")
    alice.take()
    return world, alice, bob


def labelled(lines: list[str]) -> list[str]:
    """Return the lines that carry a label."""
    return [line for line in lines if "label" in tags(line)]


# --- one logical message -----------------------------------------------------------------------


def test_every_command_is_tried() -> None:
    """Tags: whatever the message, its answer MUST be labelled; so the tests below go through all of them."""
    assert COMMANDS.keys() - EVERY_COMMAND.keys() <= {"RESTART"}


@pytest.mark.parametrize("operator", [False, True])
@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_exactly_one_logical_message(command: str, *, operator: bool) -> None:
    """Tags: the label MUST be in exactly one logical message: a line, a batch, or an ACK."""
    _, alice, _ = alice_and_bob()
    if operator:
        alice.send(f"OPER root {OPERATOR}")
    lines = alice.send(f"@label=L1 {command} {EVERY_COMMAND[command]}")
    check_batches(lines)
    (head,) = labelled(lines)
    assert (head, tags(head)["label"]) == (lines[0], "L1")
    if commands([head]) == ["BATCH"]:
        # The batch MUST be of a type that fits the whole answer, or of this one.
        whole = {"CHATHISTORY": "chathistory", "MODLOG": "salon.dev/modlog"}.get(command)
        assert params(head)[1] == (whole or "labeled-response")
        assert whole or len(unwrapped(lines)) > 1
    else:
        assert len(lines) == 1


@pytest.mark.parametrize("line", ["NOSUCH", "JOIN", "KICK #c", "WHOIS nobody", "PRIVMSG nobody :x", "TAGMSG"])
def test_refusals_are_labelled(line: str) -> None:
    """Tags: the tag MUST be in any response, a refusal as well."""
    _, alice, _ = alice_and_bob()
    lines = alice.send(f"@label=L1 {line}")
    assert [tags(line)["label"] for line in labelled(lines)] == ["L1"]
    assert commands(lines[:1]) != ["ACK"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"PRIVMSG #c :\xff", "FAIL"),
        (b"PRIVMSG #c :\0", "FAIL"),
        (b"PRIVMSG #c :" + b"x" * 600, "417"),
        (b"NOSUCH \xff", "FAIL"),
    ],
)
def test_lines_that_cannot_be_taken_are_labelled(line: bytes, code: str) -> None:
    """Tags: the tag MUST be in the response where it is feasible: the label can be read."""
    _, alice, _ = alice_and_bob()
    (answer,) = alice.send_bytes(b"@label=L1 " + line + b"\r\n")
    assert (commands([answer]), tags(answer)) == ([code], {"label": "L1"})


@pytest.mark.parametrize("label", [b"\xff", b"a\0b", b"a\rb"])
def test_a_label_that_cannot_be_read_is_none(label: bytes) -> None:
    """Tag value: a label is given back as it was, or not at all."""
    _, alice, _ = alice_and_bob()
    (answer,) = alice.send_bytes(b"@label=" + label + b" PING x\r\n")
    assert (commands([answer]), tags(answer)) == (["FAIL"], {})


def test_one_line_is_labelled_itself() -> None:
    """Batch types: only a response of more than one message is a batch."""
    _, alice, _ = alice_and_bob(LABELED)
    assert alice.send("@label=L1 PING x") == ["@label=L1 :salon.test PONG salon.test :x"]


def test_several_lines_are_a_batch() -> None:
    """Tags: more than one message MUST be grouped in a batch, the start of which is labelled."""
    _, alice, _ = alice_and_bob(LABELED)
    lines = alice.send("@label=L1 WHOIS bob")
    reference = params(lines[0])[0][1:]
    assert lines[0] == f"@label=L1 :salon.test BATCH +{reference} labeled-response"
    assert lines[-1] == f":salon.test BATCH -{reference}"
    assert {line.partition(" ")[0] for line in lines[1:-1]} == {f"@batch={reference}"}


@pytest.mark.parametrize(
    "line", ["PONG x", "PRIVMSG bob :x", "MONITOR C", "TAGMSG bob", "CAP END", "JOIN #c"]
)
def test_what_has_no_answer_is_acknowledged(line: str) -> None:
    """The `ACK` response: MUST be sent, labelled, for a command that produces no response."""
    _, alice, _ = alice_and_bob(f"{LABELED} message-tags")
    assert alice.send(f"@label=L1 {line}") == ["@label=L1 :salon.test ACK"]


def test_nothing_is_acknowledged_without_a_label() -> None:
    """The `ACK` response: it is for labelled commands."""
    _, alice, _ = alice_and_bob()
    assert alice.send("PONG x", "@other=1 PONG x", "@+label=1 PONG x") == []


def test_each_request_has_its_own() -> None:
    """Tags: the same tag and value; requests that come together are answered one by one, in order."""
    _, alice, _ = alice_and_bob()
    lines = alice.send(*(f"@label={n} PING {n}" for n in range(9)), "PING 9")
    assert [(tags(line).get("label"), params(line)[-1]) for line in lines] == [
        *((str(n), str(n)) for n in range(9)),
        (None, "9"),
    ]


# --- the value ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["a", "0", "L" * 64, r"a\sb\:c\\d\r\n", "é" * 32, "@;".replace(";", r"\:"), "=+"]
)
def test_the_value_is_opaque(value: str) -> None:
    """Tag value: an opaque identifier of up to 64 bytes, given back as it was."""
    _, alice, _ = alice_and_bob()
    (line,) = alice.send(f"@label={value} PING x")
    assert line.startswith(f"@label={value} :")


@pytest.mark.parametrize("value", ["L" * 65, "é" * 33])
def test_a_value_that_is_too_long(value: str) -> None:
    """Tag value: MUST NOT exceed 64 bytes; what does is no label, and the request is done without one."""
    _, alice, _ = alice_and_bob()
    assert alice.send(f"@label={value} PING x") == [":salon.test PONG salon.test :x"]


@pytest.mark.parametrize("section", ["label", "label=", "+label=1", "Label=1"])
def test_what_is_no_label(section: str) -> None:
    """Tags: the `label` tag has a required value, and no other name."""
    _, alice, _ = alice_and_bob()
    assert alice.send(f"@{section} PING x") == [":salon.test PONG salon.test :x"]


def test_the_last_label_counts() -> None:
    """message-tags, "Format": of several tags of one name the last counts."""
    _, alice, _ = alice_and_bob()
    assert [tags(line)["label"] for line in alice.send("@label=1;label=2 PING x")] == ["2"]


# --- dependencies ------------------------------------------------------------------------------


@pytest.mark.parametrize("caps", ["labeled-response", "batch", "message-tags", "batch message-tags"])
def test_both_capabilities_are_needed(caps: str) -> None:
    """Dependencies: `batch` MUST be negotiated to use labelled responses."""
    _, alice, _ = alice_and_bob(caps)
    assert bares(alice.send("@label=L1 PING x")) == [":salon.test PONG salon.test :x"]
    assert labelled(alice.send("@label=L1 PING x")) == []


@pytest.mark.parametrize("requests", [("batch", "labeled-response"), ("labeled-response", "batch")])
def test_in_any_order(requests: tuple[str, str]) -> None:
    """Dependencies: the order of negotiation is not significant."""
    alice = World().join("alice")
    for request in requests:
        alice.send(f"CAP REQ :{request}")
    assert tags(alice.send("@label=L1 PING x")[0]) == {"label": "L1"}


def test_the_request_that_ends_it() -> None:
    """Capabilities: the label of the CAP REQ that gives it back was one; the next is not."""
    _, alice, _ = alice_and_bob(LABELED)
    lines = alice.send("@label=1 CAP REQ :-labeled-response", "@label=2 PING x")
    assert [tags(line).get("label") for line in lines] == ["1", None]


def test_before_registration() -> None:
    """Tags: for any message that includes the tag, also before the client is registered."""
    client = World().connect()
    client.send("CAP LS 302", f"CAP REQ :{LABELED}")
    assert client.send("@label=1 NICK alice") == ["@label=1 :salon.test ACK"]
    assert client.send("@label=2 WHOIS bob") == ["@label=2 :salon.test 451 alice :You have not registered"]
    assert client.send("@label=3 USER a 0 * :A") == ["@label=3 :salon.test ACK"]
    welcome = client.send("@label=4 CAP END")
    assert commands(unwrapped(welcome))[:5] == ["001", "002", "003", "004", "005"]
    assert tags(welcome[0])["label"] == "4"


# --- messages ----------------------------------------------------------------------------------


def test_the_echo_is_labelled() -> None:
    """Examples: the echo of a message carries the label of the request, what others get does not."""
    world, alice, _ = alice_and_bob()
    carol = world.join("carol", "#c", caps=ALL)
    (echo,) = alice.send("@label=123;+a=b PRIVMSG #c :Hello!")
    (heard,) = carol.take()
    assert tags(echo)["label"] == "123"
    assert bare(echo) == bare(heard)
    assert tags(heard) == {key: value for key, value in tags(echo).items() if key != "label"}


def test_to_oneself_only_the_echo_is_labelled() -> None:
    """Tags: of a message to oneself the delivered one MUST NOT be labelled, only the echo."""
    _, alice, _ = alice_and_bob()
    lines = alice.send("@label=1 PRIVMSG alice :me")
    assert commands(lines) == ["PRIVMSG", "PRIVMSG"]
    assert sorted(tags(line).get("label", "") for line in lines) == ["", "1"]
    assert len({tags(line)["msgid"] for line in lines}) == 1


def test_to_oneself_without_echo() -> None:
    """Tags: of a message to oneself the delivered one MUST NOT be labelled; without an echo, an ACK is."""
    _, alice, _ = alice_and_bob(f"{LABELED} message-tags")
    for command in ("PRIVMSG", "TAGMSG"):
        lines = alice.send(f"@label=1;+a {command} alice :me")
        assert commands(lines) == [command, "ACK"]
        assert [commands([line]) for line in labelled(lines)] == [["ACK"]]


def test_several_targets_are_one_answer() -> None:
    """Tags: exactly one logical message, echoes, refusals and away replies together."""
    world, alice, bob = alice_and_bob()
    bob.send("AWAY :gone")
    world.settle()
    lines = alice.send("@label=1 PRIVMSG #c,bob,nobody :x")
    assert sorted(commands(unwrapped(lines))) == ["301", "401", "PRIVMSG", "PRIVMSG"]
    assert tags(lines[0])["label"] == "1"


@pytest.mark.parametrize("targets", ["alice,#c,bob", "#c,alice,bob", "#c,bob,alice"])
def test_oneself_among_several_targets(targets: str) -> None:
    """Tags: the delivered message is no part of the answer, and comes before it; the echoes in order."""
    _, alice, bob = alice_and_bob()
    delivered, head, *echoes, end = alice.send(f"@label=1 PRIVMSG {targets} :x")
    assert bare(delivered) == ":alice!~alice@host.test PRIVMSG alice :x"
    assert tags(delivered).keys() == {"msgid", "time"}
    assert (tags(head)["label"], commands([head, end])) == ("1", ["BATCH", "BATCH"])
    assert [params(line)[0] for line in echoes] == targets.split(",")
    assert {tags(line)["msgid"] for line in echoes if params(line)[0] == "alice"} == {
        tags(delivered)["msgid"]
    }
    assert len(bob.take()) == 2


# --- answers that take time --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"OPER root {OPERATOR}", ["MODE", "381"]),
        (f"OPER alice {OPERATOR}", ["MODE", "381", "396"]),
        ("OPER root wrong", ["464"]),
        ("OPER nobody wrong", ["464"]),
        ("REHASH", ["382", "NOTE"]),
        ("HISTORY #c", ["BATCH", "PRIVMSG", "BATCH"]),
        ("HISTORY #mine", []),
        ("HISTORY #other", ["403"]),
        ("JOIN #past,#new", ["JOIN", "JOIN", "353", "366", "BATCH", "PRIVMSG", "BATCH", "353", "366"]),
    ],
)
def test_what_is_answered_later(line: str, expected: list[str]) -> None:
    """Tags: the answer MUST be labelled when something must be found out first; what comes between is not."""
    world, alice, bob = alice_and_bob(f"{LABELED} standard-replies")
    bob.send("JOIN #past", "PRIVMSG #past :x")
    if line == "REHASH":
        alice.send(f"OPER root {OPERATOR}")
    world.hub.receive(alice.link, f"@label=1 {line}\r\n@label=2 PING x\r\n".encode())
    world.hub.receive(bob.link, b"PRIVMSG alice :meanwhile\r\n")
    world.settle()
    lines = alice.take()
    check_batches(lines)
    (meanwhile,) = [line for line in lines if line.endswith(":meanwhile")]
    assert tags(meanwhile) == {}
    lines.remove(meanwhile)
    assert lines.pop() == "@label=2 :salon.test PONG salon.test :x"
    assert tags(lines[0])["label"] == "1"
    if len(expected) > 1:
        assert commands(unwrapped(lines)) == expected
    else:
        assert commands(lines) == (expected or ["ACK"])


def test_a_password_at_the_door() -> None:
    """Tags: the same for registration, when the server's password is verified first."""
    world = World(rules={"passwords": {"irc": hashed("secret")}})
    for password, expected in (("secret", "BATCH"), ("wrong", "464")):
        client = world.connect()
        client.send("CAP LS 302", f"CAP REQ :{LABELED}")
        client.send(f"PASS {password}", f"NICK {password}", "USER a 0 * :A")
        lines = client.send("@label=1 CAP END")
        assert (commands(lines[:1]), tags(lines[0])["label"]) == ([expected], "1")
        check_batches(lines)


def test_the_last_words() -> None:
    """Tags: the answer to QUIT is the ERROR that ends the connection."""
    _, alice, bob = alice_and_bob()
    assert alice.send("@label=1 QUIT :bye") == ["@label=1 ERROR :Closing link: Quit: bye"]
    assert alice.closed
    assert commands(bob.take()) == ["QUIT"]


def test_ending_oneself() -> None:
    """Tags: an operator who kills the own nick gets all of the answer, too."""
    _, alice, _ = alice_and_bob()
    alice.send(f"OPER root {OPERATOR}")
    lines = alice.send("@label=1 KILL alice :enough")
    assert commands(unwrapped(lines)) == ["KILL", "QUIT", "ERROR"]
    assert alice.closed


def test_who_is_ended_meanwhile_hears_why() -> None:
    """Tags: a labelled request under way takes nothing away of what does not belong to it."""
    world, alice, bob = alice_and_bob()
    alice.send(f"OPER root {OPERATOR}")
    carol = world.join("carol", "#c", caps=ALL)
    world.hub.receive(carol.link, b"@label=1 OPER root wrong\r\n")
    alice.send("KILL carol :enough")
    lines = carol.take()
    assert [command for command in commands(lines) if command in {"KILL", "ERROR"}] == ["KILL", "ERROR"]
    assert all("label" not in tags(line) for line in only(lines, "ERROR"))
    assert commands(bob.take())[-1] == "QUIT"
    assert carol.closed
