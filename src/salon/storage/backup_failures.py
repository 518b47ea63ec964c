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


class BackupOntoDirectory(StorageError):
    """A directory was named in place of a file."""

    text = N_("{path} is a directory. Name a file in it, such as {file}.")


class NotABackup(StorageError):
    """The file in the way is not one that could be made again."""

    text = N_("{path} is not a backup of Salon, so it is not replaced. Name another file.")


class FileExists(StorageError):
    """A file would be overwritten that nothing can make again."""

    text = N_("{path} exists. Name another file.")


class OlderDatabase(StorageError):
    """The database is still to be brought to the schema of this version."""

    text = N_(
        "{path} is from an older version. Start the server once: this brings it to the version of "
        "this program."
    )


class NoChannel(StorageError):
    """There is no channel of that name."""

    text = N_(
        "There is no channel {name}. salon admin channels lists them; --asleep lists those that are asleep."
    )


class NoFounder(StorageError):
    """Channels were to be founded for an account that is not there."""

    text = N_(
        "There is no account {name}. salon admin accounts lists the accounts; salon admin account-add {name} "
        "creates this one."
    )


class NoLog(StorageError):
    """A file that was to be imported is not there, or cannot be read."""

    text = N_("{path} cannot be read: {reason}.")


class NoChannelNamed(StorageError):
    """A log does not say which channel it is of."""

    text = N_("{path} is not named after a channel. Name the channel: --channel '#CHANNEL'.")


class NoZone(StorageError):
    """A time zone is not known."""

    text = N_("There is no time zone {name}. Write it as in Europe/Paris.")


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

    text = N_("Another process is writing {path}. Wait until it has ended.")


class NoBackup(StorageError):
    """There is no file of that name."""

    text = N_("There is no file {path}. Name the file that salon backup has written.")


class NotRestorable(StorageError):
    """The file is something else."""

    text = N_("{path} is not a database of Salon. Nothing was changed.")


class BackupNewer(StorageError):
    """The file was saved by a later version."""

    text = N_(
        "{path} was saved by a newer Salon (its schema is number {version}, this one knows up to {known}). "
        "Restore it with that version. Nothing was changed."
    )


class BackupDamaged(StorageError):
    """The file contradicts itself."""

    text = N_("{path} is damaged ({reason}). Restore another backup. Nothing was changed.")


class RestoreOntoItself(StorageError):
    """The file is the database that would be replaced."""

    text = N_("{path} is the database itself. Name a backup of it.")


class ServerRuns(StorageError):
    """A server uses the database that would be replaced."""

    text = N_("A server runs on the data directory {path} (process {pid}). Stop it first: kill {pid}")


class NotOwner(StorageError):
    """Root would leave files that the server, as another user, cannot use."""

    text = N_(
        "The data directory {path} belongs to the user {user}. Run this as {user}: sudo -u {user} salon "
        "{command} ..."
    )


class BackupWrong(StorageError):
    """What was written is not what was read."""

    text = N_(
        "The backup {path} was wrong and has been removed: {reason}. Check the database with `salon check`, "
        "and the disk."
    )
