"""The wire `chaines`: how a channel is called, and what ends an input."""

import pytest

from harness.chaines_people import enter
from harness.world import World
from salon.wire.dialects.chaines.session import ChainesSession

WELCOME = ["Bienvenue dans la chaine!", "Vous pouvez communiquez avec les autres menbres."]


def test_the_sign_of_a_channel() -> None:
    """`C` is `#C`, and a leading `#` that somebody types is that sign: in /JOIN, /CURRENT and /REN."""
    world = World()
    alice = enter(world, "alice", "salle")
    assert alice.send("/JOIN #jardin") == WELCOME
    assert alice.send("/JOIN jardin") == ["Vous êtes déjà dans cette chaine"]
    assert alice.send("/CURRENT #salle") == ["Votre chaine actuel est: salle"]
    assert alice.send("/LIST") == ["Les chaines en cours sont: salle jardin"]
    assert alice.send("/REN #verger") == ["Votre a été bien renommée"]
    assert {channel.name for channel in world.state.channels.values()} == {"#jardin", "#verger"}


def test_a_channel_whose_name_begins_with_the_sign() -> None:
    """`##x` of IRC is called so here, too: what is shown can be typed."""
    world = World()
    zoe, alice = world.join("zoe", "##x"), enter(world, "alice")
    assert alice.send("/LIST") == ["Les chaines en cours sont: ##x"]
    assert alice.send("/JOIN ##x") == WELCOME
    assert any("JOIN ##x" in line for line in zoe.take())


@pytest.mark.parametrize("times", [1, 2, 15])
def test_an_end_of_input(times: int) -> None:
    """`/BYE`: at an end of input comes `message` without a newline; after 1 s of silence that is it."""
    world = World()
    bob, alice = enter(world, "bob", "jardin"), enter(world, "alice", "jardin", prefixed=True)
    world.forget_output()
    for _ in range(times):
        assert alice.send_bytes(b"message") == []
    world.pass_time(0.9)
    assert not alice.closed
    world.pass_time(0.2)
    assert alice.take() == ["Goodbye."]
    assert alice.closed
    assert bob.take() == ["alice est parti"]


def test_an_end_of_input_before_a_nickname() -> None:
    """The first line shows the mode, and this one does, too."""
    world = World()
    newcomer = world.connect_dialect(ChainesSession)
    newcomer.take()
    assert newcomer.send_bytes(b"message") == []
    world.pass_time(1.1)
    assert newcomer.closed


@pytest.mark.parametrize("prefixed", [False, True])
def test_a_line_that_comes_slowly(prefixed: bool) -> None:
    """A telnet that sends key by key is not cut, whatever its user types."""
    world = World()
    alice, bob = enter(world, "alice", "jardin", prefixed=prefixed), enter(world, "bob", "jardin")
    world.forget_output()
    for data in (b"messageu" if prefixed else b"message", b"n mot", b"\n"):
        alice.send_bytes(data)
        world.pass_time(5)
    assert bob.take() == ["alice: un mot" if prefixed else "alice: messagen mot"]


def test_too_many_names_are_counted_before_they_are_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A private message to more people than it may go to costs no more than reading its line."""
    world = World()
    alice = enter(world, "alice", "#a")
    names = type(world.state.names)
    fold, folded = names.fold, []

    def note(self: object, name: str) -> str:
        folded.append(name)
        return fold(self, name)  # type: ignore[arg-type]

    monkeypatch.setattr(names, "fold", note)
    many = ";".join(chr(0x4E00 + number) for number in range(1_000))
    (told,) = alice.send(f"/MSG {many} x")
    assert "4 people at most" in told
    assert len(folded) < 10
