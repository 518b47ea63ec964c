"""Which endings a word may have that is being typed: commands, nicks, channels, files.

Sans-I/O but for the names of files, which are the caller's.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from salon.client.surroundings import Surroundings
from salon.terminal.console import Completions

Commands = Mapping[str, Sequence[str]]
"""The forms of the parameters of each command, as its help writes them."""

ListPaths = Callable[[str], Sequence[str]]


def complete(before: str, commands: Commands, around: Surroundings, list_paths: ListPaths) -> Completions:
    """Return what may take the place of the last word before the cursor."""
    word, blank, rest = before.partition(" ")
    forms = _forms_of(word, commands)
    if blank and forms is not None:
        return _parameter(rest, word, forms, around, list_paths)
    piece = before.rpartition(" ")[2]
    if piece.startswith("@"):
        return Completions(piece, [f"@{nick} " for nick in _beginning(piece[1:], around.nicks)])
    if blank:
        return Completions(piece, [f"{nick} " for nick in _beginning(piece, around.nicks)])
    addressed = [f"{nick}: " for nick in _beginning(piece, around.nicks)] if piece else []
    return Completions(piece, [*(f"{command} " for command in _beginning(piece, commands)), *addressed])


def _forms_of(word: str, commands: Commands) -> Sequence[str] | None:
    return next((forms for command, forms in commands.items() if command.casefold() == word.casefold()), None)


def _parameter(
    rest: str, word: str, forms: Sequence[str], around: Surroundings, list_paths: ListPaths
) -> Completions:
    given = rest.split(" ")
    piece = given[-1]
    candidates: list[str] = []
    for form in forms:
        kinds = form.casefold().split()
        # Only what comes last may have blanks in it, and only some of it.
        if len(given) > len(kinds) and not (kinds and re.search("message|text|file", kinds[-1])):
            continue
        kind = kinds[min(len(given), len(kinds)) - 1]
        if "file" in kind:
            piece = " ".join(given[len(kinds) - 1 :])
            offered = [name for name in around.offers if name.startswith(piece)]
            candidates += list_paths(piece) if word.casefold() == "/send" else offered
        elif "channel" in kind:
            candidates += _beginning(piece, around.channels)
        elif re.search("nick|name|message|text", kind):
            candidates += [f"{nick} " for nick in _beginning(piece, around.nicks)]
    return Completions(piece, candidates)


def _beginning(piece: str, names: Iterable[str]) -> list[str]:
    """Return the names that begin so, in any case."""
    folded = piece.casefold()
    return sorted(name for name in names if name.casefold().startswith(folded))
