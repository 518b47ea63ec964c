"""Meets what the core needs from outside: passwords, names, messages, the configuration."""

import logging
from collections.abc import Callable

from salon.accounts.codes import draw_code
from salon.accounts.passwords import PasswordWorker, Verified
from salon.accounts.registrations import Registrations
from salon.accounts.tries import PasswordTries
from salon.core.commands import ChangePassword, Command, WithPassword
from salon.core.needs import (
    CountTry,
    DrawCode,
    Drawn,
    EndServer,
    HashPassword,
    LoadConfiguration,
    LookUpName,
    Need,
    PrepareLetter,
    ReplacePassword,
    Result,
    StartAgain,
    TryLater,
    VerifyPassword,
)
from salon.mail.postman import Postman
from salon.server.history import Seek
from salon.server.lookups import Lookups

log = logging.getLogger("salon.needs")

CallLoop = Callable[[Callable[[], None]], object]


class Needs:
    """Meets each kind of need by whoever can."""

    def __init__(
        self,
        passwords: PasswordTries,
        worker: PasswordWorker,
        registrations: Registrations,
        call_loop: CallLoop,
        lookups: Lookups,
        postman: Postman,
        find: Callable[[Seek, Callable[[Result], None]], None],
        reload: Callable[[], str],
        restart: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        self._passwords = passwords
        self._worker = worker
        self._registrations = registrations
        self._call_loop = call_loop
        self._reload = reload
        self._restart = restart
        self._lookups = lookups
        self._postman = postman
        self._find = find
        self._stop = stop

    def meet(self, need: Need, command: Command, answer: Callable[[Result], None]) -> None:
        """Meet a need of a command; `answer` is called on the loop, later, with what was found out."""
        if isinstance(need, VerifyPassword | ReplacePassword | CountTry):
            self._try(need, command, answer)
        elif isinstance(need, HashPassword):
            assert isinstance(command, WithPassword)  # noqa: S101 - no other asks for it
            self._hash(need, command.password, answer)
        elif isinstance(need, DrawCode):
            self._call_loop(lambda: answer(draw_code()))
        elif isinstance(need, PrepareLetter):
            self._prepare(need, answer)
        elif isinstance(need, LoadConfiguration):
            self._call_loop(lambda: answer(self._reload()))
        elif isinstance(need, LookUpName):
            self._lookups.name_of(need.address, answer)
        elif isinstance(need, Seek):
            self._find(need, answer)
        elif isinstance(need, StartAgain):
            self._restart()
        elif isinstance(need, EndServer):
            self._stop()
        else:  # its session would wait for ever without a word
            raise TypeError(f"nobody meets {type(need).__name__}")

    def _try(
        self,
        need: VerifyPassword | ReplacePassword | CountTry,
        command: Command,
        answer: Callable[[Result], None],
    ) -> None:
        if isinstance(need, CountTry):
            self._passwords.count(need, answer)
        elif isinstance(need, ReplacePassword):
            assert isinstance(command, ChangePassword)  # noqa: S101 - no other asks for it
            self._passwords.replace(need, command.password, command.new_password, answer)
        else:
            assert isinstance(command, WithPassword)  # noqa: S101 - no other asks for it
            self._passwords.verify(need, command.password, answer)

    def _prepare(self, need: PrepareLetter, answer: Callable[[Result], None]) -> None:
        wait, delayed = self._postman.seconds_to_wait(need), self._postman.delayed
        self._call_loop(lambda: answer(TryLater(wait) if wait else Drawn(draw_code(), delayed)))

    def _hash(self, need: HashPassword, password: str, answer: Callable[[Result], None]) -> None:
        limit = self._worker.policy.registrations_per_address
        wait = self._registrations.seconds_to_wait(need.address, limit) if need.counted else 0
        if wait:
            self._call_loop(lambda: answer(TryLater(wait)))
            return

        def hand_back(made: Verified) -> None:  # on the worker's thread
            self._call_loop(lambda: answer(made))

        self._worker.submit_hash(password, self._passwords.place_of(need.address), hand_back)
