"""What is remembered over restarts."""

from pathlib import Path

import pytest

from salon.direct import memory
from salon.direct.link import Peer
from salon.direct.memory import Memory, data_directory

ANN, BOB = Peer("10.0.0.1", 5000), Peer("::1", 5001)


@pytest.mark.parametrize("given", ["", "relative"])
def test_the_directory_of_the_user(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the specification says: what is not absolute is as if it were not set."""
    monkeypatch.setenv("HOME", "/home/ann")
    assert data_directory({"XDG_DATA_HOME": given}) == Path("/home/ann/.local/share/salon/annuaire")
    assert data_directory({"XDG_DATA_HOME": "/data"}) == Path("/data/salon/annuaire")


def test_people_are_remembered(tmp_path: Path) -> None:
    """With their names, the last one last; a name is kept where no new one is known."""
    first = Memory(tmp_path / "a" / "b")
    first.take_pseudonym("zoé")
    first.meet(ANN, "ann")
    first.meet(BOB, "")
    first.meet(ANN, "")
    again = Memory(tmp_path / "a" / "b")
    assert (again.pseudonym, list(again.people.items()), again.problem) == (
        "zoé",
        [(BOB, ""), (ANN, "ann")],
        None,
    )


def test_people_are_not_remembered_for_ever(tmp_path: Path) -> None:
    """Who was talked to longest ago is forgotten first."""
    kept = Memory(tmp_path)
    for port in range(memory.PEOPLE + 2):
        kept.people[Peer("10.0.0.1", port)] = ""
    kept.meet(ANN, "ann")
    assert len(kept.people) == memory.PEOPLE
    assert list(kept.people)[-1] == ANN


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pseudonym": "x", "people": [["a"]]}', '{"people": 1}'])
def test_a_broken_file_is_said_and_costs_no_more(tmp_path: Path, text: str) -> None:
    """The program runs, and remembers what is new."""
    (tmp_path / "people.json").write_text(text)
    broken = Memory(tmp_path)
    assert broken.problem is not None
    assert broken.problem.fields == {"file": tmp_path / "people.json"}
    broken.meet(ANN, "ann")
    assert Memory(tmp_path).people == {ANN: "ann"}


def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    """It is said, with the reason; nothing is thrown."""
    (tmp_path / "file").write_text("")
    kept = Memory(tmp_path / "file")
    kept.problem = None
    kept.meet(ANN, "ann")
    first, kept.problem = kept.problem, None
    kept.keep("x")
    for problem in (first, kept.problem):
        assert problem is not None
        assert str(tmp_path / "file") in problem.word(str)


def test_what_arrives_is_kept_once(tmp_path: Path) -> None:
    """Another process may keep while this one reads."""
    background, front = Memory(tmp_path), Memory(tmp_path)
    assert front.take_kept() == []
    background.keep("ann: un")
    background.keep("ann: déux")
    assert front.take_kept() == ["ann: un", "ann: déux"]
    assert front.take_kept() == []
    background.keep("ann: trois")
    assert front.take_kept() == ["ann: trois"]


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of datagrams fills no disk."""
    monkeypatch.setattr(memory, "INBOX_SIZE", 10)
    kept = Memory(tmp_path)
    for line in ("12345", "1234", "123"):
        kept.keep(line)
    assert kept.take_kept() == ["12345", "123"]


def test_files_are_the_user_s_own(tmp_path: Path) -> None:
    """Nobody else on the machine reads who talks to whom."""
    kept = Memory(tmp_path / "own")
    kept.meet(ANN, "")
    kept.keep("x")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "own").iterdir()}
    assert modes == {"people.json": 0o600, "arrived.txt": 0o600}
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700
