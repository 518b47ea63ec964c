"""What the program remembers over restarts: one's pseudonym, whom one has talked to, what arrived unread.

Files in the user's data directory (XDG Base Directory Specification). Nobody can make them grow for ever.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from salon.direct.link import Peer
from salon.texts.language import Text
from salon.texts.marks import N_
from salon.texts.reasons import reason_of

PEOPLE = 200
"""How many people are remembered; who was talked to longest ago is forgotten first."""

INBOX_SIZE = 1024 * 1024
"""How much of what arrives is kept unread, in bytes; what comes then is lost."""


def data_directory(environment: Mapping[str, str]) -> Path:
    """Return where the program keeps its files."""
    given = environment.get("XDG_DATA_HOME", "")
    # The specification: a path that is not absolute is to be ignored.
    home = Path(given) if given.startswith("/") else Path.home() / ".local" / "share"
    return home / "salon" / "annuaire"


class Memory:
    """The files of one user. A file that cannot be read or written costs the memory, not the talk."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file = directory / "people.json"
        self._inbox = directory / "arrived.txt"
        self.pseudonym = ""
        self.people: dict[Peer, str] = {}
        self.problem: Text | None = None
        self._load()

    def take_pseudonym(self, pseudonym: str) -> None:
        """Remember one's own pseudonym."""
        self.pseudonym = pseudonym
        self._save()

    def meet(self, peer: Peer, name: str) -> None:
        """Remember somebody as the last one that was talked to."""
        known = self.people.pop(peer, "")
        self.people[peer] = name or known
        for longest_ago in list(self.people)[:-PEOPLE]:
            del self.people[longest_ago]
        self._save()

    def keep(self, line: str) -> None:
        """Keep a line of what arrived while nobody was there."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self._inbox, "ab", opener=_private) as inbox:
                data = f"{line}\n".encode("utf-8", "replace")
                if inbox.tell() + len(data) <= INBOX_SIZE:
                    inbox.write(data)
        except OSError as error:
            self._note(error)

    def take_kept(self) -> list[str]:
        """Return what arrived while nobody was there, and keep it no longer."""
        taken = self._inbox.with_suffix(".taken")
        try:
            # First out of the way of whoever keeps more meanwhile, then read.
            self._inbox.replace(taken)
            lines = taken.read_text("utf-8", "replace").splitlines()
            taken.unlink()
        except FileNotFoundError:
            return []
        except OSError as error:
            self._note(error)
            return []
        return lines

    def take_problem(self) -> Text | None:
        """Return what went wrong since this was last asked, if anything."""
        problem, self.problem = self.problem, None
        return problem

    def _load(self) -> None:
        try:
            data = json.loads(self._file.read_text("utf-8"))
            self.pseudonym = str(data["pseudonym"])
            self.people = {Peer(str(its[0]), int(its[1])): str(its[2]) for its in data["people"]}
        except FileNotFoundError:
            pass
        except OSError as error:
            self._note(error)
        except (ValueError, KeyError, TypeError, IndexError):
            self.problem = Text(
                N_(
                    "{file} is damaged: your pseudonym and the list of people whom you have talked to are "
                    "lost."
                ),
                {"file": self._file},
            )

    def _save(self) -> None:
        people = [[*peer, name] for peer, name in self.people.items()]
        text = json.dumps({"pseudonym": self.pseudonym, "people": people}, indent=2, ensure_ascii=False)
        fresh = self._file.with_suffix(".new")
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(fresh, "w", encoding="utf-8", errors="replace", opener=_private) as file:
                file.write(text)
            fresh.replace(self._file)
        except OSError as error:
            self._note(error)

    def _note(self, error: OSError) -> None:
        self.problem = Text(
            N_("Nothing can be kept in {directory}: {reason}. XDG_DATA_HOME names another directory."),
            {"directory": self._directory, "reason": reason_of(error)},
        )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
