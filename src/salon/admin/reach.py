"""Reaches the server whose data is in a directory: by its socket, or, where none runs, in its place."""

import asyncio
import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from salon.gateways.local import connect_locally
from salon.server.settings.tree import Settings
from salon.storage.directory import SOCKET, DataDirectory, owner_for_root
from salon.storage.port import DirectoryInUse, StorageError
from salon.texts.language import Language, Text
from salon.texts.marks import N_
from salon.texts.reasons import reason_of
from salon.wire.admin import AnyAnswer, End, Request, decode_answer, encode

Ask = Callable[[Request], Iterable[AnyAnswer]]
"""Ask the server for something; the end of the answer is not among what is given. Raises Unreachable."""


class Unreachable(Exception):  # noqa: N818 - named for the fact
    """The server cannot be asked, or has ended before it answered."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@contextmanager
def reach(settings: Settings, language: Language) -> Iterator[Ask]:
    """Have somebody to ask. Raises Unreachable."""
    directory = Path(settings.data)
    try:
        connected = connect_locally(directory / SOCKET)
    except OSError as error:
        # Nobody listens there; or nobody can, for the path is too long, which Python sees without a number.
        if error.errno in {errno.ENOENT, errno.ECONNREFUSED, None}:
            with _stopped(settings, language, directory) as ask:
                yield ask
            return
        fields = {"path": directory / SOCKET, "reason": reason_of(error)}
        closed = N_(
            "The server cannot be reached at {path}: {reason}. Only the user that runs it, and root, "
            "may use salon admin."
        )
        raise Unreachable(Text(closed, fields)) from error
    with connected, connected.makefile("rb") as heard:

        def ask(request: Request) -> Iterator[AnyAnswer]:
            try:
                connected.sendall(encode(request) + b"\n")
                for line in heard:
                    answer = decode_answer(line)
                    if isinstance(answer, End):
                        return
                    yield answer
            except OSError as error:
                raise Unreachable(Text(ENDED)) from error
            raise Unreachable(Text(ENDED))

        yield ask


@contextmanager
def _stopped(settings: Settings, language: Language, directory: Path) -> Iterator[Ask]:
    """Take the place of a server that does not run."""
    # Imported here: with a server that runs, none of this is needed.
    from salon.server.inside import open_stopped  # noqa: PLC0415

    with ExitStack() as stack:
        try:
            _check_owner(directory)
            held = stack.enter_context(DataDirectory(directory, settings.name, make=False))
            if not held.database.exists():
                raise Unreachable(Text(NO_DATA, {"path": directory.absolute()}))
            runner = stack.enter_context(asyncio.Runner())
            opening = open_stopped(settings, language, held.database)
            ask_inside = runner.run(opening.__aenter__())
        except DirectoryInUse as error:
            raise Unreachable(Text(BUSY, error.fields)) from error
        except StorageError as error:
            raise Unreachable(Text(error.text, error.fields)) from error
        except OSError as error:
            fields = {"path": error.filename or directory, "reason": reason_of(error)}
            raise Unreachable(Text("{path}: {reason}", fields)) from error
        stack.callback(lambda: runner.run(opening.__aexit__(None, None, None)))

        def ask(request: Request) -> list[AnyAnswer]:
            try:
                return [answer for answer in runner.run(ask_inside(request)) if not isinstance(answer, End)]
            except StorageError as error:
                raise Unreachable(Text(error.text, error.fields)) from error

        yield ask


def _check_owner(directory: Path) -> None:
    """Raise Unreachable where root would leave files that the server, as another user, cannot use."""
    if user := owner_for_root(directory):
        raise Unreachable(Text(NOT_ROOT, {"path": directory, "user": user}))


ENDED = N_("The server ended before it had answered. Ask again: `salon admin accounts` shows what was done.")

NO_DATA = N_(
    "There is no data of a server in {path}. Name its directory with --data DIRECTORY, or start the "
    "server once: `salon serve`."
)

NOT_ROOT = N_(
    "No server runs on the data directory {path}, which is {user}'s. Without a server, only that user may"
    " change it: sudo -u {user} salon admin ..."
)

BUSY = N_(
    "A server uses the data directory {path} (process {pid}), but cannot be reached: it is starting "
    "or stopping, or it printed the reason when it started. Try again in some seconds."
)
