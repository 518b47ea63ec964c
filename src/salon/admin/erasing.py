"""Erases a person: asks first, and says what is gone and what is kept."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import apsw
import click

from salon.admin.talk import EXIT_DONE, EXIT_REFUSED, Talk
from salon.core.account_events import Remains
from salon.core.names import Casemapping, casemapping
from salon.options import say
from salon.server.backups import FOLDER
from salon.server.settings.tree import Settings
from salon.storage.backups import dated_backups
from salon.storage.copies import open_to_read
from salon.storage.directory import DATABASE
from salon.storage.person import find_account
from salon.storage.upgrades import copies_of
from salon.texts.marks import N_
from salon.texts.visible import visible
from salon.wire.admin import Erase, OneAccount, Refused

SURE: Final = N_("Erase {name}, and all that is stored about this person? This cannot be undone. [y/N] ")
NOT_ERASED: Final = N_("Nothing was erased.")

_OF_MESSAGES: Final[Mapping[Remains, str]] = {
    Remains.KEEP: N_("Kept: all messages, under the name."),
    Remains.ANONYMOUS: N_(
        "Kept: the text of the messages, under the name deleted*. Texts that mention the person are "
        "not changed."
    ),
    Remains.DELETE: N_("Gone: all messages that were said with the account, from everybody's history."),
}

_ALWAYS: Final[Sequence[str]] = (
    N_("Gone: the account, its e-mail address, password, codes, ranks, memberships and lists; overwritten."),
    N_("Its channels now belong to other accounts, or to nobody."),
    N_(
        "Kept: messages that others sent to the person, because they are also theirs; and messages that were "
        "sent without the account."
    ),
    N_("Kept: backups, copies from before upgrades, and logs of the server. Delete them yourself."),
)
STILL_THERE: Final = N_("The account is still in this copy: {file}")


def erase_person(talk: Talk, name: str, messages: Remains, *, sure: bool) -> int:
    """Erase somebody, and say what that means; return the exit code."""
    translate = talk.language.gettext
    if not sure:
        found = list(talk.ask(OneAccount(name=name)))
        if any(isinstance(answer, Refused) for answer in found):
            return talk.tell(found)
        say(visible(translate(SURE).format(name=name)))
        answer = sys.stdin.readline().strip().lower()
        if answer not in {"y", "yes", "o", "oui"}:
            say(translate(NOT_ERASED))
            return EXIT_REFUSED
    code = talk.do(Erase(name=name, messages=messages))
    if code == EXIT_DONE and not talk.as_json:
        for text in (_ALWAYS[0], _OF_MESSAGES[messages], *_ALWAYS[1:]):
            click.echo(translate(text))
        for file in talk.copies(name):
            click.echo(visible(translate(STILL_THERE).format(file=file)))
    return code


def copies_with(settings: Settings, name: str) -> list[Path]:
    """Return which backups and copies that the server has made by itself have an account of a name.

    One that cannot be read is among them: it may.
    """
    database = Path(settings.data) / DATABASE
    folder = Path(settings.backup.folder) if settings.backup.folder else database.with_name(FOLDER)
    names = casemapping(settings.casemapping)
    return [file for file in (*dated_backups(folder), *copies_of(database)) if _may_have(file, name, names)]


def _may_have(file: Path, name: str, names: Casemapping) -> bool:
    try:
        with closing(open_to_read(file, fixed=True)) as connection:
            return find_account(connection, name, names) is not None
    except apsw.Error:
        return True
