"""/FORBID and /UNFORBID."""

from harness.chaines_people import enter
from harness.logins import log_in
from harness.world import World


def test_an_operator_forbids_and_allows() -> None:
    """By names as this wire has them; who is in such a channel is in the lobby, and told why."""
    world = World()
    ann, bob = enter(world, "ann", "spam"), enter(world, "bob")
    log_in(bob)
    assert bob.send("/FORBID") == ["Only server operators may do that."]
    assert bob.send("/FORBID spam") == ["Only server operators may do that."]
    assert not any("/FORBID" in line for line in bob.send("/HELP"))
    bob.person.modes += "o"
    assert sum("FORBID" in line for line in bob.send("/HELP")) == 3
    assert bob.send("/FORBID") == ["No channel name is forbidden."]
    assert bob.send("/FORBID spam* no ads") == [
        "The channel name #spam* is forbidden now. 1 channel was emptied; nothing of it is deleted."
    ]
    assert ann.take() == ["salon.test vous a retir\u00e9 de la chaine", "Reason: no ads"]
    assert ann.send("/JOIN spammers") == ["The channel name spammers is forbidden on this server: no ads"]
    (line,) = bob.send("/FORBID")
    assert line.startswith("#spam* - bob - ")
    assert line.endswith(" - no ads")
    assert bob.send("/FORBID *ads*") == ["The channel name *ads* is forbidden now."]
    assert ann.send("/JOIN my-ads") == ["The channel name my-ads is forbidden on this server."]
    assert bob.send("/UNFORBID spam*") == ["The channel name #spam* is allowed again."]
    assert ann.send("/JOIN spam")[0] == "Vous avez regagn\u00e9 un nouveau groupe"
