"""The life of the server: start, signals, reload, a clean end; and the exit code that tells how it ended."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from itertools import takewhile
from operator import attrgetter
from pathlib import Path

from salon import __version__
from salon.server.app import App, irc_settings_of, service_of
from salon.server.backups import Backups
from salon.server.certificates import Certificate, CertificateProblem
from salon.server.descriptors import DescriptorWatch, raise_limit
from salon.server.hangup import Hangup, hold_back, let_through
from salon.server.inside import Inside
from salon.server.listeners import Listeners
from salon.server.logs import Logs
from salon.server.memory import Memory
from salon.server.notify import Notifier
from salon.server.settings.listeners import has_tls
from salon.server.settings.load import DEFAULT_FILE, SettingsError, Sources
from salon.server.settings.members import NAME, Value, members
from salon.server.settings.tree import AT_START, Settings, data_option
from salon.storage.directory import DataDirectory
from salon.storage.port import DirectoryInUse, DirectoryUnusable, Durability, StorageError
from salon.storage.sqlite import SqliteStorage
from salon.terminal.streams import ERRORS, OUTPUT, write_line
from salon.texts.invocation import command_of
from salon.texts.language import N_, Language, Text, choose_language, load_language
from salon.texts.reasons import reason_of
from salon.wire.admin import Code, OperatorCode

log = logging.getLogger("salon")

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_REFUSED = 2
"""Something has to be changed before the server can start."""

STOP_SECONDS = 3.0
"""How long clients may take to read their last lines; the whole end takes no more than 5 s."""

DISK_SECONDS = 10.0
"""How long the end waits before that: for a disk that is slow, a database that another program holds, or
until a crowd has been told."""

SWITCH_SECONDS = 0.0005
"""How long the loop keeps the interpreter when the writer wants it: with Python's 5 ms a commit takes 16."""

SWEEP_SECONDS = 1.0

SILENCE_SECONDS = 5.0
"""For how long the disk may not answer until the server says that it is not ready."""


def serve(settings: Settings, sources: Sources) -> int:
    """Run the server until it is told to stop; return the exit code."""
    hold_back()
    language = load_language(choose_language(settings.language, os.environ))
    logs = Logs(settings.log.level, settings.log.format, language.gettext)
    server = Server(settings, sources, language, logs)
    server.say_configuration()
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
    return changed(old, new, AT_START)


def changed(old: Settings, new: Settings, note: str = "") -> list[str]:
    """Return the names of the settings that differ; what the owner has named goes by its section.

    `note`: only of those with this note.
    """
    values = ((path, its) for path, its in members().items() if isinstance(its, Value))
    paths = (path for path, its in values if not note or note in its.notes)
    names = dict.fromkeys(".".join(takewhile(NAME.__ne__, path)) for path in paths)
    return [name for name in names if attrgetter(name)(old) != attrgetter(name)(new)]


class Server:
    """One run of the server."""

    def __init__(self, settings: Settings, sources: Sources, language: Language, logs: Logs) -> None:
        self._settings = settings
        self._sources = sources
        self._language = language
        self._logs = logs
        self._notifier = Notifier()
        self._memory = Memory(lambda call: asyncio.get_running_loop().run_in_executor(None, call))
        self._listeners = Listeners(settings, self._say, self._unready)
        data = Path(settings.data).absolute()
        self._certificate = Certificate(settings.irc.tls, data) if has_tls(settings) else None
        self._code = EXIT_OK
        self._failure: Text | None = None
        self._disk_done = asyncio.Event()
        self._is_ready = False
        # Standard streams that nothing can be written to, by their numbers.
        self._unwritable: set[int] = set()
        self._reload_asked = False
        self.again = False

    def say_configuration(self) -> None:
        """Say which file the settings come from."""
        file = self._sources.file
        text = N_("Configuration: none; the defaults apply") if file is None else N_("Configuration: {file}")
        self._say(Text(text, {"file": file}), ERRORS)

    def _unready(self) -> str:
        """Return what keeps the server from working, or nothing."""
        if self._failure is not None:
            return self._failure.render(self._language)
        if not self._is_ready or self._stopping.is_set():
            text = N_("The server stops") if self._is_ready else N_("The server starts")
            return self._language.gettext(text)
        silence = self._app.silence_of_disk
        if silence < SILENCE_SECONDS:
            return ""
        waits = N_("The disk has not answered for {seconds} seconds: no message is delivered meanwhile")
        return Text(waits, {"seconds": round(silence)}).render(self._language)

    async def run(self) -> int:
        """Open everything, serve, close everything."""
        sys.setswitchinterval(SWITCH_SECONDS)
        raise_limit()
        self._memory.fix_threshold()
        self._stopping = asyncio.Event()
        settings = self._settings
        try:
            # First of all: where another server has the data, it has the ports as well.
            with DataDirectory(Path(settings.data), settings.name, make=False) as directory:
                # All that can be known before anything is made, and all of it at once.
                for problem in self._problems():
                    self._fail(problem, EXIT_REFUSED)
                if self._code:
                    return self._code
                directory.make()
                storage = SqliteStorage(
                    directory.database,
                    Durability(settings.storage.durability),
                    search=settings.search.enabled,
                    copies=settings.backup.before_upgrade,
                )
                try:
                    self._say(Text(N_("Data: {path}"), {"path": directory.path.absolute()}))
                    await self._serve(storage, directory.database)
                finally:
                    storage.close()
        except (DirectoryInUse, DirectoryUnusable) as error:
            self._fail(Text(error.text, error.fields), EXIT_REFUSED)
        except StorageError as error:
            self._fail(Text(error.text, error.fields))
        except CertificateProblem as problem:
            self._fail(problem.text, EXIT_REFUSED)
        except OSError as error:
            self._fail(_sentence(error))
        finally:
            self._listeners.close()
        return self._code

    def _problems(self) -> Iterator[Text]:
        """Yield what keeps the server from starting, with the setting to change."""
        try:
            irc_settings_of(self._settings, 0)
            service_of(self._settings)
        except OSError as error:
            yield _unread(self._settings, error)
        try:
            if self._certificate is not None:
                self._certificate.test()
        except CertificateProblem as problem:
            yield problem.text
        yield from self._listeners.bind()

    async def _serve(self, storage: SqliteStorage, database: Path) -> None:
        self._app = App(
            self._settings,
            self._language,
            storage,
            failed=self._disk_failed,
            reload=self._reload,
            restart=self._restart,
            stop=self._stop,
        )
        self._backups = Backups(
            database,
            self._settings.backup,
            self._app.meters.backup,
            asyncio.get_running_loop().call_soon_threadsafe,
        )
        try:
            self._app.set_up_channels(self._settings)
            await self._listeners.start(self._app, self._certificate)
            self._watch_signals()
            await self._listeners.open_to_owner(self._app, Path(self._settings.data))
            await self._say_how_to_become_operator()
            # What is here now stays until the end: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            gc.enable()
            self._notifier.ready(f"Salon {__version__}")
            self._is_ready = True
            log.info(
                N_("ready: Salon %(version)s, process %(pid)d"), {"version": __version__, "pid": os.getpid()}
            )
            # Last, so that the address and its code stay in sight for as long as nothing else happens.
            self._logs.flush()
            self._listeners.invite(self._certificate)
            sweeper = asyncio.ensure_future(self._sweep())
            await self._stopping.wait()
            sweeper.cancel()
            await self._say_goodbye()
        finally:
            self._listeners.close()
            self._backups.close()
            self._app.close()
            # The answer to the last commit is with the loop: the exit code depends on it.
            await asyncio.sleep(0)

    # --- while it runs --------------------------------------------------------------------------

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        self._hangup = Hangup()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._hung_up)
        let_through()

    async def _sweep(self) -> None:
        descriptors, loop = DescriptorWatch(), asyncio.get_running_loop()
        while True:
            due = loop.time() + SWEEP_SECONDS
            await asyncio.sleep(SWEEP_SECONDS)
            self._app.meters.lag.note(max(0.0, loop.time() - due))
            self._app.sweep()
            self._backups.look()
            self._hangup.look()
            descriptors.look()
            self._memory.look()

    def _hung_up(self) -> None:
        if self._hangup.has_come():
            log.warning(N_("the terminal was closed: the server stops"))
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
        old = self._settings
        problem = self._try_reload()
        if problem:
            log.error(N_("the configuration was not reloaded: %(problem)s"), {"problem": problem})
        elif self._sources.file is None:
            nothing_read = _no_file()
            log.warning("%(problem)s", {"problem": nothing_read})
            problem = nothing_read.render(self._language)
        else:
            log.info(N_("configuration reloaded from %(file)s"), {"file": str(self._sources.file)})
            self._say_changes(old)
        self._notifier.ready()
        return problem

    def _say_changes(self, old: Settings) -> None:
        """Say which settings a reload has changed, and which of them wait."""
        names, waiting = changed(old, self._settings), waiting_for_restart(old, self._settings)
        in_force = [name for name in names if name not in waiting]
        if in_force:
            log.info(N_("in force from now on: %(settings)s"), {"settings": ", ".join(in_force)})
        elif not waiting:
            log.info(N_("no setting has changed"))
        for name in waiting:
            log.warning(N_("%(setting)s changed: it takes effect at the next start"), {"setting": name})

    def _try_reload(self) -> str:
        certificate = self._certificate
        try:
            settings = self._sources.load()
            # All that may fail comes before all that changes something.
            if certificate is not None:
                certificate.test()
            self._app.change_settings(settings)
            self._backups.change_settings(settings.backup)
            if certificate is not None:
                certificate.reload()
        except SettingsError as error:
            return " ".join(text.render(self._language) for text in error.problems)
        except CertificateProblem as problem:
            return problem.text.render(self._language)
        except OSError as error:
            return _unread(settings, error).render(self._language)
        for warning in certificate.warnings() if certificate is not None else ():
            log.warning("%(warning)s", {"warning": warning.render(self._language)})
        self._logs.set_level(settings.log.level)
        self._settings = settings
        return ""

    def _restart(self) -> None:
        log.warning(N_("restarting"))
        self.again = True
        self._stopping.set()

    def _stop(self) -> None:
        log.warning(N_("function 6 of the directory was called with its password: the server stops"))
        self._stopping.set()

    def _disk_failed(self, error: Exception) -> None:
        self._fail(Text(error.text, error.fields) if isinstance(error, StorageError) else _sentence(error))
        self._disk_done.set()
        self._app.hub.abandon(self._language.gettext(N_("The server cannot write to its disk")))
        self._stopping.set()

    # --- the end --------------------------------------------------------------------------------

    async def _say_goodbye(self) -> None:
        hold_back()
        self._notifier.stopping()
        log.info(N_("stopping"))
        self._listeners.drain()
        # The last lines are written when the disk is through with what was said before.
        self._app.hub.dismiss(N_("The server stops"), self._disk_done.set)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._disk_done.wait(), DISK_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._listeners.emptied(), STOP_SECONDS)

    def _fail(self, reason: Text, code: int = EXIT_FAILED) -> None:
        """Say why it ends: until it is ready, to the person who starts it; then in the log."""
        self._code = code
        self._failure = reason
        if self._is_ready:
            log.critical("%(reason)s", {"reason": reason.render(self._language)})
        else:
            self._say(reason, ERRORS)

    async def _say_how_to_become_operator(self) -> None:
        """Say it until somebody is; at the first start with a code, which is shown this once."""
        stored, settings = self._app.stored, self._settings
        admin = command_of("admin", "operator", self._language.gettext("NAME"), *data_option(settings))
        fields = {"admin": admin, "code": ""}
        if stored.epoch == 1 and not stored.accounts:
            inside = Inside(self._app)
            with contextlib.suppress(ConnectionError):
                answers = await inside.ask(OperatorCode())
                fields["code"] = next(answer.code for answer in answers if isinstance(answer, Code))
            inside.end()
        if fields["code"]:
            with_code = N_(
                "Create an account with this code to manage this server. It is valid once, for 24 "
                "hours: {code}\n"
                "  on the page, or by IRC: /msg NickServ REGISTER PASSWORD {code}\n"
                "  or create an account without it, and run: {admin}"
            )
            self._say(Text(with_code, fields))
        elif not (settings.operators or any(account.operator for account in stored.accounts)):
            self._say(Text(N_("To become a server operator, create an account, then run: {admin}"), fields))

    def _say(self, text: Text, descriptor: int = OUTPUT) -> None:
        """Say something to the person who started the server."""
        failure = write_line(descriptor, text.render(self._language))
        if failure is not None and descriptor not in self._unwritable:
            self._unwritable.add(descriptor)
            lost = N_("Cannot write to standard output: {reason}. All that is written there is lost.")
            if descriptor == ERRORS:
                lost = N_("Cannot write to standard error: {reason}. All that is written there is lost.")
            self._say(Text(lost, {"reason": reason_of(failure)}), OUTPUT if descriptor == ERRORS else ERRORS)
            if descriptor == ERRORS:
                self._say(text)


def _sentence(error: Exception) -> Text:
    reason = reason_of(error) if isinstance(error, OSError) else error
    file = getattr(error, "filename", None)
    return Text("{file}: {reason}" if file else "{reason}", {"file": file, "reason": reason})


def _no_file() -> Text:
    """Return why a reload read no setting again."""
    none = N_(
        "no configuration file was there at the start, so only the files that settings name (certificate,"
        " motd_file) were read again"
    )
    late = N_(
        "{file} was not there at the start and is read at the next one; only the files that settings name"
        " (certificate, motd_file) were read again"
    )
    return Text(late if DEFAULT_FILE.exists() else none, {"file": DEFAULT_FILE})


def _unread(settings: Settings, error: OSError) -> Text:
    """Return which file that a setting names could not be read, and why."""
    for name, file in (("password_file", settings.mail.password_file), ("ca_file", settings.mail.ca_file)):
        if file and error.filename == file:
            unread = N_("mail.{name}: {file} cannot be read: {reason}.")
            return Text(unread, {"name": name, "file": file, "reason": reason_of(error)})
    unreadable = N_("motd_file: {file} cannot be read: {reason}. Name the file with the message of the day.")
    return Text(unreadable, {"file": settings.motd_file, "reason": reason_of(error)})
