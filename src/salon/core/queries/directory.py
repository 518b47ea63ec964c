"""Who is in the directory, and who of it is here."""

from collections.abc import Iterator

from salon.core.machines import Machine
from salon.core.state import State


def all_machines(state: State) -> Iterator[Machine]:
    """Give the machines in the order in which they came first; they may come and go meanwhile."""
    for host in list(state.machines):
        machine = state.machines.get(host)
        if machine is not None:
            yield machine


def is_online(state: State, machine: Machine, now: int) -> bool:
    """Return whether a machine is here: it has not left, and it said something lately or is connected."""
    if not machine.online:
        return False
    if now - machine.seen < state.rules.presence_seconds * 1000:
        return True
    session = state.sessions.get(machine.session)
    return session is not None and session.machine == machine.host and session.address == machine.address


def is_taken(state: State, own: Machine, name: str, now: int) -> bool:
    """Return whether another machine that is here is called so."""
    return any(
        machine.host != own.host and is_online(state, machine, now) for machine in state.machines.called(name)
    )
