"""Takes one IRC message apart, and sees that a line holds no more than it may.

It must not know what any command means, who sends it or how lines are framed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import islice, pairwise
from typing import Final

import msgspec

from salon.texts.cut import SHORTENED, cut
from salon.texts.visible import MAX_ECHOED

# message-tags, "Size limit": what one side may put between the '@' and the space, in bytes.
TAGS_LIMIT: Final = 4094
# modern-irc, "Message Format": 512 bytes with CRLF. Tags do not count (message-tags, "Size limit").
BODY_LIMIT: Final = 510
# The longest line that a client may send, in bytes without CRLF.
CLIENT_LINE_LIMIT: Final = len("@") + TAGS_LIMIT + len(" ") + BODY_LIMIT

_NUL, _LF, _CR, _AT = b"\0\n\r@"
_FRONTS: Final = frozenset({"@", ":", " "})
_LONGEST_CHARACTER: Final = 4  # bytes, in UTF-8

# message-tags, "Escaping values".
_ESCAPES: Final = {";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"}
_ESCAPE_TABLE: Final = str.maketrans(_ESCAPES)
_UNESCAPES: Final = {sequence[1]: character for character, sequence in _ESCAPES.items()}
_ESCAPE_SEQUENCE: Final = re.compile(r"\\(.?)", re.DOTALL)

WORDS_AT_ONCE: Final = 100
"""Words that are joined before they are cut into pieces: more than a line has, most times."""

_TO_CLIENT: Final = re.compile(r"([0-9]{3}|NOTICE) [^ ]+ ")
_WELCOME: Final = "001"


class Message(msgspec.Struct, frozen=True, gc=False):
    """One line of the protocol, taken apart.

    `command` is in upper case. `tags` is the section without its '@', still escaped, for `parse_tags`: most
    messages are never asked for it. `source` is without its ':'.
    """

    command: str
    params: tuple[str, ...] = ()
    tags: str = ""
    source: str = ""


class Problem(Enum):
    """Why a line cannot be taken as a message."""

    TAGS_TOO_LONG = auto()
    BODY_TOO_LONG = auto()
    FORBIDDEN_BYTE = auto()
    INVALID_UTF8 = auto()


def line_problem(line: bytes) -> Problem | None:
    """Say what is wrong with a line as it came, or None: then it decodes as UTF-8 and may be parsed.

    Both kinds of too long ask for ERR_INPUTTOOLONG (message-tags, "Size limit"; modern-irc, "Compatibility
    with incorrect software"), invalid UTF-8 for the code INVALID_UTF8 (utf8-only). NUL, CR and LF have no
    place in any part of a message (modern-irc, "Message Format"): to some clients a relayed CR would end the
    line, and what follows it would be a message that its sender forged.
    """
    if len(line) > BODY_LIMIT and (problem := _size_problem(line)) is not None:
        return problem
    if _NUL in line or _CR in line or _LF in line:
        return Problem.FORBIDDEN_BYTE
    if line.isascii():
        return None
    try:
        line.decode()
    except UnicodeDecodeError:
        return Problem.INVALID_UTF8
    return None


def _size_problem(line: bytes) -> Problem | None:
    if line[0] != _AT:
        return Problem.BODY_TOO_LONG
    tags, _, body = line.partition(b" ")
    if len(tags) - len("@") > TAGS_LIMIT:
        return Problem.TAGS_TOO_LONG
    return Problem.BODY_TOO_LONG if len(body) > BODY_LIMIT else None


def parse_message(line: str) -> Message | None:
    """Take a line apart; None for an empty one or one without a command, to be ignored without a word.

    Several spaces count as one and any number of parameters is taken (modern-irc, "Message Format" and
    "Parameters"). The trailing parameter is one like the others (same clause), but only the last of them can
    be empty, hold a space or begin with ':'. The command can do none of these.
    """
    tags = source = ""
    if line[:1] in _FRONTS:
        tags, source, line = _split_front(line)
    head, colon, trailing = line.partition(" :")
    command, _, middle = head.partition(" ")
    if not command or command[0] == ":":
        return None
    params = middle.split(" ")
    if "" in params:
        params = [param for param in params if param]
    if colon:
        params.append(trailing)
    # Only ASCII is folded: str.upper would make an I of the dotless i, and so one command of another.
    return Message(command.upper() if command.isascii() else command, tuple(params), tags, source)


def _split_front(line: str) -> tuple[str, str, str]:
    """Give the tags, the source and what follows them; tags only from the very start (modern-irc, "Tags")."""
    tags = source = ""
    if line.startswith("@"):
        tags, _, line = line[1:].partition(" ")
    line = line.lstrip(" ")
    if line.startswith(":"):
        source, _, line = line[1:].partition(" ")
        line = line.lstrip(" ")
    return tags, source, line


def parse_tags(raw: str) -> dict[str, str]:
    """Give the unescaped values of a tag section by key; a tag without a value has an empty one.

    Of equal keys the last counts, and keys are not checked (message-tags, "Format"). Values can hold CR, LF.
    """
    tags: dict[str, str] = {}
    for tag in raw.split(";"):
        key, _, value = tag.partition("=")
        if key:
            tags[key] = unescape_tag(value)
    return tags


def client_tags(raw: str) -> str:
    """Give the client-only tags of a section, as they stand in it.

    They are what a server relays, as is (message-tags, "Client-only tags"). Of equal keys the last is given,
    at the place of the first.
    """
    if "+" not in raw:
        return ""
    return ";".join({tag.partition("=")[0]: tag for tag in raw.split(";") if tag.startswith("+")}.values())


def escape_tag(value: str) -> str:
    """Write a tag's value so that it can stand in a tag section (message-tags, "Escaping values")."""
    return value.translate(_ESCAPE_TABLE)


def unescape_tag(value: str) -> str:
    """Read a tag's value; a backslash that escapes nothing is dropped (message-tags, "Escaping values")."""
    if "\\" not in value:
        return value
    return _ESCAPE_SEQUENCE.sub(_unescape_one, value)


def _unescape_one(match: re.Match[str]) -> str:
    character = match[1]
    return _UNESCAPES.get(character, character)


def split_text(text: str, room: int) -> list[str]:
    """Cut a text into pieces of at most `room` bytes of UTF-8, four or more; together they are the text.

    It is cut between words where it can be, with the space left at the end of the piece before (multiline,
    "Splitting long lines"), otherwise between characters. A text that fits is one piece, the empty one too.
    """
    if room < _LONGEST_CHARACTER:
        raise ValueError(f"no room for every character in {room} bytes")
    data = text.encode()
    pieces = []
    start = 0
    while len(data) - start > room:
        end = _character_border(data, start + room)
        # A space that is the piece's first character is no place to cut: pieces of one space would be left.
        end = data.rfind(b" ", start + 1, end) + 1 or end
        pieces.append(data[start:end].decode())
        start = end
    pieces.append(data[start:].decode())
    return pieces


def split_lines(text: str, joins: Sequence[int], room: int) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a text, in pieces as above, and whether each goes on in the line of the one before.

    They are cut at `joins`, places in the text, in any case. Together, with an LF in front of each piece that
    goes on in no line, they are the text.
    """
    end = 0
    for number, line in enumerate(text.split("\n")):
        start, end = end + bool(number), end + bool(number) + len(line)
        cuts = [start, *(join for join in joins if start < join < end), end]
        goes_on = False
        for begin, stop in pairwise(cuts):
            for piece in split_text(text[begin:stop], room):
                yield piece, goes_on
                goes_on = True


def pack_words(words: Iterable[str], room: int, between: str = " ") -> Iterator[str]:
    """Yield the words, joined, in pieces of at most `room` bytes; a word that is longer is a piece alone.

    No word has in it what stands between them.
    """
    words, mark = iter(words), between.encode()
    packed: bytes | None = None
    # Joined first and cut then, for a channel has many members; some at a time, for it may have very many.
    while lot := list(islice(words, WORDS_AT_ONCE)):
        more = between.join(lot).encode()
        packed = more if packed is None else packed + mark + more
        while len(packed) > room:
            end = packed.rfind(mark, 0, room + len(mark))
            if end < 0:
                end = packed.find(mark)
            if end < 0:
                break
            yield packed[:end].decode()
            packed = packed[end + len(mark) :]
    if packed is not None:
        yield packed.decode()


def _character_border(data: bytes, index: int) -> int:
    """Go back from `index` to where a character begins, in valid UTF-8."""
    while data[index] & 0b1100_0000 == 0b1000_0000:
        index -= 1
    return index


def fits(body: str) -> bool:
    """Return whether a line without its tags has no more bytes than it may."""
    return len(body) <= BODY_LIMIT // _LONGEST_CHARACTER or len(body.encode()) <= BODY_LIMIT


def fit(line: str) -> str:
    """Return a line with no more bytes than it may have; its tags do not count.

    What is in front gives way first: a source to its nick, or to nothing where it is the server; a client's
    own name in a numeric or NOTICE to `*`. Only then is the text at the end shortened, behind a whole
    character (utf8-only, "Implementation considerations"), and says so. Parameters stay as they are.
    """
    if len(line) <= BODY_LIMIT // _LONGEST_CHARACTER:
        return line
    tags, space, body = line.partition(" ") if line.startswith("@") else ("", "", line)
    for shorter in _with_less_in_front(body):
        body = shorter
        if fits(body):
            return f"{tags}{space}{body}"
    head, colon, text = body.partition(" :")
    room = BODY_LIMIT - len(f"{head}{colon}{SHORTENED}".encode())
    if room < 0 and body.startswith(":"):
        return fit(f"{tags}{space}{body.partition(' ')[2]}")
    return f"{tags}{space}{head}{colon}{_shortened(text, room)}{SHORTENED}"


def _shortened(text: str, room: int) -> str:
    """Cut a text behind a whole character, and behind a whole word where that costs no more than a name."""
    kept = cut(text, room)
    words, space, word = kept.rpartition(" ")
    return f"{words}{space}" if len(word.encode()) <= MAX_ECHOED else kept


def parameters_fit(body: str) -> bool:
    """Return whether a line without tags can be made to fit, with nothing but its text shortened."""
    if fits(body):
        return True
    *_, shortest = _with_less_in_front(body)
    head, colon, _ = shortest.partition(" :")
    return len(f"{head}{colon}".encode()) <= BODY_LIMIT


def _with_less_in_front(body: str) -> Iterator[str]:
    """Yield the line, and then in ever shorter ways that mean the same."""
    yield body
    if not body.startswith(":"):
        return
    source, _, rest = body.partition(" ")
    nick, mark, _ = source.partition("!")
    if mark:
        # A source may be a nick alone (RFC 1459, 2.3.1): what was done counts more than whence.
        yield f"{nick} {rest}"
        return
    addressed = _TO_CLIENT.match(rest)
    # A client learns from RPL_WELCOME what it is called.
    if addressed is not None and addressed[1] != _WELCOME:
        rest = f"{addressed[1]} * {rest[addressed.end() :]}"
        yield f"{source} {rest}"
    # Without a source a message is the server's (modern-irc, "Source").
    yield rest
