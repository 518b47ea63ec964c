"""People with accounts that stay while nobody is connected: in the core alone, and in a world."""

from harness.chatroom import NOW, Chatroom
from harness.world import Client, World, hashed
from salon.core.account_events import AccountRegistered
from salon.core.accounts import Account
from salon.core.apply import apply
from salon.core.commands import Command, LogIn, Register, SetPersistence
from salon.core.events import LoginChanged
from salon.core.presence_events import Persistence, PersistenceChanged
from salon.core.state import Person, Session, State

PASSWORD = "sesame-8"


def account_of(state: State, name: str) -> Account:
    """Return an account that there is."""
    account = state.accounts.find(name)
    assert account is not None
    return account


# --- in the core alone ----------------------------------------------------------------------------


def enter_and_stay(room: Chatroom, nick: str, *channels: str) -> Person:
    """Let somebody into channels whose account, of the same name, stays."""
    person = room.enter(nick, *channels)
    apply(room.state, AccountRegistered(room.state.accounts.last + 1, nick, "hash", NOW))
    apply(room.state, LoginChanged(person.source, nick, room.now))
    room.run(person, SetPersistence(Persistence.ON))
    return person


def return_to(room: Chatroom, name: str) -> tuple[Session, list[object]]:
    """Connect once more to an account; return the session, and what came of its registration."""
    session = room.connect()
    room.answered(session, LogIn(name, "secret"), True)
    return session, [*room.run(session, Register(name, "~u", name))]


# --- in a world -----------------------------------------------------------------------------------


def make_account(world: World, name: str, persistence: Persistence = Persistence.ON) -> None:
    """Make an account, which stays or not."""
    number = world.state.accounts.last + 1
    world.decider.announce(AccountRegistered(number, name, hashed(PASSWORD), world.now))
    world.decider.announce(PersistenceChanged(number, persistence))
    world.settle()


def connect_to(world: World, name: str, caps: str = "", before: str = "") -> Client:
    """Open a connection of an account, and register it; what it is told then is still to be taken."""
    client = world.connect()
    ask(client, LogIn(name, PASSWORD))
    client.send("CAP LS 302", f"CAP REQ :{caps}", *([before] if before else []))
    # Whoever is here already has the nick, and the connection gets it whatever it asks for.
    asked = name if world.state.find_person(name) is None else f"x{client.link.id}"
    lines = f"NICK {asked}", f"USER {name} 0 * :{name}", "CAP END"
    client.world.hub.receive(client.link, "".join(f"{line}\r\n" for line in lines).encode())
    world.settle()
    assert client.person.account == name
    return client


def ask(client: Client, command: Command) -> None:
    """Ask for something past the wire."""
    world = client.world
    world.hub._ask(client.link, [command], world.now)
    world.settle()
