"""What was said elsewhere becomes the history of channels, in its order; what does not fit is counted."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest
from click.testing import CliRunner, Result

from harness.storing import said, write
from salon.cli import build_command
from salon.storage.directory import DataDirectory
from salon.storage.port import Durability
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import load_language

DATABASE = Path("salon-data/salon.db")
IRSSI = (
    "--- Log opened Sun Nov 29 18:11:38 2020\n"
    "18:11 <@bob> first\n18:11 <alice> second\n18:12 -!- eve [~eve@x] has joined #tea\n"
)
MORNING = '{{"time":"2020-11-29T{}Z","channel":"{}","nick":"bob","text":"{}"}}\n'


@pytest.fixture(autouse=True)
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be where a server is to start, on a machine in UTC."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("salon.archive.progress.PATIENCE_SECONDS", 3600.0)  # on a slow machine, too
    Path("#tea.log").write_text(IRSSI)


def bring(*arguments: str, language: str = "en") -> Result:
    """Run the command within this process."""
    command = build_command(load_language(language))
    return CliRunner().invoke(command, ["import", *arguments], prog_name="salon")


def kept(column: str = "text") -> list[object]:
    """Return a column of what the database keeps, in its order."""
    with closing(apsw.Connection(str(DATABASE))) as connection:
        return [value for (value,) in connection.execute(f"SELECT {column} FROM message ORDER BY sequence")]  # noqa: S608


def test_files_are_put_together_in_the_order_of_their_times() -> None:
    """Of one minute, each log keeps its own order; what is left out is told with its number."""
    Path("b.jsonl").write_text(
        MORNING.format("18:11:30", "#coffee", "third") + MORNING.format("08:00:00", "#tea", "zeroth")
    )
    done = bring("#tea.log", "b.jsonl", "--timezone", "UTC")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "4 messages and topics were imported.\n  #coffee: 1\n  #tea: 3\nLeft out:\n"
        "  1 line about people who come and go, modes and the like\n"
    )
    assert kept() == ["zeroth", "first", "second", "third"]
    assert kept("nick || '!' || username || '@' || host")[1] == "bob!imported@imported"
    assert kept("author") == [0, 0, 0, 0]


def test_what_is_older_than_the_history_is_left_out() -> None:
    """So whoever imports a file again, or one more, changes nothing that is there."""
    assert bring("#tea.log", "--timezone", "UTC").exit_code == 0
    done = bring("#tea.log", "--timezone", "UTC")
    assert done.exit_code == 1
    assert done.stdout.startswith("Nothing was imported: all lines were left out.\nLeft out:\n")
    assert "  2 lines from before the last message that the server already keeps\n" in done.stdout
    assert "new data directory" in done.stdout
    assert kept() == ["first", "second"]


def test_a_dry_run_changes_nothing() -> None:
    """It says all that the import would."""
    done = bring("#tea.log", "--dry-run")
    assert done.stdout.startswith("2 messages and topics would be imported.\n  #tea: 2\n")
    assert done.stdout.endswith("This was a dry run: nothing was added.\n")
    assert (done.exit_code, DATABASE.exists()) == (0, False)
    Path("b.jsonl").write_text(MORNING.format("08:00:00", "#tea", "zeroth"))
    bring("b.jsonl")
    assert bring("#tea.log", "--dry-run").exit_code == 0
    assert kept() == ["zeroth"]


def test_an_import_of_nothing_has_failed() -> None:
    """A program that asks can tell; also in a dry run."""
    Path("#empty.log").write_text("")
    for options in ((), ("--dry-run",)):
        done = bring("#empty.log", *options)
        assert done.exit_code == 1
        assert done.stdout.startswith("Nothing was imported: the files contain no lines.\n")


def test_lines_that_the_server_would_refuse_are_counted() -> None:
    """Names that it does not allow, texts that are too long, times to come."""
    lines = [
        MORNING.format("18:00:00", "tea", "x"),
        MORNING.format("18:00:00", "#tea", "x").replace("bob", "b b"),
        MORNING.format("18:00:00", "#tea", "x" * 4097),
        MORNING.format("18:00:00", "#tea", "x").replace("2020", "2999"),
        MORNING.format("18:00:00", "#tea", "é" * 2048),
    ]
    Path("b.jsonl").write_text("".join(lines))
    done = bring("b.jsonl")
    assert done.stdout.splitlines() == [
        "1 message or topic was imported.",
        "  #tea: 1",
        "Left out:",
        "  1 line of a channel whose name this server does not allow",
        "  1 line by a nick that this server does not allow",
        "  1 line that is longer than limits.message_bytes allows",
        "  1 line with a time in the future",
    ]


def test_the_order_of_a_log_is_kept_where_its_clock_is_set_back() -> None:
    """At the end of summer, an hour comes twice; a clock that was a year fast moves nothing behind it."""
    Path("b.jsonl").write_text(
        MORNING.format("03:00:00", "#tea", "one")
        + MORNING.format("02:10:00", "#tea", "two")
        + MORNING.format("03:30:00", "#tea", "three")
    )
    bring("b.jsonl")
    assert kept() == ["one", "two", "three"]


def test_a_wrong_clock_does_not_take_others_with_it() -> None:
    """What follows a time far ahead is where it belongs."""
    Path("b.jsonl").write_text(
        MORNING.format("03:00:00", "#tea", "one").replace("2020", "2999")
        + MORNING.format("04:00:00", "#tea", "two")
    )
    bring("b.jsonl")
    assert kept() == ["two"]


def test_a_folder_is_all_of_its_logs() -> None:
    """ZNC has one for each channel, with a file for each day."""
    for day in ("2021-01-02", "2021-01-01"):
        Path("logs/#tea").mkdir(parents=True, exist_ok=True)
        Path(f"logs/#tea/{day}.log").write_text(f"[10:00:00] <bob> of {day}\n")
    bring("logs")
    assert kept() == ["of 2021-01-01", "of 2021-01-02"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["nothing"], "nothing cannot be read: "),
        (["log.txt"], "log.txt is not named after a channel. Name the channel: --channel '#CHANNEL'."),
        (["#tea.log", "--timezone", "Paris"], "There is no time zone Paris. "),
        (["#tea.log", "--timezone", "../x"], "There is no time zone ../x. "),
        (["#tea.log", "--founder", "bob"], "There is no account bob. "),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(arguments: list[str], text: str) -> None:
    """Before a line is written."""
    Path("log.txt").write_text(IRSSI)
    done = bring(*arguments)
    assert done.exit_code == 1
    assert done.stderr.startswith(text)
    assert not DATABASE.exists() or kept() == []


def test_a_server_that_runs_is_not_disturbed() -> None:
    """Its memory would not know of what is added."""
    with DataDirectory(Path("salon-data"), "tea.example"):
        done = bring("#tea.log")
    assert done.exit_code == 1
    assert "salon-data" in done.stderr


def test_what_was_there_is_still_there() -> None:
    """Channels keep their number; a topic that was set later is the topic."""
    Path("salon-data").mkdir()
    with closing(SqliteStorage(DATABASE, Durability.PROCESS)) as storage:
        with closing(apsw.Connection(str(DATABASE))) as connection:
            connection.execute("INSERT INTO channel (id, name, created) VALUES (1, '#Tea', 0)")
        write(storage, said(1, "before"))
    Path("#tea.log").write_text(f"{IRSSI}18:13 -!- bob changed the topic of #tea to: cake\n")
    assert bring("#tea.log").exit_code == 0
    assert kept() == ["before", "first", "second", "cake"]
    assert kept("channel") == [1, 1, 1, 1]
    with closing(apsw.Connection(str(DATABASE))) as connection:
        assert connection.execute("SELECT topic FROM channel").fetchall() == [("cake",)]


def test_a_long_import_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the error output, as other long commands do."""
    monkeypatch.setattr("salon.archive.progress.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("salon.archive.progress.LINE_SECONDS", 0.0)
    tried = bring("--dry-run", "#tea.log").stderr
    assert "50 % read" in tried
    assert "imported" not in tried
    assert "50 % imported" in bring("#tea.log").stderr
