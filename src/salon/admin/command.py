"""The command `salon admin` and its commands: what each asks of the server."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from salon.admin.erasing import copies_with, erase_person
from salon.admin.people import ListUnusable, make_accounts, read_names
from salon.admin.reach import Unreachable, reach
from salon.admin.talk import EXIT_DONE, Talk
from salon.core.account_events import Remains
from salon.core.acts import MOST_ACTS
from salon.options import language_option, read_password, refuse, say, sources_of, whose_server
from salon.server.settings.load import SettingsError
from salon.server.settings.tree import Settings
from salon.texts.language import Language
from salon.texts.marks import N_
from salon.texts.visible import is_text, visible
from salon.wire import admin as wire
from salon.wire.sanctions import read_duration

EXIT_UNREACHABLE = 2
"""Nothing was asked, or the answer is not known."""

MOST_ENTRY = 999_999_999
MOST_DAYS = 36_500
MOST_USES = 1_000_000
MOST_SESSIONS = 2**63 - 1

Do = Callable[..., int]
"""Do what a command is for, by a conversation with the server; return the exit code."""


class Number(click.ParamType[int]):
    """A number, refused in the user's language."""

    name = "number"

    def __init__(self, language: Language, lowest: int, highest: int) -> None:
        self._language = language
        self._bounds = lowest, highest

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        given = str(value).strip()
        lowest, highest = self._bounds
        if not (given.isdecimal() and lowest <= int(given) <= highest):
            wanted = self._language.gettext("it must be a number from {lowest} to {highest}")
            self.fail(wanted.format(lowest=lowest, highest=highest), param, ctx)
        return int(given)


def build_admin(language: Language) -> click.Group:
    """Return the command with its sub-commands, their help in the language."""
    _ = language.gettext
    group = click.Group(
        "admin",
        help=_(
            "Manage a server.\n\nIt shows and changes accounts, invitations, connections and channels. Run it"
            " on the machine of the server, as the user that runs the server or as root. If no server is"
            " running, it works on the data itself."
        ),
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
    )
    for command in (*_for_accounts(language), *_for_codes(language), *_for_the_rest(language)):
        group.add_command(command)
    return group


def _for_accounts(language: Language) -> Sequence[click.Command]:
    _ = language.gettext
    name = _name(language)
    operator = click.Option(["--operator"], is_flag=True, help=_("Give it the rights of a server operator."))
    no_password = click.Option(
        ["--no-password"],
        is_flag=True,
        help=_("Ask for no password, and print a code with which its owner chooses one."),
    )
    revoke = click.Option(["--revoke"], is_flag=True, help=_("Take these rights away again."))
    csv = click.Option(
        ["--csv"], required=True, type=Path, metavar=_("FILE"), help=_("A list of names, one in each row.")
    )
    sheet = click.Option(
        ["--sheet"],
        type=Path,
        metavar=_("FILE"),
        help=_("Where to write the codes: a page to print (.html), or text. Default: standard output."),
    )
    new_name = click.Argument(["new_name"], metavar=_("NEW-NAME"))

    def add(talk: Talk, name: str, operator: bool, no_password: bool, days: int) -> int:
        password = "" if no_password else _password(language)
        done = talk.do(wire.AccountAdd(name=name, password=password, operator=operator))
        if no_password and done == EXIT_DONE:
            return talk.do(wire.PasswordReset(name=name, days=days))
        return done

    def add_all(talk: Talk, csv: Path, sheet: Path | None, days: int) -> int:
        return make_accounts(talk, read_names(csv), days, sheet)

    messages = click.Option(
        ["--messages"],
        type=click.Choice([its.value for its in Remains]),
        default=Remains.ANONYMOUS.value,
        help=_("What happens to the person's messages. Default: anonymous."),
    )
    yes = click.Option(["--yes"], is_flag=True, help=_("Do not ask."))

    def erase(talk: Talk, name: str, messages: str, yes: bool) -> int:
        return erase_person(talk, name, Remains(messages), sure=yes)

    def set_operator(talk: Talk, name: str, revoke: bool) -> int:
        return talk.do(wire.MakeOperator(name=name, operator=not revoke))

    return (
        _command(
            language,
            "account-add",
            _(
                "Create an account. Asks for its password twice, or reads one line if the input is "
                "not a terminal."
            ),
            add,
            name,
            operator,
            no_password,
            _days(language),
        ),
        _command(
            language,
            "accounts-add",
            _(
                "Create an account for each name of a list, and print a code for each: with it, the "
                "owner of the account chooses a password. Existing accounts stay as they are."
            ),
            add_all,
            csv,
            sheet,
            _days(language, 30),
        ),
        _command(language, "accounts", _("List the accounts."), _asks(wire.Accounts)),
        _command(
            language, "account", _("Show an account, and its connections."), _asks(wire.OneAccount), name
        ),
        _command(
            language,
            "account-drop",
            _("Delete an account; its connections end."),
            _asks(wire.AccountDrop),
            name,
        ),
        _command(
            language,
            "erase",
            _(
                "Delete an account and what is stored about its person. Asks first, and says what is gone "
                "and what is kept."
            ),
            erase,
            name,
            messages,
            yes,
        ),
        _command(
            language,
            "account-rename",
            _("Give an account another name."),
            _asks(wire.AccountRename),
            name,
            new_name,
        ),
        _command(
            language,
            "account-email",
            _("Set the e-mail address of an account: it counts as confirmed. Without one: remove it."),
            _asks(wire.AccountEmail),
            name,
            click.Argument(["email"], metavar=_("[ADDRESS]"), required=False, default=""),
        ),
        _command(
            language,
            "account-confirm",
            _("Confirm an account and its e-mail address, without the code that was sent there."),
            _asks(wire.AccountConfirm),
            name,
        ),
        _command(
            language,
            "account-suspend",
            _("Suspend an account: its connections end, and nobody can log in to it."),
            _asks(wire.AccountSuspend),
            name,
        ),
        _command(
            language,
            "account-restore",
            _("Let a suspended account be used again."),
            lambda talk, name: talk.do(wire.AccountSuspend(name=name, suspended=False)),
            name,
        ),
        _command(
            language,
            "operator",
            _("Give an account the rights of a server operator."),
            set_operator,
            name,
            revoke,
        ),
        _command(
            language,
            "password-reset",
            _("Print a code with which the owner of an account chooses a new password."),
            _asks(wire.PasswordReset),
            name,
            _days(language),
        ),
    )


def _for_codes(language: Language) -> Sequence[click.Command]:
    _ = language.gettext
    uses = click.Option(
        ["--uses"],
        type=Number(language, 1, MOST_USES),
        default=1,
        metavar=_("NUMBER"),
        help=_("How many accounts can be created with it. Default: 1."),
    )
    channels = click.Option(
        ["channels", "--channel"],
        multiple=True,
        metavar=_("CHANNEL"),
        help=_("A channel that it leads to. The option may be repeated."),
    )
    number = click.Argument(["id"], metavar="ID")
    return (
        _command(
            language,
            "invite",
            _("Print a code with which somebody can create an account, and a link to give them."),
            _asks(wire.Invite),
            uses,
            _days(language),
            channels,
        ),
        _command(
            language,
            "invitations",
            _("List the codes that can still be used: invitations, and those for passwords and operators."),
            _asks(wire.Invitations),
        ),
        _command(
            language,
            "invite-revoke",
            _("Revoke a code, by its ID in the list."),
            _asks(wire.InviteRevoke),
            number,
        ),
    )


def _for_the_rest(language: Language) -> Sequence[click.Command]:
    _ = language.gettext
    asleep = click.Option(
        ["--asleep"],
        is_flag=True,
        help=_("List the channels that sleep: they are empty, but their history is kept."),
    )
    nick, reason = (
        click.Argument(["nick"], metavar=_("NICK")),
        click.Argument(["reason"], metavar=_("REASON")),
    )

    number = click.Argument(["number"], type=Number(language, 1, MOST_SESSIONS), metavar=_("NUMBER"))

    def set_history(talk: Talk, channel: str, words: tuple[str, ...]) -> int:
        return talk.do(wire.History(channel=channel, words=words))

    def kick(talk: Talk, nick: str, reason: str) -> int:
        return talk.do(wire.Kick(nick=nick, reason=reason), N_("Done."))

    count = click.Option(
        ["--count"],
        type=Number(language, 1, MOST_ACTS),
        default=20,
        metavar=_("NUMBER"),
        help=_("How many entries are shown. Default: 20."),
    )
    before = click.Option(
        ["--before"],
        type=Number(language, 0, MOST_ENTRY),
        default=0,
        metavar=_("NUMBER"),
        help=_("Show the entries before this one."),
    )
    mask = click.Argument(["mask"], metavar=_("MASK"))
    duration = click.Option(
        ["--for", "duration"],
        metavar=_("DURATION"),
        default="",
        help=_("How long the ban lasts, such as 30m, 1h or 2d. Default: until you lift it."),
    )
    why = click.Option(
        ["--reason"],
        metavar=_("REASON"),
        default="",
        help=_("The reason. The people who are banned read it."),
    )

    def ban(talk: Talk, mask: str, duration: str, reason: str) -> int:
        seconds = read_duration(duration)
        if duration and not seconds:
            say(_("{typed} is not a duration: write 30m, 1h, 2d or 1w.").format(typed=visible(duration)))
            return EXIT_UNREACHABLE
        return talk.do(wire.BanAdd(mask=mask, seconds=seconds, reason=reason))

    return (
        _command(
            language,
            "ban",
            _(
                "Ban people from the server: an address, a network such as 192.0.2.0/24, a mask such as "
                "*@*.example.org, or ~account:NAME. Their connections end."
            ),
            ban,
            mask,
            duration,
            why,
        ),
        _command(language, "unban", _("Lift a ban from the server."), _asks(wire.BanLift), mask),
        _command(language, "bans", _("List the bans from the server."), _asks(wire.Bans)),
        _command(
            language,
            "forbid",
            _(
                "Forbid a channel name, or names of a mask such as '#spam*'. People in such channels are "
                "removed; nothing of the channels is deleted."
            ),
            _asks(wire.Forbid),
            mask,
            click.Option(
                ["--reason"],
                metavar=_("REASON"),
                default="",
                help=_("The reason. The people who are removed, or who try to join, read it."),
            ),
        ),
        _command(language, "unforbid", _("Allow a channel name again."), _asks(wire.Unforbid), mask),
        _command(language, "forbidden", _("List the forbidden channel names."), _asks(wire.Forbidden)),
        _command(
            language,
            "log",
            _(
                "Show the log of moderation: bans, mutes, kicks, changes of ranks and modes, and "
                "what operators did."
            ),
            _asks(wire.Log),
            count,
            before,
        ),
        _command(language, "channels", _("List the channels."), _asks(wire.Channels), asleep),
        _command(
            language,
            "history",
            _(
                "Show or set how long messages of a channel are kept, and who can read them: all, joined or"
                " none for newcomers, a number of messages (500), a number of days (30d), or forever."
            ),
            set_history,
            click.Argument(["channel"], metavar=_("CHANNEL")),
            click.Argument(["words"], nargs=-1, metavar=_("[WORD]...")),
        ),
        _command(language, "sessions", _("List the connections."), _asks(wire.Sessions)),
        _command(
            language,
            "session-end",
            _("End a connection, by its number in the list of connections."),
            _asks(wire.SessionEnd),
            number,
        ),
        _command(
            language,
            "kick",
            _("Disconnect somebody from the server, with a reason that everybody sees."),
            kick,
            nick,
            reason,
        ),
        _command(
            language,
            "statistics",
            _("Show how many connections, people, channels and accounts there are."),
            _asks(wire.Statistics),
        ),
    )


def _asks(request: Callable[..., wire.Request]) -> Do:
    """Return a command that is one request, its parameters those of the command."""
    return lambda talk, **given: talk.do(request(**given))


def _command(
    language: Language, name: str, help_text: str, do: Do, *params: click.Parameter
) -> click.Command:
    """Return a command, with the options that all have."""
    _ = language.gettext

    def call(data: str | None, config: str | None, as_json: bool, **given: Any) -> NoReturn:
        settings = _settings(data, config, language)
        try:
            with reach(settings, language) as ask:
                talk = Talk(ask, language, as_json=as_json, copies=partial(copies_with, settings))
                code = do(talk, **given)
        except Unreachable as problem:
            say(problem.text.render(language))
            sys.exit(EXIT_UNREACHABLE)
        except ListUnusable as problem:
            for text in problem.texts:
                say(visible(text.render(language)))
            sys.exit(EXIT_UNREACHABLE)
        sys.exit(code)

    return click.Command(
        name,
        callback=call,
        help=help_text,
        options_metavar=_("[OPTIONS]"),
        params=[
            *params,
            *whose_server(language),
            click.Option(["as_json", "--json"], is_flag=True, help=_("Print JSON, one object to a line.")),
            language_option(language),
        ],
    )


def _settings(data: str | None, config: str | None, language: Language) -> Settings:
    try:
        return sources_of(data, config).load()
    except SettingsError as error:
        refuse(error, language)


def _name(language: Language) -> click.Argument:
    return click.Argument(["name"], metavar=language.gettext("NAME"))


def _days(language: Language, default: int = 7) -> click.Option:
    wanted = language.gettext("How many days the code is valid; 0: without end. Default: {days}.")
    return click.Option(
        ["--days"],
        type=Number(language, 0, MOST_DAYS),
        default=default,
        metavar=language.gettext("NUMBER"),
        help=wanted.format(days=default),
    )


def _password(language: Language) -> str:
    """Return the password that is asked for; end the command where it is none."""
    text = read_password(language)
    if not text or not is_text(text):
        say(language.gettext(N_("A password cannot be empty or contain control characters.")))
        sys.exit(EXIT_UNREACHABLE)
    return text
