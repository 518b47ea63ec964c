"""Clients that ask too much, say too much, read too little or nothing at all: they alone feel it."""

import random
import re
import time
from contextlib import suppress
from pathlib import Path

from harness.salon_process import IrcClient, SalonProcess, flood_channel, messages
from harness.world import hashed

# ruff: noqa: S311 - drawn by lot, but by a seed


def test_a_client_that_does_not_read_is_dropped(tmp_path: Path) -> None:
    """At its limit it is dropped; the others hear why, and have missed nothing."""
    with SalonProcess(tmp_path) as salon:
        deaf = salon.connect(receive_buffer=4096)
        deaf.send("NICK deaf", "USER deaf 0 * :deaf", "JOIN #c")
        deaf.wait_for(" 366 ")
        alice, bob = salon.enter("alice", "#c", caps="echo-message"), salon.enter("bob", "#c")
        bob.send("PRIVMSG #c :first")
        alice.wait_for(":first$")
        number = flood_channel(alice, bob)
        alice.send("PRIVMSG #c :last")
        for other in (alice, bob):
            other.wait_for(":last$")
        bob.send("NAMES #c")
        assert "deaf" not in bob.wait_for(" 353 ")
        assert messages(alice.lines) == ["first", *["x" * 400] * number, "last"]
        assert messages(bob.lines) == messages(alice.lines)[1:]
        for other in (alice, bob):
            assert any(re.match(":deaf!.* QUIT :SendQ exceeded$", line) for line in other.lines)


def test_a_long_answer_goes_on_as_it_is_read(tmp_path: Path) -> None:
    """Whoever asks for much and does not read is not answered ahead; once it reads, it gets all."""
    options = ("--set", "limits.connections_per_address=0", "--set", "limits.messages_per_second=0")
    with SalonProcess(tmp_path, *options, "--set", "limits.send_queue_bytes=262144") as salon:
        for number in range(150):
            salon.enter(f"p{number}", "#big")
        alice, slow = salon.enter("alice"), salon.connect(receive_buffer=4096)
        slow.send("NICK slow", "USER slow 0 * :slow", "CAP END")
        slow.wait_for(" 422 ")
        slow.send(*["WHO #big"] * 900, "PING done")
        # Far more than may wait for a client, and than the system takes, is asked for and not read.
        end = time.monotonic() + 2
        while time.monotonic() < end:
            alice.send("PING x")
            alice.wait_for("PONG .*x$")
        slow.wait_for("PONG .*done$")
        assert sum(" 352 " in line for line in slow.lines) == 150 * 900


def test_an_address_has_so_many_connections(tmp_path: Path) -> None:
    """One more than the limit is refused with the reason; when one has gone, another may come."""
    with SalonProcess(tmp_path, "--set", "limits.connections_per_address=3") as salon:
        first, *others = (salon.enter(nick) for nick in ("alice", "bob", "carol"))
        (refusal,) = salon.connect().wait_closed()
        assert refusal.startswith("ERROR :")
        assert "Too many connections" in refusal
        for other in others:
            assert other.settle() == []
        first.send("QUIT")
        first.wait_closed()
        salon.enter("dave")


def test_an_address_tries_a_password_so_often(tmp_path: Path) -> None:
    """Over all its connections together; from another address the right one is taken."""
    operator = f"operators.chief.password={hashed('secret')}"
    with SalonProcess(tmp_path, "--set", operator) as salon:
        first, second = salon.enter("alice"), salon.enter("bob")
        for client in (first, second):
            client.send("OPER chief wrong")
            assert "Too many" not in client.wait_for(" 464 ")
        # The third wrong one, and in the same breath the right one: no time passes that would let it in.
        first.send("OPER chief wrong", "OPER chief secret")
        assert "Too many" not in first.wait_for(" 464 ")
        assert "Too many wrong passwords" in first.wait_for(" (464|381) ")
        other = IrcClient(salon.port, source="127.0.0.2")
        other.register("carol")
        other.send("OPER chief secret")
        other.wait_for(" 381 ")
        other.close()


def test_a_flood_of_one_address_keeps_others_quick(tmp_path: Path) -> None:
    """64 connections that ask as much as they may, and read nothing: a PING takes no second."""
    throttled = ("--set", "limits.messages_per_second=2")
    with SalonProcess(tmp_path, *throttled) as salon:
        alice = IrcClient(salon.port, source="127.0.0.2")
        alice.register("alice")
        crowd = [salon.connect(receive_buffer=4096) for _ in range(64)]
        for number, client in enumerate(crowd):
            client.send(f"NICK m{number}", "USER m 0 * :m", "JOIN #big")
        for client in crowd:
            client.wait_for(" 366 ")
        mask = "*a*b*c*d" * 12
        for client in crowd:
            client.send(*["WHO #big", f"WHO {mask}", "LIST", "NAMES #big"] * 10)
        took = []
        for number in range(5):
            began = time.monotonic()
            alice.send(f"PING {number}")
            alice.wait_for(f"PONG .*{number}$")
            took.append(time.monotonic() - began)
        # The one in the middle: on a busy machine any single one may be unlucky.
        assert sorted(took)[2] < 1
        alice.close()


def test_who_does_not_register_is_sent_away(tmp_path: Path) -> None:
    """After the time for it the connection ends with the reason; whoever is in stays."""
    with SalonProcess(tmp_path, "--set", "limits.registration_seconds=1") as salon:
        alice = salon.enter("alice")
        silent, half = salon.connect(), salon.connect()
        half.send("NICK half", "PING 1")
        for stranger in (silent, half):
            assert "Registration timed out" in stranger.wait_closed()[-1]
        assert alice.settle() == []


def test_who_does_not_answer_is_sent_away(tmp_path: Path) -> None:
    """A silent client gets a PING; without an answer it is gone, with one it stays."""
    quick = ("--set", "limits.ping_seconds=1", "--set", "limits.ping_timeout_seconds=2")
    with SalonProcess(tmp_path, *quick) as salon:
        alive, dead = salon.enter("alive", "#c"), salon.enter("dead", "#c")
        pings = 0
        while alive.wait_for("^PING|^:dead!.* QUIT :Ping timeout").startswith("PING"):
            alive.send("PONG :salon.example")
            assert (pings := pings + 1) < 10
        dead.wait_for("^PING :salon.example$")
        assert "Ping timeout" in dead.wait_closed()[-1]
        assert alive.settle() == []


def test_who_floods_is_slowed(tmp_path: Path) -> None:
    """What is above the burst is delayed, not lost; another's messages are not delayed."""
    slow = ("--set", "limits.messages_per_second=10", "--set", "limits.burst=10")
    with SalonProcess(tmp_path, *slow) as salon:
        alice, bob = salon.enter("alice", "#c"), salon.enter("bob", "#c", caps="echo-message")
        start = time.monotonic()
        alice.send(*(f"PRIVMSG #c :{number}" for number in range(25)))
        bob.wait_for(":9$")
        bob.send("PRIVMSG #c :meanwhile")
        bob.wait_for(":24$")
        assert time.monotonic() - start > 1
        said = messages(bob.lines)
        assert said.index("meanwhile") < 20
        said.remove("meanwhile")
        assert said == [str(number) for number in range(25)]


def test_who_floods_without_end_is_dropped(tmp_path: Path) -> None:
    """Past the bound the connection ends with the reason, and the others hear it."""
    slow = ("--set", "limits.messages_per_second=1", "--set", "limits.burst=10")
    with SalonProcess(tmp_path, *slow) as salon:
        alice, bob = salon.enter("alice", "#c"), salon.enter("bob", "#c")
        alice.send(*("PRIVMSG #c :" + "x" * 400,) * 500)
        assert alice.wait_closed()[-1] == "ERROR :Closing link: Excess Flood"
        bob.wait_for("^:alice!.* QUIT :Excess Flood$")


def test_noise_harms_nobody(tmp_path: Path) -> None:
    """Bytes that mean nothing, on either door, are answered or end their own connection, and no other."""
    chance = random.Random("noise")
    with SalonProcess(tmp_path, "--set", "limits.connections_per_address=0") as salon:
        alice, bob = salon.enter("alice", "#c"), salon.enter("bob", "#c")
        for number in range(40):
            noisy = salon.connect() if number % 2 else salon.enter(f"noisy{number}", "#c")
            with suppress(ConnectionError):
                noisy.socket.sendall(chance.randbytes(chance.choice([1, 600, 9000, 60_000])) + b"\r\n")
            if number % 3:
                noisy.close()
        alice.send("PRIVMSG #c :still here")
        bob.wait_for(":still here$")
        assert "Traceback" not in salon.log
