"""Decide about the directory of machines: who is listed, under which name, at which address."""

from collections.abc import Callable, Iterator

from salon.core import refusals
from salon.core.commands import (
    AnnounceMachine,
    ConfirmDirectory,
    LeaveDirectory,
    ShowDirectory,
    StopServer,
    TakePseudonym,
)
from salon.core.decisions.lengths import cut
from salon.core.events import MachineListed, PasswordRefused
from salon.core.replies import (
    Decision,
    DirectoryShown,
    EndServer,
    LookUpName,
    PseudonymTaken,
    VerifyPassword,
)
from salon.core.state import Machine, Session, State

FREE_TRIES = 3
"""Wrong passwords that an address may give before it has to wait."""

LONGEST_WAIT = 3600
"""The longest wait after wrong passwords, in seconds."""

HOST_LENGTH = 253
"""Longest host name in the DNS (RFC 1035, 2.3.4, without the root)."""

PSEUDONYM_LENGTH = 64
"""Longest pseudonym, in bytes: that of a nick."""


def is_online(machine: Machine, now: int, presence_seconds: int) -> bool:
    """Tell whether a machine is here: it has not left, and has not been silent for too long."""
    return machine.online and now - machine.seen < presence_seconds * 1000


def announce_machine(
    state: State, command: AnnounceMachine, actor: Session, now: int, _new_id: Callable[[], int]
) -> Decision:
    """List the machine at the other end, and mark it as online."""
    if not command.host:
        return LookUpName(actor.address, AnnounceMachine)
    host = next(_free_names(state, cut(command.host, HOST_LENGTH), actor.address, now))
    known = state.machines.get(host)
    pseudonym = known.pseudonym if known is not None else host
    return [MachineListed(host, pseudonym, actor.address, online=True, time=now, session=actor.id)]


def _free_names(state: State, host: str, address: str, now: int) -> Iterator[str]:
    """Return the names that a machine may have, best first.

    Its own; that of an entry that is offline, for then it has moved; else one with a number behind.
    """
    name, number = host, 1
    while True:
        known = state.machines.get(name)
        if (
            known is None
            or known.address == address
            or not is_online(known, now, state.rules.presence_seconds)
        ):
            yield name
        number += 1
        name = f"{host}~{number}"


def take_pseudonym(
    state: State, command: TakePseudonym, actor: Session, now: int, _new_id: Callable[[], int]
) -> Decision:
    """Give one's machine another pseudonym; the same as another's is told from it by the machine's name."""
    machine = state.machines[actor.machine]
    pseudonym = cut(command.pseudonym, PSEUDONYM_LENGTH) or machine.host
    listed = MachineListed(machine.host, pseudonym, machine.address, online=True, time=now, session=actor.id)
    holder = state.find_person(pseudonym)
    of_person = holder is not None and holder is not actor.person
    return [listed, PseudonymTaken(machine.pseudonym, pseudonym, of_person)]


def leave_directory(
    state: State, _command: LeaveDirectory, actor: Session, now: int, _new_id: Callable[[], int]
) -> Decision:
    """Mark one's machine as offline."""
    machine = state.machines[actor.machine]
    return [MachineListed(machine.host, machine.pseudonym, machine.address, online=False, time=now)]


def guarded(
    state: State, command: ShowDirectory | StopServer, actor: Session, now: int, _new_id: Callable[[], int]
) -> Decision:
    """Have the directory's password verified, unless the address has been wrong too often."""
    if not state.rules.directory_password:
        return [refusals.NoDirectoryPassword()]
    wait = _seconds_to_wait(state, actor.address, now)
    if wait > 0:
        return [refusals.TooManyTries(wait)]
    return VerifyPassword(
        state.rules.directory_password,
        command.password,
        lambda verified: ConfirmDirectory(command, verified=verified),
    )


def _seconds_to_wait(state: State, address: str, now: int) -> int:
    """Return how long an address has to wait: twice as long after each wrong try beyond the free ones."""
    tries = state.tries.get(address)
    if tries is None or tries.wrong < FREE_TRIES:
        return 0
    wait: int = min(2 ** (tries.wrong - FREE_TRIES), LONGEST_WAIT)
    return max(0, -((now - tries.last) // 1000 - wait))


def confirm_directory(
    _state: State, command: ConfirmDirectory, actor: Session, now: int, _new_id: Callable[[], int]
) -> Decision:
    """Do what the password was for."""
    if not command.verified:
        return [PasswordRefused(actor.address, now), refusals.WrongServerPassword()]
    return EndServer() if isinstance(command.wish, StopServer) else [DirectoryShown()]
