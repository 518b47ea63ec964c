"""Tells the owner how other machines reach the page, and has it announced to them."""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from salon.server.announcement import Announcement
from salon.server.network import addresses_for_others
from salon.server.qr_code import can_show, draw
from salon.texts.invocation import join_address
from salon.texts.language import N_, Text
from salon.texts.reasons import reason_of


class Invitation:
    """To the page that listens on some addresses, at a port."""

    def __init__(self, listening: Sequence[str], port: int, say: Callable[[Text], None]) -> None:
        self._port = port
        self._say = say
        self._loop = asyncio.get_running_loop()
        self._announcement: Announcement | None = None
        self.withdrawn = asyncio.Event()
        self.withdrawn.set()
        self._addresses = addresses_for_others(listening)

    def give(self, *, announces: bool) -> None:
        """Say the addresses, then under which name the page is announced; last comes the QR code.

        Whether a name is free takes the network a second or two to answer.
        """
        if not self._addresses:
            nobody = N_(
                "No other machine can open the page: this one has no network address. Connect it to a"
                " network, and start the server again."
            )
            self._say(Text(nobody))
            return
        for address in self._addresses:
            place = {"address": join_address(address, self._port)}
            self._say(Text(N_("On other machines of this network: http://{address}/"), place))
        if not announces:
            self._show_code()
            return
        self.withdrawn.clear()
        self._announcement = Announcement(self._addresses, self._port, self._told, self._failed)
        self._announcement.start()

    def _show_code(self) -> None:
        """Show the first address as a QR code where the terminal can."""
        drawn = draw(f"http://{join_address(self._addresses[0], self._port)}/")
        if can_show(drawn, os.environ):
            self._say(Text("{drawn}", {"drawn": drawn}))

    def withdraw(self) -> None:
        """Have the name forgotten; `withdrawn` is set when it is."""
        if self._announcement is not None:
            self._announcement.stop(lambda: self._soon(self.withdrawn.set))
            self._announcement = None

    def _told(self, name: str) -> None:
        place = {"name": name, "port": self._port}
        known = Text(N_("Or by name, where the system knows such names: http://{name}:{port}/"), place)
        self._soon(lambda: self._answered(known))

    def _failed(self, error: Exception | None) -> None:
        reason: object = N_("all of its names are taken")
        if error is not None:
            reason = reason_of(error) if isinstance(error, OSError) else error
        reason = Text(reason) if isinstance(reason, str) else reason
        failed = Text(N_("The page is not announced on the network: {reason}."), {"reason": reason})
        self._soon(lambda: self._answered(failed))

    def _answered(self, answer: Text) -> None:
        """Say what has become of the announcement, unless it is taken back already."""
        if self._announcement is not None:
            self._say(answer)
            self._show_code()

    def _soon(self, call: Callable[[], object]) -> None:
        # The loop may have ended before the network answered.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)
