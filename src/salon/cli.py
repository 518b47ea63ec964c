"""The `salon` command: reads what the user asked for and hands it to the server or to another program.

It keeps no rule of the chat and opens nothing itself. The exit code is the server's or the program's, or 2
where the request or the configuration is at fault.
"""

import errno
import gettext
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

import click

from salon import __version__
from salon.accounts.passwords import hash_password
from salon.admin.command import build_admin
from salon.archive.command import (
    build_backup,
    build_check,
    build_export,
    build_import,
    build_person_export,
    build_restore,
)
from salon.client.disk import Disk
from salon.client.wires import ASSUMED, OTHER_PORTS, PORTS, WIRES, ChainesWire, guess_wire, is_usual
from salon.options import (
    Directory,
    Port,
    Word,
    found_file,
    language_option,
    read_password,
    refuse,
    say,
)
from salon.server.settings.listeners import has_tls
from salon.server.settings.load import DEFAULT_FILE, Option, SettingsError, Sources
from salon.server.settings.manual import example
from salon.server.settings.tree import Settings
from salon.terminal.streams import ERRORS, OUTPUT, open_standard_streams, write_line
from salon.texts.invocation import command_of, join_address
from salon.texts.language import (
    DOMAIN,
    LANGUAGES,
    LOCALE,
    N_,
    N_PLURAL,
    Language,
    choose_language,
    load_language,
)
from salon.texts.reasons import reason_of
from salon.texts.visible import is_text

# The settings that have an option of their own.
_HANDY = {
    "data": "data",
    "host": "irc.host",
    "port": "irc.port",
    "port_offset": "port_offset",
    "language": "language",
}

# What click says itself: it asks gettext for these, so they stand in our catalogue.
CLICK_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_PLURAL("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    N_PLURAL("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    N_PLURAL("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    N_("Option {name!r} does not take a value."),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Invalid value: {message}"),
    N_("Error: invalid input"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Repeat for confirmation"),
    N_("Error: The two entered values do not match."),
    N_("Aborted!"),
)


_VERSION = f"salon {__version__}"
WIRES_ARE = N_("the protocols are: {words}")


def main() -> None:
    """Run the command that the process was started with."""
    open_standard_streams()
    language = load_language(wanted_language(sys.argv[1:], os.environ))
    # Click looks its own texts up in the process's catalogue, by the language of the environment.
    os.environ["LANGUAGE"] = language.code
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    for argument in sys.argv[1:]:
        if not is_text(argument):
            wrong = language.gettext("{argument} is not UTF-8. Give names and paths in UTF-8.")
            say(wrong.format(argument=ascii(argument)))
            sys.exit(2)
    try:
        build_command(language, next(iter(sys.argv[1:]), ""))(prog_name="salon")
    except OSError as error:
        _end_without_output(error, language)


def _end_without_output(error: OSError, language: Language) -> NoReturn:
    """Say on the other stream that what was to be said could not be written, and end."""
    lost = language.gettext("Cannot write to the output: {reason}.")
    text = lost.format(reason=reason_of(error).render(language))
    if write_line(ERRORS, text) is not None:
        write_line(OUTPUT, text)
    # What is still in a buffer would be tried once more, and complained of, at the end of the interpreter.
    os._exit(1)


def wanted_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language's code, looking ahead: help is written before any option is read."""
    wanted = environment.get("SALON__LANGUAGE", "")
    for argument, after in zip(arguments, [*arguments[1:], ""], strict=False):
        name, _, value = argument.partition("=")
        if name == "--language":
            wanted = value or after
        elif name == "--set":
            setting, _, chosen = (value or after).partition("=")
            wanted = chosen if setting == "language" else wanted
    return choose_language(wanted, environment)


def build_command(language: Language, wanted: str = "") -> click.Group:
    """Return the command with its sub-commands, their help in the language.

    `wanted`: only this one is needed. A start takes a tenth less time without the others.
    """
    _ = language.gettext
    group = click.Group(
        "salon",
        callback=lambda: _ask_what(language),
        invoke_without_command=True,
        help=_(
            "A chat server for a group of people, and two programs to talk with.\n\nPeople connect with a"
            " browser, any IRC client or netcat. Netcat is enough for five small French protocols: chaines,"
            " public, relais and bonjour, which connect speaks too, and the directory annuaire. All meet in"
            " the same channels, and every message is kept in one SQLite file.\n\nWithout a command, salon"
            " asks whether to run as a client or as a server."
        ),
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        context_settings={"help_option_names": ["-h", "--help"]},
        params=[
            click.Option(
                ["-V", "--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_version,
                help=_("Print the version."),
            )
        ],
    )
    makers = {
        "serve": _serve,
        "connect": _connect,
        "annuaire": _annuaire,
        "admin": _admin,
        "backup": build_backup,
        "restore": build_restore,
        "check": build_check,
        "export": build_export,
        "import": build_import,
        "config": _config,
        "hash-password": _hash_password,
        "version": _version,
    }
    for name in [wanted] if wanted in makers else makers:
        group.add_command(makers[name](language), name)
    return group


def _admin(language: Language) -> click.Group:
    group = build_admin(language)
    group.add_command(build_person_export(language))
    return group


def _show_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(_VERSION)
        context.exit()


def _ask_what(language: Language) -> None:
    """Ask what is wanted, where no command was given, as the program of the wire `public` does."""
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        return
    if not _is_terminal():
        raise click.exceptions.NoArgsIsHelpError(context)
    _ = language.gettext
    words = {"client": _("Client"), "server": _("Server")}

    def read(given: str) -> str:
        wanted = given.strip().casefold()
        for what, word in words.items():
            if wanted and (word.casefold().startswith(wanted) or what.startswith(wanted)):
                return what
        raise click.UsageError(_("type {client} or {server}").format(**words))

    def ask(question: str, **manner: Any) -> Any:
        return click.prompt(question, prompt_suffix=_(": "), **manner)

    group = cast("click.Group", context.command)
    if ask(_("{client} or {server}").format(**words), value_proc=read) == "server":
        port = ask(_("Port for IRC"), default=Settings().irc.port, type=Port(language, 0))
        context.invoke(group.commands["serve"], port=str(port))
    else:
        port = ask(_("Port"), default=PORTS["public"], type=Port(language))
        host = ask(_("Host"), default="localhost")
        question = _("Protocol ({wires})").format(wires=", ".join(WIRES))
        wire = ask(question, default=guess_wire(port), type=Word(language, WIRES, WIRES_ARE))
        context.invoke(group.commands["connect"], host=host, port=port, wire=wire)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _connect(language: Language) -> click.Command:
    _ = language.gettext

    def connect(host: str, port: int, wire: str | None, files: Path | None) -> NoReturn:
        # Imported here: a server needs no terminal.
        from salon.client import program  # noqa: PLC0415
        from salon.client.transfers import Transfers  # noqa: PLC0415
        from salon.terminal.console import OutputLost, open_console  # noqa: PLC0415

        if wire is None and port in OTHER_PORTS:
            say(_(OTHER_PORTS[port]).format(**_other_programs(host, port)))
            sys.exit(2)
        try:
            peer = program.connect(host, port, _)
        except program.CannotConnect as problem:
            say(str(problem))
            sys.exit(2)
        its_wire = wire or guess_wire(port)
        if wire is None and not is_usual(port):
            say(_(ASSUMED).format(port=port, wire=its_wire, wires=", ".join(WIRES)))
        try:
            spoken = WIRES[its_wire]
            transfers = Transfers(Disk(files or Path()), _)
            its = spoken(transfers) if issubclass(spoken, ChainesWire) else spoken()
            its.around.server = join_address(host, port)
            console = open_console(os.environ, _, sys.stdin, sys.stdout)
            is_ended_by_person = program.converse(peer, its, console, _)
        except OutputLost as loss:
            sys.exit(_forget_output(loss, language))
        sys.exit(0 if is_ended_by_person else 1)

    return click.Command(
        "connect",
        callback=connect,
        options_metavar=_("[OPTIONS]"),
        help=_(
            "Talk with a server from this terminal, or by pipe. It sends what you type and shows what"
            " arrives. The end of input ends the conversation."
        ),
        params=[
            click.Argument(["host"], metavar=_("HOST")),
            click.Argument(["port"], metavar=_("PORT"), type=Port(language)),
            click.Option(
                ["--wire"],
                type=Word(language, WIRES, WIRES_ARE),
                metavar="|".join(WIRES),
                help=_("The protocol to speak. Default: the most likely one at the port."),
            ),
            click.Option(
                ["--files"],
                type=Directory(language),
                metavar=_("DIRECTORY"),
                help=_(
                    "Where to write the files that you accept with /RECV. Default: the current directory."
                ),
            ),
            language_option(language),
        ],
    )


def _other_programs(host: str, port: int) -> dict[str, object]:
    """Return what is used at a port where another protocol is spoken, as commands that can be pasted."""
    return {
        "host": host,
        "port": port,
        "irssi": shlex.join(["irssi", "-c", host, "-p", str(port)]),
        "annuaire": command_of("annuaire", "--directory", join_address(host, port)),
        "page": f"http://{join_address(host, port)}/",
    }


def _annuaire(language: Language) -> click.Command:
    _ = language.gettext

    def annuaire(host: str | None, port: int, directory: str, background: bool, take_over: bool) -> NoReturn:
        from salon.direct import program  # noqa: PLC0415
        from salon.direct.memory import data_directory  # noqa: PLC0415
        from salon.terminal.console import OutputLost, open_console  # noqa: PLC0415

        try:
            here = program.Here(host, port, program.read_address(directory), data_directory(os.environ))
            if take_over:
                program.take_over(here, _, say)
            if background:
                program.stay_present(here, _, say)
            else:
                program.talk(here, open_console(os.environ, _, sys.stdin, sys.stdout), _)
        except program.CannotStart as problem:
            say(problem.text.word(_))
            sys.exit(2)
        except OutputLost as loss:
            sys.exit(_forget_output(loss, language))
        sys.exit(0)

    return click.Command(
        "annuaire",
        callback=annuaire,
        options_metavar=_("[OPTIONS]"),
        help=_(
            "Talk from machine to machine, without a server in between. A directory knows who is at "
            "which address. HOST and PORT are the address and the port to listen on: by default, all "
            "addresses and port 5000; * stands for the machine's own name."
        ),
        params=[
            click.Argument(["host"], metavar=_("[HOST]"), required=False),
            click.Argument(
                ["port"],
                metavar=_("[PORT]"),
                type=Port(language, 0),
                required=False,
                default=5000,
            ),
            click.Option(
                ["--directory"],
                metavar=_("HOST:PORT"),
                default="localhost:6000",
                help=_("The directory to ask who is online. Default: localhost:6000."),
            ),
            click.Option(
                ["--background"],
                is_flag=True,
                help=_(
                    "Stay listed and keep the messages that arrive, without a terminal, until Ctrl-C; "
                    "write & behind the command to go on."
                ),
            ),
            click.Option(
                ["--take-over"],
                is_flag=True,
                help=_("End the program that runs in the background there, if one does, and take its place."),
            ),
            language_option(language),
        ],
    )


def _forget_output(loss: OSError, language: Language) -> int:
    """Have what is left to write go nowhere, and return the exit code: a reader who has gone is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if loss.errno == errno.EPIPE:
        return 0
    reason = reason_of(loss).render(language)
    say(
        language.gettext("The messages that arrive can no longer be written: {reason}.").format(reason=reason)
    )
    return 1


def _serve(language: Language) -> click.Command:
    _ = language.gettext

    def serve(
        config: str | None, assignments: tuple[str, ...], lan: bool, no_announce: bool, **handy: str | None
    ) -> NoReturn:
        options = _options(assignments, handy, language)
        if no_announce:
            options += (Option("--no-announce", "http.announce", "false"),)
        sources = Sources(found_file(config), dict(os.environ), options, lan)
        try:
            settings = sources.load()
        except SettingsError as error:
            refuse(error, language)
        # Imported here: the loop, the database and TLS take longer to load than other commands take to run.
        from salon.server import run  # noqa: PLC0415

        sys.exit(run.serve(settings, sources))

    config = _("The configuration, a TOML file. Default: {file}, if it exists.").format(file=DEFAULT_FILE)
    return click.Command(
        "serve",
        callback=serve,
        options_metavar=_("[OPTIONS]"),
        help=_("Start the server. Without a configuration it serves this machine alone."),
        params=[
            click.Option(["--config"], metavar=_("FILE"), help=config),
            click.Option(["--data"], metavar=_("DIRECTORY"), help=_("Where the history is kept.")),
            click.Option(["--host"], metavar=_("ADDRESS"), help=_("The address to listen on for IRC.")),
            click.Option(["--port"], metavar=_("NUMBER"), help=_("The port for IRC; 0 takes a free one.")),
            click.Option(
                ["--port-offset"],
                metavar=_("NUMBER"),
                help=_("Add a number to every port: for a second server, or where the ports are taken."),
            ),
            click.Option(["--language"], metavar="|".join(LANGUAGES), help=_("The language to speak.")),
            click.Option(
                ["--lan"],
                is_flag=True,
                help=_(
                    "Open the page, and IRC over TLS, to the machines of this network, and say under which"
                    " address. Other ports stay as they are set."
                ),
            ),
            click.Option(
                ["--no-announce"],
                is_flag=True,
                help=_("With --lan: do not announce the page on the network as salon.local."),
            ),
            click.Option(
                ["assignments", "--set"],
                multiple=True,
                metavar=_("SETTING=VALUE"),
                help=_("Any setting, for example --set limits.burst=20; may be repeated."),
            ),
        ],
    )


def _options(
    assignments: tuple[str, ...], handy: Mapping[str, str | None], language: Language
) -> tuple[Option, ...]:
    """Return the settings given as options; an option of a setting's own goes before `--set`."""
    options = []
    for assignment in assignments:
        setting, equals, text = assignment.partition("=")
        if not equals:
            raise click.UsageError(
                language.gettext("--set {given}: write SETTING=VALUE").format(given=assignment)
            )
        options.append(Option(f"--set {setting}", setting.strip(), text.strip()))
    options += [
        Option(f"--{name.replace('_', '-')}", _HANDY[name], text)
        for name, text in handy.items()
        if text is not None
    ]
    return tuple(options)


def _config(language: Language) -> click.Command:
    _ = language.gettext

    def config(show: bool, check: str | None) -> None:
        if show == (check is not None):
            raise click.UsageError(_("give either --example or --check FILE"))
        if check is None:
            click.echo(example(language), nl=False)
            return
        try:
            # The file alone: what it holds must not seem right because of this shell's environment.
            _check_certificate(Sources(Path(check)).load())
        except SettingsError as error:
            refuse(error, language)
        click.echo(_("{file} is correct").format(file=check))

    return click.Command(
        "config",
        callback=config,
        options_metavar=_("[OPTIONS]"),
        help=_("Print a configuration to start from, or check one."),
        params=[
            click.Option(
                ["show", "--example"],
                is_flag=True,
                help=_("Print every setting with its manual and its default value."),
            ),
            click.Option(["--check"], metavar=_("FILE"), help=_("Report what is wrong in the file.")),
            language_option(language),
        ],
    )


def _check_certificate(settings: Settings) -> None:
    """Raise SettingsError where the files that are named for TLS cannot be used at the start."""
    # Imported here: TLS takes longer to load than other commands take to run.
    from salon.server.certificates import Certificate, CertificateProblem  # noqa: PLC0415

    if not (has_tls(settings) and settings.irc.tls.certificate):
        return
    try:
        Certificate(settings.irc.tls, Path(settings.data)).test()
    except CertificateProblem as problem:
        raise SettingsError(problem.text, language=settings.language) from problem


def _hash_password(language: Language) -> click.Command:
    _ = language.gettext

    def ask() -> None:
        try:
            click.echo(hash_password(read_password(language)))
        except ValueError:
            say(_("A password cannot be empty or contain control characters."))
            sys.exit(2)

    return click.Command(
        "hash-password",
        callback=ask,
        options_metavar=_("[OPTIONS]"),
        help=_(
            "Make the hash of a password, for the configuration. Asks for the password twice, or reads "
            "one line if the input is not a terminal."
        ),
        params=[language_option(language)],
    )


def _version(language: Language) -> click.Command:
    return click.Command(
        "version",
        callback=lambda: click.echo(_VERSION),
        options_metavar=language.gettext("[OPTIONS]"),
        help=language.gettext("Print the version."),
    )
