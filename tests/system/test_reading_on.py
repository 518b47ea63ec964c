"""Somebody who was away for a week reads on where they stopped, by `chaines`, in `salon connect`."""

import time
from pathlib import Path

from harness.preloaded import MovedClock
from harness.salon_process import SalonProcess
from harness.terminal_screen import Screen

WEEK = 7 * 86_400


def test_after_a_week(tmp_path: Path) -> None:
    """It says how much there is, then shows it from the first message on, and not what was read."""
    clock = MovedClock(tmp_path)
    with SalonProcess(tmp_path, environment=clock.environment) as salon:
        ann = salon.enter("ann", "#jardin", caps="draft/persistence standard-replies draft/read-marker")
        ann.send("NS REGISTER sesame-8", "PERSISTENCE SET ON")
        ann.wait_for("PERSISTENCE STATUS ON ON")
        bob = salon.enter("bob", "#jardin", caps="server-time echo-message message-tags")
        bob.send("PRIVMSG #jardin :déjà lu")
        read = bob.wait_for(":déjà lu$").partition("time=")[2].partition(";")[0]
        ann.send(f"MARKREAD #jardin timestamp={read}", "QUIT")
        ann.wait_closed()
        for number in range(1, 131):
            # Each in a millisecond of its own: what is of one instant is never shown in part.
            bob.send(f"PRIVMSG #jardin :ancien {number}")
            bob.settle()
            time.sleep(0.002)
        clock.move(WEEK)
        bob.send("PRIVMSG #jardin :ann, tu es là ?")
        bob.settle()
        port = str(salon.doors["chaines"])
        with Screen(tmp_path, "connect", "--wire", "chaines", "localhost", port, size=(90, 24)) as screen:
            screen.wait_for(">")
            screen.enter("/LOGIN ann sesame-8", "/CURRENT jardin", "/UNREAD")
            screen.wait_for("jardin: more than 100 new, 1 of the last ones with your name")
            screen.enter("/UNREAD 10")
            screen.wait_for("There is more that you have not read.")
            assert [line.partition("] ")[2] for line in screen.lines if "] bob: " in line] == [
                f"bob: ancien {number}" for number in range(1, 11)
            ]
            screen.enter("/UNREAD 100", "/UNREAD 100")
            screen.wait_for("bob: ann, tu es là ?")
            screen.enter("/UNREAD")
            screen.wait_for("jardin: nothing new")
