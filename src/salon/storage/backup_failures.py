"""How backups fail, and why a file is not taken for one: in words, with what to do."""

from salon.storage.port import StorageError
from salon.texts.marks import N_

# ruff: noqa: N818 - like refusals and events, failures are named for the fact


class NoDatabase(StorageError):
    """There is nothing that could be saved or checked."""

    text = N_(
        "There is no database {path}. Name the data directory of the server with --data DIRECTORY, or start "
        "the server once: salon serve."
    )


class BackupOntoItself(StorageError):
    """The file is the database, under whatever name, or one that belongs to it."""

    text = N_("{path} belongs to the database itself. Name another file.")


class BackupExists(StorageError):
    """A file would be overwritten."""

    text = N_("{path} exists. Name another file, or replace that one: --force.")


class NotABackup(StorageError):
    """The file in the way is not one that could be made again."""

    text = N_("{path} is not a backup of Salon, so it is not replaced. Name another file.")


class NoFolder(StorageError):
    """The directory of the backup is missing."""

    text = N_("There is no directory {path}. Create it, or name a file in another one.")


class NoRoomForBackup(StorageError):
    """The disk is too full for the backup, or would then be too full for the server."""

    text = N_(
        "There is no room for {path}: {needed} are needed, and {free} are free on the disk. Make room, or "
        "name a file on another disk. Nothing is left of the unfinished file."
    )


class BackupUnderWay(StorageError):
    """Another process writes to the same file."""

    text = N_("Another backup to {path} is under way. Wait until it has ended.")


class BackupWrong(StorageError):
    """What was written is not what was read."""

    text = N_(
        "The backup {path} was wrong and has been removed: {reason}. Check the database with `salon check`, "
        "and the disk."
    )
