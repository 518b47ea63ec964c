"""Settings that are each right, and cannot be together."""

import pytest

from salon.server.settings.contradictions import contradictions, what_closes_lan
from salon.server.settings.tree import Dialects, Http, Irc, Public, Settings, Tls

HTTP_CLOSED = Http(enabled=False, host=("::1",))


def test_the_defaults_hold_together() -> None:
    """Nothing is said of them."""
    assert [*contradictions(Settings())] == []


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        (Settings(motd="a", motd_file="b"), "keep one of them"),
        (Settings(dialects=Dialects(public=Public(channel="#a b"))), "no channel can be called #a b"),
        (Settings(irc=Irc(tls=Tls(key="k"))), "a key alone opens nothing"),
        (Settings(irc=Irc(port=1459)), "give one of the two another port"),
        (Settings(port_offset=16_000), "the highest port is 65535"),
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
