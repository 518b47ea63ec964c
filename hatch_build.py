"""Compiles the message catalogues while the package is built, editable or not.

Git keeps only what a person writes (`.po`); what the server reads (`.mo`) is made here, so that the two
never disagree.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent / "src" / "salon" / "locale"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Write a `.mo` beside every `.po` under the folder; return them."""
    compiled = []
    for source in sorted(locale.rglob("*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, abort_invalid=True)
        target = source.with_suffix(".mo")
        with target.open("wb") as binary:
            write_mo(binary, catalogue)
        compiled.append(target)
    return compiled


class CatalogueHook(BuildHookInterface[Any]):
    """Compile before the files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Compile for a wheel and for an editable install alike."""
        compile_catalogues(Path(self.root) / "src" / "salon" / "locale")


if __name__ == "__main__":
    compile_catalogues()
