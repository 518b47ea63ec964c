"""Keys, pastes and endings of words, on a real terminal."""

from collections.abc import Iterator

import pytest

from harness.ptys import DRAWN, Ends, pty_streams, until, use
from salon.terminal.console import Completions
from salon.terminal.line import LONGEST, MOST_LISTED, REMEMBERED
from salon.terminal.prompt import TerminalConsole

BEGIN, END = "\x1b[200~", "\x1b[201~"


@pytest.fixture
def terminal() -> Iterator[Ends]:
    """Give the other end of a terminal."""
    with pty_streams(80, 20) as ends:
        yield ends


@pytest.fixture
def console(terminal: Ends) -> TerminalConsole:
    """Return a console on it."""
    return TerminalConsole(terminal.stdin, terminal.stdout, str, colours=False)


def taken(console: TerminalConsole) -> list[str]:
    """Return the lines that wait, taken."""
    return [console.take() or "" for _ in range(console.waiting)]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("abc\x7f", "ab"),
        ("abc\x1b[D\x1b[Dx", "axbc"),
        ("abc\x01x\x05y", "xabcy"),
        ("abc\x1b[H\x1b[3~", "bc"),
        ("abc\x1bOD\x04", "ab"),
        ("un deux\x17", "un "),
        ("un deux\x1b[1;5D\x0b", "un "),
        ("un deux\x01\x1bfx", "unx deux"),
        ("un deux\x15", ""),
        ("un deux\x17\x19\x19", "un deuxdeux"),
        ("a\N{BEL}b\N{RIGHT-TO-LEFT OVERRIDE}c", "abc"),
    ],
)
def test_keys(terminal: Ends, console: TerminalConsole, keys: str, line: str) -> None:
    """Each does what it does in other line editors; what steers a terminal is never sent."""

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type(f"{keys}\r")
        await until(lambda: console.waiting)
        assert taken(console) == [line]

    use(console, script)


def test_lines_are_called_back(terminal: Ends, console: TerminalConsole) -> None:
    """Up and down go through the lines that were taken, and back to the one that was begun."""

    async def script() -> None:
        for line in ("un", "deux", "deux", " "):
            terminal.type(f"{line}\r")
            await until(lambda: console.waiting)
            taken(console)
        for keys, line in (
            ("\x1b[A", "deux"),
            ("\x1b[A\x1b[A", "un"),
            ("tr\x1b[A\x1b[A\x1b[B\x1b[B", "tr"),
            ("\x12de", "deux"),
        ):
            # Drawn once more, it knows what was said meanwhile.
            console.tell("again")
            await terminal.read_until("again\r\n", DRAWN)
            terminal.type(keys)
            await terminal.read_until(line[-1])
            terminal.type("\r\r" if "\x12" in keys else "\r")
            await until(lambda: console.waiting)
            assert console.drop() == 1 or line == "deux"

    use(console, script)


def test_what_is_remembered_is_bounded(console: TerminalConsole) -> None:
    """The lines before do not grow for ever."""

    async def script() -> None:
        for number in range(REMEMBERED + 5):
            console._line.remember(str(number))
        kept = [line async for line in console._line._history.load()]
        assert (len(kept), kept[0]) == (REMEMBERED, str(REMEMBERED + 4))

    use(console, script)


def test_a_paste_is_one_thing(terminal: Ends, console: TerminalConsole) -> None:
    """It can be edited; it is sent as lines, in their order, by one key, and dropped by one."""

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type(f"un{BEGIN}\ndeux\r\ntrois\rquatre{END}")
        await terminal.read_until("pasted lines: 4 (Enter sends them, Ctrl-C drops them)")
        assert console.waiting == 0
        terminal.type("\x7f\x7fz\r")
        await until(lambda: console.waiting)
        assert taken(console) == ["un", "deux", "trois", "quatz"]
        terminal.type(f"{BEGIN}un\n\ndeux\n{END}\r")
        await until(lambda: console.waiting)
        assert taken(console) == ["un", "", "deux"]
        terminal.type(f"{BEGIN}un\ndeux\n{END}")
        await terminal.read_until("pasted lines: 3")
        terminal.type("\x03.\r")
        await until(lambda: console.waiting)
        assert taken(console) == ["."]

    use(console, script)


def test_a_huge_paste(terminal: Ends, console: TerminalConsole) -> None:
    """10,000 lines are taken at once, shown in half of the screen, and edited as any other."""
    pasted = [f"ligne {number} et la suite" for number in range(9_999)]

    async def script() -> None:
        await terminal.read_until(DRAWN)
        await terminal.type_much(BEGIN + "".join(f"{line}\n" for line in pasted) + END)
        shown = await terminal.read_until("pasted lines: 10000")
        assert shown.count("ligne ") <= 20
        terminal.type("fin\r")
        await until(lambda: console.waiting)
        # Taken, they would be written, and nobody reads that much here.
        assert [console.take(), console.drop()] == [pasted[0], len(pasted)]

    use(console, script)


def test_a_paste_that_is_too_much(terminal: Ends, console: TerminalConsole) -> None:
    """It is dropped as a whole, and said why."""

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type(f"{BEGIN}{'x' * (LONGEST + 1)}{END}")
        await terminal.read_until(f"A line has at most {LONGEST} characters")
        await terminal.type_much(BEGIN + "x\n" * 10_100 + END)
        await terminal.read_until("At most 10000 lines may wait")
        terminal.type("y\r")
        await until(lambda: console.waiting)
        assert taken(console) == ["y"]

    use(console, script)


def test_a_word_is_completed(terminal: Ends, console: TerminalConsole) -> None:
    """As far as it is certain; then what it may be is listed. Nothing that hides or steers is offered."""
    names = ["Hélène ", "hélas ", "h\x1b[2J", "h\N{RIGHT-TO-LEFT OVERRIDE}"]
    console.complete = lambda before: Completions(
        before, [name for name in names if name.casefold().startswith(before.casefold())]
    )

    async def script() -> None:
        await terminal.read_until(DRAWN)
        terminal.type("h\t")
        shown = await terminal.read_until("Hélène  hélas")
        assert "\x1b[2J" not in shown
        terminal.type("élè\tici\r")
        await until(lambda: console.waiting)
        assert taken(console) == ["Hélène ici"]
        terminal.type("x\ty\r")
        await until(lambda: console.waiting)
        assert taken(console) == ["xy"]
        names[:] = [f"a{number}" for number in range(MOST_LISTED + 1)]
        terminal.type("\t")
        terminal.type("\t")
        await terminal.read_until("…")

    use(console, script)


def test_a_secret_has_no_endings(terminal: Ends, console: TerminalConsole) -> None:
    """No key asks for any."""
    console.complete = lambda before: Completions(before, ["secrets"])

    async def script() -> None:
        terminal.type("se\tx\r")
        assert await console.ask_secret("Password:") == "sex"

    use(console, script)
