"""The commands of the archive, with their options and their exit codes.

0: done; 1: it could not be done, and nothing was changed; 2: what was typed is at fault.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from salon.options import found_file, language_option, refuse, say
from salon.server.settings.load import Option, SettingsError, Sources
from salon.server.settings.tree import Settings
from salon.texts.language import Language, Text

EXIT_FAILED: Final = 1


class CannotDo(Exception):  # noqa: N818 - named for the fact
    """What the command was to do is not done."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def build_backup(language: Language) -> click.Command:
    """Return `salon backup`."""
    _ = language.gettext

    def backup(sources: Sources, settings: Settings, file: str, force: bool) -> None:
        # Imported here, and below: the database takes longer to load than other commands take to run.
        from salon.archive.saving import save  # noqa: PLC0415

        save(sources, settings, Path(file), language, replace=force)

    return _command(
        language,
        "backup",
        _(
            "Save the database to a file.\n\nThe server may run meanwhile. The file is checked; it holds "
            "all that the server keeps, private messages too."
        ),
        backup,
        click.Argument(["file"], metavar=_("FILE")),
        click.Option(["--force"], is_flag=True, help=_("Replace an earlier backup of that name.")),
    )


def _command(
    language: Language, name: str, help_text: str, do: Callable[..., None], *params: click.Parameter
) -> click.Command:
    """Return a command, with the options that all have."""
    _ = language.gettext

    def call(data: str | None, config: str | None, **given: Any) -> NoReturn:
        options = (Option("--data", "data", data),) if data is not None else ()
        sources = Sources(found_file(config), dict(os.environ), options)
        from salon.storage.port import StorageError  # noqa: PLC0415

        try:
            do(sources, sources.load(), **given)
        except SettingsError as error:
            refuse(error, language)
        except (CannotDo, StorageError) as error:
            text = error.text if isinstance(error, CannotDo) else Text(error.text, error.fields)
            say(text.render(language))
            sys.exit(EXIT_FAILED)
        sys.exit(0)

    return click.Command(
        name,
        callback=call,
        help=help_text,
        options_metavar=_("[OPTIONS]"),
        params=[
            *params,
            click.Option(
                ["--data"],
                metavar=_("DIRECTORY"),
                help=_(
                    "The data directory of the server. Default: that of the configuration, or salon-data."
                ),
            ),
            click.Option(
                ["--config"],
                metavar=_("FILE"),
                help=_("The configuration of the server. Default: salon.toml."),
            ),
            language_option(language),
        ],
    )
