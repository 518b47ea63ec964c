"""The unit for systemd and the image start a command that exists, with a configuration as it is checked."""

import configparser
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from harness.dockerfile import copied, ignored, is_sent, named, stages, variables
from salon.cli import build_command
from salon.server.settings.load import Sources
from salon.server.settings.tree import Settings
from salon.texts.language import load_language

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "salon.service"
BUILD, FINAL = stages()
DATA = "/var/lib/salon"


def service() -> configparser.SectionProxy:
    """Return what the unit says of the service; of a line that is repeated, the last one."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


def container() -> dict[str, Any]:
    """Return what compose.yaml says of the container."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    its: dict[str, Any] = compose["services"]["salon"]
    assert compose["volumes"].keys() == {name.partition(":")[0] for name in its["volumes"]}
    return its


def unknown_options(name: str, arguments: list[str]) -> set[str]:
    """Return the options that a sub-command does not have."""
    command = build_command(load_language("en")).commands[name]
    known = {spelling for option in command.params for spelling in (*option.opts, *option.secondary_opts)}
    assert isinstance(command, click.Command)
    return {argument for argument in arguments if argument.startswith("--")} - known


def test_the_command_exists() -> None:
    """Each option of ExecStart is one of the sub-command."""
    _program, name, *arguments = service()["ExecStart"].split()
    assert unknown_options(name, arguments) == set()


def test_the_environment_is_understood() -> None:
    """The variables set a directory that the service may write to."""
    variable, _, value = service()["Environment"].partition("=")
    assert Sources(environment={variable: value}).load().data == f"/var/lib/{service()['StateDirectory']}"


def test_the_server_reports_its_own_start() -> None:
    """What `notify` sends is awaited, and a reload is the signal that the server knows."""
    assert service()["Type"] == "notify"
    assert service()["ExecReload"] == "/bin/kill -HUP $MAINPID"


# --- the image ----------------------------------------------------------------------------------


def test_what_is_copied_is_there() -> None:
    """In git, and not kept back by .dockerignore."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    sent = [name for name in listed.stdout.splitlines() if is_sent(name, ignored())]
    sources = [*copied(BUILD), *copied(FINAL)]
    assert {"pyproject.toml", "src", "web"} <= set(sources)
    reached = {
        source: [name for name in sent if name == source or name.startswith(f"{source}/")]
        for source in sources
    }
    assert [source for source, names in reached.items() if not names] == []
    assert sum(map(len, reached.values())) == len(sent)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("src/salon/cli.py", True),
        ("src/salon/web/index.html", False),
        ("src/salon/__pycache__/cli.pyc", False),
        ("src/salon/locale/fr/LC_MESSAGES/salon.mo", False),
        ("web/node_modules/left.js", False),
        ("web/src/main.ts", True),
        (".venv/bin/python", False),
        ("salon-data/salon.db", False),
    ],
)
def test_what_is_built_here_is_not_sent(name: str, sent: bool) -> None:
    """Nor is the data of a server that runs in the clone."""
    assert is_sent(name, ignored()) is sent


def test_the_image_starts_what_exists() -> None:
    """The command and its options, and the variables; the ports are those that are open then."""
    (entry,), (command,), (exposed,) = (named(FINAL, word) for word in ("ENTRYPOINT", "CMD", "EXPOSE"))
    (program, name, *options) = [*entry.arguments, *command.arguments]
    assert program == "salon"
    assert unknown_options(name, options) == set()
    settings = Sources(environment=dict(variables(FINAL)), lan="--lan" in options).load()
    assert settings.data == DATA
    assert [int(port) for port in exposed.arguments] == [settings.http.port, settings.irc.tls.port]
    assert settings.http.host == settings.irc.tls.host == ("::",)
    (health,) = named(FINAL, "HEALTHCHECK")
    assert f":{settings.http.port}/healthz" in health.rest


def test_the_image_writes_where_a_volume_is() -> None:
    """As a user of its own, whose directory it is."""
    (volume,), (user,), *_ = (named(FINAL, word) for word in ("VOLUME", "USER"))
    assert volume.arguments == [DATA]
    made = f"install -d -o {user.rest} -g {user.rest} -m 700 {DATA}"
    assert any(made in its.rest for its in named(FINAL, "RUN"))


def test_compose_gives_no_more_than_it_needs() -> None:
    """The volume, the ports and variables that the server knows, and no rights."""
    its = container()
    assert its["volumes"] == [f"data:{DATA}"]
    assert its["read_only"] is True
    assert its["cap_drop"] == ["ALL"]
    assert its["security_opt"] == ["no-new-privileges:true"]
    (exposed,) = named(FINAL, "EXPOSE")
    assert [port.partition(":")[2] for port in its["ports"]] == exposed.arguments
    unset = {name: text.partition(":-")[2].rstrip("}") for name, text in its["environment"].items()}
    assert Sources(environment=unset).load().http.origins == Settings().http.origins
