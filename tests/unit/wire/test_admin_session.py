"""The wire of the server's owner: each request is answered, and behind the answer stands its end."""

import pytest

from harness.owner import PAGE, Owner
from harness.world import World
from salon.core.account_events import CodeKind
from salon.core.queries.administration import ID_LENGTH, BackupsShown
from salon.wire.admin import DAY, LINE_LIMIT


@pytest.fixture
def world() -> World:
    """Return a server."""
    return World()


@pytest.fixture
def owner(world: World) -> Owner:
    """Return its owner."""
    return Owner(world)


def test_an_account_is_made(world: World, owner: Owner) -> None:
    """With its password, which opens it, and as an operator's, if that is wanted."""
    made = owner.ask("account-add", name="Zoé", password="secret", operator=True)
    assert made == [{"answer": "done", "text": "The account Zoé has been created."}]
    account = world.state.accounts.find("zoé")
    assert account is not None
    assert account.operator
    assert account.password.startswith("$argon2id$")


def test_what_is_done_is_on_the_disk_before_it_is_told(world: World, owner: Owner) -> None:
    """A confirmed account outlasts whatever comes."""
    world.hold_disk = True
    assert owner.send('{"command":"account-add","name":"alice"}') == []
    world.release_disk()
    assert owner.take() == [
        '{"answer":"done","text":"The account alice has been created."}',
        '{"answer":"end"}',
    ]


def test_what_is_refused_says_why_in_the_language_that_was_asked_for(owner: Owner) -> None:
    """With a code for programs."""
    (refused,) = owner.ask("kick", nick="zoé", reason="", language="fr")
    assert refused == {"answer": "refused", "code": "NO_SUCH_NICK", "text": "Personne ne s'appelle zoé ici."}
    # A language that is not there is no reason to say nothing.
    (refused,) = owner.ask("kick", nick="zoé", reason="", language="de")
    assert refused["text"] == "There is nobody called zoé here."


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"hello", b"[]", b"\xff", b"x" * (LINE_LIMIT + 1)),
        *(b'{"command":"nothing"}', b'{"command":"account"}', b'{"command":7}'),
        *(b'{"command":"accounts","colour":1}', b'{"command":"invite","uses":0}'),
    ],
)
def test_what_is_no_request_is_refused(owner: Owner, line: bytes) -> None:
    """And the next one is answered."""
    (refused,) = owner.ask_line(line)
    assert refused["code"] == "BAD_REQUEST"
    assert owner.rows("accounts") == []


def test_any_split_is_the_same(owner: Owner) -> None:
    """A request is what comes before the end of its line."""
    answers = owner.send_pieces(b'{"command":"accounts"}\n{"command":"accounts"}\n', [1, 20, 2, 5])
    assert answers == ['{"answer":"end"}'] * 2


def test_an_account_has_another_name_is_suspended_and_deleted(world: World, owner: Owner) -> None:
    """Each by its request."""
    owner.ask("account-add", name="alice", password="secret")
    (renamed,) = owner.ask("account-rename", name="alice", new_name="Alicia")
    assert renamed["text"] == "The account is now called Alicia."
    owner.ask("account-suspend", name="alicia")
    (account,) = owner.rows("account", name="alicia")
    assert (account["name"], account["suspended"], account["usable"]) == ("Alicia", True, True)
    owner.ask("account-suspend", name="alicia", suspended=False)
    owner.ask("operator", name="alicia")
    (account,) = owner.rows("accounts")
    assert (account["suspended"], account["operator"]) == (False, True)
    owner.ask("operator", name="alicia", operator=False)
    assert owner.rows("accounts")[0]["operator"] is False
    owner.ask("account-drop", name="alicia")
    assert owner.rows("accounts") == []
    assert len(world.state.accounts) == 0


def test_an_invitation_leads_to_the_page(world: World, owner: Owner) -> None:
    """It can be used as often as was said, and until then."""
    (code,) = owner.ask("invite", uses=3, days=2, channels=["#a", "#b"])
    assert code["link"] == f"{PAGE}#invite={code['code']}&to=a,b"
    assert code["expires"] == world.now + 2 * DAY * 1000
    kept = world.state.codes.find(code["code"], world.now, CodeKind.INVITATION)
    assert kept is not None
    assert (kept.uses, kept.channels) == (3, ("#a", "#b"))


def test_without_a_page_there_is_no_link(world: World) -> None:
    """Half of one would lead nowhere."""
    (code,) = Owner(world, page="").ask("invite")
    assert code["link"] == ""


def test_a_code_is_listed_and_taken_back(owner: Owner) -> None:
    """By the beginning of its digest: the code itself is shown once."""
    owner.ask("account-add", name="alice")
    (code,) = owner.ask("password-reset", name="alice")
    assert code["link"] == PAGE
    (kept,) = owner.rows("invitations")
    assert (kept["kind"], kept["account"], len(kept["id"])) == ("password", "alice", ID_LENGTH)
    assert owner.ask("invite-revoke", id=kept["id"])[0]["answer"] == "done"
    assert owner.rows("invitations") == []
    assert owner.ask("invite-revoke", id=kept["id"])[0]["code"] == "NO_SUCH_CODE"


def test_a_code_makes_an_operator(world: World, owner: Owner) -> None:
    """It is valid for a day, unless another time was given."""
    (code,) = owner.ask("operator-code")
    assert world.state.codes.find(code["code"], world.now + DAY * 1000 - 1, CodeKind.OPERATOR)
    assert not world.state.codes.find(code["code"], world.now + DAY * 1000, CodeKind.OPERATOR)


def test_somebody_is_put_out(world: World, owner: Owner) -> None:
    """They and the others hear that the server did it; the owner is nobody."""
    alice, bob = world.join("alice", "#a"), world.join("bob", "#a")
    assert owner.ask("kick", nick="bob", reason="bye") == []
    assert bob.closed
    assert ":salon.test KILL bob :Killed (salon.test (bye))" in bob.take()
    assert alice.take() == [":bob!~bob@host.test QUIT :Killed (salon.test (bye))"]
    assert owner.ask("kick", nick="bob", reason="bye")[0]["code"] == "NO_SUCH_NICK"


def test_connections_and_channels_are_listed(world: World, owner: Owner) -> None:
    """The owner's own connection is none of them, and what happens in the chat is not told."""
    alice = world.join("alice", "#a")
    alice.send("TOPIC #a :tea", "PRIVMSG #a :hello")
    assert owner.take() == []
    (session,) = owner.rows("sessions")
    assert (session["nick"], session["wire"], session["address"]) == ("alice", "irc", "192.0.2.1")
    (channel,) = owner.rows("channels")
    assert (channel["name"], channel["members"], channel["leader"], channel["topic"]) == (
        "#a",
        1,
        "alice",
        "tea",
    )
    (counts,) = owner.rows("statistics")
    assert (counts["people"], counts["connections"], counts["messages"]) == (1, 1, world.state.last_sequence)
    counts, made = Owner(world, backups=[BackupsShown(5, 1, "full")]).rows("statistics")
    assert (counts["connections"], made) == (1, {"last": 5, "failures": 1, "problem": "full"})
    alice.send("QUIT")
    assert owner.rows("channels") == []
    (asleep,) = owner.rows("channels", asleep=True)
    assert (asleep["name"], asleep["emptied"]) == ("#a", world.now)


def test_a_long_list_goes_in_pieces(world: World, owner: Owner) -> None:
    """Others have their turn between two of them, and a peer that does not read waits."""
    for number in range(1000):
        owner.ask("account-add", name=f"user{number}")
    owner.waiting = 1
    owner.link.outbox.congested = True
    begun = owner.send('{"command":"accounts"}', '{"command":"statistics"}')
    assert 0 < len(begun) < 1000
    assert owner.link.awaits_reading
    owner.waiting, owner.link.outbox.congested = 0, False
    world.hub.drained(owner.link)
    rest = owner.take()
    assert len(begun) + len(rest) == 1000 + 1 + 2
    # What was asked for next is answered behind it.
    assert '"kind":"Statistics"' in rest[-2]


def test_the_rate_limit_is_not_for_the_owner() -> None:
    """Somebody with a list of a thousand names waits for nothing but the disk."""
    owner = Owner(World(rate=1, burst=1))
    for number in range(20):
        assert owner.ask("account-add", name=f"user{number}")[0]["answer"] == "done"


def test_the_end_of_the_server_is_no_answer(world: World, owner: Owner) -> None:
    """It is told as what it is, without the end of an answer."""
    world.hub.dismiss("The server stops")
    assert owner.take() == ['{"answer":"refused","code":"GOODBYE","text":"The server stops"}']
    assert owner.closed


def test_who_is_no_owner_has_no_power(world: World) -> None:
    """The right is the listener's to give, not the wire's."""
    stranger = Owner(world, administrator=False)
    (refused,) = stranger.ask("account-add", name="bob")
    assert refused["code"] == "NOT_REGISTERED"
    assert len(world.state.accounts) == 0


def test_a_channel_name_is_forbidden(world: World, owner: Owner) -> None:
    """Listed, and allowed again; by the owner, who has no nick."""
    world.join("ann", "#spam")
    (answer,) = owner.ask("forbid", mask="spam*", reason="ads")
    assert answer["text"].startswith("The channel name #spam* is forbidden now. 1 channel was emptied")
    (row,) = owner.rows("forbidden")
    assert (row["mask"], row["nick"], row["reason"]) == ("#spam*", "admin", "ads")
    (answer,) = owner.ask("unforbid", mask="#spam*")
    assert answer == {"answer": "done", "text": "The channel name #spam* is allowed again."}
    assert owner.rows("forbidden") == []
    (answer,) = owner.ask("unforbid", mask="#spam*")
    assert answer["code"] == "NAME_NOT_FORBIDDEN"


def test_the_log_of_moderation() -> None:
    """What was done in channels, and on the server by its owner."""
    world = World()
    owner = Owner(world)
    world.join("ann", "#a").send("BAN #a zoe!*@* spam")
    world.join("bob")
    owner.ask("kick", nick="bob", reason="bye")
    rows = owner.rows("log")
    assert [(row["number"], row["channel"], row["nick"], row["kind"], row["target"]) for row in rows] == [
        (1, "#a", "ann", "ban", "zoe!*@*"),
        (2, "", "admin", "kill", "bob"),
    ]
    assert [row["text"] for row in rows] == ["ann banned zoe!*@* - spam", "admin disconnected bob - bye"]
    assert [row["number"] for row in owner.rows("log", before=2, count=1)] == [1]


def test_the_history_of_a_channel_is_set(world: World, owner: Owner) -> None:
    """By the owner of the server, who is nobody in it; members see who did it, and so does the log."""
    ann = world.join("ann", "#a")
    kept = "Messages in #a are kept for 30 days. People who join later can read them."
    done = [{"answer": "done", "text": kept}]
    assert owner.ask("history", channel="#a", words=["30d"]) == done
    assert ann.take() == [":salon.test MODE #a +H 30d"]
    assert owner.ask("history", channel="#a") == done
    assert owner.ask("history", channel="#x")[0]["code"] == "NO_SUCH_CHANNEL"
    assert owner.ask("history", channel="#a", words=["x"])[0]["code"] == "HISTORY_INVALID"
    assert any("admin" in line and "+H 30d" in line for line in ann.send("MODLOG #a"))
