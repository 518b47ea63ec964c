"""Names: what may be one, what is equal, what looks alike."""

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from precis_i18n import get_profile

from salon.core.confusables import PROTOTYPES
from salon.core.limits import Limits
from salon.core.names import (
    MAX_CHANNEL_BYTES,
    MAX_FOLDED,
    MAX_NICK_BYTES,
    Casemapping,
    NameProblem,
    casemapping,
)

RFC8265 = casemapping("rfc8265")
ASCII = casemapping("ascii")
BOTH = pytest.mark.parametrize("rule", [RFC8265, ASCII], ids=lambda rule: rule.name)

LETTERS = st.characters(categories=["Ll", "Lu", "Lo", "Nd", "Mn"])
ASCII_SIGNS = st.sampled_from("abcXYZ019[]\\`_^{|}-")
NAMES = st.text(ASCII_SIGNS, max_size=12) | st.text(LETTERS | ASCII_SIGNS, max_size=12) | st.text(max_size=12)


def valid_part(text: str, problem: Callable[[str], NameProblem | None]) -> str:
    """Return as much of a text as makes a valid name."""
    name = ""
    for character in text:
        if problem(name + character) is None:
            name += character
    return name or "a"


def valid_nicks(rule: Casemapping, length: int = 32) -> st.SearchStrategy[str]:
    """Return nicks that a rule takes, of any characters that it takes."""
    return NAMES.map(lambda text: valid_part(text, lambda nick: rule.nick_problem(nick, length)))


def test_a_rule_knows_its_name() -> None:
    """What is configured is what 005 announces."""
    assert RFC8265.name == "rfc8265"
    assert ASCII.name == "ascii"


def test_a_rule_is_made_once() -> None:
    """Rules are compared by what they are."""
    assert casemapping("rfc8265") is RFC8265
    assert casemapping("ascii") is ASCII


@pytest.mark.parametrize("name", ["", "rfc1459", "RFC8265"])
def test_another_rule_is_an_error(name: str) -> None:
    """Nothing is guessed about a casemapping that does not exist."""
    with pytest.raises(ValueError, match="casemapping"):
        casemapping(name)


# Folding


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "aLICE"),
        ("Amélie", "AMÉLIE"),
        ("Amélie", "Ame\u0301lie"),
        ("ΝΊΚΟΣ", "νίκος"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("Лена", "ЛЕНА"),
        ("\uff21lice", "alice"),  # a fullwidth A
        ("\uff76\uff9e", "\u30ac"),  # halfwidth katakana ka and its voicing mark
        ("\u212b", "\u00e5"),  # the angstrom sign
    ],
)
def test_rfc8265_names_that_are_equal(one: str, other: str) -> None:
    """RFC 8265 3.3.2: width, case and composition make no difference."""
    assert RFC8265.fold(one) == RFC8265.fold(other)


@pytest.mark.parametrize(("one", "other"), [("amelie", "amélie"), ("nick[a]", "nick{a}"), ("maße", "masse")])
def test_rfc8265_names_that_differ(one: str, other: str) -> None:
    """An accent counts, brackets are no letters, and lower-casing is not case folding."""
    assert RFC8265.fold(one) != RFC8265.fold(other)


@pytest.mark.parametrize(("name", "folded"), [("Nick[A]", "nick[a]"), ("É", "É"), ("AÉ", "aÉ")])
def test_ascii_folds_a_to_z_only(name: str, folded: str) -> None:
    """modern-irc, appendix: CASEMAPPING: ascii."""
    assert ASCII.fold(name) == folded


@BOTH
@given(name=NAMES | st.text() | st.text(st.characters(categories=["Cs"])))
@example(name="\u0130\ud800\u0301")
def test_fold_is_total_and_idempotent(rule: Casemapping, name: str) -> None:
    """Any text has a folded form, and that form is its own."""
    folded = rule.fold(name)
    assert rule.fold(folded) == folded


@given(nick=valid_nicks(RFC8265))
def test_rfc8265_folds_valid_nicks_as_precis_does(nick: str) -> None:
    """The short way through the mapping rules is the profile's own result; but a final sigma is a sigma."""
    assert RFC8265.fold(nick) == get_profile("UsernameCaseMapped").enforce(nick).replace("\u03c2", "\u03c3")


@given(nick=NAMES)
def test_rfc8265_refuses_what_precis_refuses(nick: str) -> None:
    """The short way past the profile lets nothing through that it would not."""
    if RFC8265.nick_problem(nick, 32) is None:
        get_profile("UsernameCaseMapped").enforce(nick)


@BOTH
@given(data=st.data())
def test_a_valid_nick_folds_to_a_valid_nick(rule: Casemapping, data: st.DataObject) -> None:
    """The folded form can stand in for the nick everywhere."""
    nick = data.draw(valid_nicks(rule, 12))
    assert rule.nick_problem(rule.fold(nick), 12) is None


@BOTH
@given(rest=NAMES)
def test_a_valid_channel_folds_to_a_valid_channel(rule: Casemapping, rest: str) -> None:
    """The folded form can stand in for the channel's name everywhere."""
    name = f"#{valid_part(rest, lambda part: rule.channel_problem(f'#{part}', 13))}"
    assert rule.channel_problem(rule.fold(name), 13) is None


def test_what_is_too_long_for_a_name_is_not_folded() -> None:
    """Neither the time nor the memory that it would take is for a peer to choose."""
    assert RFC8265.fold("É" * MAX_FOLDED) == "é" * MAX_FOLDED
    assert RFC8265.fold("É" * (MAX_FOLDED + 1)) == "É" * (MAX_FOLDED + 1)
    assert RFC8265.fold("A" * (MAX_FOLDED + 1)) == "a" * (MAX_FOLDED + 1)
    marks = "\u0301\u0316" * 2000
    assert RFC8265.fold(marks) is marks


# Look-alikes


@pytest.mark.parametrize(
    ("fake", "real"),
    [
        ("\u0440\u0430ypal", "paypal"),  # Cyrillic er, a
        ("\u0420\u0410YPAL", "paypal"),  # and their capitals
        ("\u0421\u0410\u0421\u0410O", "cacao"),
        ("\u0391dmin", "Admin"),  # Greek alpha
        ("\u039dike", "Nike"),  # Greek nu, of which the small one looks like v
        ("\u03bdera", "vera"),
        ("\u0406van", "Ivan"),  # the Cyrillic I is a capital I here, not a small l
        ("\u0456van", "Ivan"),
        ("b\u043eb", "bob"),
        ("\U0001170aary", "wary"),  # Ahom letters
        ("\U00011700ary", "mary"),  # one whose prototype is "rn", as that of m is
        ("\u0153uvre", "oeuvre"),
        ("\u0271", "m\u0326"),
        ("\u0131rmak", "irmak"),
        ("a\u02ba", 'a"'),
        ("\uff86", "\u4e8c"),  # halfwidth katakana ni, the Han figure two
        ("\u05d5\u05d5", "ll"),  # the table has this letter between marks of direction
        ("\u03b2\u03b1\u03c3", "\u00df\u03b1\u03c3"),  # beta, sharp s
        ("\u0596x", "\u05adx"),  # a family of two
        ("a\u0406ice", "alice"),  # Cyrillic I, Greek iota, the palochka
        ("a\u0399ice", "alice"),
        ("a\u04c0ice", "alice"),
        ("\u0406van", "ivan"),  # whose small letter is an i
        ("\uff52\uff4eary", "mary"),  # fullwidth r, n
        ("am\u00e9li1", "am\u00e9lil"),
        ("rn\u00e9lie", "m\u00e9lie"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(fake: str, real: str) -> None:
    """Unicode TS 39, section 4: the characters are replaced by their prototypes, then folded."""
    assert RFC8265.fold(fake) != RFC8265.fold(real)
    assert set(RFC8265.skeletons(fake)) & set(RFC8265.skeletons(real))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vv", "w"),
        ("amélie", "amelie"),
        ("Лена", "Лина"),
    ],
)
def test_everyday_names_do_not_clash(one: str, other: str) -> None:
    """An accent is seen."""
    assert not set(RFC8265.skeletons(one)) & set(RFC8265.skeletons(other))


def test_ascii_names_have_no_look_alikes() -> None:
    """By the rule that has no others."""
    assert ASCII.skeletons("alice") == ()


@given(name=NAMES)
def test_the_skeleton_does_not_depend_on_composition(name: str) -> None:
    """The same text in another normal form is the same drawing."""
    composed = unicodedata.normalize("NFC", name)
    apart = unicodedata.normalize("NFD", name)
    assert set(RFC8265.skeletons(composed)) == set(RFC8265.skeletons(apart)) == set(RFC8265.skeletons(name))


@given(name=NAMES)
@example(
    name="\U0001d6bd"
)  # it looks like a Greek capital phi, of which the small one looks like a Latin one
@example(name="\U0001d40cary")
def test_a_look_alike_of_a_look_alike_is_one(name: str) -> None:
    """Unicode TS 39, section 4: a skeleton is its own."""
    for skeleton in RFC8265.skeletons(name):
        assert RFC8265.skeletons(skeleton) == (skeleton,)


def test_the_skeleton_of_every_character_is_its_own() -> None:
    """To replace a character by what it looks like, and that by its small letter, comes to an end."""
    cased = {code for code in range(sys.maxunicode) if chr(code).lower() != chr(code)}
    skeletons = {skeleton for code in {*PROTOTYPES, *cased} for skeleton in RFC8265.skeletons(chr(code))}
    assert [ascii(each) for each in skeletons if RFC8265.skeletons(each) != (each,)] == []


# Nicks


@pytest.mark.parametrize(
    "nick",
    [
        "a",
        "Alice",
        "[]\\`_^{|}-",
        "-dash",
        "1234",
        "12",
        "12a",
        "a" * 32,
        "é" * 32,
        "\U00010330" * 32,
        "日" * 32,
        "Amélie",
        "Ame\u0301lie",
        "Лена",
        "日本語",
        "محمد",
        "l\u00b7l",
        "\uff26ull",
    ],
)
def test_rfc8265_nicks(nick: str) -> None:
    """Names in any script, with IRC's own signs."""
    assert RFC8265.nick_problem(nick, 32) is None


@pytest.mark.parametrize(
    ("nick", "problem"),
    [
        ("", NameProblem.EMPTY),
        ("a" * 33, NameProblem.TOO_LONG),
        ("日" * 33, NameProblem.TOO_LONG),
        ("\u0130" * 17, NameProblem.TOO_LONG),  # the small letter is two characters
        ("123", NameProblem.DIGITS_ONLY),
        ("\uff11\uff12\uff13", NameProblem.DIGITS_ONLY),
        ("a b", NameProblem.FORBIDDEN_CHARACTER),
        ("a\u00a0b", NameProblem.FORBIDDEN_CHARACTER),
        ("a\u3000b", NameProblem.FORBIDDEN_CHARACTER),
        ("a\x00", NameProblem.FORBIDDEN_CHARACTER),
        ("a\r\n", NameProblem.FORBIDDEN_CHARACTER),
        ("a\x7f", NameProblem.FORBIDDEN_CHARACTER),
        ("a\u200bb", NameProblem.FORBIDDEN_CHARACTER),
        ("a\u200db", NameProblem.FORBIDDEN_CHARACTER),
        ("\u202ebob", NameProblem.FORBIDDEN_CHARACTER),
        ("a\ud800", NameProblem.FORBIDDEN_CHARACTER),
        ("\uff20bob", NameProblem.FORBIDDEN_CHARACTER),  # fullwidth commercial at
        ("bob\u037e", NameProblem.FORBIDDEN_CHARACTER),  # the Greek question mark is a semicolon
        ("\u0301bob", NameProblem.FORBIDDEN_START),
        ("\uff9ebob", NameProblem.FORBIDDEN_START),
        ("bob\U0001f600", NameProblem.NOT_A_NAME),
        ("\u3164", NameProblem.NOT_A_NAME),  # Hangul filler: a letter that is not seen
        ("\u00b7", NameProblem.NOT_A_NAME),
        ("\ufb01", NameProblem.NOT_A_NAME),  # the ligature fi
        ("bob\u05d0", NameProblem.NOT_A_NAME),
    ],
)
def test_rfc8265_nicks_that_are_refused(nick: str, problem: NameProblem) -> None:
    """Each refusal names the rule that is broken."""
    assert RFC8265.nick_problem(nick, 32) is problem


@BOTH
@pytest.mark.parametrize("sign", " :;,!@*?$#&~%+.")
@pytest.mark.parametrize("pattern", ["{}bob", "b{}b", "bob{}"])
def test_signs_of_the_wires_are_refused_in_nicks(rule: Casemapping, sign: str, pattern: str) -> None:
    """Wherever they stand."""
    assert rule.nick_problem(pattern.format(sign), 32) is NameProblem.FORBIDDEN_CHARACTER


@BOTH
def test_the_longest_nick_is_configured(rule: Casemapping) -> None:
    """In characters, and never over the limit in bytes."""
    assert rule.nick_problem("bobby", 5) is None
    assert rule.nick_problem("bobby", 4) is NameProblem.TOO_LONG
    assert rule.nick_problem("b" * MAX_NICK_BYTES, 1000) is None
    assert rule.nick_problem("b" * (MAX_NICK_BYTES + 1), 1000) is NameProblem.TOO_LONG


def test_a_nick_has_as_many_characters_in_any_script() -> None:
    """What NICKLEN says is what there is room for, of three bytes each, too."""
    rule, most = casemapping("rfc8265"), Limits().nick_length
    assert rule.nick_problem("漢" * most, most) is None
    assert rule.nick_problem("漢" * (most + 1), most) is NameProblem.TOO_LONG
    assert MAX_NICK_BYTES == 128


@pytest.mark.parametrize(
    ("nick", "problem"),
    [
        ("Alice", None),
        ("[]\\`_^{|}-", None),
        ("a1-", None),
        ("_", None),
        ("", NameProblem.EMPTY),
        ("1a", NameProblem.FORBIDDEN_START),
        ("-a", NameProblem.FORBIDDEN_START),
        ("123", NameProblem.FORBIDDEN_START),
        ("amélie", NameProblem.FORBIDDEN_CHARACTER),
        ("a/b", NameProblem.FORBIDDEN_CHARACTER),
        ("a\n", NameProblem.FORBIDDEN_CHARACTER),
    ],
)
def test_ascii_nicks(nick: str, problem: NameProblem | None) -> None:
    """RFC 2812 2.3.1: nickname."""
    assert ASCII.nick_problem(nick, 32) is problem


@BOTH
@given(data=st.data())
def test_a_valid_nick_is_one_word_of_every_wire(rule: Casemapping, data: st.DataObject) -> None:
    """It can be a parameter of a line, a part of a mask, and a word of a sentence."""
    nick = data.draw(valid_nicks(rule))
    assert nick.split() == [nick]
    assert not set(nick) & set(":;,!@*?$#&~%+.\0\r\n")
    assert len(nick.encode()) <= MAX_NICK_BYTES


# Channels


@BOTH
@pytest.mark.parametrize("name", ["#a", "##c++", "#a:b", "#a!b@c", "#123", "#" + "x" * 63])
def test_channel_names(rule: Casemapping, name: str) -> None:
    """modern-irc, concepts: only space, BELL and comma are refused of ASCII's visible signs."""
    assert rule.channel_problem(name, 64) is None


@BOTH
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem.EMPTY),
        ("#", NameProblem.EMPTY),
        ("salon", NameProblem.FORBIDDEN_START),
        ("&salon", NameProblem.FORBIDDEN_START),
        ("\uff03salon", NameProblem.FORBIDDEN_START),
        ("#" + "x" * 64, NameProblem.TOO_LONG),
        ("#a b", NameProblem.FORBIDDEN_CHARACTER),
        ("#a,b", NameProblem.FORBIDDEN_CHARACTER),
        ("#a\x07", NameProblem.FORBIDDEN_CHARACTER),
        ("#a\x00", NameProblem.FORBIDDEN_CHARACTER),
        ("#a\n", NameProblem.FORBIDDEN_CHARACTER),
        ("#a\u3000b", NameProblem.FORBIDDEN_CHARACTER),
        ("#a\u200bb", NameProblem.FORBIDDEN_CHARACTER),
        ("#a\ud800", NameProblem.FORBIDDEN_CHARACTER),
    ],
)
def test_channel_names_that_are_refused(rule: Casemapping, name: str, problem: NameProblem) -> None:
    """Each refusal names the rule that is broken."""
    assert rule.channel_problem(name, 64) is problem


@pytest.mark.parametrize("name", ["#café", "#日本語", "#سلام!", "#\U0001f600"])
def test_channel_names_beyond_ascii(name: str) -> None:
    """RFC 8264 4.3: a channel's name is free text; the ASCII rule has none of it."""
    assert RFC8265.channel_problem(name, 64) is None
    assert ASCII.channel_problem(name, 64) is NameProblem.FORBIDDEN_CHARACTER


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("#a\uff0cb", NameProblem.FORBIDDEN_CHARACTER),  # a fullwidth comma
        ("#\u3164", NameProblem.NOT_A_NAME),
        ("#a\ufe0f", NameProblem.NOT_A_NAME),  # a variation selector is not seen
    ],
)
def test_channel_names_beyond_ascii_that_are_refused(name: str, problem: NameProblem) -> None:
    """What would fold to another name's sign, or cannot be seen, makes no name."""
    assert RFC8265.channel_problem(name, 64) is problem


def test_a_channel_name_is_bounded_in_bytes() -> None:
    """However many characters are configured."""
    assert RFC8265.channel_problem("#" + "x" * (MAX_CHANNEL_BYTES - 1), 1000) is None
    assert RFC8265.channel_problem("#" + "x" * MAX_CHANNEL_BYTES, 1000) is NameProblem.TOO_LONG
    assert RFC8265.channel_problem("#" + "日" * 67, 1000) is NameProblem.TOO_LONG


BLANKS = "\u2800\U0001d159\U00016fe4\u115f\u1160\u3164\uffa0"
"""Some of these are refused for what they are, others by PRECIS."""


@BOTH
@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_what_is_drawn_as_nothing_is_in_no_name(rule: Casemapping, blank: str) -> None:
    """A name that ends in one could not be told from the name without."""
    problems = {NameProblem.FORBIDDEN_CHARACTER, NameProblem.NOT_A_NAME}
    assert rule.channel_problem(f"#a{blank}", 50) in problems
    assert rule.nick_problem(f"a{blank}", 50) in problems
