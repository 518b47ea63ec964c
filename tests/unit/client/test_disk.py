"""Files on a real disk: read where one says, written in one directory and never over anything."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from salon.client.disk import Disk


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return a directory for received files, with others beside it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "outside").write_text("mine", "utf-8")
    return tmp_path / "in"


def receive(directory: Path, name: str, data: bytes = b"theirs") -> str:
    """Receive a file, and return its path."""
    target = Disk(directory).create(name)
    target.write(data)
    return target.keep()


def contents(directory: Path) -> dict[str, bytes]:
    """Return what is in a directory."""
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_a_file_is_read(tmp_path: Path) -> None:
    """Its size, and its bytes to the end."""
    (tmp_path / "x").write_bytes(b"abc")
    source = Disk(tmp_path).open_source(str(tmp_path / "x"))
    assert (source.size, source.read(2), source.read(2), source.read(2)) == (3, b"ab", b"c", b"")
    source.close()


def test_a_file_has_a_version(tmp_path: Path) -> None:
    """Another when it is written, or when another file of the same bytes takes its name."""
    path = tmp_path / "x"

    def version() -> object:
        source = Disk(tmp_path).open_source(str(path))
        source.close()
        return source.version

    path.write_bytes(b"abc")
    first = version()
    assert version() == first
    os.utime(path, ns=(0, 0))
    written = version()
    (tmp_path / "y").write_bytes(b"abc")
    os.utime(tmp_path / "y", ns=(0, 0))
    (tmp_path / "y").rename(path)
    assert len({first, written, version()}) == 3


def test_nobody_waits_for_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some files of the system itself have no more for now; a pipe behaves like them."""
    os.mkfifo(tmp_path / "x")
    writer = os.open(tmp_path / "x", os.O_RDWR)
    monkeypatch.setattr("salon.client.disk.stat.S_ISREG", bool)
    source = Disk(tmp_path).open_source(str(tmp_path / "x"))
    os.write(writer, b"abc")
    assert (source.read(3), source.read(3)) == (b"abc", b"")
    source.close()
    os.close(writer)


def test_the_home_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a shell."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "x").write_bytes(b"abc")
    Disk(tmp_path).open_source("~/x").close()


def test_what_cannot_be_sent(tmp_path: Path) -> None:
    """What is missing, no file, or no name at all; nobody waits for a pipe."""
    disk = Disk(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    for path in ("pipe", ".", "/dev/zero"):
        with pytest.raises(IsADirectoryError):
            disk.open_source(str(tmp_path / path))
    for path in ("missing", "a\x00b", "~nobody-at-all/x", "x" * 300):
        with pytest.raises(OSError, match=r"."):
            disk.open_source(str(tmp_path / path) if "~" not in path else path)


def test_a_file_has_its_name_when_it_is_whole(directory: Path) -> None:
    """Before, everybody sees that it is not."""
    target = Disk(directory).create("photo.jpg")
    target.write(b"the")
    assert contents(directory) == {"photo.jpg.part": b"the"}
    target.write(b"irs")
    assert target.keep() == str(directory / "photo.jpg")
    assert contents(directory) == {"photo.jpg": b"theirs"}


def test_nothing_is_left_of_what_is_discarded(directory: Path) -> None:
    """Not even a name; and that it is gone already does not matter."""
    for gone in (False, True):
        target = Disk(directory).create("x")
        if gone:
            (directory / "x.part").unlink()
        target.discard()
        assert contents(directory) == {}


def test_what_has_taken_the_name_of_a_beginning_stays(directory: Path) -> None:
    """It is neither kept for what was received, nor removed."""
    for end in ("keep", "discard"):
        target = Disk(directory).create("x")
        target.write(b"theirs")
        (directory / "x.part").rename(directory / "moved")
        (directory / "x.part").write_bytes(b"mine")
        if end == "keep":
            with pytest.raises(FileNotFoundError):
                target.keep()
        target.discard()
        assert contents(directory) == {"x.part": b"mine", "moved": b"theirs"}
        (directory / "x.part").unlink()


def test_nothing_is_written_over(directory: Path) -> None:
    """Another name is found, for a file and for its beginning."""
    (directory / "x.txt").write_bytes(b"mine")
    (directory / "x.txt.part").write_bytes(b"mine too")
    assert receive(directory, "x.txt") == str(directory / "x (2).txt")
    assert receive(directory, "x.txt") == str(directory / "x (3).txt")
    assert contents(directory) == {
        "x.txt": b"mine",
        "x.txt.part": b"mine too",
        "x (2).txt": b"theirs",
        "x (3).txt": b"theirs",
    }


@pytest.mark.parametrize("target", ["outside", "missing"])
def test_links_lead_nowhere(directory: Path, target: str) -> None:
    """Whether they point at something or not, under the name or that of the beginning."""
    (directory / "x").symlink_to(directory.parent / target)
    (directory / "x.part").symlink_to(directory.parent / target)
    assert receive(directory, "x") == str(directory / "x (2)")
    assert (directory.parent / "outside").read_text("utf-8") == "mine"
    assert not (directory.parent / "missing").exists()


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", ".bashrc", "a\x1b[2J", "..", "é" * 127 + "x", "../outside", "\x00", "~"]
)
def test_hostile_names_stay_inside(directory: Path, name: str) -> None:
    """One file more in the directory, not hidden, and nothing else anywhere."""
    before = sorted(directory.parent.iterdir())
    path = Path(receive(directory, name))
    assert list(directory.iterdir()) == [path]
    assert path.name[0] != "."
    assert sorted(directory.parent.iterdir()) == before


def test_the_directory_stays_the_same(directory: Path) -> None:
    """What is put in its place meanwhile gets nothing."""
    target = Disk(directory).create("x")
    moved = directory.rename(directory.parent / "moved")
    directory.symlink_to(directory.parent)
    target.write(b"theirs")
    target.keep()
    assert contents(moved) == {"x": b"theirs"}
    assert not (directory.parent / "x").exists()


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    """It is not made: the person may have mistyped it."""
    (tmp_path / "file").touch()
    for name, error in (("missing", FileNotFoundError), ("file", NotADirectoryError)):
        with pytest.raises(error):
            Disk(tmp_path / name).create("x")
        with pytest.raises(error):
            Disk(tmp_path / name).check()


def test_a_directory_is_tried(directory: Path) -> None:
    """Nothing is left of it."""
    Disk(directory).check()
    assert contents(directory) == {}
    with pytest.raises(OSError, match=r"."):
        Disk(Path("/proc")).check()


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk would not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_says_so(directory: Path) -> None:
    """And what was written can be removed."""
    target = Disk(directory).create("x")
    with little_room(10), pytest.raises(OSError, match="File too large"):
        target.write(bytes(11))
    target.discard()
    assert contents(directory) == {}


def test_no_descriptor_is_left_open(directory: Path) -> None:
    """Whatever became of a file."""

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = descriptors()
    receive(directory, "x")
    Disk(directory).create("y").discard()
    for path in (".", "missing"):
        with pytest.raises(OSError, match=r".*"):
            Disk(directory).open_source(path)
    with pytest.raises(OSError, match=r"."):
        Disk(directory.parent / "outside").create("x")
    assert descriptors() == before


def test_paths_are_listed(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their beginning, directories with a slash, hidden ones when their dot is typed; else none."""
    monkeypatch.setenv("HOME", str(directory.parent))
    for name in ("photo 1.jpg", "photo 2.jpg", ".hidden"):
        (directory / name).touch()
    (directory / "photos").mkdir()
    disk = Disk(directory)
    assert disk.list_paths("~/in/ph") == ["~/in/photo 1.jpg", "~/in/photo 2.jpg", "~/in/photos/"]
    assert disk.list_paths(f"{directory}/.") == [f"{directory}/.hidden"]
    shown = ("photo 1.jpg", "photo 2.jpg", "photos/")
    assert disk.list_paths(f"{directory}/") == [f"{directory}/{name}" for name in shown]
    assert [disk.list_paths(path) for path in ("/nowhere/x", "~nobody-there/x", "a\0/b")] == [[], [], []]
    monkeypatch.chdir(directory)
    assert disk.list_paths("photo 1") == ["photo 1.jpg"]
