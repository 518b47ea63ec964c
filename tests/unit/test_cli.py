"""The `salon` command as a user types it."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from salon import __version__
from salon.accounts.passwords import hash_password, verify_password
from salon.cli import build_command, wanted_language
from salon.client.program import CannotConnect
from salon.client.wires import WIRES
from salon.direct.program import Here
from salon.gateways.tls import make_self_signed
from salon.server.settings.load import Sources
from salon.server.settings.tree import Settings
from salon.texts.language import load_language

SOURCES = Path(__file__).parents[2] / "src"


def salon(*arguments: str, language: str = "en", stdin: str | bytes = "") -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(
        build_command(load_language(language)), arguments, input=stdin, prog_name="salon"
    )


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, with no environment but what is given."""
    return subprocess.run(
        [sys.executable, "-m", "salon", *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(SOURCES), "PATH": os.environ["PATH"], **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_one_command_is_made_alone() -> None:
    """Under the name that it has among all."""
    language = load_language("en")
    for name, command in build_command(language).commands.items():
        assert command.name == name
        assert list(build_command(language, name).commands) == [name]
    assert len(build_command(language, "nonsense").commands) > 10


class Served:
    """What the server was started with, in place of a server."""

    settings: Settings
    sources: Sources


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Served:
    """Catch the settings that would be served, in an empty directory and environment."""
    caught = Served()

    def serve(settings: Settings, sources: Sources) -> int:
        caught.settings, caught.sources = settings, sources
        return 7

    run = ModuleType("salon.server.run")
    run.serve = serve  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "salon.server.run", run)
    monkeypatch.setattr("salon.server.run", run, raising=False)
    monkeypatch.chdir(tmp_path)
    for variable in list(os.environ):
        if variable.startswith(("SALON__", "LC_", "LANG")):
            monkeypatch.delenv(variable)
    return caught


def test_serve_needs_no_configuration(served: Served) -> None:
    """Without a file the built-in configuration is used; the exit code is the server's."""
    result = salon("serve")
    assert result.exit_code == 7
    assert served.settings == Settings()
    assert served.sources.file is None


def test_serve_finds_the_file_of_its_directory(served: Served, tmp_path: Path) -> None:
    """`salon.toml` where the server is started is read."""
    (tmp_path / "salon.toml").write_text('language = "fr"\n[irc]\nport = 7000\n')
    salon("serve")
    assert served.settings.irc.port == 7000
    assert served.sources.file == Path("salon.toml")


def test_serve_takes_a_file_by_name(served: Served, tmp_path: Path) -> None:
    """A named file is read and the directory's own is not."""
    (tmp_path / "salon.toml").write_text("[irc]\nport = 7000\n")
    (tmp_path / "other.toml").write_text("[irc]\nport = 7001\n")
    salon("serve", "--config", "other.toml")
    assert served.settings.irc.port == 7001
    assert served.sources.file == Path("other.toml")


def test_options_go_before_the_environment_and_that_before_the_file(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source overrides the one below it."""
    (tmp_path / "salon.toml").write_text('network = "F"\n[irc]\nport = 1\n[limits]\nburst = 1\n')
    monkeypatch.setenv("SALON__IRC__PORT", "2")
    monkeypatch.setenv("SALON__LIMITS__BURST", "2")
    salon("serve", "--set", "irc.port=3")
    assert (served.settings.network, served.settings.limits.burst, served.settings.irc.port) == ("F", 2, 3)
    assert served.sources.load() == served.settings, "a reload reads the same places"


def test_the_handy_options(served: Served) -> None:
    """Each stands for its setting, and goes before `--set`."""
    salon(
        *("serve", "--data", "d", "--host", "::1", "--port", "0", "--language", "fr"),
        *("--port-offset", "100", "--set", "irc.port=5", "--set", "name = a.b"),
    )
    settings = served.settings
    assert (settings.data, settings.irc.host, settings.irc.port, settings.language) == (
        *("d", ("::1",), 0),
        "fr",
    )
    assert (settings.port_offset, settings.name) == (100, "a.b")


def test_the_network(served: Served) -> None:
    """`--lan` sets what nothing else does; a reload knows of it, too."""
    salon("serve", "--lan")
    settings = served.settings
    assert (settings.http.host, settings.irc.tls.host, settings.irc.host) == (
        ("::",),
        ("::",),
        ("127.0.0.1",),
    )
    assert settings.http.announce
    assert settings.limits.connections_per_address == 256
    assert served.sources.load() == settings
    salon("serve", "--lan", "--no-announce", "--set", "limits.connections_per_address=1000")
    assert not served.settings.http.announce
    assert served.settings.limits.connections_per_address == 1000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--port", "x"), 'irc.port = "x" (--port): expected a whole number from 0 to 65535'),
        (
            ("--port-offset", "x"),
            'port_offset = "x" (--port-offset): expected a whole number from 0 to 65535',
        ),
        (("--set", "irc.prt=1"), "no setting is called irc.prt (--set irc.prt); the nearest is irc.port"),
        (("--set", "irc.port"), "--set irc.port: write SETTING=VALUE"),
        (("--config", "absent.toml"), "cannot read absent.toml: there is no such file or directory"),
        (("--colour", "red"), "No such option '--colour'"),
    ],
)
def test_a_mistake_ends_with_2_and_a_clear_text(
    served: Served, arguments: tuple[str, ...], told: str
) -> None:
    """Nothing is served, nothing is thrown."""
    result = salon("serve", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert not hasattr(served, "settings")


def test_config_example() -> None:
    """The example is what the language asks for."""
    assert "# Le message du jour" in salon("config", "--example", language="fr").stdout
    assert "# The message of the day" in salon("config", "--example").stdout


def test_config_check_of_a_good_file(tmp_path: Path) -> None:
    """The example itself is a good file."""
    file = tmp_path / "salon.toml"
    file.write_text(salon("config", "--example").stdout, encoding="utf-8")
    result = salon("config", "--check", str(file))
    assert (result.exit_code, result.stdout) == (0, f"{file} is correct\n")


def test_config_check_of_a_bad_file(tmp_path: Path) -> None:
    """Every mistake is told, in the language that the file asks for."""
    file = tmp_path / "salon.toml"
    file.write_text('language = "fr"\nnaem = "x.y"\n[irc]\nport = -1\n')
    result = salon("config", "--check", str(file))
    assert result.exit_code == 2
    assert "aucun réglage ne s'appelle naem" in result.stderr
    assert "un nombre entier de 0 à 65535" in result.stderr


def test_config_check_of_a_certificate(tmp_path: Path) -> None:
    """What the start would say of the files for TLS is told, unless the door stays closed."""
    file = tmp_path / "salon.toml"
    text = f'language = "en"\n[irc.tls]\ncertificate = "{tmp_path}/cert.pem"\n'
    file.write_text(text)
    result = salon("config", "--check", str(file), language="fr")
    assert result.exit_code == 2
    assert f"irc.tls.certificate: {tmp_path}/cert.pem cannot be read: there is no such file" in result.stderr
    file.write_text(f"{text}enabled = false\n")
    assert salon("config", "--check", str(file)).exit_code == 0


def test_config_check_of_a_certificate_that_serves(tmp_path: Path) -> None:
    """A certificate with its key is right, with another's it is not."""
    for name in ("one", "two"):
        make_self_signed(tmp_path / f"{name}.pem", tmp_path / f"{name}.key", "a.example")
    file = tmp_path / "salon.toml"
    for key, code, told in (("one", 0, ""), ("two", 2, "does not belong to the certificate")):
        file.write_text(
            f'[irc.tls]\ncertificate = "{tmp_path}/one.pem"\nkey = "{tmp_path}/{key}.key"\n', encoding="utf-8"
        )
        result = salon("config", "--check", str(file))
        assert result.exit_code == code
        assert told in result.stderr


def test_config_check_sees_the_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this shell's environment says makes no file right or wrong."""
    monkeypatch.setenv("SALON__IRC__PORT", "x")
    file = tmp_path / "salon.toml"
    file.write_text("")
    assert salon("config", "--check", str(file)).exit_code == 0


@pytest.mark.parametrize("arguments", [(), ("--example", "--check", "x")])
def test_config_wants_one_thing(arguments: tuple[str, ...]) -> None:
    """Neither and both are mistakes."""
    result = salon("config", *arguments)
    assert result.exit_code == 2
    assert "give either --example or --check FILE" in result.stderr


@pytest.mark.parametrize("line", ["sésame\n", "sésame\r\nnext\n", "sésame"])
def test_hash_password_reads_one_line(line: str) -> None:
    """Piped, the password is the first line, without its end."""
    result = salon("hash-password", stdin=line.encode())
    assert result.exit_code == 0
    assert verify_password(result.stdout.rstrip("\n"), "sésame")


@pytest.mark.parametrize("line", [b"", b"\n", b"a\x00b\n", b"\xff\n"])
def test_hash_password_refuses_what_is_none(line: bytes) -> None:
    """No password, a control character and broken text are refused."""
    result = salon("hash-password", stdin=line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "A password cannot be empty" in result.stderr


def test_hash_password_asks_twice_without_showing() -> None:
    """On a terminal nothing that is typed is shown, and the hash alone is printed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(  # noqa: S606 - the terminal's other end becomes the command
            sys.executable,
            [sys.executable, "-m", "salon", "hash-password"],
            {"PYTHONPATH": str(SOURCES), "LANG": "fr_FR.UTF-8"},
        )
    seen = b""
    for question in ("Mot de passe\N{NO-BREAK SPACE}:".encode(), "confirmer\N{NO-BREAK SPACE}:".encode()):
        while question not in seen:
            seen += os.read(terminal, 4096)
        os.write(terminal, "sésame\n".encode())
    while b"$argon2id$" not in seen or not seen.endswith(b"\n"):
        seen += os.read(terminal, 4096)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    assert b"same" not in seen
    assert verify_password(seen.split()[-1].decode(), "sésame")


@pytest.mark.parametrize("arguments", [(), ("connect",), ("annuaire", "x", "y"), ("connect", "h", "0")])
def test_without_a_terminal_nothing_is_asked(arguments: tuple[str, ...]) -> None:
    """What is missing or wrong is told, with exit code 2."""
    result = salon(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: salon" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("connect",), "Il manque un argument 'HÔTE'"),
        (("connect", "h", "x"), "un port est un nombre de 1 à 65535"),
        (
            ("connect", "h", "6667"),
            "Utilisez un client IRC, par exemple\N{NO-BREAK SPACE}: irssi -c h -p 6667",
        ),
        (("connect", "h", "6697"), "/connect -tls h 6697"),
        (("connect", "h", "6000"), "-m salon annuaire --directory h:6000"),
        (("connect", "::1", "8080"), "http://[::1]:8080/"),
        (
            ("connect", "h", "1", "--files", "nowhere"),
            "ne peut être écrit dans nowhere\N{NO-BREAK SPACE}: il n'y a pas",
        ),
        (("connect", "h", "1", "--files", "/dev/null"), "/dev/null\N{NO-BREAK SPACE}: une partie du"),
        (("connect", "h", "1", "--files", "/proc"), "ne peut être écrit dans /proc\N{NO-BREAK SPACE}: "),
        (("connect", "--wire", "irc", "h", "1"), "les protocoles sont\N{NO-BREAK SPACE}: chaines, public"),
        (("annuaire", "h", "65536"), "un port est un nombre de 0 à 65535"),
    ],
)
def test_mistakes_of_programs_are_told_in_the_language(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    """Click's own words and ours alike."""
    result = process(*arguments, cwd=tmp_path, LANG="fr_FR.UTF-8", PYTHONUTF8="1")
    assert result.returncode == 2
    assert told in result.stderr


def test_a_usual_port_of_another_wire_may_be_meant(asked: "Asked") -> None:
    """Who says which wire it is knows what is there."""
    salon("connect", "h", "6667", "--wire", "relais")
    assert asked.started == ("h", 6667)


class Asked:
    """A terminal at which questions are answered, and what was started then."""

    started: tuple[object, ...] = ()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, served: Served) -> Asked:
    """Catch what the answers would start."""
    caught = Asked()

    def connect(host: str, port: int, _: object) -> None:
        caught.started = (host, port)
        raise CannotConnect("nobody")

    del served
    monkeypatch.setattr("salon.cli._is_terminal", lambda: True)
    monkeypatch.setattr("salon.client.program.connect", connect)
    return caught


@pytest.mark.parametrize("answer", ["Client", "CLIENT", "c", "cli"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_client_is_asked_for(asked: Asked, answer: str, language: str) -> None:
    """In any case, by its first letters; what is offered is taken by Enter alone."""
    result = salon(stdin=f"{answer}\n\n\n\n", language=language)
    assert asked.started == ("localhost", 5001)
    assert "[public]" in result.stdout
    assert (result.exit_code, result.stderr) == (2, "nobody\n")


def test_the_client_is_asked_again(asked: Asked) -> None:
    """Until the answers can be taken; the wire that is offered is that of the port."""
    result = salon(stdin="peut-être\nc\n0\n5003\nsalon.lan\nirc\nRelais\n", language="fr")
    assert asked.started == ("salon.lan", 5003)
    assert "tapez Client ou Serveur" in result.stdout
    assert "un port est un nombre de 1 à 65535" in result.stdout
    assert "[relais]" in result.stdout
    assert "les protocoles sont" in result.stdout


@pytest.mark.parametrize(
    ("answer", "language"), [("serveur", "fr"), ("S", "fr"), ("server", "fr"), ("s", "en")]
)
def test_the_server_is_asked_for(asked: Asked, served: Served, answer: str, language: str) -> None:
    """With its port; then it serves as `salon serve` does."""
    result = salon(stdin=f"{answer}\n7000\n", language=language)
    assert asked.started == ()
    assert served.settings.irc.port == 7000
    assert result.exit_code == 7


@pytest.mark.parametrize(
    ("given", "where"), [((), (None, 5000)), (("ordinateur3", "6001"), ("ordinateur3", 6001))]
)
def test_annuaire_listens_where_it_is_told(
    monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], where: tuple[str | None, int]
) -> None:
    """HOST and PORT are where it listens, all addresses and 5000 unless given; the directory is another."""
    begun: list[Here] = []
    monkeypatch.setattr("salon.direct.program.talk", lambda here, *_: begun.append(here))
    assert salon("annuaire", *given).exit_code == 0
    (here,) = begun
    assert (here.host, here.port) == where
    assert here.directory == ("localhost", 6000)


def test_no_answer_starts_nothing(asked: Asked) -> None:
    """The end of input is the end of the questions."""
    result = salon(stdin="c\n")
    assert (result.exit_code, asked.started) == (1, ())


@pytest.mark.parametrize("argument", ["version", "--version", "-V"])
def test_version(argument: str) -> None:
    """The version is the package's, whichever way it is asked for."""
    result = salon(argument)
    assert (result.exit_code, result.stdout) == (0, f"salon {__version__}\n")


def test_the_help_names_the_version() -> None:
    """Beside the option for the help itself; before anything else is done, it is printed."""
    assert "-V, --version" in salon("--help").stdout
    assert salon("--version", "serve", "--port", "x").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "fr_FR.UTF-8", "SALON__LANGUAGE": "en"}, "en"),
        (["serve", "--language", "fr"], {"SALON__LANGUAGE": "en"}, "fr"),
        (["serve", "--language=fr"], {}, "fr"),
        (["serve", "--language"], {}, "en"),
        (["serve", "--set", "language=fr"], {}, "fr"),
        (["serve", "--set=language=fr", "--set", "motd=de"], {}, "fr"),
        (["serve", "--set", "motd=fr", "--set"], {}, "en"),
        (["serve", "--language", "de"], {}, "en"),
    ],
)
def test_help_is_in_the_language_asked_for(
    arguments: list[str], environment: Mapping[str, str], code: str
) -> None:
    """The option, also as a setting, then the variable, then the environment's language."""
    assert wanted_language(arguments, environment) == code


def test_the_module_is_the_command(tmp_path: Path) -> None:
    """`python -m salon` speaks French where the environment does, click's own words included."""
    result = process("serve", "--help", cwd=tmp_path, LANG="fr_FR.UTF-8")
    assert result.returncode == 0
    assert result.stdout.startswith("Usage\N{NO-BREAK SPACE}: salon serve [OPTIONS]")
    assert "Affiche cette aide." in result.stdout
    asked = process("serve", "--help", cwd=tmp_path, LANG="en_GB.UTF-8", SALON__LANGUAGE="fr", PYTHONUTF8="1")
    assert asked.stdout == result.stdout
    assert "Usage: salon serve" in process("serve", "--help", cwd=tmp_path).stdout
    alone = process("config", "--check", cwd=tmp_path, LANG="fr_FR.UTF-8")
    assert "Erreur\N{NO-BREAK SPACE}: L'option '--check' demande une valeur." in alone.stderr


def test_help_says_what_salon_is_and_all_ways_in(tmp_path: Path) -> None:
    """In either language, headings included; no command's line is cut short."""
    names = {"IRC", *WIRES, "annuaire", "SQLite"}
    for language, headings in (("en", ("Options:", "Commands:")), ("fr", ("Options\xa0:", "Commandes\xa0:"))):
        told = process("--help", cwd=tmp_path, LANG=language, PYTHONUTF8="1").stdout
        assert all(name in told for name in names), told
        assert all(f"\n{heading}\n" in told for heading in headings), told
        assert "..." not in told.partition(headings[1])[2]


@pytest.mark.parametrize("command", ["connect", "annuaire", "config", "hash-password"])
def test_every_program_that_talks_takes_a_language(command: str, tmp_path: Path) -> None:
    """It goes before the environment's; one that there is not is refused."""
    told = process(command, "--language", "fr", "--help", cwd=tmp_path, LANG="en_GB.UTF-8", PYTHONUTF8="1")
    assert "Affiche cette aide." in told.stdout
    refused = process(command, "--language", "de", cwd=tmp_path)
    assert (refused.returncode, "the languages are: fr, en" in refused.stderr) == (2, True)


def test_a_bad_configuration_throws_nothing(tmp_path: Path) -> None:
    """As a process: exit code 2, the clear text, no traceback, no data directory."""
    (tmp_path / "salon.toml").write_text(
        f'[irc]\npassword = "hunter2"\n[operators.bob]\npassword = "{hash_password("x")}"\n'
    )
    result = process("serve", cwd=tmp_path)
    assert result.returncode == 2
    assert "salon hash-password" in result.stderr
    assert "hunter2" not in result.stderr
    assert "Traceback" not in result.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["salon.toml"]
