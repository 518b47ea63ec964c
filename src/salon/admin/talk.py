"""Asks the server, and says what comes of it: in words and tables, or as JSON for programs."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import click
from msgspec import structs

from salon.admin.reach import Ask
from salon.admin.tables import table, when
from salon.core.account_events import CodeKind
from salon.options import say
from salon.texts.language import Language
from salon.texts.marks import N_, Translate
from salon.texts.visible import visible
from salon.wire.admin import AnyAnswer, Code, Done, Refused, Request, Row, encode

EXIT_DONE = 0
EXIT_REFUSED = 1


class Talk:
    """A conversation with one server. `as_json`: each line of an answer is shown as it came.

    `copies`: which backups and copies of the database have an account of a name.
    """

    def __init__(
        self,
        ask: Ask,
        language: Language,
        *,
        as_json: bool,
        copies: Callable[[str], list[Path]] = lambda _: [],
    ) -> None:
        self._ask = ask
        self.copies = copies
        self.language = language
        self.as_json = as_json

    def ask(self, request: Request) -> Iterable[AnyAnswer]:
        """Return what a request is answered with, in the language of this conversation."""
        return self._ask(structs.replace(request, language=self.language.code))

    def do(self, request: Request, done: str = "") -> int:
        """Ask, and say all of the answer; return the exit code. `done`: said where the server has no word."""
        code = self.tell(self.ask(request))
        if done and code == EXIT_DONE and not self.as_json:
            click.echo(self.language.gettext(done))
        return code

    def tell(self, answers: Iterable[AnyAnswer]) -> int:
        """Say an answer; return the exit code."""
        code = EXIT_DONE
        for kind, group in groupby(answers, lambda answer: answer.kind if isinstance(answer, Row) else ""):
            if kind and not self.as_json:
                for line in table(
                    kind, [row.row for row in group if isinstance(row, Row)], self.language.gettext
                ):
                    click.echo(line)
                continue
            for answer in group:
                if isinstance(answer, Refused):
                    code = EXIT_REFUSED
                self._say(answer)
        return code

    def _say(self, answer: AnyAnswer) -> None:
        if self.as_json:
            click.echo(encode(answer).decode())
        elif isinstance(answer, Refused):
            say(visible(answer.text))
        elif isinstance(answer, Done):
            click.echo(visible(answer.text))
        elif isinstance(answer, Code):
            self._say_code(answer)

    def _say_code(self, answer: Code) -> None:
        _ = self.language.gettext
        click.echo(_(N_("The code, which is shown this once: {code}")).format(code=answer.code))
        if answer.account:
            first = _(N_("With it, {account} chooses a new password.")).format(account=answer.account)
            click.echo(visible(first))
        if answer.link:
            click.echo(_(N_("Where to use it: {link}")).format(link=answer.link))
        for line in by_protocol(answer, _):
            click.echo(visible(line))
        if answer.expires:
            click.echo(_(N_("It is valid until {when}.")).format(when=when(answer.expires, _)))


_BY_PROTOCOL = {
    CodeKind.INVITATION: (
        N_("On IRC: /msg NickServ REGISTER PASSWORD {code}"),
        N_("On chaines, public and relais: /register NAME PASSWORD {code}"),
    ),
    CodeKind.OPERATOR: (
        N_("On IRC: /msg NickServ CODE {code}"),
        N_("On chaines, public and relais: /code {code}"),
    ),
    CodeKind.PASSWORD: (
        N_("On IRC: /msg NickServ CODE {code} {account} NEW-PASSWORD"),
        N_("On chaines, public and relais: /reset {account} {code} NEW-PASSWORD"),
    ),
}


def by_protocol(code: Code, translate: Translate) -> Iterator[str]:
    """Yield what somebody writes on each protocol to use a code, which the page has a form for."""
    for text in _BY_PROTOCOL[CodeKind(code.kind)]:
        yield translate(text).format(code=code.code, account=code.account)
