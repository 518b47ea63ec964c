"""Entries of the log of moderation as people read them, alike on every wire."""

from salon.core.acts import Act, ActKind
from salon.core.modes import LETTERS_BY_RANK
from salon.core.ranks import Rank
from salon.texts.dates import word_date
from salon.texts.marks import N_, Translate
from salon.texts.visible import stripped
from salon.wire.rank_words import WORDS

_TEXTS = {
    ActKind.BAN: N_("{nick} banned {target}"),
    ActKind.UNBAN: N_("{nick} lifted the ban of {target}"),
    ActKind.MUTE: N_("{nick} muted {target}"),
    ActKind.UNMUTE: N_("{nick} lifted the mute of {target}"),
    ActKind.KICK: N_("{nick} removed {target}"),
    ActKind.MODE: N_("{nick} changed modes: {detail} {target}"),
    ActKind.RANK: N_("{nick} changed ranks: {detail} {target}"),
    ActKind.ACCESS: N_("{nick} changed the rank that the account {target} keeps: {detail}"),
    ActKind.OWNER: N_("{nick} gave the channel to {target}"),
    ActKind.RENAME: N_("{nick} renamed the channel from {detail} to {target}"),
    ActKind.REDACT: N_("{nick} deleted a message of {target}"),
    ActKind.UNDO: N_("{nick} undid entry {undoes}: {detail}"),
    ActKind.KILL: N_("{nick} disconnected {target}"),
    ActKind.SESSION_END: N_("{nick} ended a connection of {target}"),
    ActKind.METADATA: N_("{nick} removed values of {target}: {detail}"),
    ActKind.SERVER_BAN: N_("{nick} banned {target} from the server"),
    ActKind.SERVER_UNBAN: N_("{nick} lifted the ban of {target} from the server"),
    ActKind.NAME_FORBID: N_("{nick} forbade the channel name {target}"),
    ActKind.NAME_ALLOW: N_("{nick} allowed the channel name {target} again"),
    ActKind.ACCOUNT_SUSPEND: N_("{nick} suspended the account {target}"),
    ActKind.ACCOUNT_RESTORE: N_("{nick} ended the suspension of the account {target}"),
    ActKind.ACCOUNT_RENAME: N_("{nick} renamed the account {target} to {detail}"),
    ActKind.ACCOUNT_DROP: N_("{nick} deleted the account {target}"),
    ActKind.ACCOUNT_PASSWORD: N_("{nick} changed the password of the account {target}"),
    ActKind.ACCOUNT_EMAIL: N_("{nick} changed the e-mail address of the account {target}"),
    ActKind.ACCOUNT_CONFIRM: N_("{nick} confirmed the account {target}"),
    ActKind.OPERATOR_ADD: N_("{nick} gave the account {target} the rights of a server operator"),
    ActKind.OPERATOR_REMOVE: N_("{nick} took the rights of a server operator from the account {target}"),
}

_UNDONE: dict[str, str] = {
    ActKind.BAN: N_("ban of {target}"),
    ActKind.UNBAN: N_("lifting of the ban of {target}"),
    ActKind.MUTE: N_("mute of {target}"),
    ActKind.UNMUTE: N_("lifting of the mute of {target}"),
    ActKind.MODE: N_("change of modes {target}"),
    ActKind.RANK: N_("change of ranks {target}"),
    ActKind.ACCESS: N_("change of the rank that the account {target} keeps"),
    ActKind.UNDO: N_("an undoing that concerned {target}"),
}
"""What was undone: an act of a kind that can be."""

RELEASED = N_("{nick} gave the channel back: it belongs to no account")

_RANKS = {rank.name.lower().replace("_", "-"): rank for rank in LETTERS_BY_RANK}


def word_act(act: Act, translate: Translate) -> str:
    """Return an entry in words, without when it was."""
    text = RELEASED if act.kind is ActKind.OWNER and not act.target else _TEXTS[act.kind]
    detail = act.detail
    if act.kind is ActKind.ACCESS:
        detail = translate(WORDS.get(_RANKS.get(detail, Rank.MEMBER), N_("none")))
    target = act.target.replace(",", " ")
    if act.kind is ActKind.UNDO:
        kind, _, letters = detail.partition(" ")
        what = f"{letters} {target}".strip()
        detail = translate(_UNDONE.get(kind, "{target}")).format(target=what).rstrip()
    fields = {"nick": act.nick, "target": target, "detail": detail, "undoes": act.undoes}
    words = translate(text).format(**fields).rstrip()
    if act.until:
        words += " - " + translate(N_("until {when}")).format(when=word_date(act.until, translate))
    if act.reason:
        words += f" - {act.reason}"
    return stripped(words + (" - " + translate(N_("undone")) if act.undone else ""))


def word_numbered(act: Act, clock: str, translate: Translate) -> str:
    """Return an entry with its number, and with when and, if it is not clear, in which channel it was."""
    return f"{act.number} [{clock}] {word_act(act, translate)}"
