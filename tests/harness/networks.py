"""A network of its own for a program, on which this machine has addresses that are not loopback.

Such a network takes root, and a kernel with namespaces; where one is missing, the failure says which.
"""

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")

_MADE = """
ip link set lo up
if [ -n "$1" ]; then
  ip link add lan0 type veth peer name lan1
  for address in $1; do ip address add "$address" dev lan0 nodad; done
  ip link set lan0 up
  ip link set lan1 up
fi
shift
exec "$@"
"""
_CLONE_NEWNET = 0x40000000  # setns(2)


def on_network(*addresses: str) -> tuple[str, ...]:
    """Return what runs a program on a network where it has these addresses, as `10.77.0.1/24`."""
    return ("unshare", "--net", "sh", "-ec", _MADE, "sh", " ".join(addresses))


def inside(pid: int, call: Callable[[], Found]) -> Found:
    """Return what a call returns on the network of a process."""

    def entered() -> Found:
        # A thread has a network of its own; this one ends with the call.
        libc = ctypes.CDLL(None, use_errno=True)
        descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            assert libc.setns(descriptor, _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
        finally:
            os.close(descriptor)
        return call()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(entered).result()
