"""Decide what the founder of a channel alone may do: appoint and dismiss administrators, bar somebody."""

from salon.core import refusals
from salon.core.commands import AppointAdministrator, ChangeModes, DismissAdministrator
from salon.core.context import Context
from salon.core.decisions.modes import change_modes
from salon.core.decisions.subjects import channel_of
from salon.core.events import ModeChange
from salon.core.modes import LETTERS_BY_RANK
from salon.core.ownership_refusals import LeadOfOneself
from salon.core.ranks import Rank
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome
from salon.core.state import Channel, Member, Person, State


def appoint(state: State, command: AppointAdministrator, context: Context) -> Decision:
    """Make a member an operator of the channel."""
    channel = channel_of(state, command.channel)
    member = member_called(state, channel, command.nick)
    if isinstance(member, Refusal):
        return [member]
    if member.rank >= Rank.OPERATOR:
        return [refusals.AlreadyAdministrator(member.person.nick)]
    return _change_ranks(state, channel, member, (Rank.OPERATOR,), context, adding=True)


def dismiss(state: State, command: DismissAdministrator, context: Context) -> Decision:
    """Take the ranks of an administrator from a member."""
    channel = channel_of(state, command.channel)
    member = member_called(state, channel, command.nick)
    if isinstance(member, Refusal):
        return [member]
    held = tuple(rank for rank in (Rank.ADMIN, Rank.OPERATOR) if member.ranks & rank.bit)
    if not held:
        return [refusals.NotAdministrator(member.person.nick)]
    if member.person is context.person:
        return [LeadOfOneself(channel.name)]
    return _change_ranks(state, channel, member, held, context, adding=False)


def _change_ranks(
    state: State, channel: Channel, member: Member, ranks: tuple[Rank, ...], context: Context, *, adding: bool
) -> Decision:
    changes = tuple(ModeChange(LETTERS_BY_RANK[rank], adding, member.person.nick) for rank in ranks)
    return change_modes(state, ChangeModes(channel.name, changes), context)


def ban(state: State, channel: Channel, person: Person, context: Context) -> list[Outcome]:
    """Return the bans that keep somebody out, or why they cannot be set."""
    changes = tuple(ModeChange("b", adding=True, parameter=mask) for mask in _masks_of(state, person))
    outcome = change_modes(state, ChangeModes(channel.name, changes), context)
    assert isinstance(outcome, list)  # noqa: S101 - modes need nothing from outside
    # A ban that is there is as good as a new one.
    return [its for its in outcome if not isinstance(its, refusals.ListEntryExists)]


def _masks_of(state: State, person: Person) -> list[str]:
    if person.account is not None:
        return [f"~a:{person.account}"]
    nick, host = f"{person.nick}!*@*", person.source.host
    others = (other for other in state.people.values() if other is not person)
    # A guest takes another nick at will, but not another host. Yet behind the same address may be a class:
    # whoever of it is here is not to be kept out with one of them.
    return [nick] if any(host in other.hosts for other in others) else [nick, f"*!*@{host}"]


def member_called(state: State, channel: Channel, nick: str) -> Member | Refusal:
    """Return somebody in a channel, or that nobody there is called so."""
    person = state.find_person(nick)
    if person is None or person.id not in channel.members:
        return refusals.TargetNotInChannel(nick if person is None else person.nick, channel.name)
    return channel.members[person.id]
