"""The clauses about the server itself: MOTD, VERSION, ADMIN, LUSERS, TIME, STATS, HELP, INFO, LINKS."""

import pytest

from harness.replies import codes, only, told
from harness.world import World
from salon.wire.irc.commands.table import COMMANDS, HELP_ENTRIES

# --- which server ------------------------------------------------------------------------------

ASKABLE = ("MOTD", "VERSION", "ADMIN", "TIME", "INFO")


@pytest.mark.parametrize("command", [*ASKABLE, "STATS u"])
@pytest.mark.parametrize("target", ["salon.test", "SALON.TEST", "alice", "BOB"])
def test_of_this_server(command: str, target: str) -> None:
    """modern-irc, messages-server_queries: VERSION: the server by name, or by somebody on it."""
    world = World()
    alice = world.join("alice")
    world.join("bob")
    assert alice.send(f"{command} {target}") == alice.send(command)


@pytest.mark.parametrize("command", [*ASKABLE, "STATS u"])
def test_of_another_server(command: str) -> None:
    """modern-irc, messages-server_queries: MOTD: a server that cannot be found gets 402, with its name."""
    alice = World().join("alice")
    assert told(alice.send(f"{command} other.test", f"{command} *", f"{command} :")) == [
        "402 alice other.test :...",
        "402 alice * :...",
        "402 alice * :...",
    ]


# --- MOTD, VERSION, ADMIN ----------------------------------------------------------------------


def test_motd() -> None:
    """modern-irc, messages-server_queries: MOTD: its start, a 372 a line, its end; an empty line is one."""
    alice = World(irc={"motd": ("Be kind.", "", ":) é")}).join("alice")
    assert alice.send("MOTD")[0] == ":salon.test 375 alice :- salon.test Message of the day -"
    assert told(alice.send("MOTD")) == [
        "375 alice :...",
        "372 alice :- Be kind.",
        "372 alice :- ",
        "372 alice :- :) é",
        "376 alice :...",
    ]


def test_no_motd() -> None:
    """modern-irc, messages-server_queries: MOTD: where there is none, 422."""
    assert told(World().join("alice").send("MOTD")) == ["422 alice :..."]


def test_version() -> None:
    """modern-irc, messages-server_queries: VERSION: 351 with software, server and comments, then 005."""
    lines = World().join("alice").send("VERSION")
    assert told(lines)[0] == "351 alice salon-0 salon.test :..."
    assert set(codes(lines)[1:]) == {"005"}


def test_admin() -> None:
    """modern-irc, messages-server_queries: ADMIN: 256 to 259, with what the owner wrote."""
    alice = World(irc={"admin": ("A class", "of a school", "admin@example.org")}).join("alice")
    assert told(alice.send("ADMIN")) == [
        "256 alice salon.test :...",
        "257 alice :A class",
        "258 alice :of a school",
        "259 alice :admin@example.org",
    ]


def test_admin_who_says_nothing() -> None:
    """modern-irc, messages-server_queries: ADMIN: where the owner wrote nothing, that is said."""
    assert codes(World().join("alice").send("ADMIN")) == ["256", "257"]


# --- LUSERS ------------------------------------------------------------------------------------


def test_lusers() -> None:
    """modern-irc, messages-server_queries: LUSERS: each count in its numeric, and in its parameters."""
    world = World()
    alice = world.join("alice", "#a", "#b")
    bob = world.join("bob", "#a")
    bob.send("MODE bob +i")
    world.join("carol").send("QUIT")
    alice.send("OPER root letmein")
    world.connect()
    world.connect().send("NICK dave")
    lines = bob.send("LUSERS")
    assert lines[0] == ":salon.test 251 bob :There are 2 users and 1 invisible on 1 server"
    assert lines[4] == ":salon.test 255 bob :I have 2 clients and no other server"
    assert told(lines) == [
        "251 bob :...",
        "252 bob 1 :...",
        "253 bob 2 :...",
        "254 bob 2 :...",
        "255 bob :...",
        "265 bob 2 3 :...",
        "266 bob 2 3 :...",
    ]


def test_lusers_without_what_there_is_not() -> None:
    """RFC 2812, 5.1: operators, unknown connections and channels are counted only where there are any."""
    assert codes(World().join("alice").send("LUSERS")) == ["251", "255", "265", "266"]


def test_lusers_follow_what_happens() -> None:
    """modern-irc, messages-server_queries: LUSERS: who left, or laid a mode down, is counted no more."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob")
    bob.send("OPER root letmein", "MODE bob +i")
    assert only(alice.send("LUSERS"), "252") == ["252 alice 1 :..."]
    bob.send("MODE bob -oi")
    assert alice.send("LUSERS")[0].endswith(":There are 2 users and 0 invisible on 1 server")
    bob.send("MODE bob +i", "QUIT")
    assert alice.send("LUSERS")[0].endswith(":There is 1 user and 0 invisible on 1 server")


# --- TIME, INFO, LINKS -------------------------------------------------------------------------


def test_time() -> None:
    """modern-irc, modern-appendix: RPL_TIME: the server's name, and its time for people."""
    world = World()
    alice = world.join("alice")
    world.now += 61_000
    assert told(alice.send("TIME")) == ["391 alice salon.test :2027-01-15 08:01:01 UTC"]


def test_info() -> None:
    """modern-irc, messages-server_queries: INFO: lines about the software, then their end."""
    lines = World().join("alice").send("INFO")
    assert set(codes(lines)[:-1]) == {"371"}
    assert told(lines)[-1] == "374 alice :..."
    assert "Salon" in lines[0]


def test_links() -> None:
    """modern-irc, messages-optional: LINKS: this server, linked to itself, and the end for `*`."""
    assert told(World().join("alice").send("LINKS")) == [
        "364 alice salon.test salon.test :0 Test",
        "365 alice * :...",
    ]


# --- STATS -------------------------------------------------------------------------------------


def test_stats_of_commands() -> None:
    """modern-irc, messages-server_queries: STATS: m is a 212 for each command used, and how often."""
    world = World()
    alice = world.join("alice")
    alice.send("TIME", "time", "PRIVMSG", "NONSENSE")
    lines = told(alice.send("STATS m"))
    assert "212 alice TIME 2" in lines
    assert "212 alice PRIVMSG 1" in lines
    assert "212 alice STATS 1" in lines
    assert "NONSENSE" not in " ".join(lines)
    assert lines[-1] == "219 alice m :..."


def test_stats_of_uptime() -> None:
    """modern-irc, modern-appendix: RPL_STATSUPTIME: days, hours, minutes and seconds."""
    world = World()
    alice = world.join("alice")
    world.now += ((2 * 24 + 3) * 60 + 4) * 60_000 + 5000
    assert (
        alice.send("STATS u")
        == alice.send("STATS uptime")
        == [
            ":salon.test 242 alice :Server up for 2 d 3:04:05",
            ":salon.test 219 alice u :End of STATS report",
        ]
    )


def test_stats_of_operators() -> None:
    """modern-irc, messages-server_queries: STATS: o is for operators (481)."""
    world = World()
    alice = world.join("alice")
    assert told(alice.send("STATS o")) == ["481 alice :..."]
    alice.send("OPER root letmein")
    assert told(alice.send("STATS o")) == [
        "243 alice O *@* * root",
        "243 alice O *@* * alice",
        "219 alice o :...",
    ]


@pytest.mark.parametrize(
    ("line", "letter"), [("STATS z", "z"), ("STATS ?", "?"), ("STATS ::", "*"), ("STATS :", "*")]
)
def test_stats_of_nothing(line: str, letter: str) -> None:
    """modern-irc, modern-appendix: RPL_ENDOFSTATS: any letter has its end."""
    assert told(World().join("alice").send(line)) == [f"219 alice {letter} :..."]


def test_stats_without_query() -> None:
    """modern-irc, messages-server_queries: STATS: without a query, 461."""
    assert told(World().join("alice").send("STATS")) == ["461 alice STATS :..."]


# --- HELP --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["HELP", "HELPOP", "help"])
def test_help(command: str) -> None:
    """modern-irc, messages-server_queries: HELP: a title, an empty line, a line each, the end, for `*`."""
    lines = World().join("alice").send(command)
    assert codes(lines) == ["704", "705", *["705"] * len(HELP_ENTRIES), "706"]
    assert lines[1] == ":salon.test 705 alice * :"
    assert [line.split(" :")[1].split(" ")[0] for line in lines[2:-1]] == list(HELP_ENTRIES)
    told(lines)


@pytest.mark.parametrize("subject", sorted(HELP_ENTRIES))
def test_help_on_each_command(subject: str) -> None:
    """modern-irc, messages-server_queries: HELP: each command has its own, under its name."""
    lines = told(World().join("alice").send(f"HELP {subject.lower()}"))
    # Behind it, how long messages are kept.
    more = ["705"] if subject in {"HISTORY", "CHATHISTORY"} else []
    assert [line.split(" ")[:3] for line in lines] == [
        [code, "alice", subject] for code in ("704", "705", "705", *more, "706")
    ]


def test_help_tells_of_every_command() -> None:
    """modern-irc, messages-server_queries: HELP: what can be said is what there is help on."""
    assert set(COMMANDS) - set(HELP_ENTRIES) == {"HELPOP", "NS", "CS"}


@pytest.mark.parametrize(
    ("given", "shown"), [("nothing", "NOTHING"), (":a b", "*"), ("::x", "*"), (": ", "*"), ("é", "É")]
)
def test_help_on_nothing(given: str, shown: str) -> None:
    """modern-irc, modern-appendix: ERR_HELPNOTFOUND: the subject, or `*` where it could not stand there."""
    assert told(World().join("alice").send(f"HELP {given}")) == [f"524 alice {shown} :..."]
