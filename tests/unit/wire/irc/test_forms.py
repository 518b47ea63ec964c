"""The bytes of events, form by form."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from salon.core import events
from salon.core.events import Event, MessageKind, MessagePosted, ModeChange, Source
from salon.core.ranks import Rank
from salon.texts.language import load_language
from salon.wire.irc.capabilities import BY_NAME, RENDERED, Cap
from salon.wire.irc.forms import ALPHABET, Clockface, Forms, IrcForm, message_id, render_modes, sequence_of

TIME = 1_800_000_000_123
STAMP = "2027-01-15T08:00:00.123Z"
ANN = Source(1, "ann", "~a", "host", "account", mask="ann!~a@host")
BOT = structs.replace(ANN, bot=True)
SERVER = Source(0, "salon.test", "", "", mask="salon.test")


def form(*names: str) -> IrcForm:
    """Return the form of a session with these capabilities."""
    return Forms("test").of(sum(BY_NAME[name].flag for name in names))


def said(**fields: Any) -> MessagePosted:
    """Make a message."""
    return MessagePosted(
        **{
            "source": ANN,
            "kind": MessageKind.PRIVMSG,
            "target": "#a",
            "text": "salut à tous",
            "sequence": 37,
            "time": TIME,
            "channel": 1,
            **fields,
        }
    )


JOINED = events.MemberJoined(ANN, 1, "#a", "Ann A", 0, TIME)
AWAY = events.AwayChanged(ANN, "au lit", TIME)
BACK = events.AwayChanged(ANN, None, TIME)
RENAMED = events.ChannelRenamed(ANN, 1, "#a", "#b", "why", TIME)
HOST = events.HostChanged(ANN, "~a", "new.host", TIME)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (said(), ":ann!~a@host PRIVMSG #a :salut à tous"),
        (said(kind=MessageKind.NOTICE, text="x"), ":ann!~a@host NOTICE #a :x"),
        (said(rank=Rank.VOICE), ":ann!~a@host PRIVMSG +#a :salut à tous"),
        (said(rank=Rank.FOUNDER), ":ann!~a@host PRIVMSG ~#a :salut à tous"),
        (said(kind=MessageKind.TAGMSG, tags="+x"), ""),
        (events.PersonLeft(ANN, "bye", TIME), ":ann!~a@host QUIT :bye"),
        (events.NickChanged(ANN, structs.replace(ANN, nick="zoé"), TIME), ":ann!~a@host NICK :zoé"),
        (events.RealNameChanged(ANN, "Ann B", TIME), ""),
        (HOST, None),
        (AWAY, ""),
        (JOINED, ":ann!~a@host JOIN #a"),
        (structs.replace(JOINED, away="au lit"), ":ann!~a@host JOIN #a"),
        (events.MemberParted(ANN, 1, "#a", "", TIME), ":ann!~a@host PART #a"),
        (events.MemberParted(ANN, 1, "#a", "bye", TIME), ":ann!~a@host PART #a :bye"),
        (events.MemberKicked(ANN, 1, "#a", 2, "ben", "va", TIME), ":ann!~a@host KICK #a ben :va"),
        (events.MemberKicked(ANN, 1, "#a", 2, "ben", "", TIME), ":ann!~a@host KICK #a ben :ann"),
        (events.PersonInvited(ANN, 1, "#a", 2, "ben", TIME), ""),
        (events.TopicChanged(ANN, 1, "#a", "", 1, TIME), ":ann!~a@host TOPIC #a :"),
        (
            events.ModesChanged(SERVER, 1, "#a", (ModeChange("q", True, "ann", 1),), TIME),
            ":salon.test MODE #a +q ann",
        ),
        (RENAMED, None),
        (events.WallopsSent(ANN, "à tous", TIME), ":ann!~a@host WALLOPS :à tous"),
        (events.ChannelFounded(1, "#a", TIME), ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_the_plain_form(event: Event, line: str | None) -> None:
    """What a client without capabilities gets; None: its session shows it in its own way."""
    assert form().line(event) == line
    assert form().render(event) == (None if line is None else f"{line}\r\n".encode() if line else b"")


@pytest.mark.parametrize(
    ("cap", "event", "line"),
    [
        ("setname", events.RealNameChanged(ANN, "Ann B", TIME), ":ann!~a@host SETNAME :Ann B"),
        ("chghost", HOST, ":ann!~a@host CHGHOST ~a new.host"),
        ("away-notify", AWAY, ":ann!~a@host AWAY :au lit"),
        ("away-notify", BACK, ":ann!~a@host AWAY"),
        ("extended-join", JOINED, ":ann!~a@host JOIN #a account :Ann A"),
        (
            "extended-join",
            structs.replace(JOINED, source=structs.replace(ANN, account=None)),
            ":ann!~a@host JOIN #a * :Ann A",
        ),
        (
            "away-notify",
            structs.replace(JOINED, away="au lit"),
            ":ann!~a@host JOIN #a\r\n:ann!~a@host AWAY :au lit",
        ),
        ("away-notify", structs.replace(JOINED, away=None), ":ann!~a@host JOIN #a"),
        ("invite-notify", events.PersonInvited(ANN, 1, "#a", 2, "ben", TIME), ":ann!~a@host INVITE ben #a"),
        ("draft/channel-rename", RENAMED, ":ann!~a@host RENAME #a #b :why"),
    ],
)
def test_what_a_capability_adds(cap: str, event: Event, line: str) -> None:
    """Whoever has negotiated it, and only they, hear of it so."""
    assert form(cap).render(event) == f"{line}\r\n".encode()
    assert form(cap) != form()


TYPING = said(kind=MessageKind.TAGMSG, text="", tags="", live=True)


@pytest.mark.parametrize(
    ("caps", "event", "tags"),
    [
        (["server-time"], said(), f"time={STAMP}"),
        (["account-tag"], said(), "account=account"),
        (["account-tag"], said(source=structs.replace(ANN, account=None)), ""),
        (["account-tag"], said(source=structs.replace(ANN, account="a b;")), r"account=a\sb\:"),
        (["message-tags"], said(), "msgid=test-11"),
        (["message-tags"], said(source=BOT, tags="+x=y;+z"), "msgid=test-11;bot;+x=y;+z"),
        (["message-tags"], structs.replace(TYPING, tags="+typing=active"), "+typing=active"),
        (["message-tags"], TYPING, ""),
        (["message-tags"], events.TopicChanged(ANN, 1, "#a", "x", 1, TIME), "msgid=test-1"),
        (["message-tags"], events.PersonLeft(BOT, "x", TIME), "bot"),
        (
            ["message-tags", "server-time", "account-tag"],
            said(),
            f"time={STAMP};account=account;msgid=test-11",
        ),
        (["server-time"], JOINED, f"time={STAMP}"),
        (["echo-message", "batch"], said(), ""),
    ],
)
def test_tags(caps: list[str], event: Any, tags: str) -> None:
    """Each with its capability; the server's stand before the client's (message-tags)."""
    assert form(*caps).tags(event) == (f"@{tags} " if tags else "")
    line = form(*caps).line(event)
    assert line is not None
    assert line.startswith(f"@{tags} :" if tags else ":")


def test_sessions_share_a_form() -> None:
    """All whose capabilities differ in nothing that changes the bytes."""
    forms = Forms("test")
    plain = forms.of(0)
    assert forms.of(Cap.ECHO_MESSAGE | Cap.BATCH | Cap.MULTI_PREFIX | Cap.LABELED_RESPONSE) is plain
    assert forms.of(Cap.SERVER_TIME) is forms.of(Cap.SERVER_TIME | Cap.CAP_NOTIFY)
    assert forms.of(Cap.SERVER_TIME) is not plain
    assert plain.caps & ~RENDERED == 0


def test_a_line_is_cut_to_its_limit() -> None:
    """Behind a whole character, and it says so; tags do not count."""
    data = form("server-time").render(events.TopicChanged(ANN, 1, "#a", "é" * 300, 1, TIME))
    assert data is not None
    tags, _, body = data.partition(b" ")
    assert tags == f"@time={STAMP}".encode()
    assert len(body) in {511, 512}
    assert body.decode().endswith("é…\r\n")


NICKS = st.sampled_from(["a", "n" * 32, "世" * 32, "\U00020000" * 32])
CHANNELS = st.sampled_from(["#a", "#" + "世" * 42])
TEXTS = st.builds(str.__mul__, st.sampled_from(["a", "é ", "世", "\U00020000"]), st.integers(1, 200))


@example("世" * 32, "#" + "世" * 42, "世" * 80, "")
@given(NICKS, CHANNELS, TEXTS, st.sampled_from(["", "server-time"]))
def test_a_message_is_whole_behind_any_names(nick: str, channel: str, text: str, cap: str) -> None:
    """In lines that fit, as few characters as it may have."""
    source = structs.replace(ANN, nick=nick, mask=f"{nick}!~{'u' * 19}@{'h' * 64}")
    data = form(*filter(None, [cap])).render(said(source=source, target=channel, text=text))
    assert data is not None
    bodies = [line.partition(b" ")[2] if cap else line for line in data.removesuffix(b"\r\n").split(b"\r\n")]
    assert max(map(len, bodies)) <= 510
    assert b"".join(body.split(b" :", 1)[1] for body in bodies).decode() == text


@pytest.mark.parametrize(
    "event",
    [
        events.ModesChanged(ANN, 1, "#a", (ModeChange("b", True, "m" * 200),), TIME),
        events.MemberKicked(ANN, 1, "#a", 2, "\U00020000" * 32, "va" * 30, TIME),
        events.ChannelRenamed(ANN, 1, "#a", "#" + "世" * 42, "why" * 20, TIME),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_was_done_is_whole_behind_any_names(event: Any) -> None:
    """The source is the nick alone where its mask leaves no room."""
    nick = "\U00020000" * 32
    mask = f"{nick}!~{'u' * 19}@{'h' * 64}"
    its = structs.replace(event, name="#" + "世" * 42, source=structs.replace(ANN, nick=nick, mask=mask))
    data = form("draft/channel-rename").render(its)
    assert data is not None
    assert len(data) <= 512
    alone = structs.replace(its, source=structs.replace(ANN, nick=nick, mask=nick))
    assert data == form("draft/channel-rename").render(alone)


# --- parts of lines ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([("n", True, "")], "+n"),
        ([("n", True, ""), ("t", True, ""), ("s", False, ""), ("i", True, "")], "+nt-s+i"),
        ([("o", True, "ann"), ("k", False, "key"), ("l", True, "5")], "+o-k+l ann key 5"),
    ],
)
def test_modes_are_written_with_their_signs_once(changes: list[tuple[str, bool, str]], text: str) -> None:
    """Then their parameters."""
    assert render_modes(tuple(ModeChange(letter, adding, its) for letter, adding, its in changes)) == text


@pytest.mark.parametrize("opening", ["", "\x01ACTION "])
@pytest.mark.parametrize("caps", [(), ("batch", "draft/multiline")])
def test_a_page_cuts_a_message_where_the_live_line_was_cut(opening: str, caps: tuple[str, ...]) -> None:
    """What one line holds is one line, of history as when it was said."""
    its, closing = form(*caps), "\x01" if opening else ""
    room = 510 - len(f":ann!~a@host PRIVMSG #a :{opening}{closing}")
    for size in range(room - 12, room + 2):
        event = said(text=f"{opening}{'x' * size}{closing}")
        lines = its.speech(event)
        assert its.render(event) == "".join(f"{line}\r\n" for line in lines).encode()
        assert (len(lines) == 1) is (size <= room)


@given(st.integers(1, 10**15))
def test_message_ids_tell_the_number(sequence: int) -> None:
    """Each number has one, of few characters."""
    name, _, digits = message_id("test", sequence).partition("-")
    assert name == "test"
    assert set(digits) <= set(ALPHABET)
    assert int(digits, 36) == sequence


@given(st.lists(st.integers(0, 4_000_000_000_000), min_size=1, max_size=5))
def test_times_are_written_alike_whatever_came_before(times: list[int]) -> None:
    """The second that is kept does not show."""
    clock = Clockface()
    assert [clock.stamp(time) for time in times] == [Clockface().stamp(time) for time in times]
    assert all(clock.stamp(time).endswith(f".{time % 1000:03d}Z") for time in times)


def test_the_shape_of_a_time() -> None:
    """As server-time asks for it."""
    assert Clockface().stamp(TIME) == STAMP
    assert Clockface().stamp(5) == "1970-01-01T00:00:00.005Z"


def test_why_somebody_left_is_in_the_servers_language_where_the_server_says_it() -> None:
    """Their own words are theirs, even where they are those of a text."""
    french = Forms("test", load_language("fr").gettext).of(0)
    left = events.PersonLeft(ANN, "Connection lost", TIME, by_server=True)
    assert french.line(left) == ":ann!~a@host QUIT :Connexion perdue"
    assert french.line(structs.replace(left, by_server=False)) == ":ann!~a@host QUIT :Connection lost"


@given(st.integers(1, 36**12 - 1))
def test_message_ids_are_read_again(sequence: int) -> None:
    """Those of this database."""
    assert sequence_of("te-st", message_id("te-st", sequence)) == sequence
    assert sequence_of("test", message_id("te-st", sequence)) == 0


@pytest.mark.parametrize(
    "text", ["", "test", "test-", "-1", "test-A", "test- 1", "test-_1", "test-1-1", "test-" + "1" * 13]
)
def test_what_is_no_message_id(text: str) -> None:
    """It stands for no message."""
    assert sequence_of("test", text) == 0
