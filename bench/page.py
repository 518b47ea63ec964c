"""Measures the page in Chromium: how it scrolls, and what one more message costs. `make bench-page` runs it.

    bench/page.py [--messages 10000] [--seconds 5]

A real server, one reader with the page, and one speaker on IRC. Times are the browser's own; on a machine
that does anything else they mean nothing.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from harness.browsers import Visitor, chromium  # noqa: E402
from harness.salon_process import IrcClient, SalonProcess  # noqa: E402

OPTIONS = (
    *("--set", "http.enabled=true", "--set", "http.port=0"),
    *("--set", "limits.messages_per_second=0", "--set", "limits.connections_per_second=0"),
)

CHUNK = 200
"""Messages that are said before the page is waited for: a burst of 10,000 would be another benchmark."""

SMOOTH_MILLISECONDS = 20

STEPS = (60, 400, 4000)
"""Pixels a frame: as a wheel turns, as a hand throws the page, and as the scroll bar is pulled."""

APPENDED = 100
APPENDED_PAUSE_SECONDS = 0.05

SCROLL = """async ([seconds, step]) => {
    const log = document.querySelector('[role=log]');
    const frames = [];
    let most = 0;
    let direction = -1;
    const end = performance.now() + seconds * 1000;
    await new Promise((done) => {
        let before = performance.now();
        const frame = (now) => {
            frames.push(now - before);
            before = now;
            most = Math.max(most, document.querySelectorAll('.message').length);
            const place = log.scrollTop;
            log.scrollTop = place + direction * step;
            if (log.scrollTop === place) direction = -direction;
            now < end ? requestAnimationFrame(frame) : done();
        };
        requestAnimationFrame(frame);
    });
    return { frames: frames.slice(1), most };
}"""


def main() -> None:
    """Measure, and print what was measured."""
    options = argparse.ArgumentParser(description="Measure the page in Chromium.")
    options.add_argument("--messages", type=int, default=10_000, help="in the conversation (10000)")
    options.add_argument("--seconds", type=float, default=5, help="of scrolling, at each speed (5)")
    asked = options.parse_args()
    with conversation(asked.messages) as (page, speaker):
        print(f"one more message below {asked.messages:,}: {appended(page, speaker)}")
        for step in STEPS:
            print(f"scrolling {step:,} pixels a frame: {scrolling(page, asked.seconds, step)}")


@contextmanager
def conversation(count: int) -> Iterator[tuple[Page, IrcClient]]:
    """Give the page of a reader who was there while so many messages were said, and who said them."""
    with (
        tempfile.TemporaryDirectory() as directory,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
        SalonProcess(Path(directory), *OPTIONS) as salon,
        Visitor(browser, f"http://127.0.0.1:{salon.doors['HTTP']}/") as reader,
    ):
        reader.enter("reader")
        speaker = salon.enter("speaker", "#public")
        for start in range(0, count, CHUNK):
            numbers = range(start, min(start + CHUNK, count))
            speaker.send(*(f"PRIVMSG #public :{text(number)}" for number in numbers))
            reader.wait_for(f"line {numbers[-1]} ")
        yield reader.page, speaker


def text(number: int) -> str:
    """Return a message as long as people's are: mostly one line, sometimes several."""
    return f"line {number} " + "and some words, as people say them, " * (
        1 + number % 7 // 3 + number % 31 // 15
    )


def appended(page: Page, speaker: IrcClient) -> str:
    """Tell what one more message costs the thread of the page, in the mean."""
    devtools: Any = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    time.sleep(1)
    idle = metrics(devtools)
    time.sleep(APPENDED * APPENDED_PAUSE_SECONDS)
    before = metrics(devtools)
    for number in range(APPENDED):
        speaker.send(f"PRIVMSG #public :one more, {text(number)}")
        time.sleep(APPENDED_PAUSE_SECONDS)
    after = metrics(devtools)
    spent = {key: 1000 * (after[key] - 2 * before[key] + idle[key]) / APPENDED for key in before}
    drawing = spent["LayoutDuration"] + spent["RecalcStyleDuration"]
    return (
        f"{spent['ScriptDuration']:.2f} ms of script, {drawing:.2f} ms of style and layout, "
        f"{spent['TaskDuration']:.2f} ms in all"
    )


def metrics(devtools: Any) -> dict[str, float]:
    """Return how long the thread of the page was busy so far, by what it did, in seconds."""
    found = devtools.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in found if one["name"].endswith("Duration")}


def scrolling(page: Page, seconds: float, step: int) -> str:
    """Scroll up and down, so many pixels a frame; tell how long frames took."""
    measured = page.evaluate(SCROLL, [seconds, step])
    frames = measured["frames"]
    cuts = statistics.quantiles(frames, n=20)
    smooth = sum(frame <= SMOOTH_MILLISECONDS for frame in frames) / len(frames)
    return (
        f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, longest {max(frames):.1f} ms; "
        f"{smooth:.1%} within {SMOOTH_MILLISECONDS} ms; at most {measured['most']} messages drawn"
    )


if __name__ == "__main__":
    main()
