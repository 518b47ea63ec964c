"""/MODE: what a channel lets people do, by the letters that IRC has for it."""

from salon.core.commands import ChangeModes, Command
from salon.core.events import ModeChange, ModesChanged
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.core.state import Channel
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.dialects.chaines import words
from salon.wire.dialects.chaines.forms import bare
from salon.wire.dialects.chaines.talk import ChainesTalk

MEANINGS = {
    "m": N_("only administrators and people with voice can talk"),
    "M": N_("only people who are logged in can talk"),
    "R": N_("only people who are logged in can join"),
    "i": N_("only people who are invited can join"),
    "k": N_("a key is needed to join"),
    "l": N_("only so many people can join"),
    "j": N_("only so many joins are allowed in so many seconds"),
    "s": N_("lists do not show the channel"),
    "t": N_("only administrators can set the topic"),
    "n": N_("people outside cannot talk"),
    "C": N_("programs cannot ask each other questions (CTCP)"),
    "H": N_("how much of the past newcomers see, and how long it is kept"),
}
_TAKEN_BACK = {"H": N_("newcomers see all of the past, and it is kept as long as the server keeps messages")}
"""What holds without a mode, where it is more than that the mode does not."""
_PARAMETERS = {"k": "KEY", "l": "10", "j": "5:10", "H": "none"}
"""What stands behind a letter, as an example."""


def show(talk: ChainesTalk, _given: list[str], _now: int) -> list[Command]:
    """Show the modes of the current channel."""
    for letter, parameter in _modes_of(talk.channel).items():
        _tell(talk, f"+{letter}", parameter)
    if not _modes_of(talk.channel):
        talk.tell(N_("{channel} has no modes."), channel=bare(talk.channel.name))
    return []


def change(talk: ChainesTalk, given: list[str], _now: int) -> list[Command]:
    """Change modes of the current channel: +R, -m, +k key."""
    letters, *parameters = " ".join(given).split()
    changes, sign = [], ""
    for letter in letters:
        if letter in "+-":
            sign = letter
            continue
        if letter not in MEANINGS or not sign:
            return _say_form(talk)
        adding, kind = sign == "+", CHANNEL_MODES[letter]
        parameter = "*" if kind is ModeKind.ALWAYS and not adding else ""
        if kind in {ModeKind.ALWAYS, ModeKind.WHEN_SET} and adding:
            if not parameters:
                example = f"/MODE +{letter} {_PARAMETERS[letter]}"
                talk.say(words.WRONG_COMMAND)
                talk.tell(N_("This mode needs a parameter, as in {example}"), example=example)
                return []
            parameter = parameters.pop(0)
        changes.append(ModeChange(letter, adding=adding, parameter=parameter))
    return [ChangeModes(talk.channel.name, tuple(changes))] if changes else _say_form(talk)


def tell_changes(talk: ChainesTalk, event: ModesChanged) -> None:
    """Say to whoever has changed modes which they are."""
    for its in event.changes:
        if its.letter in MEANINGS:
            _tell(talk, f"{'+' if its.adding else '-'}{its.letter}", its.parameter if its.adding else "")


def _modes_of(channel: Channel) -> dict[str, str]:
    """Return the letters that are set, with their parameters."""
    found = dict.fromkeys(channel.flags, "")
    parameters = {
        "k": channel.key,
        "l": str(channel.limit or ""),
        "j": str(channel.throttle or ""),
        "H": str(channel.history),
    }
    return found | {letter: parameter for letter, parameter in parameters.items() if parameter}


def _tell(talk: ChainesTalk, mode: str, parameter: str) -> None:
    sign, letter = mode[0], mode[1]
    meaning = talk.translate(MEANINGS[letter])
    if sign == "-" and letter in _TAKEN_BACK:
        meaning = talk.translate(_TAKEN_BACK[letter])
    elif sign == "-":
        meaning = talk.translate(N_("no longer: {meaning}")).format(meaning=meaning)
    talk.say(f"{mode} {echoed(parameter)}: {meaning}" if parameter else f"{mode}: {meaning}")


def _say_form(talk: ChainesTalk) -> list[Command]:
    talk.say(words.WRONG_COMMAND)
    talk.tell(N_("Write /MODE + or - and these letters:"))
    for letter, meaning in MEANINGS.items():
        talk.say(f"{letter}: {talk.translate(meaning)}")
    return []
