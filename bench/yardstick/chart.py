"""Draws panels of horizontal bars as one SVG image.

Every bar carries its name and its value as text, so that nothing hangs on its colour. It must not know what
the figures mean or where they come from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

COLUMNS = 3
PANEL_WIDTH = 340
MARGIN = 24
HEADER = 76
NAME_WIDTH = 72
VALUE_WIDTH = 112
COLUMN_GAP = 24
BAR_HEIGHT = 20
BAR_STEP = 27
PANEL_HEADER = 46
PANEL_GAP = 30

# Okabe and Ito's colours, which people who are colour-blind can tell apart; they stand on their own light
# ground, so that the image reads the same on a light and on a dark page.
GROUND = "#f7f7f5"
INK = "#1f2328"
FAINT = "#57606a"
LINE = "#c8ccd0"
GREY = "#8d9399"
COLOURS = ("#0072b2", "#d55e00", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")

HEAD = 'role="img" aria-labelledby="title description" font-family="system-ui, sans-serif"'


@dataclass(frozen=True)
class Bar:
    """One value; `None` when it is missing, and then `text` says so."""

    name: str
    value: float | None
    text: str
    colour: str


@dataclass(frozen=True)
class Panel:
    """Bars that share a scale, and where a goal stands on it."""

    title: str
    note: str
    bars: Sequence[Bar]
    goal: float | None = None


def draw(title: str, description: str, panels: Sequence[Panel]) -> str:
    """Return the image as text. The panels run in rows of three, each with the same number of bars."""
    longest = max((len(panel.bars) for panel in panels), default=0)
    height_of_panel = PANEL_HEADER + longest * BAR_STEP + PANEL_GAP
    rows = -(-len(panels) // COLUMNS)
    width = 2 * MARGIN + COLUMNS * PANEL_WIDTH
    height = HEADER + rows * height_of_panel
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {HEAD}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(description)}</desc>',
        f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}"/>',
        _text(MARGIN, 34, title, size=18, bold=True),
        _text(MARGIN, 56, description, colour=FAINT),
    ]
    for index, panel in enumerate(panels):
        x = MARGIN + index % COLUMNS * PANEL_WIDTH
        y = HEADER + index // COLUMNS * height_of_panel
        lines.append(f'<g transform="translate({x} {y})">')
        lines.extend(_panel(panel))
        lines.append("</g>")
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _panel(panel: Panel) -> Iterator[str]:
    room = PANEL_WIDTH - NAME_WIDTH - VALUE_WIDTH
    values = [bar.value for bar in panel.bars if bar.value is not None]
    highest = max([*values, panel.goal or 0.0])
    scale = room / highest if highest > 0 else 0.0
    bottom = PANEL_HEADER + len(panel.bars) * BAR_STEP
    yield _text(0, 16, panel.title, bold=True)
    yield _text(0, 34, panel.note, size=12, colour=FAINT)
    yield f'<path d="M{NAME_WIDTH} {PANEL_HEADER - 4}V{bottom}" stroke="{LINE}"/>'
    for index, bar in enumerate(panel.bars):
        y = PANEL_HEADER + index * BAR_STEP
        length = (bar.value or 0.0) * scale
        yield _text(NAME_WIDTH - 8, y + 15, bar.name, anchor="end")
        if bar.value is not None:
            size = f'width="{max(length, 1.0):.1f}" height="{BAR_HEIGHT}"'
            yield f'<rect x="{NAME_WIDTH}" y="{y}" {size} fill="{bar.colour}"/>'
        yield _text(PANEL_WIDTH - COLUMN_GAP, y + 15, bar.text, anchor="end")
    if panel.goal is not None:
        x = NAME_WIDTH + panel.goal * scale
        yield (
            f'<path d="M{x:.1f} {PANEL_HEADER - 4}V{bottom - 3}" stroke="{INK}" stroke-width="1.5" '
            f'stroke-dasharray="4 3"/>'
        )
        yield _text(x, bottom + 10, "goal", size=11, colour=FAINT, anchor="middle")


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 13,
    bold: bool = False,
    colour: str = INK,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'
