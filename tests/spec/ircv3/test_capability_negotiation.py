"""Capability negotiation: CAP and its subcommands, versions, and registration that waits for it."""

import pytest

from harness.tagged_lines import commands, params
from harness.world import World
from salon.wire.irc import capabilities
from salon.wire.irc.capabilities import CAPABILITIES
from salon.wire.irc.commands import registration

NAMES = [capability.name for capability in CAPABILITIES]


def with_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give one capability a value, and add as many names as it takes for more than one line."""
    extra = tuple(
        capabilities.Capability(f"example.org/a-rather-long-name-{n}", 0, "", "value" if n == 0 else "")
        for n in range(20)
    )
    monkeypatch.setattr(registration, "CAPABILITIES", (*CAPABILITIES, *extra))


def listed(lines: list[str]) -> list[str]:
    """Return the capabilities of all lines of an answer."""
    return " ".join(params(line)[-1] for line in lines).split()


# --- Connection Registration -------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["CAP LS", "CAP LS 302", "CAP REQ :batch", "CAP REQ :no-such-thing"])
def test_registration_waits_for_the_end(opening: str) -> None:
    """Connection Registration: after CAP LS or CAP REQ the server MUST not register before CAP END."""
    client = World().connect()
    assert "001" not in commands(client.send(opening, "NICK dan", "USER d 0 * :Dan"))
    assert "001" in commands(client.send("CAP END"))


@pytest.mark.parametrize("opening", ["CAP LS", "CAP REQ :batch"])
def test_registration_is_suspended_when_half_done(opening: str) -> None:
    """The CAP LS and REQ subcommands: while registration is in progress they MUST suspend it."""
    client = World().connect()
    assert "001" not in commands(client.send("NICK dan", opening, "USER d 0 * :Dan"))
    assert "001" in commands(client.send("CAP END"))


def test_no_negotiation_registers_at_once() -> None:
    """Connection Registration: a client without CAP is registered by NICK and USER."""
    assert "001" in commands(World().connect().send("NICK dan", "USER d 0 * :Dan"))


def test_the_end_alone_does_not_register() -> None:
    """Connection Registration: CAP END is the end of negotiation, not of registration."""
    client = World().connect()
    assert set(commands(client.send("CAP LS 302", "NICK dan", "CAP END"))) == {"CAP"}
    assert "001" in commands(client.send("USER d 0 * :Dan"))


def test_a_second_list_suspends_again() -> None:
    """The CAP LS subcommand: it suspends registration, whenever it comes before it is complete."""
    client = World().connect()
    client.send("CAP LS", "NICK dan", "CAP END", "CAP LS")
    assert client.send("USER d 0 * :Dan") == []
    assert "001" in commands(client.send("CAP END"))


# --- The CAP command ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["FOO", "ACK", "NAK", "NEW", "DEL", "CLEAR"])
def test_an_unknown_subcommand(word: str) -> None:
    """The CAP command: 410 with the subcommand, for one that clients do not send."""
    world = World()
    assert world.connect().send(f"CAP {word}") == [f":salon.test 410 * {word} :Invalid CAP command"]
    assert world.join("jw").send(f"CAP {word}") == [f":salon.test 410 jw {word} :Invalid CAP command"]


def test_an_unknown_subcommand_is_one_parameter() -> None:
    """The CAP command: whatever was sent as subcommand, 410 keeps its form."""
    client = World().join("jw")
    for word in (":", ":a b", ":: x", "é" * 200):
        (line,) = client.send(f"CAP {word}")
        assert (commands([line]), len(params(line))) == (["410"], 3)


def test_subcommands_have_no_case() -> None:
    """The CAP command: subcommands are command words."""
    assert World().join("jw").send("cap list") == [":salon.test CAP jw LIST :"]


def test_the_client_is_named() -> None:
    """The CAP command: replies contain the client's identifier, or an asterisk if there is none yet."""
    client = World().connect()
    assert params(client.send("CAP LIST")[0])[0] == "*"
    client.send("CAP LS", "NICK dan")
    assert params(client.send("CAP LIST")[0])[0] in {"dan", "*"}
    client.send("USER d 0 * :Dan", "CAP END")
    assert params(client.send("CAP LIST")[0])[0] == "dan"


def test_it_is_taken_after_registration() -> None:
    """The CAP command: the server MUST accept it at any time, including after registration."""
    client = World().join("dan")
    assert [name.partition("=")[0] for name in listed(client.send("CAP LS 302"))] == NAMES
    assert client.send("CAP REQ :batch") == [":salon.test CAP dan ACK :batch"]
    assert client.send("CAP LIST") == [":salon.test CAP dan LIST :batch cap-notify"]


# --- CAP LS ------------------------------------------------------------------------------------


def test_what_there_is() -> None:
    """The CAP LS subcommand: the last parameter is the list; for 302, in as many lines as it takes."""
    assert {name.partition("=")[0] for name in listed(World().connect().send("CAP LS 302"))} == set(NAMES)
    before = listed(World().connect().send("CAP LS"))
    assert {name for name in NAMES if "/" not in name} < set(before) <= set(NAMES)


def test_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The CAP LS subcommand: if no capabilities are available an empty parameter MUST be sent."""
    monkeypatch.setattr(registration, "CAPABILITIES", ())
    assert World().connect().send("CAP LS") == [":salon.test CAP * LS :"]


def test_values_and_lines_are_for_302(monkeypatch: pytest.MonkeyPatch) -> None:
    """CAP LS Version: without 302 the server MUST NOT send values or several lines."""
    with_value(monkeypatch)
    for opening in ("CAP LS", "CAP LS 301", "CAP LS x", "CAP LS -302"):
        answer = World().connect().send(opening)
        assert [params(line)[1:-1] for line in answer] == [("LS",)], opening
        assert "=" not in answer[0], opening


@pytest.mark.parametrize("version", ["302", "303", "307", "99999999999999"])
def test_versions_are_numbers(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """CAP LS Version: MUST be treated as a number; of a higher one, what the server knows is enabled."""
    with_value(monkeypatch)
    assert "example.org/a-rather-long-name-0=value" in listed(World().connect().send(f"CAP LS {version}"))


def test_several_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Multiline replies: all but the last MUST have a parameter '*' before the list; none is too long."""
    with_value(monkeypatch)
    answer = World().connect().send("CAP LS 302")
    assert [params(line)[1:-1] for line in answer] == [("LS", "*")] * (len(answer) - 1) + [("LS",)]
    assert len(answer) > 1
    assert max(len(line) for line in answer) <= 510


def test_no_value_is_said_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Capability Values: they MUST NOT be in other subcommands than LS and NEW."""
    with_value(monkeypatch)
    monkeypatch.setitem(capabilities.BY_NAME, "valued", capabilities.Capability("valued", 1 << 30, "", "x"))
    client = World().connect()
    client.send("CAP LS 302")
    assert client.send("CAP REQ :valued") == [":salon.test CAP * ACK :valued"]
    assert client.send("CAP REQ :valued=x") == [":salon.test CAP * NAK :valued=x"]


def test_a_lower_version_is_answered_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """CAP LS Version: a lower version SHOULD get a reply of its kind; the higher one MUST stay stored."""
    with_value(monkeypatch)
    client = World().connect()
    client.send("CAP LS 302")
    (answer,) = client.send("CAP LS")
    assert "=value" not in answer
    assert client.send("CAP REQ :-cap-notify") == [":salon.test CAP * NAK :-cap-notify"]


# --- CAP LIST ----------------------------------------------------------------------------------


def test_what_is_enabled() -> None:
    """The CAP LIST subcommand: the capabilities enabled on this connection."""
    client = World().connect()
    assert client.send("CAP LIST") == [":salon.test CAP * LIST :"]
    client.send("CAP REQ :setname chghost")
    assert client.send("CAP LIST") == [":salon.test CAP * LIST :chghost setname"]


def test_long_lists_of_what_is_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Multiline replies: to 302, LIST continues like LS."""
    monkeypatch.setattr(registration, "BODY_LIMIT", 90)
    client = World().join("dan", caps="batch chghost setname message-tags server-time echo-message")
    answer = client.send("CAP LIST")
    assert [params(line)[1:-1] for line in answer] == [("LIST", "*")] * (len(answer) - 1) + [("LIST",)]
    assert len(answer) > 1
    assert len(listed(answer)) == 7


# --- CAP REQ, ACK, NAK -------------------------------------------------------------------------


def test_removing() -> None:
    """The CAP REQ subcommand: a dash designates that the capability should be disabled."""
    client = World().join("dan", caps="userhost-in-names batch")
    assert client.send("CAP REQ :-userhost-in-names") == [":salon.test CAP dan ACK :-userhost-in-names"]
    assert listed(client.send("CAP LIST")) == ["batch", "cap-notify"]


def test_what_is_so_already() -> None:
    """The CAP REQ subcommand: enabling the enabled, disabling the disabled MUST be taken as success."""
    client = World().join("dan", caps="batch")
    assert client.send("CAP REQ :batch -setname") == [":salon.test CAP dan ACK :batch -setname"]
    assert listed(client.send("CAP LIST")) == ["batch", "cap-notify"]


def test_all_or_nothing() -> None:
    """The CAP REQ subcommand: the set must be accepted as a whole, or rejected entirely."""
    client = World().join("dan", caps="setname")
    wish = "batch no-such-thing -setname"
    assert client.send(f"CAP REQ :{wish}") == [f":salon.test CAP dan NAK :{wish}"]
    assert listed(client.send("CAP LIST")) == ["cap-notify", "setname"]


def test_the_order_is_from_left_to_right() -> None:
    """The CAP command: the list MUST be processed from left to right."""
    client = World().join("dan")
    client.send("CAP REQ :batch -batch setname -chghost chghost")
    assert listed(client.send("CAP LIST")) == ["chghost", "setname"]


def test_spaces_behind_are_nothing() -> None:
    """The CAP command: white space behind the list is ignored."""
    client = World().connect()
    client.send("CAP REQ :batch setname ")
    assert listed(client.send("CAP LIST")) == ["batch", "setname"]


def test_names_that_are_several_parameters() -> None:
    """extended-isupport, "Examples": clients send the list without the colon, too."""
    assert World().connect().send("CAP REQ batch setname") == [":salon.test CAP * ACK :batch setname"]


@pytest.mark.parametrize("wish", ["Batch", "BATCH", "--batch", "draft/batch", "-"])
def test_names_are_opaque(wish: str) -> None:
    """Rules for naming capabilities: names are case-sensitive opaque identifiers."""
    assert World().connect().send(f"CAP REQ :{wish}") == [f":salon.test CAP * NAK :{wish}"]


def test_no_name_begins_with_a_dash() -> None:
    """Rules for naming capabilities: names MUST NOT start with a hyphen; they fit between spaces."""
    assert [name for name in NAMES if name.startswith("-") or set(name) & set(" =")] == []


def test_drafts_are_named_so() -> None:
    """Notes for implementing work-in-progress versions: the unprefixed names MUST NOT be used."""
    assert {"channel-rename", "extended-isupport"}.isdisjoint(NAMES)
    assert {"draft/channel-rename", "draft/extended-isupport"} <= set(NAMES)


def test_every_capability_can_be_had() -> None:
    """The CAP REQ subcommand: whatever is offered is accepted, one by one and together."""
    client = World().connect()
    client.send("CAP LS 302")
    for name in NAMES:
        assert client.send(f"CAP REQ :{name}") == [f":salon.test CAP * ACK :{name}"]
    assert listed(client.send("CAP LIST")) == NAMES
    # All together are more than a line holds.
    half = len(NAMES) // 2
    for some in (NAMES[:half], NAMES[half:]):
        assert listed(client.send(f"CAP REQ :{' '.join(some)}")) == some


def test_no_answer_is_too_long() -> None:
    """The CAP ACK subcommand: one that does not fit into a line is spread over several."""
    client = World().join("d" * 32)
    wish = " ".join(["batch", "-batch"] * 37)
    answer = client.send(f"CAP REQ :{wish}")
    assert {params(line)[1] for line in answer} == {"ACK"}
    assert listed(answer) == wish.split()
    refused = client.send(f"CAP REQ :{wish} x")
    assert {params(line)[1] for line in refused} == {"NAK"}
    assert max(len(line) for line in answer + refused) <= 510


def test_it_holds_from_the_acknowledgement_on() -> None:
    """The CAP ACK subcommand: what comes before it is as before, what comes after it as requested."""
    world = World()
    alice, bob = world.join("alice", "#c"), world.join("bob", "#c")
    world.hold_disk = True
    bob.send("PRIVMSG #c :one")
    alice.send("CAP REQ :server-time")
    bob.send("PRIVMSG #c :two")
    world.hold_disk = False
    world.release_disk()
    assert [(commands([line])[0], line.startswith("@")) for line in alice.take()] == [
        ("PRIVMSG", False),
        ("CAP", False),
        ("PRIVMSG", True),
    ]


# --- CAP END, cap-notify -----------------------------------------------------------------------


def test_the_end_after_registration_is_nothing() -> None:
    """The CAP END subcommand: if the client is registered it MUST be ignored."""
    client = World().join("dan")
    assert client.send("CAP LS", "CAP END")[1:] == []


def test_302_implies_cap_notify() -> None:
    """`cap-notify`: MUST be enabled by version 302 or newer, by nothing lower."""
    client = World().connect()
    client.send("CAP LS")
    assert listed(client.send("CAP LIST")) == []
    client.send("CAP LS 302")
    assert listed(client.send("CAP LIST")) == ["cap-notify"]


def test_cap_notify_may_be_asked_for() -> None:
    """`cap-notify`: a request MUST be accepted without side effects, with 302 and without."""
    for opening in ("CAP LS 302", "CAP LS"):
        client = World().connect()
        client.send(opening)
        assert client.send("CAP REQ :cap-notify") == [":salon.test CAP * ACK :cap-notify"]
        assert listed(client.send("CAP LIST")) == ["cap-notify"]


def test_cap_notify_cannot_be_disabled_with_302() -> None:
    """`cap-notify`: servers MUST NOT disable it for a client that sent 302."""
    client = World().connect()
    client.send("CAP LS 302", "CAP REQ :batch")
    assert client.send("CAP REQ :-cap-notify -batch") == [":salon.test CAP * NAK :-cap-notify -batch"]
    assert listed(client.send("CAP LIST")) == ["batch", "cap-notify"]


def test_cap_notify_can_be_disabled_without_302() -> None:
    """`cap-notify`: other clients MUST be allowed to disable it."""
    client = World().connect()
    client.send("CAP LS", "CAP REQ :cap-notify")
    assert client.send("CAP REQ :-cap-notify") == [":salon.test CAP * ACK :-cap-notify"]
    assert listed(client.send("CAP LIST")) == []
