"""What SILENCE means: the wire's own affair."""

import pytest

from harness.interpreting import answered, meant, talk_of
from harness.world import Client, World


@pytest.fixture
def alice() -> Client:
    """Return who wants it quiet; a list has two entries."""
    return World(rules={"list_entries": 2}).join("alice")


def silence(client: Client, wish: str = "") -> list[str]:
    """Return what is answered to a wish."""
    assert meant(client, f"SILENCE {wish}".rstrip()) == []
    return [line.removeprefix(":alice!~alice@host.test ") for line in answered(client)]


@pytest.mark.parametrize("wish", ["bob", "+bob", "bob!*@*"])
def test_a_mask_is_added_and_taken_away(alice: Client, wish: str) -> None:
    """A nick alone stands for anybody of that nick; the form is one's own meanwhile."""
    talk = talk_of(alice)
    shared = talk.form
    assert silence(alice, wish) == ["SILENCE +bob!*@*"]
    assert silence(alice, wish) == []
    assert silence(alice) == silence(alice, "alice") == ["271 alice alice bob!*@*", "272 alice alice :..."]
    assert talk.form is not shared
    assert silence(alice, f"-{wish.removeprefix('+')}") == ["SILENCE -bob!*@*"]
    assert silence(alice) == ["272 alice alice :..."]
    assert talk.form is shared
    assert talk.silenced is None


def test_several_at_once(alice: Client) -> None:
    """Each with its sign; what is beyond the limit is refused by name, until there is room."""
    assert silence(alice, "a,+b,c,-a,,c") == [
        "SILENCE +a!*@*",
        "SILENCE +b!*@*",
        "511 alice c!*@* :...",
        "SILENCE -a!*@*",
        "SILENCE +c!*@*",
    ]


def test_what_was_not_silenced_is_not_heard_again(alice: Client) -> None:
    """Nothing is said, and no list made."""
    assert silence(alice, "-bob") == []
    assert talk_of(alice).silenced is None


def test_what_is_no_mask(alice: Client) -> None:
    """It is said what one looks like."""
    (line,) = silence(alice, f"{'x' * 400}")
    assert "SILENCE INVALID_MASK" in line
    assert talk_of(alice).silenced is None
