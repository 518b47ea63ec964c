"""The tables are complete: whatever can be asked, happen, be refused or be needed has its place in each."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec import structs

from salon.core import (
    account_events,
    account_refusals,
    act_refusals,
    acts,
    apply,
    apply_modes,
    ban_refusals,
    block_events,
    block_refusals,
    commands,
    email_refusals,
    events,
    file_events,
    forbidden_names,
    history_commands,
    join_refusals,
    message_commands,
    message_events,
    message_refusals,
    metadata_commands,
    metadata_events,
    metadata_refusals,
    name_commands,
    name_refusals,
    needs,
    ownership_events,
    ownership_refusals,
    presence_events,
    refusals,
    replies,
    sanction_events,
    sanction_refusals,
    server_bans,
)
from salon.core.asks import leaves
from salon.core.decide import RULES
from salon.core.events import Event, MessagePosted
from salon.core.modes import CHANNEL_MODES, ModeKind
from salon.core.names import NameProblem
from salon.core.needs import Need
from salon.core.ranks import LOWEST_RANK, Rank, Right
from salon.core.refusals import Refusal
from salon.core.replies import Reply
from salon.server.needs import Needs
from salon.storage.rows import STATEMENTS
from salon.wire.irc import refusals as renderings
from salon.wire.irc.capabilities import CAPABILITIES, RENDERED, Cap
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.forms import PREFIXES, Forms
from salon.wire.irc.outcomes import SHOW

# Nobody sees them by themselves: with a channel's beginning comes a JOIN, and its end when the last has gone.
UNSEEN: set[type[Event]] = {
    acts.ActNoted,
    forbidden_names.ChannelNameAllowed,
    forbidden_names.ChannelNameForbidden,
    message_events.GuestRemembered,
    server_bans.ServerBanLifted,
    server_bans.ServerBanSet,
    events.ChannelFounded,
    events.ChannelDropped,
    events.ChannelEmptied,
    events.ChannelForgotten,
    events.ChannelRefounded,
    events.ChannelRestored,
    events.ClosureChanged,
    events.MachineListed,
    events.MachineForgotten,
    events.PersonArrived,
    events.RulesChanged,
    events.SanctionNoted,
    events.ServerStarted,
    events.SessionOpened,
}
# Only those who came in by `chaines` send files, to each other.
OF_FILES: set[type[Event]] = {
    file_events.FileOffered,
    file_events.FileAccepted,
    file_events.FileFinished,
    file_events.FileStopped,
}
# Of the directory's password, which no command of IRC needs, and of files.
NOT_ON_IRC: set[type[Refusal]] = {
    refusals.NoDirectoryPassword,
    refusals.AlreadyAdministrator,
    refusals.NotAdministrator,
    ownership_refusals.LeadOfOneself,
    refusals.FilesForbidden,
    refusals.FileTooLarge,
    refusals.FileNameInvalid,
    refusals.FileToOneself,
    refusals.TakesNoFiles,
    refusals.TooManyFiles,
    refusals.NoSuchTransfer,
}
# Shown to the one whom they concern, and to nobody else.
PRIVATE: set[type[Event]] = {
    events.SessionLoggedIn,
    events.SessionMoved,
    events.SessionAttached,
    events.SessionDetached,
    events.MainAdministratorChanged,
    ownership_events.ChannelOwnerChanged,
    events.UserModesChanged,
    events.OperatorGranted,
    events.MonitorChanged,
    message_events.ConversationRead,
    sanction_events.PersonSanctioned,
}


def in_order(kinds: Iterable[type[Any]]) -> list[type[Any]]:
    """Return classes by name, the same on every worker."""
    return sorted(kinds, key=lambda kind: kind.__name__)


def kinds_of(base: type[Any], *modules: Any) -> set[type[Any]]:
    """Return the classes of modules that are of a kind; what tests make for themselves is no part of it."""
    members = [its for module in modules for its in vars(module).values()]
    return {its for its in members if isinstance(its, type) and issubclass(its, base)} - {base}


# What accounts come to is said to whoever asked, by a reply.
OF_ACCOUNTS = kinds_of(Event, account_events, block_events) | {ownership_events.RankKept}
# What is shown of it is that somebody is away, or in a channel.
OF_PRESENCE = kinds_of(Event, presence_events)
EVENTS = kinds_of(
    *(Event, events, acts, account_events, block_events, file_events, forbidden_names),
    *(message_events, metadata_events, ownership_events, presence_events, sanction_events, server_bans),
)
REFUSALS = kinds_of(
    *(Refusal, refusals, act_refusals, ban_refusals, account_refusals, block_refusals),
    *(email_refusals, join_refusals, message_refusals, metadata_refusals, name_refusals, ownership_refusals),
    *(sanction_refusals,),
) - {message_refusals.NotChanged}
COMMANDS_OF_THE_CORE = kinds_of(
    commands.Command, commands, history_commands, message_commands, metadata_commands, name_commands
)
SHARED = in_order(EVENTS - UNSEEN - OF_FILES - OF_ACCOUNTS - OF_PRESENCE - PRIVATE)


def test_all_kinds_stand_in_their_modules() -> None:
    """So that the tests below see them all."""
    assert len(COMMANDS_OF_THE_CORE) >= 26
    for base, found in (
        (commands.Command, COMMANDS_OF_THE_CORE),
        (Event, EVENTS),
        (Refusal, REFUSALS),
        (Reply, kinds_of(Reply, replies)),
        (Need, kinds_of(Need, needs)),
    ):
        assert {its for its in leaves(base) if its.__module__.startswith("salon.")} == found


def test_every_command_has_a_rule() -> None:
    """And no rule is for a command that there is not."""
    assert RULES.keys() == COMMANDS_OF_THE_CORE


def test_every_event_is_applied() -> None:
    """Whatever happens comes into the state."""
    assert apply._APPLY.keys() == EVENTS


def test_every_lasting_event_is_stored() -> None:
    """Messages as rows, all else by statements; what does not last by none."""
    assert STATEMENTS.keys() | {MessagePosted} == {kind for kind in EVENTS if kind.durable}


def test_every_refusal_is_worded() -> None:
    """On every ground of several, and on IRC where a command of IRC can come to it."""
    assert renderings._RENDERINGS.keys() == REFUSALS - NOT_ON_IRC
    assert refusals.PHRASES["problem"].keys() == set(NameProblem)
    assert refusals.PHRASES["right"].keys() == set(Right) == LOWEST_RANK.keys()


def test_every_reply_is_shown() -> None:
    """Replies are for the one who asked alone, so each is shown in its own way.

    The whole directory is shown on its own wire alone, and a letter is sent, not shown. What is unread is
    counted for people whose program does not count.
    """
    elsewhere = {replies.DirectoryShown, replies.Letter, replies.UnreadShown}
    assert kinds_of(Reply, replies) - elsewhere <= SHOW.keys()


@pytest.mark.parametrize("kind", SHARED)
def test_every_event_that_others_see_is_rendered(kind: type[Event]) -> None:
    """By every form, and those who did it see it: by the form too, or by a way of their own."""
    assert kind in Forms("test").of(0)._render


@pytest.mark.parametrize("kind", in_order(PRIVATE))
def test_every_event_that_one_sees_is_shown(kind: type[Event]) -> None:
    """To whom it concerns; the forms do not know it."""
    assert kind in SHOW
    assert kind not in Forms("test").of(0)._render


def test_nothing_is_shown_that_there_is_not() -> None:
    """No way of showing is left over."""
    assert SHOW.keys() <= EVENTS | kinds_of(Reply, replies)
    assert Forms("test").of(0)._render.keys() <= EVENTS


@pytest.mark.parametrize("kind", in_order(kinds_of(Need, needs)))
def test_every_need_is_met(kind: type[Need]) -> None:
    """By somebody; one that nobody meets would leave its session waiting for ever."""

    class Met(Exception):  # noqa: N818 - nothing is wrong
        """Somebody did."""

    class Anybody:
        """Whoever is asked."""

        def __getattr__(self, name: str) -> Any:
            raise Met

        def __call__(self, *_: object) -> None:
            raise Met

    anybody: Any = Anybody()
    need = kind(*(None for _ in structs.fields(kind)))
    with pytest.raises(Met):
        Needs(*[anybody] * 10).meet(need, commands.ChangePassword("guess", "new"), anybody)


def test_every_mode_is_applied() -> None:
    """Each kind in its own way, and ranks have signs."""
    assert apply_modes._APPLY_MODE.keys() == set(ModeKind) == set(CHANNEL_MODES.values())
    assert PREFIXES.keys() == set(Rank) - {Rank.MEMBER}


def test_every_capability_has_a_bit() -> None:
    """No two share one but two pairs of names of one thing; those that change the bytes are among them."""
    bits = {flag for name, flag in vars(Cap).items() if name.isupper()}
    assert {capability.flag for capability in CAPABILITIES} == bits
    assert all(bit.bit_count() == 1 for bit in bits)
    names = [capability.name for capability in CAPABILITIES]
    assert names == sorted(set(names))
    assert len(CAPABILITIES) == len(bits) + 2
    assert RENDERED & ~sum(bits) == 0


def test_every_irc_command_says_what_it_is() -> None:
    """Its syntax begins with its name, and shows as many parameters as it needs outside of brackets."""
    for name, handler in COMMANDS.items():
        if name in {"HELPOP", "NS", "CS"}:  # other names
            continue
        first, *words = handler.syntax.split(" ")
        depths = [" ".join(words[:index]) for index in range(len(words))]
        needed = [
            word
            for word, before in zip(words, depths, strict=True)
            if before.count("[") == before.count("]") and not word.startswith("[")
        ]
        assert first == name
        assert len(needed) >= handler.params, name
        assert handler.meaning
