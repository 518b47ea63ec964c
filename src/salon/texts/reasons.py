"""Why the system refused something, in words of our own: its own are English, and for programmers."""

import errno
import socket

from salon.texts.language import N_, Text
from salon.texts.marks import Translate

_REASONS = {
    errno.EACCES: N_("this user is not allowed to"),
    errno.EADDRINUSE: N_("another program is listening there"),
    errno.EADDRNOTAVAIL: N_("this machine has no such address"),
    errno.EAFNOSUPPORT: N_("this machine has no such address"),
    errno.ECONNABORTED: N_("the other side has closed the connection"),
    errno.ECONNREFUSED: N_("nothing is listening there"),
    errno.ECONNRESET: N_("the other side has closed the connection"),
    errno.EDQUOT: N_("there is no room on the disk"),
    errno.EEXIST: N_("there is a file of that name already"),
    errno.EFBIG: N_("it is too large for the disk"),
    errno.EHOSTDOWN: N_("that machine cannot be reached"),
    errno.EHOSTUNREACH: N_("that machine cannot be reached"),
    errno.EILSEQ: N_("it is not UTF-8"),
    errno.EINVAL: N_("that cannot be a name"),
    errno.EIO: N_("the disk reports an error"),
    errno.EISDIR: N_("it is a directory or a device, not a file"),
    errno.ELOOP: N_("its symbolic links form a loop"),
    errno.EMFILE: N_("the limit of open files is reached"),
    errno.EMSGSIZE: N_("it is too long for one message"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ENETDOWN: N_("the network is down"),
    errno.ENETUNREACH: N_("that machine cannot be reached"),
    errno.ENFILE: N_("the limit of open files is reached"),
    errno.ENOENT: N_("there is no such file or directory"),
    errno.ENOSPC: N_("there is no room on the disk"),
    errno.ENOTDIR: N_("a part of the path is not a directory"),
    errno.EPERM: N_("this user is not allowed to"),
    errno.EPIPE: N_("the other side has closed the connection"),
    errno.EROFS: N_("the file system is read-only"),
    errno.ETIMEDOUT: N_("there is no answer"),
}
_UNKNOWN_NAME = N_("no machine is known by that name")


_LOOKUPS = {
    socket.EAI_AGAIN: N_("names cannot be looked up now"),
    socket.EAI_FAIL: N_("names cannot be looked up now"),
    socket.EAI_FAMILY: _REASONS[errno.EAFNOSUPPORT],
    socket.EAI_ADDRFAMILY: _REASONS[errno.EAFNOSUPPORT],
}


def reason_of(error: OSError | ValueError) -> Text:
    """Return why it failed; what has no words here is said in the system's.

    A ValueError is what Python raises for a name or a path that cannot be one.
    """
    if isinstance(error, socket.gaierror):
        return Text(_LOOKUPS.get(error.errno or 0, _UNKNOWN_NAME))
    if isinstance(error, ValueError):
        return Text(_REASONS[errno.EINVAL])
    number = errno.ETIMEDOUT if isinstance(error, TimeoutError) else error.errno or 0
    known = _REASONS.get(number)
    return Text(known) if known else Text("{reason}", {"reason": error.strerror or error})


def word_reason(error: OSError | ValueError, translate: Translate) -> str:
    """Return the reason in words."""
    return reason_of(error).word(translate)
