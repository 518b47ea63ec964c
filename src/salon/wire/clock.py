"""When something was said, as people read it, in the zone of the server. Knows no clock of its own."""

from datetime import UTC, datetime


def local_clock(time: int, now: int) -> str:
    """Return when something was said, in the server's zone, as short as it can be told from now."""
    when = datetime.fromtimestamp(time // 1000, UTC).astimezone()
    today = datetime.fromtimestamp(now // 1000, UTC).astimezone()
    return when.strftime("%H:%M" if when.date() == today.date() else "%Y-%m-%d %H:%M")
