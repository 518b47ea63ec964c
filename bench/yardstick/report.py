"""Turns results into the table, the chart and the file of figures.

It must not know how they were measured.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yardstick import chart
from yardstick.settings import (
    CPU,
    DELIVERIES,
    FLOOR,
    GOALS,
    MEMORY,
    SALON,
    SET_UP,
    SETTINGS,
    TAIL,
    Figure,
    Goal,
    Measure,
    Results,
    Setting,
    best_peer,
    figure_of,
    is_met,
)

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
FIGURES = ROOT / "docs" / "benchmarks.json"
IMAGE = ROOT / "docs" / "images" / "bench.svg"
BEGIN = "<!-- measured: begin -->"
END = "<!-- measured: end -->"
MISSING = "-"
# More than the kernel's own threads use; then somebody else worked on the machine too.
BUSY_CORES = 0.15
OF_DIALECTS = "Salon's other wires, each beside Salon's IRC under the same load:"
VERDICTS = {True: "yes", False: "**no**", None: MISSING}

# The chart's panels: a setting, one of its figures, and the panel's title.
PANELS = (
    ("10x100-w4", DELIVERIES, "10 x 100 clients, W=4"),
    ("10x100-w32", DELIVERIES, "10 x 100 clients, W=32"),
    ("1x1000-w16", DELIVERIES, "1 x 1,000 clients, W=16"),
    ("10x100-w4", CPU, "10 x 100 clients, W=4"),
    ("10x100-w32", CPU, "10 x 100 clients, W=32"),
    ("1x1000-w16", CPU, "1 x 1,000 clients, W=16"),
    ("open-500", TAIL, "200 clients, 500 messages/s"),
    ("set-up", SET_UP, "1,000 clients come in"),
    ("memory", MEMORY, "clients at rest"),
)


def number(value: float | None, figure: Figure) -> str:
    """Write a value with its unit; with three digits at least, since a figure may be far below 1."""
    if value is None:
        return MISSING
    places = figure.places
    while places > 0 and value >= 10 ** (4 - places):
        places -= 1
    return f"{value:,.{places}f} {figure.unit}".strip().replace(" /s", "/s")


def ratio(value: float | None, reference: float | None) -> str:
    """Write how many times the reference a value is."""
    return MISSING if value is None or not reference else f"{value / reference:.2f}x"


def goal_for(setting: Setting, figure: Figure) -> Goal | None:
    """Return the goal that is set for a figure, if any."""
    return next((goal for goal in GOALS if goal.setting == setting.key and goal.figure is figure), None)


def bound_text(goal: Goal) -> str:
    """Write a goal as the table shows it."""
    bound = f"{goal.bound:g}"
    if goal.measure in {Measure.AT_LEAST, Measure.AT_MOST}:
        bound = number(goal.bound, goal.figure)
    text: str = goal.measure.value
    return text.format(bound)


def verdict(goal: Goal | None, results: Results) -> list[str]:
    """Return the last cells of a row: the goal, and whether it is met."""
    return ["", ""] if goal is None else [bound_text(goal), VERDICTS[is_met(goal, results)]]


def table(results: Results, servers: Sequence[str]) -> str:
    """Return what was measured of servers of IRC: figures, ratios, goals."""
    rows = [["load", "figure", *servers, "to the best peer", "to the floor", "goal", "met"]]
    for setting in SETTINGS:
        row = results.get(setting.key)
        if row is None or setting.wire:
            continue
        for place, figure in enumerate(setting.rows):
            salon = figure_of(SALON, figure, row)
            rows.append(
                [
                    setting.title if place == 0 else "",
                    figure.title,
                    *(number(figure_of(server, figure, row), figure) for server in servers),
                    ratio(salon, best_peer(figure, row)),
                    ratio(salon, figure_of(FLOOR, figure, row)),
                    *verdict(goal_for(setting, figure), results),
                ]
            )
    return in_markdown(rows)


def wire_table(results: Results) -> str:
    """Return what was measured of Salon's other wires, each beside Salon's IRC under the same load."""
    rows = [["load", "figure", "wire", "IRC", "to IRC", "goal", "met"]]
    for setting in SETTINGS:
        row = results.get(setting.key)
        if row is None or not setting.wire:
            continue
        for place, figure in enumerate(setting.rows):
            own, irc = (figure_of(server, figure, row) for server in (setting.wire, SALON))
            rows.append(
                [
                    setting.title if place == 0 else "",
                    figure.title,
                    number(own, figure),
                    number(irc, figure),
                    ratio(own, irc),
                    *verdict(goal_for(setting, figure), results),
                ]
            )
    return in_markdown(rows)


def tables(results: Results, servers: Sequence[str]) -> str:
    """Return the tables of what was measured."""
    measured = [setting for setting in SETTINGS if setting.key in results]
    parts = []
    if any(not setting.wire for setting in measured):
        parts.append(table(results, servers))
    if any(setting.wire for setting in measured):
        parts.append(f"{OF_DIALECTS}\n\n{wire_table(results)}")
    return "\n\n".join(parts)


def in_markdown(rows: list[list[str]]) -> str:
    """Return rows, the first of them the head, as a table in columns of equal width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    ruled = [rows[0], ["-" * width for width in widths], *rows[1:]]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in ruled)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def goal_value(goal: Goal | None, results: Results) -> float | None:
    """Return where a goal stands on its figure's scale; None when there is no goal or no reference."""
    if goal is None:
        return None
    row = results.get(goal.setting, {})
    if goal.measure is Measure.TIMES_BEST_PEER:
        reference = best_peer(goal.figure, row)
    elif goal.measure is Measure.TIMES_FLOOR:
        reference = figure_of(FLOOR, goal.figure, row)
    else:
        reference = 1.0
    return None if reference is None else reference * goal.bound


def picture(results: Results, servers: Sequence[str], description: str) -> str:
    """Return the chart of the main figures."""
    peers = (server for server in servers if server not in {SALON, FLOOR})
    colours = dict(zip(peers, chart.COLOURS[1:], strict=False)) | {SALON: chart.COLOURS[0], FLOOR: chart.GREY}
    settings = {setting.key: setting for setting in SETTINGS}
    panels = []
    for key, figure, title in PANELS:
        row = results.get(key, {})
        bars = []
        for server in servers:
            value = figure_of(server, figure, row)
            bars.append(chart.Bar(server, value, number(value, figure), colours[server]))
        direction = "more is better" if figure.higher_is_better else "less is better"
        goal = goal_value(goal_for(settings[key], figure), results)
        panels.append(chart.Panel(title, f"{figure.title}: {direction}", bars, goal))
    return chart.draw("Salon beside other servers", description, panels)


def conditions_text(conditions: Mapping[str, Any]) -> str:
    """Say in one line where and how it was measured."""
    rounds = conditions["repeat"]
    runs = "one run" if rounds == 1 else f"medians of {rounds} runs"
    others = conditions["others_cores"]
    busy = f"; rough, for other programs used {others:.1f} cores meanwhile" if others > BUSY_CORES else ""
    return (
        f"{conditions['date']}, {conditions['processor']}, {conditions['cores']} cores shared with the load, "
        f"Linux {conditions['kernel']}, {conditions['interpreter']}; "
        f"{runs} of {conditions['seconds']:g} s{busy}"
    )


def as_json(results: Results, versions: Mapping[str, str], conditions: Mapping[str, Any]) -> str:
    """Return everything that was measured, for programs."""
    goals = [
        {
            "setting": goal.setting,
            "figure": goal.figure.key,
            "goal": bound_text(goal),
            "met": is_met(goal, results),
        }
        for goal in GOALS
    ]
    units = {figure.key: figure.unit for setting in SETTINGS for figure in setting.figures}
    figures = {
        setting: {
            server: {key: [sample.middle, sample.lowest, sample.highest] for key, sample in samples.items()}
            for server, samples in row.items()
        }
        for setting, row in results.items()
    }
    document = {
        "conditions": conditions,
        "versions": versions,
        "units": units,
        "goals": goals,
        "middle_lowest_highest": figures,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def with_measured(page: str, measured: str, begin_mark: str = BEGIN, end_mark: str = END) -> str:
    """Return the page with new text between its markers; raises ValueError when they are missing."""
    before, begin, rest = page.partition(begin_mark)
    _, end, after = rest.partition(end_mark)
    if not begin or not end:
        raise ValueError(f"the page needs a line {begin_mark} and a line {end_mark}")
    return f"{before}{begin}\n\n{measured}\n\n{end}{after}"


def write(results: Results, versions: Mapping[str, str], conditions: Mapping[str, Any]) -> None:
    """Write the page's table, the chart and the file of figures."""
    servers = list(versions)
    text = conditions_text(conditions)
    programs = ", ".join(f"{name}: {version}" for name, version in versions.items())
    measured = f"{text[0].upper()}{text[1:]}.\n{programs}.\n\n{tables(results, servers)}"
    PAGE.write_text(with_measured(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    FIGURES.write_text(as_json(results, versions, conditions), encoding="utf-8")
    IMAGE.parent.mkdir(parents=True, exist_ok=True)
    IMAGE.write_text(picture(results, servers, text), encoding="utf-8")
