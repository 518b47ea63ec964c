"""Each event reaches whom it should, and nobody else, on every wire: one deed for each kind of event.

Members of #public: ann, an operator of the server, and ivy by IRC, cid by `chaines`, pam by `public`.
Outside: ira by IRC, cat by `chaines`, ron by `relais`, marie by `bonjour`. Of a channel, `chaines` tells
what its document has: messages, and who leaves.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from harness import chaines_people
from harness.dialect_people import (
    IDLE_SECONDS,
    connect_annuaire,
    connect_bonjour,
    enter_public,
    enter_relais,
    world_with_room,
)
from harness.world import OPERATOR, Client
from salon.core import account_events, events, file_events, message_events, presence_events
from salon.core.acts import ActNoted
from salon.core.block_events import BlockChanged
from salon.core.events import Event
from salon.core.forbidden_names import ChannelNameAllowed, ChannelNameForbidden
from salon.core.metadata_events import ChannelMetadataChanged, MetadataShown, PersonMetadataChanged
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.sanction_events import PersonSanctioned
from salon.core.server_bans import ServerBanLifted, ServerBanSet

CAPS = (
    "message-tags setname chghost draft/channel-rename draft/message-redaction draft/read-marker"
    " draft/metadata-3 salon.dev/edit"
)
EVERYBODY = {"ann", "ivy", "cid", "pam", "ira", "cat", "ron", "marie"}


class Deed(NamedTuple):
    """Who does what, and who is told of it beside who did it; what comes `before` is no part of it."""

    by: str
    line: str
    told: str = ""
    before: tuple[tuple[str, str], ...] = ()


DEEDS: dict[type[Event], Deed] = {
    events.PersonArrived: Deed("new", "NICK new\r\nUSER new 0 * :New"),
    events.SessionAttached: Deed("new", "NICK new\r\nUSER new 0 * :New"),
    events.SessionDetached: Deed("ira", "QUIT"),
    events.PersonLeft: Deed("ivy", "QUIT :bye", "ann cid pam"),
    events.NickChanged: Deed("ivy", "NICK eve", "ann pam"),
    events.RealNameChanged: Deed("ivy", "SETNAME :Ivy Two", "ann"),
    events.HostChanged: Deed("ann", f"OPER alice {OPERATOR}", "ivy"),
    events.AwayChanged: Deed("ivy", "AWAY :tea", "ann"),
    events.UserModesChanged: Deed("ivy", "MODE ivy +i"),
    events.OperatorGranted: Deed("ivy", f"OPER root {OPERATOR}"),
    events.MonitorChanged: Deed("ivy", "MONITOR + ira"),
    events.ChannelFounded: Deed("ira", "JOIN #new"),
    events.ChannelDropped: Deed("ira", "PART #new", before=(("ira", "JOIN #new"),)),
    events.ChannelEmptied: Deed("ira", "PART #new", before=(("ira", "JOIN #new"), ("ira", "TOPIC #new :t"))),
    events.ClosureChanged: Deed("ira", "MODE #new +i", before=(("ira", "JOIN #new"),)),
    events.MainAdministratorChanged: Deed(
        "ira",
        "MODE #new -o ira",
        "ivy",
        (("ira", "JOIN #new"), ("ivy", "JOIN #new"), ("ira", "MODE #new +o ivy")),
    ),
    events.ChannelRefounded: Deed(
        "ira", "JOIN #new", before=(("ira", "JOIN #new"), ("ira", "TOPIC #new :t"), ("ira", "PART #new"))
    ),
    events.MemberJoined: Deed("ira", "JOIN #public", "ann ivy pam"),
    events.MemberParted: Deed("ivy", "PART #public :bye", "ann cid pam"),
    events.MemberKicked: Deed("ann", "KICK #public ivy :out", "ivy pam"),
    events.PersonInvited: Deed("ann", "INVITE ira #public", "ira"),
    events.TopicChanged: Deed("ann", "TOPIC #public :tea", "ivy pam"),
    events.SanctionNoted: Deed("ann", "MUTE #public ivy 1h spam", "ivy"),
    PersonSanctioned: Deed("ann", "MUTE #public ivy 1h spam", "ivy"),
    ActNoted: Deed("ann", "KICK #public ivy :out", "ivy pam"),
    ServerBanSet: Deed("ann", "KLINE ivy", "ivy pam cid"),
    ChannelNameForbidden: Deed("ann", "CS FORBID #a", "ivy", before=(("ivy", "JOIN #a"),)),
    ChannelNameAllowed: Deed("ann", "CS UNFORBID #a", before=(("ann", "CS FORBID #a"),)),
    ServerBanLifted: Deed("ann", "UNKLINE nobody", before=(("ann", "KLINE nobody"),)),
    events.ModesChanged: Deed("ann", "MODE #public +m", "ivy pam"),
    events.ChannelRenamed: Deed(
        "ann", "RENAME #a #b", "ivy", before=(("ann", "JOIN #a"), ("ivy", "JOIN #a"))
    ),
    events.MessagePosted: Deed("ivy", "PRIVMSG #public :hello", "ann cid pam"),
    events.WallopsSent: Deed("ann", "WALLOPS :hello", "ira", before=(("ira", "MODE ira +w"),)),
}

SHA = "0" * 64
OFFER = ("cat", f"/SEND cid 3 {SHA} x")
DEEDS |= {
    file_events.FileOffered: Deed(*OFFER, "cid"),
    file_events.FileAccepted: Deed("cid", "/RECV x", "cat", (OFFER,)),
    file_events.FileFinished: Deed(
        "cid", "/GOT 1 3", "cat", (OFFER, ("cid", "/RECV x"), ("cat", "/CHUNK 1 YWJj"))
    ),
    file_events.FileStopped: Deed("cat", "/STOP x", "cid", (OFFER,)),
    events.MachineListed: Deed("machine", "3pc"),
    events.MachineForgotten: Deed("ira", "ANNUAIRE OFF", before=(("ira", "ANNUAIRE ON"),)),
}


REGISTERED = ("ivy", "NS REGISTER sesame")
STAYING = (REGISTERED, ("ivy", "PERSISTENCE SET ON"))
OWNED = (("ira", "NS REGISTER sesame"), ("ira", "JOIN #new"))
WATCHING = (("ann", "METADATA * SUB status"), ("ivy", "METADATA * SUB status"))
SPOKEN = (("ivy", "PRIVMSG #public :hello"),)
DEEDS |= {
    message_events.ConversationRead: Deed("ivy", "MARKREAD #public timestamp=2026-01-01T00:00:00.000Z"),
    message_events.MessageEdited: Deed("ivy", "EDIT #public test-1 :hi", "ann cid pam", SPOKEN),
    message_events.MessageReacted: Deed("ivy", "@+reply=test-1;+draft/react=x TAGMSG #public", "ann", SPOKEN),
    message_events.MessageRedacted: Deed("ivy", "REDACT #public test-1", "ann", SPOKEN),
    PersonMetadataChanged: Deed("ivy", "METADATA * SET status x", "ann", WATCHING),
    ChannelMetadataChanged: Deed("ann", "METADATA #public SET status x", "ivy", WATCHING),
    MetadataShown: Deed(
        "ivy", "JOIN #new", "ann", (*WATCHING, ("ivy", "METADATA * SET status x"), ("ann", "JOIN #new"))
    ),
    account_events.AccountRegistered: Deed(*REGISTERED),
    events.LoginChanged: Deed(*REGISTERED),
    account_events.PasswordChanged: Deed("ivy", "NS SETPASS sesame other", before=(REGISTERED,)),
    account_events.PasswordReplaced: Deed("ivy", "NS SETPASS sesame other", before=(REGISTERED,)),
    account_events.AccountErased: Deed("ivy", "NS DROP sesame", "ann cid pam", (REGISTERED,)),
    events.SessionLoggedIn: Deed("new", "REGISTER new * sesame", before=(("new", "NICK new"),)),
    events.SessionMoved: Deed("ira", "NS IDENTIFY ivy sesame", before=(REGISTERED,)),
    ChannelOwnerChanged: Deed("ira", "CS DROP #new", before=OWNED),
    RankKept: Deed("ira", "MODE #new +v ivy", "ivy", (*OWNED, REGISTERED, ("ivy", "JOIN #new"))),
    BlockChanged: Deed("ivy", "SILENCE ann"),
    presence_events.SessionAwayChanged: Deed("ivy", "AWAY :tea", "ann"),
    presence_events.PersistenceChanged: Deed("ivy", "PERSISTENCE SET ON", before=(REGISTERED,)),
    presence_events.PresenceKept: Deed("ivy", "PERSISTENCE SET ON", before=(REGISTERED,)),
    presence_events.MembershipKept: Deed("ivy", "PERSISTENCE SET ON", before=(REGISTERED,)),
    presence_events.MembershipEnded: Deed("ivy", "PART #public", "ann cid pam", STAYING),
    presence_events.PresenceEnded: Deed("ivy", "PERSISTENCE SET OFF", before=STAYING),
}
BY_OWNER = "the owner of the server asks for it, who is none of these people"

WITHOUT_DEED: dict[type[Event], str] = {
    events.SessionOpened: "who connects has said nothing yet",
    events.ServerStarted: "a server starts before anybody is there",
    events.RulesChanged: "the owner reads the configuration again",
    events.ChannelForgotten: "the server is full of channels, and nobody is in one that sleeps",
    events.ChannelRestored: "a server starts before anybody is there",
    presence_events.MembershipRestored: "a server starts before anybody is there",
    message_events.GuestRemembered: "a server starts before anybody is there",
    account_events.AccountVerified: "an e-mail has to come first: see tests/spec/ircv3/test_verification.py",
    account_events.EmailChanged: "a server that sends e-mails: see tests/spec/irc/test_emails.py",
    account_events.EmailRefused: "a mail server that refuses: see tests/spec/irc/test_emails.py",
    **dict.fromkeys(
        (
            account_events.AccountSuspended,
            account_events.AccountOperatorChanged,
            account_events.AccountRenamed,
            account_events.CodeIssued,
            account_events.CodeUsed,
            account_events.CodeRevoked,
        ),
        BY_OWNER,
    ),
}


def kinds(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Yield every kind of event."""
    for heir in kind.__subclasses__():
        yield heir
        yield from kinds(heir)


@pytest.fixture
def people() -> dict[str, Client]:
    """Return the people, by their nicks; `new` and `machine` have only connected."""
    world = world_with_room()
    found: dict[str, Client] = {
        "ann": world.join("ann", "#public", caps=f"away-notify {CAPS}"),
        "ivy": world.join("ivy", "#public", caps=CAPS),
        "cid": chaines_people.enter(world, "cid", "salle", "public"),
        "pam": enter_public(world, "pam"),
        "ira": world.join("ira"),
        "cat": chaines_people.enter(world, "cat", "salle"),
        "ron": enter_relais(world, "ron"),
        "marie": connect_bonjour(world),
        "new": world.connect(),
        "machine": connect_annuaire(world),
    }
    found["marie"].send("marie")
    found["ann"].send(f"OPER root {OPERATOR}")
    world.forget_output()
    return found


def test_every_event_has_a_deed() -> None:
    """Whoever adds one says who is told of it."""
    assert DEEDS.keys() | WITHOUT_DEED.keys() == set(kinds())
    assert DEEDS.keys() & WITHOUT_DEED.keys() == set()


@pytest.mark.parametrize("kind", DEEDS, ids=lambda kind: kind.__name__)
def test_an_event_reaches_whom_it_should(people: dict[str, Client], kind: type[Event]) -> None:
    """And nobody else is told anything."""
    world, deed = people["ann"].world, DEEDS[kind]
    for who, line in deed.before:
        people[who].send(line)
        world.pass_time(IDLE_SECONDS)
    world.forget_output()
    before = len(world.events)
    people[deed.by].send(deed.line)
    world.pass_time(IDLE_SECONDS)
    happened = {type(event) for event in (*world.events[before:], *world.said)}
    told = {who for who, client in people.items() if who != deed.by and client.take()}
    assert kind in happened
    assert told == set(deed.told.split())
