"""Characters of several pieces, in a line that is edited on a real terminal."""

import pytest

from harness.ptys import DRAWN, Ends, pty_streams, until, use
from salon.terminal.prompt import TerminalConsole

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
HEART = "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}"
WAVE = "\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"
ACCENT = "e\N{COMBINING ACUTE ACCENT}"
PERSIAN = "می\N{ZERO WIDTH NON-JOINER}خواهم"


def typed(keys: str) -> str:
    """Return the line that keys make."""
    with pty_streams() as ends:
        console = TerminalConsole(ends.stdin, ends.stdout, str, colours=False)

        async def script() -> None:
            await ends.read_until(DRAWN)
            ends.type(f"{keys}\r")
            await until(lambda: console.waiting)

        use(console, script)
        return console.take() or ""


@pytest.mark.parametrize("character", [FAMILY, HEART, WAVE, ACCENT, "日", PERSIAN, "a"])
def test_what_is_typed_is_sent_as_it_is(character: str) -> None:
    """However it is shown meanwhile."""
    assert typed(f"<{character}>") == f"<{character}>"


@pytest.mark.parametrize("character", [FAMILY, HEART, WAVE, ACCENT, "日", "a"])
@pytest.mark.parametrize(
    "keys",
    [
        "a{0}\x7fb",
        "a{0}\x1b[D\x1b[3~b",
        "a{0}\x1b[D\x04b",
        "{0}b\x1b[D\x1b[D\x04a\x1b[F",
        "b{0}\x02\x02a\x06\x06\x7f",
    ],
)
def test_a_key_takes_a_whole_character(character: str, keys: str) -> None:
    """As people see it: nothing of it is left behind."""
    assert typed(keys.format(character)) == "ab"


def shown(ends: Ends, keys: str) -> str:
    """Return what is drawn for keys."""
    console = TerminalConsole(ends.stdin, ends.stdout, str, colours=False)
    drawn = ""

    async def script() -> None:
        nonlocal drawn
        await ends.read_until(DRAWN)
        ends.type(f"{keys}$")
        drawn = await ends.read_until("$")

    use(console, script)
    return drawn


def test_in_the_line_pieces_are_shown_apart() -> None:
    """Their widths are certain; terminals disagree on that of the whole, and the cursor would be lost."""
    with pty_streams() as ends:
        drawn = shown(ends, FAMILY + WAVE + HEART)
    joining = {FAMILY[1], HEART[1], WAVE[1]}
    assert not joining & set(drawn)
    assert set(FAMILY + HEART + WAVE) - joining <= set(drawn)


def test_what_shapes_letters_stays() -> None:
    """A joiner or non-joiner between letters is part of the word."""
    with pty_streams() as ends:
        assert "\N{ZERO WIDTH NON-JOINER}" in shown(ends, PERSIAN)
