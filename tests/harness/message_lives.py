"""What may become of messages in a channel of the real server: answered, edited, deleted, in lines."""

import re

from harness.salon_process import IrcClient
from harness.tagged_lines import tags

CAPS = "message-tags echo-message draft/message-redaction salon.dev/edit batch draft/multiline"
"""What the one who does all of it must know."""

CHANNEL = "#café"

AS_IT_HAPPENS = (
    *("parfait, je note", "apportez des gateaux", "* apportez des gâteaux"),
    *("le code est 1234", "première ligne", "deuxième ligne"),
)
"""What somebody hears of it whose client knows none of it."""

AFTERWARDS = ("parfait, je note", "apportez des gâteaux", "première ligne", "deuxième ligne")
"""What such a client is shown later."""


def say(speaker: IrcClient, text: str, its_tags: str = "") -> str:
    """Say something, and return the id of the message."""
    speaker.send(f"{its_tags}PRIVMSG {CHANNEL} :{text}")
    return tags(speaker.wait_for(f"PRIVMSG {CHANNEL} :{re.escape(text)}$"))["msgid"]


def live(speaker: IrcClient, answered: str) -> None:
    """Say messages, the first in answer to another, and let something become of each."""
    say(speaker, "parfait, je note", f"@+draft/reply={answered} ")
    speaker.send(f"@+draft/react=\N{THUMBS UP SIGN};+draft/reply={answered} TAGMSG {CHANNEL}")
    edited = say(speaker, "apportez des gateaux")
    speaker.send(f"EDIT {CHANNEL} {edited} :apportez des gâteaux")
    deleted = say(speaker, "le code est 1234")
    speaker.send(f"REDACT {CHANNEL} {deleted} :oups")
    lines = (f"@batch=1 PRIVMSG {CHANNEL} :{text}" for text in ("première ligne", "deuxième ligne"))
    speaker.send(f"BATCH +1 draft/multiline {CHANNEL}", *lines, "BATCH -1")
    speaker.settle()
