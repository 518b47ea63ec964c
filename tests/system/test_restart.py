"""A stop and a start: whoever comes back finds the channels as they were left, and what was said."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from harness.salon_process import IrcClient, SalonProcess, messages

SEVERAL = "server-time message-tags batch"


def furnish(alice: IrcClient) -> None:
    """Set all that a channel can keep."""
    alice.send(
        "TOPIC #café :Thé à 16 h, « où ? »",
        "MODE #café +mlk 7 clé",
        "MODE #café +b *!*@spam.example",
        "MODE #café +b troll!*@*",
        "MODE #café +e ami!*@*",
        "MODE #café +I invité!*@*",
    )
    alice.settle()


def what_stands(client: IrcClient, *queries: str) -> list[str]:
    """Return the answers to questions about a channel, without the words around them."""
    client.send(*queries)
    return [line.partition(f" {client.nick} ")[2] for line in client.settle()]


def test_channels_are_found_again(tmp_path: Path) -> None:
    """Topic, who set it and when, modes with their parameters, and the lists are the same after a restart."""
    questions = (
        "TOPIC #café",
        "MODE #café",
        "MODE #café b",
        "MODE #café e",
        "MODE #café I",
        "LIST #café",
    )
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#café", "#never")
        furnish(alice)
        before = what_stands(alice, *questions)
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice")
        alice.send("JOIN #café clé")
        assert "@alice" in alice.wait_for(" 353 ")
        alice.settle()
        assert what_stands(alice, *questions) == before
        alice.send("LIST")
        assert not any("#never" in line for line in alice.settle())
    for kept in ("Thé à 16 h, « où ? »", "*!*@spam.example", "ami!*@*", "invité!*@*", "+mntkl clé 7"):
        assert any(kept in line for line in before), before


def test_bans_are_in_force_again(tmp_path: Path) -> None:
    """Who was banned stays out, and without the key nobody comes in."""
    with SalonProcess(tmp_path) as salon:
        furnish(salon.enter("alice", "#café"))
    with SalonProcess(tmp_path) as salon:
        troll, bob = salon.enter("troll"), salon.enter("bob")
        troll.send("JOIN #café clé")
        troll.wait_for(" 474 ")
        bob.send("JOIN #café")
        bob.wait_for(" 475 ")


def test_what_was_said_is_found_again(tmp_path: Path) -> None:
    """The channel's last lines come with JOIN, and HISTORY gives more: same order, senders, ids, times."""
    said = [f"ligne {number} : été" for number in range(50)]
    with SalonProcess(tmp_path) as salon:
        zoe, bob = salon.enter("Zoé", "#c"), salon.enter("bob", "#c", caps=SEVERAL)
        zoe.send(*(f"PRIVMSG #c :{text}" for text in said))
        bob.wait_for(f"{said[-1]}$")
        heard = [line for line in bob.lines if " PRIVMSG #c :" in line]
    assert messages(heard) == said
    with SalonProcess(tmp_path) as salon:
        bob = salon.enter("bob", caps=SEVERAL)
        replayed = [line for line in bob.join("#c") if " PRIVMSG #c :" in line]
        assert [without_batch(line) for line in replayed] == heard[-20:]
        bob.send("HISTORY #c 50")
        shown = [line for line in bob.settle() if " PRIVMSG #c :" in line]
        assert [without_batch(line) for line in shown] == heard


def entered(salon: SalonProcess, nick: str, line: str) -> list[str]:
    """Return what somebody new is told who enters a channel, without the prefixes."""
    client = salon.enter(nick)
    client.send(line)
    return [told.partition(" ")[2] for told in client.settle()]


@pytest.mark.parametrize("killed", [False, True])
def test_a_restart_is_no_way_into_a_closed_past(tmp_path: Path, killed: bool) -> None:
    """Somebody was there to the end: the time begins then, and who has the key finds all as it was."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#clos", "#invités")
        alice.send("MODE #clos +k clé", "MODE #invités +i")
        alice.send("PRIVMSG #clos :entre nous", "PRIVMSG #invités :entre nous")
        alice.settle()
        if killed:
            salon.kill()
    with closing(apsw.Connection(str(tmp_path / "data" / "salon.db"))) as database:
        noted = {
            time > 0 for (time,) in database.execute("SELECT emptied FROM channel WHERE name <> '#public'")
        }
        assert noted == {not killed}
    with SalonProcess(tmp_path) as salon:
        assert "475 eve #clos" in entered(salon, "eve", "JOIN #clos")[0]
        told = entered(salon, "mallory", "JOIN #invités")
        assert any("CHANNEL_WAS_EMPTY" in line for line in told)
        assert not any("entre nous" in line for line in told)
        assert any("entre nous" in line for line in entered(salon, "bob", "JOIN #clos clé"))


@pytest.mark.parametrize("killed", [False, True])
def test_the_time_of_an_empty_channel_goes_on_over_restarts(tmp_path: Path, killed: bool) -> None:
    """However often the server ends: one that was empty for too long is as new, its past not shown."""
    with SalonProcess(tmp_path) as salon:
        alice = salon.enter("alice", "#clos", "#ouvert")
        alice.send("MODE #clos +kb clé eve!*@*", "MODE #ouvert +m", "PRIVMSG #clos :entre nous")
        alice.send("PRIVMSG #ouvert :pour tous", "PART #clos", "PART #ouvert")
        alice.settle()
        if killed:
            salon.kill()
    with SalonProcess(tmp_path) as salon:
        assert "474 eve #clos" in entered(salon, "eve", "JOIN #clos clé")[0]
    with closing(apsw.Connection(str(tmp_path / "data" / "salon.db"))) as database:
        assert database.execute("SELECT min(emptied) FROM channel WHERE name <> '#public'").get > 0
        database.execute("UPDATE channel SET emptied = emptied - 86400000")
    with SalonProcess(tmp_path) as salon:
        told = entered(salon, "eve", "JOIN #clos")
        assert told[0] == "JOIN #clos"
        assert not any("entre nous" in line for line in told)
        told = entered(salon, "bob", "JOIN #ouvert")
        assert any("CHANNEL_RESET" in line for line in told)
        assert any("pour tous" in line for line in told)
        zoe = salon.enter("zoe", "#clos")
        zoe.send("PRIVMSG #clos :bonjour")
        zoe.settle()
    with SalonProcess(tmp_path) as salon:
        told = entered(salon, "bob", "JOIN #clos")
        assert any("bonjour" in line for line in told)
        assert not any("entre nous" in line for line in told)


def test_a_crash_empties_channels_with_the_room_closed(tmp_path: Path) -> None:
    """No door need be open for it: else a name would be shut for ever."""
    closed = "--set", "dialects.public.enabled=false", "--set", "limits.empty_channel_seconds=0"
    with SalonProcess(tmp_path, *closed) as salon:
        alice = salon.enter("alice", "#clos")
        alice.send("MODE #clos +k clé")
        alice.settle()
        salon.kill()
    with SalonProcess(tmp_path, *closed) as salon:
        assert entered(salon, "bob", "JOIN #clos")[0] == "JOIN #clos"


def without_batch(line: str) -> str:
    """Return a line as it was when it was said: without the tag of the batch in which it is shown again."""
    tags, _, rest = line.partition(" ")
    kept = [tag for tag in tags.removeprefix("@").split(";") if not tag.startswith("batch=")]
    return f"@{';'.join(kept)} {rest}"


def test_ids_go_on_where_they_ended(tmp_path: Path) -> None:
    """No message gets an id that another had before the restart."""
    ids: list[str] = []
    for _ in range(3):
        with SalonProcess(tmp_path) as salon:
            alice = salon.enter("alice", "#c", caps=f"{SEVERAL} echo-message")
            start = len(alice.lines)
            alice.send("PRIVMSG #c :one", "TOPIC #c :two", "PRIVMSG alice :three")
            alice.settle()
            ids += [
                line.partition("msgid=")[2].split()[0].split(";")[0]
                for line in alice.lines[start:]
                if "msgid=" in line
            ]
    assert len(ids) >= 9
    assert len({*ids}) == len(ids) - 3, "one's own private message comes twice, with one id; no other does"
