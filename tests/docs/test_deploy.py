"""The unit for systemd starts a command that exists, with a configuration as it is checked."""

import configparser
from pathlib import Path

import click

from salon.cli import build_command
from salon.server.settings_load import Sources
from salon.texts.language import load_language

UNIT = Path(__file__).parents[2] / "deploy" / "salon.service"


def service() -> configparser.SectionProxy:
    """Return what the unit says of the service; of a line that is repeated, the last one."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


def test_the_command_exists() -> None:
    """Each option of ExecStart is one of the sub-command."""
    _program, name, *arguments = service()["ExecStart"].split()
    command = build_command(load_language("en")).commands[name]
    known = {spelling for option in command.params for spelling in option.opts}
    assert isinstance(command, click.Command)
    assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_the_environment_is_understood() -> None:
    """The variables set a directory that the service may write to."""
    variable, _, value = service()["Environment"].partition("=")
    assert Sources(environment={variable: value}).load().data == f"/var/lib/{service()['StateDirectory']}"


def test_the_server_reports_its_own_start() -> None:
    """What `notify` sends is awaited, and a reload is the signal that the server knows."""
    assert service()["Type"] == "notify"
    assert service()["ExecReload"] == "/bin/kill -HUP $MAINPID"
