"""What ChanServ is asked: whose a channel is, and which accounts keep ranks in it.

The first parameter is the channel.
"""

from collections.abc import Callable, Sequence

from salon.core.commands import ClaimChannel, Command, DropChannel, SetAccess, TransferChannel
from salon.core.history_commands import SetHistory
from salon.core.modes import LETTERS_BY_RANK
from salon.core.name_commands import AllowChannelName, ForbidChannelName
from salon.core.queries.access import access_of, may_know_of, may_see_access, owner_of
from salon.core.queries.retention import history_told
from salon.core.ranks import Rank
from salon.core.refusals import NotServerOperator
from salon.core.state import Channel
from salon.texts.dates import word_date
from salon.texts.marks import N_
from salon.texts.visible import echoed
from salon.wire.forbidden_names import NOTHING_FORBIDDEN, word_forbidden_name
from salon.wire.history_words import word_history
from salon.wire.irc.account_outcomes import refuse, send_notice
from salon.wire.irc.conversation import Conversation
from salon.wire.rank_words import WORDS, read_rank

MOST_WORDS = 512
"""More than a line has."""

NO_CHANNEL = N_("There is no channel called {channel}.")


def register(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Claim a channel: REGISTER CHANNEL."""
    return [ClaimChannel(params[0])]


def drop(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Give a channel back to everybody: DROP CHANNEL."""
    return [DropChannel(params[0])]


def transfer(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Give a channel to another account: TRANSFER CHANNEL ACCOUNT."""
    return [TransferChannel(*params)]


def info(talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Tell whose a channel is: INFO CHANNEL."""
    channel = _channel(talk, params[0])
    if channel is None:
        return []
    owner, when = owner_of(talk.state, channel), word_date(channel.created, talk.locale.translate)
    text = N_("{channel} belongs to the account {owner}. It was founded on {when}.")
    if not owner:
        text = N_("{channel} belongs to no account. It was founded on {when}.")
    send_notice(talk, text, facts={"owner": owner}, channel=channel.name, owner=owner, when=when)
    return []


def access(talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Show or change which accounts keep ranks: ACCESS CHANNEL [LIST | ADD ACCOUNT RANK | DEL ACCOUNT]."""
    channel, *rest = params
    match [rest[0].upper() if rest else "LIST", *rest[1:]]:
        case ["LIST"]:
            _list_access(talk, channel)
        case ["ADD", account, word] if rank := read_rank(word):
            return [SetAccess(channel, account, rank)]
        case ["DEL", account]:
            return [SetAccess(channel, account, Rank.MEMBER)]
        case _:
            text = N_(
                "Write ACCESS CHANNEL LIST, ACCESS CHANNEL ADD ACCOUNT RANK, or ACCESS CHANNEL DEL ACCOUNT; "
                "a rank is admin, operator, half-operator or voice."
            )
            send_notice(talk, text)
    return []


def _list_access(talk: Conversation, name: str) -> None:
    channel = _channel(talk, name)
    if channel is None:
        return
    if not may_see_access(talk.state, channel, talk.me):
        send_notice(talk, N_("Only half-operators and higher ranks may see that."))
        return
    found = access_of(talk.state, channel)
    if not found:
        text = N_("No account has a rank in {channel}.")
        send_notice(talk, text, channel=channel.name)
    for its in found:
        rank = talk.locale.translate(WORDS[its.rank])
        facts = {"account": its.account, "rank": LETTERS_BY_RANK[its.rank]}
        send_notice(talk, N_("{account}: {rank}"), facts=facts, account=its.account, rank=rank)


def forbid(talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Show which channel names are forbidden, or forbid one: FORBID [NAME [REASON]]."""
    if params:
        return [ForbidChannelName(params[0], " ".join(params[1:]))]
    if not talk.me.is_operator:
        refuse(talk, NotServerOperator())
        return []
    for name in talk.state.forbidden_names:
        send_notice(talk, word_forbidden_name(name, talk.locale.translate))
    if not list(talk.state.forbidden_names):
        send_notice(talk, NOTHING_FORBIDDEN)
    return []


def unforbid(_talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Allow a channel name again: UNFORBID NAME."""
    return [AllowChannelName(params[0])]


def set_up(talk: Conversation, params: Sequence[str]) -> list[Command]:
    """Show or change how a channel is set up: SET CHANNEL HISTORY [WORDS]."""
    name, what, *words = params
    if what.upper() != "HISTORY":
        send_notice(talk, N_("Write: SET CHANNEL HISTORY all|joined|none, 500, 30d or forever"))
        return []
    if words:
        return [SetHistory(name, tuple(words))]
    channel = _channel(talk, name)
    if channel is not None:
        told = history_told(talk.state, channel)
        send_notice(talk, word_history(told, channel.name, talk.locale.translate))
    return []


def _channel(talk: Conversation, name: str) -> Channel | None:
    channel = talk.state.find_channel(name)
    if channel is None or not may_know_of(talk.state, channel, talk.me):
        send_notice(talk, NO_CHANNEL, channel=echoed(name))
        return None
    return channel


COMMANDS: dict[str, tuple[Callable[[Conversation, Sequence[str]], list[Command]], str, str, int, int]] = {
    "ACCESS": (
        access,
        N_("ACCESS CHANNEL [LIST | ADD ACCOUNT RANK | DEL ACCOUNT]"),
        N_("show or change which accounts keep a rank in a channel"),
        1,
        4,
    ),
    "DROP": (
        drop,
        N_("DROP CHANNEL"),
        N_("give your channel back: it then belongs to no account, and accounts keep no ranks in it"),
        1,
        1,
    ),
    "FORBID": (
        forbid,
        N_("FORBID [NAME [REASON]]"),
        N_("for server operators: forbid a channel name, such as #spam*, or show those that are forbidden"),
        0,
        MOST_WORDS,
    ),
    "INFO": (info, N_("INFO CHANNEL"), N_("show to which account a channel belongs"), 1, 1),
    "REGISTER": (
        register,
        N_("REGISTER CHANNEL"),
        N_("claim a channel that you lead for your account"),
        1,
        1,
    ),
    "SET": (
        set_up,
        N_("SET CHANNEL HISTORY [all|joined|none] [500] [30d] [forever]"),
        N_("show or set what newcomers can read, how many messages are kept, and for how long"),
        2,
        6,
    ),
    "TRANSFER": (transfer, N_("TRANSFER CHANNEL ACCOUNT"), N_("give your channel to another account"), 2, 2),
    "UNFORBID": (
        unforbid,
        N_("UNFORBID NAME"),
        N_("for server operators: allow a channel name again"),
        1,
        1,
    ),
}
"""What can be said to the service: how it is heard, its form and meaning, how many parameters there are."""
