"""What tests need that run on both event loops, asyncio's and uvloop's."""

from collections.abc import Awaitable, Callable

PATIENCE = 20.0
"""Seconds after which what was awaited is given up."""

Run = Callable[[Awaitable[None]], None]
