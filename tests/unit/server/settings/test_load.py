"""Where settings come from, which goes before which, and how mistakes are told."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from salon.server.settings.load import MAX_PROBLEMS, Option, SettingsError, Sources
from salon.server.settings.members import Value, members
from salon.server.settings.tree import Operator, Settings
from salon.texts.language import load_language

# Of "sésame"; fixed, for every worker of the test run must name the same tests.
HASH = "$argon2id$v=19$m=19456,t=2,p=1$8MJXtnpRbPeSxzRrxskKIA$jJTvZmJULT4R2bdrhpEILTy7E/Wv53ADrUTxDK1zA4I"

NOBODY = 65534


def load(
    tmp_path: Path, toml: str = "", environment: Mapping[str, str] | None = None, *options: tuple[str, str]
) -> Settings:
    """Load from a file, an environment and options."""
    file = tmp_path / "salon.toml"
    file.write_text(toml, encoding="utf-8")
    given = tuple(Option(f"--set {setting}", setting, text) for setting, text in options)
    return Sources(file, environment or {}, given).load()


def problems(
    tmp_path: Path, toml: str = "", environment: Mapping[str, str] | None = None, *options: tuple[str, str]
) -> list[str]:
    """Return what is wrong, in English, the file under its bare name."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, toml, environment, *options)
    english = load_language("en")
    return [problem.render(english).replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def test_nothing_given_is_the_default() -> None:
    """Without any source the server runs on what the tree says."""
    assert Sources().load() == Settings()


def test_the_whole_file(tmp_path: Path) -> None:
    """Every name that a deployer writes blind is understood."""
    settings = load(
        tmp_path,
        f"""
        name = "salon.example"
        network = "Salon"
        language = "fr"
        casemapping = "ascii"
        data = "elsewhere"
        motd = "Bonjour\\nà tous"
        [storage]
        durability = "process"
        [irc]
        enabled = true
        host = "0.0.0.0"
        port = 0
        password = "{HASH}"
        [irc.tls]
        port = 6698
        certificate = "cert.pem"
        key = "key.pem"
        [limits]
        messages_per_second = 0
        burst = 20
        connections_per_address = 0
        registration_seconds = 1.5
        ping_seconds = 5
        ping_timeout_seconds = 6
        send_queue_bytes = 100000
        nick_length = 9
        channel_length = 50
        topic_length = 80
        [history]
        replay_lines = 0
        [operators.alice]
        password = "{HASH}"
        host = "staff/alice"
        """,
    )
    assert settings.motd == "Bonjour\nà tous"
    assert settings.storage.durability == "process"
    assert (settings.irc.host, settings.irc.port, settings.irc.tls.port) == (("0.0.0.0",), 0, 6698)  # noqa: S104
    assert settings.irc.tls.certificate == "cert.pem"
    assert settings.limits.messages_per_second == 0
    assert settings.limits.registration_seconds == 1.5
    assert settings.operators == {"alice": Operator(password=HASH, host="staff/alice")}


def test_options_go_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    """The rising order: file, environment, options; what is not given again stays."""
    settings = load(
        tmp_path,
        'name = "of.file"\n[irc]\nport = 1\n[limits]\nburst = 1\nnick_length = 10',
        {"SALON__IRC__PORT": "2", "SALON__LIMITS__BURST": "2", "PATH": "/bin", "SALON": "no setting"},
        ("irc.port", "3"),
    )
    assert settings.name == "of.file"
    assert settings.limits.nick_length == 10
    assert settings.limits.burst == 2
    assert settings.irc.port == 3


@pytest.mark.parametrize(
    ("toml", "hosts"),
    [
        ('host = "::"', ("::",)),
        ('host = ["127.0.0.1", "chat.example"]', ("127.0.0.1", "chat.example")),
        ('tls = { host = "" }', ("127.0.0.1",)),
    ],
)
def test_a_host_is_one_or_a_list(tmp_path: Path, toml: str, hosts: tuple[str, ...]) -> None:
    """In the file, and as an option."""
    assert load(tmp_path, f"[irc]\n{toml}").irc.host == hosts
    assert load(tmp_path, "", {"SALON__IRC__HOST": '["::1", "a.b"]'}).irc.host == ("::1", "a.b")


@pytest.mark.parametrize("host", ["[]", '[""]', "[1]", '"a b"', '["a", "b c"]', "5"])
def test_what_is_no_host(tmp_path: Path, host: str) -> None:
    """An empty list is a mistake: it would listen nowhere."""
    (problem,) = problems(tmp_path, f"irc.host = {host}")
    assert problem.startswith("irc.host = ")


@pytest.mark.parametrize(
    ("text", "network"), [("Club", "Club"), ('"Club"', "Club"), ("42", "42"), ("true", "true"), ("é", "é")]
)
def test_a_text_needs_no_quotes_in_a_shell(text: str, network: str) -> None:
    """A variable is TOML where that fits the setting, and else stands for itself."""
    assert Sources(environment={"SALON__NETWORK": text}).load().network == network


def test_an_operator_from_the_environment() -> None:
    """Names of operators are lower case there, for variables are not."""
    settings = Sources(environment={"SALON__OPERATORS__ALICE__PASSWORD": HASH}).load()
    assert settings.operators == {"alice": Operator(password=HASH)}


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("[irc]\nprot = 1", "no setting is called irc.prot (salon.toml); the nearest is irc.port"),
        (
            "topic_lenght = 1",
            "no setting is called topic_lenght (salon.toml); the nearest is limits.topic_length",
        ),
        ("xyzzy = 1", "no setting is called xyzzy (salon.toml)"),
        (
            "[irc.port]\nnumber = 1",
            "no setting is called irc.port.number (salon.toml); the nearest is irc.port",
        ),
        ("irc = 5", "irc (salon.toml) is a section, not a single setting"),
        ("operators = 5", "operators (salon.toml) is a section, not a single setting"),
        ("[operators]\nbob = 5", "operators.bob (salon.toml) is a section, not a single setting"),
        (
            "[irc]\nport = 70000",
            "irc.port = 70000 (salon.toml): expected a whole number from 0 to 65535",
        ),
        ('[irc]\nport = "1"', 'irc.port = "1" (salon.toml): expected a whole number from 0 to 65535'),
        ("[irc]\nenabled = 1", "irc.enabled = 1 (salon.toml): expected true or false"),
        ('language = "de"', 'language = "de" (salon.toml): expected one of "" | "fr" | "en"'),
        (
            "[limits]\nping_seconds = 0",
            "limits.ping_seconds = 0 (salon.toml): expected a number from 0.1 to 86400",
        ),
        (
            "[limits]\nping_seconds = inf",
            "limits.ping_seconds = inf (salon.toml): expected a number from 0.1 to 86400",
        ),
        ("[operators.bob]", "operators.bob.password is missing"),
        ('motd = "a"\nmotd_file = "b"', "motd and motd_file are both set: keep one of them"),
        (
            '[dialects.public]\nchannel = "#abcd"\n[limits]\nchannel_length = 4',
            "dialects.public.channel: no channel can be called #abcd (limits.channel_length, casemapping)",
        ),
        ('irc.tls.key = "k"', "irc.tls.key is set without irc.tls.certificate: a key alone opens nothing"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, toml: str, problem: str) -> None:
    """The setting, its value, where it stands and what is expected; for an unknown one, the nearest."""
    assert problem in problems(tmp_path, toml)


@pytest.mark.parametrize(
    "name", ["localhost", "salon_example.org", "a b.c", "-a.b", "a..b", "a." + "b" * 62, ".a.b"]
)
def test_a_server_name_has_a_dot(name: str) -> None:
    """RFC 2812, 2.3.1: a server's name is a host name; the dot tells it from a nick."""
    with pytest.raises(SettingsError):
        Sources(options=(Option("--set name", "name", name),)).load()


def test_operators_have_names_that_oper_can_carry(tmp_path: Path) -> None:
    """A name with a space or a colon could never be sent."""
    found = problems(tmp_path, f'[operators."a b"]\npassword = "{HASH}"')
    told = "operators.a b (salon.toml): a b is not a valid name; expected: a name of up to 32 letters"
    assert [problem[: len(told)] for problem in found] == [told]


def test_every_source_is_named(tmp_path: Path) -> None:
    """A mistake says which variable or which option made it; all are told at once."""
    assert problems(tmp_path, "", {"SALON__IRC__PORT": "x"}, ("limits.burst", "0"), ("irc.host", "")) == [
        'irc.port = "x" (SALON__IRC__PORT): expected a whole number from 0 to 65535',
        "limits.burst = 0 (--set limits.burst): expected a whole number from 1 to 1000000",
        'irc.host = "" (--set irc.host): expected an address or a host name, or a list of them',
    ]


@pytest.mark.parametrize("setting", ["irc.password", "operators.bob.password"])
def test_a_clear_password_is_refused_and_not_shown(tmp_path: Path, setting: str) -> None:
    """The text says how to make a hash and keeps the password to itself."""
    (problem,) = problems(tmp_path, f'{setting} = "hunter2"')
    assert problem.startswith(f"{setting} = *** (salon.toml): expected the hash of a password")
    assert "salon hash-password" in problem
    assert "hunter2" not in problem


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's own reason is given."""
    with pytest.raises(SettingsError) as caught:
        Sources(tmp_path / "absent.toml").load()
    (problem,) = caught.value.problems
    assert (
        problem.render(load_language("en"))
        == f"cannot read {tmp_path}/absent.toml: there is no such file or directory"
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"name = ", 1),
        (b"\nname = ", 2),
        (b"a = 1\na = 2", 2),
        (b"[irc]\r\n\r\nport: 1\r\n", 3),
        (b"\na = [", 2),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, line: int) -> None:
    """What cannot be parsed is told with the line, and how settings are written."""
    problem = refusal_of_bytes(tmp_path, content)
    assert problem.startswith(f"{tmp_path}/salon.toml, line {line}: this is not TOML. A setting is written")


@pytest.mark.parametrize(
    ("encoding", "line"), [("latin-1", 2), ("utf-16", 1), ("utf-16-le", 1), ("utf-16-be", 1)]
)
def test_a_file_that_is_not_utf8(tmp_path: Path, encoding: str, line: int) -> None:
    """Old editors write Latin-1, others UTF-16: the line is told, and what to do."""
    content = 'name = "x.y"\nmotd = "Bienvenue à tous"\n'.encode(encoding)
    problem = refusal_of_bytes(tmp_path, content)
    assert problem.startswith(f"{tmp_path}/salon.toml, line {line}: this is not UTF-8. Save it as UTF-8")
    assert ("UTF-16" in problem) is encoding.startswith("utf-16")


def test_a_mark_of_the_byte_order_is_no_mistake(tmp_path: Path) -> None:
    """Some editors begin every file of UTF-8 with one."""
    file = tmp_path / "salon.toml"
    file.write_text('network = "Été"', encoding="utf-8-sig")
    assert Sources(file).load().network == "Été"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """It is not parsed, which would take seconds; nor is one without an end read."""
    assert "is larger than 1048576 bytes" in refusal_of_bytes(tmp_path, b"a = 1\n" * 1_700_000)
    with pytest.raises(SettingsError) as caught:
        Sources(Path("/dev/zero")).load()
    assert "is larger than" in str(caught.value)


def test_a_directory_in_place_of_a_file(tmp_path: Path) -> None:
    """It is called what it is."""
    with pytest.raises(SettingsError) as caught:
        Sources(tmp_path).load()
    (problem,) = caught.value.problems
    told = f"cannot read {tmp_path}: it is a directory or a device, not a file"
    assert problem.render(load_language("en")) == told


def test_a_file_that_this_user_may_not_read() -> None:
    """The system's own reason is given, in words."""
    with tempfile.NamedTemporaryFile() as opened:
        file = Path(opened.name)
        file.chmod(0)
        if os.geteuid() == 0:  # root may read everything
            os.seteuid(NOBODY)
        try:
            with pytest.raises(SettingsError) as caught:
                Sources(file).load()
        finally:
            os.seteuid(os.getuid())
    (problem,) = caught.value.problems
    assert problem.render(load_language("en")) == f"cannot read {file}: this user is not allowed to"


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "[" * 99_999,
        "a = " + "9" * 9_999,
        "a." * 2_000 + "a = 1",
    ],
    ids=["deep lists", "a number of too many digits", "deep names"],
)
def test_a_file_that_is_too_much_for_the_parser(tmp_path: Path, content: str) -> None:
    """It is no crash."""
    assert "this is not TOML" in refusal_of_bytes(tmp_path, content.encode())


def test_every_setting_wrong_at_once(tmp_path: Path) -> None:
    """All of them are named, in the order of the file."""
    settings = [path for path, its in members().items() if isinstance(its, Value) and "NAME" not in path]
    toml = "".join(f"{'.'.join(path)} = 1970-01-01\n" for path in settings)
    found = problems(tmp_path, toml)
    assert [problem.partition(": expected ")[0] for problem in found] == [
        f"{'.'.join(path)} = {'***' if path[-1] == 'password' else '1970-01-01'} (salon.toml)"
        for path in settings
    ]


def test_what_is_told_is_bounded(tmp_path: Path) -> None:
    """Of a file that is something else altogether, the first mistakes are told, and no text is long."""
    found = problems(tmp_path, "".join(f"name{number} = {number}\n" for number in range(50_000)))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1] == "there are more errors: correct these first"
    found = problems(tmp_path, f'"{"é" * 9_999}" = 1\nnetwork = "{"é" * 9_999}"\nirc.port = 0x{"f" * 9_999}')
    assert len(found) == 3
    assert max(map(len, found)) < 600


def test_what_is_told_commands_no_terminal(tmp_path: Path) -> None:
    """Names and values may hold anything."""
    (name, value) = problems(tmp_path, '"a\\u001b[2J" = 1\nnetwork = "a\u009b b"')
    assert name.isprintable()
    assert value.isprintable()


@pytest.mark.parametrize("text", ["5\nirc.port = 6", "1970-01-01", "[1970-01-01]", "[" * 9_999, "9" * 9_999])
def test_a_text_that_is_more_than_a_value(tmp_path: Path, text: str) -> None:
    """It stands for itself, which is no port."""
    (problem,) = problems(tmp_path, "", {"SALON__IRC__PORT": text})
    assert "(SALON__IRC__PORT): expected a whole number" in problem


def refusal_of_bytes(directory: Path, content: bytes) -> str:
    """Return what is told of a file that cannot be read as settings."""
    file = directory / "salon.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        Sources(file).load()
    (problem,) = caught.value.problems
    return problem.render(load_language("en"))


def test_an_error_speaks_the_language_that_the_file_asks_for(tmp_path: Path) -> None:
    """The language is known even where the rest is wrong."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, 'language = "fr"\nport = 1')
    assert caught.value.language == "fr"


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("http.enabled = false", ["http.enabled (salon.toml)"]),
        ('http.host = "127.0.0.1"', ["http.host (salon.toml)"]),
        ('http.host = ["localhost", "::1"]', ["http.host (salon.toml)"]),
        (
            'http = { enabled = false, host = "::1" }',
            ["http.enabled (salon.toml)", "http.host (salon.toml)"],
        ),
        ('http.host = ["127.0.0.1", "10.0.0.5"]', []),
        ('http.host = "chat.example"', []),
        ("irc.enabled = false", []),
    ],
)
def test_what_keeps_a_network_away(tmp_path: Path, toml: str, told: list[str]) -> None:
    """With `--lan`, settings that leave the page to this machine alone are a mistake."""
    file = tmp_path / "salon.toml"
    file.write_text(toml, encoding="utf-8")
    Sources(file).load()
    try:
        Sources(file, lan=True).load()
    except SettingsError as error:
        problems = [problem.render(load_language("en")) for problem in error.problems]
        assert [
            problem.replace(f"{tmp_path}/", "").split(" and ")[1].split(" keeps")[0] for problem in problems
        ] == told
    else:
        assert told == []


def test_a_reload_reads_the_same_places(tmp_path: Path) -> None:
    """What was given as an option still goes before a file that has changed."""
    file = tmp_path / "salon.toml"
    file.write_text("[irc]\nport = 1\n[limits]\nburst = 1")
    sources = Sources(file, {}, (Option("--port", "irc.port", "7"),))
    assert (sources.load().irc.port, sources.load().limits.burst) == (7, 1)
    file.write_text("[irc]\nport = 2\n[limits]\nburst = 2")
    assert (sources.load().irc.port, sources.load().limits.burst) == (7, 2)
