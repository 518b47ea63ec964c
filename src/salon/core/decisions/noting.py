"""Note in the log of moderation what was decided: one act for each command that came to something.

It is found in the events themselves, so no decision has to think of it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from salon.core import account_events, commands, events
from salon.core.acts import Act, ActKind, ActNoted, Reversal
from salon.core.context import Context
from salon.core.decisions.sessions import ENDED_BY_OPERATOR
from salon.core.forbidden_names import ChannelNameAllowed, ChannelNameForbidden
from salon.core.masks import MUTE, parse_extended
from salon.core.message_events import MessageRedacted
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.ranks import highest
from salon.core.replies import Decision, MetadataTakenAway, Outcome, SanctionDone, UndoDone
from salon.core.server_bans import ServerBanLifted, ServerBanSet
from salon.core.state import Channel, State
from salon.texts.visible import confined

DAY = 86_400_000
"""Milliseconds."""

Decide = Callable[[State, Any, Context], Decision]


class What(NamedTuple):
    """What an act was, without who did it, when and where."""

    kind: ActKind
    target: str = ""
    detail: str = ""
    reason: str = ""
    until: int = 0
    reversal: Reversal | None = None
    undoes: int = 0


def noted(decide: Decide) -> Decide:
    """Return a decision that notes what comes of a command, in front of it: before a channel can be gone."""

    def decide_and_note(state: State, command: Any, context: Context) -> Decision:
        decision = decide(state, command, context)
        if not isinstance(decision, list) or not any(isinstance(its, events.Event) for its in decision):
            return decision
        # A command about an account has a name, too, but that is none of a channel.
        channel = state.find_channel(getattr(command, "channel", "") or getattr(command, "target", ""))
        what = (
            _by_event(command, decision)
            if channel is None or isinstance(command, commands.RedactMessage)
            else _in_channel(state, channel, command, context, decision)
        )
        return decision if what is None else [_act(state, channel, what, context), *decision]

    return decide_and_note


def _act(state: State, channel: Channel | None, what: What, context: Context) -> ActNoted:
    person, policy = context.actor.person, state.rules.moderation
    return ActNoted(
        channel=channel.id if channel is not None else 0,
        name=channel.name if channel is not None else "",
        nick=context.name,
        account=(person.account or "") if person is not None else "",
        time=context.now,
        keep=policy.log_entries,
        since=max(context.now - policy.log_days * DAY, 0),
        **what._replace(reason=confined(what.reason, state.rules.limits.kick_length))._asdict(),
    )


# --- what one event says --------------------------------------------------------------------------------


def _by_event(command: Any, outcome: list[Outcome]) -> What | None:
    for its in outcome:
        found = _BY_EVENT.get(type(its))
        what = found(command, its) if found is not None else None
        if what is not None:
            return what
    return None


def _ended(
    command: commands.Kill | commands.EndSession, event: events.PersonLeft | events.SessionDetached
) -> What | None:
    if isinstance(command, commands.EndSession):
        # One's own connections are nobody's business; one that speaks for nobody has no name to note.
        if event.source is None or event.reason != ENDED_BY_OPERATOR:
            return None
        return What(ActKind.SESSION_END, event.source.nick)
    if event.killer is None or event.source is None:
        return None
    return What(ActKind.KILL, event.source.nick, reason=command.reason)


def _suspended(command: commands.SuspendAccount, event: account_events.AccountSuspended) -> What:
    return What(ActKind.ACCOUNT_SUSPEND if event.suspended else ActKind.ACCOUNT_RESTORE, command.name)


def _made_operator(
    command: commands.SetAccountOperator, event: account_events.AccountOperatorChanged
) -> What:
    return What(ActKind.OPERATOR_ADD if event.operator else ActKind.OPERATOR_REMOVE, command.name)


def _redacted(_command: commands.RedactMessage, event: MessageRedacted) -> What | None:
    """Return whose message somebody else has deleted; one's own is nobody's business."""
    return What(ActKind.REDACT, event.author, reason=event.reason) if event.author else None


def _erased(command: commands.DropAccount, event: account_events.AccountErased) -> What:
    # Whoever is erased is not to be named by the log that says so.
    keeps = event.messages is account_events.Remains.KEEP
    return What(ActKind.ACCOUNT_DROP, command.name if keeps else account_events.ERASED)


_BY_EVENT: dict[type[object], Callable[[Any, Any], What | None]] = {
    MessageRedacted: _redacted,
    MetadataTakenAway: lambda _, reply: What(ActKind.METADATA, reply.target, ", ".join(reply.keys)),
    ServerBanSet: lambda _, event: What(
        ActKind.SERVER_BAN, event.mask, reason=event.reason, until=event.until
    ),
    ServerBanLifted: lambda _, event: What(ActKind.SERVER_UNBAN, event.mask),
    ChannelNameForbidden: lambda _, event: What(ActKind.NAME_FORBID, event.mask, reason=event.reason),
    ChannelNameAllowed: lambda _, event: What(ActKind.NAME_ALLOW, event.mask),
    events.PersonLeft: _ended,
    events.SessionDetached: _ended,
    account_events.AccountSuspended: _suspended,
    account_events.AccountOperatorChanged: _made_operator,
    account_events.AccountRenamed: lambda its, event: What(ActKind.ACCOUNT_RENAME, its.name, event.name),
    account_events.AccountErased: _erased,
    account_events.EmailChanged: lambda its, _: What(ActKind.ACCOUNT_EMAIL, its.name),
    account_events.AccountVerified: lambda its, _: What(ActKind.ACCOUNT_CONFIRM, its.name),
    account_events.PasswordChanged: lambda its, _: What(ActKind.ACCOUNT_PASSWORD, its.name),
}

# --- in a channel ---------------------------------------------------------------------------------


def _in_channel(
    state: State, channel: Channel, command: Any, context: Context, outcome: list[Outcome]
) -> What | None:
    person = context.actor.person
    number = person.id if person is not None else 0
    changes = [
        change
        for its in outcome
        if isinstance(its, events.ModesChanged) and its.source.person == number
        for change in its.changes
    ]
    reversal = _reversal(channel, changes, outcome)
    for its in outcome:
        if isinstance(its, UndoDone):
            act = its.act
            detail = f"{act.kind} {_letters(act)}".rstrip()
            return What(
                ActKind.UNDO, act.target, detail, reversal=reversal if changes else None, undoes=act.number
            )
        if isinstance(its, SanctionDone):
            return _sanctioned(its, channel, command, changes, reversal)
        if isinstance(its, ChannelOwnerChanged):
            return What(ActKind.OWNER, its.account)
        if isinstance(its, events.ChannelRenamed):
            return What(ActKind.RENAME, its.new_name, its.name, its.reason)
    if isinstance(command, commands.SetAccess):
        return _kept(state, channel, outcome)
    kicked = next((its for its in outcome if isinstance(its, events.MemberKicked)), None)
    if kicked is not None:
        if not changes:
            return What(ActKind.KICK, kicked.nick, reason=kicked.reason)
        return What(ActKind.BAN, kicked.nick, _masks(changes), kicked.reason, reversal=reversal)
    if any(change.letter == "q" for change in getattr(command, "changes", ())):
        heir = next((its for its in outcome if isinstance(its, events.MainAdministratorChanged)), None)
        return What(ActKind.OWNER, heir.nick) if heir is not None else None
    return _modes(channel, changes, reversal) if changes else None


def _letters(act: Act) -> str:
    """Return the letters, with their signs, of modes or ranks that an act has changed, or has set back."""
    if act.kind is ActKind.UNDO:
        return act.detail.partition(" ")[2]
    return act.detail if act.kind in {ActKind.MODE, ActKind.RANK} else ""


def _sanctioned(
    reply: SanctionDone,
    channel: Channel,
    command: commands.Sanction | commands.LiftSanction,
    changes: list[events.ModeChange],
    reversal: Reversal,
) -> What:
    if isinstance(command, commands.LiftSanction):
        kind = ActKind.UNMUTE if reply.muting else ActKind.UNBAN
        reason, until = _ending(channel, changes)
        return What(kind, reply.nick, _masks(changes), reason, until, reversal)
    kind = ActKind.MUTE if reply.muting else ActKind.BAN
    return What(kind, reply.nick, _masks(changes), command.reason, reply.until, reversal)


def _kept(state: State, channel: Channel, outcome: list[Outcome]) -> What | None:
    """Return what changed of the ranks that accounts keep: it shows in the modes of whoever is here, too."""
    for its in outcome:
        account = state.accounts.get(its.account) if isinstance(its, RankKept) else None
        if isinstance(its, RankKept) and account is not None:
            before = channel.account_ranks.get(its.account, 0)
            rank = highest(its.ranks).name.lower().replace("_", "-")
            return What(
                ActKind.ACCESS, account.name, rank, reversal=Reversal(account=account.id, ranks=before)
            )
    return None


def _modes(channel: Channel, changes: list[events.ModeChange], reversal: Reversal) -> What:
    signs = {(change.letter, change.adding) for change in changes}
    if signs in ({("b", True)}, {("b", False)}):
        muting = {_is_mute(change.parameter) for change in changes} == {True}
        adding = signs == {("b", True)}
        if adding:
            return What(ActKind.MUTE if muting else ActKind.BAN, _masks(changes), reversal=reversal)
        reason, until = _ending(channel, changes)
        return What(ActKind.UNMUTE if muting else ActKind.UNBAN, _masks(changes), "", reason, until, reversal)
    ranks = all(CHANNEL_MODES[change.letter] is ModeKind.RANK for change in changes)
    letters = sign = ""
    for change in changes:
        before, sign = sign, "+" if change.adding else "-"
        letters += change.letter if sign == before else f"{sign}{change.letter}"
    # A key opens the channel to whoever reads the log later.
    shown = ["*" if change.letter == "k" else change.parameter for change in changes]
    return What(ActKind.RANK if ranks else ActKind.MODE, _joined(shown), letters, reversal=reversal)


def _is_mute(mask: str) -> bool:
    extended = parse_extended(mask)
    return extended is not None and extended.kind == MUTE


def _masks(changes: list[events.ModeChange]) -> str:
    return _joined(change.parameter for change in changes if change.letter == "b")


def _joined(words: Iterable[str]) -> str:
    return ",".join(dict.fromkeys(filter(None, words)))


def _ending(channel: Channel, changes: list[events.ModeChange]) -> tuple[str, int]:
    """Return why bans that are lifted were set, and until when: those of the last that has either."""
    reason, until = "", 0
    for change in changes:
        entry = channel.lists.get("b", {}).get(change.parameter)
        if entry is not None and (entry.reason or entry.until):
            reason, until = entry.reason, entry.until
    return reason, until


def _reversal(channel: Channel, changes: list[events.ModeChange], outcome: list[Outcome]) -> Reversal:
    """Return what makes all be as it is before the changes, in the opposite order."""
    noted = {its.mask for its in outcome if isinstance(its, events.SanctionNoted)}
    noted |= {change.parameter for change in changes if change.letter == "b" and not change.adding}
    entries = channel.lists.get("b", {})
    ends = ((mask, entries[mask].until, entries[mask].reason) for mask in sorted(noted) if mask in entries)
    kept = [
        (its.account, channel.account_ranks.get(its.account, 0))
        for its in outcome
        if isinstance(its, RankKept)
    ]
    account, ranks = kept[0] if len(kept) == 1 else (0, 0)
    opposite = tuple(_opposite(channel, change) for change in reversed(changes))
    return Reversal(opposite, tuple(ends), account, ranks)


def _opposite(channel: Channel, change: events.ModeChange) -> events.ModeChange:
    all_before = {"k": channel.key, "l": str(channel.limit or ""), "j": str(channel.throttle or "")}
    all_before["H"] = str(channel.history)
    before = all_before.get(change.letter, "")
    if before:
        return events.ModeChange(change.letter, adding=True, parameter=before)
    return events.ModeChange(change.letter, not change.adding, change.parameter, change.person)
