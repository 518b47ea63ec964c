"""Tells a browser from a client, by the first line of a connection that is not for HTTP.

Any page that is open in a browser on this machine can have it post lines to a port of loopback, and browsers
allow it for most ports. Such a request begins with a line that ends in the version of HTTP, whatever the page
puts behind it. What merely begins with GET is text.
"""

import re

_VERSION = re.compile(rb" HTTP/\d+(?:\.\d+)?\r?\Z")
_LONGEST = 32
"""Bytes of the end of the line that are looked at: addresses in front of it are as long as a page likes."""


class FirstLine:
    """The end of a first line that has not ended yet."""

    __slots__ = ("_end", "has_ended")

    def __init__(self) -> None:
        self._end = b""
        self.has_ended = False

    def is_http(self, data: bytes) -> bool:
        """Take the next bytes; return whether they end a line of HTTP."""
        end = data.find(b"\n")
        self.has_ended = end >= 0
        size = end if self.has_ended else len(data)
        self._end = (self._end + data[max(0, size - _LONGEST) : size])[-_LONGEST:]
        return self.has_ended and _VERSION.search(self._end) is not None
