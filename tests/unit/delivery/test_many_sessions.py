"""One person with several sessions: heard once by each, gone with the last."""

import pytest

from harness.snapshot import contradictions
from harness.world import Client, World
from salon.core.events import Event, PersonLeft, SessionAttached, SessionDetached
from salon.wire.irc.forms import IrcForm


def attach(world: World, first: Client) -> Client:
    """Open one more connection for the person of another."""
    client = world.connect()
    session = client.link.core.id
    world.decider.announce(SessionAttached(session, first.person.source, world.now))
    world.settle()
    assert client.person is first.person
    client.take()
    return client


def bodies(client: Client) -> list[str]:
    """Return what a client heard, without who said it."""
    return [line.partition(" ")[2] for line in client.take()]


@pytest.fixture
def world() -> World:
    """Return an empty world."""
    return World()


@pytest.mark.parametrize("count", [2, 3])
def test_a_message_is_heard_once_by_each(world: World, count: int) -> None:
    """By those of others, and by one's own others; the one that said it is shown nothing, or an echo."""
    ann, bob = world.join("ann", "#a"), world.join("bob", "#a")
    anns = [ann, *(attach(world, ann) for _ in range(count - 1))]
    world.forget_output()
    bob.send("PRIVMSG #a :salut", "PRIVMSG ann :toi")
    assert [bodies(client) for client in anns] == [["PRIVMSG #a :salut", "PRIVMSG ann :toi"]] * count
    assert anns[-1].send("PRIVMSG #a :moi", "PRIVMSG bob :à toi") == []
    assert [bodies(client) for client in anns[:-1]] == [["PRIVMSG #a :moi", "PRIVMSG bob :à toi"]] * (
        count - 1
    )
    assert bodies(bob) == ["PRIVMSG #a :moi", "PRIVMSG bob :à toi"]


def test_what_one_session_does_the_others_hear(world: World) -> None:
    """As what happened, and not as the answer to a request of theirs: labels stay with who asked."""
    ann = world.join("ann", caps="message-tags batch labeled-response")
    second = attach(world, ann)
    (answer,) = [line for line in ann.send("@label=x AWAY :au lit") if " 306 " in line]
    assert answer.startswith("@label=x ")
    assert not [line for line in second.take() if "label" in line]
    ann.send("JOIN #a")
    assert [line.split(" ")[1] for line in second.take()][:1] == ["JOIN"]
    second.send("PART #a")
    assert bodies(ann) == ["PART #a"]
    assert contradictions(world.state) == []


def test_a_person_leaves_with_the_last_session(world: World) -> None:
    """The end of another ends nothing for the person; nobody else hears of it."""
    ann, bob = world.join("ann", "#a"), world.join("bob", "#a")
    second, third = attach(world, ann), attach(world, ann)
    world.forget_output()
    ann.send("QUIT :not yet")
    world.hub.lost(third.link, "Connection reset")
    world.settle()
    assert (bob.take(), second.take()) == ([], [])
    assert list(second.person.sessions) == [second.link.id]
    assert second.send("PRIVMSG #a :still here") == []
    assert bodies(bob) == ["PRIVMSG #a :still here"]
    second.send("QUIT :now")
    assert bodies(bob)[0] == "QUIT :Quit: now"
    assert len([event for event in world.events if isinstance(event, PersonLeft)]) == 1
    assert len([event for event in world.events if isinstance(event, SessionDetached)]) == 3
    assert list(world.hub.sessions) == list(world.state.sessions) == [bob.link.id]
    assert world.state.attached == 1
    assert contradictions(world.state) == []


def test_a_kill_ends_them_all(world: World) -> None:
    """Each is told by whom; the others hear it once."""
    ann, bob = world.join("ann", "#a"), world.join("bob", "#a")
    second = attach(world, ann)
    bob.send("OPER root letmein")
    world.forget_output()
    heard = bob.send("KILL ann spam")
    assert len([line for line in heard if " QUIT " in line]) == 1
    for client in (ann, second):
        assert client.take()[-1] == "ERROR :Closing link: Killed (bob (spam))"
        assert client.closed
    assert list(world.hub.sessions) == [bob.link.id]
    assert contradictions(world.state) == []


def test_a_nick_and_a_kick_reach_all(world: World) -> None:
    """Once each; after a kick none of them hears the channel."""
    bob, ann = world.join("bob", "#a"), world.join("ann", "#a")
    second = attach(world, ann)
    world.forget_output()
    ann.send("NICK anna")
    assert [len([line for line in client.take() if " NICK " in line]) for client in (second, bob)] == [1, 1]
    bob.send("KICK #a anna :va", "PRIVMSG #a :enfin")
    assert [bodies(client) for client in (ann, second)] == [["KICK #a anna :va"]] * 2


def test_a_batch_that_fails_lets_nothing_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """To none of the sessions, neither echo nor message; the failure is told once."""
    ann, bob = world.join("ann", "#a", caps="echo-message"), world.join("bob", "#a")
    second = attach(world, ann)
    world.forget_output()
    error = OSError("no room")
    monkeypatch.setattr(world.decider._log, "_commit", lambda _events, done: done(error))
    ann.send("PRIVMSG #a :never")
    bob.send("PING never")
    assert [client.received for client in (ann, second, bob)] == [b""] * 3
    assert world.failures == [error]


def test_an_answer_after_the_end_does_nothing(world: World) -> None:
    """To a need of a session that is gone: another of the same person is no operator by it."""
    ann = world.join("ann", "#a")
    second = attach(world, ann)
    world.passwords.is_held = True
    ann.send("OPER root letmein", "PRIVMSG #a :after")
    world.hub.drop(ann.link, "Enough")
    world.settle()
    world.forget_output()
    world.verify_password()
    assert not second.person.is_operator
    assert second.take() == []
    assert world.failures == []


def test_a_message_costs_no_more_than_its_hearers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """3,000 sessions of one person: one rendering, one chunk each."""
    bob, ann = world.join("bob", "#a"), world.join("ann", "#a")
    clients = [ann]
    for _ in range(2_999):
        client = world.connect()
        world.decider.announce(SessionAttached(client.link.core.id, ann.person.source, world.now))
        clients.append(client)
    world.settle()
    world.forget_output()
    rendered = list[Event]()
    render = IrcForm.render

    def counted(form: IrcForm, event: Event) -> bytes | None:
        rendered.append(event)
        return render(form, event)

    monkeypatch.setattr(IrcForm, "render", counted)
    world.hub.receive(bob.link, b"PRIVMSG #a :salut\r\n")
    assert len(rendered) == 1
    chunks = [client.link.outbox.chunks for client in clients]
    assert all(len(its) == 1 for its in chunks)
    assert len({id(its[0]) for its in chunks}) == 1
    world.settle()
    assert all(client.received.endswith(b" PRIVMSG #a :salut\r\n") for client in clients)
