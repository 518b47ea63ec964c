"""Makes `docs/images/conversation.svg`: a real server, two real irssi in tmux, and what their screens show.

`python tools/picture.py` takes up to two minutes, for the second person comes in a minute after the first.
"""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "conversation.svg"

CHANNEL = "#café"
COLUMNS, ROWS = 84, 13
CELL_WIDTH, CELL_HEIGHT = 8.4, 18
MARGIN, TITLE_HEIGHT, GAP = 12, 30, 18
DEADLINE = 30.0

BACKGROUND, FOREGROUND, FRAME = "#1b1d23", "#d5d8df", "#31343d"
# The sixteen colours of a terminal, chosen to be read on the background.
PALETTE = (
    *("#2a2d35", "#e06c75", "#98c379", "#e5c07b", "#2f5d9b", "#c678dd", "#56b6c2", "#d5d8df"),
    *("#8a909e", "#ff8b94", "#b5e08f", "#ffd98a", "#7fb2f0", "#dd9bf0", "#7fd6e0", "#ffffff"),
)

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_DOOR = re.compile(r"port (\d+)$", re.MULTILINE)

_CONFIG = """
settings = {{
  core = {{ nick = "{nick}"; user_name = "{user}"; real_name = "{nick}"; }};
  "irc/core" = {{ cmds_max_at_once = "50"; cmd_queue_speed = "1msec"; }};
  "fe-common/core" = {{ term_charset = "UTF-8"; show_names_on_join = "no"; }};
}};
"""


class Style(NamedTuple):
    """How a character is drawn; the colours are numbers of the palette."""

    foreground: int | None = None
    background: int | None = None
    bold: bool = False


class Run(NamedTuple):
    """Characters side by side in one style."""

    column: int
    text: str
    style: Style


class Server:
    """A server of its own for the picture, in a directory."""

    def __init__(self, directory: Path) -> None:
        self._said = directory / "said"
        command = [sys.executable, "-m", "salon", "serve", "--data", str(directory / "data"), "--port", "0"]
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(  # noqa: S603 - our own server
                [*command, "--language", "en", "--set", "irc.tls.enabled=false"],
                stdout=said,
                stderr=subprocess.DEVNULL,
                cwd=directory,
            )

    def __enter__(self) -> Self:
        """Give the server once its door is open."""
        _wait_until(lambda: bool(_DOOR.search(self._said.read_text("utf-8"))), "door")
        self.port = _DOOR.findall(self._said.read_text("utf-8"))[0]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(DEADLINE)


class Client:
    """One irssi in a terminal of its own."""

    def __init__(self, directory: Path, port: str, nick: str, user: str) -> None:
        self.nick = nick
        self._port = port
        self._home = directory / user
        self._home.mkdir()
        (self._home / "config").write_text(_CONFIG.format(nick=nick, user=user), "utf-8")
        self._environment = {**os.environ, "TMUX_TMPDIR": str(self._home), "LC_ALL": "C.UTF-8"}
        self._environment.pop("TMUX", None)

    def __enter__(self) -> Self:
        """Start the client, connect, and enter the channel."""
        size = ("-x", str(COLUMNS), "-y", str(ROWS))
        # Its nick stands in its configuration: as an option it may only be ASCII.
        client = ("irssi", f"--home={self._home}", "-c", "127.0.0.1", "-p", self._port)
        self._tmux("new-session", "-d", *size, *client)
        self.wait_for("Mode change [+i]")
        self.type("/set show_server_time on")
        self.type(f"/join {CHANNEL}")
        self.wait_for(f"Channel {CHANNEL} created")
        return self

    def __exit__(self, *_: object) -> None:
        """End the client with its terminal."""
        self._tmux("kill-server")

    def type(self, text: str) -> None:
        """Type a line."""
        self._tmux("send-keys", "-l", "--", text)
        self._tmux("send-keys", "Enter")

    def wait_for(self, text: str) -> None:
        """Wait until the screen shows a text."""
        try:
            _wait_until(lambda: text in _STYLE.sub("", self.screen()), text)
        except TimeoutError as error:
            raise TimeoutError(f"{self.nick} does not see {text!r}, but:\n{self.screen()}") from error

    def screen(self) -> str:
        """Return what stands on the screen, with its colours."""
        return self._tmux("capture-pane", "-p", "-e")

    def _tmux(self, *arguments: str) -> str:
        tmux = shutil.which("tmux") or "tmux"
        done = subprocess.run(  # noqa: S603 - a terminal of our own
            [tmux, "-u", "-L", "picture", "-f", "/dev/null", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def _wait_until(look: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + DEADLINE
    while not look():
        if time.monotonic() > end:
            raise TimeoutError(f"no {what}")
        time.sleep(0.05)


def _wait_for_the_next_minute() -> None:
    time.sleep(61 - time.time() % 60)


def converse(directory: Path) -> list[tuple[str, str]]:
    """Have two people talk; return the title and the screen of each."""
    with Server(directory) as server, Client(directory, server.port, "Amélie", "amelie") as amelie:
        amelie.type("/topic Café du jeudi, Thursday's coffee")
        for line in ("Bonjour ! Qui apporte le café jeudi ?", "Je pars en cours, répondez-moi ici."):
            amelie.type(line)
            amelie.wait_for(f"> {line}")
        _wait_for_the_next_minute()
        with Client(directory, server.port, "bob", "bob") as bob:
            bob.wait_for("répondez-moi ici.")
            for speaker, hearer, line in (
                (bob, amelie, "Hi Amélie! I was not here, but I can read it: I bring the coffee."),
                (amelie, bob, "Parfait, merci Bob. J'apporte les tasses."),
                (bob, amelie, "See you on Thursday. À jeudi !"),
            ):
                speaker.type(line)
                hearer.wait_for(f"> {line}")
            amelie.type("/voice bob")
            for client in (bob, amelie):
                client.wait_for("[+v bob]")
            return [
                ("irssi - Amélie, who came first", amelie.screen()),
                ("irssi - Bob, who came a minute later", bob.screen()),
            ]


def restyled(style: Style, codes: str) -> Style:
    """Return a style after one escape sequence (ECMA-48, SGR)."""
    for code in map(int, codes.split(";") if codes else ["0"]):
        match code:
            case 0:
                style = Style()
            case 1:
                style = style._replace(bold=True)
            case 22:
                style = style._replace(bold=False)
            case 39:
                style = style._replace(foreground=None)
            case 49:
                style = style._replace(background=None)
            case _ if code // 10 in {3, 9}:
                style = style._replace(foreground=code % 10 + 8 * (code // 10 == 9))
            case _ if code // 10 in {4, 10}:
                style = style._replace(background=code % 10 + 8 * (code // 10 == 10))
    return style


def runs(line: str, style: Style) -> Iterator[Run]:
    """Yield the runs of a line; the last one, without a text, gives the style in which the next begins."""
    column = 0
    for number, part in enumerate(_STYLE.split(line)):
        if number % 2:
            style = restyled(style, part)
        elif part:
            yield Run(column, part, style)
            column += len(part)
    yield Run(column, "", style)


def drawn(title: str, screen: str, top: float) -> Iterator[str]:
    """Yield the SVG of one window."""
    width, height = COLUMNS * CELL_WIDTH + 2 * MARGIN, TITLE_HEIGHT + ROWS * CELL_HEIGHT + MARGIN
    yield f'<rect y="{top}" width="{width:g}" height="{height}" rx="8" fill="{BACKGROUND}" stroke="{FRAME}"/>'
    for number, colour in enumerate(("#e06c75", "#e5c07b", "#98c379")):
        yield f'<circle cx="{18 + 18 * number}" cy="{top + 15}" r="5" fill="{colour}"/>'
    yield f'<text x="{width / 2:g}" y="{top + 19}" fill="#8a909e" class="title">{html.escape(title)}</text>'
    style = Style()
    for row, line in enumerate(screen.splitlines()[:ROWS]):
        y = top + TITLE_HEIGHT + row * CELL_HEIGHT
        painted: tuple[int, Style] = (0, style)
        for run in runs(line, style):
            painted = run.column + len(run.text), run.style
            yield from _drawn_run(run, y)
        # tmux leaves out the spaces at the end of a line, the coloured ones too.
        yield from _drawn_run(Run(painted[0], " " * (COLUMNS - painted[0]), painted[1]), y)
        style = painted[1]


def _drawn_run(run: Run, y: float) -> Iterator[str]:
    x, width = MARGIN + run.column * CELL_WIDTH, len(run.text) * CELL_WIDTH
    if run.style.background and run.text:
        yield (
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{CELL_HEIGHT}" '
            f'fill="{PALETTE[run.style.background]}"/>'
        )
    if not run.text.strip():
        return
    colour = FOREGROUND if run.style.foreground is None else PALETTE[run.style.foreground]
    weight = ' font-weight="bold"' if run.style.bold else ""
    # The length is given, so that the columns hold in whatever font there is.
    yield (
        f'<text x="{x:g}" y="{y + 13.5:g}" textLength="{width:g}" lengthAdjust="spacingAndGlyphs" '
        f'fill="{colour}"{weight}>{html.escape(run.text)}</text>'
    )


def picture(windows: list[tuple[str, str]]) -> str:
    """Return the SVG of all windows, one below the other."""
    width = COLUMNS * CELL_WIDTH + 2 * MARGIN
    step = TITLE_HEIGHT + ROWS * CELL_HEIGHT + MARGIN + GAP
    height = len(windows) * step - GAP
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" '
            f'viewBox="-1 -1 {width + 2:g} {height + 2}">'
        ),
        "<title>Two people talk on Salon with irssi; the second reads what was said before.</title>",
        (
            '<style>text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; '
            "white-space: pre } .title { font-size: 12px; text-anchor: middle }</style>"
        ),
    ]
    for number, (title, screen) in enumerate(windows):
        parts += drawn(title, screen, number * step)
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Make the picture anew."""
    with tempfile.TemporaryDirectory() as directory:
        PICTURE.write_text(picture(converse(Path(directory))), "utf-8")
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
