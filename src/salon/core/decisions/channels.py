"""Decide about channels: entering, leaving, inviting, putting out, topics, names."""

from hmac import compare_digest

from salon.core import events, refusals
from salon.core.addresses import place_of
from salon.core.channel_history import Past
from salon.core.commands import (
    Bar,
    Invite,
    JoinChannel,
    Kick,
    PartAllChannels,
    PartChannel,
    RenameChannel,
    SetTopic,
)
from salon.core.context import Context
from salon.core.decisions import presence
from salon.core.decisions.administrators import ban, member_called
from salon.core.decisions.bans import banned_refusal, is_invited
from salon.core.decisions.forbidden_names import forbidden_name_refusal
from salon.core.decisions.history import told_on_entry
from salon.core.decisions.kept_ranks import given_on_entry, owns_too_many, ranks_kept
from salon.core.decisions.metadata import shown_at_join
from salon.core.decisions.permissions import permission_refusal
from salon.core.decisions.speech import speech_refusal
from salon.core.decisions.subjects import channel_of
from salon.core.decisions.succession import after_leaving, is_forfeit, refound
from salon.core.join_refusals import JoinedTooFast, LoginNeededToJoin
from salon.core.name_refusals import NewNameForbidden
from salon.core.ranks import OWNER_RANKS, Rank, Right, highest, may
from salon.core.refusals import Refusal
from salon.core.replies import Decision, GuestsChannelFounded, Outcome
from salon.core.state import Channel, Member, Person, State
from salon.texts.visible import confined


def join_channel(state: State, command: JoinChannel, context: Context) -> Decision:
    """Let a person into a channel; the first who comes founds it, and the owner has their rank in it."""
    person = context.person
    awake = state.find_channel(command.channel)
    if (awake is not None and person.id in awake.members) or (command.logged_in and person.account is None):
        return []
    limit = state.rules.limits.channels_per_person
    if len(person.channels) >= limit:
        return [refusals.TooManyChannels(command.channel, limit)]
    channel = awake or state.find_sleeping(command.channel)
    # To wake a channel is to found it, for all whom it does not concern.
    refusal = _founding_refusal(state, command.channel, context) if awake is None else None
    if refusal is None and channel is not None:
        refusal = _entry_refusal(state, channel, person, command.key, context.now)
    if refusal is not None:
        return [refusal]
    if channel is None:
        return _found(state, command.channel, context)
    before, after = refound(state, channel, context)
    leads = not (channel.members or channel.owner or state.is_room(channel.name))
    ranks = Rank.OPERATOR.bit if leads else 0
    joined = _joined(channel.id, channel.name, ranks, context, main=leads)
    ranked = given_on_entry(state, channel, person, context.now)
    closures = [its.closure for its in before if isinstance(its, events.ClosureChanged)]
    hidden = channel.history.past is not Past.ALL and not is_forfeit(state, channel, context.now)
    closure = 0 if hidden else closures[-1] if closures else channel.closure
    kept = presence.joined(state, person, channel.id, closure)
    shown = shown_at_join(state, person, channel, context.now)
    fresh = is_forfeit(state, channel, context.now)
    told = told_on_entry(state, channel, person.told_histories, fresh=fresh)
    return [*before, joined, *shown, *kept, *ranked, *after, *told]


def _found(state: State, name: str, context: Context) -> list[Outcome]:
    """Return the founding of a channel: the account's, for who is logged in, as long as that may own more."""
    number, place, is_room = state.last_channel + 1, place_of(context.actor.address), state.is_room(name)
    account = state.account_of(context.person) if not is_room else None
    too_many = owns_too_many(state, account, name) if account is not None else None
    owner = account.id if account is not None and too_many is None else 0
    leads = not (owner or is_room)
    ranks = OWNER_RANKS if owner else Rank.OPERATOR.bit if leads else 0
    outcome: list[Outcome] = [
        events.ChannelFounded(number, name, context.now, place, owner),
        _joined(number, name, ranks, context, main=leads),
        *presence.joined(state, context.person, number, 0),
    ]
    if too_many is not None:
        outcome.append(GuestsChannelFounded(name, too_many.limit))
    new = Channel(number, name, "", context.now, "")
    return [*outcome, *told_on_entry(state, new, context.person.told_histories)]


def _joined(channel: int, name: str, ranks: int, context: Context, *, main: bool) -> events.MemberJoined:
    person = context.person
    return events.MemberJoined(
        *(person.source, channel, name, person.real_name, ranks, context.now), away=person.away, main=main
    )


def name_refusal(state: State, name: str) -> Refusal | None:
    """Tell why no channel can have a name."""
    problem = state.names.channel_problem(name, state.rules.limits.channel_length)
    return refusals.ChannelNameInvalid(name, problem) if problem is not None else None


def _founding_refusal(state: State, name: str, context: Context) -> Refusal | None:
    refusal = name_refusal(state, name) or forbidden_name_refusal(state, name)
    if refusal is not None:
        return refusal
    if state.channel_look_alikes.find(name) is not None:
        return refusals.ChannelLooksAlike(name)
    if state.founded_channels >= state.rules.limits.channels:
        return refusals.NoMoreChannels(name, state.rules.limits.channels)
    barred = permission_refusal(state.rules.people.found_channels, context.person)
    if barred is not None:
        return barred
    limit = state.rules.limits.channels_per_address
    founded = state.places.get(place_of(context.actor.address), 0)
    if limit and founded >= limit and not context.person.is_operator:
        return refusals.TooManyFounded(name, limit)
    return None


def _entry_refusal(state: State, channel: Channel, person: Person, key: str, now: int) -> Refusal | None:
    if channel.forbidden:
        return forbidden_name_refusal(state, channel.name)
    if person.is_operator or person.id in channel.invited or is_forfeit(state, channel, now):
        return None
    own = highest(ranks_kept(state, channel, person))
    if own is Rank.FOUNDER:
        return None
    banned = banned_refusal(state, channel, person)
    if banned is not None:
        return banned
    if may(own, Right.INVITE):
        return None
    # In constant time: how long a refusal takes does not tell how much of a guess was right.
    if channel.key and not compare_digest(key.encode(), channel.key.encode()):
        return refusals.WrongKey(channel.name)
    if not (channel.members or channel.owner):
        # No place is taken, and nobody could invite (`refound` sees to what is shown of the past).
        return None
    if "i" in channel.flags and not is_invited(state, channel, person):
        return refusals.InviteNeeded(channel.name)
    if channel.limit and len(channel.members) >= channel.limit:
        return refusals.ChannelFull(channel.name, channel.limit)
    return _strangers_refusal(state, channel, person, now)


def _strangers_refusal(state: State, channel: Channel, person: Person, now: int) -> Refusal | None:
    """Tell why a channel that defends itself does not let somebody in whom nobody has invited."""
    if "R" in channel.flags and person.account is None and not is_invited(state, channel, person):
        return LoginNeededToJoin(channel.name)
    wait = channel.throttle.wait(now) if channel.throttle is not None else 0
    return JoinedTooFast(channel.name, wait) if wait else None


def part_channel(state: State, command: PartChannel, context: Context) -> Decision:
    """Let a person out of a channel."""
    reason = confined(command.reason, state.rules.limits.kick_length)
    return _part(state, channel_of(state, command.channel), context.person, reason, context.now)


def part_all_channels(state: State, _command: PartAllChannels, context: Context) -> Decision:
    """Let a person out of every channel."""
    person = context.person
    return [
        outcome
        for channel in person.channels.values()
        for outcome in _part(state, channel, person, "", context.now)
    ]


def _part(state: State, channel: Channel, person: Person, reason: str, now: int) -> list[Outcome]:
    # Nobody takes leave with words who may not say any here.
    if speech_refusal(state, channel, person) is not None:
        reason = ""
    parted = events.MemberParted(person.source, channel.id, channel.name, reason, now)
    return [parted, *presence.left(state, person, channel.id), *after_leaving(state, channel, person, now)]


def set_topic(state: State, command: SetTopic, context: Context) -> Decision:
    """Set or clear the topic; with +t it takes a rank."""
    person, channel = context.person, channel_of(state, command.channel)
    if not (person.is_operator or may(channel.standing_of(person), Right.TOPIC)):
        if "t" in channel.flags:
            return [refusals.RankTooLow(channel.name, Right.TOPIC)]
        refusal = speech_refusal(state, channel, person)
        if refusal is not None:
            return [refusal]
    text = confined(command.text, state.rules.limits.topic_length)
    sequence = state.last_sequence + 1
    return [
        events.TopicChanged(
            person.source, channel.id, channel.name, text, sequence, context.now, channel.closure
        )
    ]


def invite(state: State, command: Invite, context: Context) -> Decision:
    """Invite somebody; into a channel for invited people, only who has the right may."""
    person, channel = context.person, channel_of(state, command.channel)
    guest = state.find_person(command.nick)
    if guest is None:
        return [refusals.NoSuchNick(command.nick)]
    if guest.id in channel.members:
        return [refusals.AlreadyInChannel(guest.nick, channel.name)]
    ranked = person.is_operator or may(channel.standing_of(person), Right.INVITE)
    if "i" in channel.flags and not ranked:
        return [refusals.RankTooLow(channel.name, Right.INVITE)]
    return [
        events.PersonInvited(
            person.source, channel.id, channel.name, guest.id, guest.nick, context.now, opens=ranked
        )
    ]


def kick(state: State, command: Kick, context: Context) -> Decision:
    """Put a member of a lower standing out of the channel."""
    channel = channel_of(state, command.channel)
    target = state.find_person(command.nick)
    if target is None:
        return [refusals.NoSuchNick(command.nick)]
    if target.id not in channel.members:
        return [refusals.TargetNotInChannel(target.nick, channel.name)]
    reason = confined(command.reason, state.rules.limits.kick_length)
    return put_out(state, channel, channel.members[target.id], reason, context)


def bar(state: State, command: Bar, context: Context) -> Decision:
    """Put a member of a lower standing out of the channel, and keep them out."""
    channel = channel_of(state, command.channel)
    member = member_called(state, channel, command.nick)
    if isinstance(member, Refusal):
        return [member]
    banned = ban(state, channel, member.person, context)
    if any(isinstance(outcome, Refusal) for outcome in banned):
        return banned
    return [*banned, *put_out(state, channel, member, "", context, banned=True)]


def put_out(
    state: State, channel: Channel, member: Member, reason: str, context: Context, *, banned: bool = False
) -> list[Outcome]:
    """Return how a member of a lower standing is put out of a channel, or why not."""
    person, target = context.person, member.person
    outranked = channel.standing_of(target) < channel.standing_of(person)
    if not (person.is_operator or target is person or outranked):
        return [refusals.TargetOutranks(channel.name, target.nick)]
    kicked = events.MemberKicked(
        person.source, channel.id, channel.name, target.id, target.nick, reason, context.now, banned
    )
    gone = presence.left(state, target, channel.id)
    return [kicked, *gone, *after_leaving(state, channel, target, context.now)]


def rename_channel(state: State, command: RenameChannel, context: Context) -> Decision:
    """Give the channel a name that is free; another spelling of its own name is free."""
    person, channel = context.person, channel_of(state, command.channel)
    if state.is_room(channel.name):
        return [refusals.RoomKeepsName(channel.name, command.new_name)]
    if channel.since and not person.is_operator:
        return [refusals.PastIsOlder(channel.name, command.new_name)]
    problem = state.names.channel_problem(command.new_name, state.rules.limits.channel_length)
    if problem is not None:
        return [refusals.NewNameInvalid(channel.name, command.new_name, problem)]
    if forbidden_name_refusal(state, command.new_name) is not None:
        return [NewNameForbidden(channel.name, command.new_name)]
    holder = state.find_channel(command.new_name)
    if holder is not None and (holder is not channel or command.new_name == channel.name):
        return [refusals.ChannelNameInUse(channel.name, command.new_name)]
    twin = state.channel_look_alikes.find(command.new_name, besides=channel)
    if twin is not None:
        return [refusals.NewNameLooksAlike(channel.name, command.new_name)]
    if state.find_sleeping(command.new_name) is not None:
        return [refusals.ChannelNameInUse(channel.name, command.new_name)]
    reason = confined(command.reason, state.rules.limits.kick_length)
    return [
        events.ChannelRenamed(person.source, channel.id, channel.name, command.new_name, reason, context.now)
    ]
