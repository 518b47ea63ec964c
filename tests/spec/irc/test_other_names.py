"""What somebody has read and said in private, when an account has another name, or a guest an account."""

from pathlib import Path

import pytest

from harness.dialect_people import enter_public, world_with_room
from harness.staying import PASSWORD, ask, connect_to, make_account
from harness.tagged_lines import params
from harness.world import OPERATOR, Client, World
from salon.core.commands import RenameAccount

CAPS = "batch draft/chathistory draft/read-marker message-tags server-time standard-replies"
READ = "timestamp=2027-01-01T00:00:00.000Z"
LATER = "timestamp=2027-01-02T00:00:00.000Z"


def marker(client: Client, name: str) -> str:
    """Return up to when a conversation was read."""
    return next(params(line)[1] for line in client.send(f"MARKREAD {name}") if " MARKREAD " in line)


def words(client: Client, name: str) -> list[str]:
    """Return what was said in a conversation."""
    client.take()
    return [params(line)[1] for line in client.send(f"CHATHISTORY LATEST {name} * 9") if " PRIVMSG " in line]


def rename(world: World, name: str, new: str) -> None:
    """Give an account another name, as an operator does."""
    root = world.join("root")
    root.send(f"OPER root {OPERATOR}")
    ask(root, RenameAccount(name, new))
    root.send("QUIT")


def test_an_account_gets_another_name(tmp_path: Path) -> None:
    """The conversation, the marks and what is unread are the same, on both sides and after a start."""
    world = World(database=tmp_path / "db")
    make_account(world, "ann")
    make_account(world, "ben")
    ann, ben = connect_to(world, "ann", CAPS), connect_to(world, "ben", CAPS)
    ben.send("PRIVMSG ann :one")
    ann.send(f"MARKREAD ben {READ}", "PRIVMSG ben :two")
    ben.send(f"MARKREAD ann {READ}", "QUIT")
    rename(world, "ben", "benoit")
    for _ in range(2):
        assert words(ann, "benoit") == ["one", "two"]
        assert marker(ann, "benoit") == READ
        benoit = connect_to(world, "benoit", CAPS)
        benoit.take()
        assert words(benoit, "ann") == ["one", "two"]
        assert marker(benoit, "ann") == READ
        world.close()
        world = World(database=tmp_path / "db")
        ann = connect_to(world, "ann", CAPS)


@pytest.mark.parametrize("how", ["registers", "logs in", "logs in elsewhere"])
def test_a_guest_has_an_account(how: str) -> None:
    """What the guest has read is read: channels, and what was said by others in private; never less."""
    world = World()
    make_account(world, "ann")
    connect_to(world, "ann", CAPS)
    if how != "registers":
        make_account(world, "bob")
    if how == "logs in elsewhere":
        connect_to(world, "bob", CAPS).send("JOIN #a,#b", f"MARKREAD #b {LATER}")
    guest = world.join("guest" if how != "registers" else "bob", "#a", "#b", caps=CAPS)
    guest.send(f"MARKREAD #a {READ}", f"MARKREAD #b {READ}", f"MARKREAD ann {READ}")
    guest.send("NS REGISTER secret-secret" if how == "registers" else f"NS IDENTIFY bob {PASSWORD}")
    assert marker(guest, "#a") == READ
    assert marker(guest, "#b") == (LATER if how == "logs in elsewhere" else READ)
    assert marker(guest, "ann") == READ
    assert len(world.on_disk("SELECT * FROM read_marker")) == 3


def test_what_is_unread() -> None:
    """A guest on `public` who registers has nothing new where nothing was before."""
    world = world_with_room()
    bob, pam = world.join("bob", "#public"), enter_public(world, "pam")
    bob.send("PRIVMSG #public :bonjour")
    pam.take()
    pam.send("/register secret-secret")
    assert pam.send("/unread") == ["public: nothing new"]


def test_others_find_a_guest_who_has_an_account_now() -> None:
    """What the guest said is there under a name of its own: an account has no past of before it was there."""
    world = World()
    make_account(world, "ann")
    ann, bob = connect_to(world, "ann", CAPS), world.join("bob", caps=CAPS)
    bob.send("PRIVMSG ann :as a guest", "NS REGISTER secret-secret", "PRIVMSG ann :as an account")
    ann.take()
    everything = "timestamp=2000-01-01T00:00:00.000Z timestamp=2099-01-01T00:00:00.000Z 9"
    lines = ann.send(f"CHATHISTORY TARGETS {everything}")
    first, second = [params(line)[1] for line in lines if " TARGETS " in line]
    assert first.startswith("bob~")
    assert second == "bob"
    assert words(ann, first) == ["as a guest"]
    assert words(ann, "bob") == words(bob, "ann") == ["as an account"]
