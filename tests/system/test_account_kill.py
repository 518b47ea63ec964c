"""Registrations, ranks and bans that were confirmed outlast a `kill -9` in the middle of others."""

import re
from pathlib import Path

from harness.salon_process import IrcClient, SalonProcess
from harness.seeds import named, seeded

ROUNDS = 3
PEOPLE = ("ben", "cleo", "dan", "eve")
RANKS = {"voice": "v", "half-operator": "h", "operator": "o"}
PASSWORD = "sesame-8"
CHEAP = "[accounts]\nargon2_memory_kib = 8192\nargon2_iterations = 1\n"


def log_in(salon: SalonProcess, name: str) -> IrcClient:
    """Return a connection that is logged in to an account."""
    client = salon.enter(f"{name}-x", caps="message-tags standard-replies")
    client.send(f"NS IDENTIFY {name} {PASSWORD}")
    client.wait_for(" 900 ")
    return client


def accesses(founder: IrcClient) -> dict[str, str]:
    """Return the rank that each account keeps in the channel, as a letter."""
    founder.send("CS ACCESS #a LIST")
    found = (re.search(r"rank=(\w);salon.dev/account=(\w+)", line) for line in founder.settle())
    return {match[2]: match[1] for match in found if match}


def bans(founder: IrcClient) -> set[str]:
    """Return the masks that are banned from the channel."""
    founder.send("MODE #a b")
    found = (re.search(r" 367 \S+ #a (\S+) ", line) for line in founder.settle())
    return {match[1] for match in found if match}


def test_what_was_confirmed_is_there(tmp_path: Path) -> None:
    """Whatever the server was doing when it was killed; nothing else stands in its way."""
    (tmp_path / "salon.toml").write_text(CHEAP)
    with SalonProcess(tmp_path) as salon:
        for name in ("ann", *PEOPLE):
            client = salon.enter(name)
            client.send(f"NS REGISTER {PASSWORD}")
            client.wait_for(" 900 ")
        founder = log_in(salon, "ann")
        founder.send("JOIN #a", "TOPIC #a :ours")
        founder.settle()
    with named(0):
        random, accounts, kept, banned = seeded(0), {"ann", *PEOPLE}, dict[str, str](), set[str]()
        for round_ in range(ROUNDS):
            with SalonProcess(tmp_path) as salon:
                founder = log_in(salon, "ann")
                founder.join("#a")
                newcomers = [salon.enter(f"new{round_}-{number}") for number in range(6)]
                confirmed = random.randrange(1, 6)
                for number, newcomer in enumerate(newcomers):
                    rank, person = random.choice([*RANKS]), random.choice(PEOPLE)
                    founder.send(
                        f"CS ACCESS #a ADD {person} {rank}", f"BAN #a banned{round_}-{number}!*@* 1h noise"
                    )
                    newcomer.send(f"NS REGISTER {PASSWORD}")
                    if number < confirmed:
                        founder.wait_for(r"banned\S+ is banned from #a")
                        newcomer.wait_for(" 900 ")
                        accounts.add(newcomer.nick)
                        kept[person] = RANKS[rank]
                        banned.add(f"banned{round_}-{number}!*@*")
                    else:
                        # May or may not be there after.
                        kept.pop(person, None)
                salon.kill()
            with SalonProcess(tmp_path) as salon:
                founder = log_in(salon, "ann")
                founder.join("#a")
                assert banned <= bans(founder)
                assert kept.items() <= accesses(founder).items()
                for name in sorted(accounts - {"ann"})[:: max(len(accounts) // 5, 1)]:
                    log_in(salon, name).close()
