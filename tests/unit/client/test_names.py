"""Names under which files from elsewhere may be written."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.client.names import LONGEST_NAME, MOST_OF_A_NAME, numbered, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.jpg", "photo.jpg"),
        ("ma photo d'été.jpg", "ma photo d'été.jpg"),
        ("../x", "x"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\x", "x"),
        ("C:\\x", "x"),
        (".bashrc", "bashrc"),
        ("...", "file"),
        ("..", "file"),
        (". .x", "x"),
        ("", "file"),
        ("/", "file"),
        ("a\x1b[2J", "a[2J"),
        ("a\x00\n\r\tb", "ab"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("x. ", "x"),
        ("-rf", "_-rf"),
        (".-x", "_-x"),
        ("nul", "_nul"),
        ("Con.tar.gz", "_Con.tar.gz"),
        ("COM1 .txt", "_COM1 .txt"),
        ("console.log", "console.log"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    """The last part of it alone, not hidden, without controls, and no device."""
    assert safe_name(name) == safe


@given(st.text(st.sampled_from("./\\ a~\x00\x1b\u202e\n\ud800CON") | st.characters(), max_size=400))
def test_no_name_leaves_its_directory(name: str) -> None:
    """Whatever a file is called, it is written under a plain name that fits."""
    for written in islice(numbered(safe_name(name)), 3):
        assert written not in {"", ".", ".."}
        assert written[0] not in ". "
        assert not set(written) & set("/\\\x00\x1b\n")
        assert len(written.encode()) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("photo.jpg", "photo (2).jpg"),
        ("a.tar.gz", "a.tar (2).gz"),
        ("README", "README (2)"),
        ("x.part", "x (2).part"),
    ],
)
def test_numbers_stand_before_the_ending(name: str, second: str) -> None:
    """The name itself comes first."""
    assert list(islice(numbered(name), 2)) == [name, second]


def test_long_names_are_cut_before_the_ending() -> None:
    """So that the number and the ending still fit."""
    name = "é" * 125 + ".jpeg"
    first, second = islice(numbered(name), 2)
    assert first == name
    assert second == "é" * 123 + " (2).jpeg"
    assert next(numbered("." + "x" * 300)).startswith(".x")


def test_there_is_an_end_to_it() -> None:
    """Nobody looks for a free name for ever."""
    names = list(numbered("x"))
    assert len(set(names)) == len(names) == MOST_OF_A_NAME
