"""Accounts for a whole list of people: which names there are, and what is printed for them."""

import stat
from collections.abc import Iterable
from pathlib import Path

import pytest

from salon.admin import people
from salon.admin.people import ListUnusable, lines_of, make_accounts, read_names
from salon.admin.talk import Talk
from salon.texts.language import load_language
from salon.wire.admin import AccountAdd, AnyAnswer, Code, Done, PasswordReset, Refused, Request

ENGLISH = load_language("en")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("alice\nbob\n", ["alice", "bob"]),
        ("\ufeffalice\r\n\r\n  bob  \r\n", ["alice", "bob"]),
        ("Classe;Nom\n3A;Zoé\n3B;\n3C;Amélie\n", ["Zoé", "Amélie"]),
        ('name,class\n"a,b",1\n', ["a,b"]),
        ("3A\talice\n", ["3A"]),
    ],
)
def test_names_are_read(tmp_path: Path, text: str, names: list[str]) -> None:
    """From the column that is called so, or the first, in their order."""
    file = tmp_path / "list.csv"
    file.write_text(text, "utf-8")
    assert read_names(file) == names


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "cannot be read"),
        ("Zoé".encode("latin-1"), "not UTF-8"),
        (b"\n\n", "no name in"),
        (b"name\n", "no name in"),
        (b"alice\nbob\nalice\n", "alice is in .* more than once"),
        (b"a" * 200_000, "not CSV"),
        (b"a\n" * 5_000_001, "too large"),
    ],
)
def test_a_list_without_names_is_refused(tmp_path: Path, data: bytes | None, reason: str) -> None:
    """Before anything is made."""
    file = tmp_path / "list.csv"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(ListUnusable, match=reason):
        read_names(file)


def test_names_with_spaces_are_named_with_what_to_write(tmp_path: Path) -> None:
    """All of them at once, with their lines, before anything is made."""
    file = tmp_path / "list.csv"
    file.write_text("Nom;Classe\nLéa Petit;3A\nbob;3A\n\nKarim  Ben Ali;3B\n", "utf-8")
    with pytest.raises(ListUnusable) as caught:
        read_names(file)
    first, second = map(str, caught.value.texts)
    assert first == f"Line 2 of {file}: a name cannot contain spaces. Write Léa_Petit instead of Léa Petit."
    assert second.startswith("Line 5 of ")
    assert second.endswith("Write Karim_Ben_Ali instead of Karim  Ben Ali.")


class Server:
    """A server that makes accounts, but not of the names that it has."""

    def __init__(self, *taken: str) -> None:
        self.taken = {*taken}
        self.codes = list[str]()

    def ask(self, request: Request) -> Iterable[AnyAnswer]:
        """Answer."""
        if isinstance(request, AccountAdd):
            if request.name in self.taken:
                yield Refused("ACCOUNT_EXISTS", "There is one.")
                return
            self.taken.add(request.name)
            yield Done("made")
        elif isinstance(request, PasswordReset):
            self.codes.append(request.name)
            yield Code(f"code-{request.name}", "password", request.name, 1, 0, (), "http://salon.test/")


def talk_with(server: Server, *, as_json: bool = False) -> Talk:
    """Return a conversation with a server."""
    return Talk(server.ask, ENGLISH, as_json=as_json)


def test_nobody_s_password_is_reset_who_has_an_account(capsys: pytest.CaptureFixture[str]) -> None:
    """They are named, and the others get theirs."""
    server = Server("bob")
    assert make_accounts(talk_with(server), ["alice", "bob", "zoé"], 7, None) == 1
    assert server.codes == ["alice", "zoé"]
    said = capsys.readouterr()
    assert said.err == "bob: There is one.\n"
    assert (
        "Name: alice\nCode: code-alice\nPage: http://salon.test/\n"
        "On IRC: /msg NickServ CODE code-alice alice NEW-PASSWORD\n"
        "On chaines, public and relais: /reset alice code-alice NEW-PASSWORD\n"
        "Choose a password with this code.\n---" in said.out
    )


def test_a_sheet_is_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And is never written over another file, in place of which no account is made."""
    sheet, server = tmp_path / "sheet.html", Server()
    assert make_accounts(talk_with(server), ["<alice>"], 7, sheet) == 0
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    page = sheet.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "Name: &lt;alice&gt;<br>" in page
    assert page.endswith("</html>\n")
    said = capsys.readouterr().out
    assert said == f"The sheet {sheet} has the code of 1 person: print it, then delete it.\n"
    with pytest.raises(ListUnusable, match="does not exist yet"):
        make_accounts(talk_with(server), ["bob"], 7, sheet)
    assert "bob" not in server.taken


def test_a_sheet_on_which_nobody_is_goes_again(tmp_path: Path) -> None:
    """So the same command can be given with a better list."""
    sheet, talk = tmp_path / "sheet.txt", talk_with(Server("alice"))
    assert make_accounts(talk, ["alice"], 30, sheet) == 1
    assert not sheet.exists()
    assert make_accounts(talk, ["bob"], 30, sheet) == 0
    assert sheet.exists()


def test_a_sheet_holds_what_was_made_until_a_failure(tmp_path: Path) -> None:
    """A code is written before the next account is made."""

    class Failing(Server):
        def ask(self, request: Request) -> Iterable[AnyAnswer]:
            if isinstance(request, AccountAdd) and request.name == "bob":
                assert "code-alice" in (tmp_path / "sheet").read_text("utf-8")
                raise ConnectionError
            return super().ask(request)

    with pytest.raises(ConnectionError):
        make_accounts(talk_with(Failing()), ["alice", "bob"], 7, tmp_path / "sheet")


def test_programs_get_the_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """As they came, refusals too."""
    assert make_accounts(talk_with(Server("bob"), as_json=True), ["alice", "bob"], 7, None) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert '"account":"alice"' in first
    assert '"code":"ACCOUNT_EXISTS"' in second


def test_what_is_printed_says_until_when() -> None:
    """Where there is an end to it."""
    code = Code("c", "password", "alice", 1, 1_700_000_000_000, ())
    assert [*lines_of(code, str)][-1].startswith("It is valid until 2023-11-1")
    assert people.MAX_BYTES > 1_000_000
