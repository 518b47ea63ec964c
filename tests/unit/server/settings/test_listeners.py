"""Whether the server can listen on all that is wanted at once."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from salon.server.settings.listeners import wanted_listeners
from salon.server.settings.load import SettingsError, Sources
from salon.server.settings.tree import Http, Irc, Metrics, Settings, Tls
from salon.texts.language import load_language


def problems(directory: Path, text: str) -> list[str]:
    """Return what is wrong with a configuration."""
    file = directory / "salon.toml"
    file.write_text(text, encoding="utf-8")
    try:
        Sources(file).load()
    except SettingsError as error:
        return [problem.render(load_language("en")) for problem in error.problems]
    return []


def test_two_listeners_on_one_port(tmp_path: Path) -> None:
    """Both settings are named, also where one of them is not in the file."""
    (problem,) = problems(tmp_path, "irc.port = 1459")
    assert problem.startswith("irc.port and dialects.chaines.port are both 1459, on the same address")


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "0.0.0.0", True),  # noqa: S104 - nothing listens
        ("::", "::1", True),
        ("localhost", "127.0.0.1", True),
        ("chat.example", "Chat.example", True),
        ("127.0.0.1", "192.0.2.1", False),
        ("127.0.0.1", "::", True),
        ("0.0.0.0", "::", True),  # noqa: S104 - nothing listens
        ("0.0.0.0", "::1", False),  # noqa: S104 - nothing listens
        ("[192.0.2.1, 127.0.0.1]", "127.0.0.1", True),
        ("[192.0.2.1, ::1]", "127.0.0.1", False),
        ("chat.example", "192.0.2.1", False),
    ],
)
def test_addresses(tmp_path: Path, one: str, other: str, clash: bool) -> None:
    """The same port is taken where the addresses overlap, and only what is sure is refused."""
    host = json.dumps(one.strip("[]").split(", ") if one.startswith("[") else one)
    text = f'[irc]\nhost = {host}\nport = 7000\n[irc.tls]\nhost = "{other}"\nport = 7000\n'
    assert bool(problems(tmp_path, text)) is clash


def test_the_host_of_tls_is_that_of_irc(tmp_path: Path) -> None:
    """Unless it has its own."""
    assert problems(tmp_path, 'irc = { host = "192.0.2.1", port = 7000, tls = { port = 7000 } }')


@pytest.mark.parametrize(
    "text",
    [
        "irc.port = 0\nirc.tls.port = 0",
        "irc.port = 1459\ndialects.chaines.enabled = false",
        "irc.port = 50000",
        "irc.enabled = false\nirc.port = 1459",
    ],
    ids=["any free port", "one that is not wanted", "one that takes the next port", "no IRC"],
)
def test_no_clash(tmp_path: Path, text: str) -> None:
    """Listeners that take what is free, or are not wanted, are in nobody's way."""
    assert problems(tmp_path, text) == []


def test_whoever_comes_after_the_one_with_several_ports(tmp_path: Path) -> None:
    """The first of them is taken by then."""
    assert problems(tmp_path, "dialects.chaines.port = 50000")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("port_offset = 15535", ""),
        (
            "port_offset = 15536",
            "dialects.bonjour.port to 65536, and the highest port is 65535: give at most 15535",
        ),
        ("port_offset = 16000\ndialects.bonjour.enabled = false", ""),
        (
            "port_offset = 65535\nhttp.metrics.enabled = true\nhttp.metrics.port = 60000",
            "http.metrics.port to",
        ),
        ("port_offset = 65536", "expected a whole number from 0 to 65535"),
        ("port_offset = -1", "expected a whole number from 0 to 65535"),
    ],
)
def test_an_offset_moves_no_port_beyond_the_highest(tmp_path: Path, text: str, problem: str) -> None:
    """The port that it moves furthest is named, with the largest offset that fits."""
    found = problems(tmp_path, text)
    assert problem in "".join(found)
    assert bool(found) is bool(problem)


def test_an_offset_is_for_every_listener() -> None:
    """Those of HTTP and of the metrics, too; 0 stays any free port."""
    metrics = Metrics(enabled=True)
    still = Settings(http=Http(metrics=metrics), irc=Irc(tls=Tls(port=0)))
    moved = replace(still, port_offset=7)
    before, after = [*wanted_listeners(still)], [*wanted_listeners(moved)]
    assert len(before) == 9
    for one, other in zip(before, after, strict=True):
        assert [*other.ports] == [port and port + 7 for port in one.ports]


def test_ports_clash_where_they_are_moved_to(tmp_path: Path) -> None:
    """Whatever they were before: an offset moves all of them alike."""
    (problem,) = problems(tmp_path, "port_offset = 10\nirc.port = 1459")
    assert problem.startswith("irc.port and dialects.chaines.port are both 1469")
