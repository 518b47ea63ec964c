"""Erases a person: asks first, and says what is gone and what is kept."""

import sys
from collections.abc import Mapping, Sequence
from typing import Final

import click

from salon.admin.talk import EXIT_DONE, EXIT_REFUSED, Talk
from salon.core.account_events import Remains
from salon.options import say
from salon.texts.marks import N_
from salon.texts.visible import visible
from salon.wire.admin import Erase

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


def erase_person(talk: Talk, name: str, messages: Remains, *, sure: bool) -> int:
    """Erase somebody, and say what that means; return the exit code."""
    translate = talk.language.gettext
    if not sure:
        say(visible(translate(SURE).format(name=name)))
        answer = sys.stdin.readline().strip().lower()
        if answer not in {"y", "yes", "o", "oui"}:
            say(translate(NOT_ERASED))
            return EXIT_REFUSED
    code = talk.do(Erase(name=name, messages=messages))
    if code == EXIT_DONE and not talk.as_json:
        for text in (_ALWAYS[0], _OF_MESSAGES[messages], *_ALWAYS[1:]):
            click.echo(translate(text))
    return code
