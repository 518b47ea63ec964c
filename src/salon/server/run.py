"""The life of the server: start, signals, reload, a clean end; and the exit code that tells how it ended."""

import asyncio
import gc
import logging
import os
import signal
import ssl
import sys
from pathlib import Path

from salon import __version__
from salon.gateways.tcp import TcpDoor
from salon.gateways.tls import fingerprint, load_certificate, make_self_signed, server_context
from salon.server.house import House
from salon.server.language import N_, Language, choose_language, load_language
from salon.server.logs import Logs
from salon.server.notify import Notifier
from salon.server.settings import Settings
from salon.server.settings_load import SettingsError, Sources
from salon.storage.directory import DataDirectory
from salon.storage.port import Durability, StorageError
from salon.storage.sqlite import SqliteStorage

log = logging.getLogger("salon")

EXIT_OK = 0
EXIT_FAILED = 1
STOP_SECONDS = 4.0
"""How long the clients may take to read their last lines; the whole end takes no more than 5 s."""

SWITCH_SECONDS = 0.0005
"""How long the loop keeps the interpreter when the writer wants it: with Python's 5 ms a commit takes 16."""

SWEEP_SECONDS = 1.0


def serve(settings: Settings, sources: Sources) -> int:
    """Run the server until it is told to stop; return the exit code."""
    language = load_language(choose_language(settings.language, os.environ))
    logs = Logs(settings.log.level, settings.log.format)
    try:
        server = Server(settings, sources, language, logs)
        with asyncio.Runner(loop_factory=_new_loop) as runner:
            code = runner.run(server.run())
    finally:
        logs.close()
    if server.again:
        # The same program again, with the options that its owner gave.
        os.execv(sys.executable, [sys.executable, "-m", "salon", *sys.argv[1:]])  # noqa: S606
    return code


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


class Server:
    """One run of the server."""

    def __init__(self, settings: Settings, sources: Sources, language: Language, logs: Logs) -> None:
        self._settings = settings
        self._sources = sources
        self._language = language
        self._logs = logs
        self._notifier = Notifier()
        self._contexts: list[tuple[ssl.SSLContext, Path, Path]] = []
        self._doors: list[TcpDoor] = []
        self._code = EXIT_OK
        self.again = False

    async def run(self) -> int:
        """Open everything, serve, close everything."""
        sys.setswitchinterval(SWITCH_SECONDS)
        self._stopping = asyncio.Event()
        settings = self._settings
        try:
            with DataDirectory(Path(settings.data), settings.name) as directory:
                storage = SqliteStorage(directory.database, Durability(settings.storage.durability))
                try:
                    await self._serve(storage, directory.path)
                finally:
                    storage.close()
        except StorageError as error:
            return self._fail(self._text(error.text).format(**error.fields))
        except OSError as error:
            return self._fail(str(error))
        return self._code

    async def _serve(self, storage: SqliteStorage, directory: Path) -> None:
        self._house = House(
            self._settings,
            self._language,
            storage,
            failed=self._disk_failed,
            reload=self._reload,
            restart=self._restart,
        )
        try:
            if not await self._open_doors(directory):
                return
            self._watch_signals()
            # What is here now stays until the end: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            self._notifier.ready(f"Salon {__version__}")
            log.info(
                "ready: Salon %(version)s, process %(pid)d", {"version": __version__, "pid": os.getpid()}
            )
            sweeper = asyncio.ensure_future(self._sweep())
            await self._stopping.wait()
            sweeper.cancel()
            await self._say_goodbye()
        finally:
            for door in self._doors:
                door.close()
            self._house.close()

    # --- doors ----------------------------------------------------------------------------------

    async def _open_doors(self, directory: Path) -> bool:
        irc = self._settings.irc
        self._say(self._text(N_("Data: {path}")).format(path=directory.resolve()))
        opened = []
        if irc.enabled:
            opened.append(await self._open("IRC", irc.host, irc.port, "irc.port", None))
            if irc.tls.enabled:
                context = self._tls_context(directory)
                if context is None:
                    return False
                opened.append(await self._open("IRC (TLS)", irc.host, irc.tls.port, "irc.tls.port", context))
        if not all(opened):
            return False
        self._say_how_to_come_in()
        return True

    def _tls_context(self, directory: Path) -> ssl.SSLContext | None:
        tls = self._settings.irc.tls
        own = directory / "tls-certificate.pem", directory / "tls-key.pem"
        certificate = Path(tls.certificate) if tls.certificate else own[0]
        key = Path(tls.key) if tls.key else (certificate if tls.certificate else own[1])
        try:
            if not tls.certificate and not all(path.exists() for path in own):
                make_self_signed(*own, self._settings.name)
            context = server_context(certificate, key)
        except (OSError, ValueError) as error:
            self._fail(
                self._text(
                    N_(
                        "The TLS certificate {path} cannot be used: {reason}. Change irc.tls.certificate or irc.tls.key."
                    )
                ).format(path=certificate, reason=error)
            )
            return None
        self._contexts.append((context, certificate, key))
        if not tls.certificate:
            self._say(
                self._text(N_("TLS: a certificate of its own, SHA-256 {fingerprint}")).format(
                    fingerprint=fingerprint(certificate)
                )
            )
        return context

    async def _open(self, name: str, host: str, port: int, setting: str, tls: ssl.SSLContext | None) -> bool:
        house = self._house
        door = TcpDoor(name, house.hub, house.make_irc, house.addresses, house.stored.secret, tls)
        try:
            address, taken = await door.open(host, port)
        except OSError as error:
            self._fail(
                self._text(
                    N_("The door {door} on {host}, port {port} cannot be opened: {reason}. Change {setting}.")
                ).format(door=name, host=host, port=port, reason=error.strerror or error, setting=setting)
            )
            return False
        self._doors.append(door)
        shown = f"[{address}]" if ":" in address else address
        self._say(
            self._text(N_("Door open: {door} on {address} port {port}")).format(
                door=name, address=shown, port=taken
            )
        )
        log.info(
            "door open: %(door)s %(address)s %(port)d", {"door": name, "address": address, "port": taken}
        )
        return True

    def _say_how_to_come_in(self) -> None:
        if not self._settings.operators:
            self._say(
                self._text(
                    N_(
                        "To become a server operator: put the line that `salon hash-password` prints under "
                        "[operators.NAME] in salon.toml, then type /OPER NAME PASSWORD."
                    )
                )
            )

    # --- while it runs --------------------------------------------------------------------------

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self._house.hub.sweep()

    def _reload(self) -> str:
        """Read settings and certificates again; return what is wrong, or nothing."""
        self._notifier.reloading()
        problem = ""
        try:
            settings = self._sources.load()
            for context, certificate, key in self._contexts:
                load_certificate(context, certificate, key)
            self._house.change_settings(settings)
            self._logs.set_level(settings.log.level)
            self._settings = settings
        except SettingsError as error:
            problem = " ".join(text.render(self._language) for text in error.problems)
        except (OSError, ValueError) as error:
            problem = str(error)
        if problem:
            log.error("configuration not reloaded: %(problem)s", {"problem": problem})
        else:
            log.info("configuration reloaded")
        self._notifier.ready()
        return problem

    def _restart(self) -> None:
        log.warning("restarting")
        self.again = True
        self._stop()

    def _stop(self) -> None:
        self._stopping.set()

    def _disk_failed(self, error: Exception) -> None:
        if isinstance(error, StorageError):
            reason = self._text(error.text).format(**error.fields)
        else:
            reason = str(error)
        self._fail(reason)
        line = f"ERROR :Closing link: {self._text(N_('The server cannot write to its disk'))}\r\n".encode()
        for link in self._house.hub.links.values():
            link.outbox.sink.write(line)
            link.outbox.sink.close()
        self._stop()

    # --- the end --------------------------------------------------------------------------------

    async def _say_goodbye(self) -> None:
        self._notifier.stopping()
        log.info("stopping")
        for door in self._doors:
            door.close()
        self._house.hub.dismiss(self._text(N_("The server stops")))
        deadline = asyncio.get_running_loop().time() + STOP_SECONDS
        while any(door.connections for door in self._doors):
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.01)

    def _fail(self, reason: str) -> int:
        log.critical("%(reason)s", {"reason": reason})
        print(reason, file=sys.stderr, flush=True)  # noqa: T201 - the person who started it reads this
        self._code = EXIT_FAILED
        return EXIT_FAILED

    def _text(self, text: str) -> str:
        return self._language.gettext(text)

    def _say(self, line: str) -> None:
        print(line, flush=True)  # noqa: T201 - the person who started it reads this
