"""extended-isupport: RPL_ISUPPORT when asked for, before registration too, in a batch."""

import pytest

from harness.tagged_lines import bares, check_batches, commands, only, params, tags, unwrapped
from harness.world import World

EXTENDED = "batch draft/extended-isupport"


def test_isupport_before_registration() -> None:
    """`draft/extended-isupport` capability: MUST accept ISUPPORT before registration."""
    client = World().connect()
    client.send("CAP LS 302", f"CAP REQ :{EXTENDED}")
    lines = client.send("ISUPPORT")
    assert set(commands(unwrapped(lines))) == {"005"}
    assert params(lines[0])[1:] == ("draft/isupport",)
    assert {params(line)[0] for line in unwrapped(lines)} == {"*"}
    assert commands(client.send("NICK alice", "USER a 0 * :A", "CAP END"))[0] == "001"


def test_isupport_before_registration_needs_the_capability() -> None:
    """`draft/extended-isupport` capability: only when it is enabled."""
    assert commands(World().connect().send("ISUPPORT")) == ["451"]


@pytest.mark.parametrize("caps", ["", "batch", "draft/extended-isupport", EXTENDED])
def test_isupport_after_registration(caps: str) -> None:
    """`ISUPPORT` command: MUST reply with RPL_ISUPPORT, in a batch where both are."""
    alice = World().join("alice", caps=caps)
    lines = alice.send("ISUPPORT")
    check_batches(lines)
    assert set(commands(only(lines, "005"))) == {"005"}
    assert commands(lines).count("BATCH") == (2 if caps == EXTENDED else 0)


@pytest.mark.parametrize("caps", [("batch", "draft/extended-isupport"), ("draft/extended-isupport", "batch")])
def test_every_isupport_is_in_a_batch(caps: tuple[str, str]) -> None:
    """batch: MUST group all of them, in any order of capabilities, and nothing else."""
    client = World().connect()
    client.send("CAP LS 302", *(f"CAP REQ :{cap}" for cap in caps), "NICK alice", "USER a 0 * :A")
    for lines in (client.send("CAP END"), client.send("VERSION"), client.send("ISUPPORT")):
        check_batches(lines)
        tagged = [line for line in lines if "batch" in tags(line)]
        assert tagged == only(lines, "005") != []


def test_every_isupport_is_the_same() -> None:
    """`ISUPPORT` command: the full list, before and after registration."""
    client = World().connect()
    client.send("CAP LS 302", "CAP REQ :draft/extended-isupport")
    before = client.send("ISUPPORT")
    welcome = client.send("NICK alice", "USER a 0 * :A", "CAP END")
    answers = [before, only(welcome, "005"), client.send("ISUPPORT")]
    assert len({tuple(params(line)[1:] for line in bares(lines)) for lines in answers}) == 1
