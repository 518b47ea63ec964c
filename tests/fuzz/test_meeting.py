"""Random conversations over all wires at once: nobody gets what no table gives them.

Everything that is said carries a word of its own. Whoever reads that word must have been meant: a member of
the channel that it was said in, or the one person whom it was for. And whoever is told anything at all,
without having asked, must be concerned by something that happened, and be told it in the words of the wire.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest

from harness.chatter import Chatter
from harness.dialect_people import (
    connect_annuaire,
    connect_bonjour,
    connect_public,
    connect_relais,
    world_with_room,
)
from harness.seeds import named, seeded
from harness.snapshot import contradictions
from harness.world import Client, World
from salon.core.events import (
    Event,
    MessagePosted,
    ModesChanged,
    NickChanged,
    PersonArrived,
    SanctionNoted,
    TopicChanged,
)
from salon.core.file_events import FileOffered
from salon.wire.dialects import public, relais
from salon.wire.dialects.chaines.commands import BY_WORD
from salon.wire.dialects.chaines.session import ChainesSession

CONVERSATIONS = 400
BLOCKS = 10
LINES = 300

NICKS = ("ann", "ben", "cleo", "dora", "eve", "finn", "gus", "hal", "nobody", "Ann", "x y")
CHANNELS = ("a", "a", "a", "b", "public")
WORD = re.compile(r"w\d+w")
# Of all accounts, so that people log in to those of others, too; nobody is ever told it.
PASSWORD = "s3same-8"
# What makes an account has a line of its own, or its password would be any word.
WITHOUT_ACCOUNTS = frozenset({"/register", "REGISTER"})

# What would end the conversation, or is no part of it: a server operator may see and do anything.
CHATTER_WITHOUT = ("RESTART", "OPER", "QUIT", "MONITOR", "REHASH", "KILL", "WALLOPS")


class Talker:
    """Says something by one wire; `speak` gives lines, `word` goes into each."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.offered: list[str] = []

    def one(self, *choices: str) -> str:
        """Return one of some words."""
        return self.random.choice(choices)

    def irc(self, word: str) -> str:
        """Say something on IRC."""
        target = self.one(*NICKS, *(f"#{channel}" for channel in CHANNELS))
        channel, nick = f"#{self.one(*CHANNELS)}", self.one(*NICKS)
        return self.one(
            *(f"PRIVMSG {target} :{word}", f"NOTICE {target} :{word}", f"PRIVMSG @{channel} :{word}"),
            *(f"TOPIC {channel} :{word}", f"KICK {channel} {nick} :{word}", f"PART {channel} :{word}"),
            *(f"JOIN {channel}", f"JOIN {channel}", f"HISTORY {channel} 20", f"NAMES {channel}"),
            *(
                f"MODE {channel} {self.one('+o', '-o', '+v', '+q')} {nick}",
                f"MODE {channel} +{self.one(*'misC')}",
            ),
            *(f"MODE {channel} +b {self.one('', '~m:')}{nick}!*@*", f"MODE {channel} -{self.one(*'misnt')}"),
            *(
                f"INVITE {nick} {channel}",
                f"RENAME {channel} #{self.one(*CHANNELS)} :{word}",
                "LIST",
                "WHO *",
            ),
            f"NICK {nick}",
        )

    def chaines(self, word: str) -> str:
        """Say something on `chaines`, as people type it."""
        command = self.one("", "", *(its for its in BY_WORD if its not in WITHOUT_ACCOUNTS))
        if command == "SEND":
            return f"/SEND {self.one(*NICKS)} 5 {'0' * 64} {word}.txt"
        if command in {"RECV", "STOP"} and self.offered:
            return f"/{command} {self.random.choice(self.offered)}.txt"
        given = self.one(
            *("", word, self.one(*NICKS), self.one(*CHANNELS), f"{self.one(*NICKS)} {word}"),
            f"{self.one(*NICKS)};{self.one(*NICKS)} {word}",
        )
        if command in {"JOIN", "CURRENT", "REN"}:
            given = self.one(*CHANNELS)
        elif command in {"KICK", "GRANT", "REVOKE", "KILL", "NICK", "IGNORE", "UNIGNORE"}:
            given = self.one(*NICKS)
        if command == "BYE" and self.random.random() < 0.8:
            command = ""
        return f"/{command} {given}" if command else word

    def public(self, word: str) -> str:
        """Say something on `public`."""
        its = (command for command in public.COMMANDS if command not in WITHOUT_ACCOUNTS)
        command = self.one(*its, "msg", "msg", "msg")
        if command == "/quit" and self.random.random() < 0.8:
            command = "/list"
        return self.one(
            word, f"{command} {self.one(*NICKS)} {word}", f"{command} {self.one(*NICKS)}", f"/{word}"
        )

    def relais(self, word: str) -> str:
        """Say something on `relais`."""
        command = self.one(*(its for its in relais.COMMANDS if its not in WITHOUT_ACCOUNTS))
        if command == "/exit" and self.random.random() < 0.8:
            command = "/users"
        nick = self.one(*NICKS)
        return self.one(
            word, f"@{nick} {word}", f"{nick}: {word}", f"{command} {nick}", f"@#a {word}", f"@{nick}"
        )

    def account(self) -> str:
        """Say something about an account, right or mistyped, on any dialect."""
        nick = self.one(*NICKS[:-1])
        return self.one(
            *(f"/register {PASSWORD}", f"/register {nick} {PASSWORD}", "/logout"),
            *(f"{self.one('/login', ' /Login', '/logn', 'login', ':login')} {nick} {PASSWORD}",) * 3,
        )

    def bonjour(self, word: str) -> str:
        """Say something on `bonjour`."""
        return self.one(word, "/date", f"PRIVMSG #a :{word}", f"@ann {word}", f"/MSG ann {word}")

    def annuaire(self, word: str) -> str:
        """Ask the directory something."""
        return self.one(*(f"{function}{word}" for function in "123457"), "4", f"1{self.one(*NICKS)}")


@dataclass
class Actor:
    """Somebody of one wire, who comes back under the same nick whenever their connection has ended."""

    wire: str
    nick: str
    client: Client
    typed: set[str] = field(default_factory=set)

    @property
    def number(self) -> int:
        """The number of the person, 0 for nobody."""
        person = self.client.link.core.person
        return person.id if person is not None else 0


CONNECT: dict[str, Callable[[World], Client]] = {
    "irc": lambda world: world.connect(),
    "chaines": lambda world: world.connect_dialect(ChainesSession),
    "public": connect_public,
    "relais": connect_relais,
    "bonjour": connect_bonjour,
    "annuaire": connect_annuaire,
}
CAST = {
    "ann": "irc",
    "ben": "irc",
    "cleo": "chaines",
    "dora": "chaines",
    "eve": "public",
    "finn": "public",
    "gus": "relais",
    "hal": "relais",
    "Marie": "bonjour",
    "machine": "annuaire",
}


OFTEN = {"irc": 4, "chaines": 4, "public": 2, "relais": 2, "bonjour": 1, "annuaire": 1}
"""How often somebody of a wire speaks, beside the others."""


def entrance(wire: str, nick: str) -> tuple[str, ...]:
    """Return what is typed to come in."""
    return {
        "irc": (f"NICK {nick}", f"USER {nick} 0 * :{nick}", "JOIN #a", "JOIN #public"),
        "chaines": (nick, "/JOIN a", "/JOIN b"),
        "public": ("/pseudo", nick),
        "annuaire": (),
    }.get(wire, (nick,))


TABLES = {
    "relais": r"\S+: .+",
    "public": r"\S+: .+|\S+ vous a envoyer un message privé : .+|\S+ has (joined|left)(\.|: .*)"
    r"|\S+ removed \S+\.|\S+ is now called \S+\.|\S+ has (set the topic: .+|cleared the topic\.)"
    r"|\S+ removed you from the room.+|You are not in the room: write /join to join it\."
    r"|You may not speak in .+|You may speak again\.|You are (banned from|muted in) .+",
    "chaines": r"(\[\S+\] )?(\S+: .+|\S+ est parti|\S+ vous a retiré de la chaine|Vous êtes kill|Reason: .+"
    r"|Votre chaine est renommée  \S+|Vous êtes le nouveau administrateur de la chaine"
    r"|Vous avez réçu de \S+ les privilèges d'un administrateur"
    r"|Oups vos privilèges d'administrateur ont été retirés par  \S+)|Private message \S+: .+"
    r"|\S+ invites you to .+|You are (banned from|muted in) .+"
    r"|\S+ (offers you|accepted|stopped) the file .+|\S+ has left: the file .+"
    r"|The file .+ was stopped: .+|\$[A-Z]+ .+",
    "bonjour": "",
    "annuaire": "",
}
ELSEWHERE = (
    r"You wrote to \S+: .+|You are now called \S+\.|You are logged (in as \S+|out)\."
    r"|You no longer hear .+\.|You hear .+ again\."
    # Where somebody else has logged in to the account of the name that one had.
    r"|If the name \S+ is yours: /login \S+ PASSWORD"
    r"|Another connection of yours has joined .+|(\[\S+\] )?Vous n'êtes plus dans la chaine\."
)
"""What one is told of one's other connections."""

"""What people of a wire may be told without having asked."""


class Meeting:
    """People of all wires in a world, and who may read which word so far."""

    def __init__(self, number: int) -> None:
        self.random = seeded(number)
        self.world = world_with_room()
        self.talker = Talker(self.random)
        self.chatter = Chatter(self.random, without=CHATTER_WITHOUT)
        self.words = 0
        self.meant: dict[str, set[int]] = {}
        # The channel whose history or topic has a word, and the words that are names.
        self.kept: dict[str, int] = {}
        self.names: set[str] = set()
        self.actors = [Actor(wire, nick, CONNECT[wire](self.world)) for nick, wire in CAST.items()]
        for actor in self.actors:
            actor.client.send(*entrance(actor.wire, actor.nick))
        self.world.forget_output()

    def hold(self) -> None:
        """Let one after the other say something, and look at what everybody is told."""
        for _ in range(LINES):
            (actor,) = self.random.choices(self.actors, [OFTEN[its.wire] for its in self.actors])
            self.turn(actor, self.line_of(actor))
        assert contradictions(self.world.state) == []
        assert self.world.failures == []

    def line_of(self, actor: Actor) -> bytes:
        """Return what somebody says, with a word of its own."""
        if actor.wire == "irc" and self.random.random() < 0.4:
            return self.chatter.line()
        if actor.wire in {"chaines", "public", "relais"} and self.random.random() < 0.06:
            return f"{self.talker.account()}\n".encode()
        self.words += 1
        word = f"w{self.words}w"
        actor.typed.add(word)
        speak: Callable[[str], str] = getattr(self.talker, actor.wire)
        return f"{speak(word)}\n".encode()

    def turn(self, actor: Actor, line: bytes) -> None:
        """Have somebody say a line, and hold that what anybody was told was for them."""
        world = self.world
        numbers = [other.number for other in self.actors]
        before = {number: set(channel.members) for number, channel in world.state.channels.items()}
        said, happened = len(world.said), len(world.events)
        world.hub.receive(actor.client.link, line)
        world.settle()
        concerned: set[int] = set()
        for event in (*world.said[said:], *world.events[happened:]):
            whom = self.concerned_by(event, before)
            concerned |= whom
            self.remember(event, whom)
        for other, was in zip(self.actors, numbers, strict=True):
            told, number = other.client.take(), was or other.number
            if other is not actor and told:
                assert number in concerned, f"{other.nick} is told {told} after {line!r}"
                if other.wire != "irc":
                    strange = [
                        text for text in told if not re.fullmatch(f"{TABLES[other.wire]}|{ELSEWHERE}", text)
                    ]
                    assert not strange or other.client.closed, (
                        f"{other.nick} is told {strange} after {line!r}"
                    )
            assert not any(PASSWORD in text for text in told), f"{other.nick} reads it after {line!r}"
            repeated = WORD.findall(line.decode(errors="replace")) if other is actor else ()
            for word in WORD.findall("\n".join(told)):
                allowed = word in repeated or word in other.typed or self.may_read(word, number)
                assert allowed, f"{other.nick} reads {word} in {told} after {line!r}"
        self.let_come_back()

    def let_come_back(self) -> None:
        """Have those come in again whose connection has ended."""
        for actor in self.actors:
            if actor.client.closed:
                actor.client = CONNECT[actor.wire](self.world)
                typed = entrance(actor.wire, actor.nick)
                if actor.wire != "irc" and self.world.state.accounts.find(actor.nick):
                    typed = (f"/login {actor.nick} {PASSWORD}", *typed[1:])
                actor.client.send(*typed)
        self.world.forget_output()

    def concerned_by(self, event: Event, before: dict[int, set[int]]) -> set[int]:
        """Return whom an event is for: the one person, or the members, now and before it."""
        source = getattr(event, "source", None)
        channel, person = (getattr(event, name, 0) for name in ("channel", "person"))
        whom = {number for number in (person, source.person if source else 0) if number}
        if channel:
            here = self.world.state.channels.get(channel)
            members = here.members.values() if here is not None else ()
            if isinstance(event, MessagePosted) and here is not None:
                return whom | {its.person.id for its in members if here.standing_of(its.person) >= event.rank}
            return whom | before.get(channel, set()) | {its.person.id for its in members}
        if source is None or person:
            return whom
        # What is about a person, all who share a channel with them may know.
        return whom.union(*(members for members in before.values() if source.person in members))

    def remember(self, event: Event, whom: set[int]) -> None:
        """Note who may read the words of an event, and where they are kept."""
        for word in WORD.findall(repr(event)):
            self.meant.setdefault(word, set()).update(whom)
            if isinstance(event, TopicChanged) or (isinstance(event, MessagePosted) and not event.rank):
                self.kept[word] = event.channel
            if isinstance(event, FileOffered):
                self.talker.offered = [*self.talker.offered[-2:], word]
            if isinstance(event, PersonArrived | NickChanged):
                self.names.add(word)
        if isinstance(event, ModesChanged):
            # The lists of a channel are for everybody who may see it; a key is not.
            masks = (its.parameter for its in event.changes if its.letter in "beI")
            self.names.update(*map(WORD.findall, masks))
        if isinstance(event, SanctionNoted):
            # As are the reasons, for whoever they keep out.
            self.names.update(WORD.findall(event.reason))

    def may_read(self, word: str, person: int) -> bool:
        """Tell whether a word was for somebody, or stands where they may look."""
        if word in self.names or person in self.meant.get(word, ()):
            return True
        channel = self.world.state.channels.get(self.kept.get(word, 0))
        if channel is None:
            return False
        shown = channel.topic is not None and word in channel.topic.text and "s" not in channel.flags
        return shown or person in channel.members


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nobody_gets_what_no_table_gives_them(block: int) -> None:
    """Some of the conversations; the number of one that fails stands in the message."""
    size = CONVERSATIONS // BLOCKS
    for number in range(block * size, (block + 1) * size):
        with named(number):
            Meeting(number).hold()
