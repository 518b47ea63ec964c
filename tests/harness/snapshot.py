"""The whole state of the chat as plain values: two states are the same if their snapshots are equal.

What stands in an order that people can see (members, lists, sessions) stands in it here.
"""

from collections import Counter
from dataclasses import astuple
from typing import Any

from salon.core.accounts import Account
from salon.core.decisions.bans import is_silenced
from salon.core.decisions.closures import is_closing
from salon.core.events import ChannelFounded, Event, PersonArrived
from salon.core.modes import USER_MODES
from salon.core.presence_events import Persistence
from salon.core.ranks import Rank
from salon.core.state import Channel, Person, State


def snapshot(state: State) -> dict[str, Any]:
    """Return everything that a state holds but its rules, and what is only remembered to be quick."""
    return {
        "people": {number: _person(person) for number, person in state.people.items()},
        "nicks": {folded: person.id for folded, person in state.nicks.items()},
        "look_alikes": {
            skeleton: [holder.id for holder in holders]
            for index in (state.nick_look_alikes, state.channel_look_alikes)
            for skeleton, holders in index.holders.items()
        },
        "sessions": {
            number: (
                *(its.address, its.host, its.secure, its.machine, its.account, its.administrator, its.away),
                *(its.former_accounts, its.former_names, its.named),
                its.person.id if its.person is not None else 0,
            )
            for number, its in state.sessions.items()
        },
        "channels": {number: _channel(channel) for number, channel in state.channels.items()},
        "sleeping": [_channel(channel) for channel in state.sleeping],
        "places": dict(state.places),
        "owned": dict(state.owned),
        "channel_names": {folded: channel.id for folded, channel in state.channel_names.items()},
        "accounts": [_account(account) for account in state.accounts],
        "read markers": state.read_markers.snapshot(),
        "metadata": {owner: dict(values) for owner, values in state.metadata.people.items()},
        "channel metadata": {channel: dict(values) for channel, values in state.metadata.channels.items()},
        "blocks": {owner: list(entries) for owner, entries in state.blocks.lists.items()},
        "forbidden names": list(state.forbidden_names),
        "codes": [astuple(code) for code in state.codes],
        "absent": list(state.absent.items()),
        "squatters": dict(state.squatters),
        "last_account": state.accounts.last,
        "last": (state.last_channel, state.last_person, state.last_sequence),
        "machines": dict(state.machines),
        "departed": list(state.departed),
        "transfers": {number: astuple(transfer) for number, transfer in state.transfers.items()},
        "last_transfer": state.last_transfer,
        "monitors": {folded: list(sessions) for folded, sessions in state.monitors.items()},
        "monitored_by": {number: dict(nicks) for number, nicks in state.monitored_by.items()},
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "source": person.source,
        "folded": person.folded,
        "real_name": person.real_name,
        "times": (person.signed_on, person.spoke),
        "away": person.away,
        "modes": person.modes,
        "operator": person.operator,
        "sessions": list(person.sessions),
        "channels": list(person.channels),
        "invitations": sorted(person.invitations),
        "transfers": list(person.transfers),
    }


def _account(account: Account) -> tuple[Any, ...]:
    return (
        *(account.id, account.name, account.folded, account.password, account.created, account.email),
        *(account.verified, account.suspended, account.operator, account.persistence),
        account.person.id if account.person is not None else 0,
    )


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "folded": channel.folded,
        "created": channel.created,
        "flags": channel.flags,
        "throttle": str(channel.throttle),
        "history": channel.history,
        "key": channel.key,
        "limit": channel.limit,
        "topic": channel.topic,
        "members": [
            (number, its.person.id, its.ranks, its.joined, its.closure)
            for number, its in channel.members.items()
        ],
        "main": channel.main_administrator,
        "owner": channel.owner,
        "account_ranks": dict(channel.account_ranks),
        "closure": channel.closure,
        "said": channel.said,
        "site": channel.site,
        "lists": {letter: list(entries.items()) for letter, entries in channel.lists.items()},
        "invited": sorted(channel.invited),
        "kept": channel.kept,
        "emptied": channel.emptied,
        "forbidden": channel.forbidden,
        "since": channel.since,
        "place": channel.place,
    }


def contradictions(state: State) -> list[str]:
    """Return what in a state does not fit together; nothing, if all is well."""
    found = [
        *_names_that_lie(state),
        *_absences_that_lie(state),
        *_dead_ends(state),
        *_monitors_that_lie(state),
        *_transfers_that_lie(state),
        *_accounts_that_lie(state),
    ]
    if state.owned != Counter(channel.owner for channel in state.channels.values() if channel.owner):
        found.append("the channels of each account are not counted right")
    for channel in state.channels.values():
        found += _faults_of(state, channel)
    for channel in state.sleeping:
        if channel.owner or channel.account_ranks:
            found.append(f"{channel.name} belongs to an account and sleeps")
        if channel.members or not channel.kept or not channel.emptied or channel.id in state.channels:
            found.append(f"{channel.name} should not sleep")
        if channel.invited or state.find_sleeping(channel.name) is not channel:
            found.append(f"{channel.name} sleeps badly")
    return found


def _names_that_lie(state: State) -> list[str]:
    people, names = state.people.values(), state.names
    found = []
    if state.nicks != {names.fold(person.nick): person for person in people}:
        found.append("the index of nicks is not that of the people")
    looks = Counter(skeleton for person in people for skeleton in names.skeletons(person.nick))
    if {skeleton: len(holders) for skeleton, holders in state.nick_look_alikes.holders.items()} != looks:
        found.append("the index of look-alikes is not that of the people")
    if state.channel_names != {names.fold(channel.name): channel for channel in state.channels.values()}:
        found.append("the index of channels is not that of the channels")
    placed = Counter(channel.place for channel in state.channels.values() if channel.place)
    if state.places != placed:
        found.append("the channels of each address are not counted right")
    if state.mode_counts != {
        letter: sum(letter in person.modes for person in people) for letter in USER_MODES
    }:
        found.append("the modes of people are not counted right")
    for person in people:
        source = person.source
        if source.mask != f"{source.nick}!{source.username}@{source.host}" or source.person != person.id:
            found.append(f"{source} is not whom it says")
        if names.fold(person.nick) != person.folded:
            found.append(f"{person.nick} is known under another name")
        if source.bot != ("B" in person.modes) or bool(person.operator) != person.is_operator:
            found.append(f"the modes of {person.nick} contradict what else is known")
    return found


def _accounts_that_lie(state: State) -> list[str]:
    found = []
    for account in state.accounts:
        if state.accounts.get(account.id) is not account or state.accounts.find(account.name) is not account:
            found.append(f"the account {account.name} is known under another name or number")
        person = account.person
        if person is not None and state.people.get(person.id) is not person:
            found.append(f"somebody who is gone speaks for {account.name}")
    speakers = [its.person for its in state.accounts if its.person is not None]
    logged_in = [its for its in state.people.values() if its.account is not None]
    if sorted(its.id for its in speakers) != sorted(its.id for its in logged_in):
        found.append("not everybody who is logged in speaks for an account, each for their own")
    squatters = set()
    for person in state.people.values():
        holder = state.accounts.find(person.nick)
        if holder is not None and person.account != holder.name:
            squatters.add(person.id)
    if squatters != state.squatters.keys():
        found.append("whoever has the name of somebody's account is not known")
    return found


def _absences_that_lie(state: State) -> list[str]:
    found = []
    for person in state.people.values():
        account = state.accounts.find(person.account) if person.account is not None else None
        stays = account is not None and account.persistence is Persistence.ON
        absent = account is not None and account.id in state.absent
        if not person.sessions and not (stays and absent):
            found.append(f"nobody is behind {person.nick}")
        if person.sessions and absent:
            found.append(f"{person.nick} is absent and connected")
        if (person.away is None) is not any(its.away is None for its in person.sessions.values()):
            found.append(f"{person.nick} is away otherwise than the connections are")
        if not person.sessions and person.is_operator and person.operator != person.account:
            found.append(f"{person.nick} is an operator by a password that nobody has said")
    if not state.absent.keys() <= {its.id for its in state.accounts if its.person is not None}:
        found.append("somebody is absent who has left")
    return found


def _dead_ends(state: State) -> list[str]:
    found = []
    for person in state.people.values():
        for number, session in person.sessions.items():
            if state.sessions.get(number) is not session or session.person is not person:
                found.append(f"{person.nick} and session {number} do not know each other")
        for number, channel in person.channels.items():
            if state.channels.get(number) is not channel or person.id not in channel.members:
                found.append(f"{person.nick} is in a channel that does not know it")
        holders = {its.id: its for its in state.channels.values() if person.id in its.invited}
        if person.invitations != holders:
            found.append(f"{person.nick} and the channels that invite do not agree")
    for number, session in state.sessions.items():
        if session.person is not None and state.people.get(session.person.id) is not session.person:
            found.append(f"session {number} is somebody who is not here")
    return found


def _monitors_that_lie(state: State) -> list[str]:
    found = []
    turned = {(nick, session) for session, nicks in state.monitored_by.items() for nick in nicks}
    if {(nick, session) for nick, sessions in state.monitors.items() for session in sessions} != turned:
        found.append("the two indices of monitored nicks differ")
    if not all(state.monitors.values()) or not all(state.monitored_by.values()):
        found.append("an empty list of monitored nicks is kept")
    people = {number for number, session in state.sessions.items() if session.person is not None}
    if not state.monitored_by.keys() <= people:
        found.append("a session that is nobody monitors nicks")
    return found


def _transfers_that_lie(state: State) -> list[str]:
    found = []
    for number, its in state.transfers.items():
        if number != its.number or its.sender == its.receiver:
            found.append(f"transfer {number} is not what it says")
        between = {its.sending: its.sender} | ({its.receiving: its.receiver} if its.accepted else {})
        for session, end in between.items():
            if session not in state.people[end].sessions:
                found.append(f"transfer {number} goes through a session that is not there")
    for person in state.people.values():
        ends = [its for _, its in sorted(state.transfers.items()) if person.id in {its.sender, its.receiver}]
        if list(person.transfers.values()) != ends:
            found.append(f"{person.nick} has a part in other transfers than there are")
    ends_of_all = {person for its in state.transfers.values() for person in (its.sender, its.receiver)}
    if not ends_of_all <= state.people.keys():
        found.append("a transfer goes on with somebody who is not here")
    return found


def _faults_of(state: State, channel: Channel) -> list[str]:
    found = []
    for number, member in channel.members.items():
        person = state.people.get(number)
        if person is None or person is not member.person or person.channels.get(channel.id) is not channel:
            found.append(f"{channel.name} and its member {number} do not know each other")
    found += _owner_that_lies(state, channel)
    main = channel.members.get(channel.main_administrator)
    if channel.main_administrator and (main is None or not main.ranks & Rank.OPERATOR.bit):
        found.append(f"whoever leads {channel.name} is no operator in it")
    if state.is_room(channel.name) and channel.main_administrator:
        found.append(f"somebody leads {channel.name}, which is the server's own")
    closed = is_closing(channel.flags, channel.key, channel.history)
    if bool(channel.closure) is not closed and channel.members:
        found.append(f"{channel.name} is closed without a closure, or open with one")
    if not channel.members and not channel.kept:
        found.append(f"{channel.name} is empty and worth nothing, and still there")
    if not channel.invited <= state.people.keys() - channel.members.keys():
        found.append(f"somebody who is not here, or in already, is invited to {channel.name}")
    return found + _lists_that_lie(state, channel)


def _owner_that_lies(state: State, channel: Channel) -> list[str]:
    found, members = [], channel.members.values()
    if not channel.owner:
        if any(member.ranks & (Rank.FOUNDER.bit | Rank.ADMIN.bit) for member in members):
            found.append(f"{channel.name} belongs to guests, and somebody has a rank that needs an account")
        if channel.account_ranks:
            found.append(f"{channel.name} belongs to guests, and an account keeps a rank in it")
        return found
    owner = state.accounts.get(channel.owner)
    if owner is None or state.is_room(channel.name):
        return [f"{channel.name} cannot belong to account {channel.owner}"]
    founders = [member.person for member in members if member.ranks & Rank.FOUNDER.bit]
    here = owner.person is not None and owner.person.id in channel.members
    if founders != ([owner.person] if here else []):
        found.append(f"{channel.name} is {owner.name}'s, and its founder is another one")
    if channel.main_administrator:
        found.append(f"{channel.name} belongs to an account, and somebody leads it all the same")
    return found + _kept_ranks_that_lie(state, channel)


def _kept_ranks_that_lie(state: State, channel: Channel) -> list[str]:
    found = []
    for number, ranks in channel.account_ranks.items():
        if number == channel.owner or not ranks or state.accounts.get(number) is None or ranks > 15:
            found.append(f"account {number} cannot keep {ranks} in {channel.name}")
    for member in channel.members.values():
        own = state.accounts.find(member.person.account or "")
        if own is not None and channel.account_ranks.get(own.id, 0) & ~member.ranks:
            found.append(f"{own.name} keeps ranks in {channel.name} that are not shown")
    return found


def _lists_that_lie(state: State, channel: Channel) -> list[str]:
    found = []
    for letter, entries in channel.lists.items():
        if not entries or any(mask != entry.mask for mask, entry in entries.items()):
            found.append(f"list {letter} of {channel.name} is not in order")
    for number, silenced in list(channel.mute_cache.items()):
        del channel.mute_cache[number]
        if number not in state.people or is_silenced(state, channel, state.people[number]) != silenced:
            found.append(f"{channel.name} remembers wrongly who may speak in it")
    return found


def _has_channel(state: State, number: int) -> bool:
    return number in state.channels or state.sleeping.get(number) is not None


def strangers(state: State, event: Event) -> list[str]:
    """Return the people and channels that an event names and that a state does not hold."""
    found = []
    if isinstance(event, PersonArrived | ChannelFounded):  # what it names comes to be by it
        return []
    for name in ("channel", "person"):
        number = getattr(event, name, 0)
        known = number in state.people if name == "person" else _has_channel(state, number)
        if number and not known:
            found.append(f"{name} {number} of {event}")
    for name in ("source", "killer"):
        source = getattr(event, name, None)
        if source is not None and source.person and source.person not in state.people:
            found.append(f"{name} of {event}")
    changes = getattr(event, "changes", ())
    found += [f"{its} of {event}" for its in changes if its.person and its.person not in state.people]
    return found
