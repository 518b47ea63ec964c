"""By which names people find those with whom they have talked in private, also guests who have left.

A guest who has left keeps the nick until somebody else has it. From then on the guest has a name that nobody
can take, so nobody is taken for another one.
"""

from salon.core.past_guests import marked
from salon.core.state import State


def name_of_party(state: State, account: int, its_party: str, nick: str = "") -> str:
    """Return what an account (0: a guest) calls one of two people; empty: nobody finds them any more.

    `nick` is the one that they had when they spoke, for guests of whom nothing else is known.
    """
    number = int(its_party[1:])
    if its_party.startswith("#"):
        return _name_of_guest(state, account, number, state.past_guests.nick(account, number) or nick)
    its = state.accounts.get(number)
    if its is None:
        return ""
    return its.person.nick if its.person is not None else its.name


def find_guest(state: State, account: int, name: str) -> int:
    """Return the guest whom an account means, who need not be here any more; 0: there is none."""
    return state.past_guests.find(account, name) if account else 0


def _name_of_guest(state: State, account: int, guest: int, nick: str) -> str:
    person = state.people.get(guest)
    if person is not None and not person.account_id:
        return person.nick
    if not nick or not guest:
        return nick
    is_free = state.find_person(nick) is None and state.accounts.find(nick) is None
    return nick if is_free and find_guest(state, account, nick) == guest else marked(nick, guest)
