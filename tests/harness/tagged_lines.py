"""Reads lines of a server in tests: their tags, what stands behind them, and whether batches are whole."""

from collections.abc import Iterable

from salon.wire.irc.messages import parse_message, parse_tags


def tags(line: str) -> dict[str, str]:
    """Return the tags of a line, unescaped."""
    message = parse_message(line)
    assert message is not None, line
    return parse_tags(message.tags) if message.tags else {}


def bare(line: str) -> str:
    """Return a line without its tags."""
    return line.partition(" ")[2] if line.startswith("@") else line


def bares(lines: Iterable[str]) -> list[str]:
    """Return lines without their tags."""
    return [bare(line) for line in lines]


def commands(lines: Iterable[str]) -> list[str]:
    """Return the command or numeric of each line."""
    found = []
    for line in lines:
        message = parse_message(line)
        assert message is not None, line
        found.append(message.command)
    return found


def params(line: str) -> tuple[str, ...]:
    """Return the parameters of a line."""
    message = parse_message(line)
    assert message is not None, line
    return message.params


def only(lines: Iterable[str], command: str) -> list[str]:
    """Return the lines of one command or numeric."""
    return [line for line in lines if commands([line]) == [command]]


def unwrapped(lines: list[str]) -> list[str]:
    """Return what is in the one batch that holds all the lines, BATCH lines of inner ones included."""
    reference = params(lines[0])[0].removeprefix("+")
    assert params(lines[0])[0].startswith("+"), lines[0]
    assert params(lines[-1]) == (f"-{reference}",), lines[-1]
    check_batches(lines)
    return lines[1:-1]


def check_batches(lines: list[str]) -> None:
    """Check that every batch is begun, ended, and referred to only between (ircv3 batch)."""
    within: dict[str, str] = {}
    seen: set[str] = set()
    for line in lines:
        outer = tags(line).get("batch", "")
        assert line.partition(" ")[0].count("batch=") <= 1, f"in two: {line}"
        assert not outer or outer in within, f"not under way: {line}"
        if commands([line]) != ["BATCH"]:
            continue
        sign, reference = params(line)[0][0], params(line)[0][1:]
        if sign == "+":
            assert reference not in seen, f"used twice: {line}"
            seen.add(reference)
            within[reference] = outer
        else:
            assert within.pop(reference) == outer, f"begun elsewhere: {line}"
    assert not within, f"not ended: {within}"
