"""People with accounts on IRC: how they make one by its own commands, and log in by SASL."""

from base64 import b64encode

from harness.world import Client, World

PASSWORD = "sesame-8"


def plain(name: str, password: str = PASSWORD, speaks_for: str = "") -> str:
    """Return an answer of the mechanism PLAIN, in Base64."""
    return b64encode(f"{speaks_for}\0{name}\0{password}".encode()).decode()


def join_with_account(world: World, nick: str, *channels: str, caps: str = "") -> Client:
    """Open a connection, register it, make an account of its nick, and enter channels."""
    client = world.join(nick, caps=caps)
    client.send(f"NS REGISTER {PASSWORD}", *(f"JOIN {channel}" for channel in channels))
    assert client.person.account == nick
    world.forget_output()
    return client


def connect_to_account(world: World, account: str, nick: str = "", caps: str = "") -> Client:
    """Open a connection, log it in by SASL before registration, and register it."""
    client = world.connect()
    client.send("CAP LS 302", f"CAP REQ :sasl {caps}", f"NICK {nick or account}", "USER x 0 * :X")
    client.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain(account)}", "CAP END")
    assert client.person.account == account
    client.take()
    return client
