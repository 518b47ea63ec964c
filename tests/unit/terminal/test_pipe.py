"""Lines through real pipes."""

from collections.abc import Iterator

import pytest

from harness.ptys import Ends, pipe_streams, until, use
from salon.terminal import pipe
from salon.terminal.pipe import PipeConsole


@pytest.fixture
def pipes() -> Iterator[Ends]:
    """Give the other ends of two pipes."""
    with pipe_streams() as ends:
        yield ends


def test_lines_come_through_a_pipe_as_they_are(pipes: Ends) -> None:
    """In any split, of bytes that are no text, too; the end of input ends a line."""
    console = PipeConsole(pipes.stdin, pipes.stdout)
    called = []
    console.on_typed = lambda: called.append(console.waiting)

    async def script() -> None:
        pipes.type(b"one\r\ntw")
        await until(lambda: console.waiting)
        assert (console.take(), console.take()) == ("one", None)
        pipes.type(b"o\n\xff")
        await until(lambda: console.waiting)
        pipes.end()
        await until(lambda: console.waiting == 2)
        assert not console.at_end
        assert [console.take(), console.take()] == ["two", "\udcff"]
        assert console.at_end

    use(console, script)
    assert called == [1, 1, 2]


def test_what_was_not_taken_is_dropped(pipes: Ends) -> None:
    """And counted."""
    console = PipeConsole(pipes.stdin, pipes.stdout)

    async def script() -> None:
        pipes.type("a\nb\n")
        await until(lambda: console.waiting)
        assert console.drop() == 2
        assert console.drop() == 0

    use(console, script)
    pipes.end()


def test_whoever_writes_too_much_waits(pipes: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not taken is not read: no input can fill the memory."""
    monkeypatch.setattr(pipe, "MOST_WAITING", 2)
    monkeypatch.setattr(pipe, "_READ_SIZE", 4)
    console = PipeConsole(pipes.stdin, pipes.stdout)
    called: list[int] = []

    async def script() -> None:
        console.on_typed = lambda: called.append(console.waiting)
        pipes.type("a\nb\nc\nd\n")
        await until(lambda: called)
        assert console.waiting == 2
        assert [console.take(), console.take()] == ["a", "b"]
        await until(lambda: console.waiting == 2)
        assert [console.take(), console.take()] == ["c", "d"]

    use(console, script)
    assert max(called) == 2
    pipes.end()


def test_a_pipe_is_shown_what_arrives_and_no_more(pipes: Ends) -> None:
    """No colour, no prompt, no status; what could steer a terminal is made visible."""
    console = PipeConsole(pipes.stdin, pipes.stdout)

    async def script() -> None:
        console.prompt, console.status = "> ", lambda: "here"
        console.refresh()
        console.show("one", "\x1b[31mtwo")
        console.tell("three")

    use(console, script)
    assert pipes.read() == "one\n\N{REPLACEMENT CHARACTER}[31mtwo\nthree\n"
    pipes.end()


def test_a_secret_comes_by_the_next_line(pipes: Ends) -> None:
    """Nothing is asked where nobody reads; at the end of input it is empty."""
    console = PipeConsole(pipes.stdin, pipes.stdout)

    async def script() -> None:
        pipes.type("letmein\n")
        assert await console.ask_secret("Password:") == "letmein"
        pipes.end()
        assert await console.ask_secret("Password:") == ""

    use(console, script)
