"""The owner of a world's server, by the wire of `salon admin`."""

from collections.abc import Sequence
from typing import Any

import msgspec

from harness.world import Client, World
from salon.core.queries.administration import BackupsShown
from salon.core.state import Session
from salon.texts.language import load_language
from salon.wire.admin_session import AdminSession
from salon.wire.session import Wire

PAGE = "http://192.0.2.7:8080/"


class Owner(Client):
    """One connection of the owner's."""

    line_end = "\n"

    def __init__(
        self,
        world: World,
        page: str = PAGE,
        *,
        administrator: bool = True,
        backups: Sequence[BackupsShown] = (),
    ) -> None:
        super().__init__(world)
        texts = {code: load_language(code).gettext for code in ("en", "fr")}

        def make(session: Session) -> AdminSession:
            return AdminSession(world.state, texts, session, lambda: page, lambda _: backups)

        wire = Wire("admin", make, administrator=administrator)
        self.link = world.hub.open(wire, self, "", "", secure=True)
        world.settle()

    def ask(self, command: str, **fields: object) -> list[dict[str, Any]]:
        """Return what a request is answered with, but for its end."""
        return self.ask_line(msgspec.json.encode({"command": command, **fields}))

    def ask_line(self, line: bytes) -> list[dict[str, Any]]:
        """Return what a line is answered with, but for its end."""
        answers = [msgspec.json.decode(its) for its in self.send_bytes(line + b"\n")]
        assert answers[-1] == {"answer": "end"}, answers
        assert sum(its["answer"] == "end" for its in answers) == 1
        return answers[:-1]

    def rows(self, command: str, **fields: object) -> list[dict[str, Any]]:
        """Return the rows of an answer."""
        answers = self.ask(command, **fields)
        assert {its["answer"] for its in answers} <= {"row"}
        return [its["row"] for its in answers]
