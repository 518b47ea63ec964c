"""Programs that send all of their beginning at once, and make accounts: as gamja and Goguma do.

Neither waits for an answer before it has sent CAP END, so the server must not let them in before it knows
whether their login succeeds. Both give up when something fails on the way in.
"""

from base64 import b64encode
from pathlib import Path

import pytest

from harness.salon_process import IrcClient, SalonProcess

PASSWORD = "sésame-8"
PLAIN = b64encode(f"\0amelie\0{PASSWORD}".encode()).decode()

GAMJA = (
    *("account-notify", "away-notify", "batch", "chghost", "echo-message", "extended-join"),
    *("extended-monitor", "invite-notify", "labeled-response", "message-tags", "multi-prefix", "sasl"),
    *("server-time", "setname", "draft/account-registration", "draft/chathistory"),
)
"""What it asks for in one line, of what the server has."""

GOGUMA = (
    *("away-notify", "batch", "echo-message", "message-tags", "multi-prefix", "sasl", "server-time"),
    *("setname", "draft/chathistory", "draft/extended-monitor", "soju.im/bouncer-networks"),
    *("soju.im/no-implicit-names", "soju.im/read", "soju.im/bouncer-networks-notify"),
)
"""What it asks for one by one, and unseen: the server does not know all of it."""

LOGIN = ("AUTHENTICATE PLAIN", f"AUTHENTICATE {PLAIN}")
GIVES_UP = {"ERROR", "FAIL", "432", "433", "436", "437", "463", "464", "465", "902", "904", "905", "906"}
"""At what it hangs up before it is in."""


def offered(client: IrcClient) -> list[str]:
    """Return the capabilities that there are, of all lines."""
    found: list[str] = []
    while True:
        line = client.wait_for(r" CAP \* LS ")
        found += line.rpartition(" :")[2].split()
        if " LS * :" not in line:
            return found


def begin_as_gamja(client: IrcClient, nick: str, *login: str) -> None:
    """Read which capabilities there are, and send the rest at once."""
    client.send("CAP LS 302", f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    assert {its.partition("=")[0] for its in offered(client)} >= set(GAMJA)
    client.send(f"CAP REQ :{' '.join(GAMJA)}", *login, "CAP END")


def begin_as_goguma(client: IrcClient, nick: str, *login: str) -> None:
    """Send everything at once."""
    asked = (f"CAP REQ :{cap}" for cap in GOGUMA)
    client.send("CAP LS 302", f"NICK {nick}", f"USER {nick} 0 * :{nick}", *asked, *login, "CAP END")


BEGIN = pytest.mark.parametrize("begin", [begin_as_gamja, begin_as_goguma])


def commands_before_welcome(client: IrcClient) -> list[str]:
    """Return what came until the client was welcomed, each line's command."""
    client.wait_for(" 001 ")
    words = [line.split(" ")[1] for line in client.lines]
    return words[: words.index("001")]


def register(salon: SalonProcess) -> None:
    """Make the account of amelie, as gamja does once it is in."""
    client = salon.connect()
    begin_as_gamja(client, "amelie")
    client.wait_for(" 001 amelie ")
    client.send(f"@label=1 REGISTER * * {PASSWORD}")
    # What it hears of it is a batch, which has the label.
    batch = (
        client.wait_for(r"^@label=1\S* :\S+ BATCH \+\w+ labeled-response$").rpartition("+")[2].split(" ")[0]
    )
    client.wait_for(f"^@batch={batch}.* REGISTER SUCCESS amelie :")
    client.send("QUIT")
    client.wait_for("ERROR :")


@BEGIN
def test_a_login_that_is_sent_at_once(tmp_path: Path, begin: object) -> None:
    """It succeeds before the welcome, under the own name, and nothing fails on the way."""
    assert callable(begin)
    with SalonProcess(tmp_path) as salon:
        register(salon)
        client = salon.connect()
        begin(client, "amelie", *LOGIN)
        before = commands_before_welcome(client)
        assert not GIVES_UP & set(before)
        assert before.index("900") < before.index("903")
        client.send("WHOIS amelie")
        client.wait_for(" 330 amelie amelie amelie ")
        # Once more, while the first is there: the same person.
        second = salon.connect()
        begin(second, "amelie", *LOGIN)
        assert not GIVES_UP & set(commands_before_welcome(second))


@BEGIN
def test_a_login_that_is_sent_at_once_and_wrong(tmp_path: Path, begin: object) -> None:
    """It fails before the welcome, so that the program can give up."""
    assert callable(begin)
    with SalonProcess(tmp_path) as salon:
        register(salon)
        client = salon.connect()
        wrong = b64encode(b"\0amelie\0another").decode()
        begin(client, "amelie", "AUTHENTICATE PLAIN", f"AUTHENTICATE {wrong}")
        assert "904" in commands_before_welcome(client)


def test_an_account_before_one_is_connected(tmp_path: Path) -> None:
    """Where the capability says `before-connect`: REGISTER in place of the login, and CAP END behind it."""
    with SalonProcess(tmp_path) as salon:
        client = salon.connect()
        client.send("CAP LS 302", "NICK zoe", "USER zoe 0 * :Zoe")
        own = [its for its in offered(client) if its.startswith("draft/account-registration")]
        (value,) = (its.partition("=")[2] for its in own)
        assert "before-connect" in value.split(",")
        assert "custom-account-name" not in value.split(",")
        client.send(f"CAP REQ :{' '.join(GAMJA)}", f"REGISTER zoe * {PASSWORD}", "CAP END")
        before = commands_before_welcome(client)
        assert not GIVES_UP & set(before)
        assert before.index("900") < before.index("REGISTER")


def test_what_the_owner_does_not_have(tmp_path: Path) -> None:
    """Without `before-connect`, REGISTER on the way in says so, and does its work after it."""
    with SalonProcess(tmp_path, "--set", "accounts.register_before_connect=false") as salon:
        client = salon.connect()
        client.send("CAP LS 302", "NICK zoe", "USER zoe 0 * :Zoe")
        assert "before-connect" not in " ".join(offered(client))
        client.send("CAP REQ :draft/account-registration standard-replies", f"REGISTER zoe * {PASSWORD}")
        client.wait_for("FAIL REGISTER COMPLETE_CONNECTION_REQUIRED")
        client.send("CAP END")
        client.wait_for(" 001 zoe ")
        client.send(f"REGISTER zoe * {PASSWORD}")
        client.wait_for("REGISTER SUCCESS zoe :")
