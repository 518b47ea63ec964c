"""A program as a service manager or a container runs it: another user, no rights, one place to write to.

That takes root, and a kernel with namespaces; where one is missing, the failure says which.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
USER: Final = 61_184
"""The lowest number that systemd gives to users that live no longer than their service."""

# Homes and /tmp are empty, but for some places. The program may write to the first of them, and starts there.
_MADE: Final = """
room=$1; user=$2; shift 2
number=0; places=; home=$1
while [ "$1" != -- ]; do
  number=$((number + 1)); mkdir "$room/$number"; mount --rbind "$1" "$room/$number"
  places="$places $1"; shift
done
shift
mount -t tmpfs -o mode=755 homes /home
mount --rbind "$room" /mnt
mount -t tmpfs -o mode=755 homes /root
mount -t tmpfs -o mode=1777 temporary /tmp
number=0
for place in $places; do
  number=$((number + 1)); mkdir -p "$place"; mount --rbind "/mnt/$number" "$place"
  [ $number = 1 ] || mount -o remount,bind,ro "$place"
done
umount -R /mnt
for place in /home /root /; do mount -o remount,bind,ro $place; done
cd "$home"
exec setpriv --reuid="$user" --regid="$user" --clear-groups \\
  --bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs -- "$@"
"""

_REFUSE_EXEC_GAIN: Final = """
import ctypes, os, sys
if ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0):  # PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN
    sys.exit(os.strerror(ctypes.get_errno()))
os.execv(sys.argv[1], sys.argv[1:])
"""


class Confined(NamedTuple):
    """What runs a program so, and the one place that it may write to."""

    through: tuple[str, ...]
    place: Path


@contextmanager
def confined(*visible: Path) -> Iterator[Confined]:
    """Give a place, and what confines a program to it, which sees these other places in homes and /tmp."""
    scratch = Path(tempfile.mkdtemp(prefix="salon-confined-"))
    try:
        place, room = scratch / "place", scratch / "room"
        place.mkdir()
        room.mkdir()
        os.chown(place, USER, USER)
        kept = [place, *_sources(), *visible]
        script = ("unshare", "--mount", "sh", "-ec", _MADE, "sh", str(room), str(USER))
        yield Confined((*script, *map(str, kept), "--"), place)
    finally:
        shutil.rmtree(scratch)


def _sources() -> list[Path]:
    """Return where this Python, its libraries and the project are, the outer ones first."""
    found = {Path(sys.base_prefix), Path(sys.prefix).parent, ROOT}
    hidden = ("/home/", "/root/", "/tmp/")  # noqa: S108 - it is hidden, not written to
    return sorted(path for path in found if str(path).startswith(hidden))


def never_executable() -> tuple[str, ...]:
    """Return what runs a program whose memory is never made executable (MemoryDenyWriteExecute=yes)."""
    return (sys.executable, "-c", _REFUSE_EXEC_GAIN)
