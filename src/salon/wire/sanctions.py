"""Bans and mutes as people write and read them, alike on every wire: `bob 1h reason`."""

from collections.abc import Iterator

from salon.core.commands import Sanction
from salon.core.numbers import read_number
from salon.core.replies import SanctionDone
from salon.core.state import Channel
from salon.texts.dates import word_date
from salon.texts.marks import N_, Translate

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
LONGEST_SECONDS = 10 * 365 * 86_400

BY_ADDRESS = "@"
SURE = "@!"
"""What stands behind a name whose address is meant, too; and where others connect from it, all the same."""

_TEXTS = {
    (False, False): (
        N_("{nick} is banned from {channel} until you lift the ban."),
        N_("{nick} is banned from {channel} until {when}."),
    ),
    (True, False): (
        N_("{nick} is muted in {channel} until you lift the mute."),
        N_("{nick} is muted in {channel} until {when}."),
    ),
    (False, True): (N_("{nick} is no longer banned from {channel}."),) * 2,
    (True, True): (N_("{nick} is no longer muted in {channel}."),) * 2,
}


def read_duration(text: str) -> int:
    """Return the seconds that a text is, as `90s`, `30m`, `1h`, `2d` or `1w`; 0: it is none of these."""
    number = read_number(text[:-1]) if text[-1:] in UNITS else None
    return min(number * UNITS[text[-1]], LONGEST_SECONDS) if number else 0


def read_sanction(channel: str, name: str, rest: str, *, muting: bool) -> Sanction:
    """Read whom a ban or mute is for, and behind the name how long it lasts and why."""
    first, _, after = rest.strip().partition(" ")
    seconds = read_duration(first)
    nick = name.removesuffix(SURE).removesuffix(BY_ADDRESS)
    return Sanction(
        channel,
        nick,
        muting,
        seconds,
        (after if seconds else rest).strip(),
        by_address=name != nick,
        sure=name.endswith(SURE),
    )


def word_sanction(reply: SanctionDone, channel: str, translate: Translate) -> str:
    """Return in words what was set against somebody, or lifted."""
    text = _TEXTS[reply.muting, reply.lifted][bool(reply.until)]
    when = word_date(reply.until, translate) if reply.until else ""
    return translate(text).format(nick=reply.nick, channel=channel, when=when)


def word_sanctions(channel: Channel, translate: Translate) -> Iterator[str]:
    """Yield the bans and mutes of a channel, one a line: who is meant, who set it, until when, why."""
    for entry in channel.lists.get("b", {}).values():
        until = translate(N_("no end"))
        if entry.until:
            until = translate(N_("until {when}")).format(when=word_date(entry.until, translate))
        line = f"{entry.mask} - {entry.source.partition('!')[0]} - {until}"
        yield f"{line} - {entry.reason}" if entry.reason else line
