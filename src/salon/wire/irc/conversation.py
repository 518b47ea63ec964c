"""What one IRC client and the server know of each other, and the ways to answer the client.

Commands, outcomes and refusals speak through it; it knows none of them, nor sockets or clocks.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum

from salon.core.events import Event
from salon.core.state import Person, Session, State
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.framing import STREAM, Framing
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.forms import EDIT_BATCH, IrcForm
from salon.wire.irc.incoming import Incoming
from salon.wire.irc.messages import escape_tag, fit, parse_message
from salon.wire.irc.received import Gone
from salon.wire.irc.scram import Exchange
from salon.wire.irc.server import IrcServer
from salon.wire.session import Later, Pieces
from salon.wire.typed_search import Searching

MAX_COLLECTED = 64
"""Lines of a labelled answer that are held back until it is known how many there are."""

LABEL_LENGTH = 64
"""Longest value of a label, in bytes (labeled-response, "Tag value")."""

NO_KEYS: dict[str, None] = {}
"""What most clients have subscribed to: it is replaced, never changed."""

MOST_AT_ONCE = 65_536
"""Characters of what was said that are sent without a look whether the client reads."""

STEP = 4_096
"""Characters that count as much as a line of a long answer."""

OWN_TAGS = "salon.dev/"
"""What the names of this server's own tags begin with (message-tags, "Rules for naming message tags")."""


def as_middle(param: str) -> str:
    """Return a name as it is, and what else a client said so that it cannot become two parameters, or none.

    The clause: modern-irc, "Message Format".
    """
    if param[:1] != ":" and " " not in param:
        return echoed(param) or "*"
    return echoed(param.replace(" ", "").lstrip(":")) or "*"


class Asked(Enum):
    """By what the request under way asked, where it is answered in the same kind."""

    PLAINLY = ""
    AUTHENTICATE = "AUTHENTICATE"
    REGISTER = "REGISTER"
    VERIFY = "VERIFY"
    RESETPASS = "RESETPASS"
    NICKSERV = "NickServ"
    CHANSERV = "ChanServ"

    @property
    def is_service(self) -> bool:
        """Whether it was said to a service."""
        return self is Asked.NICKSERV or self is Asked.CHANSERV


class Conversation:
    """The IRC side of one connection, without what makes it go."""

    __slots__ = (
        "_batch",
        "_collected",
        "_label",
        "_output",
        "about",
        "asked",
        "before",
        "cap_version",
        "caps",
        "closing",
        "core",
        "form",
        "forms_changed",
        "framing",
        "heard",
        "incoming",
        "later",
        "locale",
        "modes",
        "negotiating",
        "nick",
        "password",
        "pinged",
        "quiet",
        "real_name",
        "received",
        "resumable",
        "sasl",
        "scram",
        "searching",
        "server",
        "subscriptions",
        "token_said",
        "typing",
        "username",
    )

    impatient = False
    pieces: Pieces | None = None

    def __init__(self, server: IrcServer, core: Session, framing: Framing = STREAM) -> None:
        self.server = server
        self.framing = framing
        self.core = core
        self.caps = 0
        self.cap_version = 0
        # Kept beside them, for it is asked for with each private message.
        self.resumable = False
        self.locale = server.locale
        self.form = self.locale.forms.of(0, framing)
        self.forms_changed = False
        self.closing = ""
        # What was said up to here the client has surely received, and will have once it answers the PING.
        self.received = self.pinged = 0
        # What an earlier connection of this client had received.
        self.before = Gone()
        self.later: deque[Later] = deque()
        # The request under way asks for no answer, so not for an error either.
        self.quiet = False
        self.asked = Asked.PLAINLY
        # The account that it named, where the answer needs that.
        self.about = ""
        # What has come of an answer to SASL; None: none is awaited.
        self.sasl: str | None = None
        # The exchange that it belongs to; None: it is one of PLAIN.
        self.scram: Exchange | None = None
        # When the client last said something, in seconds of the given clock.
        self.heard = 0.0
        # A message of several lines that is not complete.
        self.incoming: Incoming | None = None
        # The keys of metadata of which the client wants to hear.
        self.subscriptions: dict[str, None] = NO_KEYS
        self.searching = Searching()
        # What was said before registration was complete.
        self.negotiating = False
        self.nick = ""
        self.username = ""
        self.real_name = ""
        self.password = ""
        self.modes = ""
        # The number of the token by which it goes on in the place of another connection; 0: of none.
        self.token_said = 0
        # What was said last of one's typing to each target, and when (ms).
        self.typing: dict[str, tuple[str, int]] = {}
        self._output: list[str] = []
        # Under a label, what belongs to the request is held back until it is complete.
        self._label = ""
        self._collected: list[str] | None = None
        # Once it is long, it goes out as it is made, in this batch.
        self._batch = ""

    @property
    def state(self) -> State:
        """The state of the chat, to be read."""
        return self.server.state

    @property
    def person(self) -> Person | None:
        """Who this is, once registered."""
        return self.core.person

    @property
    def me(self) -> Person:
        """Who this is; for commands that need registration."""
        person = self.core.person
        assert person is not None  # noqa: S101 - the command table says that it needs registration
        return person

    @property
    def client(self) -> str:
        """The client's name in replies: its nick, or '*' before it has one."""
        person = self.core.person
        return person.source.nick if person is not None else self.nick or "*"

    def form_in(self, _channel: int) -> IrcForm:
        """Return the form in which the client hears of channels: of all in the same, whoever speaks.

        Whatever the language: nothing that goes to a channel has a text of the server in it.
        """
        return self.server.forms.of(self.caps, self.framing)

    def choose_form(self) -> None:
        """Take the form that goes with capabilities and language."""
        self.form = self.locale.forms.of(self.caps, self.framing)
        self.forms_changed = True

    def has(self, cap: int) -> bool:
        """Tell whether a capability is negotiated."""
        return bool(self.caps & cap)

    def need_more_params(self, command: str) -> None:
        """Answer a command that lacks parameters."""
        self.numeric(numerics.ERR_NEEDMOREPARAMS, command, text=N_("Not enough parameters"))

    def at_most(self, targets: list[str], most: int) -> list[str]:
        """Return as many targets as one command may name, and say which are too many."""
        for target in targets[most:]:
            text = N_("Too many targets: {most} at a time")
            self.numeric(numerics.ERR_TOOMANYTARGETS, target, text=text, most=most)
        return targets[:most]

    def send(self, line: str) -> None:
        """Put a line to the output, or to what is collected under a label."""
        if self._collected is not None:
            self._collected.append(line)
        else:
            self._output.append(line)

    def send_event(self, event: Event) -> None:
        """Send an event as its form has it, if the client is to hear of it."""
        for line in self.form.lines(event) or ():
            self.send(line)

    def text(self, text: str, **fields: object) -> str:
        """Return a text in the session's language, with its placeholders filled."""
        translated = self.locale.translate(text)
        return translated.format(**fields) if fields else translated

    def numeric(self, code: str, *params: str, text: str | None = None, **fields: object) -> None:
        """Send a numeric reply; `text` is translated."""
        if self.quiet:
            return
        line = " ".join([f":{self.server.name}", code, self.client, *map(as_middle, params)])
        self.send(line if text is None else f"{line} :{self.text(text, **fields)}")

    def fail(self, command: str, code: str, *context: str, text: str, cap: int = 0, **fields: object) -> None:
        """Send a standard reply for which there is no numeric (standard-replies)."""
        self.standard_reply("FAIL", command, code, *context, text=text, cap=cap, **fields)

    def standard_reply(
        self, kind: str, command: str, code: str, *context: str, text: str, cap: int = 0, **fields: object
    ) -> None:
        """Send FAIL, WARN or NOTE; in a NOTICE to clients that did not ask for them.

        A client with one of the capabilities `cap` asked for those that their specification defines.
        """
        words = self.text(text, **fields)
        if self.has(Cap.STANDARD_REPLIES | cap):
            middles = map(as_middle, context)
            self.send(" ".join([f":{self.server.name}", kind, command, code, *middles, f":{words}"]))
        else:
            self.send(f":{self.server.name} NOTICE {self.client} :{kind} {command} {code}: {words}")

    def batch(
        self, kind: str, lines: Iterable[str], *params: str, whole: bool = False, tag: str = ""
    ) -> None:
        """Send lines that belong together, in a batch where the client knows batches.

        `whole`: they are all of the answer to the request under way, so that the batch has its label
        itself (labeled-response, "Tags"). `tag` is one of the batch.
        """
        for line in self.batched(kind, lines, *params, whole=whole, tag=tag):
            self.send(line)

    def batched(
        self, kind: str, lines: Iterable[str], *params: str, whole: bool = False, tag: str = ""
    ) -> list[str]:
        """Return the lines of such a batch, all of which are to be sent."""
        if not self.has(Cap.BATCH):
            return [*lines]
        reference = self.server.next_batch()
        start = " ".join([f":{self.server.name} BATCH +{reference} {kind}", *params])
        if tag:
            start = with_tag(start, tag)
        if whole and self._label and not self._collected and not self._batch:
            start = with_tag(start, f"label={escape_tag(self._label)}")
            self._label, self._collected = "", None
        return [start, *_nested(lines, reference), f":{self.server.name} BATCH -{reference}"]

    @property
    def is_collecting(self) -> bool:
        """Whether a request under way holds back what belongs to it."""
        return self._collected is not None

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Put what is sent meanwhile straight to the output: it is no part of the request under way."""
        collected, self._collected = self._collected, None
        yield
        self._collected = collected

    def begin_label(self, label: str) -> None:
        """Hold back what belongs to the request under way, to answer it under its label, if it has one."""
        if label and len(label.encode()) <= LABEL_LENGTH:
            self._label = label
            self._collected = []

    def finish(self) -> None:
        """Close a labelled request: with an ACK, its one line, or a batch (labeled-response)."""
        self.quiet = False
        self.asked, self.about = Asked.PLAINLY, ""
        collected, self._collected = self._collected, None
        if collected is None:
            return
        tag = f"label={escape_tag(self._label)}"
        self._label = ""
        if self._batch:
            self._output += _nested(collected, self._batch)
            self._output.append(f":{self.server.name} BATCH -{self._batch}")
            self._batch = ""
        elif not collected:
            self._output.append(f"@{tag} :{self.server.name} ACK")
        elif len(collected) == 1 or _is_batch(collected):
            # Of a batch that is the whole answer its beginning alone (multiline, "Labeled response").
            self._output.append(with_tag(collected[0], tag))
            self._output += collected[1:]
        else:
            self._begin_batch(tag)
            self._output += _nested(collected, self._batch)
            self._output.append(f":{self.server.name} BATCH -{self._batch}")
            self._batch = ""

    def _begin_batch(self, tag: str) -> None:
        self._batch = self.server.next_batch()
        self._output.append(f"@{tag} :{self.server.name} BATCH +{self._batch} labeled-response")

    def say_goodbye(self, reason: str) -> None:
        """Send the ERROR that ends a connection."""
        self.finish()
        self._output.append(f"ERROR :Closing link: {self.text(reason)}")

    def take_output(self) -> bytes:
        """Return the lines that may be sent, as bytes."""
        output, collected = self._output, self._collected
        if collected is not None and len(collected) > MAX_COLLECTED:
            # Not held back to its end: the answer may be longer than what may wait for a client.
            if not self._batch:
                self._begin_batch(f"label={escape_tag(self._label)}")
            output += _nested(collected, self._batch)
            collected.clear()
        if not output:
            return b""
        data = self.framing.frame_all(map(fit, output))
        output.clear()
        return data


_ONE_MESSAGE = (("draft/multiline",), (EDIT_BATCH,))
"""The types of batches that are one message, as parameters of BATCH."""


def _nested(lines: Iterable[str], reference: str) -> list[str]:
    """Return lines as parts of a batch; those of one within it are parts of that."""
    return [line if line.startswith("@batch=") else with_tag(line, f"batch={reference}") for line in lines]


def _is_batch(lines: list[str]) -> bool:
    """Tell whether lines are the batch of one message, from its first to its last."""
    first, last = parse_message(lines[0]), parse_message(lines[-1])
    if first is None or last is None or first.command != "BATCH" or last.command != "BATCH":
        return False
    return first.params[1:2] in _ONE_MESSAGE and last.params[0] == f"-{first.params[0][1:]}"


def send_as_read(talk: Conversation, lines: list[str]) -> None:
    """Send lines; if they are very many, as the client reads them, before anything else that is to come."""
    if sum(map(len, lines)) <= MOST_AT_ONCE:
        for line in lines:
            talk.send(line)
    else:
        talk.later.appendleft(_in_steps(talk, lines))


def _in_steps(talk: Conversation, lines: list[str]) -> Iterator[None]:
    size = 0
    for line in lines:
        talk.send(line)
        size += len(line)
        if size >= STEP:
            yield
            size = 0


def with_tag(line: str, tag: str) -> str:
    """Return a line with one more tag, in front of those that it has."""
    return f"@{tag};{line[1:]}" if line.startswith("@") else f"@{tag} {line}"


def noted(talk: Conversation, line: str, **facts: object) -> str:
    """Return a line with what programs read of it in tags of this server, for a client that knows tags.

    What is empty, or 0, has none.
    """
    if not talk.has(Cap.MESSAGE_TAGS):
        return line
    for name, fact in facts.items():
        if fact:
            line = with_tag(line, f"{OWN_TAGS}{name}={escape_tag(str(fact))}")
    return line
