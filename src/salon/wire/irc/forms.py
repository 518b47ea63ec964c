"""IRC wire forms: the bytes of an event, for all sessions with the same framing and capabilities.

What differs from session to session (one's own JOIN with its topic and names) is shown by the session.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from salon.core import events, message_events, metadata_events
from salon.core.events import Event, MessageKind, ModeChange, Source
from salon.core.ranks import Rank
from salon.texts.marks import Translate
from salon.wire.framing import STREAM, Framing
from salon.wire.irc.capabilities import RENDERED, TAGGED, Cap
from salon.wire.irc.messages import BODY_LIMIT, escape_tag, fit, fits, parameters_fit, split_lines

PREFIXES = {
    Rank.FOUNDER: "~",
    Rank.ADMIN: "&",
    Rank.OPERATOR: "@",
    Rank.HALF_OPERATOR: "%",
    Rank.VOICE: "+",
}
"""The prefix of a member's rank; a plain member has none."""

RANKS_BY_PREFIX = {prefix: rank for rank, prefix in PREFIXES.items()}

LEAST_ROOM = 128
"""Bytes of a text in each line of a long message; where a mask leaves less, the nick stands for it."""

ACTION = "\x01ACTION "
"""How a text begins that tells what somebody does."""

OF_METADATA: tuple[type[Event], ...] = (
    metadata_events.PersonMetadataChanged,
    metadata_events.ChannelMetadataChanged,
    metadata_events.MetadataShown,
)
"""The events that each client with metadata shows by itself."""

EDITED_TAG = "salon.dev/edited"
"""When a message was given its present text."""

REPLY_TAGS = ("+draft/reply", "+reply")
"""The tag with the id of the message to which one is a reply: its names of before and today (reply)."""

EDIT_BATCH = "salon.dev/edit"
"""The type of a batch with the lines that a message has now."""

ONCE_TAG = "+salon.dev/id"
"""The tag with a client's own id of a message: under the same id, the same target gets it once."""

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"

MAX_DIGITS = 12
"""Digits of the longest id whose number any database can hold."""

_DIGITS = frozenset(ALPHABET)

_TWO_DIGITS = [f"{number:02d}" for number in range(60)]


def _target(event: events.MessagePosted | message_events.MessageReacted) -> str:
    return PREFIXES[Rank(event.rank)] + event.target if event.rank else event.target


def _is_kept(event: Event) -> bool:
    # After a restart numbers go on from the last one kept: what is not kept may give none of its own away.
    if type(event) is events.MessagePosted:
        return event.sequence > 0 and not event.live
    return type(event) is events.TopicChanged


def message_id(identity: str, sequence: int) -> str:
    """Return the id of a message: the database's own name, and its number in the history (message-ids)."""
    digits = ""
    while sequence:
        sequence, digit = divmod(sequence, 36)
        digits = ALPHABET[digit] + digits
    return f"{identity}-{digits}"


def sequence_of(identity: str, message: str) -> int:
    """Return the number of a message by its id; 0: there is no such id on this server."""
    own, _, digits = message.rpartition("-")
    if own != identity or not 0 < len(digits) <= MAX_DIGITS or not _DIGITS.issuperset(digits):
        return 0
    return int(digits, 36)


def _taken_apart(text: str) -> tuple[str, str, str]:
    """Return what stands before, in and behind the words of a text: each piece of an ACTION is one, too."""
    if not text.startswith(ACTION):
        return "", text, ""
    return ACTION, text.removeprefix(ACTION).removesuffix("\x01"), "\x01"


def _addressed(event: events.MessagePosted, caps: int) -> events.MessagePosted:
    """Return a message as clients without tags are to have it: a reply names whom it is for."""
    if event.answered and not caps & Cap.MESSAGE_TAGS:
        return message_events.addressed(event)
    return event


def _tags_of_message(identity: str, event: events.MessagePosted) -> list[str]:
    own = [event.tags] if event.tags else []
    if event.answers and not any(name in event.tags for name in REPLY_TAGS):
        own += _reply_tags(identity, event.answers)  # it came by another wire
    return own


def _tags_of_reaction(identity: str, event: message_events.MessageReacted) -> list[str]:
    key = message_events.REACT if event.adding else message_events.UNREACT
    own = [*_reply_tags(identity, event.sequence), f"{key}={escape_tag(event.reaction)}"]
    return [*own, event.tags] if event.tags else own


def _reply_tags(identity: str, sequence: int) -> list[str]:
    return [f"{name}={message_id(identity, sequence)}" for name in REPLY_TAGS]


class Clockface:
    """Writes times as server-time wants them.

    The second is kept, for many events fall into one, and the day, for many lines of a page do: strftime for
    each takes four times as long.
    """

    def __init__(self) -> None:
        self._second = self._day = -1
        self._text = self._date = ""

    def stamp(self, time: int) -> str:
        """Return YYYY-MM-DDThh:mm:ss.sssZ for milliseconds since 1970."""
        second, millisecond = divmod(time, 1000)
        if second != self._second:
            day, rest = divmod(second, 86_400)
            if day != self._day:
                self._day = day
                self._date = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")
            self._second = second
            hour, minute = _TWO_DIGITS[rest // 3_600], _TWO_DIGITS[rest // 60 % 60]
            self._text = f"{self._date}T{hour}:{minute}:{_TWO_DIGITS[rest % 60]}"
        return f"{self._text}.{millisecond:03d}Z"


def render_modes(changes: tuple[ModeChange, ...]) -> str:
    """Return changes as MODE writes them: signs once, letters, then parameters."""
    letters: list[str] = []
    parameters: list[str] = []
    sign = ""
    for change in changes:
        its = "+" if change.adding else "-"
        if its != sign:
            sign = its
            letters.append(sign)
        letters.append(change.letter)
        if change.parameter:
            parameters.append(change.parameter)
    return " ".join(["".join(letters), *parameters])


class IrcForm:
    """How events look to sessions with one framing and one set of capabilities."""

    __slots__ = ("_frame", "_render", "caps", "clockface", "framing", "identity", "translate")

    def __init__(
        self,
        caps: int,
        identity: str,
        clockface: Clockface,
        framing: Framing = STREAM,
        translate: Translate = str,
    ) -> None:
        self.framing = framing
        self._frame = framing.frame
        self.caps = caps
        self.identity = identity
        self.clockface = clockface
        self.translate = translate
        self._render: dict[type[Event], Callable[[Any], str | None]] = {
            events.MessagePosted: self.message,
            events.PersonLeft: self._quit,
            events.NickChanged: lambda event: f":{event.source.mask} NICK :{event.nick}",
            events.RealNameChanged: self._real_name,
            events.HostChanged: self._host,
            events.AwayChanged: self._away,
            events.LoginChanged: self._login,
            events.MemberJoined: self.join,
            events.MemberParted: self._part,
            events.MemberKicked: self._kick,
            events.PersonInvited: self._invited,
            events.TopicChanged: lambda event: f":{event.source.mask} TOPIC {event.name} :{event.text}",
            events.ModesChanged: self._modes,
            events.ChannelRenamed: self._renamed,
            message_events.MessageRedacted: self._redacted,
            message_events.MessageEdited: lambda event: self.message(message_events.correction(event)),
            message_events.MessageReacted: self._reacted,
            # What a client hears of it depends on the keys to which it has subscribed.
            **dict.fromkeys(OF_METADATA, lambda _: None if caps & Cap.METADATA else ""),
            events.WallopsSent: lambda event: f":{event.source.mask} WALLOPS :{event.text}",
        }

    def render(self, event: Event) -> bytes | None:
        """Return the event's lines; empty: these sessions do not hear of it; None: each shows it itself."""
        if type(event) is events.MessagePosted:
            event = _addressed(event, self.caps)
            body = self.message(event)
            if fits(body) and "\n" not in body:
                return self._frame(self.tags(event) + body if self.caps & TAGGED else body) if body else b""
        lines = self.lines(event)
        return None if lines is None else self.framing.frame_all(map(fit, lines))

    def lines(self, event: Event) -> list[str] | None:
        """Return the event's lines without their ends; none, or None, as `render` does."""
        if isinstance(event, events.MemberJoined):
            return self._arrival(event)
        if isinstance(event, events.MessagePosted | events.WallopsSent):
            return self.speech(event)
        if isinstance(event, message_events.MessageEdited):
            return self._edit(event)
        line = self.line(event)
        return None if line is None else [line] if line else []

    def _arrival(self, event: events.MemberJoined) -> list[str]:
        """Return a JOIN as others see it: away-notify adds the AWAY of one who comes in away."""
        away = events.AwayChanged(event.source, event.away, event.time) if event.away is not None else None
        return [line for line in (self.line(event), self.line(away) if away is not None else "") if line]

    def speech(self, event: events.MessagePosted | events.WallopsSent, clock: str = "") -> list[str]:
        """Return the lines of what somebody said: several, where it has some, or one cannot hold it.

        `clock` says when that was, in front of the text, to clients that know no server-time.
        """
        joined = False
        if isinstance(event, events.MessagePosted):
            event = _addressed(event, self.caps)
            joined = bool(event.joins)
        opening, text, closing = _taken_apart(event.text)
        line = self._render[type(event)](structs.replace(event, text=f"{opening}{clock}{text}{closing}"))
        # Nearly every line of a page: to ask first what room there is would take twice as long.
        if line and not joined and "\n" not in line and fits(line):
            return [f"{self.tags(event)}{line}"]
        return self._in_pieces(event, clock) if line else []

    def _in_pieces(self, event: events.MessagePosted | events.WallopsSent, clock: str) -> list[str]:
        """Return the lines of what one line cannot hold, as `speech` does."""
        render = self._render[type(event)]
        opening, text, closing = _taken_apart(event.text)
        bare = structs.replace(event, text=f"{opening}{clock}{closing}")
        room = BODY_LIMIT - len((render(bare) or "").encode())
        if room < LEAST_ROOM and len(text.encode()) > room:
            event = structs.replace(event, source=structs.replace(event.source, mask=event.source.nick))
            room += len(bare.source.mask.encode()) - len(event.source.nick.encode())
        after, joins = event, tuple[int, ...]()
        if isinstance(event, events.MessagePosted):
            if self.caps & Cap.MULTILINE:
                whole = f"{opening}{clock}{text}{closing}"
                pieces = list(split_lines(whole, [join + len(clock) for join in event.joins], room))
                if len(pieces) > 1:
                    return self._in_batch(event, event, f"draft/multiline {_target(event)}", pieces)
            # An id and clients' tags are of the first line only (message-ids; multiline, "Fallback").
            after = structs.replace(event, sequence=0, tags="", answers=0)
            joins = tuple(join - len(opening) for join in event.joins)
        # Blank lines are for those alone who know lines (same clause).
        first, *more = [piece for piece, _ in split_lines(text, joins, room) if piece] or [""]
        bodies = [render(structs.replace(event, text=f"{opening}{clock}{first}{closing}"))]
        bodies += [render(structs.replace(event, text=f"{opening}{piece}{closing}")) for piece in more]
        return [f"{self.tags(after if index else event)}{body}" for index, body in enumerate(bodies)]

    def _in_batch(
        self, event: Any, said: events.MessagePosted, kind: str, pieces: Iterable[tuple[str, bool]]
    ) -> list[str]:
        """Return an event with the pieces of a text, as a batch (multiline, "Batch types")."""
        mask, reference = said.source.mask, f"l{event.sequence}"
        lines = [f"{self.tags(event)}:{mask} BATCH +{reference} {kind}"]
        for piece, goes_on in pieces:
            concat = ";draft/multiline-concat" if goes_on else ""
            lines.append(f"@batch={reference}{concat} {self.message(structs.replace(said, text=piece))}")
        lines.append(f":{mask} BATCH -{reference}")
        return lines

    def line(self, event: Any) -> str | None:
        """Return the event's line without its end, tags in front."""
        render = self._render.get(type(event))
        if render is None:
            return ""
        line = render(event)
        if line and self.caps & TAGGED:
            return self.tags(event) + line
        return line

    def tags(self, event: Any) -> str:
        """Return the tags of an event with their '@' and space, or nothing.

        The server's tags come before the client's (message-tags, "Client-only tags").
        """
        caps = self.caps
        tags = []
        if caps & Cap.SERVER_TIME:
            tags.append(f"time={self.clockface.stamp(event.time)}")
        source: Source = event.source
        if caps & Cap.ACCOUNT_TAG and source.account is not None:
            tags.append(f"account={escape_tag(source.account)}")
        if caps & Cap.MESSAGE_TAGS:
            if _is_kept(event):
                tags.append(f"msgid={message_id(self.identity, event.sequence)}")
            if source.bot:
                tags.append("bot")
            if type(event) is events.MessagePosted:
                if event.edited and caps & Cap.EDIT:
                    tags.append(f"{EDITED_TAG}={self.clockface.stamp(event.edited)}")
                if event.tags or event.answers:
                    tags += _tags_of_message(self.identity, event)
            elif type(event) is message_events.MessageReacted:
                tags += _tags_of_reaction(self.identity, event)
        return f"@{';'.join(tags)} " if tags else ""

    def message(self, event: events.MessagePosted) -> str:
        """Return the line of a message; TAGMSG only where tags are understood (message-tags)."""
        target = _target(event)
        if event.kind is MessageKind.PRIVMSG:
            return f":{event.source.mask} PRIVMSG {target} :{event.text}"
        if event.kind is MessageKind.NOTICE:
            return f":{event.source.mask} NOTICE {target} :{event.text}"
        return f":{event.source.mask} TAGMSG {target}" if self.caps & Cap.MESSAGE_TAGS else ""

    def _redacted(self, event: message_events.MessageRedacted) -> str:
        if not self.caps & Cap.MESSAGE_REDACTION:
            return ""  # message-redaction, "Fallback": such clients hear nothing of it
        line = f":{event.source.mask} REDACT {event.target} {message_id(self.identity, event.sequence)}"
        return f"{line} :{event.reason}" if event.reason else line

    def _edit(self, event: message_events.MessageEdited) -> list[str]:
        if not self.caps & Cap.EDIT:
            line = self.line(event)
            return [line] if line else []
        place = f"{event.target} {message_id(self.identity, event.sequence)}"
        head, text = f"EDIT {place} :", event.text
        mask = event.source.mask if fits(f":{event.source.mask} {head}{text}") else event.source.nick
        line = f":{mask} {head}{text}"
        if "\n" not in text and fits(line):
            return [f"{self.tags(event)}{line}"]
        if not self.caps & Cap.MULTILINE:
            return [f"{self.tags(event)}:{mask} {head}{message_events.in_one_line(text)}"]
        source = structs.replace(event.source, mask=mask)
        said = structs.replace(message_events.correction(event), source=source)
        room = BODY_LIMIT - len(self.message(structs.replace(said, text="")).encode())
        return self._in_batch(event, said, f"{EDIT_BATCH} {place}", split_lines(text, (), room))

    def _reacted(self, event: message_events.MessageReacted) -> str:
        # Where there are no tags, nobody is told of it: a line for each would be noise.
        if event.told or not self.caps & Cap.MESSAGE_TAGS:
            return ""
        return f":{event.source.mask} TAGMSG {_target(event)}"

    def join(self, event: events.MemberJoined) -> str:
        """Return a JOIN; extended-join adds the account ('*': none) and the real name."""
        if self.caps & Cap.EXTENDED_JOIN:
            return f":{event.source.mask} JOIN {event.name} {event.source.account or '*'} :{event.real_name}"
        return f":{event.source.mask} JOIN {event.name}"

    def _quit(self, event: events.PersonLeft) -> str:
        # What the server says of itself is a text; whoever left said the rest themselves.
        reason = self.translate(event.reason) if event.by_server else event.reason
        return f":{event.source.mask} QUIT :{reason}"

    def _part(self, event: events.MemberParted) -> str:
        line = f":{event.source.mask} PART {event.name}"
        return f"{line} :{event.reason}" if event.reason else line

    def _kick(self, event: events.MemberKicked) -> str:
        # What the server says of itself is a text.
        reason = event.reason if event.source.person else self.translate(event.reason)
        return f":{event.source.mask} KICK {event.name} {event.nick} :{reason or event.source.nick}"

    def _modes(self, event: events.ModesChanged) -> str:
        return f":{event.source.mask} MODE {event.name} {render_modes(event.changes)}"

    def _real_name(self, event: events.RealNameChanged) -> str:
        return f":{event.source.mask} SETNAME :{event.real_name}" if self.caps & Cap.SETNAME else ""

    def _host(self, event: events.HostChanged) -> str | None:
        if self.caps & Cap.CHGHOST:
            return f":{event.source.mask} CHGHOST {event.username} {event.host}"
        return None

    def _login(self, event: events.LoginChanged) -> str:
        if not self.caps & Cap.ACCOUNT_NOTIFY:
            return ""
        # account-notify, "The ACCOUNT message": '*' for one who logged out.
        return f":{event.source.mask} ACCOUNT {event.account or '*'}"

    def _away(self, event: events.AwayChanged) -> str:
        if not self.caps & Cap.AWAY_NOTIFY:
            return ""
        line = f":{event.source.mask} AWAY"
        return line if event.text is None else f"{line} :{event.text}"

    def _invited(self, event: events.PersonInvited) -> str:
        return self.invite(event) if self.caps & Cap.INVITE_NOTIFY else ""

    def invite(self, event: events.PersonInvited) -> str:
        """Return an INVITE, as its guest gets it whatever the capabilities."""
        return f":{event.source.mask} INVITE {event.nick} {event.name}"

    def _renamed(self, event: events.ChannelRenamed) -> str | None:
        line = f":{event.source.mask} RENAME {event.name} {event.new_name} :{event.reason}"
        return line if self.caps & Cap.CHANNEL_RENAME and parameters_fit(line) else None


class Forms:
    """The forms in use, one for each framing and each set of capabilities that changes the bytes."""

    def __init__(self, identity: str, translate: Translate = str) -> None:
        self._identity = identity
        self._translate = translate
        self._clockface = Clockface()
        self._forms: dict[tuple[Framing, int], IrcForm] = {}

    def of(self, caps: int, framing: Framing = STREAM) -> IrcForm:
        """Return the form of a session with these capabilities and this framing."""
        rendered = caps & RENDERED
        if not caps & Cap.BATCH:
            # multiline, "Dependencies".
            rendered &= ~Cap.MULTILINE
        form = self._forms.get((framing, rendered))
        if form is None:
            form = IrcForm(rendered, self._identity, self._clockface, framing, self._translate)
            self._forms[framing, rendered] = form
        return form

    def stamp(self, time: int) -> str:
        """Return a time as server-time writes it."""
        return self._clockface.stamp(time)
