"""Writes an IRC message from its parts: the other way round of the parser, to try it by."""

from collections.abc import Mapping, Sequence

from salon.wire.irc.messages import escape_tag


def write_message(command: str, params: Sequence[str], source: str, tags: Mapping[str, str]) -> str:
    """Return the line of parts that can stand in one; `tags` holds values that are not escaped yet."""
    words = [f"@{';'.join(f'{key}={escape_tag(value)}' for key, value in tags.items())}"] if tags else []
    words += [f":{source}"] if source else []
    words += [command, *params[:-1], *(f":{last}" for last in params[-1:])]
    return " ".join(words)
