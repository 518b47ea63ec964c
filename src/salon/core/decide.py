"""Decide what comes of a command: events, replies, refusals, or a need. Changes nothing.

The guards that commands share (registered? operator? does the channel exist, is one in it, with which rank?)
are data in one table; what is left is one function for each command.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from salon.core import (
    commands,
    history_commands,
    message_commands,
    metadata_commands,
    name_commands,
    refusals,
)
from salon.core.commands import Command
from salon.core.context import Context
from salon.core.decisions import (
    accounts,
    administrators,
    blocks,
    channels,
    codes,
    corrections,
    directory,
    emails,
    files,
    forbidden_names,
    history,
    log,
    marks,
    metadata,
    modes,
    operators,
    ownership,
    people,
    persistence,
    reactions,
    sanctions,
    server_bans,
    sessions,
    speech,
)
from salon.core.decisions.noting import noted
from salon.core.queries.sight import is_visible_channel
from salon.core.ranks import Right, may
from salon.core.refusals import Refusal
from salon.core.replies import Decision
from salon.core.state import Person, State

Decide = Callable[[State, Any, Context], Decision]


class Rule(NamedTuple):
    """How a kind of command is decided, and what must hold before.

    `override`: a server operator needs neither membership nor rank. `administrator`: the owner of the
    server may do it, too, without being anybody; what is an `operator`'s they may in any case.
    """

    decide: Decide
    registered: bool = True
    operator: bool = False
    channel: bool = False
    member: bool = False
    right: Right | None = None
    override: bool = True
    administrator: bool = False


RULES: dict[type[Command], Rule] = {
    commands.PostMessage: Rule(speech.post_message),
    commands.PostMessageOnce: Rule(speech.post_message_once),
    commands.RedactMessage: Rule(noted(corrections.redact_message)),
    commands.EditMessage: Rule(corrections.edit_message),
    message_commands.React: Rule(reactions.react),
    commands.MarkRead: Rule(marks.mark_read),
    metadata_commands.SetMetadata: Rule(noted(metadata.set_metadata)),
    metadata_commands.ClearMetadata: Rule(noted(metadata.clear_metadata)),
    commands.OpenSession: Rule(people.open_session, registered=False),
    commands.Register: Rule(people.register, registered=False),
    commands.Resume: Rule(people.resume, registered=False),
    commands.RegisterAccount: Rule(accounts.register_account, registered=False),
    commands.LogIn: Rule(accounts.log_in, registered=False),
    commands.LogInByScram: Rule(accounts.log_in_by_scram, registered=False),
    commands.LogOut: Rule(accounts.log_out, registered=False),
    commands.ChangePassword: Rule(accounts.change_password),
    commands.ConfirmEmail: Rule(emails.confirm_email, registered=False),
    commands.ChangeEmail: Rule(emails.change_email),
    commands.RequestReset: Rule(emails.request_reset, registered=False),
    commands.ResetPassword: Rule(codes.reset_password, registered=False),
    commands.UseCode: Rule(codes.use_code),
    commands.Block: Rule(blocks.block),
    commands.Unblock: Rule(blocks.unblock),
    commands.EndSession: Rule(noted(sessions.end_session), registered=False),
    commands.EndOtherSessions: Rule(sessions.end_other_sessions),
    commands.ShowPersistence: Rule(persistence.show_persistence),
    commands.SetPersistence: Rule(persistence.set_persistence),
    commands.EraseAccount: Rule(accounts.erase_account),
    commands.AddAccount: Rule(accounts.add_account, operator=True),
    commands.SetAccountEmail: Rule(noted(emails.set_email), operator=True),
    commands.ConfirmAccount: Rule(noted(emails.confirm_account), operator=True),
    commands.DropAccount: Rule(noted(accounts.drop_account), operator=True),
    commands.RenameAccount: Rule(noted(accounts.rename_account), operator=True),
    commands.SuspendAccount: Rule(noted(accounts.suspend_account), operator=True),
    commands.SetAccountOperator: Rule(noted(accounts.set_operator), operator=True),
    commands.SetAccountPassword: Rule(noted(accounts.set_password), operator=True),
    commands.IssueCode: Rule(codes.issue_code, operator=True),
    commands.RevokeCode: Rule(codes.revoke_code, operator=True),
    commands.ChangeNick: Rule(people.change_nick),
    commands.ChangeRealName: Rule(people.change_real_name),
    commands.SetAway: Rule(people.set_away, registered=False),
    commands.Quit: Rule(people.quit_server, registered=False),
    commands.ChangeUserModes: Rule(people.change_user_modes),
    commands.Monitor: Rule(people.monitor),
    commands.JoinChannel: Rule(channels.join_channel),
    commands.PartChannel: Rule(channels.part_channel, channel=True, member=True, override=False),
    commands.PartAllChannels: Rule(channels.part_all_channels),
    commands.SetTopic: Rule(channels.set_topic, channel=True, member=True),
    commands.Invite: Rule(channels.invite, channel=True, member=True),
    commands.Kick: Rule(noted(channels.kick), channel=True, member=True, right=Right.KICK),
    commands.Bar: Rule(noted(channels.bar), channel=True, member=True, right=Right.GOVERN),
    commands.Sanction: Rule(noted(sanctions.sanction), channel=True, member=True, right=Right.BAN),
    commands.LiftSanction: Rule(noted(sanctions.lift), channel=True, member=True, right=Right.BAN),
    commands.ShowActs: Rule(log.show_acts, channel=True, member=True, right=Right.READ_LOG),
    commands.ShowAllActs: Rule(log.show_all_acts, operator=True),
    # Whoever undoes something needs the rank for the opposite, too.
    commands.UndoAct: Rule(noted(log.undo), channel=True, member=True, right=Right.BAN),
    commands.AppointAdministrator: Rule(
        noted(administrators.appoint), channel=True, member=True, right=Right.GOVERN
    ),
    commands.DismissAdministrator: Rule(
        noted(administrators.dismiss), channel=True, member=True, right=Right.GOVERN
    ),
    commands.ClaimChannel: Rule(noted(ownership.claim), channel=True, member=True, right=Right.GOVERN),
    commands.DropChannel: Rule(noted(ownership.drop)),
    commands.TransferChannel: Rule(noted(ownership.transfer)),
    commands.SetAccess: Rule(noted(ownership.set_access)),
    commands.ChangeModes: Rule(noted(modes.change_modes), channel=True),
    history_commands.SetHistory: Rule(
        noted(history.set_history), channel=True, member=True, right=Right.MODES, administrator=True
    ),
    commands.RenameChannel: Rule(
        noted(channels.rename_channel), channel=True, member=True, right=Right.RENAME
    ),
    commands.OfferFile: Rule(files.offer_file, channel=True, member=True, override=False),
    commands.AcceptFile: Rule(files.accept_file),
    commands.FinishFile: Rule(files.finish_file),
    commands.StopFile: Rule(files.stop_file),
    commands.AnnounceMachine: Rule(directory.announce_machine, registered=False),
    commands.TakePseudonym: Rule(directory.take_pseudonym, registered=False),
    commands.LeaveDirectory: Rule(directory.leave_directory, registered=False),
    commands.ShowDirectory: Rule(directory.show_directory, registered=False),
    commands.StopServer: Rule(directory.stop_server, registered=False),
    commands.BecomeOperator: Rule(operators.become_operator),
    commands.Kill: Rule(noted(operators.kill), operator=True),
    commands.BanFromServer: Rule(noted(server_bans.ban_from_server), operator=True),
    commands.LiftServerBan: Rule(noted(server_bans.lift_server_ban), operator=True),
    name_commands.ForbidChannelName: Rule(noted(forbidden_names.forbid_name), operator=True),
    name_commands.AllowChannelName: Rule(noted(forbidden_names.allow_name), operator=True),
    commands.SendWallops: Rule(speech.send_wallops, operator=True),
    commands.Reload: Rule(operators.reload_configuration, operator=True),
    commands.Restart: Rule(operators.restart, operator=True),
}


def decide(state: State, command: Command, context: Context) -> Decision:
    """Answer a command with what happens, or why not, or what must be found out first."""
    rule = RULES[type(command)]
    person = context.actor.person
    if person is None:
        if (rule.operator or rule.administrator) and context.actor.administrator:
            return rule.decide(state, command, context)
        if rule.registered or rule.operator:
            return [refusals.NotRegistered()]
    elif rule.operator or rule.channel:
        refusal = _guard(state, rule, command, person)
        if refusal is not None:
            return [refusal]
    return rule.decide(state, command, context)


def _guard(state: State, rule: Rule, command: Any, person: Person) -> Refusal | None:
    if rule.operator and not person.is_operator:
        return refusals.NotServerOperator()
    if not rule.channel:
        return None
    channel = state.find_channel(command.channel)
    if channel is None or not is_visible_channel(channel, person):
        return refusals.NoSuchChannel(command.channel)
    if person.is_operator and rule.override:
        return None
    if rule.member and person.id not in channel.members:
        return refusals.NotInChannel(channel.name)
    if rule.right is not None and not may(channel.standing_of(person), rule.right):
        return refusals.RankTooLow(channel.name, rule.right)
    return None
