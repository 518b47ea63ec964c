"""Two real clients of one account see the same, whichever of them does something."""

from pathlib import Path
from random import Random

from harness.salon_process import IrcClient, SalonProcess
from harness.seeds import named, seeded

STEPS = 1_000
# Without a replay at a JOIN, behind which that channel's lines would wait at one of the two.
CAPS = "echo-message standard-replies draft/persistence draft/chathistory chghost away-notify"
CHANNELS = ("#a", "#b", "#c")
SEEN = {"JOIN", "PART", "PRIVMSG", "NOTICE", "TOPIC", "NICK", "MODE", "KICK", "AWAY", "INVITE", "QUIT"}
RULES = "[limits]\nmessages_per_second = 10000\nburst = 10000\n"


def happened(lines: list[str]) -> list[str]:
    """Return what happened, without what only the one who asked is told."""
    return [line for line in lines if line.split()[1] in SEEN and "!" in line.split()[0]]


def step(random: Random, own: tuple[IrcClient, IrcClient], other: IrcClient) -> None:
    """Have one of the three do something."""
    channel, actor = random.choice(CHANNELS), random.choice((*own, *own, other))
    own_name = "bob" if actor is other else "ann"
    other_name = "ann" if actor is other else "bob"
    actor.send(
        random.choice(
            (
                f"JOIN {channel}",
                f"JOIN {channel}",
                f"PART {channel} :bye",
                f"PRIVMSG {channel} :said {random.randrange(99)}",
                f"PRIVMSG {channel} :said {random.randrange(99)}",
                f"PRIVMSG {other_name} :psst",
                f"NOTICE {other_name} :note",
                f"TOPIC {channel} :about {random.randrange(99)}",
                f"MODE {channel} +v {other_name}",
                f"MODE {channel} -v {other_name}",
                f"KICK {channel} {other_name} :out",
                f"MODE {own_name} +i",
                f"MODE {own_name} -i",
                f"INVITE {other_name} {channel}",
                "AWAY :tea",
                "AWAY",
            )
        )
    )


def test_two_clients_of_an_account_stay_in_step(tmp_path: Path) -> None:
    """Joins, parts, topics, modes, their own messages and others', in one order."""
    (tmp_path / "salon.toml").write_text(RULES)
    with SalonProcess(tmp_path) as salon, named(0):
        first = salon.enter("ann", caps=CAPS)
        first.send("NS REGISTER sesame-8")
        first.wait_for(" 900 ")
        second = salon.enter("second", caps=CAPS)
        second.send("NS IDENTIFY ann sesame-8")
        second.wait_for(" 900 ")
        bob = salon.enter("bob", caps=CAPS)
        for client in (first, second):
            client.settle()
        random = seeded(0)
        told: tuple[list[str], list[str]] = ([], [])
        for _ in range(STEPS // 20):
            for _ in range(20):
                step(random, (first, second), bob)
            for client in (first, second, bob, first, second):
                lines = client.settle()
                if client is not bob:
                    told[client is second].extend(happened(lines))
        assert told[0] == told[1]
        assert {line.split()[1] for line in told[0]} >= {"JOIN", "PART", "PRIVMSG", "TOPIC", "MODE", "KICK"}
        for client in (first, second):
            client.send("WHOIS ann ann")
        assert _whois(first) == _whois(second)


def _whois(client: IrcClient) -> list[str]:
    lines = client.settle()
    return sorted(line for line in lines if line.split()[1] in {"301", "311", "319", "330"})
