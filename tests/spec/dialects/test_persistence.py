"""/persistence: an account stays in its channels while nobody is connected, as on IRC and on the page."""

import pytest

from harness.chaines_people import enter as enter_chaines
from harness.dialect_people import connect_public, connect_relais, enter_public, enter_relais, world_with_room
from harness.world import DialectClient, World
from salon.wire.dialects.chaines.session import ChainesSession

STAYS = "Your account stays in its channels while you are not connected, for 90 days. To change that: "
LEAVES = "Your account leaves its channels when you disconnect. To change that: "
PASSWORD = "sesame-8"

LEAVING = {"chaines": "/BYE", "public": "/quit", "relais": "/exit"}


def enter(world: World, wire: str, nick: str) -> DialectClient:
    """Bring somebody in by a wire, and there to where people talk."""
    if wire == "chaines":
        return enter_chaines(world, nick, "jardin")
    return enter_public(world, nick) if wire == "public" else enter_relais(world, nick)


class Stay:
    """Ann, who is about to have her account stay; ben hears of it by IRC."""

    def __init__(self, wire: str) -> None:
        self.wire, self.leave = wire, LEAVING[wire]
        self.world = world_with_room()
        self.channel = "#public" if wire == "public" else "#jardin"
        self.ann = enter(self.world, wire, "ann")
        self.ann.send(f"/register {PASSWORD}")
        self.ben = self.world.join("ben", self.channel)
        self.world.forget_output()

    def come_back(self) -> list[str]:
        """Connect ann once more; return what she is shown."""
        if self.wire == "chaines":
            self.ann = self.world.connect_dialect(ChainesSession)
        else:
            self.ann = connect_public(self.world) if self.wire == "public" else connect_relais(self.world)
        return self.ann.send(f"/login ann {PASSWORD}")


@pytest.fixture(params=LEAVING)
def stay(request: pytest.FixtureRequest) -> Stay:
    """Return somebody with an account, on each wire."""
    return Stay(request.param)


def test_it_is_chosen_and_shown(stay: Stay) -> None:
    """Nothing is chosen for anybody; each answer says how to have it otherwise."""
    assert stay.ann.send("/persistence") == [f"{LEAVES}/persistence on"]
    assert stay.ann.send("/persistence ON") == [f"{STAYS}/persistence off"]
    assert stay.ann.send("/persistence") == [f"{STAYS}/persistence off"]
    assert stay.ann.send("/persistence off") == [f"{LEAVES}/persistence on"]


def test_who_stays_is_there_and_is_told_later(stay: Stay) -> None:
    """Others see no departure; what was said in private meanwhile is shown at the login."""
    stay.ann.send("/persistence on", stay.leave)
    assert not any(" QUIT " in line for line in stay.ben.take())
    assert stay.world.state.find_person("ann") is not None
    stay.ben.send("PRIVMSG ann :psst")
    assert any(line.endswith("psst") for line in stay.come_back())


def test_who_no_longer_stays_leaves(stay: Stay) -> None:
    """As before it was chosen."""
    stay.ann.send("/persistence on", "/persistence off", stay.leave)
    assert stay.world.state.find_person("ann") is None


@pytest.mark.parametrize("wrong", ["maybe", "on off", "default"])
def test_what_is_neither(stay: Stay, wrong: str) -> None:
    """It is answered with the form, and changes nothing."""
    answer = stay.ann.send(f"/persistence {wrong}")
    assert any("/persistence [on|off]" in line.lower() for line in answer)
    assert stay.ann.send("/persistence") == [f"{LEAVES}/persistence on"]


@pytest.mark.parametrize("wire", LEAVING)
def test_a_guest_is_told_how_to_get_an_account(wire: str) -> None:
    """A guest cannot stay."""
    guest = enter(world_with_room(), wire, "carol")
    wanted = "Write /register PASSWORD [EMAIL] [CODE] to create one, or /login NAME PASSWORD."
    for line in ("/persistence", "/persistence on"):
        assert guest.send(line) == [f"Only an account can stay. {wanted}"]


def test_unread_after_it_was_chosen_here() -> None:
    """All by this wire: stay, leave, come back, and see what was said."""
    stay = Stay("chaines")
    stay.ann.send("/persistence on", "/BYE")
    stay.world.now += 1_000
    stay.ben.send("PRIVMSG #jardin :tu es là ?")
    stay.world.now += 1_000
    assert "You are in these channels: jardin. To talk in one: /CURRENT <channel>" in stay.come_back()
    assert stay.ann.send("/UNREAD") == [
        "jardin: 1 new, 0 with your name",
        "To read them: /CURRENT <channel>, then /UNREAD 20",
    ]
    assert "/UNREAD 5" in stay.ann.send("/UNREAD 5")[-1]
    stay.ann.send("/CURRENT jardin")
    assert stay.ann.send("/UNREAD 5")[0].endswith("ben: tu es là ?")
