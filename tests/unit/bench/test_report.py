"""The benchmark's table, goals and chart, made from given figures."""

import json
from xml.etree import ElementTree as ET

import pytest

from yardstick import report, settings

SVG = "{http://www.w3.org/2000/svg}"


def results(load: str = "10x100-w4", /, **servers: tuple[float, float]) -> settings.Results:
    """Return the results of one load: deliveries and CPU a delivery by server."""
    return {
        load: {
            server: {
                "deliveries_per_s": settings.Sample.of([deliveries]),
                "cpu_us_per_delivery": settings.Sample.of([cpu]),
            }
            for server, (deliveries, cpu) in servers.items()
        }
    }


def cells(table: str, figure: str) -> list[str]:
    """Return the cells of the table's first row for a figure."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return next(row for row in rows if row[1] == figure)


def test_goals_belong_to_figures_that_the_table_shows() -> None:
    """A goal that no row shows would be met or missed unseen."""
    shown = {(setting.key, figure.key) for setting in settings.SETTINGS for figure in setting.rows}
    assert {(goal.setting, goal.figure.key) for goal in settings.GOALS} <= shown


def test_a_sample_is_the_median_with_its_bounds() -> None:
    """One run that went astray does not move the figure, and is not hidden."""
    assert settings.Sample.of([3.0, 1.0, 90.0]) == settings.Sample(3.0, 1.0, 90.0)


def test_a_figure_is_read_in_its_unit() -> None:
    """The load generator answers in microseconds, the table shows milliseconds."""
    assert settings.TAIL.read({"latency_us": {"p99": 1500.0}}) == pytest.approx(1.5)


def test_the_table_compares_with_the_best_peer_and_the_floor() -> None:
    """More deliveries are better, less CPU is better; the floor is no peer."""
    found = results(Salon=(300, 2.0), floor=(600, 1.0), InspIRCd=(100, 4.0), ngIRCd=(150, 2.5))
    table = report.table(found, ["Salon", "floor", "InspIRCd", "ngIRCd"])
    deliveries, cpu = cells(table, "deliveries"), cells(table, "CPU a delivery")
    assert deliveries[2:] == ["300/s", "600/s", "100/s", "150/s", "2.00x", "0.50x", "≥ 1.2x best peer", "yes"]
    assert cpu[2:] == ["2.00 µs", "1.00 µs", "4.00 µs", "2.50 µs", "0.80x", "2.00x", "≤ 1.3x floor", "**no**"]


def test_what_was_not_measured_is_no_success() -> None:
    """Without a peer there is no ratio to it and no verdict."""
    table = report.table(results(Salon=(300, 2.0)), ["Salon"])
    assert cells(table, "deliveries")[2:] == ["300/s", "-", "-", "≥ 1.2x best peer", "-"]
    assert cells(table, "p50")[2] == "-"


def test_bounds_themselves_are_met() -> None:
    """A goal says at least, or at most."""
    goals = {(goal.setting, goal.figure.key): goal for goal in settings.GOALS}
    deliveries, cpu = goals["10x100-w4", "deliveries_per_s"], goals["10x100-w4", "cpu_us_per_delivery"]
    even = results(Salon=(120, 1.3), floor=(900, 1.0), ngIRCd=(100, 9.0))
    short = results(Salon=(119, 1.31), floor=(900, 1.0), ngIRCd=(100, 9.0))
    assert [settings.is_met(goal, even) for goal in (deliveries, cpu)] == [True, True]
    assert [settings.is_met(goal, short) for goal in (deliveries, cpu)] == [False, False]


def test_a_dialect_is_compared_with_irc() -> None:
    """It stands in a table of its own, with its own bound."""
    table = report.wire_table(results("chaines", Salon=(300, 2.0), chaines=(290, 2.5)))
    assert cells(table, "CPU a delivery")[2:] == ["2.50 µs", "2.00 µs", "1.25x", "≤ 1.3x IRC", "yes"]
    table = report.wire_table(results("chaines", Salon=(300, 2.0), chaines=(290, 2.62)))
    assert cells(table, "CPU a delivery")[2:] == ["2.62 µs", "2.00 µs", "1.31x", "≤ 1.3x IRC", "**no**"]


def test_a_dialect_without_irc_beside_it_has_no_verdict() -> None:
    """Its figures stand alone."""
    table = report.wire_table(results("chaines", chaines=(300, 2.0)))
    assert cells(table, "CPU a delivery")[2:] == ["2.00 µs", "-", "-", "≤ 1.3x IRC", "-"]


def test_each_table_shows_its_own_loads() -> None:
    """What was not measured has no table, and no load stands in both."""
    irc, dialect = results(Salon=(300, 2.0)), results("public", Salon=(300, 2.0), public=(300, 2.0))
    both = report.tables({**irc, **dialect}, ["Salon"])
    assert both == f"{report.tables(irc, ['Salon'])}\n\n{report.tables(dialect, ['Salon'])}"
    assert both.count("| load") == 2
    assert both.count("public: 100 people") == 1
    assert "public" not in report.table({**irc, **dialect}, ["Salon"])


def test_a_load_is_put_on_whom_it_is_for() -> None:
    """A dialect is no peer of the servers of IRC, and they do not speak it."""
    everybody = ["Salon", "floor", "ngIRCd", *settings.DIALECTS]
    met = {load.key: [server for server in everybody if load.meets(server)] for load in settings.SETTINGS}
    assert met["10x100-w4"] == ["Salon", "floor", "ngIRCd"]
    assert met["chaines"] == ["Salon", "chaines"]
    assert met["annuaire"] == ["annuaire"]
    assert set(settings.DIALECTS) <= met.keys()


def test_numbers_keep_three_digits() -> None:
    """A table of times is read at a glance."""
    written = [report.number(value, settings.TAIL) for value in (0.254, 31.98, 110.83, 1392.4)]
    assert written == ["0.25 ms", "31.98 ms", "110.8 ms", "1,392 ms"]


def test_the_page_keeps_its_own_words() -> None:
    """Only what stands between the markers is replaced, as often as it is measured."""
    page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    once = report.with_measured(page, "new")
    assert once == f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    assert report.with_measured(once, "new") == once


def test_a_page_without_markers_is_not_touched() -> None:
    """The table is never put where nobody asked for it."""
    with pytest.raises(ValueError, match="needs a line"):
        report.with_measured(f"before\n{report.BEGIN}\nold\n", "new")


def test_a_busy_machine_is_confessed() -> None:
    """Whoever reads the figures learns that others worked on the machine."""
    conditions = {
        "date": "2026-01-02",
        "processor": "P",
        "cores": 2,
        "kernel": "6.1",
        "interpreter": "CPython 3.11.2",
        "seconds": 4.0,
        "repeat": 3,
        "others_cores": 0.04,
    }
    assert report.conditions_text(conditions).endswith("Linux 6.1, CPython 3.11.2; medians of 3 runs of 4 s")
    text = report.conditions_text({**conditions, "others_cores": 0.91, "repeat": 1})
    assert text.endswith("; one run of 4 s; rough, for other programs used 0.9 cores meanwhile")


def test_the_chart_says_what_it_shows_without_colours() -> None:
    """Names and values are text, and a reader that cannot see it gets a title and a description."""
    found = results(Salon=(300, 2.0), floor=(600, 1.0), **{"A<B": (150, 2.5)})
    image = ET.fromstring(report.picture(found, ["Salon", "floor", "A<B"], "one day"))  # noqa: S314 - our own
    assert image.findtext(f"{SVG}title") == "Salon beside other servers"
    assert image.findtext(f"{SVG}desc") == "one day"
    texts = [text.text for text in image.iterfind(f"{SVG}g[1]/{SVG}text")]
    names_and_values = ["Salon", "300/s", "floor", "600/s", "A<B", "150/s"]
    assert texts == ["10 x 100 clients, W=4", "deliveries: more is better", *names_and_values, "goal"]


def test_bars_are_as_long_as_their_values() -> None:
    """The scale begins at zero, so that a length is a ratio; a missing value has no bar."""
    found = results(Salon=(300, 2.0), floor=(600, 1.0))
    image = ET.fromstring(report.picture(found, ["Salon", "floor", "ngIRCd"], ""))  # noqa: S314 - our own
    salon, floor = [float(bar.get("width", "0")) for bar in image.iterfind(f"{SVG}g[1]/{SVG}rect")]
    assert salon / floor == pytest.approx(0.5, rel=0.01)


def test_figures_for_programs_have_their_spread() -> None:
    """The file of figures holds middle, lowest and highest, and which goals are met."""
    found = {"set-up": {"Salon": {"set_up_s": settings.Sample.of([0.6, 0.4, 0.45])}}}
    document = json.loads(report.as_json(found, {"Salon": "1"}, {}))
    assert document["middle_lowest_highest"]["set-up"]["Salon"]["set_up_s"] == [0.45, 0.4, 0.6]
    verdicts = {goal["setting"]: goal["met"] for goal in document["goals"]}
    assert verdicts["set-up"] is True
    assert verdicts["direct"] is None
