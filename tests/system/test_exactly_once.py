"""The server is killed before anybody hears the echo: what is sent again under its id is there once."""

from pathlib import Path

import apsw

from harness.salon_process import IrcClient, SalonProcess, eventually
from harness.tagged_lines import tags

KILLS = 5
CAPS = "echo-message message-tags server-time"
TAG = "+salon.dev/id"


def identity(number: int) -> str:
    """Return the id of a message."""
    return f"{number:032x}"


def say(client: IrcClient, number: int) -> None:
    """Say something under an id."""
    client.send(f"@{TAG}={identity(number)} PRIVMSG #c :{number}")


def kept(salon: SalonProcess) -> list[str]:
    """Return what is on disk."""
    connection = apsw.Connection(str(salon.database), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return [text for (text,) in connection.execute("SELECT text FROM message ORDER BY sequence")]
    finally:
        connection.close()


def test_killed_between_commit_and_echo(tmp_path: Path) -> None:
    """A guest comes back as another person, and repeats what was not echoed: all is there once."""
    for life in range(KILLS):
        with SalonProcess(tmp_path) as salon:
            guest = salon.enter(f"guest{life}", "#c", caps=CAPS)
            other = salon.enter("other", "#c", caps=CAPS)
            if life:
                before = life - 1
                say(guest, before)
                echo = guest.wait_for(rf"PRIVMSG #c :{before}$")
                assert tags(echo)[TAG] == identity(before)
                assert tags(echo)["msgid"].endswith(f"-{life}")
            say(guest, life)
            eventually(lambda count=life + 1: len(kept(salon)) == count, "commit")  # type: ignore[misc]
            salon.kill()
            assert [line for line in other.wait_closed() if f"PRIVMSG #c :{life - 1}" in line] == []
        assert kept(salon) == [str(number) for number in range(life + 1)]


def test_connections_that_race(tmp_path: Path) -> None:
    """Twenty send the same at once: it is said once, and each is told so."""
    with SalonProcess(tmp_path) as salon:
        listener = salon.enter("listener", "#c", caps=CAPS)
        racers = [salon.enter(f"racer{number}", "#c", caps=CAPS) for number in range(20)]
        for number in range(10):
            for racer in racers:
                say(racer, number)
        for number in range(10):
            echoes = [tags(racer.wait_for(rf":racer\d+!\S+ PRIVMSG #c :{number}$")) for racer in racers]
            assert len({echo["msgid"] for echo in echoes}) == 1
        heard = listener.settle()
        assert len([line for line in heard if " PRIVMSG #c :" in line]) == 10
        assert len(kept(salon)) == 10
