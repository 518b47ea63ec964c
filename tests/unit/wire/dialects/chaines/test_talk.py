"""What a session of `chaines` knows while it talks."""

from typing import cast

from harness.chaines_people import enter
from harness.world import DialectClient, World
from salon.core.ranks import Rank
from salon.wire.dialects.chaines.forms import CURRENT, OTHER
from salon.wire.dialects.chaines.talk import PIECE_BYTES, ChainesTalk


def talk_of(client: DialectClient) -> ChainesTalk:
    """Return the server's side of a connection."""
    return cast("ChainesTalk", client.link.wire)


def test_the_current_channel_has_a_form_of_its_own() -> None:
    """It, and what is in no channel; entering another changes the forms."""
    talk = talk_of(enter(World(), "alice", "jardin", "parc"))
    jardin, parc = (talk.find_channel(name) for name in ("jardin", "#parc"))
    assert jardin is not None
    assert parc is not None
    assert talk.channel is parc
    assert [talk.base_form(number) for number in (0, parc.id, jardin.id)] == [CURRENT, CURRENT, OTHER]
    talk.forms_changed = False
    talk.enter(jardin.id)
    assert talk.forms_changed
    assert [talk.base_form(number) for number in (0, parc.id, jardin.id)] == [CURRENT, OTHER, CURRENT]


def test_the_lobby() -> None:
    """Who has been in a channel before comes back."""
    talk = talk_of(enter(World(), "alice"))
    assert (talk.current, talk.returning) == (0, False)
    talk.enter_lobby()
    assert (talk.current, talk.returning) == (0, True)
    talk.enter(1)
    assert (talk.current, talk.returning) == (1, False)


def test_people_in_the_channel() -> None:
    """Whoever is there is found by the nick, and has a rank; an operator may do what a founder may."""
    world = World()
    alice, bob = enter(world, "alice", "jardin"), enter(world, "bob", "jardin")
    enter(world, "eve", "parc")
    talk = talk_of(bob)
    found = talk.find_member("ALICE")
    assert found is not None
    assert found.person is alice.person
    assert talk.find_member("eve") is talk.find_member("nobody") is None
    assert (talk_of(alice).rank, talk.rank) == (Rank.FOUNDER, Rank.MEMBER)
    bob.person.modes += "o"
    assert talk.rank is Rank.FOUNDER


def test_lines_for_people_are_not_for_programs() -> None:
    """None begins as those for programs do, which are said as they are."""
    talk = talk_of(enter(World(), "alice", "jardin"))
    talk.say("$ 5")
    talk.say_to_program("$FILE 1")
    talk.say_all(["a", "$b"])
    assert talk.take_output() == b" $ 5\n$FILE 1\na\n $b\n"


def test_lines_about_channels() -> None:
    """The name stands in front where it is not the current one."""
    talk = talk_of(enter(World(), "alice", "jardin", "parc"))
    talk.say_of(talk.current, "#parc", "fermé")
    talk.say_of(talk.current + 1, "#jardin", "ouvert")
    assert talk.take_output().decode() == "fermé\n[jardin] ouvert\n"


def test_pieces_are_for_the_client_of_the_document() -> None:
    """It reads so much at a time; somebody with netcat, or a program that sends files, any length."""
    world = World()
    program, person = enter(world, "alice", prefixed=True), enter(world, "bob")
    assert (talk_of(program).is_program, talk_of(person).is_program) == (True, False)
    assert (talk_of(program).pieces.most, talk_of(person).pieces.most) == (PIECE_BYTES, 0)
    talk_of(program).reads_any_length()
    assert talk_of(program).pieces.most == 0
