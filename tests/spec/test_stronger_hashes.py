"""A password that was kept under other settings is kept under today's from its next right login on."""

from pathlib import Path

import argon2
from msgspec import structs

from harness.irc_accounts import connect_to_account, join_with_account, plain
from harness.world import World
from salon.core.rules import AccountPolicy

POLICY = AccountPolicy(plaintext_passwords="allow")


def open_world(database: Path, memory: int, scram_iterations: int = 0) -> World:
    """Start a server on a database, with settings of its own."""
    policy = structs.replace(POLICY, scram=bool(scram_iterations), scram_iterations=scram_iterations or 4_096)
    world = World(rules={"accounts": policy}, database=database)
    world.worker.policy = structs.replace(policy, argon2_memory_kib=memory, argon2_iterations=1)
    return world


def kept(world: World) -> tuple[int, str]:
    """Return how much memory the hash of alice takes, and the passes of what SCRAM checks, on disk."""
    ((stored, scram),) = world.on_disk("SELECT password, scram FROM account WHERE name = 'alice'")
    account = world.state.accounts.find("alice")
    assert account is not None
    assert (account.password, account.scram) == (stored, scram)
    return argon2.extract_parameters(stored).memory_cost, scram.partition("$")[2].partition(":")[0]


def test_a_hash_follows_the_settings_over_restarts(tmp_path: Path) -> None:
    """By a right password and by no other; what nobody uses stays as it was."""
    database = tmp_path / "salon.db"
    world = open_world(database, 8)
    join_with_account(world, "alice")
    assert kept(world) == (8, "")
    world.close()
    for memory, scram, found in ((16, 0, (8, "")), (32, 4_096, (16, "")), (32, 4_097, (32, "4096"))):
        world = open_world(database, memory, scram)
        assert kept(world) == found
        client = world.connect()
        client.send("CAP REQ sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('alice', 'guess')}")
        assert kept(world) == found
        connect_to_account(world, "alice").send("QUIT")
        assert kept(world) == (memory, str(scram or ""))
        world.close()
    world = open_world(database, 32)
    assert kept(world) == (32, "4097")
    connect_to_account(world, "alice")
    assert kept(world) == (32, "")
