"""What the HTTP listener answers: the page that the build has made, and how the server is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aiohttp import web

from salon import __version__
from salon.gateways.http import PATH, Answer
from salon.gateways.resources import FOREVER, Resource, said
from salon.server.settings.tree import Settings
from salon.texts.language import LANGUAGES, N_, load_language

BUILT: Final = Path(__file__).parents[1] / "web"
"""Where the build puts the page. What it names by a digest is in `assets`; `NAME.br` is NAME, packed."""

NOT_BUILT: Final = N_(
    "This server runs, but its page has not been built. In a clone of the source, type `make web` and start "
    "the server again. A released package carries the page."
)


def answers_of(
    settings: Settings,
    network: Callable[[], str],
    unready: Callable[[], str],
    address: str,
    folder: Path = BUILT,
) -> dict[str, Answer]:
    """Return the answer to each path; `unready` tells what keeps the server from working, or nothing.

    `address`: where other machines open the page; empty if they cannot.
    """

    def told(request: web.BaseRequest) -> web.Response:
        return Resource("config.json", configuration(settings, network(), address)).answer(request)

    return {
        **page_in(folder),
        "/config.json": told,
        **health(unready),
    }


def health(unready: Callable[[], str]) -> dict[str, Answer]:
    """Return the answers to whoever watches over the server."""

    def readiness(_: web.BaseRequest) -> web.Response:
        reason = unready()
        return said(503, reason) if reason else said(200, "ready")

    # That the loop has come to answer is the answer.
    return {"/healthz": lambda _: said(200, "alive"), "/readyz": readiness}


def page_in(folder: Path) -> dict[str, Answer]:
    """Read the page's files; without them, the page says how they are made."""
    files = [
        path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(folder))
    ]
    answers: dict[str, Answer] = {
        f"/{path.relative_to(folder).as_posix()}": _resource(path, folder).answer
        for path in files
        if path.suffix != ".br"
    }
    page = answers.pop("/index.html", None) or Resource("index.html", not_built()).answer
    return {**answers, "/": page}


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _resource(path: Path, folder: Path) -> Resource:
    packed = path.with_name(f"{path.name}.br")
    brotli = packed.read_bytes() if packed.is_file() else b""
    named_by_digest = path.relative_to(folder).parts[0] == "assets"
    if named_by_digest:
        return Resource(path.name, path.read_bytes(), brotli=brotli, caching=FOREVER)
    return Resource(path.name, path.read_bytes(), brotli=brotli)


def configuration(settings: Settings, network: str, address: str) -> bytes:
    """Return what the page must know of the server before it connects."""
    accounts = settings.accounts
    told = {
        "name": network,
        "address": address,
        "channels": settings.http.channels,
        "nickLength": settings.limits.nick_length,
        "websocket": PATH,
        "version": __version__,
        "guests": settings.people.guests == "all",
        "registers": accounts.registration != "closed" and accounts.register_before_connect,
        "needsEmail": accounts.require_email,
        "resetsPassword": bool(settings.mail.host),
        "languages": sorted(LANGUAGES),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def not_built() -> bytes:
    """Return a page that says, in each language, that there is none."""
    texts = "".join(
        f'<p lang="{code}">{load_language(code).gettext(NOT_BUILT)}</p>\n' for code in sorted(LANGUAGES)
    )
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>Salon</title>\n<h1>Salon</h1>\n'
        f"{texts}</html>\n"
    ).encode()
