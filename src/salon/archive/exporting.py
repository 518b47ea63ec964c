"""Writes what was said in channels to a file: as JSON lines for programs, or as a page for people."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import apsw
import click
import msgspec

from salon.archive.pages import page_head, section
from salon.archive.saving import be_nice
from salon.core.names import casemapping
from salon.server.settings.tree import Settings
from salon.storage.backup_failures import FileExists, NoDatabase, OlderDatabase
from salon.storage.copies import open_to_read, snapshot
from salon.storage.directory import DATABASE
from salon.storage.exports import Kept, Line, channels_of, identity_of, lines_of
from salon.storage.failures import failures, unusable
from salon.storage.files import sync_directory
from salon.storage.migrations import check, scripts
from salon.storage.unfinished import unfinished
from salon.texts.language import Language
from salon.texts.marks import N_, N_PLURAL
from salon.texts.visible import visible
from salon.wire.irc.forms import message_id

_encode = msgspec.json.Encoder().encode


def export(settings: Settings, file: Path, channel: str, form: str, language: Language) -> None:
    """Write a channel, or all for an empty name, to a new file. Raises `StorageError`."""
    be_nice()
    path = Path(settings.data) / DATABASE
    if not path.exists():
        raise NoDatabase(path=str(path))
    if file.exists():
        raise FileExists(path=str(file))
    with failures(path), closing(open_to_read(path)) as connection, snapshot(connection):
        check(connection, str(path))
        if connection.pragma("user_version") < len(scripts()):
            raise OlderDatabase(path=str(path))
        channels = channels_of(connection, channel, casemapping(settings.casemapping).fold)
        if form == "html":
            pieces = _page(connection, channels, settings.network, language)
        else:
            pieces = _json(connection, channels)
        count = _write(file, pieces)
    text = language.gettext(
        N_PLURAL(
            "{count} message or topic was written to {file}.",
            "{count} messages and topics were written to {file}.",
            "count",
        )
    )
    click.echo(visible(text.format(count=count, file=file)))
    click.echo(language.gettext(N_("Messages that people wrote to each other in private are not in it.")))


def _write(file: Path, pieces: Iterator[tuple[str, bool]]) -> int:
    """Write pieces to a file that is whole or not there; return how many were something that was said."""
    count = 0
    with unfinished(file) as part:
        try:
            with part.open("w", encoding="utf-8", errors="replace", newline="") as written:
                for text, is_said in pieces:
                    written.write(text)
                    count += is_said
                written.flush()
                os.fsync(written.fileno())
            part.rename(file)
            sync_directory(file.absolute().parent)
        except OSError as error:
            raise unusable(file, error) from error
    return count


def _page(
    connection: apsw.Connection, channels: list[Kept], network: str, language: Language
) -> Iterator[tuple[str, bool]]:
    yield page_head(channels, network, language.code), False
    for channel in channels:
        for text in section(channel, lines_of(connection, channel), language.gettext):
            yield text, "<time" in text
    yield "</html>\n", False


def _json(connection: apsw.Connection, channels: list[Kept]) -> Iterator[tuple[str, bool]]:
    identity = identity_of(connection)
    for channel in channels:
        for line in lines_of(connection, channel):
            yield f"{_encode(_as_json(identity, channel, line)).decode()}\n", True


def _as_json(identity: str, channel: Kept, line: Line) -> dict[str, object]:
    """Return a line for programs; what it is not is left out."""
    when = datetime.fromtimestamp(line.time / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    said: dict[str, object] = {
        "msgid": message_id(identity, line.sequence),
        "time": f"{when}.{line.time % 1000:03}Z",
        "channel": channel.name,
        "kind": line.kind,
        "nick": line.nick,
        "text": line.text,
    }
    if line.account:
        said["account"] = line.account
    if line.bot:
        said["bot"] = True
    return said
