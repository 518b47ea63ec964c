"""What the lines of each wire tell of the surroundings.

Only lines whose form is the wire's own: what a server words in its language is not read, but for the command
at the end of an offer.
"""

import re
from collections.abc import Callable, Sequence

from salon.client.surroundings import Surroundings
from salon.wire.dialects import public
from salon.wire.dialects.chaines import words

Hint = tuple[re.Pattern[str], Callable[[Surroundings, re.Match[str]], object]]

_NICK = r"([^\s:\[\]@]{1,64})"
_CHANNEL = r"(\S{1,200})"


def notice(line: str, hints: Sequence[Hint], around: Surroundings) -> None:
    """Take note of what a line tells, if anything."""
    for form, learn in hints:
        if found := form.fullmatch(line):
            learn(around, found)
            return


def _form(text: str, /, **parts: str) -> re.Pattern[str]:
    """Return the form of a line that was made from a text."""
    form = re.escape(text)
    for name, part in parts.items():
        form = form.replace(re.escape(f"{{{name}}}"), part)
    return re.compile(form)


def _one_of(*lines: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lines)))


def _intend(around: Surroundings, found: re.Match[str]) -> None:
    around.entering = found[1]


CHAINES: Sequence[Hint] = (
    (
        _form(words.SAID_IN_PRIVATE, nick=_NICK, text=".*"),
        lambda around, found: around.hear_privately(found[1]),
    ),
    (re.compile(rf"(?:\[\S+\] )?{_NICK}: .*"), lambda around, found: around.meet(found[1])),
    (re.compile(rf"{_NICK} .*: /RECV (.+)"), lambda around, found: around.offer(found[1], found[2])),
    (_form(words.HAS_LEFT, nick=_NICK), lambda around, found: around.part(found[1])),
    (_form(words.CURRENT_IS, channel=_CHANNEL), lambda around, found: around.enter(found[1])),
    (_form(words.RENAMED, channel=_CHANNEL), lambda around, found: around.enter(found[1])),
    (
        _one_of(words.WELCOME[0], words.WELCOME_BACK[0]),
        lambda around, _: around.enter(around.entering),
    ),
    (
        _one_of(words.LEFT_CHANNEL[0], words.KILLED, words.NO_CURRENT),
        lambda around, _: around.enter(""),
    ),
    (_form(words.KICKED, nick=_NICK), lambda around, _: around.enter("")),
    (_form(words.CHANNELS, channels="(.+)"), lambda around, found: around.find(*found[1].split())),
    # A line of the list of members.
    (re.compile(rf"@?{_NICK}@?"), lambda around, found: around.meet(found[1])),
)

CHAINES_TYPED: Sequence[Hint] = (
    (re.compile(rf"/(?i:JOIN|CURRENT)\s+{_CHANNEL}.*"), _intend),
    (re.compile(r"/(?i:RECV|STOP)\s+(.+?)\s*"), lambda around, found: around.settle(found[1])),
)

PUBLIC: Sequence[Hint] = (
    (
        _form(public.SAID_IN_PRIVATE, nick=_NICK, text=".*"),
        lambda around, found: around.hear_privately(found[1]),
    ),
    (re.compile(rf"{_NICK}: .*"), lambda around, found: around.meet(found[1])),
    (
        _form(public.PEOPLE, nicks="(.+)"),
        lambda around, found: around.meet(*(each.removeprefix("-") for each in found[1].split(", "))),
    ),
)

RELAIS: Sequence[Hint] = (
    (re.compile(rf"{_NICK}: .*"), lambda around, found: around.hear_privately(found[1])),
    # The list of people, in whatever language.
    (
        re.compile(rf"[^:]+: ({_NICK}(?:, {_NICK})*)"),
        lambda around, found: around.meet(*found[1].split(", ")),
    ),
)
