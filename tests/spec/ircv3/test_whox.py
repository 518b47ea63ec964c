"""WHOX: WHO with the fields that were asked for."""

import pytest

from harness.tagged_lines import commands, only, params
from harness.world import OPERATOR, Client, World

ORDER = "tcuihsnfdlaor"


def channel() -> tuple[World, Client, Client]:
    """Return alice and bob, in one channel."""
    world = World()
    return world, world.join("alice", "#c"), world.join("bob", "#c")


def fields(client: Client, question: str) -> list[tuple[str, ...]]:
    """Return the fields of all answers to a question."""
    lines = client.send(question)
    assert commands(lines) == ["354"] * (len(lines) - 1) + ["315"]
    return [params(line)[1:] for line in lines[:-1]]


def test_the_token() -> None:
    """`ISUPPORT` token: WHOX, without any value."""
    lines = World().join("alice").send("ISUPPORT")
    assert "WHOX" in [token for line in only(lines, "005") for token in params(line)]


def test_all_fields() -> None:
    """`RPL_WHOSPCRPL` numeric: MUST send the fields in the order of the specification."""
    world, alice, bob = channel()
    bob.send("AWAY :gone")
    world.now += 90_000
    assert fields(alice, f"WHO bob %{ORDER},123") == [
        (
            *("123", "#c", "~bob", "255.255.255.255", "host.test", "salon.test"),
            *("bob", "G", "0", "90", "0", "n/a", "bob Real"),
        )
    ]


def test_the_order_asked_for_does_not_matter() -> None:
    """Extended `WHO` command: servers MUST NOT rely on the ordering of the fields, nor their number."""
    _, alice, _ = channel()
    assert fields(alice, f"WHO bob %{ORDER[::-1]},1") == fields(alice, f"WHO bob %{ORDER},1")
    assert fields(alice, "WHO bob %nnnc") == [("#c", "bob")]


@pytest.mark.parametrize("field", ORDER)
def test_exactly_what_was_asked_for(field: str) -> None:
    """`RPL_WHOSPCRPL` numeric: exactly the fields requested MUST be returned, one by one."""
    _, alice, _ = channel()
    every = dict(zip(ORDER, fields(alice, f"WHO bob %{ORDER},7")[0], strict=True))
    assert fields(alice, f"WHO bob %{field},7") == [(every[field],)]
    without = ORDER.replace(field, "")
    assert fields(alice, f"WHO bob %{without},7") == [tuple(every[letter] for letter in without)]


def test_unknown_fields() -> None:
    """`RPL_WHOSPCRPL` numeric: servers MUST ignore any non-standard field that they do not support."""
    _, alice, _ = channel()
    assert fields(alice, "WHO bob %zqXn!9") == [("bob",)]


def test_no_plain_replies() -> None:
    """Extended `WHO` command: servers MUST NOT send RPL_WHOREPLY; without a percent sign they do."""
    _, alice, _ = channel()
    assert commands(alice.send("WHO #c %n")) == ["354", "354", "315"]
    assert commands(alice.send("WHO #c")) == ["352", "352", "315"]
    assert commands(alice.send("WHO nobody %n")) == ["315"]


def test_the_end_names_the_mask() -> None:
    """Examples: RPL_ENDOFWHO with the mask that was asked for."""
    _, alice, _ = channel()
    assert alice.send("WHO bob %n")[-1] == ":salon.test 315 alice bob :End of WHO list"


@pytest.mark.parametrize("token", ["0", "7", "42", "999"])
def test_tokens(token: str) -> None:
    """Extended `WHO` command: the token that the client gave is returned."""
    _, alice, _ = channel()
    assert fields(alice, f"WHO bob %tn,{token}") == [(token, "bob")]


@pytest.mark.parametrize("question", ["%tn", "%tn,", "%tn,x", "%tn,:x", "%tn,12345", "%tn,٣", "%tn,1;2"])
def test_what_is_no_token(question: str) -> None:
    """Extended `WHO` command: a token MUST be of one to three digits; another leaves the reply its form."""
    _, alice, _ = channel()
    assert fields(alice, f"WHO bob {question}") == [("0", "bob")]


def test_no_channel() -> None:
    """`RPL_WHOSPCRPL` numeric: '*' when no channel is returned, a secret one among them."""
    world, alice, _ = channel()
    carol = world.join("carol")
    assert fields(alice, "WHO carol %nc") == [("*", "carol")]
    carol.send("JOIN #secret", "MODE #secret +s")
    assert fields(alice, "WHO carol %nc") == [("*", "carol")]
    assert fields(carol, "WHO carol %nc") == [("#secret", "carol")]


def test_addresses() -> None:
    """`RPL_WHOSPCRPL` numeric: 255.255.255.255 when the address is not disclosed."""
    _, alice, bob = channel()
    assert fields(alice, "WHO #c %ni") == [("192.0.2.1", "alice"), ("255.255.255.255", "bob")]
    bob.send(f"OPER root {OPERATOR}")
    assert fields(bob, "WHO #c %ni") == [("192.0.2.1", "alice"), ("192.0.2.1", "bob")]


@pytest.mark.parametrize("address", ["::1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_addresses_with_colons(address: str) -> None:
    """modern-irc, "Parameters": only the last parameter may begin with a colon, so an address does not."""
    world = World()
    alice = world.connect(address)
    alice.send("NICK alice", "USER a 0 * :A")
    ((shown, nick),) = fields(alice, "WHO alice %ni")
    assert nick == "alice"
    assert shown.lstrip("0") == address
    (actually,) = only(alice.send("WHOIS alice"), "338")
    assert params(actually)[2:4] == (f"~a@{shown}", shown)


def test_flags_before_the_percent_sign() -> None:
    """Extended `WHO` command: non-standard flags may stand before it; `o` is for operators alone."""
    _, alice, bob = channel()
    bob.send(f"OPER root {OPERATOR}")
    assert fields(alice, "WHO #c o%nf") == [("bob", "H*")]
    assert fields(alice, "WHO #c x%n") == [("alice",), ("bob",)]


def test_real_names_are_last() -> None:
    """`RPL_WHOSPCRPL` numeric: the real name is the trailing parameter, whatever is in it."""
    _, alice, bob = channel()
    bob.send("SETNAME :: of  several :words")
    assert fields(alice, "WHO bob %rn") == [("bob", ": of  several :words")]
