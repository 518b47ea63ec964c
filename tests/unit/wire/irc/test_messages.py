"""Taking IRC messages apart, writing them, and cutting text to fit into them."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.irc_lines import write_message
from salon.texts.cut import cut
from salon.wire.irc.messages import (
    BODY_LIMIT,
    CLIENT_LINE_LIMIT,
    TAGS_LIMIT,
    WORDS_AT_ONCE,
    Message,
    Problem,
    client_tags,
    escape_tag,
    fit,
    line_problem,
    pack_words,
    parse_message,
    parse_tags,
    split_lines,
    split_text,
    unescape_tag,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ANY_CHARACTER = st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"])
NO_SPACE = st.characters(exclude_characters="\0\r\n ", exclude_categories=["Cs"])
COMMANDS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=12), st.integers(0, 999).map(lambda number: f"{number:03}")
)
MIDDLES = st.text(NO_SPACE, min_size=1).filter(lambda text: text[0] != ":")
PARAMS = st.one_of(
    st.just([]), st.builds(lambda middles, last: [*middles, last], st.lists(MIDDLES), st.text(ANY_CHARACTER))
)
TAG_KEYS = st.text(
    st.characters(exclude_characters="\0\r\n ;=", exclude_categories=["Cs"]), min_size=1, max_size=12
)
TAG_VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def parse(line: str) -> Message:
    """Parse a line that holds a message."""
    message = parse_message(line)
    assert message is not None
    return message


def test_the_parts_of_a_message() -> None:
    """Tags stay as they are, the others lose the signs that mark them (modern-irc, "Message Format")."""
    assert parse("@id=234AB;+x=\\s :dan!d@localhost privmsg #chan :Hey what's up!") == Message(
        "PRIVMSG", ("#chan", "Hey what's up!"), "id=234AB;+x=\\s", "dan!d@localhost"
    )


@pytest.mark.parametrize(
    ("line", "params"),
    [
        (":irc.example.com CAP * LIST :", ("*", "LIST", "")),
        ("CAP * LS :multi-prefix sasl", ("*", "LS", "multi-prefix sasl")),
        ("PRIVMSG #chan Hey!", ("#chan", "Hey!")),
        ("PRIVMSG #chan ::-)", ("#chan", ":-)")),
        ("PRIVMSG #chan a:b :c :d", ("#chan", "a:b", "c :d")),
        ("PRIVMSG  #chan   :  two  ", ("#chan", "  two  ")),
        ("AWAY :", ("",)),
        ("AWAY  ", ()),
        ("AWAY", ()),
    ],
)
def test_parameters(line: str, params: tuple[str, ...]) -> None:
    """Spaces separate, a colon lets the last one hold anything (modern-irc, "Parameters")."""
    assert parse(line).params == params


def test_any_number_of_parameters_is_taken() -> None:
    """More than 15 parameters are read like fewer (modern-irc, "Parameters")."""
    assert len(parse("MODE " + " ".join("x" * 100)).params) == 100


@pytest.mark.parametrize(
    "line", ["", " ", "   ", "@a=b", "@a=b ", ":src", ":src  ", "@a :src ", ":s :trailing"]
)
def test_a_line_without_a_command_is_no_message(line: str) -> None:
    """Empty lines are ignored (modern-irc, "Message Format"), and so are fronts with nothing after."""
    assert parse_message(line) is None


def test_spaces_in_front_are_passed_over() -> None:
    """More than one space separates like one, at the start as after tags and source."""
    assert parse("  PING x") == Message("PING", ("x",))
    assert parse("@a   :src   PING   x") == Message("PING", ("x",), "a", "src")


def test_tags_stand_at_the_very_start_or_are_none() -> None:
    """The '@' must be the first character of the message (modern-irc, "Tags")."""
    assert parse(" @a=b PING").tags == ""


def test_only_ascii_letters_of_a_command_are_folded() -> None:
    """A dotless i is no I: no other spelling reaches a command."""
    assert parse("jo\N{LATIN SMALL LETTER DOTLESS I}n #a").command == "jo\N{LATIN SMALL LETTER DOTLESS I}n"
    assert parse("jOiN #a").command == "JOIN"


def test_only_the_space_separates() -> None:
    """Tabs and the spaces of Unicode are parts of words."""
    assert parse("PRIVMSG a\tb\u00a0c\u2003d").params == ("a\tb\u00a0c\u2003d",)


@given(COMMANDS, PARAMS, st.text(NO_SPACE), st.dictionaries(TAG_KEYS, TAG_VALUES))
def test_what_is_written_is_read_back(
    command: str, params: list[str], source: str, tags: dict[str, str]
) -> None:
    """Parsing what was rendered gives the parts again."""
    message = parse(write_message(command, params, source, tags))
    assert (message.command, message.params, message.source) == (command, tuple(params), source)
    assert (parse_tags(message.tags) if message.tags else {}) == tags


@given(st.text(st.sampled_from("@: ;=+\\abAB\t\u00e9"), max_size=40))
def test_what_is_read_is_written_and_read_as_the_same(line: str) -> None:
    """Any line with a valid command, once read, can be written and reads the same."""
    message = parse_message(line)
    if message is None or not (message.command.isascii() and message.command.isalnum()):
        return
    tags = parse_tags(message.tags)
    again = parse(write_message(message.command, message.params, message.source, tags))
    assert (again.command, again.params, again.source) == (message.command, message.params, message.source)
    assert parse_tags(again.tags) == tags


def test_the_last_of_equal_tags_counts() -> None:
    """Empty and missing values are the same; a tag without a key is none (message-tags, "Format")."""
    assert parse_tags("a=1;b=;c;a=2;;=x;d=e=f") == {"a": "2", "b": "", "c": "", "d": "e=f"}
    assert parse_tags("") == {}


def test_tag_keys_are_case_sensitive_and_not_checked() -> None:
    """Keys are opaque (message-tags, "Format")."""
    assert parse_tags("a=1;A=2;+ex.com/\u00e9=3") == {"a": "1", "A": "2", "+ex.com/\u00e9": "3"}


@pytest.mark.parametrize(
    ("escaped", "value"),
    [
        ("", ""),
        ("plain", "plain"),
        (r"raw+:=,escaped\:\s\\", "raw+:=,escaped; \\"),
        (r"\r\n", "\r\n"),
        (r"\\n", "\\n"),
        (r"\b", "b"),
        ("test\\", "test"),
        ("\\\u00e9", "\u00e9"),
    ],
)
def test_unescaping_a_tag(escaped: str, value: str) -> None:
    """One sequence after the other; backslashes that escape nothing go (message-tags, "Escaping values")."""
    assert unescape_tag(escaped) == value


@given(TEXTS)
def test_an_escaped_tag_is_unescaped_to_itself(value: str) -> None:
    """Escaping leaves none of the characters that a tag section cannot hold in a value."""
    escaped = escape_tag(value)
    assert not set("; \r\n") & set(escaped)
    assert unescape_tag(escaped) == value


def test_client_tags_are_kept_as_they_came() -> None:
    """Those with '+' alone, still escaped, the last of equal ones (message-tags, "Client-only tags")."""
    assert client_tags(r"label=1;+a=\s\x;msgid=+;+b;+a=2;+c=") == "+a=2;+b;+c="
    assert client_tags(r"+a=\s\x;+v.org/b=;+c") == r"+a=\s\x;+v.org/b=;+c"
    assert client_tags("label=1;x+=2") == ""
    assert client_tags("") == ""


def test_ordinary_lines_have_no_problem() -> None:
    """Short, long up to the limits, tagged, and not ASCII."""
    assert line_problem(b"") is None
    assert line_problem(b"PRIVMSG #a :hello") is None
    assert line_problem("PRIVMSG #a :h\u00e9 \N{GRINNING FACE}".encode()) is None
    assert line_problem(b"x" * BODY_LIMIT) is None
    longest = b"@" + b"t" * TAGS_LIMIT + b" " + b"x" * BODY_LIMIT
    assert len(longest) == CLIENT_LINE_LIMIT == 4096 + 510
    assert line_problem(longest) is None
    assert line_problem(b"@" + b"t" * TAGS_LIMIT) is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"x" * 511, Problem.BODY_TOO_LONG),
        (b"@a " + b"x" * 511, Problem.BODY_TOO_LONG),
        (b"@a  " + b"x" * 510, Problem.BODY_TOO_LONG),
        (b"@" + b"t" * 4095 + b" PING", Problem.TAGS_TOO_LONG),
        (b"@" + b"t" * 4095, Problem.TAGS_TOO_LONG),
        (b"PING a\0b", Problem.FORBIDDEN_BYTE),
        (b"PING a\rb", Problem.FORBIDDEN_BYTE),
        (b"PING a\nb", Problem.FORBIDDEN_BYTE),
        (b"@" + b"t" * 4000 + b"\0 PING", Problem.FORBIDDEN_BYTE),
        (b"PING caf\xe9", Problem.INVALID_UTF8),
        (b"PING \xed\xa0\x80", Problem.INVALID_UTF8),
        (b"PING \xc0\xaf", Problem.INVALID_UTF8),
        (b"@a=\xff PING", Problem.INVALID_UTF8),
    ],
)
def test_problems_of_a_line(line: bytes, problem: Problem) -> None:
    """Tags and body have limits of their own (message-tags, "Size limit"); surrogates are not UTF-8."""
    assert line_problem(line) is problem


@given(TEXTS, st.integers(4, 60))
def test_split_pieces_fit_and_lose_nothing(text: str, room: int) -> None:
    """Pieces are whole characters and fit; together they are the text; an empty one is an empty text's."""
    pieces = split_text(text, room)
    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= room for piece in pieces)
    assert pieces == [""] or all(pieces)


@given(st.lists(st.text("abc\u00e9", min_size=1, max_size=4), min_size=1), st.integers(9, 40))
def test_words_that_fit_are_not_cut(words: list[str], room: int) -> None:
    """The space stays at the end of the piece before (multiline, "Splitting long lines")."""
    pieces = split_text(" ".join(words), room)
    assert all(piece.endswith(" ") for piece in pieces[:-1])
    assert not any(piece.startswith(" ") for piece in pieces)


def test_split_takes_as_many_words_as_fit() -> None:
    """Pieces are filled; a word with no room of its own is cut where it must be."""
    assert split_text("aaa bbb ccc", 9) == ["aaa bbb ", "ccc"]
    assert split_text("aaaaaaaaaaaa b", 5) == ["aaaaa", "aaaaa", "aa b"]
    assert split_text("\u20ac\u20ac\u20ac", 7) == ["\u20ac\u20ac", "\u20ac"]
    assert split_text(" aaaaaaa", 5) == [" aaaa", "aaa"]
    assert split_text("fits", 4) == ["fits"]
    assert split_text("", 4) == [""]


@given(
    st.text("ab \u00e9\n", max_size=60),
    st.lists(st.integers(-5, 70), max_size=5, unique=True),
    st.integers(4, 40),
)
def test_lines_are_kept_and_cut(text: str, joins: list[int], room: int) -> None:
    """Together the pieces are the text, they fit, and each place where the sender cut is one between two."""
    pieces = list(split_lines(text, sorted(joins), room))
    whole = "".join(piece if goes_on else f"\n{piece}" for piece, goes_on in pieces)
    assert whole == f"\n{text}"
    assert all(len(piece.encode()) <= room for piece, _ in pieces)
    ends = {
        len("".join(piece if on else f"\n{piece}" for piece, on in pieces[:n])) - 1
        for n in range(len(pieces))
    }
    inside = {join for join in joins if 0 < join < len(text) and "\n" not in text[join - 1 : join + 1]}
    assert inside <= ends


def test_split_needs_room_for_every_character() -> None:
    """Under four bytes a character may fit nowhere."""
    with pytest.raises(ValueError, match="3 bytes"):
        split_text("a", 3)


@given(st.sampled_from(["", "@time=x;msgid=y "]), st.text("aé\U0001f600 ", max_size=600))
def test_a_line_is_cut_to_what_it_may_hold(tags: str, rest: str) -> None:
    """The tags do not count and stay; what fits is whole, and no character is broken."""
    body = f":source {rest}"
    assert fit(tags + body) == tags + cut(body, BODY_LIMIT)


@pytest.mark.parametrize("between", [" ", ","])
@given(st.lists(st.text(NO_SPACE, max_size=12), max_size=20), st.integers(1, 40))
@example([""], 40)
def test_packed_words_fit(between: str, words: list[str], room: int) -> None:
    """Each once and in order, in pieces that hold as many as fit; one that fits into none stands alone."""
    words = [word.replace(",", "x") for word in words]
    pieces = [*pack_words(words, room, between)]
    assert [word for piece in pieces for word in piece.split(between)] == words
    for piece in pieces:
        assert len(piece.encode()) <= room or between not in piece
    for piece, after in pairwise(pieces):
        first, _, _ = after.partition(between)
        assert len(f"{piece}{between}{first}".encode()) > room


def test_words_are_packed_some_at_a_time() -> None:
    """Of very many no more are taken than it needs; where one lot ends, the next goes on."""
    words = [f"n{number}" for number in range(3 * WORDS_AT_ONCE)]
    left = iter(words)
    next(pack_words(left, 100))
    assert [*left] == words[WORDS_AT_ONCE:]
    *pieces, last = pack_words(words, 100)
    assert " ".join([*pieces, last]).split(" ") == words
    assert all(len(piece) > 100 - len(" n299") for piece in pieces)
