"""Bytes in memory: their headers, their forms, and whether the peer has them already."""

import gzip
import hashlib

import pytest
from aiohttp.test_utils import make_mocked_request

from salon.gateways.resources import (
    ASK_AGAIN,
    CONTENT_SECURITY_POLICY,
    FOREVER,
    SECURITY,
    Resource,
    codings_of,
    said,
)

BODY = b"let x = 1;\n" * 500
SCRIPT = Resource("main-C4HXT8cc.js", BODY, brotli=b"packed", caching=FOREVER)
DIGEST = hashlib.sha256(BODY).hexdigest()


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("", {""}),
        ("gzip, deflate, br, zstd", {"gzip", "deflate", "br", "zstd"}),
        ("br;q=0, gzip;q=0.5, GZIP", {"gzip"}),
        ("br; q=0.000,identity", {"identity"}),
        ("br;q=0.001", {"br"}),
        (";;;,,", {""}),
    ],
)
def test_codings(header: str, codings: set[str]) -> None:
    """Those that a browser allows; a weight of nothing forbids."""
    assert codings_of(header) - {""} == codings - {""}


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [
        ("gzip, deflate, br", "br", b"packed"),
        ("gzip, deflate", "gzip", None),
        ("", None, BODY),
        ("br;q=0", None, BODY),
    ],
)
def test_forms(accepted: str, coding: str | None, body: bytes | None) -> None:
    """The smallest that the browser takes; each has a tag of its own."""
    answer = SCRIPT.answer(make_mocked_request("GET", "/", {"Accept-Encoding": accepted}))
    assert answer.status == 200
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["ETag"] == f'"{DIGEST}-{coding}"' if coding else f'"{DIGEST}"'
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert isinstance(answer.body, bytes)
    assert (gzip.decompress(answer.body) if body is None else answer.body) == (body or BODY)


def test_headers() -> None:
    """Of a script by whose name it will always be the same, and of a page that changes."""
    answer = SCRIPT.answer(make_mocked_request("GET", "/"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == FOREVER
    assert SECURITY.items() <= answer.headers.items()
    page = Resource("index.html", b"<!doctype html>").answer(make_mocked_request("GET", "/"))
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == ASK_AGAIN
    assert said(404, "no").headers["Cache-Control"] == "no-store"
    assert Resource("x.unknown", b"").answer(make_mocked_request("GET", "/")).content_type == (
        "application/octet-stream"
    )


@pytest.mark.parametrize("known", [f'"{DIGEST}-br"', f'W/"{DIGEST}-br"', f'"x", "{DIGEST}-br"', "*"])
def test_known_already(known: str) -> None:
    """Nothing is sent again; what the tag stands for is said again."""
    headers = {"Accept-Encoding": "br", "If-None-Match": known}
    answer = SCRIPT.answer(make_mocked_request("GET", "/", headers))
    assert answer.status == 304
    assert answer.body is None
    assert answer.headers["ETag"] == f'"{DIGEST}-br"'
    assert "Content-Type" not in answer.headers
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("known", [f'"{DIGEST}"', DIGEST, '"', "", '"x'])
def test_not_known(known: str) -> None:
    """A tag of another form, or none at all, changes nothing."""
    headers = {"Accept-Encoding": "br", "If-None-Match": known}
    assert SCRIPT.answer(make_mocked_request("GET", "/", headers)).status == 200


def test_policy() -> None:
    """Nothing inline, nothing from elsewhere, and no HTML made of texts."""
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "require-trusted-types-for 'script'; trusted-types svelte-trusted-html" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


def test_what_is_packed_by_itself_is_not_packed_again() -> None:
    """A picture would only grow."""
    request = make_mocked_request("GET", "/", {"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in Resource("logo.png", BODY).answer(request).headers
    assert Resource("logo.svg", BODY).answer(request).headers["Content-Encoding"] == "gzip"
