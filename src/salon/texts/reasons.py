"""Why the system refused something, in words of our own: its own are English, and for programmers."""

import errno
import socket

from salon.texts.language import N_, Text

_REASONS = {
    errno.EACCES: N_("this user is not allowed to"),
    errno.EADDRINUSE: N_("another program is listening there"),
    errno.EADDRNOTAVAIL: N_("this machine has no such address"),
    errno.EAFNOSUPPORT: N_("this machine has no such address"),
    errno.ECONNREFUSED: N_("nothing is listening there"),
    errno.ECONNRESET: N_("the other side has closed the connection"),
    errno.EDQUOT: N_("there is no room on the disk"),
    errno.EEXIST: N_("there is a file of that name already"),
    errno.EHOSTUNREACH: N_("that machine cannot be reached"),
    errno.EILSEQ: N_("it is not UTF-8"),
    errno.EIO: N_("the disk reports an error"),
    errno.EISDIR: N_("it is a directory"),
    errno.ELOOP: N_("its links lead round in a circle"),
    errno.EMFILE: N_("the limit of open files is reached"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ENETUNREACH: N_("that machine cannot be reached"),
    errno.ENFILE: N_("the limit of open files is reached"),
    errno.ENOENT: N_("there is no such file or directory"),
    errno.ENOSPC: N_("there is no room on the disk"),
    errno.ENOTDIR: N_("a part of the path is not a directory"),
    errno.EPERM: N_("this user is not allowed to"),
    errno.EROFS: N_("the file system is read-only"),
    errno.ETIMEDOUT: N_("there is no answer"),
}
_UNKNOWN_NAME = N_("no machine is known by that name")


def reason_of(error: OSError) -> Text:
    """Return why it failed; what has no words here is said in the system's."""
    if isinstance(error, socket.gaierror):
        return Text(_UNKNOWN_NAME)
    known = _REASONS.get(error.errno or 0)
    return Text(known) if known else Text("{reason}", {"reason": error.strerror or error})
