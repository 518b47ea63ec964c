"""/FORBID and /UNFORBID: which names no channel may have, for server operators."""

from salon.core.commands import Command
from salon.core.name_commands import AllowChannelName, ForbidChannelName
from salon.core.refusals import NotServerOperator
from salon.core.replies import ChannelNameDone
from salon.wire.dialects.chaines.forms import signed
from salon.wire.dialects.chaines.talk import ChainesTalk
from salon.wire.forbidden_names import NOTHING_FORBIDDEN, word_forbidden_name, word_name_done


def show(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Show the forbidden names."""
    if not talk.me.is_operator:
        talk.refuse(NotServerOperator())
        return []
    found = [*talk.state.forbidden_names]
    for name in found:
        talk.say(word_forbidden_name(name, talk.translate))
    if not found:
        talk.tell(NOTHING_FORBIDDEN)
    return []


def forbid(_talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Forbid a name."""
    return [ForbidChannelName(_meant(given[0]), "".join(given[1:]))]


def unforbid(_talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Allow a name again."""
    return [AllowChannelName(_meant(given[0]))]


def _meant(name: str) -> str:
    # What begins with any characters is a mask of whole names.
    return name if name.startswith("*") else signed(name)


def show_done(talk: ChainesTalk, reply: ChannelNameDone) -> None:
    """Say which name is forbidden, or allowed again."""
    talk.say(word_name_done(reply, talk.translate))
