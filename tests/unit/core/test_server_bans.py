"""Which bans from the server there are, and whom they hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.core.names import casemapping
from salon.core.server_bans import ServerBan, ServerBans, read_network

NAMES = casemapping("rfc8265")


def bans(*masks: str, networks: tuple[str, ...] = (), until: int = 0) -> ServerBans:
    """Return bans that hold."""
    made = ServerBans(NAMES)
    for mask in masks:
        spelt = made.spell(mask, network=False)
        assert spelt is not None
        made.set(ServerBan(spelt, network=False, nick="ann", time=1, until=until))
    for network in networks:
        spelt = made.spell(network, network=True)
        assert spelt is not None
        made.set(ServerBan(spelt, network=True, nick="ann", time=1, until=until))
    return made


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("2001:db8::7", "2001:db8::/64"),
        ("2001:db8::7/128", "2001:db8::7/128"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7/120", "192.0.2.0/24"),
        ("::/0", "::/0"),
        ("192.0.2", None),
        ("192.0.2.7/33", None),
        ("*@192.0.2.7", None),
        ("", None),
    ],
)
def test_networks(text: str, network: str | None) -> None:
    """Of a single IPv6 address it is that of its subscriber, who could take another one."""
    found = read_network(text)
    assert (str(found) if found is not None else None) == network


@pytest.mark.parametrize(
    ("address", "hit"),
    [
        ("192.0.2.200", True),
        ("::ffff:192.0.2.200", True),
        ("192.0.3.1", False),
        ("2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", False),
        ("198.51.100.7", True),
        ("198.51.100.8", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("", False),
        ("/run/salon.sock", False),
    ],
)
def test_addresses(address: str, hit: bool) -> None:
    """The machine of the server itself is never hit, nor a socket of its owner."""
    made = bans(networks=("192.0.2.0/24", "2001:db8::1", "198.51.100.7", "127.0.0.0/8"))
    assert (made.of_address(address) is not None) is hit


def test_everybody_but_this_machine() -> None:
    """The owner can always come in from it."""
    made = bans(networks=("0.0.0.0/0", "::/0"))
    assert made.of_address("203.0.113.9") is not None
    assert made.of_address("2001:db8::9") is not None
    assert made.of_address("127.0.0.1") is None


@pytest.mark.parametrize(
    ("mask", "hit"),
    [
        ("ben", True),
        ("BEN", True),
        ("*@hidden.example", True),
        ("*@192.0.2.7", True),
        ("*@192.0.2.*", True),
        ("~a:ben_", True),
        ("~account:b*", True),
        ("~a:other", False),
        ("*@192.0.3.*", False),
        ("zoe", False),
    ],
)
def test_people(mask: str, hit: bool) -> None:
    """By what others see of them, by their address, which operators see, and by the account."""
    ban = bans(mask).of_person("Ben!~u@hidden.example", "ben_", "192.0.2.7")
    assert (ban is not None) is hit
    if not mask.startswith("~"):
        assert (bans(mask).of_person("Ben!~u@hidden.example", None, "192.0.2.7") is not None) is hit


def test_the_first_end_is_known() -> None:
    """So that nobody looks at all of them each second."""
    made = bans("a", "b", networks=("192.0.2.1",))
    assert made.first_end == 0
    made.set(ServerBan("a!*@*", network=False, nick="", time=1, until=9))
    made.set(ServerBan("c!*@*", network=False, nick="", time=1, until=5))
    assert (len(made), made.first_end) == (4, 5)
    made.lift("c!*@*", network=False)
    assert made.first_end == 9
    made.lift("192.0.2.1/32", network=True)
    assert [ban.mask for ban in made] == ["a!*@*", "b!*@*"]
    assert made.of_address("192.0.2.1") is None
    assert made.find("a!*@*", network=True) is None


ADDRESSES = st.ip_addresses().map(str)


@given(st.lists(ADDRESSES, max_size=5), ADDRESSES)
def test_an_address_is_hit_by_its_networks_alone(banned: list[str], address: str) -> None:
    """As the module that knows addresses says."""
    made = bans(networks=tuple(banned))
    network = read_network(address)
    assert network is not None
    expected = any(read_network(its) == network for its in banned)
    if not address.startswith(("127.", "::ffff:")) and address != "::1":
        assert (made.of_address(address) is not None) is expected


def test_bans_are_asked_as_they_are_now() -> None:
    """Whoever came in before is kept out by the next ban, under any of its masks, until that is lifted."""
    made = bans("a?b")
    assert made.of_person("zoe!~u@host", None, "192.0.2.7") is None
    for mask in ("zo?", "~a:zoe", "*@192.0.?.7"):
        spelt = made.spell(mask, network=False)
        assert spelt is not None
        made.set(ServerBan(spelt, network=False, nick="ann", time=1))
        found = made.of_person("zoe!~u@host", "zoe", "192.0.2.7")
        assert found is not None
        assert found.mask == spelt
        made.lift(spelt, network=False)
        assert made.of_person("zoe!~u@host", "zoe", "192.0.2.7") is None
