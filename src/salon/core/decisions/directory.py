"""Decide about the directory of machines: who is listed, under which name, at which address."""

import itertools

from salon.core import refusals
from salon.core.commands import AnnounceMachine, LeaveDirectory, ShowDirectory, StopServer, TakePseudonym
from salon.core.context import Context
from salon.core.decisions import passwords
from salon.core.decisions.consent import relisted
from salon.core.decisions.people import nick_refusal, reserved_refusal
from salon.core.events import MachineForgotten, MachineListed
from salon.core.machines import Machine
from salon.core.needs import EndServer, LookUpName
from salon.core.queries.directory import is_online, is_taken
from salon.core.refusals import Refusal
from salon.core.replies import Decision, DirectoryShown, Outcome, PseudonymTaken
from salon.core.state import Session, State
from salon.texts.cut import cut

HOST_LENGTH = 253
"""Longest host name in the DNS (RFC 1035, 2.3.4, without the root)."""

MS_PER_DAY = 86_400_000

MACHINES_LISTED = 10_000
"""Entries of the directory; beyond them who was seen least lately is forgotten."""


def announce_machine(state: State, _command: AnnounceMachine, context: Context) -> Decision:
    """List the machine at the other end, and mark it as online."""
    address = context.actor.address
    need = LookUpName(address)
    name = context.answer_to(need)
    if name is None:
        return need
    host = _host_of(state, cut(name, HOST_LENGTH), address, context.now)
    outcome: list[Outcome] = [MachineForgotten(machine.host) for machine in _outdated(state, context.now)]
    known = state.machines.get(host)
    if known is None:
        # Under its address, for a while ago its name could not be found; else there has to be room.
        known = state.machines.get(address)
        forgotten = known or _least_lately_seen(state)
        if forgotten is not None:
            outcome.append(MachineForgotten(forgotten.host))
    pseudonym = host
    if known is not None and known.pseudonym != address and _may_keep(state, known, context.now):
        pseudonym = known.pseudonym
    if context.actor.person is not None:
        person = context.actor.person.id
    else:
        person = known.person if known is not None else 0
    outcome.append(
        MachineListed(
            host,
            pseudonym,
            address,
            online=True,
            time=context.now,
            session=context.actor.id,
            person=person,
        )
    )
    return outcome


def _outdated(state: State, now: int) -> list[Machine]:
    """Return some of the machines that have not been heard of for long, so that none stays for ever."""
    kept = state.rules.machine_days * MS_PER_DAY
    return [machine for machine in state.machines.oldest() if now - machine.seen >= kept]


def _host_of(state: State, host: str, address: str, now: int) -> str:
    """Return the name under which a machine is listed.

    The one that it has; else its own, unless the machine that has that is here too; else one with a number.
    """
    machines = state.machines
    if host == address:
        own = machines.at(address)
        return max(own, key=lambda machine: machine.seen).host if own else host
    names = itertools.chain((host,), (f"{host}~{number}" for number in itertools.count(2)))
    namesakes = list(itertools.takewhile(machines.__contains__, names))
    for name in namesakes:
        if machines[name].address == address:
            return name
    for name in namesakes:
        if not is_online(state, machines[name], now):
            return name  # it has moved
    return f"{host}~{len(namesakes) + 1}" if namesakes else host


def _least_lately_seen(state: State) -> Machine | None:
    return state.machines.oldest()[0] if len(state.machines) >= MACHINES_LISTED else None


def _may_keep(state: State, machine: Machine, now: int) -> bool:
    """Tell whether a machine still has its pseudonym: while it was away another may have taken it."""
    return is_online(state, machine, now) or not is_taken(state, machine, machine.pseudonym, now)


def take_pseudonym(state: State, command: TakePseudonym, context: Context) -> Decision:
    """Give one's machine another pseudonym: a nick that is nobody else's."""
    machine, pseudonym = state.machines.get(context.actor.machine), command.pseudonym
    if machine is None or machine.address != context.actor.address:
        return []  # not announced, or forgotten since
    if pseudonym not in {machine.pseudonym, machine.host}:
        person = context.actor.person
        account = person.account if person is not None else None
        refusal = nick_refusal(state, pseudonym, person, account)
        refusal = refusal or reserved_refusal(state, pseudonym, account)
        if isinstance(refusal, refusals.NickInvalid):
            return [refusal]
        if refusal is not None or is_taken(state, machine, pseudonym, context.now):
            return [refusals.PseudonymInUse(pseudonym)]
    return [
        relisted(machine, context.now, pseudonym=pseudonym, online=True, session=context.actor.id),
        PseudonymTaken(machine.pseudonym, pseudonym),
    ]


def leave_directory(state: State, command: LeaveDirectory, context: Context) -> Decision:
    """Mark one's machine as offline, or have it forgotten."""
    machines = _machines_of(state, context.actor)
    if command.forget:
        return [MachineForgotten(machine.host) for machine in machines]
    return [relisted(machine, context.now, online=False, session=0) for machine in machines]


def _machines_of(state: State, actor: Session) -> list[Machine]:
    """Return the entry that came by a session, or those of its address that are called as its person."""
    machine = state.machines.get(actor.machine)
    if machine is not None and machine.address == actor.address:
        return [machine]
    if actor.person is None:
        return []
    return [its for its in state.machines.called(actor.person.nick) if its.address == actor.address]


def show_directory(state: State, _command: ShowDirectory, context: Context) -> Decision:
    """Show the whole directory, to whoever knows its password."""
    return _guarded(state, context) or [DirectoryShown()]


def stop_server(state: State, _command: StopServer, context: Context) -> Decision:
    """Stop the server, for whoever knows the directory's password."""
    return _guarded(state, context) or EndServer()


def _guarded(state: State, context: Context) -> Decision | None:
    """Have the directory's password verified, or refuse to; None: it is right."""
    stored = state.rules.directory_password
    if not stored:
        return [refusals.NoDirectoryPassword()]
    problem = passwords.verify(stored, "directory", context, refusals.WrongServerPassword())
    return [problem] if isinstance(problem, Refusal) else problem
