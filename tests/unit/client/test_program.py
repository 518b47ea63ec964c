"""The plain client: a wire, a socket and a console, until one of them ends."""

import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from harness.ptys import Ends, pipe_streams
from salon.client import program
from salon.client.program import CannotConnect, connect, converse
from salon.client.wires import ChainesWire, PublicWire, Wire
from salon.terminal.pipe import PipeConsole

Script = Callable[[socket.socket], None]


@pytest.fixture
def pipes() -> Iterator[Ends]:
    """Give the other ends of two streams."""
    with pipe_streams() as ends:
        yield ends


def talk(pipes: Ends, wire: Wire, script: Script) -> bool:
    """Let the program talk to a peer that follows a script in a thread; return what the program returns."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    failures: list[BaseException] = []

    def follow() -> None:
        with theirs:
            try:
                script(theirs)
            except BaseException as failure:  # noqa: BLE001 - it is raised again where the test sees it
                failures.append(failure)

    thread = threading.Thread(target=follow)
    thread.start()
    sent = converse(ours, wire, PipeConsole(pipes.stdin, pipes.stdout), str)
    thread.join(10)
    if failures:
        raise failures[0]
    return sent


def receive(peer: socket.socket, end: bytes) -> bytes:
    """Return what came until this end of it."""
    data = b""
    while not data.endswith(end):
        piece = peer.recv(4096)
        assert piece, data
        data += piece
    return data


def test_nobody_listens() -> None:
    """The reason is told, and what to look at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(CannotConnect, match="Check that HOST and PORT are right"):
            connect("127.0.0.1", taken.getsockname()[1], str)


def test_a_connection() -> None:
    """To whatever listens."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        connect("127.0.0.1", server.getsockname()[1], str) as peer,
    ):
        assert peer.getpeername() == server.getsockname()


def test_what_is_typed_is_sent_and_what_comes_is_shown(pipes: Ends) -> None:
    """At the end of input the server is told so, and has the last word."""

    def script(peer: socket.socket) -> None:
        peer.sendall(b"bonjour\n")
        assert receive(peer, b"/quit\n") == b"salut\n/quit\n"
        assert peer.recv(1) == b""
        peer.sendall(b"au revoir")

    pipes.type("salut\n")
    pipes.end()
    assert talk(pipes, PublicWire(), script)
    assert pipes.read() == "bonjour\nau revoir\n"


def test_a_word_ends_the_conversation(pipes: Ends) -> None:
    """What is typed behind it is not sent, and said so; the client has words of its own to part by."""

    def script(peer: socket.socket) -> None:
        peer.sendall(b"nickname ?\n")
        assert receive(peer, b"BYE\n") == b"messageann\nBYE\n"

    pipes.type("ann\n/bye\nnever\n")
    assert talk(pipes, ChainesWire(), script)
    assert pipes.read().splitlines() == ["nickname ?", "AU REVOIR !", "Lines that were not sent: 1"]


def test_a_server_that_goes_first(pipes: Ends) -> None:
    """What it said is shown, what was typed and not sent is counted, and the program fails."""

    def script(peer: socket.socket) -> None:
        peer.sendall(b"closed")

    pipes.type("a\n" * 30)
    assert not talk(pipes, PublicWire(), script)
    shown = pipes.read().splitlines()
    assert shown[0] == "closed"
    assert shown[-1].startswith("Connection lost: ")


@pytest.mark.parametrize("resets", [False, True])
def test_a_server_that_is_gone(pipes: Ends, resets: bool) -> None:
    """It is said, and why, where the system knows."""

    def script(peer: socket.socket) -> None:
        peer.sendall(b"bonjour\n")
        assert peer.recv(100) == b"un\n"
        if resets:
            # What was not read when a socket is closed resets the connection.
            pipes.type("deux\n")
            assert select.select([peer], [], [], 10)[0]

    pipes.type("un\n")
    assert not talk(pipes, PublicWire(), script)
    reason = "the other side has closed the connection" if resets else "the server closed it"
    assert pipes.read().splitlines() == ["bonjour", f"Connection lost: {reason}."]


@pytest.mark.parametrize("typed", ["", "/quit\n"])
def test_a_server_that_sends_nothing(pipes: Ends, typed: str) -> None:
    """There was no conversation, even if the person wanted none."""

    def script(peer: socket.socket) -> None:
        receive(peer, b"/quit\n")

    pipes.type(typed)
    pipes.end()
    assert not talk(pipes, PublicWire(), script)
    assert pipes.read().startswith("No answer in this protocol. Check that PORT is right")


def test_a_web_server(pipes: Ends) -> None:
    """What it answers is shown, and is no conversation."""

    def script(peer: socket.socket) -> None:
        receive(peer, b"/quit\n")
        peer.sendall(b"HTTP/1.0 400 Bad Request\r\n")
        peer.sendall(b"\r\nno\n")

    pipes.end()
    assert not talk(pipes, PublicWire(), script)
    first, *_, last = pipes.read().splitlines()
    assert first == "HTTP/1.0 400 Bad Request"
    assert last.startswith("No answer in this protocol.")


def test_a_line_without_an_end_is_shown_after_a_silence(pipes: Ends) -> None:
    """An original server ends no line."""
    shown = threading.Event()

    def script(peer: socket.socket) -> None:
        peer.sendall(b"pseudo ?")
        assert shown.wait(10)
        pipes.end()
        receive(peer, b"/quit\n")

    def look() -> None:
        texts.append(pipes.read())
        shown.set()

    texts: list[str] = []
    reader = threading.Thread(target=look)
    reader.start()
    assert talk(pipes, PublicWire(), script)
    reader.join(10)
    assert texts == ["pseudo ?\n"]


def test_a_ping_is_answered_by_the_program(pipes: Ends) -> None:
    """And not shown."""

    def script(peer: socket.socket) -> None:
        peer.sendall(b"ping\n")
        assert receive(peer, b"pong\n") == b"pong\n"
        pipes.end()
        receive(peer, b"/quit\n")

    assert talk(pipes, PublicWire(), script)


def test_a_server_that_does_not_let_go(pipes: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is left after a while without a word from it."""
    monkeypatch.setattr(program, "PARTING_SECONDS", 0.2)

    def script(peer: socket.socket) -> None:
        peer.sendall(b"bonjour\n")
        receive(peer, b"/quit\n")
        assert peer.recv(1) == b""
        # It says nothing more, and waits until the program closes the connection altogether.
        closed = select.poll()
        closed.register(peer, 0)
        assert closed.poll(10_000)

    pipes.type("/quit\n")
    assert talk(pipes, PublicWire(), script)


def test_an_interrupt_says_goodbye(pipes: Ends) -> None:
    """As the end of input does; the handler of before is put back."""
    before = signal.getsignal(signal.SIGTERM)

    def script(peer: socket.socket) -> None:
        peer.sendall(b"bonjour\n")
        assert receive(peer, b"\n") == b"salut\n"
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        assert receive(peer, b"/quit\n") == b"/quit\n"

    pipes.type("salut\n")
    assert talk(pipes, PublicWire(), script)
    assert signal.getsignal(signal.SIGTERM) is before
    pipes.end()


def test_what_waits_is_said(pipes: Ends) -> None:
    """Where one is, what was not confirmed; then the goodbye."""
    console = PipeConsole(pipes.stdin, pipes.stdout)
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    seen: list[str] = []
    console.refresh = lambda: seen.append(console.status())  # type: ignore[method-assign]
    wire = ChainesWire()
    wire.around.server = "here"
    theirs.sendall("Votre chaine actuel est: café\nPrivate message bob: psst\n".encode())

    def script() -> None:
        with theirs:
            receive(theirs, b"\x05\n")
            theirs.sendall(b"\x06\n")
            pipes.end()
            receive(theirs, b"BYE\n")

    thread = threading.Thread(target=script)
    thread.start()
    pipes.type("un\n" * 5)
    assert converse(ours, wire, console, str)
    thread.join(10)
    assert any("here | café" in status for status in seen)
    assert any("not confirmed yet: 5" in status for status in seen)
    assert seen[-1] == "waiting for the server's goodbye"
