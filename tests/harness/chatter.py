"""Random lines of IRC clients: good ones, nearly good ones, and rubbish.

All of it comes from a `Random` with a seed, so that a conversation that failed can be had again.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from harness.world import OPERATOR
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.wire.irc.capabilities import CAPABILITIES
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.messages import BODY_LIMIT, CLIENT_LINE_LIMIT

CHANNELS = ("#a", "#a", "#a", "#b", "#b", "#A", "#été", "#ÉTÉ", "#secret", "#a:b", "#" + "x" * 63)
NO_CHANNELS = ("#", "", "a", "&a", "#" + "y" * 65, "#a b", "#a\x07", "#\u200b", "0", ",", "#é" * 40)
NICKS = ("ann", "ann", "ben", "ben", "cleo", "cleo", "Amélie", "ANN", "[ben]", "D'Arc", "αβγ")
NO_NICKS = ("", "nobody", "123", "a!b", "~x", "x" * 33, "\u0391nn", "é" * 33, "a.b", ":", "*", "😀")
MASKS = ("ben", "*!*@*", "a*!~*@*", "*.test", "~a:ann", "~m:ben", "~m:~a:*", "ann!*@host.test", "é*")
NO_MASKS = ("", "~z:x", "x" * 230, "~m:", "a\u200bb", ":x", "~a:~m:x")
KEYS = ("key", "k" * 23, "k" * 24, "", ":k", "k,l", "é" * 23)
WORDS = ("salut", "ça", "va", "{nick}", "%s", "été", "😀", ":)", "…", "a" * 60, "\u202e", "x\ty", "{", "}")
NUMBERS = ("0", "1", "5", "-1", "999999999", "9" * 40, "x", "٣", "")
TAGS = (
    "+typing=active",
    "+draft/reply=1",
    "+x",
    "+x=" + "y" * 200,
    "+a/b=\\:\\s\\",
    "time=now",
    "label=",
    "label=" + "l" * 65,
    "=",
    "+",
    "msgid=1",
    "+é=ü",
    "batch=b1",
    "account=root",
)
T = TypeVar("T")

LETTERS = "beIqaohviklmnstCBwZ0é"


class Chatter:
    """Says one random thing after the other."""

    def __init__(self, random: Random, without: Sequence[str] = ()) -> None:
        self.random = random
        self._labels = 0
        self._say: dict[str, Callable[[], list[str]]] = {
            "AWAY": lambda: self._some([self._text()], 0.5),
            "CAP": self._cap,
            "INVITE": lambda: [self._nick(), self._channel()],
            "HELP": lambda: self._some([self._one(("JOIN", "x", "{"))], 0.9),
            "HISTORY": lambda: [self._channel(), self._one(NUMBERS)],
            "ISON": lambda: [self._nick(), self._nick()],
            "JOIN": self._join,
            "KICK": lambda: [self._several(self._channel), self._several(self._nick), self._text()],
            "KILL": lambda: [self._nick(), self._text()],
            "LIST": lambda: self._some(
                [self._one(("#a", "*a*", "!#b", ">1", "<2", "C>0", "T<5", "C", ">"))], 0.7
            ),
            "MODE": self._mode,
            "MONITOR": lambda: [self._one("+-CLS+x"), self._several(self._nick)],
            "NAMES": lambda: self._some([self._several(self._channel)], 0.9),
            "NICK": lambda: [self._nick()],
            "NOTICE": self._message,
            "OPER": lambda: [
                self._one(("root", "alice", "nobody")),
                self._one((OPERATOR, OPERATOR, "wrong")),
            ],
            "PART": lambda: [self._several(self._channel), *self._some([self._text()], 0.5)],
            "PASS": lambda: [self._one(WORDS)],
            "PING": lambda: [self._text()],
            "PONG": lambda: [self._text()],
            "PRIVMSG": self._message,
            "QUIT": lambda: [self._text()],
            "RENAME": lambda: [self._channel(), self._channel(), *self._some([self._text()], 0.5)],
            "SETNAME": lambda: [self._text()],
            "STATS": lambda: [self._one("moux")],
            "TAGMSG": lambda: [self._several(self._target)],
            "TOPIC": lambda: [self._channel(), *self._some([self._text()], 0.8)],
            "USER": lambda: [self._one((*NICKS, "!", "é" * 40)), self._one(NUMBERS), "*", self._text()],
            "USERHOST": lambda: [self._nick() for _ in range(6)],
            "WALLOPS": lambda: [self._text()],
            "WHO": lambda: [
                self._one((self._channel(), self._nick(), self._one(MASKS), "0", "*")),
                *self._some([self._one(("o", "%tcuihsnfdlaor,42", "%", "%zn", "o%n,1234"))], 0.6),
            ],
            "WHOIS": lambda: [self._nick(), *self._some([self._nick()], 0.2)],
            "WHOWAS": lambda: [self._nick(), *self._some([self._one(NUMBERS)], 0.5)],
        }
        # What changes something, or goes to others, comes often; what ends a connection seldom.
        often = {
            "JOIN": 8,
            "PRIVMSG": 8,
            "MODE": 10,
            "KICK": 3,
            "PART": 4,
            "NICK": 3,
            "TOPIC": 3,
            "INVITE": 3,
        }
        seldom = {"QUIT": 0.3, "KILL": 0.5, "OPER": 0.7, "HELP": 0.2, "HELPOP": 0.1, "CAP": 2}
        rates = {**often, **seldom}
        self._names = [name for name in COMMANDS if name not in without]
        self._rates = [rates.get(name, 1.0) for name in self._names]

    def line(self) -> bytes:
        """Return one line with its end."""
        kind = self.random.random()
        if kind < 0.70:
            line = self._good().encode()
        elif kind < 0.92:
            line = self._nearly_good()
        else:
            line = self._rubbish()
        return line + self._one((b"\r\n", b"\r\n", b"\r\n", b"\n"))

    def _good(self) -> str:
        (name,) = self.random.choices(self._names, self._rates)
        say = self._say.get(name)
        *middles, last = [name, *(say() if say is not None else [])]
        words = [*middles, f":{last}" if not last or " " in last or last[0] == ":" else last]
        return self._tags() + " ".join(words if middles else [last])

    def _nearly_good(self) -> bytes:
        line = self._good()
        fault = self.random.randrange(9)
        if fault == 0:
            words = line.split(" ")
            del words[self.random.randrange(len(words))]
            line = " ".join(words)
        elif fault == 1:
            line = line.lower()
        elif fault == 2:
            line = line.replace(" ", "   ")
        elif fault == 3:
            line = f":{self._nick()} {line}"
        elif fault == 4:
            line += " " + " ".join(self._text() for _ in range(4))
        elif fault == 5:
            line = line[: self.random.randrange(len(line) + 1)]
        elif fault == 6:
            # As long as a line may be, and longer.
            line += "é" * ((BODY_LIMIT - len(line.encode())) // 2 + self.random.randrange(-2, 3))
        elif fault == 7:
            line = line.replace(":", "")
        else:
            data = bytearray(line.encode())
            for _ in range(self.random.randrange(1, 4)):
                data[self.random.randrange(len(data))] = self.random.randrange(256)
            return bytes(data).replace(b"\n", b"")
        return line.encode()

    def _rubbish(self) -> bytes:
        size = self._one(
            (0, 3, 20, 200, 600, CLIENT_LINE_LIMIT, CLIENT_LINE_LIMIT + 1, 2 * CLIENT_LINE_LIMIT)
        )
        kind = self.random.randrange(4)
        if kind == 0:
            return self.random.randbytes(size).replace(b"\n", b"\r")
        if kind == 1:
            return b"@" + b"+x=y;" * (size // 5) + b" " + self._good().encode()
        if kind == 2:
            return b" ".join(word.encode() for word in self._good().split(" ")) + b" a" * (size // 2)
        return bytes(self.random.choice(b" :@;=+\\,#!~\x01\0\r") for _ in range(min(size, 40)))

    # --- parts of lines -------------------------------------------------------------------------

    def _one(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def _some(self, words: list[str], chance: float) -> list[str]:
        return words if self.random.random() < chance else []

    def _several(self, make: Callable[[], str]) -> str:
        count = 1 if self.random.random() < 0.8 else self.random.randrange(2, 7)
        return ",".join(make() for _ in range(count))

    def _channel(self) -> str:
        return self._one(CHANNELS if self.random.random() < 0.9 else NO_CHANNELS)

    def _nick(self) -> str:
        return self._one(NICKS if self.random.random() < 0.85 else NO_NICKS)

    def _target(self) -> str:
        kind = self.random.random()
        if kind < 0.6:
            return self._channel()
        return self._nick() if kind < 0.85 else self._one("~&@%+!") + self._channel()

    def _text(self) -> str:
        kind = self.random.random()
        if kind < 0.8:
            return " ".join(self._one(WORDS) for _ in range(self.random.randrange(5)))
        if kind < 0.9:
            return self._one(("\x01ACTION dit\x01", "\x01VERSION\x01", "\x01", "\x02gras\x0f"))
        return self._one(("x", "é", "😀", "a ")) * self.random.randrange(100, 300)

    def _message(self) -> list[str]:
        return [self._several(self._target), self._text()]

    def _join(self) -> list[str]:
        return [self._several(self._channel), *self._some([self._several(lambda: self._one(KEYS))], 0.3)]

    def _mode(self) -> list[str]:
        if self.random.random() < 0.15:
            return [self._nick(), *self._some([f"{self._one('+-')}{self._one('Biowxé')}"], 0.8)]
        letters = "".join(self._one(LETTERS + "+-") for _ in range(self.random.randrange(1, 8)))
        kinds = [CHANNEL_MODES.get(letter, ModeKind.NEVER) for letter in letters]
        parameters = [self._parameter(kind) or "x" for kind in kinds if kind is not ModeKind.NEVER]
        if self.random.random() < 0.2:
            parameters = parameters[: self.random.randrange(len(parameters) + 1)]
        return [self._channel(), f"{self._one('+-')}{letters}", *parameters]

    def _parameter(self, kind: ModeKind) -> str:
        if self.random.random() < 0.15:
            return self._one(NO_MASKS + NO_NICKS)
        fitting = {
            ModeKind.RANK: NICKS,
            ModeKind.LIST: MASKS,
            ModeKind.ALWAYS: KEYS,
            ModeKind.WHEN_SET: NUMBERS,
        }
        return self._one(fitting[kind])

    def _cap(self) -> list[str]:
        names = [self._one(CAPABILITIES).name for _ in range(self.random.randrange(1, 4))]
        wish = " ".join(f"-{name}" if self.random.random() < 0.3 else name for name in names)
        return self._one((["REQ", wish], ["REQ", wish], ["LS", self._one(NUMBERS)], ["LIST"], ["END"], ["X"]))

    def _tags(self) -> str:
        if self.random.random() < 0.6:
            return ""
        tags = [self._one(TAGS) for _ in range(self.random.randrange(1, 4))]
        if self.random.random() < 0.6:
            self._labels += 1
            tags.append(f"label=l{self._labels}")
        return f"@{';'.join(tags)} "
