"""What of the tags that clients give their messages means something to the server: which it is a reply to."""

from salon.core.decisions.speech import MAX_TAGS_BYTES
from salon.wire.irc.conversation import Conversation
from salon.wire.irc.forms import REPLY_TAGS, sequence_of


def with_reply(talk: Conversation, tags: str) -> tuple[str, int]:
    """Return tags, and the number of the message that they refer to; 0: none that may be of this server.

    There are clients that know but one of the two names: others get both.
    """
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


def _taken_apart(tag: str) -> tuple[str, str]:
    name, _, value = tag.partition("=")
    return name, value
