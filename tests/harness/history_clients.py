"""Clients that fetch the past by themselves, in a world: as gamja, Goguma and senpai do, each in its own way.

What they ask for, and when they stop asking, is known from their sources. All three page by the time of what
they have, never by its id, and take a message that comes twice for two.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from harness.staying import PASSWORD
from harness.tagged_lines import commands, params, tags
from harness.world import World
from salon.wire.irc.forms import Clockface
from salon.wire.irc.messages import escape_tag, parse_message

MOST_PAGES: Final = 50
"""Pages after which a test has turned in a circle."""


class Line(NamedTuple):
    """A line as a client shows it: its time as server-time writes it."""

    time: str
    text: str


class Batch(NamedTuple):
    """A batch that has ended: the tags of its start, and the lines within."""

    kind: str
    target: str
    tags: dict[str, str]
    lines: list[str]


class HistoryClient:
    """What the three have in common: capabilities, batches, and lines that arrive by themselves."""

    WANTED: ClassVar[tuple[str, ...]] = ()

    def __init__(self, world: World, name: str, *channels: str, account: bool = True) -> None:
        self.world = world
        self.name = name
        self.channels = channels
        self.account = account
        self.shown: dict[str, list[Line]] = {}
        self.read: dict[str, str] = {}
        self.features: dict[str, str] = {}
        self.offered: dict[str, str] = {}
        self.come()

    # --- connecting ---

    def come(self) -> None:
        """Connect, log in where there is an account, and fetch what was missed."""
        self.client = self.world.connect()
        self.hear(self.client.send("CAP LS 302", f"NICK {self.name}", f"USER {self.name} 0 * :{self.name}"))
        self.hear(self.client.send(*self.wishes(), *self.login(), "CAP END"))
        assert self.client.person.nick == self.name
        self.catch_up()

    def wishes(self) -> list[str]:
        """Return how capabilities are asked for."""
        return [f"CAP REQ {name}" for name in self.WANTED]

    def login(self) -> list[str]:
        """Return what is sent at once, without waiting for an answer."""
        secret = b64encode(f"\0{self.name}\0{PASSWORD}".encode()).decode()
        return ["AUTHENTICATE PLAIN", f"AUTHENTICATE {secret}"] if self.account else []

    def go(self) -> None:
        """Lose the connection."""
        self.listen()
        self.client.close()
        self.world.settle()

    def catch_up(self) -> None:
        """Fetch what was said while the client was away."""
        raise NotImplementedError

    # --- what arrives ---

    def listen(self) -> None:
        """Take what has arrived by itself."""
        self.hear(self.client.take())

    def hear(self, lines: Iterable[str]) -> list[Batch]:
        """Take lines; return the batches in them. What stands outside of one is shown as it comes."""
        under_way: dict[str, Batch] = {}
        ended = []
        for line in lines:
            (command,), words, its_tags = commands([line]), params(line), tags(line)
            if command == "BATCH" and words[0].startswith("+"):
                under_way[words[0][1:]] = Batch(words[1], (*words[2:], "")[0], its_tags, [])
            elif command == "BATCH":
                ended.append(under_way.pop(words[0][1:]))
            elif its_tags.get("batch") in under_way:
                under_way[its_tags["batch"]].lines.append(line)
            else:
                self._take(command, words, line)
        assert not under_way
        return ended

    def _take(self, command: str, words: Sequence[str], line: str) -> None:
        assert command not in {"FAIL", "421", "461"}, line
        if command == "CAP" and words[1] == "LS":
            self.offered |= {name: value for name, _, value in (w.partition("=") for w in words[-1].split())}
        elif command == "005":
            self.features |= {name: value for name, _, value in (word.partition("=") for word in words[1:-1])}
        elif command == "MARKREAD" and words[1] != "*":
            self.read[words[0]] = words[1].removeprefix("timestamp=")
        elif command == "PRIVMSG":
            self.say(line)

    def say(self, line: str) -> None:
        """Show what is said just now."""
        self.show([line])

    def ask(self, line: str, kind: str = "chathistory") -> Batch:
        """Send a line, and return the one batch that answers it."""
        (batch,) = [its for its in self.hear(self.client.send(line)) if its.kind == kind]
        return batch

    # --- what is shown ---

    def show(self, lines: Iterable[str]) -> None:
        """Show messages, each at the place of its time, behind those of the same."""
        for line in lines:
            if commands([line])[0] not in {"PRIVMSG", "NOTICE"}:
                continue
            shown = self.shown.setdefault(self.place_of(line), [])
            new = Line(tags(line)["time"], params(line)[1])
            index = next((at for at, its in enumerate(shown) if new.time < its.time), len(shown))
            shown.insert(index, new)

    def place_of(self, line: str) -> str:
        """Return in which conversation a message is shown."""
        target = params(line)[0]
        return source_of(line).partition("!")[0] if target == self.name else target

    def texts(self, target: str) -> list[str]:
        """Return what a conversation shows."""
        return [line.text for line in self.shown.get(target, [])]

    def first(self, target: str) -> str:
        """Return the time of the first line of a conversation; empty where it has none."""
        return self.shown[target][0].time if self.shown.get(target) else ""

    def last(self) -> str:
        """Return the time of the last line of all; empty where there is none."""
        return max((line.time for lines in self.shown.values() for line in lines), default="")

    def now(self) -> str:
        """Return the time, by a clock that is right."""
        return Clockface().stamp(self.world.now)


class Gamja(HistoryClient):
    """gamja: asks for all capabilities in one line, for conversations before it is in its channels."""

    WANTED = (
        *("account-notify", "away-notify", "batch", "chghost", "echo-message", "extended-join"),
        *("extended-monitor", "invite-notify", "labeled-response", "message-tags", "multi-prefix", "sasl"),
        *("server-time", "setname", "draft/account-registration", "draft/chathistory"),
        *("draft/extended-monitor", "draft/read-marker", "soju.im/bouncer-networks", "draft/event-playback"),
    )
    MOST = 4_000

    def wishes(self) -> list[str]:
        """Return the one line, with what there is."""
        return [f"CAP REQ :{' '.join(name for name in self.WANTED if name in self.offered)}"]

    def catch_up(self) -> None:
        """Ask what there is from now back to the last line, and page through each; then join."""
        last = self.last()
        if last:
            found = self.ask(
                f"@label=1 CHATHISTORY TARGETS timestamp={self.now()} timestamp={last} 1000",
                "draft/chathistory-targets",
            )
            for line in found.lines:
                self._fetch(params(line)[1], last)
        if self.channels:
            self.hear(self.client.send(f"JOIN {','.join(self.channels)}"))

    def _fetch(self, target: str, after: str) -> None:
        if self.shown.get(target):
            after = self.shown[target][-1].time
        if not target.startswith("#"):
            self.hear(self.client.send(f"MARKREAD {target}"))
        most = min(self.MOST, int(self.features["CHATHISTORY"]))
        for _ in range(MOST_PAGES):
            page = self.ask(f"@label=2 CHATHISTORY AFTER {target} timestamp={after} {most}").lines
            self.show(page)
            if len(page) < most:
                return
            after = tags(page[-1])["time"]
        raise AssertionError

    def scroll_up(self, target: str) -> None:
        """Scroll to the beginning of a conversation."""
        most = min(200, int(self.features["CHATHISTORY"]))
        for _ in range(MOST_PAGES):
            before = self.first(target) or self.now()
            page = self.ask(f"@label=3 CHATHISTORY BEFORE {target} timestamp={before} {most}").lines
            self.show(page)
            if len(page) < most:
                return
        raise AssertionError

    def mark_read(self, target: str) -> None:
        """Look at a conversation to its end."""
        self.hear(self.client.send(f"MARKREAD {target} timestamp={self.shown[target][-1].time}"))


class Goguma(HistoryClient):
    """Goguma: sends all of its beginning unseen, and takes how much a page has from the capability."""

    WANTED = (
        *("away-notify", "batch", "echo-message", "message-tags", "multi-prefix", "sasl", "server-time"),
        *("setname", "draft/chathistory", "draft/extended-monitor", "draft/read-marker"),
        *("soju.im/bouncer-networks", "soju.im/no-implicit-names", "soju.im/webpush"),
        "soju.im/bouncer-networks-notify",
    )
    MOST_PAGES = 20

    def catch_up(self) -> None:
        """Join, ask what there is from the last line to now, and page through each."""
        last, now = self.last(), self.now()
        if self.channels:
            self.hear(self.client.send(f"JOIN {','.join(self.channels)}"))
        if last:
            for target in self._targets(last, now):
                if not target.startswith("#"):
                    self.hear(self.client.send(f"MARKREAD {target}"))
                self._fetch(target, last, now)

    def _targets(self, first: str, now: str) -> list[str]:
        """Return the names, page by page; the next one begins before the last time of this one."""
        found: dict[str, None] = {}
        most = int(self.features["CHATHISTORY"]) or 1_000
        for _ in range(MOST_PAGES):
            asked = f"CHATHISTORY TARGETS timestamp={first} timestamp={now} {most}"
            page = [params(line)[1:] for line in self.ask(asked, "draft/chathistory-targets").lines]
            found |= {name: None for name, _ in page}
            if len(page) < most:
                return list(found)
            times = [time for _, time in page]
            first = next((time for time in reversed(times) if time != times[-1]), times[-1])
        raise AssertionError

    def _fetch(self, target: str, after: str, now: str) -> None:
        # Where the capability has no value, a page that is not full is one below this number.
        most = int(self.offered["draft/chathistory"] or 0) or 1_000
        for _ in range(self.MOST_PAGES):
            asked = f"CHATHISTORY BETWEEN {target} timestamp={after} timestamp={now} {most}"
            page = self.ask(asked)
            self.show(page.lines)
            if len(page.lines) < most or "draft/chathistory-end" in page.tags:
                return
            after = max(tags(line)["time"] for line in page.lines)
        raise AssertionError

    def scroll_up(self, target: str) -> None:
        """Scroll to the beginning of a conversation, until a page brings nothing."""
        for _ in range(MOST_PAGES):
            first = self.first(target)
            asked = f"BEFORE {target} timestamp={first}" if first else f"LATEST {target} *"
            page = self.ask(f"CHATHISTORY {asked} 100").lines
            self.show(page)
            if not page:
                return
        raise AssertionError

    def mark_read(self, target: str) -> None:
        """Look at a conversation to its end."""
        self.hear(self.client.send(f"MARKREAD {target} timestamp={self.shown[target][-1].time}"))


class _Bounds:
    """Between which lines senpai has all of a conversation: by whole seconds, and the texts at both ends."""

    def __init__(self) -> None:
        self.first = self.last = Line("", "")

    def side(self, line: Line) -> int:
        """Return on which side of them a line is: below, within or above."""
        at = line.time[:19]
        if at < self.first.time or (at == self.first.time and line.text != self.first.text):
            return -1
        if at > self.last.time:
            return 1
        return -1 if at == self.last.time and line.text != self.last.text else 0

    def extend(self, line: Line) -> None:
        """Take a line in."""
        line = Line(line.time[:19], line.text)
        if not self.first.time or line.time < self.first.time:
            self.first = line
        elif not self.last.time or line.time > self.last.time:
            self.last = line


class Senpai(HistoryClient):
    """senpai: keeps seconds only, so what was said in one second may come apart; and it searches."""

    WANTED = (
        *("away-notify", "batch", "cap-notify", "echo-message", "extended-monitor", "invite-notify"),
        *("labeled-response", "message-tags", "multi-prefix", "sasl", "server-time", "setname"),
        *("standard-replies", "draft/chathistory", "draft/event-playback", "draft/metadata-2"),
        *("draft/read-marker", "soju.im/bouncer-networks-notify", "soju.im/bouncer-networks"),
        "soju.im/search",
    )
    FEW = 10
    """Lines below which a page is taken for the last one."""

    def __init__(
        self, world: World, name: str, *channels: str, closed: str = "", account: bool = True
    ) -> None:
        # The time of the last line when it ended, which it keeps in a file.
        self._closed = closed
        self._bounds: dict[str, _Bounds] = {}
        self._whole: set[str] = set()
        super().__init__(world, name, *channels, account=account)

    def catch_up(self) -> None:
        """Join each channel, and read what is behind the last line, or else the newest before the JOIN."""
        since, now = self._closed or self.now(), self.now()
        limit = int(self.features["CHATHISTORY"])
        for channel in self.channels:
            self.hear(self.client.send(f"JOIN {channel}"))
            if channel in self._bounds:
                seconds = self._bounds[channel].last.time
                self._page(channel, f"AFTER {channel} timestamp={seconds}.000Z {min(1_000, limit)}")
            else:
                self._page(channel, f"BEFORE {channel} timestamp={now} {min(500, limit)}")
        asked = f"CHATHISTORY TARGETS timestamp={since} timestamp={now} {min(1_000, limit)}"
        found = self.ask(asked, "draft/chathistory-targets")
        for target, last in (params(line)[1:] for line in found.lines):
            if not target.startswith("#") and target not in self._bounds:
                self.hear(self.client.send(f"MARKREAD {target}"))
                # A thousandth later, so that the last message is among them.
                later = f"{last[:20]}{int(last[20:23]) + 1:03}Z"
                self._page(target, f"BEFORE {target} timestamp={later} {min(500, limit)}")

    def scroll_up(self, target: str) -> None:
        """Scroll to the beginning of a conversation."""
        limit = min(200, int(self.features["CHATHISTORY"]))
        for _ in range(MOST_PAGES):
            if target in self._whole:
                return
            first = self._bounds[target].first.time
            self._page(target, f"BEFORE {target} timestamp={first}.000Z {limit}")
        raise AssertionError

    def search(self, target: str, text: str) -> list[str]:
        """Return what a search in a conversation brings."""
        found = self.ask(f"SEARCH in={escape_tag(target)};text={escape_tag(text)}", "soju.im/search")
        return [params(line)[1] for line in found.lines]

    def _page(self, target: str, asked: str) -> None:
        page = self.ask(f"CHATHISTORY {asked}").lines
        self.show(page)
        if len(page) < self.FEW:
            self._whole.add(target)

    def say(self, line: str) -> None:
        """Show what is said just now; of somebody new, what came before it, too."""
        place, new = self.place_of(line), Line(tags(line)["time"], params(line)[1])
        is_new = place not in self.shown
        self.shown.setdefault(place, []).append(new)
        self._bounds.setdefault(place, _Bounds()).extend(new)
        if is_new and not place.startswith("#"):
            self._page(
                place, f"BEFORE {place} timestamp={new.time} {min(500, int(self.features['CHATHISTORY']))}"
            )

    def show(self, lines: Iterable[str]) -> None:
        """Show messages in front of what there is, or behind it; not those within the bounds."""
        before: dict[str, list[Line]] = {}
        after: dict[str, list[Line]] = {}
        for line in lines:
            if commands([line])[0] not in {"PRIVMSG", "NOTICE"}:
                continue
            place, new = self.place_of(line), Line(tags(line)["time"], params(line)[1])
            known = place in self.shown
            side = self._bounds[place].side(new) if known else -1
            if side:
                (before if side < 0 else after).setdefault(place, []).append(new)
        for place in {*before, *after}:
            front, back = before.get(place, []), after.get(place, [])
            self.shown[place] = [*front, *self.shown.get(place, []), *back]
            bounds = self._bounds.setdefault(place, _Bounds())
            for its in (*front, *back):
                bounds.extend(its)


def source_of(line: str) -> str:
    """Return who a line is from."""
    message = parse_message(line)
    assert message is not None
    return message.source
