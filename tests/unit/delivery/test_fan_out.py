"""Fan-out: what each connection is shown of what happens, and how often it is rendered."""

from collections import Counter

import pytest

from harness.world import SERVER, Client, World
from salon.core.events import Event
from salon.wire.irc.forms import IrcForm

ANN = ":ann!~ann@host.test"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often each kind of event is rendered."""
    count: Counter[str] = Counter()
    render = IrcForm.render

    def counted(form: IrcForm, event: Event) -> bytes | None:
        count[type(event).__name__] += 1
        return render(form, event)

    monkeypatch.setattr(IrcForm, "render", counted)
    return count


def told(*clients: Client) -> list[list[str]]:
    """Return what each client was told since the last look, without the tags."""
    return [
        [line.partition(" ")[2] if line.startswith("@") else line for line in its.take()] for its in clients
    ]


# --- messages ----------------------------------------------------------------------------------


def test_a_message_is_rendered_once_for_each_form(rendered: Counter[str]) -> None:
    """All members of one form get the very same bytes."""
    world = World()
    ann = world.join("ann", "#a")
    plain = [world.join(f"p{number}", "#a") for number in range(3)]
    timed = [world.join(f"t{number}", "#a", caps="server-time") for number in range(2)]
    # These capabilities change nothing in the bytes of a message.
    plain.append(world.join("other", "#a", caps="echo-message batch multi-prefix"))
    rendered.clear()
    world.hub.receive(ann.link, b"PRIVMSG #a :salut\r\n")
    assert rendered == {"MessagePosted": 2}
    chunks = [[client.link.outbox.chunks[-1] for client in its] for its in (plain, timed)]
    assert [len({id(chunk) for chunk in its}) for its in chunks] == [1, 1]
    world.settle()
    assert told(*plain, *timed) == [[f"{ANN} PRIVMSG #a :salut"]] * 6


def test_the_sender_is_left_out() -> None:
    """Who asked for it gets an echo, once, in the own form."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben", "#a", caps="echo-message server-time")
    assert ann.send("PRIVMSG #a :salut") == []
    assert [line.startswith("@time=") for line in ben.take()] == [True]
    (echo,) = ben.send("PRIVMSG #a :salut")
    assert echo.startswith("@time=")
    assert echo.endswith(" :ben!~ben@host.test PRIVMSG #a :salut")
    assert told(ann) == [[":ben!~ben@host.test PRIVMSG #a :salut"]]


def test_an_outsider_is_heard_by_all_members() -> None:
    """And hears nothing."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben")
    ann.send("MODE #a -n")
    assert ben.send("PRIVMSG #a :salut") == []
    assert told(ann) == [[":ben!~ben@host.test PRIVMSG #a :salut"]]


def test_what_is_not_for_a_form_is_not_sent() -> None:
    """A TAGMSG means nothing to who knows no tags."""
    world = World()
    ann = world.join("ann", "#a", caps="message-tags")
    ben, cleo = world.join("ben", "#a", caps="message-tags"), world.join("cleo", "#a")
    ann.send("@+typing=active TAGMSG #a")
    assert told(ben, cleo) == [[f"{ANN} TAGMSG #a"], []]


def test_a_message_to_one_person() -> None:
    """Nobody else hears it; to oneself it comes after what was answered before."""
    world = World()
    ann, ben, cleo = (world.join(nick, "#a") for nick in ("ann", "ben", "cleo"))
    assert ann.send("PRIVMSG ben :salut") == []
    assert told(ben, cleo) == [[f"{ANN} PRIVMSG ben :salut"], []]
    assert ann.send("PING 1", "PRIVMSG ann :moi", "PING 2") == [
        f":{SERVER} PONG {SERVER} :1",
        f"{ANN} PRIVMSG ann :moi",
        f":{SERVER} PONG {SERVER} :2",
    ]


@pytest.mark.parametrize(("prefix", "heard"), [("~", "~"), ("@", "~@"), ("+", "~@+"), ("", "~@+ ")])
def test_a_message_to_a_rank(prefix: str, heard: str) -> None:
    """Those who have it or a higher one hear it, each in the own form."""
    world = World()
    ann = world.join("ann", "#a")
    others = {"@": world.join("op", "#a"), "+": world.join("voice", "#a", caps="server-time")}
    others[" "] = world.join("plain", "#a")
    ann.send("MODE #a +ov op voice")
    told(*others.values())
    ann.send(f"PRIVMSG {prefix}#a :salut")
    line = [f"{ANN} PRIVMSG {prefix}#a :salut"]
    assert told(*others.values()) == [line if rank in heard else [] for rank in others]


# --- what spans channels -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "line", "caps"),
    [
        ("NICK zoe", f"{ANN} NICK :zoe", ""),
        ("QUIT :bye", f"{ANN} QUIT :Quit: bye", ""),
        ("AWAY :au lit", f"{ANN} AWAY :au lit", "away-notify"),
        ("SETNAME :Ann", f"{ANN} SETNAME :Ann", "setname"),
        ("OPER alice letmein", f"{ANN} CHGHOST ~ann staff.salon.test", "chghost"),
    ],
)
def test_peers_are_told_once(rendered: Counter[str], command: str, line: str, caps: str) -> None:
    """However many channels one shares with them; strangers are not."""
    world = World()
    ann = world.join("ann", "#a", "#b", "#c")
    near = [world.join("ben", "#a", "#b", caps=caps), world.join("cleo", "#c", caps=caps)]
    far = world.join("dan", "#d", caps=caps)
    told(*near)
    rendered.clear()
    ann.send(command)
    assert [[its for its in lines if " MODE " not in its] for lines in told(*near)] == [[line], [line]]
    assert told(far) == [[]]
    rendered.pop("ModesChanged", None)
    assert list(rendered.values()) == [2 if caps else 1]


def test_who_does_not_know_chghost_is_shown_it_in_the_old_way() -> None:
    """Each in its own channels (chghost, "Fallback")."""
    world = World()
    ann = world.join("ann", "#a", "#b")
    ben, cleo = world.join("ben", "#a"), world.join("cleo", "#a", "#b", caps="chghost")
    told(cleo)
    ann.send("OPER alice letmein")
    new = ":ann!~ann@staff.salon.test"
    assert told(ben) == [[f"{ANN} QUIT :Changing host", f"{new} JOIN #a", f":{SERVER} MODE #a +o ann"]]
    assert told(cleo) == [[f"{ANN} CHGHOST ~ann staff.salon.test"]]


def test_wallops_reach_those_who_listen() -> None:
    """In whatever channels they are; the operator too."""
    world = World()
    ann, ben, cleo = (world.join(nick) for nick in ("ann", "ben", "cleo"))
    ben.send("MODE ben +w")
    ann.send("OPER root letmein")
    line = f"{ANN} WALLOPS :attention"
    assert ann.send("WALLOPS attention") == [line]
    assert told(ben, cleo) == [[line], []]


# --- those whom it concerns --------------------------------------------------------------------


def test_who_joins_hears_it_first() -> None:
    """Once, with the names; who was there before gets the line alone."""
    world = World()
    ann, ben = world.join("ann", "#a"), world.join("ben")
    codes = [line.split(" ")[1] for line in ben.send("JOIN #a")]
    assert codes == ["JOIN", "353", "366"]
    assert told(ann) == [[":ben!~ben@host.test JOIN #a"]]


def test_who_is_kicked_hears_it_and_then_nothing_more() -> None:
    """Everybody in the channel hears it once."""
    world = World()
    ann, ben, cleo = (world.join(nick, "#a") for nick in ("ann", "ben", "cleo"))
    told(ann, ben)
    line = f"{ANN} KICK #a ben :va"
    assert ann.send("KICK #a ben :va", "PRIVMSG #a :enfin") == [line]
    assert told(ben, cleo) == [[line], [line, f"{ANN} PRIVMSG #a :enfin"]]


def test_who_is_invited_hears_it_outside() -> None:
    """Members only where they asked for it (invite-notify)."""
    world = World()
    ann = world.join("ann", "#a")
    ben, cleo, dan = (
        world.join("ben"),
        world.join("cleo", "#a", caps="invite-notify"),
        world.join("dan", "#a"),
    )
    told(ann, cleo)
    assert ann.send("INVITE ben #a") == [f":{SERVER} 341 ann ben #a"]
    assert told(ben, cleo, dan) == [[f"{ANN} INVITE ben #a"], [f"{ANN} INVITE ben #a"], []]


def test_who_is_killed_is_told_by_whom() -> None:
    """The killer, who shares a channel, sees it like the others."""
    world = World()
    ann, ben, cleo = (world.join(nick, "#a") for nick in ("ann", "ben", "cleo"))
    ann.send("OPER root letmein")
    told(cleo)
    gone = ":ben!~ben@host.test QUIT :Killed (ann (spam))"
    assert ann.send("KILL ben spam") == [gone]
    assert told(cleo) == [[gone]]
    assert told(ben)[0][-1] == "ERROR :Closing link: Killed (ann (spam))"


# --- MONITOR -----------------------------------------------------------------------------------


def test_who_monitors_a_nick_is_told() -> None:
    """When it comes, goes, is taken or left; not at a change of its case."""
    world = World()
    ben = world.join("ben")
    assert ben.send("MONITOR + ann") == [f":{SERVER} 731 ben :ann"]
    ann = world.join("zoe")
    ann.send("NICK Ann")
    assert told(ben) == [[f":{SERVER} 730 ben :Ann!~zoe@host.test"]]
    ann.send("NICK ANN")
    assert told(ben) == [[]]
    ann.send("NICK zoe")
    assert told(ben) == [[f":{SERVER} 731 ben :ANN"]]
    ann.send("NICK ann")
    ann.send("QUIT")
    assert [line.split(" ")[1] for line in told(ben)[0]] == ["730", "731"]
    assert ben.send("NICK ann") == [":ben!~ben@host.test NICK :ann", f":{SERVER} 730 ann :ann!~ben@host.test"]


def test_changes_of_the_monitored_come_once() -> None:
    """By the channel that one shares with them, or by extended-monitor."""
    world = World()
    ann = world.join("ann", "#a")
    caps = "extended-monitor away-notify"
    near, far = world.join("near", "#a", caps=caps), world.join("far", caps=caps)
    deaf = world.join("deaf", caps="away-notify")
    for client in (near, far, deaf):
        client.send("MONITOR + ann")
    ann.send("AWAY :au lit")
    assert told(near, far, deaf) == [[f"{ANN} AWAY :au lit"], [f"{ANN} AWAY :au lit"], []]


def test_what_a_session_shows_itself_it_shows_once() -> None:
    """Though its form leaves it to each session, and it is among those whom it reaches."""
    world = World()
    alice, ben = world.join("alice", "#a"), world.join("ben", "#a")
    shown = alice.send("OPER alice letmein")
    assert sum(" 396 " in line for line in shown) == 1
    assert [line.split(" ")[1] for line in ben.take()].count("JOIN") == 1
