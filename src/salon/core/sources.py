"""Who did something, as others saw them: how such values are made."""

from msgspec import structs

from salon.core.events import Source


def source_of(
    person: int,
    nick: str,
    username: str,
    host: str,
    account: tuple[str, int] | None = None,
    *,
    bot: bool = False,
) -> Source:
    """Return a source with its mask, nick!user@host, spelt out once. `account`: its name and number."""
    name, number = account or (None, 0)
    return Source(person, nick, username, host, name, bot, f"{nick}!{username}@{host}", number)


def with_nick(source: Source, nick: str) -> Source:
    """Return a source under another nick."""
    return structs.replace(source, nick=nick, mask=f"{nick}!{source.username}@{source.host}")
