"""A message of several lines while it comes: what its batch says, and its lines so far."""


class Incoming:
    """A batch that a client has begun. `opened`: when, in seconds of the given clock.

    What is refused keeps no lines, but is known by its reference until it ends.
    """

    __slots__ = (
        "_pieces",
        "command",
        "count",
        "edited",
        "is_refused",
        "joins",
        "label",
        "length",
        "opened",
        "reference",
        "size",
        "tags",
        "target",
    )

    def __init__(self, reference: str, label: str, opened: float) -> None:
        self.reference = reference
        self.label = label
        self.opened = opened
        self.target = ""
        self.tags = ""
        # The number of the message that it is another text for; 0: it is a message of its own.
        self.edited = 0
        # PRIVMSG or NOTICE; empty: no line has come.
        self.command = ""
        self.is_refused = False
        self.joins: list[int] = []
        self.count = self.size = self.length = 0
        self._pieces: list[str] = []

    def add(self, text: str, *, joined: bool) -> None:
        """Add a line; `joined`: it goes on in the one before."""
        if self.count and not joined:
            text = f"\n{text}"
        elif self.count:
            self.joins.append(self.length)
        self._pieces.append(text)
        self.count += 1
        self.length += len(text)
        self.size += len(text.encode())

    @property
    def text(self) -> str:
        """The text of all lines."""
        return "".join(self._pieces)

    def refuse(self) -> None:
        """Forget the lines, and take no more."""
        self.is_refused = True
        self._pieces.clear()
