"""Any server of IRC may be at the other end, also one that says what makes no sense: the page goes on."""

import re
from collections.abc import Callable

from playwright.sync_api import WebSocketRoute, expect

from harness.browsers import Visitor
from system.page.conftest import Visit

Answer = Callable[[WebSocketRoute, str], None]


class Liar:
    """A server that lets a person in, and then says what a test wants."""

    def __init__(self, visitor: Visitor) -> None:
        self.heard: list[str] = []
        self.route: WebSocketRoute | None = None
        visitor.page.route_web_socket(re.compile("/irc"), self._serve)

    def _serve(self, route: WebSocketRoute) -> None:
        self.route = route
        route.on_message(lambda message: self._hear(route, str(message)))

    def _hear(self, route: WebSocketRoute, line: str) -> None:
        self.heard.append(line)
        command, _, rest = line.partition(" ")
        if command == "CAP" and rest.startswith("LS"):
            route.send(":liar CAP * LS :message-tags server-time echo-message batch")
        elif command == "CAP" and rest.startswith("REQ"):
            route.send(f":liar CAP * ACK {rest.removeprefix('REQ ')}")
        elif command == "USER":
            route.send(":liar 001 liz :Welcome")
            route.send(":liar 422 liz :No motd")
        elif command == "PING":
            route.send(f":liar PONG liar {rest}")
        elif line.split(" ")[-2:-1] == ["JOIN"] or " JOIN " in f" {line}":
            channel = line.split("JOIN ")[1].split(" ", maxsplit=1)[0]
            route.send(f":liz!l@h JOIN {channel}")
            route.send(f":liar 353 liz = {channel} :liz @bob")
            route.send(f":liar 366 liz {channel} :End")

    def say(self, *lines: str) -> None:
        """Send lines, each as a message."""
        assert self.route is not None
        for line in lines:
            self.route.send(line)


NONSENSE = (
    "",
    " ",
    ":",
    "@",
    "@=;;a PRIVMSG",
    ":bob",
    ":bob!b@h PRIVMSG",
    "PRIVMSG #public :from nobody",
    ":bob!b@h PRIVMSG liz",
    ":bob!b@h PRIVMSG #elsewhere :in a channel that nobody is in",
    "@time=yesterday :bob!b@h PRIVMSG #public :at no time",
    "@time=9999-99-99T99:99:99.999Z :bob!b@h PRIVMSG #public :at another",
    "@time=+275760-09-13T00:00:00.001Z :bob!b@h PRIVMSG #public :after the end of time",
    "@msgid= :bob!b@h PRIVMSG #public :without an id",
    "@msgid=1 :bob!b@h PRIVMSG #public :with an id",
    "@msgid=1 :bob!b@h PRIVMSG #public :with the same id",
    "@batch=never :bob!b@h PRIVMSG #public :of a batch that never began",
    ":liar BATCH +open chathistory #public",
    "@batch=open :bob!b@h PRIVMSG #public :of a batch that never ends",
    ":liar BATCH -other",
    ":liar BATCH +",
    ":liar BATCH",
    ":nobody!n@h JOIN #nowhere",
    ":liz!l@h KICK #nowhere liz :out",
    ":nobody!n@h PART #public",
    ":nobody!n@h NICK",
    ":nobody!n@h NICK liz",
    ":bob!b@h NICK bob",
    ":liar 353 liz = #nowhere :@a +b",
    ":liar 353",
    ":liar 353 liz = #public :@ + @+~&% \x00",
    ":liar 366 liz #nowhere :End",
    ":liar 332 liz #public",
    ":liar 005 liz PREFIX= CHANMODES=,,, :are supported",
    ":liar 005 liz PREFIX=(ov)@+ CHANTYPES=# NICKLEN=-1 LINELEN=x :are supported",
    ":liar 001 liz :Welcome again",
    ":liar 433 * liz :in use, after all",
    ":liar 999999 liz :no number",
    ":liar MODE #public +oooooooooooo bob",
    ":liar MODE #public",
    ":liar CAP * DEL :message-tags",
    ":liar CAP",
    ":liar TAGMSG #public",
    ":liar MONITOR",
    ":liar 730 liz",
    ":liar 352 liz",
    "ERROR",
    f":bob!b@h PRIVMSG #public :{'y' * 20_000}",
    f"@{'a=b;' * 5_000} :bob!b@h PRIVMSG #public :under many tags",
    ":" + "x" * 5_000 + "!b@h PRIVMSG #public :from a long name",
)


def entered(visit: Visit) -> tuple[Visitor, Liar]:
    """Return somebody who is in #public of a server that lies."""
    visitor = visit()
    liar = Liar(visitor)
    visitor.enter("liz")
    return visitor, liar


def test_what_makes_no_sense(visit: Visit) -> None:
    """After each of it one can still talk."""
    visitor, liar = entered(visit)
    for number, line in enumerate(NONSENSE):
        liar.say(line, f":bob!b@h PRIVMSG #public :proof {number}")
        proof = visitor.page.get_by_text(f"proof {number}", exact=True)
        expect(proof.first, f"after {line[:60]!r}: {visitor.console[-3:]}").to_be_visible()
        assert visitor.violations == [], line[:60]
    visitor.say("still here")
    expect(visitor.composer).to_have_value("")
    assert any("PRIVMSG #public :still here" in line for line in liar.heard)
