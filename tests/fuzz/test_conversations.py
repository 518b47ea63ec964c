"""A thousand random conversations of a hundred lines: no line of one client harms the server or another.

Three clients say anything at all, one listens. Afterwards everything that anybody was sent is looked at.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from harness.chatter import Chatter
from harness.seeds import named, seeded
from harness.snapshot import contradictions, snapshot
from harness.world import SERVER, Client, World, close_worlds, hashed
from salon.core.decisions.speech import ACTION
from salon.core.modes import CHANNEL_MODES, RANKS_BY_LETTER, ModeKind
from salon.wire.irc.capabilities import CAPABILITIES
from salon.wire.irc.forms import ALPHABET, EDIT_BATCH, PREFIXES, RANKS_BY_PREFIX
from salon.wire.irc.messages import BODY_LIMIT, parse_message, parse_tags

CONVERSATIONS = 1000
BLOCKS = 20
LINES = 100
SPEAKERS = ("ann", "ben", "cleo")
LISTENER = "listener"
HOME = ("#a", "#b", "#été")
EVERYTHING = tuple(capability.name for capability in CAPABILITIES)

# message-tags, "Size limit": tags of a client and of the server together, with their '@' and space, in bytes.
COMBINED_TAGS_LIMIT = 8191

# modern-irc, "Message Format", as strict as a server's own lines should be: one space, no empty middle.
WELL_FORMED = re.compile(
    r"(?:@(?P<tags>[^ \r\n\0]+) )?(?::(?P<source>[^ \r\n\0]+) )?(?P<command>[A-Z]+|[0-9]{3})"
    r"(?P<middles>(?: [^: \r\n\0][^ \r\n\0]*)*)(?: :(?P<trailing>[^\r\n\0]*))?"
)


@dataclass
class Turn:
    """What one speaker says in one go, or (nobody) how many seconds pass."""

    speaker: int
    lines: list[bytes] = field(default_factory=list)
    seconds: int = 0


@dataclass
class Script:
    """A whole conversation, before it is held."""

    turns: list[Turn]
    capabilities: list[str]
    mapping: str
    rules: dict[str, Any]
    irc: dict[str, Any]


def write_script(random: Random) -> Script:
    """Return a conversation of one number, the same each time."""
    # In every second one nobody is shown the past, so that all that is told is told in order. A world that
    # starts again would end the conversation.
    without_past = random.random() < 0.5
    chatter = Chatter(random, without=("RESTART", *(("HISTORY",) if without_past else ())))
    turns = []
    left = LINES
    while left:
        size = min(left, random.choice((1, 1, 1, 2, 5)))
        left -= size
        lines = [chatter.line() for _ in range(size)]
        turns.append(Turn(random.randrange(len(SPEAKERS)), lines))
        if random.random() < 0.02:
            turns.append(Turn(-1, seconds=random.randrange(60)))
    # The third comes in by itself, in any order and between other lines.
    entrance = [b"NICK cleo\r\n", b"USER cleo 0 * :Cl\xc3\xa9o\r\n", b"CAP LS 302\r\n", b"CAP END\r\n"]
    if random.random() < 0.3:
        random.shuffle(entrance)
    for turn, line in zip((turn for turn in turns if turn.speaker == 2), entrance, strict=False):
        turn.lines.insert(random.randrange(len(turn.lines) + 1), line)
    small = {"channels_per_person": 4, "list_entries": 4, "monitor_entries": 3, "topic_length": 20}
    return Script(
        turns,
        [random.choice(("", " ".join(EVERYTHING), " ".join(random.sample(EVERYTHING, 6)))) for _ in range(4)],
        random.choice(("rfc8265", "ascii")),
        {
            **random.choice(({}, small)),
            **({"replay_lines": 0} if without_past else {}),
            "passwords": {"irc": random.choice(("", hashed("pw")))},
        },
        {"motd": random.choice(((), ("Salut {} %s", "", "é" * 300)))},
    )


class Conversation:
    """A conversation that is held: what is sent to whom, connection by connection."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.world = World(mapping=script.mapping, rules=script.rules, irc=script.irc)
        self.connections: list[tuple[Client, list[str]]] = []
        self._entered = 0
        first, second, _, listener = script.capabilities
        self.speakers = [self.enter(SPEAKERS[0], first, "#a")]
        # Not without these: else the listener would not know who is there.
        listener = listener.replace("draft/no-implicit-names", "").replace("no-implicit-names", "")
        self.listener = self.enter(LISTENER, f"{listener} multi-prefix", *HOME)
        self.speakers += [self.enter(SPEAKERS[1], second, "#a", "#b"), self.connect()]

    def connect(self) -> Client:
        """Open one more connection."""
        # Each from an address of its own, for allowances are remembered by address.
        client = self.world.connect(f"192.0.2.{len(self.connections) + 1}")
        self.connections.append((client, []))
        return client

    def enter(self, nick: str, caps: str, *channels: str) -> Client:
        """Open a connection, register it and enter channels."""
        client = self.connect()
        said = [f"CAP REQ :{caps}", "PASS pw", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END"]
        said += [f"JOIN {channel}" for channel in channels]
        self.say(client, "".join(f"{line}\r\n" for line in said).encode())
        assert client.link.core.person is not None
        return client

    def say(self, client: Client, data: bytes) -> None:
        """Have one client say something, and everybody hear what comes of it."""
        self.world.hub.receive(client.link, data)
        self.settle()

    def settle(self) -> None:
        """Take down what everybody is sent."""
        self.world.settle()
        for client, lines in self.connections:
            if client.received:
                lines.extend(client.take())

    def hold(self, chop: Random | None = None) -> None:
        """Say all that is to be said, line by line, or in pieces that have nothing to do with lines."""
        for turn in self.script.turns:
            if turn.speaker < 0:
                self.pass_time(turn.seconds)
                continue
            client = self.speakers[turn.speaker]
            if client.closed:
                self._entered += 1
                client = self.enter(f"again{self._entered}", self.script.capabilities[turn.speaker], "#a")
                self.speakers[turn.speaker] = client
            if chop is None:
                for line in turn.lines:
                    self.say(client, line)
            else:
                self.say_in_pieces(client, b"".join(turn.lines), chop)

    def say_in_pieces(self, client: Client, data: bytes, chop: Random) -> None:
        """Say something in pieces of any size, some of which come at once."""
        while data:
            size = chop.choice((1, 7, 60, 600, len(data)))
            piece, data = data[:size], data[size:]
            self.world.hub.receive(client.link, piece)
            if chop.random() < 0.5:
                self.settle()
        self.settle()

    def pass_time(self, seconds: int) -> None:
        """Let time pass; the listener answers when it is asked whether it is there, the others may or not."""
        self.world.pass_time(seconds)
        self.settle()
        self.say(self.listener, b"PONG x\r\n")

    def lines_of(self, client: Client) -> list[str]:
        """Return what a client was sent."""
        return next(lines for its, lines in self.connections if its is client)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_conversations(block: int) -> None:
    """Fifty of the thousand; the number of one that fails stands in the message."""
    size = CONVERSATIONS // BLOCKS
    for number in range(block * size, (block + 1) * size):
        with named(number):
            judge(number)
        close_worlds()


def judge(number: int) -> None:
    """Hold the conversation of one number twice, and look at all that came of it."""
    random = seeded(number)
    script = write_script(random)
    whole = Conversation(script)
    whole.hold()
    for client, lines in whole.connections:
        assert [line for line in lines if not is_well_formed(line)] == []
        if script.rules.get("replay_lines") == 0:
            assert_in_order(lines)
        assert_batches_close(lines)
        assert_all_was_asked_for(lines)
        assert_goodbye_is_last(client, lines)
    assert contradictions(whole.world.state) == []
    assert_history_is_what_was_told(whole)
    chopped = Conversation(script)
    chopped.hold(random)
    assert [lines for _, lines in chopped.connections] == [lines for _, lines in whole.connections]
    assert snapshot(chopped.world.state) == snapshot(whole.world.state)
    assert contents(chopped.world) == contents(whole.world)
    assert_the_listener_knows(whole)
    assert_all_are_answered(whole)
    assert_nothing_is_left(whole)


def contents(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is on disk of a conversation."""
    tables = ("channel", "channel_mode", "channel_list", "message", "machine")
    return {table: world.on_disk(f"SELECT * FROM {table}") for table in tables}  # noqa: S608 - constants


def is_well_formed(line: str) -> bool:
    """Tell whether a line is a message that any client can read, within its limits."""
    match = WELL_FORMED.fullmatch(line)
    message = parse_message(line)
    if match is None or message is None or message.command != match["command"]:
        return False
    tags, _, body = line.partition(" ") if match["tags"] else ("", "", line)
    if len(body.encode()) > BODY_LIMIT or len(tags.encode()) + 1 > COMBINED_TAGS_LIMIT:
        return False
    trailing = [] if match["trailing"] is None else [match["trailing"]]
    return message.params == (*match["middles"].split(" ")[1:], *trailing)


def tags_of(line: str) -> dict[str, str]:
    """Return a line's tags."""
    return parse_tags(line[1:].partition(" ")[0]) if line.startswith("@") else {}


def sequence_of(line: str) -> int | None:
    """Return a message's number in the history, where the line tells one."""
    its = tags_of(line).get("msgid", "-").partition("-")[2]
    return (
        sum(ALPHABET.index(digit) * 36**place for place, digit in enumerate(reversed(its))) if its else None
    )


def assert_in_order(lines: Sequence[str]) -> None:
    """Hold that what happens reaches everybody in the order of the history, and once.

    What one says to oneself is left out: it comes twice, and its echo may be held back for a label.
    """
    numbers = [sequence_of(line) for line in lines if not is_to_oneself(line)]
    told = [number for number in numbers if number is not None]
    assert told == sorted(set(told))


def is_to_oneself(line: str) -> bool:
    """Tell whether somebody said something to the own nick."""
    message = parse_message(line)
    return message is not None and message.params[:1] == (message.source.partition("!")[0],)


def reference(line: str) -> str:
    """Return the reference of a BATCH, with its sign."""
    message = parse_message(line)
    assert message is not None
    return message.params[0]


def assert_batches_close(lines: Sequence[str]) -> None:
    """Each is opened once, holds only lines between, and is closed; nothing else names one."""
    opened: set[str] = set()
    for line in lines:
        batch = tags_of(line).get("batch")
        assert batch is None or batch in opened, line
        match = WELL_FORMED.fullmatch(line)
        if match is not None and match["command"] == "BATCH":
            sign, name = reference(line)[0], reference(line)[1:]
            assert (name in opened) is (sign == "-"), line
            opened ^= {name}
    assert not opened


NEEDED = {
    "time": "server-time",
    "account": "account-tag",
    "msgid": "message-tags",
    "bot": "message-tags",
    "batch": "batch",
    "label": "labeled-response",
    "BATCH": "batch",
    "TAGMSG": "message-tags",
    "AWAY": "away-notify",
    "SETNAME": "setname",
    "CHGHOST": "chghost",
    "RENAME": "draft/channel-rename",
}
"""The capability without which nobody is sent a tag, or a command."""


def is_live(text: str) -> bool:
    """Tell whether a text is a CTCP that is gone once seen, as all but ACTION are."""
    return text.startswith("\x01") and not text.startswith(ACTION)


def assert_all_was_asked_for(lines: Sequence[str]) -> None:
    """Hold that tags and commands go to those who have negotiated them, from the next line on."""
    caps: set[str] = set()
    before: tuple[str, ...] = ()
    # The batches that are one message: its time and its id stand where it begins.
    one_message: set[str] = set()
    for line in lines:
        message = parse_message(line)
        assert message is not None
        if message.command == "BATCH" and message.params[1:2] in (("draft/multiline",), (EDIT_BATCH,)):
            one_message.add(message.params[0].removeprefix("+"))
        is_part = parse_tags(message.tags).get("batch") in one_message
        keys = [tag.partition("=")[0] for tag in message.tags.split(";") if tag]
        assert len(set(keys)) == len(keys), line
        for key in (*keys, message.command):
            needed = "message-tags" if key.startswith("+") else NEEDED.get(key)
            assert needed is None or needed in caps, line
        if message.command in {"PRIVMSG", "TOPIC"} and not is_part:
            assert ("server-time" in caps) is ("time" in keys), line
            # A text that is too long under the channel's new name takes a second line, which has no id.
            goes_on = before == (message.source, message.command, message.params[0])
            has_id = message.command == "TOPIC" or not is_live(message.params[1])
            assert ("message-tags" in caps and has_id) is ("msgid" in keys) or goes_on, line
        before = message.source, message.command, *message.params[:1]
        if message.command == "JOIN":
            assert (len(message.params) == 3) is ("extended-join" in caps), line
        if message.command == "CAP" and message.params[1] == "ACK":
            for name in message.params[2].split():
                (caps.discard if name.startswith("-") else caps.add)(name.removeprefix("-"))


def assert_goodbye_is_last(client: Client, lines: Sequence[str]) -> None:
    """Whose connection the server closes is told why, and then nothing more; nobody else is told goodbye."""
    goodbyes = [index for index, line in enumerate(lines) if re.match("(@[^ ]+ )?ERROR ", line)]
    assert len(goodbyes) == client.closed
    # A label's batch around it has its end.
    assert all(" BATCH -" in line for index in goodbyes for line in lines[index + 1 :])


def assert_history_is_what_was_told(talk: Conversation) -> None:
    """Whatever anybody was told under a number is on disk under that number."""
    kept = {line.sequence for line in talk.world.kept_lines()}
    told = {
        number for _, lines in talk.connections for line in lines if (number := sequence_of(line)) is not None
    }
    assert told <= kept


# --- what a client can know --------------------------------------------------------------------


class Record:
    """Who is in which channel with which ranks, and its topic, as one client is told. Names are folded."""

    def __init__(self, nick: str, fold: Callable[[str], str]) -> None:
        self.nick = nick
        self.channels: dict[str, dict[str, set[str]]] = {}
        self.topics: dict[str, str] = {}
        self._fold = fold

    def read(self, line: str) -> None:
        """Take one line into the record."""
        message = parse_message(line)
        assert message is not None
        read = getattr(self, f"_{message.command.lower()}", None)
        if read is not None:
            params = (self._fold(param) if param.startswith("#") else param for param in message.params[:-1])
            last = message.params[-1]
            told = self._fold(last) if message.command in {"JOIN", "PART"} and last.startswith("#") else last
            read(message.source.partition("!")[0], *params, told)

    def _join(self, nick: str, channel: str, *_: str) -> None:
        if nick == self.nick:
            self.channels[channel] = {}
            self.topics[channel] = ""
        else:
            self.channels[channel][nick] = set()

    def _353(self, _server: str, _me: str, _sign: str, channel: str, names: str) -> None:
        for name in names.split():
            mask = name.lstrip("".join(RANKS_BY_PREFIX))
            self.channels[channel][mask.partition("!")[0]] = set(name.removesuffix(mask))

    def _332(self, _server: str, _me: str, channel: str, text: str) -> None:
        self.topics[channel] = text

    def _topic(self, _nick: str, channel: str, text: str) -> None:
        self.topics[channel] = text

    def _part(self, nick: str, channel: str, *_: str) -> None:
        if nick == self.nick:
            del self.channels[channel]
        else:
            del self.channels[channel][nick]

    def _kick(self, _nick: str, channel: str, victim: str, _reason: str) -> None:
        del self.channels[channel][victim]

    def _quit(self, nick: str, _reason: str) -> None:
        left = [members.pop(nick, None) for members in self.channels.values()]
        assert left.count(None) < len(left), f"{nick} left, who was not known"

    def _nick(self, nick: str, new: str) -> None:
        for members in self.channels.values():
            if nick in members:
                members[new] = members.pop(nick)

    def _rename(self, _nick: str, channel: str, new: str, _reason: str) -> None:
        new = self._fold(new)
        self.channels[new] = self.channels.pop(channel)
        self.topics[new] = self.topics.pop(channel)

    def _mode(self, _nick: str, target: str, letters: str, *parameters: str) -> None:
        waiting = iter(parameters)
        adding = True
        for letter in letters if target.startswith("#") else "":
            kind = CHANNEL_MODES.get(letter)
            if kind is None:
                adding = letter == "+"
            elif kind is not ModeKind.NEVER and (adding or kind is not ModeKind.WHEN_SET):
                parameter = next(waiting)
                if kind is ModeKind.RANK:
                    prefixes = self.channels[target][parameter]
                    (prefixes.add if adding else prefixes.remove)(PREFIXES[RANKS_BY_LETTER[letter]])
        assert next(waiting, None) is None


def assert_the_listener_knows(talk: Conversation) -> None:
    """Who only reads what is sent knows who is where with which ranks, and what every topic is."""
    record = Record(LISTENER, talk.world.state.names.fold)
    for line in talk.lines_of(talk.listener):
        record.read(line)
    person = talk.world.state.find_person(LISTENER)
    assert person is not None
    assert record.channels == {
        channel.folded: {
            member.person.nick: {prefix for rank, prefix in PREFIXES.items() if member.ranks & rank.bit}
            for member in channel.members.values()
        }
        for channel in person.channels.values()
    }
    topics = {channel.folded: channel.topic for channel in person.channels.values()}
    assert {name: record.topics[name] for name in topics} == {
        name: topic.text if topic is not None else "" for name, topic in topics.items()
    }


# --- the end ------------------------------------------------------------------------------------


def assert_all_are_answered(talk: Conversation) -> None:
    """Whoever is still there gets an answer; the listener is always there, and can speak."""
    assert not talk.listener.closed
    for client in (*talk.speakers, talk.listener):
        if not client.closed:
            # What was begun before is no part of it.
            talk.say(client, b"\r\n@label= PING :are you there\r\n")
            assert talk.lines_of(client)[-1] == f":{SERVER} PONG {SERVER} :are you there"
    talk.say(talk.listener, f"PRIVMSG {LISTENER} :still here\r\n".encode())
    assert f" PRIVMSG {LISTENER} :still here" in "".join(talk.lines_of(talk.listener)[-2:])


def assert_nothing_is_left(talk: Conversation) -> None:
    """When all have gone, and nobody has come back, nothing of them is kept."""
    for client, _ in talk.connections:
        talk.world.hub.receive_eof(client.link)
    # Some wait for another connection to go on in their place.
    talk.pass_time(talk.world.state.rules.limits.resume_seconds)
    hub, state = talk.world.hub, talk.world.state
    assert not [
        *hub.sessions,
        *state.sessions,
        *state.people,
        *state.nicks,
        *state.monitors,
        *state.monitored_by,
    ]
    assert not hub._router._outboxes
    assert not any(hub._router._channels.values())
    assert contradictions(state) == []
    assert talk.world.failures == []
