"""Bans from the server outlast a kill, and hold before anything is made of a connection."""

from pathlib import Path

from harness.salon_process import SalonProcess, run_salon


def admin(directory: Path, *arguments: str) -> str:
    """Return what `salon admin` says on the data of the server in a directory."""
    ended = run_salon(directory, "admin", *arguments, "--data", "data")
    assert ended.code == 0, ended.log
    return ended.said


def test_a_confirmed_ban_outlasts_a_kill(tmp_path: Path) -> None:
    """Whoever it hits is put out at once, and refused after a `kill -9`; others come in."""
    with SalonProcess(tmp_path) as salon:
        ben = salon.enter("ben", "#a")
        assert admin(tmp_path, "ban", "ben", "--reason", "spam").endswith("until you lift the ban.\n")
        assert ben.wait_closed()[-1] == "ERROR :Closing link: Banned (spam)"
        salon.kill()
    with SalonProcess(tmp_path) as salon:
        again = salon.connect()
        again.send("NICK ben", "USER ben 0 * :Ben")
        assert ":You are banned from this server. Reason: spam" in again.wait_for(" 465 ben ")
        again.wait_closed()
        salon.enter("zoe", "#a").close()
        assert "ben!*@*" in admin(tmp_path, "bans")
        assert "admin banned ben!*@* from the server - spam" in admin(tmp_path, "log")
        admin(tmp_path, "ban", "128.0.0.0/1", "--for", "1h")
        # This machine is never shut out.
        salon.enter("eve", "#a").close()
        admin(tmp_path, "unban", "ben")
        salon.enter("ben", "#a").close()
