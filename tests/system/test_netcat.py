"""A person with nothing but netcat comes in and talks."""

import subprocess
from pathlib import Path

from harness.salon_process import DEADLINE, SalonProcess, eventually


def test_netcat_is_a_client(tmp_path: Path) -> None:
    """Lines typed by hand, ended by LF alone as netcat sends them, register, join, talk and leave."""
    heard = tmp_path / "heard"
    with (
        SalonProcess(tmp_path) as salon,
        heard.open("wb") as output,
        subprocess.Popen(
            ["nc", "127.0.0.1", str(salon.port)], stdin=subprocess.PIPE, stdout=output
        ) as netcat,
    ):
        assert netcat.stdin is not None

        def type_lines(*lines: str) -> None:
            assert netcat.stdin is not None
            netcat.stdin.write("".join(f"{line}\n" for line in lines).encode())
            netcat.stdin.flush()

        def wait_for(text: str) -> None:
            eventually(lambda: text.encode() in heard.read_bytes(), f"{text!r} in netcat")

        try:
            type_lines("NICK Zoé", "USER zoe 0 * :Zoé")
            wait_for(" 001 Zoé :")
            bob = salon.enter("bob", "#café")
            type_lines("JOIN #café")
            bob.wait_for("^:Zoé!.* JOIN #café$")
            type_lines("PRIVMSG #café :bonjour à tous")
            bob.wait_for("^:Zoé!.* PRIVMSG #café :bonjour à tous$")
            bob.send("PRIVMSG #café :salut Zoé")
            wait_for("PRIVMSG #café :salut Zoé\r\n")
            type_lines("QUIT :à bientôt")
            bob.wait_for("^:Zoé!.* QUIT :Quit: à bientôt$")
            wait_for("\r\nERROR :Closing link: Quit: à bientôt\r\n")
            netcat.stdin.close()
            assert netcat.wait(DEADLINE) == 0
        finally:
            netcat.kill()
