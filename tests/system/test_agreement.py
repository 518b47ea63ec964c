"""A client that was away reads the history, and knows what one that stayed has seen live."""

from pathlib import Path
from random import Random

from harness.salon_process import IrcClient, SalonProcess
from harness.seeds import named, seeded
from harness.tagged_lines import commands, params, tags
from salon.wire.irc.messages import parse_message

STEPS = 1_000
AT_ONCE = 20
PAGE = 7
CAPS = (
    "batch echo-message message-tags server-time draft/chathistory draft/event-playback"
    " draft/message-redaction salon.dev/edit draft/read-marker draft/persistence"
)
PLACES = ("#a", "#b", "bob")
RULES = "[limits]\nmessages_per_second = 10000\nburst = 10000\n"


class View:
    """What a client of ann knows: the messages of each conversation, and how far she has read."""

    def __init__(self) -> None:
        self.said: dict[str, dict[str, str]] = {place: {} for place in PLACES}
        self.reactions: dict[str, set[tuple[str, str]]] = {}
        self.read: dict[str, str] = {}

    def see(self, lines: list[str]) -> None:
        """Take note of lines."""
        for line in lines:
            message = parse_message(line)
            assert message is not None
            nick = message.source.partition("!")[0]
            target = message.params[0] if message.params else ""
            place = nick if target == "ann" else target
            if place not in PLACES:
                continue
            if message.command in {"PRIVMSG", "NOTICE"} and nick in {"ann", "bob"}:
                self.said[place][tags(line)["msgid"]] = f"{nick}: {message.params[1]}"
            elif message.command == "EDIT":
                self.said[place][message.params[1]] = f"{nick}: {message.params[2]}"
            elif message.command == "REDACT":
                self.said[place].pop(message.params[1], None)
                self.reactions.pop(message.params[1], None)
            elif message.command == "TAGMSG":
                self._react(nick, tags(line))
            elif message.command == "MARKREAD":
                self.read[place] = message.params[1]

    def _react(self, nick: str, told: dict[str, str]) -> None:
        """Note or forget a reaction."""
        found = self.reactions.setdefault(told["+draft/reply"], set())
        if "+draft/react" in told:
            found.add((nick, told["+draft/react"]))
        else:
            found.discard((nick, told["+draft/unreact"]))
        if not found:
            del self.reactions[told["+draft/reply"]]

    def some_id(self, random: Random, place: str) -> str:
        """Return the id of a message, or one that nothing has."""
        return random.choice([*self.said[place]][-30:] or ["none"])


def act(random: Random, client: IrcClient, name: str, view: View) -> None:
    """Have somebody say, change, delete or mark something."""
    place = random.choice(PLACES)
    target = "ann" if name == "bob" and place == "bob" else place
    chosen = view.some_id(random, place)
    client.send(
        random.choice(
            (
                f"PRIVMSG {target} :said {random.randrange(999)}",
                f"PRIVMSG {target} :said {random.randrange(999)}",
                f"NOTICE {target} :noted {random.randrange(999)}",
                f"EDIT {target} {chosen} :edited {random.randrange(999)}",
                f"REDACT {target} {chosen}",
                f"@+draft/reply={chosen};+draft/react={random.choice('👍❤')} TAGMSG {target}",
                f"@+draft/reply={chosen};+draft/react={random.choice('👍❤')} TAGMSG {target}",
                f"@+draft/reply={chosen};+draft/unreact={random.choice('👍❤')} TAGMSG {target}",
                f"MARKREAD {target} timestamp=2026-01-{random.randrange(10, 29)}T10:00:00.000Z",
            )
        )
    )


def read_all(client: IrcClient) -> View:
    """Return what the history and the markers say, read from its end to its beginning in small pages."""
    view = View()
    for place in PLACES:
        pages: list[list[str]] = []
        reference, ended = "*", False
        while not ended:
            client.send(f"CHATHISTORY {'BEFORE' if pages else 'LATEST'} {place} {reference} {PAGE}")
            opening, *lines, _closing = client.settle()
            assert commands([opening]) == ["BATCH"], opening
            pages.insert(0, lines)
            messages = [line for line in lines if "msgid" in tags(line)]
            ended = "draft/chathistory-end" in tags(opening) or not messages
            if messages:
                reference = f"msgid={tags(messages[0])['msgid']}"
        for lines in pages:
            view.see(lines)
        client.send(f"MARKREAD {place}")
        (marked,) = client.settle()
        if params(marked)[1] != "*":
            view.see([marked])
    return view


def test_who_was_away_knows_what_who_stayed_has_seen(tmp_path: Path) -> None:
    """What was said, changed, deleted, reacted to and read: the same messages, texts, order and markers."""
    (tmp_path / "salon.toml").write_text(RULES)
    with SalonProcess(tmp_path) as salon, named(0):
        stays, bob = salon.enter("ann", caps=CAPS), salon.enter("bob", caps=CAPS)
        stays.send("NS REGISTER sesame-8")
        stays.wait_for(" 900 ")
        for client in (stays, bob):
            client.send("JOIN #a,#b")
            client.settle()
        random, live = seeded(0), View()
        for _ in range(STEPS // AT_ONCE):
            for _ in range(AT_ONCE):
                act(random, *random.choice(((stays, "ann"), (bob, "bob"))), live)
                bob.settle()
                live.see(stays.settle())
            comes_back = salon.enter("second", caps=CAPS)
            comes_back.send("NS IDENTIFY ann sesame-8")
            comes_back.wait_for(" 900 ")
            comes_back.settle()
            found = read_all(comes_back)
            assert [list(its.items()) for its in found.said.values()] == [
                list(its.items()) for its in live.said.values()
            ]
            assert found.reactions == live.reactions
            assert found.read == live.read
            comes_back.close()
            live.see(stays.settle())
        assert all(len(its) > PAGE for its in live.said.values())
        assert len(live.reactions) > PAGE
