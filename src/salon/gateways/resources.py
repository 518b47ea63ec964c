"""What an HTTP listener gives to everybody who asks: bytes in memory, whose headers are made in advance.

Nothing is read from a disk here, so no path can lead to anything that was not put in.
"""

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from aiohttp import web

ANONYMOUS: Final = {"Server": "Salon"}

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)
"""The page loads from its own origin alone, has nothing inline but its icon, and makes no HTML of texts: the
one policy of Trusted Types is that with which Svelte makes elements of its own templates."""

SECURITY: Final = {
    **ANONYMOUS,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""The headers of every answer."""

FOREVER: Final = "public, max-age=31536000, immutable"
"""For what has a digest in its name: whatever is different has another name (RFC 8246)."""

ASK_AGAIN: Final = "no-cache"
"""For what may change under its name: kept, but it is asked each time whether it still holds."""

TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""Media types by the end of a name. Those of the machine's own table differ from one system to the next."""

_PACKED = {".ico", ".png", ".woff2"}

_WORTH_PACKING = 1024
"""Below so many bytes a packet more or less makes no difference."""


class Resource:
    """Bytes under one path. `brotli`: the same, packed, where the build has packed them."""

    def __init__(self, name: str, body: bytes, *, brotli: bytes = b"", caching: str = ASK_AGAIN) -> None:
        suffix = PurePath(name).suffix
        digest = hashlib.sha256(body).hexdigest()
        bodies = {"": body, "br": brotli, "gzip": b""}
        # Browsers unpack Brotli only where nobody on the way can change it: of HTTPS, and of this machine.
        if len(body) >= _WORTH_PACKING and suffix not in _PACKED:
            bodies["gzip"] = gzip.compress(body, mtime=0)
        self._bodies = {coding: packed for coding, packed in bodies.items() if packed or not coding}
        self._headers = {
            coding: {
                **SECURITY,
                "Content-Type": TYPES.get(suffix, "application/octet-stream"),
                "Cache-Control": caching,
                # Each form of it has a tag of its own (RFC 9110, 8.8.3.3).
                "ETag": f'"{digest}{coding and "-"}{coding}"',
                "Vary": "Accept-Encoding",
                **({"Content-Encoding": coding} if coding else {}),
            }
            for coding in self._bodies
        }

    def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer a GET or a HEAD: with the bytes, or that those which the peer has still hold."""
        accepted = codings_of(request.headers.get("Accept-Encoding", ""))
        coding = next((coding for coding in ("br", "gzip") if coding in accepted & self._bodies.keys()), "")
        headers = self._headers[coding]
        if _has(request, headers["ETag"]):
            kept = {name: text for name, text in headers.items() if not name.startswith("Content-")}
            return web.Response(status=304, headers=kept)
        return web.Response(body=self._bodies[coding], headers=headers)


def codings_of(header: str) -> set[str]:
    """Return the codings that a header Accept-Encoding allows (RFC 9110, 12.5.3)."""
    allowed = set()
    for entry in header.split(","):
        name, _, weight = entry.partition(";")
        # A weight of nothing but zeros says no.
        if not weight or weight.partition("=")[2].strip(" 0."):
            allowed.add(name.strip().casefold())
    return allowed


def _has(request: web.BaseRequest, tag: str) -> bool:
    """Return whether the peer says that it has the bytes of a tag (RFC 9110, 13.1.2)."""
    return any(known.value in {"*", tag.strip('"')} for known in request.if_none_match or ())


def said(status: int, text: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with a sentence, which nobody keeps."""
    return web.Response(
        status=status, text=f"{text}\n", headers={**SECURITY, "Cache-Control": "no-store", **(headers or {})}
    )
