"""Questions about people, where no clause of a specification says it all."""

from typing import Any

import pytest

from harness.world import SERVER, World
from salon.core import names


@pytest.mark.parametrize("option", ["%", "%z", "%,42", "o%"])
def test_fields_that_there_are_not_ask_for_the_plain_reply(option: str) -> None:
    """WHOX without a field that is known has nothing to say of its own."""
    world = World()
    ann = world.join("ann", "#a")
    ann.send("OPER root letmein")
    assert ann.send(f"WHO ann {option}") == [
        f":{SERVER} 352 ann #a ~ann host.test {SERVER} ann H*@ :0 ann Real",
        f":{SERVER} 315 ann ann :End of WHO list",
    ]


def test_a_line_full_of_nicks_is_answered_in_as_many_lines_as_it_takes() -> None:
    """The reply begins with more than the question does, and no nick is lost for that."""
    world = World()
    nicks = [f"{number:02d}{'n' * 30}" for number in range(15)]
    for nick in nicks:
        world.join(nick)
    ann = world.join("ann")
    first, second = ann.send(f"ISON {' '.join(nicks)}")
    start = f":{SERVER} 303 ann :"
    assert first.startswith(start)
    assert second.startswith(start)
    assert [*first.removeprefix(start).split(), *second.removeprefix(start).split()] == nicks


def test_nicks_that_are_only_looked_up_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line holds more than a hundred, and to ask each character for its properties takes long."""
    world = World()
    nicks = [chr(0x4E00 + number) for number in range(120)]
    for nick in (nicks[0], nicks[-1]):
        world.join(nick)
    ann = world.join("ann")

    def fail(*_: Any) -> bool:
        raise AssertionError

    monkeypatch.setattr(names, "_permits", fail)
    assert ann.send(f"ISON {' '.join(nicks)}") == [f":{SERVER} 303 ann :{nicks[0]} {nicks[-1]}"]
