"""A connection to the real server that is lost and resumed, and what is left of the token."""

from pathlib import Path

from harness.salon_process import IrcClient, SalonProcess, eventually

RESUME = "salon.dev/resume"
PLACES = 5
"""How many connections one address may have open here; one of them belongs to a witness."""


def token_of(client: IrcClient) -> str:
    """Return the token that a client was told while it registered; for that it has to register by itself."""
    return client.wait_for(" RESUME TOKEN ").split()[-1]


def introduce(client: IrcClient, nick: str) -> str:
    """Register with the capability, and return the token."""
    client.send(f"CAP REQ {RESUME}", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END")
    return token_of(client)


def test_a_lost_connection_is_resumed(tmp_path: Path) -> None:
    """Nobody notices, nothing said in private is lost, and the token is in no log and in no file."""
    with SalonProcess(tmp_path, "--set", "log.level=debug", "--set", "limits.resume_seconds=600") as salon:
        ann = salon.connect()
        tokens = [introduce(ann, "ann")]
        ann.join("#a")
        bob = salon.enter("bob", "#a")
        bob.settle()
        for number in range(3):
            ann.close()
            bob.send(f"PRIVMSG ann :meanwhile {number}")
            bob.settle()
            ann = salon.connect()
            ann.send(f"CAP REQ {RESUME}", f"RESUME {tokens[-1]}", "CAP END")
            tokens.append(token_of(ann))
            ann.wait_for(r"^:ann!\S+ JOIN #a$")
            ann.wait_for(f" PRIVMSG ann :meanwhile {number}$")
        ann.send("PRIVMSG #a :still here")
        assert [line.split()[1] for line in bob.settle()] == ["PRIVMSG"]
        assert len(set(tokens)) == len(tokens)
        kept = [path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()]
        kept.append(salon.log.encode())
        assert kept[0]
        assert not [token for token in tokens for text in kept if token.partition("-")[2].encode() in text]


def test_a_connection_may_be_lost_before_it_has_the_next_token(tmp_path: Path) -> None:
    """The earlier token holds until the client has answered behind the next one; after that it does not."""
    with SalonProcess(tmp_path) as salon:
        ann = salon.connect()
        token = introduce(ann, "ann")
        ann.join("#a")
        bob = salon.enter("bob", "#a")
        ann.close()
        for _ in range(5):
            ann = salon.connect()
            ann.send(f"CAP REQ {RESUME}", f"RESUME {token}", "CAP END")
            ann.wait_for(" 001 ")
            ann.close()
        ann = salon.connect()
        ann.send(f"CAP REQ {RESUME}", f"RESUME {token}", "CAP END")
        assert token_of(ann) != token
        ann.wait_for("^PING ")
        ann.send("PONG x", "PRIVMSG #a :still here")
        bob.wait_for(" PRIVMSG #a :still here$")
        thief = salon.connect()
        thief.send(f"RESUME {token}")
        thief.wait_for(" RESUME INVALID_TOKEN")
        assert not [line for line in bob.settle() if "QUIT" in line]


def test_an_address_has_few_that_linger(tmp_path: Path) -> None:
    """However often it comes and goes: those that were lost first leave."""
    settings = ("limits.resume_seconds=600", f"limits.connections_per_address={PLACES}")
    with SalonProcess(tmp_path, *(word for its in settings for word in ("--set", its))) as salon:
        witness = salon.enter("witness", "#a")
        nicks = [f"n{number}" for number in range(4 * PLACES)]
        for nick in nicks:
            client = salon.connect()
            introduce(client, nick)
            client.join("#a")
            client.close()

        def here() -> list[str]:
            witness.send("NAMES #a")
            return witness.wait_for(" 353 .* #a :").rpartition(":")[2].split()

        eventually(lambda: len(here()) == PLACES + 1, "that only so many linger")
        assert here() == ["@witness", *nicks[-PLACES:]]
