"""What is said of a backup: how much it holds, and which files are to be kept beside it."""

from pathlib import Path

from salon.archive.saving import kept_elsewhere, word_contents
from salon.server.settings.load import Sources
from salon.server.settings.tree import Settings
from salon.storage.copies import Contents
from salon.texts.language import load_language


def test_the_contents_are_told_in_words() -> None:
    """As counts that agree with their nouns, and up to when."""
    fr = load_language("fr").gettext
    assert word_contents(Contents(10, {}, 0, 0, 0), str) == "0 messages, 0 accounts"
    told = word_contents(Contents(10, {"message": 3, "account": 2}, 1, 7, 1_700_000_000_000), str)
    assert told.startswith("1 message (the last one of 2023-11-1")
    assert told.endswith("), 2 accounts")
    assert word_contents(Contents(10, {"account": 1}, 0, 0, 0), fr) == "0 message, 1 compte"


def test_only_files_that_are_there_are_named(tmp_path: Path) -> None:
    """Whether the owner has named them or the server has made them."""
    file, key = tmp_path / "salon.toml", tmp_path / "tls-key.pem"
    settings = Settings(data=str(tmp_path), motd_file=str(tmp_path / "none"))
    assert [*kept_elsewhere(Sources(file), settings)] == []
    file.touch()
    key.touch()
    assert [*kept_elsewhere(Sources(file), settings)] == [str(file), str(key)]
