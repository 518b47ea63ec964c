"""All that somebody could ask the past of a channel by, and learn of it what they may not know."""

from collections.abc import Iterator


def questions(ids: list[str], target: str = "#a") -> Iterator[str]:
    """Yield all that somebody could ask the past by."""
    yield f"CHATHISTORY LATEST {target} * 50"
    yield f"HISTORY {target} 50"
    for point in (*(f"msgid={its}" for its in ids), "timestamp=2000-01-01T00:00:00.000Z"):
        for page in ("AFTER", "AROUND", "BEFORE"):
            yield f"CHATHISTORY {page} {target} {point} 50"
        yield f"CHATHISTORY BETWEEN {target} {point} timestamp=2999-01-01T00:00:00.000Z 50"
        yield f"CHATHISTORY BETWEEN {target} timestamp=2999-01-01T00:00:00.000Z {point} 50"
    yield "CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2999-01-01T00:00:00.000Z 50"


def attempts(ids: list[str], target: str, nick: str) -> Iterator[str]:
    """Yield what else might tell, or change, something: by names and ids, of others and of oneself."""
    yield from (f"SEARCH :in={target}", "SEARCH :text=secret", f"SEARCH :text=secret;in={target}")
    yield from (f"{command} {target}" for command in ("TOPIC", "NAMES", "LIST", "WHO", "MODE", "MARKREAD"))
    yield from (f"MODE {target} b", f"MODLOG {target}", f"PRIVMSG {target} :x", f"TAGMSG {target}")
    yield from (f"METADATA {target} {rest}" for rest in ("LIST", "GET status", "SYNC", "SET status :x"))
    yield f"MARKREAD {target} timestamp=2000-01-01T00:00:00.000Z"
    yield f"@+draft/channel-context={target} PRIVMSG {nick} :x"
    for its in ids:
        yield from (f"REDACT {target} {its}", f"EDIT {target} {its} :mine")
        for place in (target, nick):
            yield f"@+reply={its} PRIVMSG {place} :x"
            yield f"@+reply={its};+draft/react=x TAGMSG {place}"
            yield f"@+reply={its};+draft/unreact=x TAGMSG {place}"
