"""The clauses about server operators: OPER, KILL, REHASH, RESTART, WALLOPS, and what they may do anywhere."""

import pytest

from harness.replies import codes, heard, mask, only, told
from harness.world import Client, World


def operator(world: World, *channels: str) -> Client:
    """Return a server operator."""
    root = world.join("root", *channels)
    root.send("OPER root letmein")
    return root


# --- OPER --------------------------------------------------------------------------------------


def test_oper() -> None:
    """modern-irc, messages-connection: OPER: 381 and one MODE that says so; operators read WALLOPS."""
    root = World().join("root")
    assert told(root.send("OPER root letmein")) == [
        f":{mask('root')} MODE root +ow",
        "381 root :...",
    ]
    assert told(root.send("MODE root")) == ["221 root +ow"]
    assert only(root.send("WHOIS root"), "313") == ["313 root root :..."]


def test_oper_with_a_host() -> None:
    """modern-irc, messages-connection: OPER: other messages may be sent: here the host that is shown now."""
    world = World()
    alice = world.join("alice")
    assert only(alice.send("OPER alice letmein"), "381", "396") == [
        "381 alice :...",
        "396 alice staff.salon.test :...",
    ]
    assert only(world.join("bob").send("WHOIS alice"), "311") == [
        "311 bob alice ~alice staff.salon.test * :alice Real"
    ]


@pytest.mark.parametrize(
    "line", ["OPER root wrong", "OPER nobody letmein", "OPER ROOT letmein", "OPER root :"]
)
def test_oper_refused(line: str) -> None:
    """modern-irc, messages-connection: OPER: the wrong password gets 464, and so does an unknown name."""
    alice = World().join("alice")
    assert told(alice.send(line)) == ["464 alice :..."]
    assert told(alice.send("MODE alice")) == ["221 alice +"]


def test_oper_lacks_parameters() -> None:
    """modern-irc, messages-connection: OPER: both parameters are required (461)."""
    assert told(World().join("alice").send("OPER", "OPER root")) == ["461 alice OPER :..."] * 2


def test_oper_before_registration() -> None:
    """modern-irc, messages-connection: OPER: it is for registered people (451)."""
    assert told(World().connect().send("OPER root letmein")) == ["451 * :..."]


def test_what_follows_oper_waits_for_it() -> None:
    """modern-irc, messages-connection: OPER: what is sent after it is done as what it made of one."""
    world = World()
    world.join("bob")
    alice = world.join("alice")
    assert codes(alice.send("OPER root letmein", "KILL bob :x", "PING 1"))[-1] == "PONG"
    assert world.state.find_person("bob") is None


# --- KILL --------------------------------------------------------------------------------------


def test_kill() -> None:
    """modern-irc, messages-ircop: KILL: KILL, QUIT and ERROR to the one; QUIT to those in shared channels."""
    world = World()
    root = operator(world)
    carol, bob = world.join("carol", "#a"), world.join("bob", "#a")
    heard([carol])
    # As people type it, without a colon.
    assert root.send("KILL BOB too loud") == []
    reason = "Killed (root (too loud))"
    assert bob.take() == [
        f":{mask('root')} KILL bob :{reason}",
        f":{mask('bob')} QUIT :{reason}",
        f"ERROR :Closing link: {reason}",
    ]
    assert bob.closed
    assert carol.take() == [f":{mask('bob')} QUIT :{reason}"]
    assert told(root.send("WHOIS bob"))[0] == "401 root bob :..."


def test_kill_in_the_operators_channel() -> None:
    """modern-irc, messages-ircop: KILL: the operator is told as anyone who shares a channel, once."""
    world = World()
    root = operator(world, "#a")
    world.join("bob", "#a")
    assert root.send("KILL bob :x")[-1] == f":{mask('bob')} QUIT :Killed (root (x))"
    assert only(root.send("WHOIS bob"), "401") == ["401 root bob :..."]


def test_kill_of_oneself() -> None:
    """modern-irc, messages-ircop: KILL: an operator is somebody like anyone."""
    world = World()
    root = operator(world)
    assert codes([line for line in root.send("KILL root :x") if line.startswith(":")]) == ["KILL", "QUIT"]
    assert root.closed


def test_kill_refusals() -> None:
    """modern-irc, messages-ircop: KILL: 461, 481 for who is no operator, 401 for nobody, 483 for a server."""
    world = World()
    alice, root = world.join("alice"), operator(world)
    assert told(alice.send("KILL", "KILL root", "KILL root :x", "KILL ghost :x", "KILL salon.test :x")) == [
        *["461 alice KILL :..."] * 2,
        *["481 alice :..."] * 3,
    ]
    assert told(root.send("KILL alice", "KILL ghost :x", "KILL Salon.Test :x")) == [
        "461 root KILL :...",
        "401 root ghost :...",
        "483 root :...",
    ]


# --- REHASH, RESTART ---------------------------------------------------------------------------


def test_rehash() -> None:
    """modern-irc, messages-ircop: REHASH: 382 with the file, and what came of it."""
    world = World()
    root = operator(world)
    lines = told(root.send("REHASH"))
    assert lines[0] == "382 root salon.toml :..."
    assert lines[1].startswith("NOTICE root :NOTE REHASH CONFIG_RELOADED: ")
    world.reload_problem = "no such key: colour"
    lines = told(root.send("REHASH"))
    assert lines[1].startswith("NOTICE root :FAIL REHASH CONFIG_BAD: ")
    assert "no such key: colour" in lines[1]


@pytest.mark.parametrize("line", ["REHASH", "RESTART", "WALLOPS :x", "KILL bob :x", "STATS o"])
def test_for_operators_alone(line: str) -> None:
    """modern-irc, messages-ircop: ERR_NOPRIVILEGES: who is no operator gets 481, and nothing happens."""
    world = World()
    alice, bob = world.join("alice"), world.join("bob")
    bob.send("MODE bob +w")
    assert told(alice.send(line)) == ["481 alice :..."]
    assert bob.take() == []
    assert not bob.closed


def test_restart() -> None:
    """modern-irc, messages-ircop: RESTART: the server starts again, and answers no more."""
    root = operator(World())
    assert root.send("RESTART", "PING x") == []


# --- WALLOPS -----------------------------------------------------------------------------------


def test_wallops() -> None:
    """modern-irc, messages-optional: WALLOPS: everybody with mode w gets it, the sender too, nobody else."""
    world = World()
    root = operator(world)
    alice, bob = world.join("alice"), world.join("bob")
    alice.send("MODE alice +w")
    line = f":{mask('root')} WALLOPS :to  all"
    assert root.send("WALLOPS :to  all") == [line]
    assert heard([alice, bob]) == [[line], []]
    root.send("MODE root -w")
    assert root.send("WALLOPS :x") == []


def test_wallops_of_nothing() -> None:
    """modern-irc, messages-optional: WALLOPS: the text is not empty (461)."""
    root = operator(World())
    assert told(root.send("WALLOPS", "WALLOPS :")) == ["461 root WALLOPS :..."] * 2


# --- anything, on anyone -----------------------------------------------------------------------


def test_operators_enter_anywhere() -> None:
    """Ranks and rights: a server operator is kept out by no ban, key, invitation or limit."""
    world = World()
    world.join("alice", "#a").send("MODE #a +biklm *!*@* key 1")
    root = operator(world)
    assert codes(root.send("JOIN #a"))[0] == "JOIN"


def test_operators_see_what_is_secret() -> None:
    """Ranks and rights: a server operator sees secret channels and the invisible."""
    world = World()
    alice = world.join("alice", "#a")
    alice.send("MODE #a +s", "MODE alice +i")
    root = operator(world)
    assert only(root.send("LIST"), "322") == ["322 root #a 1 :"]
    assert only(root.send("NAMES #a"), "353") == ["353 root @ #a :@alice"]
    assert only(root.send("WHOIS alice"), "319") == ["319 root alice :@#a"]


def test_rights_end_with_the_mode() -> None:
    """RFC 2812, 3.1.5: who lays mode o down is an operator no more, anywhere."""
    world = World()
    world.join("alice", "#a").send("MODE #a +s")
    root = operator(world)
    root.send("MODE root -o")
    assert told(root.send("MODE #a -s", "REHASH")) == ["403 root #a :...", "481 root :..."]
    assert told(root.send("MODE root")) == ["221 root +w"]


def test_guesses_are_slowed_down() -> None:
    """OPER: of fifty guesses at once three are looked at; the right one waits, too, but nobody else does."""
    world = World()
    ann, other = world.join("ann"), world.connect("198.51.100.1")
    other.send("NICK ben", "USER ben 0 * :Ben")
    answers = ann.send(*["OPER root guess"] * 49, "OPER root letmein")
    assert [line for line in answers if "464" not in line] == []
    assert sum("No such operator" in line for line in answers) == 3
    assert answers[-1].endswith("Too many wrong passwords: try again in 1 second.")
    assert any(" 381 " in line for line in other.send("OPER root letmein"))
    world.pass_time(1)
    assert any(" 381 " in line for line in ann.send("OPER root letmein"))


def test_a_server_password_is_guessed_slowly() -> None:
    """PASS: after three wrong ones an address waits; another one does not."""
    world = World(rules={"passwords": {"irc": "secret"}})
    said = []
    for password in ("a", "b", "c", "secret"):
        guest = world.connect()
        guest.link.core.wire = "irc"
        said += [
            line for line in guest.send(f"PASS {password}", "NICK a", "USER a 0 * :A") if " 464 " in line
        ]
        assert guest.closed
    assert "Too many wrong passwords" in said[-1]
    assert len(said) == 4
