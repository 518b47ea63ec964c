"""Decide about server operators: becoming one, and what only they may do to the whole server."""

from collections.abc import Callable

from salon.core import events, refusals
from salon.core.commands import (
    BecomeOperator,
    ConfirmOperator,
    ConfirmReload,
    Kill,
    Reload,
    Restart,
)
from salon.core.decisions.people import leave
from salon.core.decisions.subjects import person_of
from salon.core.events import ModeChange
from salon.core.replies import (
    ConfigurationReloaded,
    Decision,
    LoadConfiguration,
    Outcome,
    StartAgain,
    VerifyPassword,
)
from salon.core.state import Session, State

UNKNOWN_OPERATOR_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2Fsb25zYWxvbnNhbG9u$L8vLZtJGCVmUf4Tg0M0v0xGQhPBG2nHZkqHfWHqJx0w"
)
"""Verified for a name that is no operator's, so that an answer takes as long as for one that is."""


def become_operator(
    state: State, command: BecomeOperator, _actor: Session, _now: int, _new_id: Callable[[], int]
) -> Decision:
    """Have the operator's password verified."""
    operator = state.rules.operators.get(command.name)
    known = operator is not None
    return VerifyPassword(
        operator.password if operator is not None else UNKNOWN_OPERATOR_HASH,
        command.password,
        lambda verified: ConfirmOperator(command.name, verified=verified and known),
    )


def confirm_operator(
    state: State, command: ConfirmOperator, actor: Session, now: int, _new_id: Callable[[], int]
) -> Decision:
    """Make the person a server operator, and show the host that the configuration gives."""
    operator = state.rules.operators.get(command.name)
    person = actor.person
    if person is None or operator is None or not command.verified:
        return [refusals.OperatorUnknown()]
    outcome: list[Outcome] = [events.OperatorGranted(person.source, command.name, now)]
    if "w" not in person.modes:
        change = ModeChange("w", adding=True)
        outcome.append(events.UserModesChanged(person.source, (change,), now))
    if operator.host and operator.host != person.source.host:
        outcome.append(events.HostChanged(person.source, person.source.username, operator.host, now))
    return outcome


def kill(state: State, command: Kill, actor: Session, now: int, _new_id: Callable[[], int]) -> Decision:
    """End somebody's presence on the server."""
    target = state.find_person(command.nick)
    if target is None:
        return [refusals.NoSuchNick(command.nick)]
    killer = person_of(actor).source
    return leave(state, target, f"Killed ({killer.nick} ({command.reason}))", now, killer)


def reload_configuration(
    _state: State, _command: Reload, _actor: Session, _now: int, _new_id: Callable[[], int]
) -> Decision:
    """Have the configuration read again."""
    return LoadConfiguration(ConfirmReload)


def confirm_reload(
    _state: State, command: ConfirmReload, _actor: Session, _now: int, _new_id: Callable[[], int]
) -> Decision:
    """Say whether the new configuration was taken."""
    if command.problem:
        return [refusals.ReloadFailed(command.problem)]
    return [ConfigurationReloaded()]


def restart(
    _state: State, _command: Restart, _actor: Session, _now: int, _new_id: Callable[[], int]
) -> Decision:
    """Have the server stopped and started again."""
    return StartAgain()
