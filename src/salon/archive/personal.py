"""Writes all that is stored about one person into a file, for them: whether the server runs or not."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec

from salon.archive.progress import Progress
from salon.core.names import casemapping
from salon.options import say
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import NoDatabase
from salon.storage.copies import open_to_read, snapshot
from salon.storage.directory import DATABASE
from salon.storage.failures import failures
from salon.storage.person import find_account, parts_of
from salon.texts.language import Language
from salon.texts.marks import N_
from salon.texts.reasons import reason_of
from salon.texts.visible import visible

FORMAT: Final = "salon-person-1"
NO_ACCOUNT: Final = N_("There is no account called {name}.")
UNWRITABLE: Final = N_("{file} cannot be written: {reason}. Name a file that does not exist yet.")
EXPORTED: Final = N_(
    "{file} holds all that is stored about {name}. Only you can read it; give it to the person."
)
WRITING: Final = N_("{percent} rows written")

_encode = msgspec.json.Encoder().encode


def export(settings: Settings, name: str, file: Path, language: Language) -> bool:
    """Write the file; return False, and say why, where there is no such account. Raises StorageError."""
    database, names = Path(settings.data) / DATABASE, casemapping(settings.casemapping)
    if not database.exists():
        raise NoDatabase(path=str(database))
    with failures(database), closing(open_to_read(database)) as source, snapshot(source):
        account = find_account(source, name, names)
        if account is None:
            say(visible(language.gettext(NO_ACCOUNT).format(name=name)))
            return False
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            text = language.gettext(UNWRITABLE)
            say(visible(text.format(file=file, reason=reason_of(error).render(language))))
            return False
        with os.fdopen(descriptor, "wb") as written, Progress(language.gettext, WRITING) as progress:
            shown = {key: value for key, value in account.items() if key != "id"}
            written.write(b'{"format":' + _encode(FORMAT) + b',"account":' + _encode(shown))
            count = 0
            for part, rows in parts_of(source, account, names):
                written.write(b",\n" + _encode(part) + b":[")
                for piece in _pieces(rows):
                    written.write(piece)
                    count += 1
                    progress(count)
                written.write(b"]")
            written.write(b"}\n")
    say(visible(language.gettext(EXPORTED).format(file=file, name=account["name"])))
    return True


def _pieces(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    between = b"\n"
    for row in rows:
        yield between + _encode(row)
        between = b",\n"
