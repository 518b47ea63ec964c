"""A page of what was said: readable, and nothing that people wrote acts in it."""

import re

from salon.archive.pages import page_head, section
from salon.storage.exports import Kept, Line
from salon.texts.language import load_language

CHANNEL = Kept(1, '#<a "b">', "tea & <b>cake</b>")
DAY = 86_400_000


def line(text: str, kind: str = "privmsg", time: int = 0, nick: str = "Zoé") -> Line:
    """Make something that was said."""
    return Line(1, 1_700_000_000_000 + time, kind, nick, "", bot=False, text=text)


def page(*lines: Line, language: str = "en") -> str:
    """Return a whole page."""
    translate = load_language(language).gettext
    return page_head([CHANNEL], "Salon", language) + "".join(section(CHANNEL, iter(lines), translate))


def test_what_people_wrote_is_text() -> None:
    """Whatever they wrote: names, topics and messages."""
    bad = "\"'><img src=x onerror=alert(1)><a href='javascript:x'>&#60;script>"
    made = page(line(bad), line(bad, "topic"), line(f"\x01ACTION {bad}\x01"), line("x", nick=bad))
    assert set(re.findall(r"<([a-z0-9]+)", made)) == {
        *("html", "meta", "title", "style", "h1", "h2", "h3", "p", "time", "b")
    }
    assert not re.search(r"<[^>]*\son\w+=", made)
    assert made.count("&lt;img src=x onerror=alert(1)&gt;") == 4
    assert "default-src 'none'; style-src 'unsafe-inline'" in made


def test_nothing_of_a_terminal_is_left() -> None:
    """Colours, bold, what turns text around."""
    made = page(line("\x02bold\x02 \x0304,12red\x03 \u202eturned"))
    assert "bold red" in made
    assert not re.search("[\x00-\x08\x0e-\x1f\u202e]", made)


def test_each_day_has_a_heading() -> None:
    """And each line its time; actions and topics look like themselves."""
    made = page(line("one"), line("two"), line("\x01ACTION waves\x01", time=DAY), line("tea", "topic", DAY))
    assert len(re.findall(r"<h3>2023-11-1\d</h3>", made)) == 2
    assert len(re.findall(r"<time datetime=\"2023-11-1[^\"]+\">\d\d:\d\d</time>", made)) == 4
    assert "* <b>Zoé</b> waves" in made
    assert '<p class="aside">' in made
    assert "Zoé changed the topic: tea" in made
    assert "Zoé removed the topic." in page(line("", "topic"))


def test_many_channels_go_by_the_network() -> None:
    """As the title of the page."""
    head = page_head([CHANNEL, CHANNEL], "Salon & Co", "fr")
    assert "<title>Salon &amp; Co</title>" in head
    assert 'lang="fr"' in head


def test_lines_of_one_message() -> None:
    """They stay lines, under one name; an action of several is one."""
    made = page(line("one <b>\n\ntwo"), line("\x01ACTION sings\nloudly\x01"))
    assert "<b>Zoé</b> one &lt;b&gt;<br><br>two</p>" in made
    assert "* <b>Zoé</b> sings<br>loudly</p>" in made
