#!/usr/bin/env python3
"""Measures Salon beside other IRC servers and a bare C program; README.md says what each figure means.

The rounds are interleaved: every server meets every load once, then all again, so that a machine that grows
slower or busier meanwhile is the same for all.
"""

import argparse
import json
import os
import platform
import resource
import shlex
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yardstick import against, growth, innocent, report
from yardstick.attacks import ATTACKS
from yardstick.generator import compile_all, run_load
from yardstick.interpreter import describe
from yardstick.servers import BenchError, Floor, InspIRCd, NgIRCd, Salon, Server, running
from yardstick.settings import SETTINGS, WIRES, Results, Sample, Setting

ROOT = Path(__file__).parents[1]
IN_MEMORY = {"tmpfs", "ramfs"}
INNOCENT = "innocent"
SECONDS = 4.0
SERVERS = ("salon", "floor", "inspircd", "ngircd", *WIRES)

# By setting, server and figure, a value for each round.
Values = dict[str, dict[str, dict[str, list[float]]]]


@dataclass(frozen=True)
class Plan:
    """What the command line asked for: the loads, and the servers that meet each of them, by its key."""

    settings: Sequence[Setting]
    meeting: Mapping[str, Sequence[Server]]
    repeat: int
    seconds: float
    files: Path


def say(text: str, end: str = "\n") -> None:
    """Tell whoever runs this."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def measure(plan: Plan, load: Path) -> tuple[Values, int]:
    """Run every round; returns the values and how many loads failed."""
    values: Values = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    failures = 0
    for turn in range(plan.repeat):
        for setting in plan.settings:
            # Who comes first changes, so that none has always the same one before it.
            servers = plan.meeting[setting.key]
            for place in range(len(servers)):
                server = servers[(place + turn) % len(servers)]
                say(f"round {turn + 1} of {plan.repeat}: {setting.title}: {server.name}: ", end="")
                try:
                    answer = measure_one(plan, load, setting, server)
                except BenchError as error:
                    failures += 1
                    say(f"failed: {error}")
                    continue
                for figure in setting.figures:
                    values[setting.key][server.name][figure.key].append(figure.read(answer))
                say(", ".join(report.number(figure.read(answer), figure) for figure in setting.rows))
    return values, failures


def measure_one(plan: Plan, load: Path, setting: Setting, server: Server) -> Mapping[str, Any]:
    """Put one load on one server, freshly started."""
    directory = Path(tempfile.mkdtemp(prefix="bench-", dir=plan.files))
    directory.chmod(0o755)  # a server may go on as another user
    try:
        with running(server, directory) as started:
            return run_load(
                load,
                started,
                setting.arguments,
                wire=server.wire,
                arrivals=server.arrivals,
                seconds=plan.seconds,
            )
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def measure_innocent(options: argparse.Namespace, names: Sequence[str]) -> int:
    """Attack a server in each way, and say what an innocent client noticed; returns the exit code."""
    command = command_of(options)
    seconds = options.seconds or innocent.SECONDS
    runs: dict[str, list[innocent.Run]] = defaultdict(list)
    failures = 0
    for turn in range(options.repeat):
        for name in names:
            say(f"round {turn + 1} of {options.repeat}: innocent while {name}: ", end="")
            try:
                run = innocent.run_once(command, name, seconds, options.files)
            except (BenchError, OSError) as error:
                failures += 1
                say(f"failed: {error}")
                continue
            runs[name].append(run)
            say(run.summary)
    others = os.getloadavg()[2]
    conditions = {**conditions_of(options), "seconds": seconds, "load_average": round(others, 1)}
    text = innocent.text(runs, conditions)
    say(f"\n{text}")
    if not failures and len(names) == len(ATTACKS) and not options.dry:
        innocent.write(text, runs, conditions)
        say("\nwrote docs/benchmarks.md, docs/innocent.json")
    return 1 if failures else 0


def measure_against(options: argparse.Namespace, load: Path) -> int:
    """Measure this Salon and another checkout's in turn, and print the ratios; returns the exit code."""
    here, there = command_of(options), against.command_of(options.against)
    loads = chosen(options.settings, {setting.key: setting for setting in SETTINGS})
    meeting = {setting.key: against.both(here, there, setting) for setting in loads}
    plan = Plan(loads, meeting, options.repeat, options.seconds or SECONDS, options.files)
    values, failures = measure(plan, load)
    for name, command in ((against.HERE, here), (against.THERE, there)):
        say(f"{name}: {Salon(command).version()}, {describe(command)}")
    say(f"\n{against.table(values, loads)}")
    return 1 if failures else 0


def measure_growth(options: argparse.Namespace, load: Path) -> int:
    """Let a server grow, and say what one more of each kind costs; returns the exit code."""
    command, seconds = command_of(options), options.seconds or SECONDS
    axes = [growth.with_sizes(axis, numbers(getattr(options, axis.key))) for axis in growth.AXES]
    began, others = time.monotonic(), busy_seconds() - own_seconds()
    plan = growth.Growth(command, load, seconds, options.files, say)
    values = growth.measure(plan, axes, options.repeat)
    conditions = {**conditions_of(options), "seconds": seconds, "others_cores": others_cores(began, others)}
    say(f"\n{report.conditions_text(conditions)}\n\n{growth.tables(values, axes)}")
    if tuple(axes) == growth.AXES and not options.dry:
        growth.write(values, axes, conditions)
        say("\nwrote docs/benchmarks.md, docs/growth.json, docs/images/growth.svg")
    return 0


def numbers(text: str) -> list[int]:
    """Return the sizes of a list with commas."""
    try:
        found = [int(size) for size in text.split(",") if size]
    except ValueError:
        found = [0]
    if any(size < 1 for size in found):
        raise BenchError(f"{text} is no list of sizes: 100,1000,10000")
    return found


def command_of(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the command of the Salon that is measured."""
    return tuple(shlex.split(options.salon))


def attacks_of(settings: str) -> list[str]:
    """Return the attacks that are named as loads, all of them for `innocent` alone."""
    wanted = settings.split(",")
    if INNOCENT in wanted:
        return list(ATTACKS)
    return [name for name in ATTACKS if f"{INNOCENT}-{name}" in wanted]


def busy_seconds() -> float:
    """Return the CPU seconds that the whole machine has spent since its start; a host's theft counts."""
    fields = Path("/proc/stat").read_text(encoding="utf-8").partition("\n")[0].split()[1:]
    user, nice, system, _idle, _waiting, interrupts, soft_interrupts, stolen = map(int, fields[:8])
    ticks = user + nice + system + interrupts + soft_interrupts + stolen
    return ticks / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Return the CPU seconds that this process and the servers and loads that have ended have spent."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def others_cores(began: float, others: float) -> float:
    """Return how many cores other programs have used since a moment, at which they had used so much."""
    return round((busy_seconds() - own_seconds() - others) / (time.monotonic() - began), 2)


def results_of(values: Values) -> Results:
    """Return the medians of all rounds."""
    return {
        setting: {
            server: {key: Sample.of(list(numbers)) for key, numbers in figures.items()}
            for server, figures in row.items()
        }
        for setting, row in values.items()
    }


def file_system_of(path: Path) -> str:
    """Return the type of the file system that a path lies on."""
    best = ("", "")
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, mount, kind, *_ = line.split()
        if path.resolve().is_relative_to(mount) and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1]


def conditions_of(options: argparse.Namespace) -> Mapping[str, Any]:
    """Say on what machine and how it was measured."""
    processor = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    return {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "processor": processor,
        "cores": os.cpu_count(),
        "kernel": ".".join(platform.release().split(".")[:2]),
        "files": file_system_of(options.files),
        "interpreter": describe(command_of(options)),
        "repeat": options.repeat,
    }


def chosen(names: str, there: Mapping[str, Any]) -> list[Any]:
    """Return those of `there` whose names stand in a list with commas, all when it is empty."""
    wanted = [name for name in names.split(",") if name]
    for name in wanted:
        if name not in there:
            raise BenchError(f"{name} is none of {', '.join(there)}")
    return [value for name, value in there.items() if not wanted or name in wanted]


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure Salon beside other servers.")
    parser.add_argument("--seconds", type=float, help="length of each load (4; of an attack 30)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, of which the medians count (3)")
    parser.add_argument("--servers", default="", help=f"only these, with commas: {','.join(SERVERS)}")
    keys = ",".join(
        [*(setting.key for setting in SETTINGS), INNOCENT, *(f"{INNOCENT}-{name}" for name in ATTACKS)]
    )
    parser.add_argument("--settings", default="", help=f"only these, with commas: {keys}")
    salon = f"{sys.executable} -m salon"
    parser.add_argument("--salon", default=salon, help="Salon's command, without `serve` (this Python's)")
    parser.add_argument("--files", type=Path, default=Path("/var/tmp"), help="where servers keep files")  # noqa: S108
    parser.add_argument(
        "--against", type=Path, metavar="DIRECTORY", help="another checkout, with its own .venv: ratios to it"
    )
    parser.add_argument("--growth", action="store_true", help="what one more client, channel, message costs")
    for axis in growth.AXES:
        usual = ",".join(map(str, axis.sizes))
        parser.add_argument(f"--{axis.key}", default="", help=f"with --growth: sizes, with commas ({usual})")
    parser.add_argument("--dry", action="store_true", help="write nothing into docs/")
    return parser.parse_args(arguments)


def plan_of(options: argparse.Namespace, floor: Path) -> Plan:
    """Choose what is measured."""
    salon = command_of(options)
    known: tuple[Server, ...] = (
        Salon(salon),
        Floor(floor),
        InspIRCd(),
        NgIRCd(),
        *(Salon(salon, wire, wire=wire) for wire in WIRES),
    )
    servers = dict(zip(SERVERS, known, strict=True))
    settings = {setting.key: setting for setting in SETTINGS}
    loads = chosen(options.settings, settings)
    wanted = chosen(options.servers, servers)
    meeting = {setting.key: [server for server in wanted if setting.meets(server.name)] for setting in loads}
    return Plan(loads, meeting, options.repeat, options.seconds or SECONDS, options.files)


def check(options: argparse.Namespace) -> None:
    """Raise BenchError for what cannot be measured."""
    if options.repeat < 1 or (options.seconds is not None and options.seconds <= 0):
        raise BenchError("--repeat needs 1 or more, --seconds more than 0")
    if file_system_of(options.files) in IN_MEMORY:
        raise BenchError(f"{options.files} is in memory, not on a disk: name another with --files")


def run(options: argparse.Namespace) -> int:
    """Measure, show and write; returns the exit code."""
    check(options)
    names = attacks_of(options.settings)
    if names and options.against is not None:
        raise BenchError("an attack is measured by itself, not with --against")
    if names:
        return measure_innocent(options, names)
    programs = compile_all()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if options.against is not None:
        return measure_against(options, programs["load"])
    if options.growth:
        return measure_growth(options, programs["load"])
    return measure_beside_others(options, programs)


def measure_beside_others(options: argparse.Namespace, programs: Mapping[str, Path]) -> int:
    """Measure Salon beside other servers, show and write it; returns the exit code."""
    plan = plan_of(options, programs["floor"])
    meeting = {server.name: server for servers in plan.meeting.values() for server in servers}
    # The other wires are the same program as Salon.
    versions = {name: server.version() for name, server in meeting.items() if name not in WIRES}
    began, others = time.monotonic(), busy_seconds() - own_seconds()
    values, failures = measure(plan, programs["load"])
    took = time.monotonic() - began
    results = results_of(values)
    conditions = {
        **conditions_of(options),
        "seconds": plan.seconds,
        "others_cores": others_cores(began, others),
    }
    say(f"\n{report.conditions_text(conditions)}; {took:.0f} s in all")
    say(json.dumps(versions, ensure_ascii=False))
    say("\n" + report.tables(results, list(versions)))
    if failures:
        say(f"\n{failures} loads failed; docs/ is left as it was")
        return 1
    whole = not options.servers and not options.settings
    if whole and not options.dry:
        report.write(results, versions, conditions)
        say("\nwrote docs/benchmarks.md, docs/benchmarks.json, docs/images/bench.svg")
    return 0


def main() -> None:
    """Run the benchmark."""
    try:
        sys.exit(run(read_arguments(sys.argv[1:])))
    except BenchError as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    main()
