"""What is left in the files of a database of somebody who is erased."""

from pathlib import Path

import apsw
import pytest

from harness.irc_accounts import PASSWORD, connect_to_account, join_with_account
from harness.world import Client, World
from salon.core.account_events import ERASED

SECRETS = (b"amelie", b"am@example.org", b"xyzzy-said", b"xyzzy-private", b"Real Name")


def bytes_of(path: Path) -> bytes:
    """Return all bytes of a database's files."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def found(path: Path) -> set[bytes]:
    """Return which of the secrets are in the files."""
    data = bytes_of(path)
    return {secret for secret in SECRETS if secret in data}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return where the database is."""
    return tmp_path / "salon.db"


@pytest.fixture
def world(database: Path) -> World:
    """Return a world on a database of its own."""
    return World(database=database)


def talk(world: World) -> tuple[Client, Client]:
    """Have amelie leave traces of every kind; return her connection, and that of zoe, who heard her."""
    zoe = join_with_account(world, "zoe", "#club")
    amelie = world.connect()
    amelie.send("NICK amelie", "USER am 0 * :Real Name")
    amelie.send(f"NS REGISTER {PASSWORD} am@example.org", "JOIN #club", "JOIN #own", "PERSISTENCE SET ON")
    amelie.send("TOPIC #own :about", "PRIVMSG #club :xyzzy-said", "PRIVMSG zoe :xyzzy-private")
    amelie.send("MODE #own +b spam!*@*", "SILENCE zoe", "SILENCE -zoe")
    zoe.send("PRIVMSG amelie :from zoe", "SILENCE amelie")
    world.forget_output()
    return amelie, zoe


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("DELETE", set()),
        ("ANONYMOUS", {b"xyzzy-said", b"xyzzy-private"}),
        ("", {b"xyzzy-said", b"xyzzy-private"}),
    ],
)
def test_what_is_erased_is_in_no_file(world: World, database: Path, word: str, left: set[bytes]) -> None:
    """Nor in the log beside the database, while the server runs, and after it has stopped."""
    amelie, zoe = talk(world)
    assert found(database) == set(SECRETS)
    other = connect_to_account(world, "amelie")
    amelie.send(f"NS ERASE {PASSWORD} {word}".rstrip())
    assert (amelie.closed, other.closed) == (True, True)
    assert world.state.accounts.find("amelie") is None
    assert found(database) == left
    assert world.state.blocks.lists == {}
    assert not any("amelie" in line for line in zoe.send("WHOWAS amelie") if " 314 " in line)
    world.close()
    assert found(database) == left


def test_words_without_a_name(world: World) -> None:
    """Whoever joins reads them under a name that nobody can have."""
    amelie, _ = talk(world)
    amelie.send(f"NS ERASE {PASSWORD}")
    bob = world.join("bob")
    lines = bob.send("JOIN #club")
    (line,) = [line for line in lines if "xyzzy-said" in line]
    assert line.startswith(f":{ERASED}!{ERASED}@{ERASED} PRIVMSG #club ")
    assert world.state.names.nick_problem(ERASED, 30) is not None
    assert not any("amelie" in line for line in bob.send("JOIN #own"))


@pytest.mark.parametrize("word", ["ANONYMOUS", "DELETE"])
def test_a_reply_names_nobody_who_is_erased(world: World, word: str) -> None:
    """Neither in the history nor from then on; as where the message was deleted by itself."""
    amelie, _ = talk(world)
    bob = world.join("bob", "#club", caps="message-tags")
    amelie.send("PRIVMSG #club :tea?")
    reply = f"@+draft/reply=test-{world.state.last_sequence} PRIVMSG #club"
    bob.send(f"{reply} :yes")
    amelie.send(f"NS ERASE {PASSWORD} {word}")
    carol = world.join("carol")
    (told,) = [line for line in carol.send("JOIN #club") if line.endswith("yes")]
    assert "amelie" not in told
    assert ERASED not in told
    bob.send(f"{reply} :more")
    assert carol.take()[-1].endswith(" PRIVMSG #club :more")


def test_words_that_are_kept(world: World, database: Path) -> None:
    """Where that was asked for, they stay under the name."""
    amelie, _ = talk(world)
    amelie.send(f"NS ERASE {PASSWORD} KEEP")
    assert found(database) == set(SECRETS) - {b"am@example.org", b"Real Name"}


def test_others_are_as_they_were(world: World, database: Path) -> None:
    """What they said, and all of another account."""
    amelie, _ = talk(world)
    amelie.send(f"NS ERASE {PASSWORD} DELETE")
    world.close()
    rows = apsw.Connection(str(database)).execute("SELECT nick, target, text FROM message").fetchall()
    assert rows == [("zoe", ERASED, "from zoe")]
