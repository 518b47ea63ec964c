"""/BAN, /MUTE, /UNBAN, /UNMUTE, /BANS: whom a channel keeps out or silent, for how long and why."""

from salon.core.commands import Command, LiftSanction
from salon.core.refusals import Refusal
from salon.texts.marks import N_
from salon.wire.dialects.chaines.forms import bare
from salon.wire.dialects.chaines.talk import ChainesTalk
from salon.wire.sanctions import read_sanction, word_sanctions


def ban(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Ban somebody from the current channel."""
    return _sanction(talk, given, muting=False)


def mute(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Silence somebody in the current channel."""
    return _sanction(talk, given, muting=True)


def unban(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Lift the bans of somebody."""
    return [LiftSanction(talk.channel.name, given[0])]


def unmute(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Lift the mutes of somebody."""
    return [LiftSanction(talk.channel.name, given[0], muting=True)]


def show(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Show the bans and mutes of the current channel."""
    lines = [*word_sanctions(talk.channel, talk.translate)]
    for line in lines:
        talk.say(line)
    if not lines:
        talk.tell(N_("Nobody is banned or muted in {channel}."), channel=bare(talk.channel.name))
    return []


def _sanction(talk: ChainesTalk, given: list[str], *, muting: bool) -> list[Command]:
    read = read_sanction(talk.channel.name, given[0], "".join(given[1:]), muting=muting)
    if isinstance(read, Refusal):
        talk.refuse(read)
        return []
    return [read]
