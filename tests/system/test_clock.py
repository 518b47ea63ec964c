"""The clock of the machine is set while the server runs."""

from pathlib import Path

import pytest

from harness.preloaded import MovedClock
from harness.salon_process import SalonProcess, messages, run_salon

DAY = 86_400


@pytest.mark.parametrize("seconds", [-DAY, DAY])
def test_no_wait_goes_by_the_clock_on_the_wall(tmp_path: Path, seconds: int) -> None:
    """Wrong passwords, the rate limit and the pings count seconds that pass; what is shown is the clock's."""
    made = run_salon(tmp_path, "hash-password", given="secret\n").said.strip()
    (tmp_path / "salon.toml").write_text(f'[operators.boss]\npassword = "{made}"\n', "utf-8")
    clock = MovedClock(tmp_path)
    options = ("--set", "limits.messages_per_second=20", "--set", "limits.ping_seconds=300")
    with SalonProcess(tmp_path, *options, environment=clock.environment) as salon:
        alice, bob = salon.enter("alice", "#c"), salon.enter("bob", "#c")
        alice.send("TIME", *["OPER boss wrong"] * 4)
        before = alice.wait_for(" 391 ").split()[3:]
        for _ in range(3):
            alice.wait_for(" 464 ")
        assert "wrong passwords" in alice.wait_for(" 464 ")
        clock.move(seconds)
        alice.send("TIME", "OPER boss wrong")
        assert alice.wait_for(" 391 ").split()[4] != before[1]
        told = alice.wait_for(" 464 ")
        assert int(told.partition("try again in ")[2].split()[0]) <= 10
        alice.send(*(f"PRIVMSG #c :{number}" for number in range(30)))
        alice.settle()
        assert messages(bob.settle()) == [f"{number}" for number in range(30)]
