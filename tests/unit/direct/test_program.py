"""Where the program of the direct chat listens, and how it talks."""

import asyncio
import socket
from pathlib import Path

import pytest

from harness.ptys import pipe_streams, until, use
from salon.direct.directory import Directory
from salon.direct.link import Peer, PlainLink
from salon.direct.memory import Memory
from salon.direct.program import CannotStart, Here, Talk, arrivals, open_link, talk
from salon.terminal.loop import run
from salon.terminal.pipe import PipeConsole


def listening(host: str | None) -> str:
    """Return the address at which a program listens that was given a host."""
    link = open_link(Here(host, 0, Peer("localhost", 6000), Path()))
    try:
        return link.listening.address
    finally:
        link.close()


def test_all_addresses_of_the_machine() -> None:
    """Whoever has found the machine in the directory reaches it, by whichever of its addresses."""
    assert listening(None) == listening("::") == "::"
    assert listening("0.0.0.0") == "0.0.0.0"  # noqa: S104 - what is asked for


def test_a_star_is_the_machine_s_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """`*` for the host: the address that the system gives to this machine's name."""
    monkeypatch.setattr(socket, "gethostname", lambda: "127.0.0.3")
    assert listening("*") == "127.0.0.3"


@pytest.mark.parametrize(
    ("host", "warned"), [("*", "Only this machine can reach 127.0.0.3 "), ("127.0.0.3", "")]
)
def test_a_name_that_only_this_machine_reaches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, warned: str
) -> None:
    """It is told at the start, with what to write; an address that was asked for needs no word."""
    monkeypatch.setattr(socket, "gethostname", lambda: "127.0.0.3")
    with socket.socket() as nobody, pipe_streams() as pipes:
        nobody.bind(("127.0.0.1", 0))
        here = Here(host, 0, Peer(*nobody.getsockname()), tmp_path)
        pipes.end()
        talk(here, PipeConsole(pipes.stdin, pipes.stdout), str)
        first, *_ = pipes.read().splitlines()
    assert first.startswith(warned or "Listening on 127.0.0.3 ")
    assert (" annuaire :: 0 --directory 127.0.0.1:" in first) is bool(warned)


def test_a_host_that_is_not_this_machine() -> None:
    """It is named, with the reason and what to write."""
    with pytest.raises(CannotStart) as caught:
        listening("192.0.2.1")
    assert caught.value.text.fields["host"] == "192.0.2.1"


def test_what_arrives_is_yielded() -> None:
    """As long as somebody asks for it."""
    one, other = PlainLink("127.0.0.1", 0), PlainLink("127.0.0.1", 0)

    async def main() -> list[str]:
        texts: list[str] = []
        one.send("zoé", "un", other.listening)
        async with asyncio.timeout(10):
            async for arrived in arrivals(other):
                texts.append(arrived.text)
                if len(texts) == 2:
                    break
                one.send("zoé", "deux", other.listening)
        return texts

    assert run(main()) == ["un", "deux"]
    one.close()
    other.close()


class Silent(Directory):
    """A directory that does not answer until it may, and notes what it is asked."""

    def __init__(self) -> None:
        super().__init__(Peer("192.0.2.1", 6000))
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()

    async def ask(self, function: str, argument: str = "") -> str:
        """Answer when it may."""
        self.asked.append(function + argument)
        await self.may_answer.wait()
        return ""


def test_messages_arrive_while_the_directory_is_asked(tmp_path: Path) -> None:
    """A directory that does not answer keeps nobody from hearing; an interrupt ends all the same."""
    link, other = PlainLink("127.0.0.1", 0), PlainLink("127.0.0.1", 0)
    with pipe_streams() as pipes:
        console = PipeConsole(pipes.stdin, pipes.stdout)

        async def script() -> None:
            known = Silent()
            talk = asyncio.ensure_future(Talk(link, known, Memory(tmp_path), console, str).run())
            await until(lambda: known.asked)
            other.send("zoé", "salut", link.listening)
            await pipes.read_until("salut")
            assert "zoé (1)" in console.status()
            console.on_interrupt()
            await until(lambda: known.asked[-1] == "5")
            console.on_interrupt()
            await asyncio.wait_for(talk, 10)

        use(console, script)
        pipes.end()
    link.close()
    other.close()
