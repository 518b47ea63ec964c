"""Writes the pages of `docs/reference/` that are made from the code.

`tests/docs` asserts that what is committed is what this writes.
"""

import ast
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast, get_args

import click
import msgspec

from salon.admin.command import build_admin
from salon.archive.command import build_person_export
from salon.core import account_refusals, ownership_refusals, sanction_refusals
from salon.core.modes import (
    CHANNEL_MODES,
    DEFAULT_CHANNEL_MODES,
    KEY_LENGTH,
    LETTERS_BY_RANK,
    USER_MODES,
    ModeKind,
)
from salon.core.ranks import Rank, Right, may
from salon.core.refusals import PHRASES, Refusal
from salon.delivery.session import TRANSITIONS, State, Trigger
from salon.server.metrics import FAMILIES
from salon.server.settings import manual
from salon.texts.language import load_language
from salon.wire.admin import AnyRequest, Request
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import CAPABILITIES
from salon.wire.irc.commands.services import SERVICES
from salon.wire.irc.commands.table import COMMANDS
from salon.wire.irc.forms import PREFIXES

ROOT = Path(__file__).parents[1]

_MADE = "Made from the code (`make docs`); do not edit."

_RANKS = {
    Rank.FOUNDER: "founder",
    Rank.ADMIN: "admin",
    Rank.OPERATOR: "operator",
    Rank.HALF_OPERATOR: "half-operator",
    Rank.VOICE: "voice",
}
_RIGHTS = {
    Right.SPEAK_WHEN_MODERATED: "speak while the channel is moderated (`+m`), or while a ban or mute matches",
    Right.KICK: "remove members of a lower standing (KICK)",
    Right.BAN: "change the lists `b`, `e`, `I`",
    Right.TOPIC: "set the topic while `+t` is set",
    Right.INVITE: "invite people in spite of `+i`, a key, a limit or a ban",
    Right.GIVE_RANKS: "give the ranks `o`, `h`, `v`",
    Right.TAKE_RANKS: "take a rank from members of a lower standing",
    Right.MODES: "change the other modes",
    Right.RENAME: "rename the channel (RENAME)",
    Right.READ_LOG: "read the log of moderation (MODLOG)",
    Right.GOVERN: "hand the channel over; on `chaines`, GRANT, REVOKE and KILL",
}
_PARAMETERS = {
    ModeKind.LIST: "a mask; without one, the list is shown",
    ModeKind.ALWAYS: f"a key of up to {KEY_LENGTH} characters",
    ModeKind.WHEN_SET: "a number, when set",
    ModeKind.NEVER: "none",
}
_CHANNEL_MODES = {
    "b": "people who match may not join or speak",
    "e": "no ban or mute applies to people who match",
    "I": "people who match may join without an invitation (`+i`)",
    "k": "people need the key to join",
    "l": "the number of members is limited",
    "i": "only invited people may join",
    "m": "only members with a rank may speak",
    "n": "only members may speak",
    "s": "secret: outsiders do not see it in LIST, NAMES, WHO and WHOIS",
    "t": "setting the topic needs a rank",
    "H": "what newcomers may read of the past (`all`, `joined`, `none`), how many messages are kept, and for"
    " how many days, as `+H joined:500:30d`",
    "j": "so many people may join within so many seconds, as `+j 5:10`",
    "M": "only people who are logged in may speak, and members with a rank",
    "R": "only people who are logged in may join, and people who are invited",
    "C": "CTCP is blocked, except `/me`",
}
_USER_MODES = {
    "B": "marks a bot",
    "i": "people who share no channel with this person find them by their nick only",
    "o": "server operator; OPER sets it, and the person may remove it",
    "w": "gets WALLOPS",
}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def commands() -> str:
    """Return the page of the IRC commands."""
    rows = []
    for name, handler in sorted(COMMANDS.items()):
        own = handler.syntax.partition(" ")[0]
        meaning = handler.meaning if own == name else f"another name of {own}"
        syntax = handler.syntax.replace(own, name, 1)
        early = "yes" if handler.before_registration else ""
        cost = f"{handler.cost:g}" if handler.several is None else f"{handler.cost:g} each"
        rows.append((f"`{syntax}`", meaning, early, cost))
    said = []
    for service, entries in SERVICES.items():
        for word, entry in sorted(entries.items()):
            own = entry.syntax.partition(" ")[0]
            meaning = entry.meaning if own == word else f"another name of {own}"
            said.append((f"`{service.name} {entry.syntax.replace(own, word, 1)}`", meaning))
    return f"""# IRC commands

{_MADE}

HELP shows the same texts on the server. *Early*: the command is answered before registration is complete.
*Cost*: the part of [`limits.messages_per_second`](settings.md#limitsmessages_per_second) that the command
uses up, in messages; *each*: for every channel or person that the line names.

{_table(("Command", "What it does", "Early", "Cost"), rows)}
## Services

What follows NICKSERV or CHANSERV can also be sent in a message to NickServ or ChanServ
(`/msg NickServ HELP`). Nobody else sees it, and the server keeps none of it.

{_table(("Command", "What it does"), said)}"""


def capabilities() -> str:
    """Return the page of the IRCv3 capabilities."""
    rows = [(f"`{its.name}`", its.purpose, f"`{its.value}`" if its.value else "") for its in CAPABILITIES]
    return f"""# IRCv3 capabilities

{_MADE}

The capabilities that CAP LS offers, and their effect for a client that requests them (CAP REQ). The full
specifications are at [ircv3.net](https://ircv3.net/irc/).

{_table(("Capability", "What it gives", "Value"), rows)}"""


def modes() -> str:
    """Return the page of modes and ranks."""
    channel = [
        (f"`{letter}`", _CHANNEL_MODES[letter], _PARAMETERS[kind], _RANKS[_changer(kind)])
        for letter, kind in CHANNEL_MODES.items()
        if kind is not ModeKind.RANK
    ]
    ranks = [(f"`{PREFIXES[rank]}`", name, f"`{LETTERS_BY_RANK[rank]}`") for rank, name in _RANKS.items()]
    rights = [
        (text, *("yes" if may(rank, right) else "" for rank in _RANKS)) for right, text in _RIGHTS.items()
    ]
    people = [(f"`{letter}`", _USER_MODES[letter]) for letter in USER_MODES]
    prefixes = [f"`{PREFIXES[rank]}`" for rank in _RANKS]
    return f"""# Modes and ranks

{_MADE}

## Modes of channels

A new channel has `+{DEFAULT_CHANNEL_MODES}`. *From*: the lowest rank that may change it.

{_table(("Mode", "What it does", "Parameter", "From"), channel)}
A mask is `nick!user@host`, with `*` for any characters and `?` for one; a part that is left out is `*`.
Instead of a mask, `b` also takes `~mute:MASK` (or `~m:MASK`): people who match may join, but not speak. All
lists take `~account:NAME` (or `~a:NAME`): people who are logged in under that account.

## Ranks

{_table(("Sign", "Rank", "Mode"), ranks)}
{_table(("May", *prefixes), rights)}
A channel that a person with an account creates, or claims, belongs to that account
([how](../guide/channels.md)). The person who is logged in to it is its founder, `~` and `@`, and
nobody inherits it. There, the accounts of people keep the ranks that they are given. `MODE #channel
+q NICK` hands the channel over to a member who is logged in; the founder alone gives `&`. A founder lays
`o` down, but not `q`.

In a channel of guests nobody has `~` or `&`. It has operators, `@`. One of them is its *main
administrator*: the person who founded the channel, or who joined it first after it was empty. Clients do
not show this. The main administrator has the rights of `~`, gets messages to `~#channel`, and hands the
channel over with `MODE #channel +q NICK`. `-q` or `-o` on oneself passes the lead to the operator who
has been here longest. If there is none, nobody leads the channel until somebody gets `o`. When the main
administrator leaves, the member with the highest rank follows, and among equals the one who joined
first. Both are told. A channel that belongs to the server has no main administrator. A server operator
(user mode `o`) may do everything, in every channel.

## Emptied channels

A channel that belongs to an account stays when its last member leaves, if something was ever said or set in
it; its modes and bans continue to apply, and its owner can always join.

A channel of guests in which something was said or set *sleeps* when its last member leaves: it is in no
list, and answers like a name that was never used ([why](../decisions/0021-sleeping-channels.md)). A person
who joins within `limits.empty_channel_seconds` finds modes, lists and topic as they were. The key and the
bans apply; `+i` and `+l` keep nobody out. After that time, the modes are those of a new channel, and a
topic that was set while the channel was closed is gone.

Messages from a time when the channel was open are shown to everybody. Messages from a time with `+i`, `+k`
or `+s` are shown to people who were members then, and to people who were let in before the channel was
opened or emptied. A channel that keeps its key when it empties continues such a time. The first person who
joins an emptied channel cannot rename it (RENAME).

## Modes of people

{_table(("Mode", "What it does"), people)}"""


def _changer(kind: ModeKind) -> Rank:
    right = Right.BAN if kind is ModeKind.LIST else Right.MODES
    return min(rank for rank in _RANKS if may(rank, right))


def numbers() -> str:
    """Return the page of the numerics."""
    rows = sorted((code, f"`{name}`") for name, code in vars(numerics).items() if name.isupper())
    return f"""# Numerics

{_MADE}

The numbers of the replies and refusals that Salon sends on IRC. The names are those of
[Modern IRC](https://modern.ircdocs.horse/#numerics) or, if it has none, of RFC 1459, RFC 2812 and IRCv3.

{_table(("Number", "Name"), rows)}"""


def refusals() -> str:
    """Return the page of the refusals."""
    others = account_refusals, ownership_refusals, sanction_refusals
    own = {Refusal.__module__, *(module.__name__ for module in others)}
    ours = (kind for kind in Refusal.__subclasses__() if kind.__module__ in own)
    rows = [
        (f"`{kind.code}`", ", ".join(f"`{name}`" for name in kind.__struct_fields__), kind.text)
        for kind in sorted(ours, key=lambda kind: kind.code)
    ]
    phrases = [
        (f"`{name}`", f"`{getattr(value, 'name', value)}`", text)
        for name, texts in PHRASES.items()
        for value, text in texts.items()
    ]
    return f"""# Refusals

{_MADE}

The reasons why a command is refused. *Code*: the same on every protocol and in every language. *Text*:
shown, translated, on every protocol that has no text of its own for the reason. A name in braces is a
field.

{_table(("Code", "Fields", "Text"), rows)}
## Fields that are shown as words

{_table(("Field", "Value", "Text"), phrases)}"""


def sessions() -> str:
    """Return the page of the states of a connection."""
    # Ends lead from everywhere to the same state: drawn once, they would hide the rest.
    lines = [
        f"    {state.name} --> {target.name}: {trigger.name.lower()}"
        for state, targets in TRANSITIONS.items()
        for trigger, target in targets.items()
        if trigger is not Trigger.ENDED
    ]
    enders = [state.name for state, targets in TRANSITIONS.items() if Trigger.ENDED in targets]
    target = {targets[Trigger.ENDED].name for targets in TRANSITIONS.values() if Trigger.ENDED in targets}
    notes = attribute_texts()
    picture = "\n".join(["stateDiagram-v2", f"    [*] --> {State.OPENING.name}", *lines])
    return f"""# The life of a connection

{_MADE}

```mermaid
{picture}
    {State.CLOSED.name} --> [*]
```

From {", ".join(f"`{name}`" for name in enders)}, *ended* leads to `{"".join(target)}`.

{_table(("State", "What it means"), [(f"`{state.name}`", notes[state.name]) for state in State])}
{_table(("Trigger", "What happened"), [(f"`{trigger.name}`", notes[trigger.name]) for trigger in Trigger])}"""


def metrics() -> str:
    """Return the page of what Prometheus is told."""
    rows = [(f"`{its.name}`", its.kind, f"`{its.label}`" if its.label else "", its.text) for its in FAMILIES]
    return f"""# Metrics

{_MADE}

With [`http.metrics.enabled`](settings.md#httpmetricsenabled) the server answers Prometheus at
`http://localhost:9090/metrics`. Besides the metrics below, the answer has the usual ones of a process
(`process_resident_memory_bytes`, `process_cpu_seconds_total`, `process_open_fds`). It contains no name of a
person or channel.

{_table(("Metric", "Type", "Label", "What it tells"), rows)}"""


def administration() -> str:
    """Return the page of the commands of `salon admin`."""
    group = build_admin(load_language("en"))
    group.add_command(build_person_export(load_language("en")))
    context, rows = click.Context(group, info_name="admin"), []
    every: dict[str, str] = {}
    for name, command in group.commands.items():
        words, options = [name], []
        for param in command.params:
            if isinstance(param, click.Option):
                spelling = " ".join(filter(None, (param.opts[-1], "" if param.is_flag else param.metavar)))
                meaning = f"`{spelling}`: {param.help}"
                if param.name in _OF_ALL:
                    every[str(param.name)] = meaning
                else:
                    options.append(meaning)
            else:
                words.append(param.make_metavar(context))
        rows.append((f"`{' '.join(words)}`", " ".join(str(command.help).split()), "<br>".join(options)))
    shared = "".join(f"- {meaning}\n" for meaning in every.values())
    requests = [(f"`{its.__struct_config__.tag}`", _fields_of(its)) for its in get_args(AnyRequest)]
    return f"""# `salon admin`

{_MADE}

The commands for the owner of a server ([how to use them](../guide/moderate.md)).

{_table(("Command", "What it does", "Options"), rows)}
All take these options:

{shared}
The exit code is 0 for success, 1 if the server refused something, and 2 if the server could not be asked.

## For programs

`--json` prints the lines of the answers. A program may also speak to the socket `admin.sock` in the data
directory itself: one JSON object on each line, for example `{{"command": "account-add", "name": "alice"}}`.
The answer is any number of lines, and after them `{{"answer": "end"}}`. `language` may be added to each
request; a field with a value in this table may be left out.

{_table(("Request", "Fields"), requests)}
The lines of an answer are `row` (its `kind` says which fields `row` has), `done`, `code` and `refused`.
"""


_OF_ALL = {"data", "config", "as_json", "language"}


def _fields_of(request: type[Request]) -> str:
    """Return the fields of a request, and their values where they are not given."""
    words = []
    for field in msgspec.structs.fields(request):
        if field.name != "language":
            default = "" if field.required else f" ({msgspec.json.encode(field.default).decode()})"
            words.append(f"`{field.name}`{default}")
    return ", ".join(words)


def attribute_texts() -> Mapping[str, str]:
    """Return the texts under the states and triggers."""
    module = ast.parse((ROOT / "src/salon/delivery/session.py").read_text("utf-8"))
    found = {}
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name in {State.__name__, Trigger.__name__}:
            for line, text in itertools.pairwise(node.body):
                if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                    found[line.targets[0].id] = ast.literal_eval(cast("ast.Expr", text).value)
    return found


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/settings.md": manual.reference,
    "docs/reference/commands.md": commands,
    "docs/reference/capabilities.md": capabilities,
    "docs/reference/modes.md": modes,
    "docs/reference/numerics.md": numbers,
    "docs/reference/refusals.md": refusals,
    "docs/reference/sessions.md": sessions,
    "docs/reference/metrics.md": metrics,
    "docs/reference/admin.md": administration,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        target = ROOT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(), encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
