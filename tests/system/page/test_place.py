"""The place: what one reads stays where it is, whatever becomes of the messages around it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from harness.browsers import Visitor
from harness.salon_process import IrcClient, SalonProcess, eventually
from system.page.conftest import ON, Visit
from system.page.test_reading import QUICK
from system.page.test_resume import SOCKETS

CAPS = "message-tags echo-message draft/message-redaction salon.dev/edit"
LINES = 120
LONG = 6
"""Of seven lines, this one is so long that it takes two rows of text in the window of the tests."""

LONG_LINES = """log => {
  const edge = log.getBoundingClientRect();
  return [...log.querySelectorAll('.message')]
    .filter(row => row.getBoundingClientRect().top > edge.top && row.getBoundingClientRect().height > 40)
    .map(row => row.querySelector('.text').innerText);
}"""
"""The texts of the messages in view, and below it, that take more than one row of text."""

ABOVE_THE_EDGE = (
    "row => row.closest('[role=log]').getBoundingClientRect().top - row.getBoundingClientRect().top"
)
"""How many pixels of a row the upper edge of the log cuts off."""

STILLNESS = """log => new Promise(resolve => {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(resolve, 500);
  };
  log.addEventListener('scroll', wait);
  wait();
})"""
"""Half a second without a scroll. For 400 ms after a hand scrolled, the page corrects nothing."""

FRAMES = """async () => {
  for (let frames = 0; frames < 4; frames++) await new Promise(requestAnimationFrame);
}"""
"""Some frames. A change is measured within the next one, and what it brings into view in those after it."""

UP_INTO_A_GAP = """async log => {
  const frame = () => new Promise(requestAnimationFrame);
  const edge = log.getBoundingClientRect().top;
  let gap;
  for (let steps = 0; steps < 2000; steps++) {
    gap = log.querySelector('.gap');
    // It is being fetched once it is in view.
    if (gap && !gap.querySelector('button')) break;
    log.scrollTop -= gap ? 20 : 150;
    await frame();
  }
  if (!gap) throw new Error('nothing is missing');
  const below = [...log.querySelectorAll('.message')].find(row => row.getBoundingClientRect().top > edge);
  const { key } = below.dataset;
  const before = below.getBoundingClientRect().top;
  for (let frames = 0; frames < 600 && gap.isConnected; frames++) await frame();
  for (let frames = 0; frames < 4; frames++) await frame();
  const now = log.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return [before, now && now.getBoundingClientRect().top];
}"""
"""Scroll up until a gap is in view, and it has been filled; return where the message below it was, and is."""


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[SalonProcess]:
    """Give a server with its page that lets one say much at once."""
    (tmp_path / "salon").mkdir()
    with SalonProcess(tmp_path / "salon", *ON, *QUICK) as running:
        yield running


def speak(bob: IrcClient, *texts: str) -> list[str]:
    """Say something in the public channel; return the ids."""
    bob.send(*(f"PRIVMSG #public :{text}" for text in texts))
    echoes = [bob.wait_for(f"PRIVMSG #public :{re.escape(text)}$") for text in texts]
    return [re.search(r"msgid=([^; ]+)", echo)[1] for echo in echoes]  # type: ignore[index]


def lose(visitor: Visitor) -> None:
    """Take the network away from a page whose sockets `SOCKETS` keeps."""
    visitor.page.context.set_offline(True)
    visitor.page.evaluate("sockets.forEach(socket => socket.close())")
    expect(visitor.page.get_by_text("This device is offline.")).to_be_visible()


def come_back(visitor: Visitor) -> None:
    """Give it back."""
    visitor.page.context.set_offline(False)
    expect(visitor.page.get_by_text("This device is offline.")).to_have_count(0)
    expect(visitor.page.get_by_text("Reconnecting…")).to_have_count(0)


def say_lines(bob: IrcClient) -> list[str]:
    """Say many lines of different lengths; return their ids."""
    return speak(bob, *(f"line {number}, with {'many words ' * (number % 7)}" for number in range(LINES)))


def go_up(visitor: Visitor) -> int:
    """Scroll up from the end; return the number of a long line in view, with others above and below."""
    visitor.wait_for(f"line {LINES - 1},")
    visitor.log.hover()
    visitor.page.mouse.wheel(0, -1200)
    expect(visitor.page.get_by_role("button", name="Go to the end")).to_be_visible()
    visitor.log.evaluate(STILLNESS)
    found = re.match(r"line (\d+),", visitor.log.evaluate(LONG_LINES)[0])
    assert found is not None
    number = int(found[1])
    assert number % 7 == LONG
    assert 8 < number < LINES - 20
    return number


def row_of(visitor: Visitor, number: int) -> Locator:
    """Return the row of a line, also after its text has changed."""
    key = visitor.log.locator(".message", has_text=f"line {number},").get_attribute("data-key")
    row: Locator = visitor.log.locator(f'[data-key="{key}"]')
    return row


def top_of(row: Locator) -> float:
    """Return how far below the top of the page a row is, once everything has been measured."""
    row.page.evaluate(FRAMES)
    box = row.bounding_box()
    assert box is not None
    return box["y"]


def cut(visitor: Visitor, row: Locator, pixels: int) -> None:
    """Scroll, without a hand, until the upper edge cuts so much off a row, less than a pixel more or less."""
    visitor.log.evaluate("(log, by) => log.scrollTop += by", round(pixels - row.evaluate(ABOVE_THE_EDGE)))
    visitor.page.evaluate(FRAMES)
    assert abs(row.evaluate(ABOVE_THE_EDGE) - pixels) < 1


def test_a_message_that_the_edge_cuts_changes(visit: Visit, salon: SalonProcess) -> None:
    """Shorter, longer, by a reaction, wherever it is cut: the one below it, which is read, does not move."""
    bob = salon.enter("bob", "#public", caps=CAPS)
    alice = visit("alice")
    ids = say_lines(bob)
    number = go_up(alice)
    changing, read = row_of(alice, number), row_of(alice, number + 1)
    # A message that is cut by less than one pixel counts as wholly in view: it is itself what is read.
    for pixels in range(2, 46, 4):
        cut(alice, changing, pixels)
        before = top_of(read)
        bob.send(f"EDIT #public {ids[number]} :short {pixels}")
        expect(changing).to_contain_text(f"short {pixels} ")
        assert abs(top_of(read) - before) < 2, f"became shorter, cut by {pixels}"
        cut(alice, changing, min(pixels, 20))
        before = top_of(read)
        bob.send(f"@+reply={ids[number]};+draft/react=👍 TAGMSG #public")
        expect(changing.get_by_role("button", name="👍: 1 person, bob")).to_have_count(1)
        assert abs(top_of(read) - before) < 2, f"has a reaction, cut by {pixels}"
        bob.send(f"@+reply={ids[number]};+draft/unreact=👍 TAGMSG #public")
        expect(changing.get_by_role("button")).to_have_count(0)
        assert abs(top_of(read) - before) < 2, f"lost a reaction, cut by {pixels}"
        bob.send(f"EDIT #public {ids[number]} :long {pixels}, {'many words ' * LONG}")
        expect(changing).to_contain_text(f"long {pixels},")
        assert abs(top_of(read) - before) < 2, f"became longer, cut by {pixels}"
    bob.send("QUIT")


def test_what_was_missing_comes_above(visit: Visit, salon: SalonProcess) -> None:
    """Somebody scrolls up to where messages are missing: they come above those that were in view."""
    bob = salon.enter("bob", "#public", caps=CAPS)
    alice = visit()
    alice.page.add_init_script(SOCKETS)
    alice.page.reload()
    alice.enter("alice")
    say_lines(bob)
    alice.wait_for(f"line {LINES - 1},")
    lose(alice)
    # More than the page fetches without being asked.
    for part in range(8):
        speak(bob, *(f"missed {part}.{number}" for number in range(100)))
    come_back(alice)
    # The page leads to what is new once it knows all of that, perhaps after it was sent to the end.
    expect(alice.page.get_by_role("separator", name="New messages")).to_be_in_viewport()
    read = alice.page.get_by_role("navigation", name="Conversations").get_by_role(
        "button", name="#public", exact=True
    )

    def is_at_end() -> bool:
        alice.composer.press("Escape")
        alice.page.evaluate(FRAMES)
        return bool(read.count() == 1)

    eventually(is_at_end, "end without unread messages")
    alice.wait_for("missed 7.99")
    alice.log.hover()
    alice.page.mouse.wheel(0, -700)
    expect(alice.page.get_by_role("button", name="Go to the end")).to_be_visible()
    alice.log.evaluate(STILLNESS)
    before, after = alice.log.evaluate(UP_INTO_A_GAP)
    assert after is not None
    assert abs(after - before) < 2
    bob.send("QUIT")
