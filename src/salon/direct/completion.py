"""Which endings a word may have that is being typed: commands, and people by name or address. Sans-I/O."""

from collections.abc import Iterable

from salon.direct.commands import COMMANDS
from salon.terminal.console import Completions

_OF_PEOPLE = frozenset({"/join", "/ip"})


def complete(before: str, people: Iterable[str]) -> Completions:
    """Return what may take the place of the last word before the cursor."""
    word, blank, rest = before.partition(" ")
    if not blank and word.startswith("/"):
        return Completions(word, [f"{command} " for command in COMMANDS if command.startswith(word.lower())])
    if word.lower() not in _OF_PEOPLE:
        return Completions("")
    folded = rest.casefold()
    return Completions(rest, sorted({name for name in people if name.casefold().startswith(folded)}))
