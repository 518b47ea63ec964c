"""Datagrams from machine to machine."""

import select
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.direct.link import DATAGRAM_SIZE, Arrived, Link, Peer, PlainLink, datagrams, parse_datagram
from salon.terminal.loop import run

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=700)


def test_the_form_of_a_datagram() -> None:
    """As the original program writes it."""
    assert datagrams("zoé", "salut à toi") == ["from zoé: salut à toi".encode()]
    assert parse_datagram("from zoé: salut: oui\n".encode()) == ("zoé", "salut: oui")


@pytest.mark.parametrize("data", [b"salut", b"from zoe", b"", b"from : x", b"\xff\xfe"])
def test_anything_else_has_no_name(data: bytes) -> None:
    """It is shown as it is."""
    assert parse_datagram(data) == ("", data.decode(errors="replace"))


@given(TEXTS, TEXTS)
def test_no_datagram_is_too_long(name: str, text: str) -> None:
    """A long text goes in several, of which nothing is lost, cut or doubled."""
    pieces = datagrams(name or "x", text)
    assert all(len(piece) <= DATAGRAM_SIZE for piece in pieces)
    head = len(datagrams(name or "x", "x")[0]) - 1
    assert "".join(piece[head:].decode() for piece in pieces) == text


def test_long_texts_are_cut_between_words() -> None:
    """A word is cut only where it is too long itself."""
    first, second = datagrams("a", "mot " * 126 + "anticonstitutionnellement")
    assert first.endswith(b"mot ")
    assert second == b"from a: anticonstitutionnellement"


@given(st.binary(max_size=600))
def test_any_datagram_is_read(data: bytes) -> None:
    """Whatever a peer sends; a name is never longer than names are."""
    name, _ = parse_datagram(data)
    assert len(name.encode()) <= 64


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_two_machines(host: str) -> None:
    """What one sends the other receives, from where it can be answered."""
    one, other = PlainLink(host, 0), PlainLink(host, 0)
    try:
        links: tuple[Link, Link] = one, other
        links[0].send("zoé", "salut", links[1].listening)
        select.select([other], [], [], 10)
        assert other.receive() == [Arrived(one.listening, "zoé", "salut")]
        assert other.receive() == []
        assert run(one.resolve(host, 7)) == Peer(host, 7)
    finally:
        one.close()
        other.close()


def test_nobody_there() -> None:
    """That nobody listened to a datagram ends nothing."""
    link = PlainLink("127.0.0.1", 0)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            nobody = Peer(*probe.getsockname())
        link.send("a", "b", nobody)
        assert link.receive() == []
    finally:
        link.close()
