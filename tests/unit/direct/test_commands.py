"""What is typed becomes a wish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salon.direct import commands
from salon.direct.commands import (
    COMMANDS,
    EXIT,
    HELP,
    LIST,
    MENU,
    OPEN_MENU,
    QUIT,
    REFRESH,
    Ask,
    Correct,
    Interpreter,
    Join,
    Say,
    Tell,
    Wish,
    help_lines,
    menu_lines,
)

ASKED = Tell(commands._MENU_QUESTION)


def hear(*lines: str, joined: bool = False) -> list[Wish]:
    """Return what the last of the lines wishes."""
    interpreter = Interpreter()
    interpreter.is_joined = joined
    wishes: list[Wish] = []
    for line in lines:
        wishes = interpreter.hear(line)
    return wishes


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("/help", HELP),
        ("/IP zoé", Ask("1", "zoé")),
        ("/ip zoé de pc", Ask("1", "zoé de pc")),
        ("/join 10.0.0.1 6000", Join("10.0.0.1", 6000)),
        ("/join zoé", Join("zoé", 5000)),
        ("/send salut  toi", Say("salut  toi")),
        ("salut toi", Say("salut toi")),
        ("/quit", QUIT),
        ("/list", LIST),
        ("/r", REFRESH),
        ("/db", Ask("2", secret=True)),
        ("/end", Ask("6", secret=True)),
        ("/user zoé", Ask("3", "zoé")),
        ("/check", Ask("4")),
        (" /EXIT ", EXIT),
    ],
)
def test_commands(line: str, wish: Wish) -> None:
    """Every command of the document, in any case."""
    assert hear(line) == [wish]


@pytest.mark.parametrize(
    "line",
    [
        "/IP",
        "/join",
        "/join a b",
        "/join a 0",
        "/join a 65536",
        "/join a 1 2",
        "/send",
        "/user",
        "/quit x",
    ],
)
def test_what_is_missing_is_said(line: str) -> None:
    """With the form of the command."""
    command = COMMANDS[line.split(maxsplit=1)[0].lower()]
    assert hear(line) == [Correct(command.syntax)]


def test_an_unknown_command_is_not_said_to_anybody() -> None:
    """It may hold what is meant for one's own program."""
    assert hear("/db1234") == [Tell("There is no command {subject}: /help lists them.", "/db1234")]


def test_nothing_is_nothing() -> None:
    """An empty line wishes nothing."""
    assert hear("  ") == []


def test_the_help_is_the_table() -> None:
    """Every command with its parameters and its meaning, in the language."""
    lines = list(help_lines(str.upper))
    assert len(lines) == len(COMMANDS)
    assert "/IP NAME : ASK FOR SOMEBODY'S ADDRESS" in lines


@pytest.mark.parametrize("opening", ["/menu", "menu", "MENU"])
def test_the_menu_opens(opening: str) -> None:
    """By command, or by its name."""
    assert hear(opening) == [OPEN_MENU, ASKED]


def test_the_menu_s_name_can_be_said() -> None:
    """To somebody whom one has joined it is text."""
    assert hear("menu", joined=True) == [Say("menu")]


def test_the_menu_has_the_directory_s_six_functions() -> None:
    """Numbered as the document numbers them."""
    assert [line[:2] for line in menu_lines(str)] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert [number for number, function in MENU.items() if function.wish in (hear("/db") + hear("/end"))] == [
        "2",
        "6",
    ]


@pytest.mark.parametrize(
    ("lines", "wishes"),
    [
        (("1", "zoé"), [Ask("1", "zoé"), ASKED]),
        (("2",), [Ask("2", secret=True), ASKED]),
        (("3", "zoé"), [Ask("3", "zoé"), ASKED]),
        (("4",), [Ask("4"), ASKED]),
        (("5",), [EXIT]),
        (("6",), [Ask("6", secret=True), ASKED]),
        (("7",), [Tell("There is no function {subject}.", "7"), ASKED]),
        (("",), [Tell("Back in the chat.")]),
        (("", "4"), [Say("4")]),
        (("1", ""), [Tell("Back in the chat.")]),
        (("1", "/check"), [Ask("4")]),
        (("1", "/check", "4"), [Say("4")]),
        (("4", "4"), [Ask("4"), ASKED]),
    ],
)
def test_the_menu_takes_numbers(lines: tuple[str, ...], wishes: list[Wish]) -> None:
    """A number, then what the function needs; nothing, or a command, leads out."""
    assert hear("/menu", *lines) == wishes


@given(st.lists(st.sampled_from(["/menu", "1", "3", "", "x"])), st.text(max_size=20), st.booleans())
def test_a_command_is_never_said(lines: list[str], rest: str, joined: bool) -> None:
    """Whatever was typed before, a line that begins with `/` reaches nobody but by `/send`."""
    wishes = hear(*lines, f"/{rest}", joined=joined)
    assert rest.lower().startswith("send") or not any(isinstance(wish, Say) for wish in wishes)
