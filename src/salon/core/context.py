"""What a command is decided in, beside the state: when, for whom, and what was found out for it."""

from typing import overload

import msgspec

from salon.core.needs import (
    Answer,
    CountTry,
    DrawCode,
    Drawn,
    FindActs,
    FindMessage,
    FindReactions,
    FindSaid,
    FoundActs,
    FoundMessage,
    FoundReactions,
    FoundSaid,
    Hashed,
    HashPassword,
    LoadConfiguration,
    LookUpName,
    Need,
    PrepareLetter,
    ReplacePassword,
    Result,
    TryLater,
    VerifyPassword,
)
from salon.core.state import Person, Session


class Context(msgspec.Struct, frozen=True, gc=False):
    """The circumstances of one command. `now`: ms since 1970, UTC.

    Identifiers are no part of it: the next one of each kind follows from the state.
    """

    now: int
    actor: Session
    answer: Answer | None = None

    @property
    def person(self) -> Person:
        """The acting person, once RULES guarantees that there is one."""
        assert self.actor.person is not None  # noqa: S101 - the table says `registered`
        return self.actor.person

    @property
    def name(self) -> str:
        """Who acts, for a record of what was done: a nick, or the owner of the server."""
        return self.actor.person.nick if self.actor.person is not None else "admin"

    @overload
    def answer_to(self, need: VerifyPassword) -> bool | Hashed | TryLater | None: ...

    @overload
    def answer_to(self, need: CountTry) -> bool | TryLater | None: ...

    @overload
    def answer_to(self, need: FindMessage) -> bool | FoundMessage | TryLater | None: ...

    @overload
    def answer_to(self, need: FindSaid) -> bool | FoundSaid | TryLater | None: ...

    @overload
    def answer_to(self, need: FindReactions) -> bool | FoundReactions | TryLater | None: ...

    @overload
    def answer_to(self, need: FindActs) -> FoundActs | TryLater | None: ...

    @overload
    def answer_to(self, need: HashPassword) -> Hashed | TryLater | None: ...

    @overload
    def answer_to(self, need: ReplacePassword) -> Hashed | bool | TryLater | None: ...

    @overload
    def answer_to(self, need: PrepareLetter) -> Drawn | TryLater | None: ...

    @overload
    def answer_to(self, need: LookUpName | LoadConfiguration | DrawCode) -> str | None: ...

    def answer_to(self, need: Need) -> Result | None:
        """Return what was found out for this very need; None if it is still to be found out.

        A need that reads otherwise by now, because the state has changed meanwhile, has no answer yet.
        """
        answer = self.answer
        while answer is not None and answer.need != need:
            answer = answer.before
        return answer.result if answer is not None else None
