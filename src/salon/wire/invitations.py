"""Where an invitation leads, on the wires that have channels."""

from typing import Final

from salon.core.account_events import CodeKind
from salon.core.commands import Command, JoinChannel
from salon.core.state import State
from salon.texts.marks import N_

LEADS: Final = N_("Your invitation leads to {channels}.")


def joins_of(state: State, code: str) -> list[Command]:
    """Return what leads into the channels of an invitation, behind what makes an account by it.

    Where that is refused, as for a code whose time is over, nobody joins.
    """
    found = state.codes.find(code, 0, CodeKind.INVITATION) if code else None
    return [] if found is None else [JoinChannel(name, logged_in=True) for name in found.channels]
