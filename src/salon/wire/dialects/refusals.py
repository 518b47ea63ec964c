"""One text for each refusal of the core, which every dialect can show."""

from salon.core import refusals
from salon.core.names import NameProblem
from salon.core.ranks import LOWEST_RANK, Rank
from salon.core.refusals import Refusal
from salon.texts.marks import N_, Translate
from salon.texts.sizes import word_sizes

_TEXTS: dict[type[Refusal], str] = {
    refusals.NotRegistered: N_("Choose a name first."),
    refusals.AlreadyRegistered: N_("You have a name already."),
    refusals.WrongServerPassword: N_("Wrong password."),
    refusals.NoDirectoryPassword: N_(
        "The owner of this server has set no password for this: dialects.annuaire.password in salon.toml."
    ),
    refusals.PseudonymInUse: N_("{pseudonym} is taken: another machine or person is called so."),
    refusals.TooManyTries: N_("Too many wrong passwords: try again in {seconds} seconds."),
    refusals.BannedFromNickChange: N_("You are muted or banned in {channel}, and keep your name meanwhile."),
    refusals.ChannelLooksAlike: N_("{channel} looks like {look_alike}, which is another channel."),
    refusals.RealNameInvalid: N_("A real name has 1 to {longest} bytes."),
    refusals.NoSuchNick: N_("There is nobody called {nick} here."),
    refusals.NoSuchChannel: N_("There is no channel {channel}."),
    refusals.NotInChannel: N_("You are not in {channel}."),
    refusals.HistoryUnavailable: N_("What was said before cannot be read now. Try again later."),
    refusals.TargetNotInChannel: N_("{nick} is not in {channel}."),
    refusals.AlreadyInChannel: N_("{nick} is in {channel} already."),
    refusals.TooManyChannels: N_("You are in {limit} channels already: leave one first."),
    refusals.NoMoreChannels: N_(
        "The server has {limit} channels and takes no new one (limits.channels): enter another."
    ),
    refusals.TooManyFounded: N_(
        "{limit} channels were founded from your address, and no more may be"
        " (limits.channels_per_address): enter another."
    ),
    refusals.Banned: N_("You are banned from {channel}."),
    refusals.InviteNeeded: N_("{channel} is for invited people: ask a member to invite you."),
    refusals.WrongKey: N_("{channel} needs its key."),
    refusals.ChannelFull: N_("{channel} is full: it takes {limit} people."),
    refusals.TargetOutranks: N_("{nick} has a rank that is not below yours."),
    refusals.AlreadyAdministrator: N_("{nick} is an administrator already."),
    refusals.NotAdministrator: N_("{nick} is no administrator whom you could dismiss."),
    refusals.MessageBlank: N_("There is nothing to see in this message: it was not sent."),
    refusals.MessageTooLong: N_("A message has up to {limit} bytes: this one was not sent."),
    refusals.NotServerOperator: N_("Only server operators may do that."),
    refusals.OperatorUnknown: N_("No such operator, or a wrong password."),
    refusals.UnknownMode: N_("There is no mode {letter}."),
    refusals.UnknownUserMode: N_("There is no mode {letters} that you may change."),
    refusals.ModeParameterInvalid: N_("{parameter} does not fit the mode {letter}."),
    refusals.ListEntryExists: N_("The list has {mask} already."),
    refusals.ListFull: N_("The list has {limit} entries and takes no more."),
    refusals.ChannelNameInUse: N_("There is a channel {new_name} already."),
    refusals.RoomKeepsName: N_("{channel} is the server's own channel, and keeps its name."),
    refusals.RoomHasNoFounder: N_("{channel} is the server's own channel, and has no founder."),
    refusals.NotYourModes: N_("You may see and change your own modes only."),
    refusals.MonitorListFull: N_("You may watch {limit} names, no more."),
    refusals.FilesForbidden: N_("No files are sent on this server."),
    refusals.FileTooLarge: N_('The file "{name}" is too large, with {size}: the limit is {limit}.'),
    refusals.FileNameInvalid: N_(
        "A file that is sent has a name of 1 to 255 bytes, with no / or \\ and nothing invisible in it."
    ),
    refusals.FileToOneself: N_("A file goes to somebody else."),
    refusals.TakesNoFiles: N_("The client of {nick} cannot take files."),
    refusals.TooManyFiles: N_("You have {limit} files on their way already: wait for one, or /STOP it."),
    refusals.NoSuchTransfer: N_("No file is on its way to you, or from you, with the number {transfer}."),
    refusals.ReloadFailed: N_("The old configuration goes on: {reason}"),
}

_NAME_RULES: dict[NameProblem, str] = {
    NameProblem.EMPTY: N_("A name cannot be empty."),
    NameProblem.TOO_LONG: N_("That name is too long."),
    NameProblem.FORBIDDEN_START: N_("A name cannot begin like that."),
    NameProblem.FORBIDDEN_CHARACTER: N_("A name has no spaces and none of : ; , ! @ * ? $ # & ~ % + ."),
    NameProblem.DIGITS_ONLY: N_("Three digits are no name."),
    NameProblem.NOT_A_NAME: N_("A name is made of letters and digits of one direction of writing."),
}

_SPEECH: dict[str, str] = {
    "n": N_("Only members may speak in {channel}."),
    "m": N_("{channel} is moderated: you need a voice to speak."),
    "b": N_("You are muted or banned in {channel}."),
    "C": N_("{channel} lets no CTCP through."),
}

_RANKS: dict[Rank, str] = {
    Rank.VOICE: N_("This needs a voice in {channel}."),
    Rank.HALF_OPERATOR: N_("This needs the rank of half-operator in {channel}, or a higher one."),
    Rank.OPERATOR: N_("This needs the rank of operator in {channel}, or a higher one."),
}


def word_refusal(refusal: Refusal, translate: Translate) -> str:
    """Return why something was not done, in a sentence."""
    if isinstance(refusal, refusals.NickInvalid | refusals.ChannelNameInvalid | refusals.NewNameInvalid):
        return translate(_NAME_RULES[refusal.problem])
    if isinstance(refusal, refusals.NickInUse):
        if refusal.look_alike:
            return translate(N_("{nick} looks like {look_alike}, who is here.")).format(
                nick=refusal.nick, look_alike=refusal.look_alike
            )
        return translate(N_("The name {nick} is taken.")).format(nick=refusal.nick)
    if isinstance(refusal, refusals.ChannelNameInUse) and refusal.look_alike:
        text = _TEXTS[refusals.ChannelLooksAlike]
        return translate(text).format(channel=refusal.new_name, look_alike=refusal.look_alike)
    if isinstance(refusal, refusals.MayNotSpeak):
        return translate(_SPEECH[refusal.because]).format(channel=refusal.channel)
    if isinstance(refusal, refusals.RankTooLow):
        return translate(_RANKS[LOWEST_RANK[refusal.right]]).format(channel=refusal.channel)
    fields = {name: getattr(refusal, name) for name in refusal.__struct_fields__}
    if isinstance(refusal, refusals.FileTooLarge):
        fields["size"], fields["limit"] = word_sizes(refusal.size, refusal.limit, translate)
    return translate(_TEXTS[type(refusal)]).format(**fields)
