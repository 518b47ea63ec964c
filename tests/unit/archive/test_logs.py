"""The formats of logs: what people said in them is found, with its time and its sign of rank taken away."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salon.archive.logs import READERS, LeftOut, Log, channel_of, format_of, lines_of
from salon.storage.imports import SpokenLine

PARIS = ZoneInfo("Europe/Paris")


def read(form: str, text: str, name: str = "#tea.log") -> list[SpokenLine | LeftOut]:
    """Read a log of #tea that was written in Paris."""
    return list(READERS[form](Log(Path(name), "#tea", PARIS), iter(text.splitlines())))


def at(text: str) -> int:
    """Return a time of UTC in ms."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def line(when: str, nick: str, text: str, kind: str = "privmsg") -> SpokenLine:
    """Return a line of #tea; the time is that of UTC."""
    return SpokenLine(at(when), "#tea", kind, nick, text)


def test_irssi_writes_messages_actions_notices_and_topics() -> None:
    """Signs of rank and the spaces in their place are no part of a nick."""
    log = (
        "--- Log opened Sun Nov 29 18:11:38 2020\n"
        "18:11 <@bob> salut < world> x\n"
        "18:12:30 < alice> hi\n"
        "18:13  * alice waves\n"
        "18:14 -bob:#tea- listen\n"
        "18:15 -!- bob changed the topic of #tea to: thé & café\n"
        "18:16 -!- eve [~eve@x] has joined #tea\n"
        "\n"
        "--- Log closed Sun Nov 29 18:17:00 2020"
    )
    assert read("irssi", log) == [
        line("2020-11-29 17:11", "bob", "salut < world> x"),
        line("2020-11-29 17:12:30", "alice", "hi"),
        line("2020-11-29 17:13", "alice", "\x01ACTION waves\x01"),
        line("2020-11-29 17:14", "bob", "listen", "notice"),
        line("2020-11-29 17:15", "bob", "thé & café", "topic"),
        LeftOut.NOT_SAID,
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon Nov 30 2020", "2020-11-30"),
        ("lun. nov. 30 2020", "2020-11-30"),
        ("mer. août 05 2020", "2020-08-05"),
        ("Fri Feb  5 2021", "2021-02-05"),
    ],
)
def test_irssi_tells_a_new_day_in_english_or_french(written: str, day: str) -> None:
    """As its environment was."""
    assert read("irssi", f"--- Day changed {written}\n12:01 <alice> x") == [
        line(day + (" 10:01" if "08" in day else " 11:01"), "alice", "x")
    ]


def test_irssi_may_write_the_date_on_each_line() -> None:
    """Whoever keeps logs for long sets `timestamp_format` so."""
    assert read("irssi", "2021-02-03 04:05:06 <alice> x") == [line("2021-02-03 03:05:06", "alice", "x")]


@pytest.mark.parametrize(
    "text",
    [
        "12:01 <alice> on no day",
        "--- Day changed Mon Foo 30 2020\n12:01 <alice> x",
        "--- Day changed Mon Nov 31 2020\n12:01 <alice> x",
        "--- Day changed Mon Nov 30 2020\n25:01 <alice> x",
        "--- Day changed Mon Nov 30 2020\nno time",
        "--- Day changed Mon Nov 30 2020\n12:01 what is this",
    ],
)
def test_lines_that_make_no_sense_are_counted(text: str) -> None:
    """No day, no hour, nobody who speaks."""
    assert read("irssi", text) == [LeftOut.UNREADABLE]


def test_znc_writes_one_file_a_day() -> None:
    """The day stands in the file's name."""
    log = (
        "[10:00:01] *** Joins: bob (~b@x)\n"
        "[10:00:02] <bob> été\n"
        "[10:00:03] * bob runs\n"
        "[10:00:04] -bob- note\n"
        "[10:00:05] *** bob changes topic to 'tea'\n"
        "[24:00:00] <bob> never\n"
        "junk"
    )
    assert read("znc", log, "#tea/2021-01-02.log") == [
        LeftOut.NOT_SAID,
        line("2021-01-02 09:00:02", "bob", "été"),
        line("2021-01-02 09:00:03", "bob", "\x01ACTION runs\x01"),
        line("2021-01-02 09:00:04", "bob", "note", "notice"),
        line("2021-01-02 09:00:05", "bob", "tea", "topic"),
        LeftOut.UNREADABLE,
        LeftOut.UNREADABLE,
    ]
    assert read("znc", "[10:00:02] <bob> x", "#tea.log") == [LeftOut.UNREADABLE]
    assert read("znc", "[10:00:02] <bob> x", "#tea_20210231.log") == [LeftOut.UNREADABLE]


def test_json_lines_name_their_channel_and_zone() -> None:
    """A time without a zone is of UTC; kinds that are not known are not said; ends of lines go."""
    log = (
        '{"time":"2021-01-02T03:04:05.678Z","channel":"#a","nick":"bob","text":"x\\r\\u0000"}\n'
        '{"time":"2021-01-02T03:04:05","channel":"#a","nick":"bob","text":"y","kind":"notice","more":1}\n'
        '{"time":"2021-01-02T03:04:05+01:00","channel":"#a","nick":"bob","text":"z"}\n'
        '{"time":"2021-01-02T03:04:05Z","channel":"#a","nick":"bob","text":"","kind":"joined"}\n'
        '{"time":"yesterday","channel":"#a","nick":"bob","text":"x"}\n'
        '{"time":"2021-01-02T03:04:05Z","nick":"bob","text":"x"}\n'
        '{"time":"2021-01-02T03:04:05Z","channel":"#a","nick":"bob","text":"\\ud800"}\n'
        "{\n\n"
    )
    noon = at("2021-01-02 03:04:05")
    assert read("jsonl", log) == [
        SpokenLine(noon + 678, "#a", "privmsg", "bob", "x"),
        SpokenLine(noon, "#a", "notice", "bob", "y"),
        SpokenLine(noon - 3_600_000, "#a", "privmsg", "bob", "z"),
        LeftOut.NOT_SAID,
        *[LeftOut.UNREADABLE] * 4,
    ]


def test_only_messages_have_several_lines() -> None:
    """In a topic, the end of a line would begin another line of the protocol."""
    log = '{"time":"2021-01-02T03:04:05Z","channel":"#a","nick":"bob","text":"x\\r\\ny","kind":"KIND"}'
    lines = read("jsonl", f"{log.replace('KIND', 'topic')}\n{log.replace('KIND', 'privmsg')}")
    assert [line.text for line in lines if isinstance(line, SpokenLine)] == ["x y", "x\ny"]


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("#tea.log", "#tea"),
        ("#tea_20210102.log", "#tea"),
        ("#tea/2021-01-02.log", "#tea"),
        ("net/#tea/2021-01-02.log", "#tea"),
        ("tea.log", ""),
        ("bob/2021-01-02.log", ""),
    ],
)
def test_a_log_is_named_for_its_channel(name: str, channel: str) -> None:
    """The file or its folder is, with or without the day; what is not, is of people in private."""
    assert channel_of(Path("/logs") / name) == channel


def test_a_file_shows_its_format_and_its_encoding(tmp_path: Path) -> None:
    """Old logs are of Windows-1252, line by line; a byte order mark is no part of the first one."""
    for form, first in {"jsonl": b"{}", "znc": b"[10:00:00] x", "irssi": b"--- Log opened"}.items():
        (tmp_path / form).write_bytes(b"\xef\xbb\xbf" + first + b"\r\n" if form == "irssi" else first)
        assert format_of(tmp_path / form) == form
    (tmp_path / "old").write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\r\ncaf\xe9 \x80\n")
    assert list(lines_of(tmp_path / "old")) == ["café", "café €"]
    (tmp_path / "none").write_bytes(b"")
    assert (format_of(tmp_path / "none"), list(lines_of(tmp_path / "none"))) == ("irssi", [])
