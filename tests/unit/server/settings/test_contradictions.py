"""Settings that are each right, and cannot be together."""

from typing import Any

import pytest

from salon.core.rules import AccountPolicy, ChannelPolicy
from salon.server.settings.contradictions import contradictions, what_closes_lan
from salon.server.settings.tree import Dialects, Http, Irc, Mail, Public, Settings, Tls

HTTP_CLOSED = Http(enabled=False, host=("::1",))


def test_the_defaults_hold_together() -> None:
    """Nothing is said of them."""
    assert [*contradictions(Settings())] == []


def mailing(**fields: Any) -> Settings:
    """Return the settings of a server that sends e-mails."""
    return Settings(mail=Mail(host="mail.test", sender="a@b.test", **fields))


def test_e_mail_without_encryption_on_this_machine() -> None:
    """A password crosses no network there."""
    local = Mail(host="127.0.0.1", sender="a@b", username="u", password="p", security="none")
    assert list(contradictions(Settings(mail=local))) == []


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        (Settings(motd="a", motd_file="b"), "keep one of them"),
        (Settings(channels=ChannelPolicy(("#a", "#"))), "# is no channel name"),
        (Settings(channels=ChannelPolicy(("#*?",))), "#*? means every channel"),
        (Settings(channels=ChannelPolicy(("pub*",))), "pub* means #public, a channel of the server itself"),
        (Settings(dialects=Dialects(public=Public(channel="#a b"))), "no channel can be called #a b"),
        (Settings(irc=Irc(tls=Tls(key="k"))), "a key alone opens nothing"),
        (Settings(irc=Irc(port=1459)), "give one of the two another port"),
        (Settings(port_offset=16_000), "the highest port is 65535"),
        (Settings(accounts=AccountPolicy(require_email=True)), "accounts.require_email needs mail.host"),
        (Settings(mail=Mail(host="m.test")), "mail.host is set without mail.sender"),
        (mailing(username="u"), "mail.username is set without mail.password"),
        (mailing(password="p"), "is set without mail.username"),
        (mailing(username="u", password="p", password_file="f"), "mail.password and mail.password_file"),
        (mailing(username="u", password="p", security="none"), "mail.security is none"),
    ],
)
def test_what_excludes_each_other(settings: Settings, part: str) -> None:
    """Each is told with both settings."""
    (problem,) = contradictions(settings)
    assert part in str(problem)


def test_a_room_of_a_wire_that_is_off() -> None:
    """Its name is nobody's concern."""
    public = Public(enabled=False, channel="#a b")
    assert [*contradictions(Settings(dialects=Dialects(public=public)))] == []


def test_what_closes_the_page() -> None:
    """With `--lan`, each setting that does is named, with the place that it comes from."""
    assert [*what_closes_lan(Settings(http=Http(host=("::",))), {})] == []
    origins: dict[tuple[str, ...], str] = {("http", "enabled"): "here", ("http", "host"): "there"}
    one, other = what_closes_lan(Settings(http=HTTP_CLOSED), origins)
    assert "http.enabled (here)" in str(one)
    assert "http.host (there)" in str(other)
