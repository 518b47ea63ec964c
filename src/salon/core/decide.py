"""Decide what comes of a command: events, replies, refusals, or a need. Changes nothing.

The guards that commands share (registered? operator? does the channel exist, is one in it, with which rank?)
are data in one table; what is left is one function for each command.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from salon.core import commands, refusals
from salon.core.commands import Command
from salon.core.decisions import channels, directory, files, modes, operators, people, speech
from salon.core.ranks import Right, may
from salon.core.refusals import Refusal
from salon.core.replies import Decision
from salon.core.state import Session, State

Decide = Callable[[State, Any, Session, int, Callable[[], int]], Decision]


class Rule(NamedTuple):
    """How a kind of command is decided, and what must hold before.

    `override`: a server operator needs neither membership nor rank.
    """

    decide: Decide
    registered: bool = True
    operator: bool = False
    channel: bool = False
    member: bool = False
    right: Right | None = None
    override: bool = True


RULES: dict[type[Command], Rule] = {
    commands.PostMessage: Rule(speech.post_message),
    commands.Register: Rule(people.register, registered=False),
    commands.ChangeNick: Rule(people.change_nick),
    commands.ChangeRealName: Rule(people.change_real_name),
    commands.SetAway: Rule(people.set_away),
    commands.Quit: Rule(people.quit_server, registered=False),
    commands.ChangeUserModes: Rule(people.change_user_modes),
    commands.Monitor: Rule(people.monitor),
    commands.JoinChannel: Rule(channels.join_channel),
    commands.PartChannel: Rule(channels.part_channel, channel=True, member=True, override=False),
    commands.PartAllChannels: Rule(channels.part_all_channels),
    commands.SetTopic: Rule(channels.set_topic, channel=True, member=True),
    commands.Invite: Rule(channels.invite, channel=True, member=True),
    commands.Kick: Rule(channels.kick, channel=True, member=True, right=Right.KICK),
    commands.ChangeModes: Rule(modes.change_modes, channel=True),
    commands.RenameChannel: Rule(channels.rename_channel, channel=True, member=True, right=Right.RENAME),
    commands.ReadHistory: Rule(speech.read_history, channel=True, member=True, override=False),
    commands.ReplayHistory: Rule(speech.replay_history),
    commands.ShowHistory: Rule(speech.show_history),
    commands.OfferFile: Rule(files.offer_file, channel=True, member=True, override=False),
    commands.AcceptFile: Rule(files.accept_file),
    commands.SendChunk: Rule(files.send_chunk),
    commands.AcknowledgeChunk: Rule(files.acknowledge_chunk),
    commands.StopFile: Rule(files.stop_file),
    commands.AnnounceMachine: Rule(directory.announce_machine, registered=False),
    commands.TakePseudonym: Rule(directory.take_pseudonym, registered=False),
    commands.LeaveDirectory: Rule(directory.leave_directory, registered=False),
    commands.ShowDirectory: Rule(directory.guarded, registered=False),
    commands.StopServer: Rule(directory.guarded, registered=False),
    commands.ConfirmDirectory: Rule(directory.confirm_directory, registered=False),
    commands.BecomeOperator: Rule(operators.become_operator),
    commands.ConfirmOperator: Rule(operators.confirm_operator),
    commands.Kill: Rule(operators.kill, operator=True),
    commands.SendWallops: Rule(speech.send_wallops, operator=True),
    commands.Reload: Rule(operators.reload_configuration, operator=True),
    commands.ConfirmReload: Rule(operators.confirm_reload),
    commands.Restart: Rule(operators.restart, operator=True),
}


def decide(state: State, command: Command, actor: Session, now: int, new_id: Callable[[], int]) -> Decision:
    """Answer a command with what happens, or why not, or what must be found out first.

    `now` is in milliseconds since 1970; `new_id` gives out the next number of the history.
    """
    rule = RULES[type(command)]
    if rule.registered and actor.person is None:
        return [refusals.NotRegistered()]
    if rule.operator or rule.channel:
        refusal = _guard(state, rule, command, actor)
        if refusal is not None:
            return [refusal]
    return rule.decide(state, command, actor, now, new_id)


def _guard(state: State, rule: Rule, command: Any, actor: Session) -> Refusal | None:
    person = actor.person
    assert person is not None  # noqa: S101 - checked by the caller
    if rule.operator and not person.is_operator:
        return refusals.NotServerOperator()
    if not rule.channel:
        return None
    channel = state.find_channel(command.channel)
    if channel is None:
        return refusals.NoSuchChannel(command.channel)
    if person.is_operator and rule.override:
        return None
    if rule.member and person.id not in channel.members:
        return refusals.NotInChannel(channel.name)
    if rule.right is not None and not may(channel.rank_of(person), rule.right):
        return refusals.RankTooLow(channel.name, rule.right)
    return None
