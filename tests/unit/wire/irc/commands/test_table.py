"""The table of IRC commands: what a line costs, and what HELP is made of."""

import pytest

from salon.wire.irc.commands.table import COMMANDS, HELP_ENTRIES, Handler


@pytest.mark.parametrize(
    ("several", "params", "cost"),
    [
        (None, ("a,b,c",), 0.5),
        (0, ("a",), 0.5),
        (0, ("a,b,c",), 1.5),
        (0, (",,",), 1.5),
        (0, (), 0.5),
        (1, ("a,b", "c"), 0.5),
        (1, ("a", "b,c"), 1.0),
    ],
)
def test_several_things_in_a_line_cost_as_many_lines(
    several: int | None, params: tuple[str, ...], cost: float
) -> None:
    """By the commas in the parameter that may name several."""
    handler = Handler(lambda *_: [], "X", "do", cost=0.5, several=several)
    assert handler.cost_of(params) == cost


def test_only_an_answer_and_a_goodbye_are_free() -> None:
    """Nobody may ask for nothing, as often as they like."""
    assert {name for name, handler in COMMANDS.items() if handler.cost == 0} == {"PONG", "QUIT"}


def test_a_login_costs_as_much_as_a_message() -> None:
    """By SASL, of two lines; as it does by the service."""
    assert 2 * COMMANDS["AUTHENTICATE"].cost == COMMANDS["NICKSERV"].cost == COMMANDS["PRIVMSG"].cost


def test_before_registration() -> None:
    """What registers, for whom and in what language, that nobody is there, what keeps and ends it."""
    early = {name for name, handler in COMMANDS.items() if handler.before_registration}
    accounts = {"AUTHENTICATE", "REGISTER", "RESETPASS", "VERIFY"}
    assert early - accounts == {
        *("AWAY", "CAP", "ISUPPORT", "LANGUAGE", "NICK", "PASS", "PING", "PONG", "QUIT", "RESUME", "USER")
    }
    assert accounts <= early


def test_help_has_every_command_in_order() -> None:
    """But for its own other name, and those of services."""
    assert list(HELP_ENTRIES) == sorted(COMMANDS.keys() - {"HELPOP", "NS", "CS"})
    assert COMMANDS["HELPOP"] is COMMANDS["HELP"]
