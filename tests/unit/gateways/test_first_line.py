"""A browser is known by the first line of its connection, in whatever pieces it comes."""

import pytest

from salon.gateways.first_line import FirstLine

LONG = b"x" * 100_000


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n",
        b"POST /a?b HTTP/1.1\r\nHost: x\r\n\r\nNICK x\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/3\n",
        b"whatever it is HTTP/1.0\n",
        b"POST /" + LONG + b" HTTP/1.1\r\n",
    ],
    ids=["GET", "POST", "2.0", "3", "any method", "a long address"],
)
def test_a_request(data: bytes) -> None:
    """Cut anywhere, it is known when its line ends, and not before."""
    assert FirstLine().is_http(data)
    for size in (1, 2, 3, 7, 16) if len(data) < 1_000 else (1_000, 4_096):
        first_line, found = FirstLine(), []
        for start in range(0, len(data), size):
            if first_line.has_ended:
                break
            found.append(first_line.is_http(data[start : start + size]))
        assert found[-1]
        assert not any(found[:-1])


@pytest.mark.parametrize(
    "data",
    [
        b"GET is a word\r\n",
        b"GET /\r\n",
        b"NICK x\r\nGET / HTTP/1.1\r\n",
        b"what is HTTP/1.1?\r\n",
        b"xHTTP/1.1\r\n",
        b"GET / HTTP/\r\n",
        b"GET / HTTP/1.1.1\r\n",
        b"\n",
    ],
)
def test_text(data: bytes) -> None:
    """What merely begins or ends somehow like a request is a line as any other."""
    first_line = FirstLine()
    assert not first_line.is_http(data)
    assert first_line.has_ended


def test_little_is_kept() -> None:
    """However long a line is that does not end."""
    first_line = FirstLine()
    for _ in range(100):
        assert not first_line.is_http(LONG)
    assert len(first_line._end) < 100
