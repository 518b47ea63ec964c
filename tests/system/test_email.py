"""E-mail through a real SMTP server: a code comes, confirms, resets; and what a kill in between leaves."""

from pathlib import Path

import pytest

from harness import netcat
from harness.letters import code_in
from harness.ports import free_port
from harness.salon_process import SalonProcess, try_to_serve
from harness.smtp_server import make_certificate, smtp_server
from harness.terminal import irssi

SECRET = "sesame-sesame"
EMAIL = "bob@example.org"


def configure(directory: Path, port: int, *more: str) -> None:
    """Write the configuration of a server that needs e-mail addresses."""
    lines = ["[accounts]", "require_email = true", "[mail]", 'host = "localhost"', f"port = {port}"]
    lines += ['sender = "salon@chat.example"', *more]
    (directory / "salon.toml").write_text("\n".join(lines), encoding="utf-8")


def test_irssi_registers(tmp_path: Path) -> None:
    """By NickServ; the code leads in, and another one back. The SMTP server wants TLS and a login."""
    certificate = make_certificate(tmp_path)
    (tmp_path / "password").write_text("s3cret\n", encoding="utf-8")
    secure = ['username = "salon"', 'password_file = "password"', f'ca_file = "{certificate[0]}"']
    with smtp_server("starttls", certificate, ("salon", "s3cret")) as mailbox:
        configure(tmp_path, mailbox.port, *secure)
        with SalonProcess(tmp_path) as salon, irssi(tmp_path / "home", salon.port, "bob") as bob:
            bob.wait_for("There is no message of the day")
            bob.type(f"/msg NickServ REGISTER {SECRET} {EMAIL}")
            # What a service says has a window of its own.
            bob.type("/window goto 2")
            bob.wait_for("The account bob has been")
            mail = mailbox.wait()
            assert (mail["To"], mailbox.encrypted) == (EMAIL, [True])
            bob.type(f"/msg NickServ VERIFY {code_in(mail)}")
            bob.wait_for("You are logged in as bob")
            bob.type("/msg NickServ LOGOUT")
            bob.wait_for("You are logged out of bob")
            bob.type("/msg NickServ SENDPASS bob")
            bob.wait_for("If there is an account bob")
            bob.type(f"/msg NickServ RESETPASS bob {code_in(mailbox.wait(2))} {SECRET}-2")
            bob.wait_for("You are logged in as bob")
            bob.type("/quit")
            bob.wait_end()
    for secret in (SECRET, EMAIL, "s3cret", code_in(mail)):
        assert secret not in salon.log


@pytest.mark.parametrize("wire", ["chaines", "relais"])
def test_netcat_registers(tmp_path: Path, wire: str) -> None:
    """Before a name is chosen; nobody is let in under it before the code."""
    with smtp_server() as mailbox:
        configure(tmp_path, mailbox.port, 'security = "none"')
        with SalonProcess(tmp_path) as salon, netcat.connect(salon, wire, "bob") as bob:
            bob.type_lines(f"/register bob {SECRET} {EMAIL}")
            bob.wait_for(
                "The account bob has been created, but is not confirmed yet. A code has been sent to"
                f" {EMAIL}: write /verify bob CODE."
            )
            bob.type_lines(f"/verify bob {code_in(mailbox.wait())}", "/account")
            bob.wait_for("You are bob, logged in as bob.")


def test_a_kill_between_the_commit_and_the_e_mail(tmp_path: Path) -> None:
    """What was answered is there: the account waits, and registering again brings another code."""
    port = free_port()
    configure(tmp_path, port, 'security = "none"')
    with SalonProcess(tmp_path) as salon:
        bob = salon.connect()
        bob.register("bob", caps="draft/account-registration")
        bob.send(f"REGISTER * {EMAIL} {SECRET}")
        bob.wait_for("REGISTER VERIFICATION_REQUIRED bob")
        # Nobody listens there: the e-mail is still to be sent.
        salon.wait_log("e-mail cannot be sent: nothing is listening there")
        salon.kill()
    with smtp_server(port=port) as mailbox, SalonProcess(tmp_path) as salon:
        eve = salon.connect()
        eve.register("bob", caps="draft/account-registration")
        eve.send(f"REGISTER * eve@example.org {SECRET}-not")
        eve.wait_for("FAIL REGISTER ACCOUNT_EXISTS bob")
        eve.send(f"REGISTER * {EMAIL} {SECRET}")
        eve.wait_for("REGISTER VERIFICATION_REQUIRED bob")
        code = code_in(mailbox.wait())
        assert len(mailbox.mails) == 1
        eve.send(f"VERIFY bob {code}")
        eve.wait_for("VERIFY SUCCESS bob")
        salon.kill()
        salon_again = SalonProcess(tmp_path)
    with salon_again as salon:
        back = salon.enter("al")
        back.send(f"NS IDENTIFY bob {SECRET}")
        back.wait_for("You are logged in as bob")
        back.send(f"VERIFY bob {code}")
        back.wait_for("ALREADY_AUTHENTICATED")


def test_a_server_that_comes_back(tmp_path: Path) -> None:
    """Who registers meanwhile is told; the chat goes on, and the e-mail comes without another word."""
    port = free_port()
    configure(tmp_path, port, 'security = "none"')
    with SalonProcess(tmp_path) as salon:
        bob, zoe = salon.enter("bob", "#c"), salon.enter("zoe", "#c")
        bob.send(f"NS REGISTER {SECRET} {EMAIL}")
        salon.wait_log("The next try is in 10 seconds")
        zoe.send(f"NS REGISTER {SECRET} zoe@example.org")
        zoe.wait_for("The mail server cannot be reached now")
        bob.send("PRIVMSG #c :salut")
        zoe.wait_for("PRIVMSG #c :salut")
        with smtp_server(port=port) as mailbox:
            mailbox.wait(2)
        assert {mail["To"] for mail in mailbox.mails} == {EMAIL, "zoe@example.org"}


def test_a_contradiction_names_the_setting(tmp_path: Path) -> None:
    """The server does not start without what a setting needs."""
    (tmp_path / "salon.toml").write_text("[accounts]\nrequire_email = true\n", encoding="utf-8")
    ended = try_to_serve(tmp_path)
    assert ended.code != 0
    assert "accounts.require_email needs mail.host" in ended.log
