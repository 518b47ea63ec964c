"""Whom the lists of a channel concern: bans, mutes, exceptions, standing invitations.

Bans and mutes go on for a connection that has logged out of the account, or changed the nick, that they
meant when they were set; exceptions and invitations do not.
"""

from math import inf

from salon.core.masks import MUTE, any_test, parse_extended
from salon.core.refusals import Banned
from salon.core.sanction_refusals import Silenced
from salon.core.state import Channel, ListEntry, Person, State


def is_banned(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether a ban, and no exception, keeps a person out."""
    return _listed(state, channel, "b", person) and not _listed(state, channel, "e", person)


def is_invited(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether somebody invited the person, or a standing invitation holds for them."""
    return person.id in channel.invited or _listed(state, channel, "I", person)


def banned_refusal(state: State, channel: Channel, person: Person) -> Banned | None:
    """Tell why a person is kept out by a ban, until when and for what reason."""
    if not is_banned(state, channel, person):
        return None
    entry = entry_against(state, channel, person, muting=False)
    return Banned(channel.name, *terms_of(entry))


def silenced_refusal(state: State, channel: Channel, person: Person) -> Silenced | None:
    """Tell why a ban or mute forbids a person to speak, until when and for what reason."""
    if not is_silenced(state, channel, person):
        return None
    entry = entry_against(state, channel, person, muting=True)
    extended = parse_extended(entry.mask) if entry is not None else None
    muting = extended is not None and extended.kind == MUTE
    return Silenced(channel.name, muting, *terms_of(entry))


def terms_of(entry: ListEntry | None) -> tuple[int, str]:
    """Return until when a ban or mute holds (ms; 0: until it is lifted), and why."""
    return (entry.until, entry.reason) if entry is not None else (0, "")


def is_silenced(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether a ban or a mute, and no exception, forbids a person to speak."""
    if "b" not in channel.lists:
        return False
    known = channel.mute_cache.get(person.id)
    if known is None:
        muted = _listed(state, channel, "b", person, muting=True)
        known = muted and not _listed(state, channel, "e", person, muting=True)
        if person.id in channel.members:  # of others nothing is forgotten when their names change
            channel.mute_cache[person.id] = known
    return known


def entry_against(state: State, channel: Channel, person: Person, *, muting: bool) -> ListEntry | None:
    """Return the ban, or with `muting` the ban or mute, that holds the longest against a person."""
    former = state.former_accounts(person)
    found = [
        entry
        for entry in channel.lists.get("b", {}).values()
        if entry.test(state.names).concerns(person.masks, person.account, former, muting=muting)
        or _meant(state, entry, person, muting=muting)
    ]
    return max(found, key=lambda entry: entry.until or inf, default=None)


def _listed(state: State, channel: Channel, letter: str, person: Person, *, muting: bool = False) -> bool:
    entries = channel.lists.get(letter)
    if entries is None:
        return False
    test = channel.list_tests.get(letter)
    if test is None:
        of_entries = (entry.test(state.names) for entry in entries.values())
        test = channel.list_tests[letter] = any_test(of_entries, state.names)
    if letter != "b":
        return test.concerns(person.masks, person.account, muting=muting)
    former = state.former_accounts(person)
    return test.concerns(person.masks, person.account, former, muting=muting) or any(
        _meant(state, entry, person, muting=muting) for entry in entries.values()
    )


def _meant(state: State, entry: ListEntry, person: Person, *, muting: bool) -> bool:
    """Tell whether a ban meant a connection of somebody by the name that it had when the ban was set."""
    return any(
        former.since <= entry.time <= former.until
        and entry.test(state.names).concerns(former.masks, None, muting=muting)
        for session in person.sessions.values()
        for former in session.former_names
    )
