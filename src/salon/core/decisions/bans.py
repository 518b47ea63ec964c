"""Whom the lists of a channel concern: bans, mutes, exceptions, standing invitations.

Bans and mutes of an account go on for a connection that has logged out of it; exceptions
and invitations do not.
"""

from salon.core.masks import any_test
from salon.core.state import Channel, Person, State


def is_banned(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether a ban, and no exception, keeps a person out."""
    return _listed(state, channel, "b", person) and not _listed(state, channel, "e", person)


def is_invited(state: State, channel: Channel, person: Person) -> bool:
    """Tell whether somebody invited the person, or a standing invitation holds for them."""
    return person.id in channel.invited or _listed(state, channel, "I", person)


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


def _listed(state: State, channel: Channel, letter: str, person: Person, *, muting: bool = False) -> bool:
    entries = channel.lists.get(letter)
    if entries is None:
        return False
    test = channel.list_tests.get(letter)
    if test is None:
        of_entries = (entry.test(state.names) for entry in entries.values())
        test = channel.list_tests[letter] = any_test(of_entries, state.names)
    former = state.former_accounts(person) if letter == "b" else ()
    return test.concerns(person.masks, person.account, former, muting=muting)
