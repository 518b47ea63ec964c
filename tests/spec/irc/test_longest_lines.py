"""modern-irc, c2s_structure: Message Format: every kind of line fits behind any names, with nothing broken.

What kinds there are is taken from the tables of the code: commands, numerics, events, replies and refusals. A
new one fails here until it has something to be tried with.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness.english import english_in
from harness.world import OPERATOR, Client, World
from salon.core import events, replies
from salon.core.account_events import CodeKind
from salon.core.acts import Act, ActKind
from salon.core.channel_history import Past, Retention
from salon.core.events import Event, MessageKind, ModeChange
from salon.core.limits import Limits
from salon.core.presence_events import Persistence
from salon.core.refusals import PHRASES, Refusal
from salon.texts.language import load_language
from salon.texts.marks import Translate
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import CAPABILITIES, RENDERED
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.conversation import Asked, Conversation
from salon.wire.irc.forms import Forms
from salon.wire.irc.outcomes import SHOW
from salon.wire.irc.refusals import _RENDERINGS, render_refusal

ALL_CAPS = " ".join(its.name for its in CAPABILITIES)
LETTERS = {1: "wxyzv", 2: "дзжшю", 3: "世界語文書", 4: "".join(map(chr, range(0x20010, 0x20015)))}
"""By how many bytes a letter has: three nicks, a channel and a text. None looks like another."""


END = "¶"
"""Stands at the end of each text."""


class Names(NamedTuple):
    """The longest names, each a run of one letter, and the same of a text, which alone may be shortened."""

    nicks: tuple[str, str, str]
    user: str
    channel: str
    text: str

    @property
    def runs(self) -> dict[str, int]:
        """How often each letter of a name stands in it."""
        named = [*self.nicks, self.user.removeprefix("~"), self.channel.removeprefix("#")]
        return {name[0]: len(name) for name in named}


def names_of(nick: int, channel: int, text: int) -> Names:
    """Return the longest names, of letters of so many bytes."""
    nicks = tuple(letter * min(64, 128 // nick) for letter in LETTERS[nick][:3])
    return Names(
        (nicks[0], nicks[1], nicks[2]),
        f"~{'q' * 63}",
        "#" + LETTERS[channel][3] * min(127, 199 // channel),
        text_of(LETTERS[text][4], 390),
    )


def text_of(letter: str, size: int) -> str:
    """Return a text that shows where it ends, of so many bytes at most."""
    return letter * ((size - len(END.encode())) // len(letter.encode())) + END


def check(line: str, names: Names, mark: str = "…") -> None:
    """Assert that a line fits, that no name in it is broken, and that a shortened text has its mark."""
    tags, body = line.split(" ", 1) if line.startswith("@") else ("", line)
    assert len(body.encode()) <= 510, line
    assert len(tags.encode()) + 1 <= 8191, line
    for letter, length in names.runs.items():
        for run in re.findall(f"{letter}{{3,}}", body):
            assert len(run) == length, (letter, body)
    letter = names.text[0]
    if not re.match(r"(:[^ ]+ )?(PRIVMSG|NOTICE|WALLOPS|372) ", body):  # which go on in the next line
        assert not re.search(f"{letter}{{3,}}(?![{letter}{END}{mark}])", body), body


class Crowd:
    """A server with the longest names, and people in one channel; what any of them was sent is kept."""

    def __init__(self, names: Names, caps: str, rules: dict[str, int], translate: Translate = str) -> None:
        self.names = names
        self.lines: list[str] = []
        self.world = World(
            translate=translate,
            rules={"server": f"{'s' * 31}.{'s' * 31}", "targets": 8, "list_entries": 3, **rules},
            irc={
                "network": "\U00020020" * 64,
                "motd": (names.text * 2, "two words"),
                "admin": (names.text, names.text, names.text),
            },
        )
        self.people = [self.arrive(nick, caps) for nick in names.nicks]

    def arrive(self, nick: str, caps: str) -> Client:
        """Let somebody in."""
        client = self.world.connect("2001:db8:1111:2222:3333:4444:5555:6666", "h" * 64, secure=True)
        real_name = text_of(self.names.text[0], self.world.state.rules.limits.real_name_length)
        given = {"text": real_name, "channel": self.names.channel, "user": self.names.user[1:]}
        wanted = caps.split()
        # Of all of them the names do not fit into one line.
        for some in (wanted[at : at + 10] for at in range(0, len(wanted), 10)):
            (answer,) = client.send(f"CAP REQ :{' '.join(some)}")
            assert " ACK " in answer, answer
        for line in (
            f"NICK {nick}",
            "USER {user} 8 * :{text}",
            "CAP END",
            "JOIN {channel}",
        ):
            self.lines += client.send(line.format(**given))
        return client

    def say(self, who: int, line: str) -> None:
        """Have one of the people say something, with names and the text in it, in 510 bytes."""
        a, b, c = self.names.nicks
        named = {"a": a, "b": b, "c": c, "ch": self.names.channel}
        left = 510 - len(line.format("", "", **named).encode())
        size = min(len(self.names.text.encode()), left // max(1, line.count("{}")))
        text = text_of(self.names.text[0], size)
        assert left >= 0, "the question itself is too long"
        self.lines += self.people[who].send(line.format(text, text, **named))
        for client in self.people:
            self.lines += client.take()


JUNK = "j" * 470
LESS = "j" * 290
"""Junk beside a channel."""

ASKED: dict[str, tuple[str, ...]] = {
    "ADMIN": ("ADMIN",),
    "ANNUAIRE": ("ANNUAIRE on", f"ANNUAIRE {JUNK}", "ANNUAIRE off"),
    "AUTHENTICATE": (
        *("AUTHENTICATE PLAIN", "AUTHENTICATE *", "AUTHENTICATE PLAIN", f"AUTHENTICATE {JUNK}"),
        *(f"AUTHENTICATE {JUNK}", "AUTHENTICATE PLAIN", "AUTHENTICATE x", "AUTHENTICATE PLAIN"),
        "AUTHENTICATE AGIAYw==",
    ),
    "AWAY": ("AWAY :{}", "AWAY :{}", "PRIVMSG {a} :x", "JOIN #new", "INVITE {a} #new", "AWAY"),
    "CAP": ("CAP LS 302", "CAP LS", "CAP LIST", f"CAP REQ :setname {JUNK}", f"CAP {JUNK}"),
    "CHANSERV": ("CHANSERV HELP", f"CHANSERV {JUNK}"),
    "CS": ("CS",),
    "HELP": ("HELP", "HELP WHO", f"HELP {JUNK}"),
    "HELPOP": ("HELPOP",),
    "BATCH": (
        *("BATCH +1 draft/multiline {ch}", "BATCH -1", f"BATCH +1 {JUNK}", f"BATCH +{'j' * 480}"),
        *(f"BATCH -{JUNK}", f"BATCH +1 draft/multiline {JUNK}", "BATCH -1", "BATCH"),
    ),
    "METADATA": (
        *(f"METADATA * SET status :{'m' * 300}", "METADATA {ch} SET status :{}", "METADATA {b} GET status"),
        *("METADATA * LIST", f"METADATA {JUNK}", f"METADATA * {JUNK}", f"METADATA * GET {'j' * 480}"),
        *("METADATA * SUB display-name status", "METADATA * SUBS", "METADATA * UNSUB status"),
        *(f"METADATA {LESS} SYNC", f"METADATA * SUB {JUNK}", "METADATA {ch} CLEAR", "METADATA"),
    ),
    "BAN": ("BAN {ch} {b} 1h :{}", "BAN {ch}", f"BAN {{ch}} {LESS}", f"BAN {JUNK}", "BAN {ch} {b}@", "BAN"),
    "REDACT": (
        f"REDACT {{ch}} {'j' * 200}",
        "REDACT {ch} test-zz :{}",
        "REDACT {b} test-zz",
        f"REDACT {JUNK}",
        "REDACT",
    ),
    "EDIT": (
        f"EDIT {{ch}} {'j' * 200} :{{}}",
        "EDIT {ch} test-zz :{}",
        "EDIT {b} test-zz :{}",
        f"EDIT {JUNK}",
        "EDIT",
    ),
    "MARKREAD": (
        "MARKREAD {ch}",
        f"MARKREAD {{b}} {'j' * 200}",
        "MARKREAD {b} timestamp=2026-01-01T00:00:00.000Z",
        f"MARKREAD {JUNK}",
        "MARKREAD",
    ),
    "SEARCH": (
        "SEARCH text={ch};in={ch}",
        f"SEARCH in={JUNK}",
        f"SEARCH {JUNK}=x",
        f"SEARCH text=x;salon.dev/before={'j' * 200}",
        "SEARCH text=x;before=x",
    ),
    "CHATHISTORY": (
        "CHATHISTORY LATEST {ch} * 50",
        f"CHATHISTORY BEFORE {{ch}} msgid={'j' * 200} 50",
        "CHATHISTORY AFTER {ch} timestamp=x 50",
        "CHATHISTORY AFTER {ch} x=y 50",
        f"CHATHISTORY LATEST {JUNK} * 50",
        f"CHATHISTORY {JUNK}",
        "CHATHISTORY LATEST {ch} * x",
        "CHATHISTORY LATEST {ch} * 5 5",
    ),
    "HISTORY": ("HISTORY {ch} 50", f"HISTORY {JUNK}", "HISTORY {ch} x"),
    "DLINE": ("DLINE 198.51.100.0/24 :{}", "DLINE", f"DLINE {JUNK}", "DLINE 1x x", "DLINE ::/0 x"),
    "INFO": ("INFO",),
    "INVITE": ("INVITE {b} {ch}", "INVITE {b}", "INVITE", f"INVITE {LESS} {{ch}}"),
    "ISON": ("ISON {a} {b} {c}", "ISON x"),
    "ISUPPORT": ("ISUPPORT",),
    "JOIN": (f"JOIN {JUNK}", f"JOIN #{JUNK}", "JOIN {ch}", f"JOIN {','.join('#y' * 1 for _ in range(22))}"),
    "KICK": ("KICK {ch} {c} :{}", f"KICK {{ch}} {LESS}", "KICK {ch} {c}", "KICK {ch},#x {c}"),
    "KILL": ("KILL {c} :{}", f"KILL {JUNK} x", f"KILL {'s' * 31}.{'s' * 31} x"),
    "KLINE": ("KLINE 1h nobody!x@y :{}", "KLINE", f"KLINE {JUNK}", "KLINE 1h", "KLINE {a}"),
    "LANGUAGE": ("LANGUAGE en", f"LANGUAGE {JUNK}", "LANGUAGE a b c d e"),
    "LINKS": ("LINKS",),
    "LIST": ("LIST", "LIST {ch}", "LIST *"),
    "LUSERS": ("LUSERS",),
    "MODE": (
        *(
            "MODE {ch}",
            "MODE {ch} +kl x 3",
            "MODE {ch}",
            "MODE {ch} +ov {b} {b}",
            "MODE {ch} -ov {b} {b}",
        ),
        *(f"MODE {{ch}} +{letter} {'m' * 196}" for letter in "beI"),
        *(f"MODE {{ch}} +{letter} {'m' * 196}" for letter in "bb"),
        *(f"MODE {{ch}} {letter}" for letter in "beI"),
        *(f"MODE {{ch}} -{letter} {'m' * 196}" for letter in "beI"),
        *(
            "MODE {ch} +qq {b} {a}",
            f"MODE {{ch}} +o {LESS}",
            f"MODE {{ch}} +k {LESS}",
            f"MODE {{ch}} +b {LESS}",
        ),
        *(
            "MODE {ch} +Z",
            "MODE {ch} -k x",
            "MODE {a} +Z",
            "MODE {a}",
            "MODE {b} +i",
            "MODE {ch} +l x",
            "MODE {ch} +o",
        ),
        *("MODE {ch} -o {b}", "MODE {a} +Bw"),
    ),
    "MODLOG": ("MODLOG", "MODLOG {ch}", f"MODLOG {JUNK}", "MODLOG 0", "MODLOG {ch} BEFORE=1"),
    "MONITOR": (
        *("MONITOR + {a},{b}", "MONITOR + {c}", "MONITOR S", "MONITOR L", "MONITOR + v1,v2,v3", "MONITOR C"),
        "MONITOR + {a},v9",
    ),
    "MOTD": ("MOTD", f"MOTD {JUNK}"),
    "MUTE": ("MUTE {ch} {c} 1h :{}", "MUTE {ch}", "MUTE {ch} {a}"),
    "NAMES": ("NAMES {ch}", f"NAMES {JUNK}"),
    "NICK": (f"NICK {JUNK}", "NICK {b}", "NICK 123", "NICK", "NICK v7", "NICK {a}"),
    "NICKSERV": (
        *("NICKSERV HELP", "NICKSERV REGISTER x", "NICKSERV INFO", "WHOIS {b}", "NICKSERV LOGOUT"),
        *("NICKSERV INFO", "NICKSERV IDENTIFY y", "NICKSERV IDENTIFY x", "NICKSERV REGAIN"),
        *("NICKSERV SETPASS x z", "NICKSERV SETPASS x z", f"NICKSERV {JUNK}", "NICKSERV CODE x"),
        *("NICKSERV CODE x {b} y", "NICKSERV DROP x", "NICKSERV IDENTIFY", "NICKSERV REGAIN {b} y"),
        "NICKSERV LOGOUT",
    ),
    "NS": ("NS help",),
    "NOTICE": ("NOTICE {ch} :{}{}", f"NOTICE {JUNK} x"),
    "OPER": (f"OPER root {OPERATOR}", "OPER root x", f"OPER alice {OPERATOR}"),
    "PART": ("PART #new :{}", f"PART {JUNK}", "PART #none"),
    "PERSISTENCE": ("PERSISTENCE GET", "PERSISTENCE SET ON", f"PERSISTENCE {JUNK}"),
    "PASS": ("PASS x",),
    "PING": ("PING {}", f"PING {'x' * 505}", "PING"),
    "PONG": ("PONG x",),
    "PRIVMSG": (
        *(
            "PRIVMSG {ch} :{}{}",
            "PRIVMSG {b} :{}",
            "PRIVMSG {b} :\x01ACTION {}\x01",
            "PRIVMSG",
            "PRIVMSG {b}",
        ),
        *(f"PRIVMSG {JUNK} x", "PRIVMSG {b} :\x01VERSION {}{}", f"PRIVMSG {','.join('abcdefghij')} x"),
    ),
    "QUIT": ("QUIT :{}",),
    "REGISTER": (f"REGISTER * {LESS} x", f"REGISTER {JUNK} * x", "REGISTER * * x", f"REGISTER {LESS} * x"),
    "REHASH": ("REHASH",),
    "RENAME": (
        f"RENAME {{ch}} {LESS}",
        "RENAME {ch} #z{ch} :{}",
        "RENAME #none #x",
        "RENAME {ch} #other :{}",
        "RENAME #other {ch} :{}",
    ),
    "RESTART": ("RESTART",),
    "RESUME": ("RESUME", f"RESUME {JUNK}", f"RESUME 1-x {JUNK}"),
    "RESETPASS": ("RESETPASS {b}", f"RESETPASS {JUNK}", "RESETPASS"),
    "SESSIONS": ("SESSIONS LIST", "SESSIONS END 7", f"SESSIONS {JUNK}"),
    "SETNAME": ("SETNAME :{}", "SETNAME :"),
    "SILENCE": (
        f"SILENCE +{'m' * 196}",
        "SILENCE",
        f"SILENCE {JUNK}",
        "SILENCE +v1",
        "SILENCE +v2",
        "SILENCE +v3",
    ),
    "STATS": ("STATS m", "STATS o", "STATS u", f"STATS {JUNK}"),
    "TAGMSG": ("@+x=y TAGMSG {ch}", "@+x=y TAGMSG {b}"),
    "TIME": ("TIME", f"TIME {JUNK}"),
    "TOPIC": ("TOPIC {ch}", "TOPIC {ch} :{}", "TOPIC {ch}", f"TOPIC {JUNK}", f"TOPIC {JUNK} x"),
    "UNBAN": ("UNBAN {ch} {b}", "UNBAN {ch} {b}", "UNBAN {ch}"),
    "UNDLINE": ("UNDLINE 198.51.100.0/24", f"UNDLINE {JUNK}"),
    "UNKLINE": ("UNKLINE nobody!x@y", f"UNKLINE {JUNK}"),
    "UNDO": ("UNDO {ch} 1", "UNDO {ch}", "UNDO {ch} x", f"UNDO {JUNK}", "UNDO {ch} 1", "UNDO {ch} 99999"),
    "UNMUTE": ("UNMUTE {ch} {c}", "UNMUTE {ch} {c}"),
    "USER": ("USER x 0 * x",),
    "USERHOST": ("USERHOST {a} {b} {c}",),
    "VERIFY": ("VERIFY {b} x", f"VERIFY {JUNK} x"),
    "VERSION": ("VERSION", f"VERSION {JUNK}"),
    "WALLOPS": ("MODE {a} +w", "WALLOPS :{}{}", "WALLOPS :"),
    "WHO": (
        "WHO {ch}",
        "WHO *",
        "WHO {b}",
        "WHO {ch} %tcuihsnfdlaor,999",
        f"WHO {JUNK}",
        f"WHO {'*a' * 200}",
    ),
    "WHOIS": ("WHOIS {b}", "WHOIS {a} {a}", f"WHOIS {JUNK}", "WHOIS"),
    "WHOWAS": ("WHOWAS {c}", f"WHOWAS {JUNK}", "WHOWAS"),
    "": (JUNK, f"{JUNK} x"),
}
"""What is said to each command, so that it gives every answer that it has."""

LAST = ("MUTE", "UNDO", "UNMUTE", "BAN", "UNBAN", "KICK", "KILL", "NICK", "WHOWAS", "QUIT", "RESTART")
"""After which somebody is not there any more, or called otherwise."""


def test_there_is_a_question_for_every_command() -> None:
    """Whoever adds one adds what it is asked."""
    assert ASKED.keys() - {""} == COMMANDS.keys()


def act_of(names: Names) -> dict[str, Any]:
    """Return an entry of the log of moderation, and several."""
    act = Act(
        number=5,
        channel=names.channel,
        nick=names.nicks[0],
        account=names.nicks[1],
        kind=ActKind.BAN,
        target=",".join(names.nicks),
        detail="m" * 200,
        reason=names.text,
        until=5,
        time=5,
        undone=True,
        reversal=None,
    )
    return {"act": act, "acts": (act,)}


def some_of(crowd: Crowd, kind: Any) -> dict[str, Any]:
    """Return what fields of events, replies and refusals are longest, by their names and types."""
    names, state = crowd.names, crowd.world.state
    person = crowd.people[1].person
    bob = msgspec.structs.replace(person.source, account=names.nicks[2], bot=True)
    masks = tuple(ModeChange(letter, adding=True, parameter="m" * 200) for letter in "b")
    message = events.MessagePosted(
        bob, MessageKind.PRIVMSG, names.channel, names.text * 2, 5, 0, 1, 0, 0, 2, "+a=b"
    )
    by_name = {
        **dict.fromkeys(("source", "new_source", "killer"), bob),
        **dict.fromkeys(("nick", "look_alike", "old", "new", "pseudonym", "account"), names.nicks[2]),
        **dict.fromkeys(("name", "target"), names.channel),
        **dict.fromkeys(("text", "reason", "away", "real_name"), names.text),
        "new_name": names.channel,
        "channel": person.channels and min(person.channels),
        "person": person.id,
        "session": crowd.people[1].link.core.id,
        "changes": masks,
        "tags": "+a=b",
        "mask": "m" * 200,
        "network": True,
        "parameter": "j" * 480,
        "letters": "Z" * 480,
        "page": "LATEST",
        "domains": ("school.example", "d" * 60 + ".example"),
        "recipient": "x@example.org",
        "subject": "x",
        "body": "x",
        "email": f"{'e' * 64}@{'d' * 180}.example",
        "action": "REDACT",
        "reaction": "r" * 350,
        "excerpt": names.text,
        "past": Past.JOINED,
        "kept": Retention(3650, 1_000_000),
        "keys": ("k" * 32,) * 4,
        "key": "k" * 32,
        "value": names.text,
        "values": {"k" * 32: text_of(names.text[0], 300)},
        "conversation": 1,
        "read": 5,
        "message": message,
        "letter": "Z",
        "because": "m",
        "username": names.user,
        "host": "h" * 64,
        "operator": "root",
        "nicks": names.nicks[:2] * 2,
        "event": events.AwayChanged(bob, names.text, 0),
        "events": (message,),
        "messages": (message,),
        "complete": True,
        "kind": CodeKind.PASSWORD if kind is replies.CodeShown else MessageKind.PRIVMSG,
        "added": tuple((nick, nick) for nick in names.nicks),
        "removed": (),
        "recipient_account": 0,
        "setting": Persistence.DEFAULT,
        "rank": 2,
        "ranks": 31,
        "signature": bytes(32),
        "sequence": 5,
        "command": max(ASKED, key=len),
        "limit": 100,
        **dict.fromkeys(("code", "digest"), "c" * 60),
        **act_of(names),
        "what": "kick",
        "typed": "9" * 480,
        "others": names.nicks,
        "channels": (),
        "targets": ((names.channel, 5),),
    }
    if issubclass(kind, Refusal | replies.Reply):
        by_name["channel"] = names.channel
    if issubclass(kind, Refusal):
        by_name["messages"] = 1_000_000
    found = {}
    for field in msgspec.structs.fields(kind):
        if field.name in PHRASES and issubclass(kind, Refusal):
            phrases = PHRASES[field.name]
            found[field.name] = max(phrases, key=lambda value: len(phrases[value]))
        elif field.name in by_name:
            found[field.name] = by_name[field.name]
        elif field.type in (int, bool):
            found[field.name] = field.type(1)
        elif field.required:
            raise AssertionError(f"{kind.__name__}.{field.name} has no longest value here")
    assert state.people
    return found


def subclasses(kind: Any) -> Iterator[Any]:
    """Yield all kinds of something."""
    for its in kind.__subclasses__():
        yield its
        yield from subclasses(its)


def rendered(forms: Forms, event: Event) -> Iterator[str]:
    """Yield the lines of an event, in every form."""
    for caps in (0, RENDERED):
        data = forms.of(caps).render(event)
        yield from (data or b"").decode().split("\r\n")


HIGHEST = {
    "nick_length": 64,
    "user_length": 64,
    "channel_length": 128,
    "real_name_length": 390,
    "topic_length": 390,
    "kick_length": 390,
    "away_length": 390,
    "monitor_entries": 3,
}
"""What the owner may set the limits to."""

ANY = st.integers(1, 4)
TRIED = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


@TRIED
@example(4, 4, 4)
@example(1, 1, 1)
@given(ANY, ANY, ANY)
def test_every_event_reply_and_refusal(nick: int, channel: int, text: int) -> None:
    """In every form, and as a session shows it that it concerns."""
    names = names_of(nick, channel, text)
    crowd = Crowd(names, ALL_CAPS, HIGHEST)
    crowd.say(1, "AWAY :{}")
    talk = crowd.people[0].link.wire
    assert isinstance(talk, Conversation)
    crowd.lines.clear()
    shown: set[type] = set()
    for kind in {*IRC_EVENTS, *SHOW, *_RENDERINGS}:
        made = kind(**some_of(crowd, kind))
        if isinstance(made, Event):
            for line in rendered(crowd.world.irc.forms, made):
                check(line, names)
        if kind in SHOW or isinstance(made, Refusal):
            for caps in (0, talk.caps):
                talk.caps, before = caps, talk.caps
                for talk.asked in Asked:
                    if isinstance(made, Refusal):
                        render_refusal(talk, made)
                    else:
                        SHOW[kind](talk, made, 0, True)
                        SHOW[kind](talk, made, 0, False)
                talk.caps = before or talk.caps
                lines = talk.take_output().decode().split("\r\n")
                shown.update({kind} if any(lines) else ())
                for line in lines:
                    check(line, names)
    assert shown >= _RENDERINGS.keys()


IRC_EVENTS = tuple(kind for kind in subclasses(Event) if kind in Forms("x").of(RENDERED)._render)


def test_no_answer_is_english_in_french() -> None:
    """Of any command, to somebody who may do little and to a server operator."""
    crowd = Crowd(names_of(1, 1, 1), ALL_CAPS, HIGHEST, load_language("fr").gettext)
    asked = [command for command in ASKED if command not in LAST]
    for who, commands in ((1, asked), (0, ["OPER", *asked, *LAST])):
        for command in commands:
            for line in ASKED[command]:
                crowd.say(who, line)
    assert len(crowd.lines) > 300
    assert english_in("\n".join(crowd.lines)) == []


@TRIED
@example(4, 4, 4, ALL_CAPS)
@example(4, 4, 4, "")
@example(1, 1, 1, ALL_CAPS)
@given(ANY, ANY, ANY, st.sampled_from(["", ALL_CAPS]))
def test_every_answer(nick: int, channel: int, text: int, caps: str) -> None:
    """Of every command; and every numeric that there is, is among them."""
    names = names_of(nick, channel, text)
    crowd = Crowd(names, caps, HIGHEST)
    commands = [its for its in ASKED if its not in LAST]
    for who, line in ((0, "JOIN #o"), (0, "INVITE {b} #o"), (1, "INVITE")):
        crowd.say(who, line)
    stranger = crowd.world.connect()
    crowd.lines += stranger.send("STATS u", "USER ! 0 * x", "ISUPPORT")
    crowd.say(1, "CAP REQ sasl")
    answer = b64encode(b"\0v8\0x").decode()
    crowd.lines += stranger.send("CAP REQ sasl", "NICK v8", "REGISTER * * x", "AUTHENTICATE PLAIN")
    crowd.lines += stranger.send(f"AUTHENTICATE {answer}")
    for who, asked in ((1, commands), (0, ["OPER", *commands, *LAST])):
        for command in asked:
            for line in ASKED[command]:
                crowd.say(who, line)
    talk = crowd.people[1].link.wire
    assert isinstance(talk, Conversation)
    for talk.asked in (Asked.AUTHENTICATE, Asked.PLAINLY):
        for refusal in _RENDERINGS:
            render_refusal(talk, refusal(**some_of(crowd, refusal)))
    crowd.world.irc.settings = msgspec.structs.replace(crowd.world.irc.settings, motd=(), admin=())
    crowd.say(1, "MOTD")
    crowd.lines += talk.take_output().decode().split("\r\n")
    for line in crowd.lines:
        check(line, names)
    words = {word for line in crowd.lines for word in line.split(" ")[:3]}
    kinds = ("RPL_", "ERR_")
    there_are = {code for name, code in vars(numerics).items() if name.startswith(kinds)}
    if not caps:
        there_are -= {code for code in there_are if "760" <= code <= "775"}  # of draft/metadata
    assert there_are - words == set()


def test_limits_of_texts_are_true() -> None:
    """Behind names of the longest in ASCII, no text within the limits that are told is shortened."""
    limits = Limits()
    nicks, channel = [letter * limits.nick_length for letter in LETTERS[1][:3]], "#" + "z" * 63
    text = text_of(LETTERS[1][4], min(limits.kick_length, limits.away_length, limits.topic_length))
    names = Names((nicks[0], nicks[1], nicks[2]), "~" + "q" * 19, channel, text)
    crowd = Crowd(names, ALL_CAPS, {})
    for command in (
        "AWAY",
        "TOPIC",
        "LIST",
        "WHO",
        "WHOIS",
        "OPER",
        "PART",
        "RENAME",
        "KICK",
        "KILL",
    ):
        for line in ASKED[command]:
            crowd.say(0, line)
    assert sum(END in line for line in crowd.lines) > 20
    for line in crowd.lines:
        check(line, names, mark="")
