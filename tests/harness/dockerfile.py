"""What a Dockerfile says, for those who hold it to the project without an engine that could build it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]


class Instruction(NamedTuple):
    """One instruction, as `COPY` and what follows it."""

    word: str
    rest: str

    @property
    def arguments(self) -> list[str]:
        """Its words, without options; a JSON list where it is one."""
        if self.rest.startswith("["):
            words: list[str] = json.loads(self.rest)
            return words
        return [word for word in self.rest.split() if not word.startswith("--")]


def stages(file: Path = ROOT / "Dockerfile") -> list[list[Instruction]]:
    """Return the instructions of each stage, from its FROM on."""
    text = re.sub(r"^\s*#.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    found: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        if word and found:
            found[-1].append(Instruction(word, rest.strip()))
    return found


def named(stage: Sequence[Instruction], word: str) -> list[Instruction]:
    """Return the instructions of a stage with a word."""
    return [instruction for instruction in stage if instruction.word == word]


def variables(stage: Sequence[Instruction]) -> Mapping[str, str]:
    """Return what a stage sets in the environment."""
    return dict(pair.split("=", 1) for its in named(stage, "ENV") for pair in its.arguments)


def copied(stage: Sequence[Instruction]) -> Iterator[str]:
    """Yield what a stage copies from the project."""
    for instruction in named(stage, "COPY"):
        if "--from=" not in instruction.rest:
            yield from instruction.arguments[:-1]


def is_sent(name: str, patterns: Sequence[str]) -> bool:
    """Return whether .dockerignore lets a file of the project reach the build: the last pattern counts."""
    sent = True
    for pattern in patterns:
        glob = pattern.removeprefix("!").rstrip("/")
        expression = re.escape(glob).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        if re.match(rf"{expression}(/|$)", name):
            sent = pattern.startswith("!")
    return sent


def ignored() -> list[str]:
    """Return the patterns of .dockerignore."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
