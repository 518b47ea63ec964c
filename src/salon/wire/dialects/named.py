"""What the sessions of dialects share whose people have names, and may have accounts."""

from salon.core.commands import Command, Register
from salon.core.events import NickChanged, Source
from salon.texts.marks import N_
from salon.wire.dialects.accounts import LOG_IN, UNSAID
from salon.wire.dialects.session import DialectSession


class NamedSession(DialectSession):
    """One peer who takes a name, and is somebody from then on. `username` is what all of its wire have."""

    __slots__ = ()

    username = ""

    def takes_name(self, _name: str) -> bool:
        """Tell whether the wire itself lets a name pass; say it where it does not."""
        return True

    def connect(self, name: str, *, logged_in: bool = False) -> list[Command]:
        """Return what connects one under a name. `logged_in`: if the login before it succeeds."""
        return [Register(name, self.username, name, logged_in=logged_in)]

    def follow_login(self, name: str) -> list[Command]:
        """Return what is to follow a login: who has no name yet connects under the account's."""
        return self.connect(name, logged_in=True) if self.person is None else []

    def is_me(self, source: Source) -> bool:
        """Tell whether a source is who this is."""
        return source.person == self.me.id

    def leave_unsaid(self) -> list[Command]:
        """Say that a text which may hold a password was said to nobody."""
        self.tell(UNSAID)
        return []

    def tell_name(self, nick: str) -> None:
        """Say what one is called now, who has not chosen it here."""
        self.tell(N_("You are now called {nick}."), nick=nick)

    def tell_new_name(self, event: NickChanged) -> None:
        """Say what one is called now, and how to have the name back that is an account's."""
        self.tell_name(event.nick)
        before = event.source.nick
        if self.me.account != before and self.state.accounts.find(before) is not None:
            self.tell(LOG_IN, nick=before)
