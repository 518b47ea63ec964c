"""Questions about people, where no clause of a specification says it all."""

import pytest

from harness.world import SERVER, World


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
