"""Who of the directory is here."""

import pytest

from harness.chatroom import Chatroom
from salon.core.machines import Machine
from salon.core.queries.directory import is_online, is_taken

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.9"
SECONDS = 120


@pytest.fixture
def room() -> Chatroom:
    """Return a state in which a machine is here for two minutes after a word from it."""
    return Chatroom(presence_seconds=SECONDS)


def entry(room: Chatroom, host: str = "pc.test", *, ago: int = SECONDS, session: int = 0) -> Machine:
    """List a machine at `HERE`, from which the last word came so many seconds ago."""
    machine = Machine(host, "Zoé", HERE, online=True, seen=room.now - ago * 1000, session=session)
    room.state.machines[host] = machine
    return machine


def test_a_word_keeps_a_machine_here_for_a_while(room: Chatroom) -> None:
    """And not a millisecond longer."""
    assert is_online(room.state, entry(room, ago=SECONDS - 1), room.now)
    assert not is_online(room.state, entry(room), room.now)


def test_who_has_left_is_not_here(room: Chatroom) -> None:
    """However lately it was."""
    assert not is_online(room.state, entry(room, ago=0)._replace(online=False), room.now)


@pytest.mark.parametrize(
    ("host", "address", "here"),
    [("pc.test", HERE, True), ("pc.test", ELSEWHERE, False), ("mac.test", HERE, False), ("", HERE, False)],
)
def test_a_connection_keeps_a_machine_here(room: Chatroom, host: str, address: str, here: bool) -> None:
    """One by which that machine spoke, from the very address that is listed."""
    session = room.connect()
    session.machine, session.address = host, address
    machine = entry(room, session=session.id)
    assert is_online(room.state, machine, room.now) is here


def test_a_connection_that_ended_keeps_nobody_here(room: Chatroom) -> None:
    """Its number is not given out again."""
    assert not is_online(room.state, entry(room, session=77), room.now)


def test_a_name_is_taken_by_another_machine_that_is_here(room: Chatroom) -> None:
    """In whatever case; not by oneself, nor by who has gone."""
    own = entry(room, "own.test", ago=0)
    assert not is_taken(room.state, own, "zoé", room.now)
    entry(room, "gone.test")
    assert not is_taken(room.state, own, "zoé", room.now)
    entry(room, "other.test", ago=0)
    assert is_taken(room.state, own, "ZOÉ", room.now)
