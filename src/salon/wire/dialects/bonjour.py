"""`bonjour`: one person and the server, who say little more than that they are there.

The person has a first name, which is a label and no nick: nobody comes in to the chat by this wire. A message
may come without an end to its line, and its sender waits for the one answer: so nothing is said unasked, each
message has one answer, and a silence ends a message.
"""

from typing import NamedTuple

from salon.core.commands import Command
from salon.core.state import Session, State
from salon.texts.marks import N_, Translate
from salon.wire.dialects.accounts import may_hold_password
from salon.wire.dialects.everyday import EVERYDAY
from salon.wire.dialects.session import DialectCommand, DialectSession
from salon.wire.session import NO_FORM, Form

LONGEST_NAME = 64
"""The longest first name, in characters: its sender may take no more than 1,024 bytes for an answer."""


class Manners(NamedTuple):
    """What the owner chose: the phrase that ends a conversation, and the silence that ends a message."""

    closing_phrase: str
    idle_seconds: float


class BonjourSession(DialectSession):
    """One person who is greeted."""

    __slots__ = ("_manners", "_name", "idle_seconds")

    def __init__(
        self, state: State, translate: Translate, core: Session, now: float, manners: Manners
    ) -> None:
        self._manners = manners
        self._name = ""
        self.idle_seconds = manners.idle_seconds
        super().__init__(state, translate, core, now)

    def base_form(self, _channel: int) -> Form:
        """Return the form of those who hear nothing."""
        return NO_FORM

    def hear(self, line: str, now: int) -> list[Command]:
        """Take a first name first, then commands, the closing phrase, or anything else."""
        text = " ".join(line.split())
        command = COMMANDS.get(text.lower())
        phrase = " ".join(self._manners.closing_phrase.split())
        if text.casefold() == phrase.casefold():
            self._close()
        elif command is not None:
            return command.hear(self, "", now)
        elif self._name:
            self.tell(N_("{name}, you are connected."), name=self._name)
        elif not text or may_hold_password(text):
            # There are no accounts here; a password is not said back as a name.
            self.tell(N_("What is your first name?"))
        elif len(text) > LONGEST_NAME:
            self.tell(N_("A first name has at most {longest} characters. Yours?"), longest=LONGEST_NAME)
        else:
            self._name = text
            self.tell(N_("Hello {name}!"), name=text)
        return []

    def _close(self) -> None:
        if self._name:
            self.closing = self.translate(N_("Goodbye {name}, the connection is closed.")).format(
                name=self._name
            )
        else:
            self.closing = self.translate(N_("Goodbye, the connection is closed."))

    def tell_help(self) -> None:
        """Say what there is, the closing phrase among it."""
        self.show_help(COMMANDS)
        end = N_("end the conversation")
        self.say(f"{self._manners.closing_phrase} : {self.translate(end)}")


def _help(talk: BonjourSession, _rest: str, _now: int) -> list[Command]:
    talk.tell_help()
    return []


COMMANDS: dict[str, DialectCommand] = {
    "/date": EVERYDAY["/date"],
    "/help": DialectCommand(_help, "/help", N_("this help")),
}
