"""One decides, hubs show: who may call the two functions that the whole order rests on."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "salon"


def importers(module: str, name: str) -> set[str]:
    """Return the modules that import a function, or the module that it is in."""
    package, _, last = module.rpartition(".")
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                if (node.module == module and names & {name, "*"}) or (
                    node.module == package and last in names
                ):
                    found.add(str(file.relative_to(SOURCE)))
            elif isinstance(node, ast.Import) and module in {alias.name for alias in node.names}:
                found.add(str(file.relative_to(SOURCE)))
    return found


def test_one_decides() -> None:
    """Nothing but the decider has a command decided: so there is one order of everything."""
    assert importers("salon.core.decide", "decide") == {"delivery/decider.py"}


def test_hubs_and_starts_apply() -> None:
    """Nothing but the hub, its fan-out and a start brings an event into force."""
    assert importers("salon.core.apply", "apply") == {
        "core/restore.py",
        "delivery/fan_out.py",
        "delivery/hub.py",
    }
