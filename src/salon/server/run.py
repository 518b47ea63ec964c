"""The life of the server: start, signals, reload, a clean end; and the exit code that tells how it ended."""

import asyncio
import contextlib
import gc
import logging
import os
import resource
import signal
import sys
from operator import attrgetter
from pathlib import Path

from salon import __version__
from salon.server.certificates import CertificateProblem
from salon.server.doors import DoorProblem, Doors
from salon.server.hangup import Hangup
from salon.server.house import House
from salon.server.logs import Logs
from salon.server.notify import Notifier
from salon.server.settings import Settings
from salon.server.settings_load import SettingsError, Sources
from salon.server.settings_schema import Value, walk
from salon.storage.directory import DataDirectory
from salon.storage.port import Durability, StorageError
from salon.storage.sqlite import SqliteStorage
from salon.texts.language import N_, Language, Text, choose_language, load_language

log = logging.getLogger("salon")

EXIT_OK = 0
EXIT_FAILED = 1

STOP_SECONDS = 3.0
"""How long clients may take to read their last lines; the whole end takes no more than 5 s."""

SWITCH_SECONDS = 0.0005
"""How long the loop keeps the interpreter when the writer wants it: with Python's 5 ms a commit takes 16."""

SWEEP_SECONDS = 1.0


def serve(settings: Settings, sources: Sources) -> int:
    """Run the server until it is told to stop; return the exit code."""
    language = load_language(choose_language(settings.language, os.environ))
    logs = Logs(settings.log.level, settings.log.format)
    server = Server(settings, sources, language, logs)
    try:
        with asyncio.Runner(loop_factory=_new_loop) as runner:
            code = runner.run(server.run())
    finally:
        logs.close()
    if server.again:
        # The same program once more, with the options that its owner gave.
        os.execv(sys.executable, [sys.executable, "-m", "salon", *sys.argv[1:]])  # noqa: S606
    return code


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def waiting_for_restart(old: Settings, new: Settings) -> list[str]:
    """Return the names of the settings that differ and are only read at the start."""
    names = (".".join(path) for path, member in walk() if isinstance(member, Value) and member.at_start)
    return [name for name in names if attrgetter(name)(old) != attrgetter(name)(new)]


def _raise_open_files() -> None:
    """Have as many connections as the system lets this user have; the usual 1,024 are soon used up."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Server:
    """One run of the server."""

    def __init__(self, settings: Settings, sources: Sources, language: Language, logs: Logs) -> None:
        self._settings = settings
        self._sources = sources
        self._language = language
        self._logs = logs
        self._notifier = Notifier()
        self._code = EXIT_OK
        self._reload_asked = False
        self.again = False

    async def run(self) -> int:
        """Open everything, serve, close everything."""
        sys.setswitchinterval(SWITCH_SECONDS)
        _raise_open_files()
        self._stopping = asyncio.Event()
        settings = self._settings
        try:
            with DataDirectory(Path(settings.data), settings.name) as directory:
                storage = SqliteStorage(directory.database, Durability(settings.storage.durability))
                try:
                    await self._serve(storage, directory.path.absolute())
                finally:
                    storage.close()
        except StorageError as error:
            self._fail(Text(error.text, error.fields))
        except (DoorProblem, CertificateProblem) as problem:
            self._fail(problem.text)
        except OSError as error:
            self._fail(Text("{reason}", {"reason": error}))
        return self._code

    async def _serve(self, storage: SqliteStorage, data: Path) -> None:
        self._house = House(
            self._settings,
            self._language,
            storage,
            failed=self._disk_failed,
            reload=self._reload,
            restart=self._restart,
            stop=self._stop,
        )
        self._doors = Doors(self._house, self._settings, data, self._say)
        try:
            self._say(Text(N_("Data: {path}"), {"path": data}))
            self._house.set_up_channels(self._settings)
            await self._doors.open()
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
            self._doors.close()
            self._house.close()
            # The answer to the last commit is with the loop: the exit code depends on it.
            await asyncio.sleep(0)

    # --- while it runs --------------------------------------------------------------------------

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        self._hangup = Hangup()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._hung_up)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self._house.hub.sweep()
            self._hangup.look()

    def _hung_up(self) -> None:
        if self._hangup.has_come():
            log.warning("the terminal has gone: the server stops with it")
            self._stopping.set()
        else:
            self._reload_soon()

    def _reload_soon(self) -> None:
        """Reload once for all the signals that have come meanwhile."""

        def reload() -> None:
            self._reload_asked = False
            self._reload()

        if not self._reload_asked:
            self._reload_asked = True
            asyncio.get_running_loop().call_soon(reload)

    def _reload(self) -> str:
        """Read settings and certificates again; return what is wrong, or nothing."""
        self._notifier.reloading()
        problem = self._try_reload()
        if problem:
            log.error("the configuration was not reloaded: %(problem)s", {"problem": problem})
        else:
            log.info("configuration reloaded")
        self._notifier.ready()
        return problem

    def _try_reload(self) -> str:
        certificate = self._doors.certificate
        try:
            settings = self._sources.load()
            # All that may fail comes before all that changes something.
            if certificate is not None:
                certificate.test()
            self._house.change_settings(settings)
            if certificate is not None:
                certificate.reload()
        except SettingsError as error:
            return " ".join(text.render(self._language) for text in error.problems)
        except CertificateProblem as problem:
            return problem.text.render(self._language)
        except OSError as error:
            return str(error)
        for warning in certificate.warnings() if certificate is not None else ():
            log.warning("%(warning)s", {"warning": warning.render(self._language)})
        self._logs.set_level(settings.log.level)
        for name in waiting_for_restart(self._settings, settings):
            log.warning("%(setting)s changed: it takes effect at the next start", {"setting": name})
        self._settings = settings
        return ""

    def _restart(self) -> None:
        log.warning("restarting")
        self.again = True
        self._stopping.set()

    def _stop(self) -> None:
        log.warning("the directory's function 6, with its password: the server is to stop")
        self._stopping.set()

    def _disk_failed(self, error: Exception) -> None:
        self._fail(
            Text(error.text, error.fields)
            if isinstance(error, StorageError)
            else Text("{reason}", {"reason": error})
        )
        self._house.hub.abandon(self._language.gettext(N_("The server cannot write to its disk")))
        self._stopping.set()

    # --- the end --------------------------------------------------------------------------------

    async def _say_goodbye(self) -> None:
        self._notifier.stopping()
        log.info("stopping")
        self._doors.close()
        self._house.hub.dismiss(N_("The server stops"))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._doors.emptied(), STOP_SECONDS)

    def _fail(self, reason: Text) -> None:
        self._code = EXIT_FAILED
        log.critical("%(reason)s", {"reason": reason.render(self._language)})

    def _say(self, text: Text) -> None:
        print(text.render(self._language), flush=True)  # noqa: T201 - the person who started it reads this
