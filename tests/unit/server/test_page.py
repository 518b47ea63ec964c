"""The page's files, read once; what is said where there are none; the server's own answers."""

import json
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from msgspec.structs import replace

from salon import __version__
from salon.core.limits import Limits
from salon.core.rules import AccountPolicy, PeoplePolicy
from salon.gateways.http import Answer
from salon.gateways.resources import ASK_AGAIN, FOREVER
from salon.server.page import answers_of, page_in
from salon.server.settings.load import Option, SettingsError, Sources
from salon.server.settings.tree import Http, Settings, rooms_of


def ask(answer: Answer, **headers: str) -> web.Response:
    """Return what is answered to a GET."""
    return answer(
        make_mocked_request("GET", "/", {name.replace("_", "-"): of for name, of in headers.items()})
    )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Give a page as the build makes it."""
    files = {
        "index.html": b"<!doctype html>",
        "index.html.br": b"1",
        "icon.svg": b"<svg/>",
        "assets/main-C4HXT8cc.js": b"let x",
        "assets/main-C4HXT8cc.js.br": b"2",
        "assets/emoji/fr-B9k2.json": b"{}",
        ".vite/manifest.json": b"{}",
        ".digest": b"",
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_each_file_has_its_path(built: Path) -> None:
    """What is hidden, and what is another form of a file, has none."""
    answers = page_in(built)
    assert answers.keys() == {"/", "/icon.svg", "/assets/main-C4HXT8cc.js", "/assets/emoji/fr-B9k2.json"}
    assert ask(answers["/"]).body == b"<!doctype html>"
    assert ask(answers["/"], Accept_Encoding="br").body == b"1"
    assert ask(answers["/assets/main-C4HXT8cc.js"], Accept_Encoding="br").body == b"2"


def test_what_has_a_digest_in_its_name_is_kept(built: Path) -> None:
    """Everything else is asked for again."""
    caching = {path: ask(answer).headers["Cache-Control"] for path, answer in page_in(built).items()}
    assert {path for path, how in caching.items() if how == FOREVER} == {
        "/assets/main-C4HXT8cc.js",
        "/assets/emoji/fr-B9k2.json",
    }
    assert set(caching.values()) == {FOREVER, ASK_AGAIN}


def test_files_are_read_once(built: Path) -> None:
    """What becomes of them later does not matter."""
    answers = page_in(built)
    (built / "index.html").unlink()
    assert ask(answers["/"]).body == b"<!doctype html>"


def test_a_page_that_is_not_built(tmp_path: Path) -> None:
    """In both languages it says what to do."""
    answer = ask(page_in(tmp_path / "missing")["/"])
    text = bytes(answer.body or b"").decode()  # type: ignore[arg-type]
    assert answer.content_type == "text/html"
    assert text.count("make web") == 2
    assert '<p lang="en">This server runs' in text
    assert '<p lang="fr">Ce serveur fonctionne' in text


def test_what_the_page_must_know(tmp_path: Path) -> None:
    """Before it has connected."""
    settings = replace(Settings(), http=Http(channels=("#été", "#b")), limits=Limits(nick_length=12))
    answers = answers_of(settings, lambda: "Classe", str, "http://192.0.2.1:8080/", tmp_path)
    answer = ask(answers["/config.json"])
    assert answer.content_type == "application/json"
    assert json.loads(bytes(answer.body or b"")) == {  # type: ignore[arg-type]
        "name": "Classe",
        "address": "http://192.0.2.1:8080/",
        "channels": ["#été", "#b"],
        "nickLength": 12,
        "websocket": "/irc",
        "version": __version__,
        "guests": True,
        "registers": True,
        "needsEmail": False,
        "resetsPassword": False,
        "languages": ["en", "fr"],
    }


@pytest.mark.parametrize(
    ("settings", "guests", "registers"),
    [
        (Settings(people=PeoplePolicy(guests="accounts")), False, True),
        (Settings(accounts=AccountPolicy(registration="closed")), True, False),
        (Settings(accounts=AccountPolicy(register_before_connect=False)), True, False),
        (Settings(accounts=AccountPolicy(registration="invite")), True, True),
    ],
)
def test_the_page_knows_who_may_connect(
    tmp_path: Path, settings: Settings, guests: bool, registers: bool
) -> None:
    """Whether anybody may, and whether one may make an account first."""
    answer = ask(answers_of(settings, lambda: "", str, "", tmp_path)["/config.json"])
    told = json.loads(bytes(answer.body or b""))  # type: ignore[arg-type]
    assert (told["guests"], told["registers"]) == (guests, registers)


def test_whether_it_is_alive_and_ready(tmp_path: Path) -> None:
    """It is alive if it answers; why it is not ready is said."""
    reasons = [""]
    answers = answers_of(Settings(), str, lambda: reasons[-1], "", tmp_path)
    assert ask(answers["/healthz"]).status == 200
    assert ask(answers["/readyz"]).status == 200
    reasons.append("The disk is full")
    assert ask(answers["/healthz"]).status == 200
    refused = ask(answers["/readyz"])
    assert (refused.status, refused.text) == (503, "The disk is full\n")
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("channels", ['["#été", "#b"]', "#seul"])
def test_channels_of_the_page(channels: str) -> None:
    """One, or a list."""
    settings = Sources(options=(Option("--set", "http.channels", channels),)).load()
    assert settings.http.channels in {("#été", "#b"), ("#seul",)}
    assert rooms_of(settings) == ("#public", *settings.http.channels)


@pytest.mark.parametrize("channels", ["public", "[]", '["#a", "b"]', "#a b", "", "#", "#a,#b", "3"])
def test_what_is_no_channel(channels: str) -> None:
    """It is refused with an example."""
    with pytest.raises(SettingsError) as caught:
        Sources(options=(Option("--set", "http.channels", channels),)).load()
    assert "a channel's name, as #public, or a list" in str(caught.value.problems[0])
