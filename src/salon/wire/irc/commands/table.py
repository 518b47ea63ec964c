"""The IRC commands: one table, from which dispatch, HELP, STATS and the documentation are made."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from salon.core.commands import Command
from salon.texts.marks import N_
from salon.wire.irc.commands import (
    accounts,
    acts,
    channels,
    chathistory,
    corrections,
    marks,
    messages,
    metadata,
    modes,
    multiline,
    operators,
    people,
    persistence,
    registration,
    sanctions,
    search,
    server,
    server_bans,
    sessions,
    silence,
)
from salon.wire.irc.commands.help import answer_help
from salon.wire.irc.commands.services import asking
from salon.wire.irc.conversation import Asked, Conversation
from salon.wire.irc.messages import Message

Interpret = Callable[[Conversation, Message, int], list[Command]]


class Handler(NamedTuple):
    """How a command is interpreted, and what it needs first. `several`: which parameter may name several.

    Syntax and meaning are marked for translation. `params`: how many parameters at least. `cost`: how much of
    the allowance of messages it uses up; what clients ask by themselves in numbers when they join costs less,
    what is said once or answered at once next to nothing. Only an answer to the server and
    a goodbye are free.
    """

    interpret: Interpret
    syntax: str
    meaning: str
    params: int = 0
    before_registration: bool = False
    cost: float = 1.0
    several: int | None = None
    is_sign_of_life: bool = False

    def cost_of(self, params: Sequence[str]) -> float:
        """Return what one use costs: who asks several things in a line could have asked them one by one."""
        place = self.several
        if place is None or len(params) <= place:
            return self.cost
        return self.cost * (1 + params[place].count(","))


QUESTION = 0.25
TRIFLE = 0.05

COMMANDS: dict[str, Handler] = {
    "ADMIN": Handler(server.admin, "ADMIN", N_("who runs this server"), cost=QUESTION),
    "ANNUAIRE": Handler(
        people.annuaire,
        "ANNUAIRE ON|OFF",
        N_("have your machine and its address listed in the directory, or not"),
        params=1,
    ),
    "AUTHENTICATE": Handler(
        accounts.authenticate,
        N_("AUTHENTICATE MECHANISM|ANSWER|*"),
        N_("for programs: log in to an account"),
        params=1,
        before_registration=True,
        # It takes two to log in.
        cost=0.5,
    ),
    "AWAY": Handler(
        people.away,
        N_("AWAY [TEXT]"),
        N_("say that you are away; without a text: that you are back"),
        before_registration=True,
    ),
    "BAN": Handler(
        sanctions.ban,
        N_("BAN CHANNEL [NICK [DURATION] [REASON]]"),
        N_("ban somebody, for a time such as 30m, 1h, 2d; without a nick: show the bans"),
        params=1,
    ),
    "BATCH": Handler(
        multiline.batch,
        N_("BATCH +NAME TYPE TARGET|-NAME"),
        N_("for programs: begin or end a message of several lines"),
        params=1,
        # Its lines are paid for at its end.
        cost=TRIFLE,
    ),
    "CAP": Handler(
        registration.cap,
        N_("CAP LS|LIST|REQ|END [CAPABILITIES]"),
        N_("negotiate capabilities"),
        params=1,
        before_registration=True,
        cost=QUESTION,
    ),
    "CHANSERV": Handler(
        asking(Asked.CHANSERV), N_("CHANSERV COMMAND"), N_("send a command to ChanServ, about channels")
    ),
    "CHATHISTORY": Handler(
        chathistory.chathistory,
        N_("CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN|TARGETS [TARGET] REFERENCE... COUNT"),
        N_("for programs: messages by reference: *, msgid=ID or timestamp=TIME"),
        params=1,
        cost=QUESTION,
    ),
    "DLINE": Handler(
        server_bans.banning(network=True),
        N_("DLINE [MYSELF] [DURATION] [ADDRESS[/BITS] [REASON]]"),
        N_("ban an address or a network from the server, or show those banned (operators)"),
    ),
    "EDIT": Handler(
        corrections.edit, N_("EDIT TARGET MSGID TEXT"), N_("change the text of your message"), params=3
    ),
    "HELP": Handler(lambda *_: [], N_("HELP [COMMAND]"), N_("this help"), cost=QUESTION),
    "HISTORY": Handler(
        messages.history,
        N_("HISTORY CHANNEL [COUNT]"),
        N_("show the last messages of a channel (how long are they kept? /msg ChanServ SET CHANNEL HISTORY)"),
        params=1,
    ),
    "INFO": Handler(server.info, "INFO", N_("what this server is"), cost=QUESTION),
    "INVITE": Handler(
        channels.invite,
        N_("INVITE [NICK CHANNEL]"),
        N_("invite somebody; without parameters: where you are invited"),
    ),
    "ISON": Handler(
        people.ison, N_("ISON NICK..."), N_("which of these people are here"), params=1, cost=QUESTION
    ),
    "ISUPPORT": Handler(
        registration.isupport,
        "ISUPPORT",
        N_("what this server supports"),
        before_registration=True,
        cost=QUESTION,
    ),
    "JOIN": Handler(
        channels.join,
        N_("JOIN CHANNEL[,...] [KEY[,...]]"),
        N_("join channels; JOIN 0 leaves all"),
        params=1,
        several=0,
    ),
    "KICK": Handler(
        channels.kick,
        N_("KICK CHANNEL NICK[,...] [REASON]"),
        N_("remove people from a channel"),
        params=2,
        several=1,
    ),
    "KILL": Handler(operators.kill, N_("KILL NICK REASON"), N_("disconnect somebody (operators)"), params=2),
    "KLINE": Handler(
        server_bans.banning(network=False),
        N_("KLINE [MYSELF] [DURATION] [MASK|~account:NAME [REASON]]"),
        N_("ban people from the server by mask or account, or show those banned (operators)"),
    ),
    "LANGUAGE": Handler(
        registration.language,
        N_("LANGUAGE CODE [CODE...]"),
        N_("choose the language of the server's texts"),
        params=1,
        before_registration=True,
        cost=QUESTION,
    ),
    "LINKS": Handler(server.links, "LINKS", N_("the servers of this network"), cost=QUESTION),
    "LIST": Handler(
        channels.list_channels,
        N_("LIST [CHANNEL[,...]|CONDITION[,...]]"),
        N_("the channels and their topics"),
        several=0,
    ),
    "LUSERS": Handler(server.lusers, "LUSERS", N_("how many people and channels there are"), cost=QUESTION),
    "MARKREAD": Handler(
        marks.markread,
        N_("MARKREAD TARGET [timestamp=TIME]"),
        N_("for programs: how far you have read"),
        cost=QUESTION,
    ),
    "METADATA": Handler(
        metadata.metadata,
        N_("METADATA TARGET|* GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC [KEY...]"),
        N_("for programs: pictures, display names and the like, of people and channels"),
        params=2,
        cost=0.5,
    ),
    "MODE": Handler(
        modes.mode,
        N_("MODE TARGET [CHANGES [PARAMETERS]]"),
        N_("show or change modes of a channel or of yourself"),
        params=1,
        cost=QUESTION,
    ),
    "MODLOG": Handler(
        acts.modlog,
        N_("MODLOG [CHANNEL] [BEFORE=NUMBER] [COUNT]"),
        N_("show the log of moderation of a channel; without a channel: that of the server (operators)"),
    ),
    "MONITOR": Handler(
        people.monitor,
        N_("MONITOR +|-|C|L|S [NICK[,...]]"),
        N_("be told when people come and go"),
        params=1,
        cost=QUESTION,
        several=1,
    ),
    "MOTD": Handler(server.motd, "MOTD", N_("the message of the day"), cost=QUESTION),
    "MUTE": Handler(
        sanctions.mute,
        N_("MUTE CHANNEL [NICK [DURATION] [REASON]]"),
        N_("mute somebody, for a time such as 30m, 1h, 2d; without a nick: show the mutes"),
        params=1,
    ),
    "NAMES": Handler(
        channels.names, N_("NAMES [CHANNEL[,...]]"), N_("who is in a channel"), cost=QUESTION, several=0
    ),
    "NICK": Handler(registration.nick, N_("NICK NICK"), N_("take a nick"), before_registration=True),
    "NICKSERV": Handler(
        asking(Asked.NICKSERV), N_("NICKSERV COMMAND"), N_("send a command to NickServ, about your account")
    ),
    "NOTICE": Handler(
        messages.notice,
        N_("NOTICE TARGET[,...] TEXT"),
        N_("send a notice, which asks for no answer"),
        several=0,
    ),
    "OPER": Handler(operators.oper, N_("OPER NAME PASSWORD"), N_("become a server operator"), params=2),
    "PART": Handler(
        channels.part, N_("PART CHANNEL[,...] [REASON]"), N_("leave channels"), params=1, several=0
    ),
    "PASS": Handler(
        registration.password,
        N_("PASS PASSWORD"),
        N_("the server's password, before NICK and USER"),
        params=1,
        before_registration=True,
        cost=TRIFLE,
    ),
    "PERSISTENCE": Handler(
        persistence.persistence,
        N_("PERSISTENCE GET|SET [ON|OFF|DEFAULT]"),
        N_("stay in your channels while you are not connected, or not"),
        params=1,
    ),
    "PING": Handler(
        registration.ping,
        N_("PING TOKEN"),
        N_("check that the server answers"),
        before_registration=True,
        cost=TRIFLE,
        is_sign_of_life=True,
    ),
    "PONG": Handler(
        registration.pong,
        N_("PONG TOKEN"),
        N_("answer PING"),
        before_registration=True,
        cost=0,
        is_sign_of_life=True,
    ),
    "PRIVMSG": Handler(messages.privmsg, N_("PRIVMSG TARGET[,...] TEXT"), N_("say something"), several=0),
    "QUIT": Handler(
        registration.quit_server, N_("QUIT [REASON]"), N_("leave"), before_registration=True, cost=0
    ),
    "REDACT": Handler(
        corrections.redact, N_("REDACT TARGET MSGID [REASON]"), N_("delete a message"), params=2
    ),
    "REGISTER": Handler(
        accounts.register,
        N_("REGISTER NAME|* EMAIL|* PASSWORD [CODE]"),
        N_("create an account for your nick; the code is an invitation"),
        params=3,
        before_registration=True,
    ),
    "REHASH": Handler(operators.rehash, "REHASH", N_("read the configuration again (operators)")),
    "RENAME": Handler(
        channels.rename, N_("RENAME CHANNEL NEW-NAME [REASON]"), N_("give a channel another name"), params=2
    ),
    "RESETPASS": Handler(
        accounts.reset_password,
        N_("RESETPASS NAME [CODE NEW-PASSWORD]"),
        N_("have a code for a new password sent by e-mail; with the code: choose that password"),
        params=1,
        before_registration=True,
    ),
    "RESTART": Handler(operators.restart, "RESTART", N_("start the server again (operators)")),
    "RESUME": Handler(
        registration.resume,
        N_("RESUME TOKEN [TIME]"),
        N_("for programs: go on in the place of an earlier connection"),
        params=1,
        before_registration=True,
        cost=TRIFLE,
    ),
    "SEARCH": Handler(
        search.search,
        N_("SEARCH WORDS [from:NAME] [in:#CHANNEL|NAME] [after:YYYY-MM-DD] [before:YYYY-MM-DD] [sort:best]"),
        N_("find messages that you may read; without anything: more of the last search"),
    ),
    "SESSIONS": Handler(
        sessions.sessions,
        N_("SESSIONS LIST|END [NUMBER|OTHERS]"),
        N_("show your connections, or end one of them or all others"),
        params=1,
    ),
    "SETNAME": Handler(people.setname, N_("SETNAME REAL-NAME"), N_("change your real name"), params=1),
    "SILENCE": Handler(
        silence.silence,
        N_("SILENCE [+|-MASK[,...]]"),
        N_("block private messages from some people; without a mask: show whom you block"),
        cost=QUESTION,
        several=0,
    ),
    "STATS": Handler(server.stats, "STATS d|k|m|o|u", N_("figures of the server"), params=1, cost=QUESTION),
    "TAGMSG": Handler(messages.tagmsg, N_("TAGMSG TARGET[,...]"), N_("send tags without a text"), several=0),
    "TIME": Handler(server.time, "TIME", N_("the server's time"), cost=QUESTION),
    "TOPIC": Handler(
        channels.topic, N_("TOPIC CHANNEL [TEXT]"), N_("show, set or clear the topic of a channel"), params=1
    ),
    "UNBAN": Handler(sanctions.unban, N_("UNBAN CHANNEL NICK"), N_("lift somebody's bans"), params=2),
    "UNDLINE": Handler(
        server_bans.lifting(network=True),
        N_("UNDLINE ADDRESS[/BITS]"),
        N_("lift the ban of an address or a network from the server (operators)"),
        params=1,
    ),
    "UNDO": Handler(
        acts.undo,
        N_("UNDO CHANNEL [NUMBER]"),
        N_("undo the last act of moderation in a channel, or one by its number in MODLOG"),
        params=1,
    ),
    "UNKLINE": Handler(
        server_bans.lifting(network=False),
        N_("UNKLINE MASK"),
        N_("lift a ban from the server (operators)"),
        params=1,
    ),
    "UNMUTE": Handler(sanctions.unmute, N_("UNMUTE CHANNEL NICK"), N_("lift somebody's mutes"), params=2),
    "USER": Handler(
        registration.user,
        N_("USER NAME 0 * REAL-NAME"),
        N_("say who you are, once, after NICK"),
        params=4,
        before_registration=True,
        cost=TRIFLE,
    ),
    "USERHOST": Handler(
        people.userhost, N_("USERHOST NICK..."), N_("the masks of people"), params=1, cost=QUESTION
    ),
    "VERIFY": Handler(
        accounts.verify,
        N_("VERIFY NAME CODE"),
        N_("confirm your account or your e-mail address with the code that was sent to you"),
        params=2,
        before_registration=True,
    ),
    "VERSION": Handler(server.version, "VERSION", N_("which software this is"), cost=QUESTION),
    "WALLOPS": Handler(
        operators.wallops, N_("WALLOPS TEXT"), N_("speak to everybody with mode w (operators)"), params=1
    ),
    "WHO": Handler(
        people.who, N_("WHO MASK [%LETTERS[,TOKEN]]"), N_("who is here, or in a channel"), cost=QUESTION
    ),
    "WHOIS": Handler(people.whois, N_("WHOIS NICK"), N_("who somebody is"), cost=QUESTION),
    "WHOWAS": Handler(people.whowas, N_("WHOWAS NICK [COUNT]"), N_("who had a nick before"), cost=QUESTION),
}
HELP_ENTRIES = {name: (handler.syntax, handler.meaning) for name, handler in COMMANDS.items()}
COMMANDS["HELP"] = COMMANDS["HELP"]._replace(interpret=answer_help(HELP_ENTRIES))
COMMANDS["HELPOP"] = COMMANDS["HELP"]
COMMANDS["CS"] = COMMANDS["CHANSERV"]
COMMANDS["NS"] = COMMANDS["NICKSERV"]
