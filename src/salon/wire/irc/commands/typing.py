"""How often it is passed on that somebody types: programs say so at each key (typing)."""

from typing import Final

from salon.wire.irc.conversation import Conversation
from salon.wire.irc.messages import Message, parse_tags

LEAST_MILLISECONDS: Final = 1_500
"""Between two that say the same. Clients leave 3 s, as the specification has it."""

MOST_TARGETS: Final = 16
"""Of so many it is known when it was said last."""

_NAMES = ("+typing", "+draft/typing")


def is_too_soon(talk: Conversation, message: Message, now: int) -> bool:
    """Tell whether a TAGMSG says no more than was said just now, to the same target."""
    if "typing" not in message.tags or not message.params:
        return False
    tags = parse_tags(message.tags)
    said = next((tags[name] for name in _NAMES if name in tags), None)
    if said is None:
        return False
    target = talk.state.names.fold(message.params[0])
    before, when = talk.typing.pop(target, ("", 0))
    too_soon = said == before and now - when < LEAST_MILLISECONDS
    while len(talk.typing) >= MOST_TARGETS:
        del talk.typing[next(iter(talk.typing))]
    talk.typing[target] = (before, when) if too_soon else (said, now)
    return too_soon
