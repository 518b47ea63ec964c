"""METADATA: what people and channels say of themselves (metadata).

Changes are shown by the numerics of an answer, 761 and 766, as the third draft has it. A client that asks for
the second draft is told them in the same way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from salon.core.commands import Command
from salon.core.metadata import KEY, Changes
from salon.core.metadata_commands import ClearMetadata, SetMetadata
from salon.core.metadata_events import ChannelMetadataChanged, MetadataShown, PersonMetadataChanged
from salon.core.queries.metadata import find_target, values_for
from salon.core.replies import MetadataTakenAway
from salon.core.state import Channel, Person
from salon.texts.marks import N_
from salon.wire.irc import numerics
from salon.wire.irc.capabilities import Cap
from salon.wire.irc.conversation import Conversation, as_middle, with_tag
from salon.wire.irc.messages import BODY_LIMIT, Message, pack_words

_INVALID_KEY = N_("A key has 1 to 32 characters: small letters, digits and _ . / -")


def metadata(talk: Conversation, message: Message, _now: int) -> list[Command]:
    """Show or change what is said of somebody; without the capability there is no such command."""
    if not talk.has(Cap.METADATA):
        talk.numeric(numerics.ERR_UNKNOWNCOMMAND, message.command, text=N_("Unknown command"))
        return []
    target, word, *params = message.params
    subcommand = _SUBCOMMANDS.get(word.upper())
    if subcommand is None:
        text = N_("The subcommands are GET, LIST, SET, CLEAR, SUB, UNSUB, SUBS and SYNC")
        fail(talk, "INVALID_PARAMS", word, text=text)
        return []
    interpret, least = subcommand
    if len(params) < least:
        talk.need_more_params(message.command)
        return []
    return interpret(talk, target, params)


def fail(talk: Conversation, code: str, *context: str, text: str, **fields: object) -> None:
    """Say why not, with a code of the specification."""
    talk.fail("METADATA", code, *context, text=text, cap=Cap.METADATA, **fields)


def _found(talk: Conversation, target: str) -> Channel | Person | None:
    found = find_target(talk.state, talk.me, target)
    if found is None:
        fail(talk, "INVALID_TARGET", target, text=N_("There is no person or channel of this name here"))
    return found


def _get(talk: Conversation, target: str, keys: list[str]) -> list[Command]:
    found = _found(talk, target)
    if found is not None:
        name, values = _name(found), values_for(talk.state, talk.core.id, talk.me, found)
        talk.batch("metadata", [_value_or_fail(talk, name, key, values) for key in keys], name, whole=True)
    return []


def _list(talk: Conversation, target: str, _params: list[str]) -> list[Command]:
    found = _found(talk, target)
    if found is not None:
        name, values = _name(found), values_for(talk.state, talk.core.id, talk.me, found)
        talk.batch("metadata", _lines(talk, name, values), name, whole=True)
    return []


def _set(_talk: Conversation, target: str, params: list[str]) -> list[Command]:
    return [SetMetadata(target, params[0], params[1] if len(params) > 1 else None)]


def _clear(_talk: Conversation, target: str, _params: list[str]) -> list[Command]:
    return [ClearMetadata(target)]


def _subscribe(talk: Conversation, _target: str, keys: list[str]) -> list[Command]:
    most, new, known = talk.state.rules.metadata.subscriptions, [], []
    for key in keys:
        if not KEY.fullmatch(key):
            fail(talk, "INVALID_KEY", key, text=_INVALID_KEY)
        elif key in talk.subscriptions:
            known.append(key)
        elif len(talk.subscriptions) >= most:
            text = N_("You have subscribed to {most} keys already")
            fail(talk, "LIMIT_REACHED", "*", key, text=text, most=most)
            break
        else:
            talk.subscriptions = {**talk.subscriptions, key: None}
            new.append(key)
    _send_keys(talk, numerics.RPL_METADATASUBOK, dict.fromkeys(known + new))
    if new:
        talk.later.append(_current(talk, frozenset(new)))
    return []


def _unsubscribe(talk: Conversation, _target: str, keys: list[str]) -> list[Command]:
    gone = [key for key in keys if KEY.fullmatch(key)]
    for key in keys:
        if key not in gone:
            fail(talk, "INVALID_KEY", key, text=_INVALID_KEY)
    talk.subscriptions = {key: None for key in talk.subscriptions if key not in gone}
    _send_keys(talk, numerics.RPL_METADATAUNSUBOK, dict.fromkeys(gone))
    return []


def _subscriptions(talk: Conversation, _target: str, _params: list[str]) -> list[Command]:
    talk.batch("metadata-subs", _key_lines(talk, numerics.RPL_METADATASUBS, talk.subscriptions), whole=True)
    return []


def _synchronise(talk: Conversation, target: str, _params: list[str]) -> list[Command]:
    found = _found(talk, target)
    if isinstance(found, Channel):
        talk.later.append(_of_channel(talk, found, talk.subscriptions, set(), always=True))
    elif found is not None:
        values = values_for(talk.state, talk.core.id, talk.me, found)
        lines = _lines(talk, found.nick, _of(values, talk.subscriptions))
        talk.batch("metadata", lines, found.nick, whole=True)
    return []


_Interpret = Callable[[Conversation, str, list[str]], list[Command]]

_SUBCOMMANDS: dict[str, tuple[_Interpret, int]] = {
    "GET": (_get, 1),
    "LIST": (_list, 0),
    "SET": (_set, 1),
    "CLEAR": (_clear, 0),
    "SUB": (_subscribe, 1),
    "UNSUB": (_unsubscribe, 1),
    "SUBS": (_subscriptions, 0),
    "SYNC": (_synchronise, 0),
}
"""What each does, and how many parameters it needs."""


# --- lines ------------------------------------------------------------------------------------------------


def _name(target: Channel | Person) -> str:
    return target.name if isinstance(target, Channel) else target.nick


def _value(talk: Conversation, target: str, key: str, value: str | None) -> str:
    """Return RPL_KEYVALUE, or RPL_KEYNOTSET where there is none."""
    head = f":{talk.server.name} {{}} {talk.client} {target} {key}"
    if value is None:
        return f"{head.format(numerics.RPL_KEYNOTSET)} :{talk.text(N_('This key is not set'))}"
    return f"{head.format(numerics.RPL_KEYVALUE)} * :{value}"


def _value_or_fail(talk: Conversation, target: str, key: str, values: Mapping[str, str]) -> str:
    if KEY.fullmatch(key):
        return _value(talk, target, key, values.get(key))
    return f":{talk.server.name} FAIL METADATA INVALID_KEY {as_middle(key)} :{talk.text(_INVALID_KEY)}"


def _lines(talk: Conversation, target: str, values: Changes) -> list[str]:
    return [_value(talk, target, key, value) for key, value in values.items()]


def _of(values: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    return {key: values[key] for key in keys if key in values}


def _key_lines(talk: Conversation, code: str, keys: Iterable[str]) -> list[str]:
    head = f":{talk.server.name} {code} {talk.client} "
    return [head + piece for piece in pack_words(keys, BODY_LIMIT - len(head.encode()))]


def _send_keys(talk: Conversation, code: str, keys: Iterable[str]) -> None:
    for line in _key_lines(talk, code, keys):
        talk.send(line)


# --- long answers ---------------------------------------------------------------------------


def _of_channel(
    talk: Conversation, channel: Channel, keys: Iterable[str], seen: set[int], *, always: bool = False
) -> Iterator[None]:
    """Send what is said of a channel and, to a member, of those in it whom the client has not `seen`.

    One step a member. `always`: be it nothing.
    """
    reference = ""
    for lines in _steps(talk, channel, frozenset(keys), seen):
        if (lines or always) and not reference and talk.has(Cap.BATCH):
            reference = talk.server.next_batch()
            talk.send(f":{talk.server.name} BATCH +{reference} metadata {channel.name}")
        for line in lines:
            talk.send(with_tag(line, f"batch={reference}") if reference else line)
        yield
    if reference:
        talk.send(f":{talk.server.name} BATCH -{reference}")


def _steps(talk: Conversation, channel: Channel, keys: frozenset[str], seen: set[int]) -> Iterator[list[str]]:
    metadata = talk.state.metadata
    yield _lines(talk, channel.name, _of(metadata.of_channel(channel.id), keys))
    if talk.me.id not in channel.members:
        return
    for member in list(channel.members.values()):
        person = member.person
        values = metadata.of(person.list_owner)
        if values and person.id not in seen and not _is_hidden(talk, person):
            seen.add(person.id)
            yield _lines(talk, person.nick, _of(values, keys))
        else:
            yield []


def _current(talk: Conversation, keys: frozenset[str]) -> Iterator[None]:
    """Send what a client that subscribes to keys would have been told (metadata, "METADATA SUB")."""
    me = talk.me
    send_of(talk, me, keys)
    seen = {me.id}
    for channel in list(me.channels.values()):
        yield from _of_channel(talk, channel, keys, seen)
    for nick in list(talk.state.monitored_by.get(talk.core.id, ())):
        person = talk.state.nicks.get(nick)
        if person is not None and person.id not in seen:
            send_of(talk, person, keys)
        yield


def _is_hidden(talk: Conversation, person: Person) -> bool:
    """Tell whether somebody does not want to hear of a person."""
    return person is not talk.me and talk.state.blocks.hides(talk.me.list_owner, person.source)


def send_of(talk: Conversation, person: Person, keys: Iterable[str]) -> None:
    """Send what a person says of themselves, if anything, of these keys."""
    values = _of(talk.state.metadata.of(person.list_owner), keys)
    if values and not _is_hidden(talk, person):
        talk.batch("metadata", _lines(talk, person.nick, values), person.nick)


# --- what happens ---------------------------------------------------------------------------


def send_own(talk: Conversation) -> None:
    """Send a client that connects what it says of itself (metadata, "Notifications"), be it nothing."""
    if talk.has(Cap.METADATA):
        nick = talk.me.nick
        talk.batch("metadata", _lines(talk, nick, talk.state.metadata.of(talk.me.list_owner)), nick)


def send_channel_metadata(talk: Conversation, channel: Channel) -> None:
    """Have a client that has entered a channel told what is said of it, and of those in it."""
    if talk.has(Cap.METADATA) and talk.subscriptions:
        talk.later.append(_of_channel(talk, channel, talk.subscriptions, set()))


def send_whois(talk: Conversation, nick: str) -> None:
    """Send RPL_WHOISKEYVALUE."""
    person = talk.state.find_person(nick)
    if person is None or not talk.has(Cap.METADATA):
        return
    for key, value in values_for(talk.state, talk.core.id, talk.me, person).items():
        head = f":{talk.server.name} {numerics.RPL_WHOISKEYVALUE} {talk.client}"
        talk.send(f"{head} {person.nick} {key} * :{value}")


def send_monitored(talk: Conversation, nicks: Iterable[str]) -> None:
    """Send what people say of themselves whom one watches from now on, or who have come."""
    if talk.has(Cap.METADATA) and talk.subscriptions:
        for nick in nicks:
            person = talk.state.find_person(nick)
            if person is not None:
                send_of(talk, person, talk.subscriptions)


def show_changed(
    talk: Conversation, event: PersonMetadataChanged | ChannelMetadataChanged, _now: int, own: bool
) -> None:
    """Show what is said from now on: all of it to who changed it, and what they subscribed to, to others."""
    if not talk.has(Cap.METADATA):
        return
    if isinstance(event, ChannelMetadataChanged):
        target, is_other = event.name, False
    else:
        target, is_other = event.source.nick, event.source.person != talk.me.id
    if own and not is_other:
        _answer(talk, target, event.values, whole=event.whole)
    elif not (is_other and talk.state.blocks.hides(talk.me.list_owner, event.source)):
        for key, value in event.values.items():
            if key in talk.subscriptions:
                talk.send(_value(talk, target, key, value))


def show_taken_away(talk: Conversation, reply: MetadataTakenAway, _now: int, _own: bool) -> None:
    """Answer an operator."""
    _answer(talk, reply.target, dict.fromkeys(reply.keys), whole=reply.whole)


def _answer(talk: Conversation, target: str, changes: Changes, *, whole: bool) -> None:
    lines = _lines(talk, target, changes)
    if whole:
        talk.batch("metadata", lines, target, whole=True)
    else:
        for line in lines:
            talk.send(line)


def show_shown(talk: Conversation, event: MetadataShown, _now: int, own: bool) -> None:
    """Show what somebody says who has entered a channel: who has entered it is shown it with the channel."""
    if own or event.source.person == talk.me.id or not talk.has(Cap.METADATA):
        return
    person = talk.state.people.get(event.source.person)
    if person is not None and talk.subscriptions:
        send_of(talk, person, talk.subscriptions)
