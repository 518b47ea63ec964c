"""The documents' clients, without sockets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.client.wires import (
    BONJOUR_PORTS,
    LONGEST,
    PORTS,
    WIRES,
    BonjourWire,
    ChainesWire,
    PublicWire,
    Received,
    RelaisWire,
    Typed,
    Wire,
    guess_wire,
    is_usual,
)
from salon.server.settings.tree import Dialects
from salon.wire.dialects.chaines.input import ChainesSplitter

wires = pytest.mark.parametrize("make", WIRES.values(), ids=WIRES)


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("bonjour", b"messagebonjour\n"),
        ("", b"message\n"),
        ("/JOIN x", b"JOIN x\n"),
        ("/LIST", b"LIST\n"),
        ("//x", b"/x\n"),
        ("message", b"messagemessage\n"),
        ("/byebye", b"byebye\n"),
    ],
)
def test_chaines_strips_one_slash_or_puts_message_in_front(line: str, sent: bytes) -> None:
    """As the document's client does, for commands and for text."""
    wire = ChainesWire()
    wire.type_line("bob")
    assert wire.type_line(line) == Typed(sent)


@pytest.mark.parametrize("line", ["/BYE", "/bye", "/BYE "])
def test_chaines_says_goodbye(line: str) -> None:
    """`/BYE` ends the conversation, and the client says so itself."""
    assert ChainesWire().type_line(line) == Typed(b"BYE\n", ends=True, parting="AU REVOIR !")


def test_chaines_end_of_input_is_bye() -> None:
    """The document's client sends BYE when there is nothing more to read."""
    assert ChainesWire().end_input() == b"BYE\n"


TYPED = st.sampled_from(["", " ", "/", "/x", "/list", "/LIST", "/LISTE", "bob", "message"])


@given(st.lists(TYPED | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=1))
def test_chaines_is_always_taken_for_a_client_with_the_prefix(lines: list[str]) -> None:
    """Whatever is typed first, the server sees that text has `message` in front."""
    wire, server = ChainesWire(), ChainesSplitter(4096, {"LIST", "BYE", "HELP"})
    for line in lines:
        server.feed(wire.type_line(line).data)
    assert server.prefixed


def test_public_answers_a_ping_and_shows_neither() -> None:
    """A line that is `ping` and no more is answered."""
    received = PublicWire().receive(b"bob: a\nping\nbob: ping\nping \n")
    assert received == Received(["bob: a", "bob: ping", "ping "], b"pong\n")


def test_an_original_ping_has_no_end() -> None:
    """What the original server sends comes without an end of its line; a silence shows or answers it."""
    wire = PublicWire()
    assert wire.receive(b"ping") == Received([])
    assert wire.is_amid_line
    assert wire.silence() == Received([], b"pong\n")
    assert not wire.is_amid_line
    assert wire.silence() == Received([])


@pytest.mark.parametrize(
    ("wire", "line", "ends"),
    [
        (PublicWire(), "/quit", True),
        (PublicWire(), "quit", False),
        (RelaisWire(), "/exit", True),
        (RelaisWire(), "@bob /exit", False),
        (BonjourWire(), "Au  Revoir", True),
        (BonjourWire(), "au revoir, Bob", False),
    ],
)
def test_plain_lines_and_the_last(wire: Wire, line: str, ends: bool) -> None:
    """Other wires take lines as they are; each has a last word."""
    assert wire.type_line(line) == Typed(f"{line}\n".encode(), ends=ends)


@wires
@given(data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60)))
def test_any_split_of_the_bytes_is_the_same(make: type[Wire], data: bytes, cuts: list[int]) -> None:
    """In whatever pieces bytes come, the same is shown and answered."""
    whole, pieces = make(), make()
    start, lines, reply = 0, [], b""
    for cut in [*sorted(cuts), len(data)]:
        received = pieces.receive(data[start:cut])
        start = max(start, cut)
        lines += received.lines
        reply += received.reply
    assert whole.receive(data) == Received(lines, reply)
    assert whole.silence() == pieces.silence()


def test_a_line_without_end_is_not_waited_for_for_ever() -> None:
    """What is kept is bounded."""
    wire = RelaisWire()
    assert wire.receive(b"x" * (LONGEST + 1)).lines == ["x" * (LONGEST + 1)]
    assert not wire.is_amid_line


def test_bytes_that_are_no_text_go_their_way() -> None:
    """The server, not the client, refuses them."""
    assert RelaisWire().type_line(b"\xff".decode("utf-8", "surrogateescape")).data == b"\xff\n"


@pytest.mark.parametrize("line", ["/quit", " /QUIT now"])
def test_the_word_that_ends_is_known_in_any_case(line: str) -> None:
    """As it is to the server."""
    assert PublicWire().type_line(line).ends


def test_the_ports_are_the_server_s() -> None:
    """The client knows the doors that a server has by default."""
    dialects = Dialects()
    assert {name: getattr(dialects, name).port for name in WIRES} == PORTS
    assert range(dialects.bonjour.port, dialects.bonjour.port + dialects.bonjour.ports) == BONJOUR_PORTS
    assert BonjourWire.farewell == dialects.bonjour.closing_phrase


@pytest.mark.parametrize(
    ("port", "wire"),
    [(1459, "chaines"), (5001, "public"), (5003, "relais"), (50_003, "bonjour"), (4000, "chaines")],
)
def test_a_port_tells_the_wire(port: int, wire: str) -> None:
    """Where the wire is not given, it is that of the usual port."""
    assert guess_wire(port) == wire
    assert is_usual(port) is (port != 4000)


@pytest.mark.parametrize("offset", [100, 3100])
def test_a_round_offset_of_all_ports(offset: int) -> None:
    """The usual ports are recognised behind it, and that remains a guess."""
    assert {wire: guess_wire(port + offset) for wire, port in PORTS.items()} == {wire: wire for wire in PORTS}
    assert not any(is_usual(port + offset) for port in PORTS.values())
