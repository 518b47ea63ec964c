"""Announces the page on the local network by multicast DNS (RFC 6762), as `salon.local`.

It is a convenience: what goes wrong with it is said and stops nothing. All of it happens on threads of its
own, for what comes from the network costs time.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from salon.server.network import NAMES
from salon.threads import DaemonThreads, Executor

_TYPE = "_http._tcp.local."
_ANSWER_MILLISECONDS = 1_000
"""How long another machine may take to say that a name is its own: RFC 6762, 8.1, waits 750 ms."""


class Announcement:
    """The page of one server under one name. `told` hears of the name, `failed` of why there is none."""

    def __init__(
        self,
        addresses: Sequence[str],
        port: int,
        told: Callable[[str], None],
        failed: Callable[[Exception | None], None],
        threads: Executor | None = None,
    ) -> None:
        self._addresses = list(addresses)
        self._port = port
        self._told = told
        self._failed = failed
        self._threads = threads or DaemonThreads("salon-announcement")
        self._zeroconf: Any = None

    def start(self) -> None:
        """Announce it, soon."""
        # What others send that is wrong is nothing to tell an operator.
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
        self._threads.submit(self._announce)

    def stop(self, done: Callable[[], None]) -> None:
        """Take it back, soon, and call `done`."""
        self._threads.submit(self._withdraw)
        self._threads.submit(done)

    def _announce(self) -> None:
        try:
            name = self._register()
        except Exception as error:  # noqa: BLE001 - whatever it is, the server does without a name
            self._failed(error)
        else:
            self._told(name) if name else self._failed(None)

    def _register(self) -> str:
        """Announce it under the first name that is free, and return that; nothing where none is."""
        # Imported here: it takes a while, and may not be there.
        from zeroconf import ServiceInfo, Zeroconf  # noqa: PLC0415

        self._zeroconf = Zeroconf(interfaces=self._addresses, use_asyncio=False)
        name = next(self._free_names(), "")
        if name:
            info = ServiceInfo(
                _TYPE,
                f"{name.partition('.')[0].capitalize()}.{_TYPE}",
                self._port,
                properties={"path": "/"},
                server=f"{name}.",
                parsed_addresses=self._addresses,
            )
            self._zeroconf.register_service(info, allow_name_change=True)
        return name

    def _free_names(self) -> Iterator[str]:
        """Yield the names of which no other machine says that it has them."""
        from zeroconf import AddressResolver  # type: ignore[attr-defined] # noqa: PLC0415 - as above

        for name in NAMES:
            asked = AddressResolver(f"{name}.")
            asked.request(self._zeroconf, _ANSWER_MILLISECONDS)
            if set(asked.parsed_addresses()) <= set(self._addresses):
                yield name

    def _withdraw(self) -> None:
        if self._zeroconf is not None:
            # It says goodbye to the network (RFC 6762, 10.1), so that the name is not remembered.
            self._zeroconf.close()
