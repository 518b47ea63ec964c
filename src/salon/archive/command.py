"""The commands of the archive, with their options and their exit codes.

0: done; 1: it could not be done, and nothing was changed; 2: what was typed is at fault.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from salon.options import Word, language_option, refuse, say, sources_of, whose_server
from salon.server.settings.load import SettingsError, Sources
from salon.server.settings.tree import Settings
from salon.texts.language import N_, Language, Text

FORMATS: Final = ("jsonl", "html")
IMPORTED_FORMATS: Final = ("jsonl", "irssi", "znc")
EXIT_DONE: Final = 0
EXIT_FAILED: Final = 1


def build_backup(language: Language) -> click.Command:
    """Return `salon backup`."""
    _ = language.gettext

    def backup(sources: Sources, settings: Settings, file: str, force: bool) -> int:
        # Imported here, and below: the database takes longer to load than other commands take to run.
        from salon.archive.saving import save  # noqa: PLC0415

        save(sources, settings, Path(file), language, replace=force)
        return EXIT_DONE

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


def build_restore(language: Language) -> click.Command:
    """Return `salon restore`."""
    _ = language.gettext

    def restore(sources: Sources, settings: Settings, file: str, yes: bool) -> int:
        from salon.archive.restoring import restore  # noqa: PLC0415

        del sources
        return EXIT_DONE if restore(settings, Path(file), language, agreed=yes) else EXIT_FAILED

    return _command(
        language,
        "restore",
        _(
            "Replace the database with a backup.\n\nThe server must be stopped. The database that was there "
            "is kept under another name."
        ),
        restore,
        click.Argument(["file"], metavar=_("FILE")),
        click.Option(["--yes"], is_flag=True, help=_("Do not ask.")),
    )


def build_check(language: Language) -> click.Command:
    """Return `salon check`."""
    _ = language.gettext

    def verify(sources: Sources, settings: Settings, file: str | None, *, as_json: bool) -> int:
        from salon.archive.checking import verify  # noqa: PLC0415

        del sources
        sound = verify(settings, Path(file) if file else None, language, as_json=as_json)
        return EXIT_DONE if sound else EXIT_FAILED

    return _command(
        language,
        "check",
        _(
            "Check the database, or a backup.\n\nIt says what is wrong and what to do, and when the disk "
            "will be full. The server may run meanwhile. The exit code is 1 if something is wrong."
        ),
        verify,
        click.Argument(["file"], metavar=_("[FILE]"), required=False),
        click.Option(["as_json", "--json"], is_flag=True, help=_("Print it as one JSON object.")),
    )


def build_export(language: Language) -> click.Command:
    """Return `salon export`."""
    _ = language.gettext

    def export(sources: Sources, settings: Settings, file: str, channel: str, form: str) -> int:
        from salon.archive.exporting import export  # noqa: PLC0415

        del sources
        export(settings, Path(file), channel, form, language)
        return EXIT_DONE

    return _command(
        language,
        "export",
        _(
            "Write what was said in channels to a file.\n\nAs JSON, one object to a line, or as a page to "
            "read and print. The server may run meanwhile."
        ),
        export,
        click.Argument(["file"], metavar=_("FILE")),
        click.Option(
            ["--channel"], default="", metavar=_("CHANNEL"), help=_("Only this channel. Default: all.")
        ),
        click.Option(
            ["form", "--format"],
            type=Word(language, FORMATS, N_("the formats are: {words}")),
            default="jsonl",
            metavar="|".join(FORMATS),
            help=_("The format of the file. Default: jsonl."),
        ),
    )


def build_import(language: Language) -> click.Command:
    """Return `salon import`."""
    _ = language.gettext

    def bring(sources: Sources, settings: Settings, files: tuple[str, ...], **given: Any) -> int:
        from salon.archive.importing import Wanted, bring  # noqa: PLC0415

        del sources
        done = bring(settings, Wanted(tuple(map(Path, files)), **given), language)
        return EXIT_DONE if done else EXIT_FAILED

    return _command(
        language,
        "import",
        _(
            "Add what was said elsewhere to the history of channels.\n\nFrom the logs of irssi and ZNC, and "
            "from files of salon export. The server must not run. The exit code is 1 if nothing was imported."
        ),
        bring,
        click.Argument(["files"], metavar=_("FILE..."), nargs=-1, required=True),
        click.Option(
            ["--channel"],
            default="",
            metavar=_("CHANNEL"),
            help=_("The channel of the logs. Default: the one that the file or its folder is named after."),
        ),
        click.Option(
            ["form", "--format"],
            type=Word(language, IMPORTED_FORMATS, N_("the formats are: {words}")),
            metavar="|".join(IMPORTED_FORMATS),
            help=_("The format of the files. Default: the one that each file seems to have."),
        ),
        click.Option(
            ["--timezone"],
            default="",
            metavar=_("ZONE"),
            help=_("The time zone of the logs, for example Europe/Paris. Default: that of this machine."),
        ),
        click.Option(
            ["--founder"],
            default="",
            metavar=_("ACCOUNT"),
            help=_("The account that new channels belong to. Default: none, so they are for guests."),
        ),
        click.Option(["--dry-run"], is_flag=True, help=_("Only say what would be imported; change nothing.")),
    )


def build_person_export(language: Language) -> click.Command:
    """Return `salon admin export`."""
    _ = language.gettext

    def export(sources: Sources, settings: Settings, name: str, file: str) -> int:
        from salon.archive.personal import export  # noqa: PLC0415

        del sources
        return EXIT_DONE if export(settings, name, Path(file), language) else EXIT_FAILED

    return _command(
        language,
        "export",
        _(
            "Write all that is stored about a person with an account to a file (JSON).\n\nThe server may run "
            "meanwhile. Private messages that the person sent or received are in it."
        ),
        export,
        click.Argument(["name"], metavar=_("NAME")),
        click.Argument(["file"], metavar=_("FILE")),
    )


def _command(
    language: Language, name: str, help_text: str, do: Callable[..., int], *params: click.Parameter
) -> click.Command:
    """Return a command, with the options that all have."""
    _ = language.gettext

    def call(data: str | None, config: str | None, **given: Any) -> NoReturn:
        sources = sources_of(data, config)
        from salon.storage.port import StorageError  # noqa: PLC0415

        try:
            code = do(sources, sources.load(), **given)
        except SettingsError as error:
            refuse(error, language)
        except StorageError as error:
            say(Text(error.text, error.fields).render(language))
            sys.exit(EXIT_FAILED)
        sys.exit(code)

    return click.Command(
        name,
        callback=call,
        help=help_text,
        options_metavar=_("[OPTIONS]"),
        params=[
            *params,
            *whose_server(language),
            language_option(language),
        ],
    )
