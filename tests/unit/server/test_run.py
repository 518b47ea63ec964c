"""What a reload can put in force, and what waits for the next start."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from msgspec.structs import replace

from salon.server import run
from salon.server.app import irc_settings_of, pace_of, rules_of, service_of, throttle_of
from salon.server.logs import Logs
from salon.server.run import Server, changed, waiting_for_restart
from salon.server.settings.load import Sources
from salon.server.settings.members import Value, members
from salon.server.settings.tree import (
    AT_START,
    Bonjour,
    Chaines,
    Dialects,
    Irc,
    Mail,
    Operator,
    Public,
    Settings,
    Tls,
)
from salon.texts.language import load_language


def waiting(dialects: Dialects) -> list[str]:
    """Return what of these settings waits for a restart, where they come in place of the defaults."""
    return waiting_for_restart(Settings(), replace(Settings(), dialects=dialects))


def test_nothing_waits_where_nothing_changed() -> None:
    """The same settings again are in force already."""
    assert waiting(Dialects()) == []


def test_listeners_of_dialects_wait() -> None:
    """A listener is opened once, with the manners that it has."""
    public = Public(port=5002, ping_seconds=5, channel="#tous")
    bonjour = Bonjour(enabled=False, closing_phrase="ciao")
    assert waiting(Dialects(public=public, bonjour=bonjour)) == [
        "dialects.public.port",
        "dialects.public.channel",
        "dialects.public.ping_seconds",
        "dialects.bonjour.enabled",
        "dialects.bonjour.closing_phrase",
    ]


def test_listeners_of_irc_wait() -> None:
    """That over TLS too, wherever it listens."""
    irc = Irc(host=("::1",), tls=Tls(host=("::",)))
    assert waiting_for_restart(Settings(), replace(Settings(), irc=irc)) == ["irc.host", "irc.tls.host"]


def test_rules_do_not_wait() -> None:
    """What is a rule of the chat holds at once."""
    assert waiting(Dialects(chaines=Chaines(file_bytes=1))) == []


def test_what_changed_is_named() -> None:
    """Whether it waits or not; people of a family are not named, for there the family is the setting."""
    new = replace(
        Settings(), name="other.example", motd="x", operators={"boss": Operator(password="$argon2id$")}
    )
    assert changed(Settings(), Settings()) == []
    assert changed(Settings(), new) == ["name", "motd", "operators"]


def in_force(settings: Settings) -> tuple[object, ...]:
    """Return what a reload takes of settings."""
    throttle, limits = throttle_of(settings), settings.limits
    return (
        *(rules_of(settings), irc_settings_of(settings, 0), settings.log.level),
        *(throttle.rate, throttle.burst, throttle.waiting_bytes),
        *(limits.send_queue_bytes, limits.total_send_queue_bytes, limits.connections_per_address),
        *(pace_of(settings), settings.backup, service_of(settings)),
    )


@pytest.mark.parametrize(
    "path",
    [path for path, its in members().items() if isinstance(its, Value) and "NAME" not in path],
    ids=".".join,
)
def test_a_setting_waits_or_is_in_force(path: tuple[str, ...], tmp_path: Path) -> None:
    """Each is named as one that waits, or else changes what a reload takes."""
    member = members()[path]
    assert isinstance(member, Value)
    value: Any = member.default
    if isinstance(value, str):
        value = f"{value}x"
    elif isinstance(value, tuple):
        value = (*value, "x")
    else:
        value = not value if isinstance(value, bool) else value + 1
    if path[-1] in {"motd_file", "password_file", "ca_file"}:
        (tmp_path / "file").write_text("salut")
        value = str(tmp_path / "file")
    # Without a server for e-mail, the others of its section are in force, but nothing comes of them.
    old = replace(Settings(), mail=Mail(host="mail.test", port=25))
    new = with_value(old, path, value)
    waits = waiting_for_restart(old, new) == [".".join(path)]
    assert waits or in_force(new) != in_force(old)
    assert waits is (AT_START in member.notes)


def with_value(tree: Any, path: tuple[str, ...], value: object) -> Any:
    """Return settings with another value at a place, be it one that could not be given."""
    name, *rest = path
    return replace(tree, **{name: with_value(getattr(tree, name), tuple(rest), value) if rest else value})


def test_signals_that_queue_are_one_reload(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that comes during a reload is another, for it may have come too late for the first."""
    logs = Logs("info", "text")
    server = Server(Settings(), Sources(), load_language("en"), logs)
    reloads: list[int] = []

    def reload() -> str:
        reloads.append(len(reloads))
        if len(reloads) == 1:
            ask(3)
        return ""

    def ask(times: int) -> None:
        for _ in range(times):
            server._reload_soon()

    monkeypatch.setattr(server, "_reload", reload)

    async def ask_and_wait() -> None:
        ask(5)
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(ask_and_wait())
    logs.close()
    assert len(reloads) == 2


def test_a_last_commit_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the server stops, too: the exit code says so."""
    logs = Logs("critical", "text")
    server = Server(Settings(), Sources(), load_language("en"), logs)

    def make_app(*_: object, failed: Callable[[Exception], None], **__: object) -> Mock:
        loop = asyncio.get_running_loop()
        close = Mock(side_effect=lambda: loop.call_soon_threadsafe(failed, OSError("locked")))
        house = Mock(close=close)
        house.hub.dismiss = lambda _reason, done: done()
        house.stored.accounts = ()
        return house

    monkeypatch.setattr(run, "App", make_app)
    monkeypatch.setattr(
        server, "_listeners", Mock(start=AsyncMock(), open_to_owner=AsyncMock(), emptied=AsyncMock())
    )
    monkeypatch.setattr(server, "_watch_signals", Mock())
    storage: Any = None

    async def serve() -> None:
        server._stopping = asyncio.Event()
        server._stopping.set()
        await server._serve(storage, Path("salon.db"))
        # Now: this is what the process ends with.
        assert server._code == run.EXIT_FAILED

    asyncio.run(serve())
    logs.close()


def test_what_keeps_it_from_being_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts, its disk does not answer, it stops, its disk has failed: each is said."""
    logs = Logs("critical", "text")
    server = Server(Settings(), Sources(), load_language("en"), logs)
    app = Mock(silence_of_disk=0.5)
    monkeypatch.setattr(server, "_app", app, raising=False)
    monkeypatch.setattr(server, "_stopping", asyncio.Event(), raising=False)
    assert server._unready() == "The server starts"
    server._is_ready = True
    assert not server._unready()
    app.silence_of_disk = 6.6
    assert server._unready().startswith("The disk has not answered for 7 seconds")
    server._stopping.set()
    assert server._unready() == "The server stops"
    server._disk_failed(OSError("Input/output error"))
    logs.close()
    assert server._unready() == "Input/output error"
