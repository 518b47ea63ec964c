"""The state: finding people and channels, and what their records say of themselves."""

from harness.chatroom import Chatroom
from salon.core.ranks import Rank
from salon.core.state import WHOWAS_ENTRIES


def test_people_are_found_in_any_spelling() -> None:
    """Case does not matter, in any script; other names are not found."""
    room = Chatroom()
    amelie = room.enter("Amélie")
    assert room.state.find_person("AMÉLIE") is amelie
    assert room.state.find_person("Amelie") is None
    assert amelie.nick == "Amélie"
    assert amelie.account is None


def test_channels_are_found_in_any_spelling() -> None:
    """As people are."""
    room = Chatroom()
    room.enter("ann", "#Été")
    assert room.state.find_channel("#éTÉ") is room.channel("#Été")
    assert room.state.find_channel("#ete") is None


def test_ascii_has_no_case_but_its_own() -> None:
    """With the rule of ASCII only A to Z have small letters; brackets are no capitals of braces."""
    room = Chatroom("ascii")
    ann = room.enter("Ann[]")
    assert room.state.find_person("aNN[]") is ann
    assert room.state.find_person("ann{}") is None


def test_a_member_is_known_by_the_highest_rank() -> None:
    """Lower ones stay, unseen."""
    room = Chatroom()
    ann = room.enter("ann", "#a")
    member = room.member("#a", ann)
    member.ranks = Rank.VOICE.bit | Rank.ADMIN.bit
    assert member.rank is Rank.ADMIN


def test_an_operator_is_known_by_a_mode() -> None:
    """That of server operators."""
    ann = Chatroom().enter("ann")
    assert not ann.is_operator
    ann.modes = "io"
    assert ann.is_operator


def test_the_departed_are_not_remembered_for_ever() -> None:
    """The oldest go first."""
    state = Chatroom().state
    assert state.departed.maxlen == WHOWAS_ENTRIES
