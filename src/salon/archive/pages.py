"""One HTML page of what was said: readable, printable, complete in itself.

Nothing in it acts: what people wrote is text, there is no script, no link and no picture, and the page
forbids itself to load any.
"""

import html
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from salon.storage.exports import Kept, Line
from salon.texts.marks import N_, Translate
from salon.texts.visible import visible
from salon.wire.dialects.plain import plain

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.45 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; }
h3 { margin: 1.6rem 0 .4rem; border-bottom: 1px solid; font-size: 1rem; }
p { margin: .15rem 0; padding-left: 4rem; text-indent: -4rem; overflow-wrap: anywhere; }
time { display: inline-block; width: 4rem; text-indent: 0; font-variant-numeric: tabular-nums; opacity: .7; }
.aside { font-style: italic; }
@media print {
  body { max-width: none; margin: 0; font-size: 10pt; }
  h2 { break-before: page; } h2:first-of-type { break-before: auto; }
  h3 { break-after: avoid; } p { break-inside: avoid; }
}
"""

_HEAD: Final = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
<h1>{title}</h1>
"""


def page_head(channels: Sequence[Kept], network: str, language: str) -> str:
    """Return the head of the page."""
    title = _safe(channels[0].name if len(channels) == 1 else network)
    return _HEAD.format(language=language, title=title, style=_STYLE)


def section(channel: Kept, lines: Iterator[Line], translate: Translate) -> Iterator[str]:
    """Yield the section of a channel, day by day."""
    yield f"<h2>{_safe(channel.name)}</h2>\n"
    if channel.topic:
        yield f"<p class=aside>{_safe(plain(channel.topic))}</p>\n"
    day = ""
    for line in lines:
        when = datetime.fromtimestamp(line.time // 1000, UTC).astimezone()
        if (today := when.strftime("%Y-%m-%d")) != day:
            day = today
            yield f"<h3>{day}</h3>\n"
        clock = f'<time datetime="{when.isoformat()}">{when:%H:%M}</time>'
        yield f"<p{_aside(line)}>{clock}{_words(line, translate)}</p>\n"


def _words(line: Line, translate: Translate) -> str:
    nick, text = _safe(line.nick), plain(line.text)
    words = "<br>".join(_safe(plain(its)) for its in line.text.split("\n"))
    if line.kind == "topic":
        changed = N_("{nick} changed the topic: {text}") if text else N_("{nick} removed the topic.")
        return _safe(translate(changed).format(nick=line.nick, text=text))
    if line.text.startswith("\x01"):
        return f"* <b>{nick}</b> {words.removeprefix('* ')}"
    return f"<b>{nick}</b> {words}"


def _aside(line: Line) -> str:
    return ' class="aside"' if line.kind != "privmsg" else ""


def _safe(text: str) -> str:
    return html.escape(visible(text))
