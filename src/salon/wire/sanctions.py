"""Bans and mutes as people write and read them, alike on every wire: `bob 1h reason`."""

import re
from collections.abc import Iterator

from salon.core.commands import Sanction
from salon.core.masks import MUTE, parse_extended
from salon.core.replies import SanctionDone, ServerBanDone
from salon.core.sanction_events import PersonSanctioned
from salon.core.sanction_refusals import DurationInvalid
from salon.core.state import Channel
from salon.texts.dates import word_date, word_terms
from salon.texts.marks import N_, Translate
from salon.texts.visible import echoed, stripped

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
LONGEST_SECONDS = 10 * 365 * 86_400

_DURATION = re.compile(r"(?:[0-9]{1,9}[smhdw]){1,5}")
_WILD = re.compile(r"[*?]")
_PART = re.compile(r"([0-9]+)([smhdw])")

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
    """Return the seconds that a text is, as `90s`, `30m`, `1h30m`, `2d` or `1w`; 0: it is none of these."""
    if not _DURATION.fullmatch(text):
        return 0
    seconds = sum(int(number) * UNITS[unit] for number, unit in _PART.findall(text))
    return min(seconds, LONGEST_SECONDS)


def read_ending(rest: str) -> tuple[int | DurationInvalid, str]:
    """Read how long something lasts (0: without end), and the reason behind it.

    A first word that begins as a number can only be meant as a duration: a ban that should end, and is
    mistyped, must not last for ever.
    """
    first, _, after = rest.strip().partition(" ")
    if not first.removeprefix("-")[:1].isdecimal():
        return 0, rest.strip()
    return read_duration(first) or DurationInvalid(first), after.strip()


def read_sanction(channel: str, name: str, rest: str, *, muting: bool) -> Sanction | DurationInvalid:
    """Read whom a ban or mute is for, and behind the name how long it lasts and why."""
    seconds, reason = read_ending(rest)
    if isinstance(seconds, DurationInvalid):
        return seconds
    nick = name.removesuffix(SURE).removesuffix(BY_ADDRESS)
    return Sanction(channel, nick, muting, seconds, reason, by_address=name != nick, sure=name.endswith(SURE))


def word_sanction(reply: SanctionDone, channel: str, translate: Translate) -> str:
    """Return in words what was set against somebody, or lifted."""
    text = _TEXTS[reply.muting, reply.lifted][bool(reply.until)]
    when = word_date(reply.until, translate) if reply.until else ""
    sentence = translate(text).format(nick=echoed(reply.nick), channel=channel, when=when)
    if not reply.masks:
        return sentence
    subjects = ", ".join(_word_mask(mask, translate)[1] for mask in reply.masks)
    against = translate(N_("It applies to: {subjects}.")).format(subjects=subjects)
    return f"{sentence} {against}"


def word_told(event: PersonSanctioned, channel: str, translate: Translate) -> str:
    """Return in words, for whoever it was set against, what was set, until when and why."""
    text = N_("You are muted in {channel}.") if event.muting else N_("You are banned from {channel}.")
    terms = word_terms(event.until, event.reason, translate)
    return f"{translate(text).format(channel=channel)} {terms}".rstrip()


def _word_mask(mask: str, translate: Translate) -> tuple[bool, str]:
    """Return whether a mask of a list only mutes, and in words whom it means."""
    extended = parse_extended(mask)
    muting = extended is not None and extended.kind == MUTE
    if extended is not None and muting:
        mask = extended.argument
        extended = parse_extended(mask)
    if extended is not None:
        return muting, translate(N_("the account {name}")).format(name=extended.argument)
    nick, _, rest = mask.partition("!")
    host = rest.removeprefix("*@")
    if rest == "*@*" and not _WILD.search(nick):
        return muting, translate(N_("the nick {nick}")).format(nick=nick)
    if nick == "*" and rest == f"*@{host}" and not _WILD.search(host):
        return muting, translate(N_("the host {host}")).format(host=host)
    return muting, translate(N_("the mask {mask}")).format(mask=mask)


def word_sanctions(channel: Channel, translate: Translate) -> Iterator[str]:
    """Yield the bans and mutes of a channel, one a line: who is meant, who set it, until when, why."""
    for entry in channel.lists.get("b", {}).values():
        setter = entry.source.partition("!")[0]
        muting, subject = _word_mask(entry.mask, translate)
        meant = translate(N_("muted: {subject}") if muting else N_("banned: {subject}"))
        terms = word_ban(setter, entry.until, entry.reason, translate)
        yield f"{meant.format(subject=subject)} - {terms}"


def word_ban(setter: str, until: int, reason: str, translate: Translate) -> str:
    """Return who set a ban, until when it holds, and why."""
    by = translate(N_("by {setter}")).format(setter=setter)
    words = translate(N_("no end"))
    if until:
        words = translate(N_("until {when}")).format(when=word_date(until, translate))
    return f"{by} - {words} - {stripped(reason)}" if reason else f"{by} - {words}"


def word_server_ban(reply: ServerBanDone, translate: Translate) -> str:
    """Return in words what is banned from the server, or no more."""
    if reply.lifted:
        return translate(N_("{mask} is no longer banned from the server.")).format(mask=reply.mask)
    if not reply.until:
        forever = N_("{mask} is banned from the server until you lift the ban.")
        return translate(forever).format(mask=reply.mask)
    when = word_date(reply.until, translate)
    return translate(N_("{mask} is banned from the server until {when}.")).format(mask=reply.mask, when=when)
