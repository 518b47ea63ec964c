"""Decide about server operators: becoming one, and what only they may do to the whole server."""

from salon.core import events, refusals
from salon.core.commands import BecomeOperator, Kill, Reload, Restart
from salon.core.context import Context
from salon.core.decisions import passwords
from salon.core.decisions.people import leave
from salon.core.decisions.succession import server_source
from salon.core.events import ModeChange
from salon.core.needs import LoadConfiguration, Need, StartAgain
from salon.core.replies import ConfigurationReloaded, Decision, Outcome
from salon.core.state import State
from salon.texts.visible import confined


def become_operator(state: State, command: BecomeOperator, context: Context) -> Decision:
    """Make the person a server operator, and show the host that the configuration gives."""
    operator = state.rules.operators.get(command.name)
    stored = operator.password if operator is not None else passwords.UNKNOWN_HASH
    # Whatever the name: an address that tries one operator's password after the other tries.
    problem = passwords.verify(stored, "operator", context, refusals.OperatorUnknown())
    if isinstance(problem, Need):
        return problem
    if problem is not None or operator is None:
        return [problem or refusals.OperatorUnknown()]
    person = context.person
    # Operators read WALLOPS. Of `o` they are told again, who are operators already.
    letters = "o" if "w" in person.modes else "ow"
    changes = tuple(ModeChange(letter, adding=True) for letter in letters)
    outcome: list[Outcome] = [events.OperatorGranted(person.source, command.name, changes, context.now)]
    if operator.host and operator.host != person.source.host:
        outcome.append(events.HostChanged(person.source, person.source.username, operator.host, context.now))
    return outcome


def kill(state: State, command: Kill, context: Context) -> Decision:
    """End somebody's presence on the server."""
    target = state.find_person(command.nick)
    if target is None:
        return [refusals.NoSuchNick(command.nick)]
    killer = context.person.source if context.actor.person is not None else server_source(state)
    reason = confined(command.reason, state.rules.limits.kick_length)
    return leave(state, target, f"Killed ({killer.nick} ({reason}))", context.now, killer)


def reload_configuration(_state: State, _command: Reload, context: Context) -> Decision:
    """Have the configuration read again, and say whether the new one was taken."""
    need = LoadConfiguration()
    problem = context.answer_to(need)
    if problem is None:
        return need
    return [refusals.ReloadFailed(problem) if problem else ConfigurationReloaded()]


def restart(_state: State, _command: Restart, _context: Context) -> Decision:
    """Have the server stopped and started again."""
    return StartAgain()
