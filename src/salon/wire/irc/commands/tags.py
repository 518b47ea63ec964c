"""What of the tags that clients give their messages means something to the server: replies and reactions."""

from typing import NamedTuple

from salon.core.decisions.speech import MAX_TAGS_BYTES
from salon.core.message_events import REACT, UNREACT
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import REPLY_TAGS, sequence_of
from salon.wire.irc.messages import unescape_tag


class Reaction(NamedTuple):
    """A reaction that is to be there, or no more; `tags` are the others, as they were written."""

    text: str
    adding: bool
    tags: str


def with_reply(talk: Conversation, tags: str) -> tuple[str, int]:
    """Return tags, and the number of the message that they refer to; 0: none that may be of this server.

    There are clients that know but one of the two names: others get both.
    """
    if "reply=" not in tags:
        return tags, 0
    given = [its for its in map(_taken_apart, tags.split(";")) if its[0] in REPLY_TAGS]
    if not given:
        return tags, 0
    name, identity = given[0]
    sequence = sequence_of(talk.server.identity, identity)
    if sequence and len(given) == 1:
        (other,) = {*REPLY_TAGS} - {name}
        both = f"{tags};{other}={identity}"
        tags = both if len(both.encode()) <= MAX_TAGS_BYTES else tags
    return tags, sequence


def without_tag(tags: str, name: str) -> tuple[str, str | None]:
    """Return tags without one of them, and the value that it had; None where it was not there."""
    if name not in tags:
        return tags, None
    values = dict(map(_taken_apart, tags.split(";")))
    others = [tag for tag in tags.split(";") if tag.partition("=")[0] != name]
    return ";".join(others), values.get(name)


def reaction_of(tags: str) -> Reaction | None:
    """Return the reaction in a message's tags; None where there is none, or what may not be: both of them."""
    taken = [_taken_apart(tag) for tag in tags.split(";")]
    given = [its for its in taken if its[0] in {REACT, UNREACT}]
    if len(given) != 1:
        return None
    ((name, value),) = given
    others = [tag for tag in tags.split(";") if tag.partition("=")[0] not in {REACT, UNREACT, *REPLY_TAGS}]
    return Reaction(unescape_tag(value), name == REACT, ";".join(others))


def _taken_apart(tag: str) -> tuple[str, str]:
    name, _, value = tag.partition("=")
    return name, value
