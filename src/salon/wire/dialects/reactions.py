"""Reactions to messages, in words: one line for whose message it is, and none for all others."""

from collections import Counter
from collections.abc import Iterable

from salon.core.message_events import MessageReacted
from salon.core.state import Person
from salon.texts.marks import N_, Translate
from salon.wire.dialects.plain import plain

UNCHANGED = {
    True: N_("You have reacted like this already: /unreact takes it back."),
    False: N_("You have not reacted like this."),
}
"""What is said where a reaction is there, or is not, as somebody wants it."""


def is_worded(event: MessageReacted) -> bool:
    """Tell whether there is anybody to whom it is said: a message that says it is heard by itself."""
    return event.adding and not event.told


def word_reaction(event: MessageReacted, me: Person, translate: Translate, *, own: bool) -> str:
    """Return the line that tells somebody of a reaction; empty for those whom it does not concern."""
    if event.told:
        return ""
    if own:
        done = N_("You have reacted: {reaction}") if event.adding else N_("You have taken back: {reaction}")
        return translate(done).format(reaction=event.reaction)
    if not event.adding or event.author != me.list_owner or event.source.person == me.id:
        return ""
    told = translate(N_("* {nick} reacted with {reaction} to “{text}”"))
    return told.format(nick=event.source.nick, reaction=event.reaction, text=plain(event.excerpt))


def counted(reactions: Iterable[str]) -> str:
    """Return what stands behind a message in the history: each reaction, and how many if several."""
    counts = Counter(reactions)
    each = [kind if count == 1 else f"{kind} {count}" for kind, count in counts.items()]
    return f" [{', '.join(each)}]" if each else ""
