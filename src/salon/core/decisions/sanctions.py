"""Decide about bans and mutes of people: whom they hit, for how long, and when they end by themselves."""

from collections.abc import Iterator

from salon.core import refusals, sanction_refusals
from salon.core.commands import ChangeModes, LiftSanction, Sanction
from salon.core.context import Context
from salon.core.decisions.channels import put_out
from salon.core.decisions.modes import change_modes
from salon.core.decisions.subjects import channel_of
from salon.core.decisions.succession import server_source
from salon.core.events import Event, ModeChange, ModesChanged, SanctionNoted
from salon.core.masks import mask_test, normalise_mask
from salon.core.queries.people import departed
from salon.core.refusals import Refusal
from salon.core.replies import Decision, Outcome, SanctionDone
from salon.core.sanction_events import PersonSanctioned
from salon.core.state import Channel, Person, State
from salon.texts.visible import confined

MUTING = "~m:"

MOST_NAMED = 20
"""How many people are named whom a ban would hit, too."""


def sanction(state: State, command: Sanction, context: Context) -> Decision:
    """Ban somebody, who is put out of the channel, or silence them in it."""
    channel, target = channel_of(state, command.channel), state.find_person(command.nick)
    refusal = _sanction_refusal(state, command, channel, target, context)
    if refusal is not None:
        return [refusal]
    masks = _masks(state, command.nick, target, muting=command.muting, by_address=command.by_address)
    changes = tuple(ModeChange("b", adding=True, parameter=mask) for mask in masks)
    changed = change_modes(state, ChangeModes(channel.name, changes), context)
    assert isinstance(changed, list)  # noqa: S101 - modes need nothing from outside
    outcome: list[Outcome] = []
    set_or_there = []
    for its in changed:
        # A ban that is there gets another end, and another reason.
        if isinstance(its, refusals.ListEntryExists):
            set_or_there.append(its.mask)
        elif isinstance(its, Refusal):
            return [its]
        else:
            outcome.append(its)
            if isinstance(its, ModesChanged):
                set_or_there += [change.parameter for change in its.changes]
    until = context.now + command.seconds * 1000 if command.seconds else 0
    reason = confined(command.reason, state.rules.limits.kick_length)
    outcome += [SanctionNoted(channel.id, mask, until, reason) for mask in set_or_there]
    member = channel.members.get(target.id) if target is not None else None
    if member is not None:
        source, number = context.person.source, member.person.id
        outcome.append(
            PersonSanctioned(source, channel.id, channel.name, number, command.muting, until, reason)
        )
        if not command.muting:
            outcome += put_out(state, channel, member, reason, context, banned=not until)
    nick = command.nick if target is None else target.nick
    done = SanctionDone(channel.name, nick, muting=command.muting, until=until, masks=tuple(set_or_there))
    return [*outcome, done]


def _sanction_refusal(
    state: State, command: Sanction, channel: Channel, target: Person | None, context: Context
) -> Refusal | None:
    person = context.person
    if target is None:
        return _absent_refusal(state, command, person)
    if target is person:
        return sanction_refusals.SanctionOfOneself(channel.name)
    outranked = channel.standing_of(target) < channel.standing_of(person)
    if not (outranked or person.is_operator):
        return refusals.TargetOutranks(channel.name, target.nick)
    if command.by_address and not command.sure:
        hosts = set(_hosts(target))
        others = [
            its.nick for its in state.people.values() if its is not target and hosts.intersection(its.hosts)
        ]
        if others:
            return sanction_refusals.AddressShared(target.nick, tuple(others[:MOST_NAMED]))
    return None


def _absent_refusal(state: State, command: Sanction, person: Person) -> Refusal | None:
    """Tell why nobody who is not here can be meant: neither who has left, nor an account, nor a mask."""
    nick = command.nick
    if command.by_address:
        return refusals.NoSuchNick(nick)
    if _account_called(state, nick) is not None:
        return None
    if _is_nick(state, nick):
        return None if departed(state, nick) else sanction_refusals.NobodyToSanction(nick)
    mask = normalise_mask(nick, state.names)
    if mask is None or mask.startswith(MUTING):
        return refusals.NoSuchNick(nick)
    if mask_test(mask, state.names).concerns(person.masks, person.account):
        return sanction_refusals.SanctionHitsOneself(nick)
    return None


def _is_nick(state: State, text: str) -> bool:
    return state.names.nick_problem(text, state.rules.limits.nick_length) is None


def _account_called(state: State, name: str) -> str | None:
    known = state.accounts.find(name)
    return known.name if known is not None and known.verified else None


def _masks(
    state: State, nick: str, target: Person | None, *, muting: bool, by_address: bool = False
) -> list[str]:
    """Return the masks that mean somebody: by the account, or else by the nick; and by the host.

    What is no nick is a mask itself.
    """
    account = target.account if target is not None else _account_called(state, nick)
    by_nick = f"{nick}!*@*" if target is not None or _is_nick(state, nick) else nick
    masks = [by_nick if account is None else f"~a:{account}"]
    if by_address and target is not None:
        masks += [f"*!*@{host}" for host in _hosts(target)]
    return [f"{MUTING}{mask}" if muting else mask for mask in masks]


def _hosts(target: Person) -> list[str]:
    """Return the hosts that a sanction by address means: of a server operator no more than what all see."""
    return [target.source.host] if target.is_operator else target.hosts


def lift(state: State, command: LiftSanction, context: Context) -> Decision:
    """Lift every ban, or mute, that means somebody by the account, the nick, or the host."""
    channel, target = channel_of(state, command.channel), state.find_person(command.nick)
    wanted = {
        normalise_mask(mask, state.names)
        for mask in (
            *_masks(state, command.nick, target, muting=command.muting, by_address=True),
            # A guest who has an account since, or none any more.
            *_masks(state, command.nick, None, muting=command.muting),
            f"{MUTING if command.muting else ''}{command.nick}!*@*",
            # As lists spell it.
            command.nick if command.nick.startswith(MUTING) is command.muting else "",
        )
    }
    found = tuple(
        ModeChange("b", adding=False, parameter=mask) for mask in channel.lists.get("b", {}) if mask in wanted
    )
    if not found:
        return [sanction_refusals.NotSanctioned(channel.name, command.nick)]
    changed = change_modes(state, ChangeModes(channel.name, found), context)
    assert isinstance(changed, list)  # noqa: S101 - modes need nothing from outside
    return [*changed, SanctionDone(channel.name, command.nick, muting=command.muting, lifted=True)]


def lift_expired(state: State, now: int) -> Iterator[Event]:
    """Yield the end of bans and mutes whose time is over."""
    for number in list(state.expiring):
        channel = state.channels[number]
        over = tuple(
            ModeChange("b", adding=False, parameter=entry.mask)
            for entry in channel.lists["b"].values()
            if 0 < entry.until <= now
        )
        if over:
            yield ModesChanged(server_source(state), number, channel.name, over, now)
