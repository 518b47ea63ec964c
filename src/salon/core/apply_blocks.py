"""Write into the state whom people block."""

from collections.abc import Callable
from typing import Any

from salon.core.block_events import BlockChanged
from salon.core.blocks import Blocked
from salon.core.events import Event
from salon.core.state import State


def _block_changed(state: State, event: BlockChanged) -> None:
    change = state.blocks.add if event.adding else state.blocks.discard
    change(event.owner, Blocked(event.blocked, event.mask))


APPLY_BLOCKS: dict[type[Event], Callable[[State, Any], object]] = {BlockChanged: _block_changed}
