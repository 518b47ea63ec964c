"""Decide what becomes of the directory's entries that rest on somebody's consent (`/annuaire on`).

They are told while that person is here, under the nick that the person has.
"""

from msgspec import structs

from salon.core.events import MachineForgotten, MachineListed
from salon.core.machines import Machine
from salon.core.queries.directory import is_taken
from salon.core.state import Person, Session, State


def relisted(machine: Machine, now: int, **changes: object) -> MachineListed:
    """Return that a machine is listed as it was, but for the changes."""
    listed = MachineListed(
        machine.host,
        machine.pseudonym,
        machine.address,
        online=machine.online,
        time=now,
        session=machine.session,
        person=machine.person,
    )
    return structs.replace(listed, **changes)


def end_consent(state: State, person: Person) -> list[MachineForgotten]:
    """Return what follows when a person is gone: nothing is told of their machine any more."""
    return [MachineForgotten(machine.host) for machine in state.machines.of(person.id)]


def follow_session(state: State, before: Session, after: Session, now: int) -> list[MachineListed]:
    """Return what follows when a session goes on for another: its machine, if the address is the same."""
    return [
        relisted(machine, now, session=after.id)
        for machine in (state.machines.of(before.person.id) if before.person is not None else ())
        if machine.session == before.id and machine.address == after.address
    ]


def follow_nick(state: State, person: Person, nick: str, now: int) -> list[MachineListed]:
    """Return what follows when a person takes another nick: the machine is called so, or by its own name."""
    return [
        relisted(machine, now, pseudonym=machine.host if is_taken(state, machine, nick, now) else nick)
        for machine in state.machines.of(person.id)
    ]
