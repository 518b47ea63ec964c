"""The Lounge, a web client that stays connected: what a person at its page types and sees.

`make test` installs it. The page is driven by the client library that it has itself.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.message_lives import AFTERWARDS, AS_IT_HAPPENS, CAPS, CHANNEL, live, say
from harness.ports import free_port
from harness.salon_process import SalonProcess, clean_environment, eventually
from harness.tagged_lines import tags

HERE = Path(__file__).parent / "lounge"
INSTALLED = Path(__file__).parents[2] / ".venv" / "lounge"
NODE = INSTALLED.parent / "node" / "bin" / "node"


@contextmanager
def running(*command: str, directory: Path, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of The Lounge, its output in a file of its directory, and end it."""
    assert NODE.exists(), "The Lounge is not installed: make test does it"
    environment = clean_environment(
        THELOUNGE_HOME=str(home), NODE_PATH=str(INSTALLED / "node_modules"), HOME=str(home)
    )
    name = Path(command[0]).stem
    with (directory / f"{name}.out").open("wb") as output:
        process = subprocess.Popen(
            [str(NODE), *command],
            env=environment,
            cwd=directory,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.kill()
            process.wait()


class Page:
    """A page of The Lounge, on one network."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self._process = process
        self._output = output

    def send(self, event: str, **data: object) -> None:
        """Send what the page sends."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps([event, data])}\n".encode())
        self._process.stdin.flush()

    def connect(self, salon: SalonProcess, nick: str, channel: str) -> None:
        """Connect to a server, and join a channel."""
        self.wait_for("init")
        self.send(
            "network:new",
            name="Salon",
            host="127.0.0.1",
            port=salon.port,
            tls=False,
            nick=nick,
            username=nick,
            realname="Amélie",
            join=channel,
            password="",
            leaveMessage="",
            commands=[],
            proxyEnabled=False,
            sasl="",
        )

    def texts(self) -> list[str]:
        """Return what people said, in the order in which the page was told of it."""
        told = [json.loads(line) for line in self._lines()]
        said = [data["msg"] for event, data in told if event == "msg"]
        return [its["text"] for its in said if its["type"] == "message" and its["from"].get("nick")]

    def type(self, channel: str, text: str) -> None:
        """Type a line into a channel."""
        self.send("type", channel=channel, text=text)

    def wait_for(self, *words: str) -> None:
        """Wait until the page has been told something in which all these words stand."""
        eventually(
            lambda: any(all(word in line for word in words) for line in self._lines()),
            f"{words} for the page; it was told {self._lines()[-5:]}",
        )

    def _lines(self) -> list[str]:
        lines = self._output.read_text("utf-8").splitlines()
        return [json.dumps(json.loads(line), ensure_ascii=False) for line in lines if line.startswith("[")]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """Return a page of a Lounge that has just started, for anybody, on loopback alone."""
    home = tmp_path / "lounge"
    home.mkdir()
    port = free_port()
    chosen = {"public": True, "host": "127.0.0.1", "port": port, "prefetch": False}
    (home / "config.js").write_text(f'"use strict";\nmodule.exports = {json.dumps(chosen)};\n', "utf-8")
    program = str(INSTALLED / "node_modules" / "thelounge" / "index.js")
    with running(program, "start", directory=tmp_path, home=home):
        log = tmp_path / "index.out"
        eventually(lambda: "Available at" in log.read_text("utf-8"), "The Lounge that listens")
        url = f"http://127.0.0.1:{port}"
        with running(str(HERE / "person.js"), url, directory=tmp_path, home=home) as person:
            yield Page(person, tmp_path / "person.out")


def test_the_lounge_connects_and_talks(tmp_path: Path, page: Page) -> None:
    """It joins, sees who is there and the topic, and talks both ways; it is told of what others do."""
    directory = tmp_path / "salon"
    directory.mkdir()
    with SalonProcess(directory) as salon:
        bob = salon.enter("bob", "#café")
        bob.send("TOPIC #café :Thé à 16 h", "PRIVMSG #café :avant")
        page.connect(salon, "amelie", "#café")
        bob.wait_for("^:amelie!.* JOIN #café$")
        page.wait_for("There is no message of the day")
        page.wait_for("Thé à 16 h")
        page.wait_for('"msg"', "avant")
        page.type("#café", "bonjour à tous ☺")
        bob.wait_for("^:amelie!.* PRIVMSG #café :bonjour à tous ☺$")
        bob.send("PRIVMSG #café :œuf, naïve, Größe")
        page.wait_for('"msg"', "œuf, naïve, Größe", "bob")
        page.type("#café", "/me réfléchit")
        bob.wait_for("PRIVMSG #café :\x01ACTION réfléchit\x01$")
        page.type("#café", "/nick Amélie")
        bob.wait_for("^:amelie!.* NICK :Amélie$")
        bob.send("NICK Bébé")
        page.wait_for("nick", "Bébé")
        page.type("#café", "/part")
        bob.wait_for("^:Amélie!.* PART #café")


def test_the_lounge_shows_what_becomes_of_messages(tmp_path: Path, page: Page) -> None:
    """As it happens, and what was said while it was not connected: a line each at most, and no noise."""
    directory = tmp_path / "salon"
    directory.mkdir()
    with SalonProcess(directory) as salon:
        bob = salon.enter("bob", CHANNEL, caps=CAPS)
        page.connect(salon, "amelie", CHANNEL)
        bob.wait_for(f"^:amelie!.* JOIN {CHANNEL}$")
        page.wait_for("There is no message of the day")
        page.type(CHANNEL, "moi, à 16 h")
        answered = tags(bob.wait_for(":moi, à 16 h$"))["msgid"]
        live(bob, answered)
        page.wait_for("deuxième ligne")
        assert page.texts() == ["moi, à 16 h", *AS_IT_HAPPENS]
        page.type(CHANNEL, "/disconnect")
        bob.wait_for("^:amelie!.* QUIT ")
        live(bob, answered)
        say(bob, "fin")
        page.type(CHANNEL, "/connect")
        page.wait_for('"msg"', '"fin"')
        assert page.texts()[-len(AFTERWARDS) - 1 :] == [*AFTERWARDS, "fin"]
        page.type(CHANNEL, "/quote SEARCH gateaux")
        page.wait_for("notice", f"{CHANNEL} <bob> apportez des gâteaux")
