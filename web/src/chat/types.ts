/**
 * What the view reads of the chat, and what it may ask of it.
 *
 * Every property of `Chat` and `Conversation` reacts: read in a template or an effect, it is shown anew when it changes.
 * Entries, members and the rest are plain values that never change: a change brings a new value under the same `key`.
 * Times are milliseconds since 1970.
 */

/** A case-folded name: what conversations and people are known by. The conversation with the server has "". */
export type Key = string;

// --- What was said and what happened -------------------------------------------------------------------------------

interface InTime {
  /** Stays the same for as long as the entry lives, also when a waiting message becomes a sent one. */
  readonly key: string;
  readonly time: number;
}

/** What some people answered a message with, in one sign. */
export interface Reaction {
  readonly text: string;
  readonly people: readonly { readonly key: string; readonly nick: string; readonly own: boolean }[];
}

/** Something that a person said. */
export interface Spoken extends InTime {
  readonly kind: "text" | "action" | "notice";
  readonly nick: string;
  readonly account?: string;
  readonly text: string;
  /** Whether we said it ourselves, on this or another connection. */
  readonly own: boolean;
  /** Whether our nick is in it, as a word. */
  readonly mention: boolean;
  /** `waiting`: not yet confirmed by the server. `failed`: refused, or nobody knows whether it arrived; see `reason`. */
  readonly state: "sent" | "waiting" | "failed";
  readonly reason?: string;
  /** The server's `msgid`, if it gives one. */
  readonly id?: string;
  /** The id of the message that it answers. */
  readonly reply?: string;
  /** In the order in which the first of each came. */
  readonly reactions?: readonly Reaction[];
  /** When it was given its present text, if it had another. */
  readonly edited?: number;
  /** Who deleted it, if that is known (else ""), and why, if they say so. It has no text any more. */
  readonly deleted?: { readonly by: string; readonly reason: string };
}

/** Something that happened to people or to the channel. The view words it. */
export interface Happened extends InTime {
  readonly kind: "join" | "part" | "quit" | "nick" | "topic" | "mode" | "kick" | "invite" | "rename";
  /** Who did it. */
  readonly nick: string;
  /** kick, invite: to whom. nick: the new nick. rename: the new name. */
  readonly target?: string;
  /** part, quit, kick: the reason. topic: the topic, "" if cleared. mode: the letters and their parameters. */
  readonly text?: string;
  /** Whether we did it, or it was done to us. */
  readonly own: boolean;
}

/** For us alone: the answer to a command, a refusal, a notice of the server. Already worded. */
export interface Told extends InTime {
  readonly kind: "info" | "error";
  readonly text: string;
  /** Until when it is true, if it becomes untrue by itself: the connection is back, or our nick is. */
  readonly until?: Until;
}

export type Until = "connected" | "named";

/** Something may be missing here. Filled by itself where the server keeps history, else it stays as a row. */
export interface Gap extends InTime {
  readonly kind: "gap";
  /** `open`: `fillGap` may be called. `loading`: being filled. `lost`: the server cannot say what was here. */
  readonly state: "open" | "loading" | "lost";
}

export type Entry = Spoken | Happened | Told | Gap;

// --- People and conversations --------------------------------------------------------------------------------------

export interface Member {
  readonly key: Key;
  readonly nick: string;
  /** The prefixes of the member's ranks, highest first: "" or "@", "~@", "+" … */
  readonly ranks: string;
  readonly away: boolean;
  readonly account?: string;
  readonly own: boolean;
}

/** What somebody says of themselves; "": nothing. */
export interface Profile {
  /** The name to be shown. Anybody may choose any: the nick stands beside it. */
  readonly name: string;
  readonly status: string;
  /** The address of a picture. */
  readonly picture: string;
}

/** What is known of the other person of a private conversation. `unknown`: the server does not tell. */
export type Presence = "online" | "away" | "offline" | "unknown";

export interface Conversation {
  readonly key: Key;
  /** As it is written: `#Café`, `Zoé`, or the name of the server. */
  readonly name: string;
  readonly kind: "channel" | "private" | "server";
  /** Oldest first. A new array at each change; at most a few thousand, older ones can be loaded again. */
  readonly entries: readonly Entry[];
  /** Whether there is a past above the first entry. `unknown` until it was asked for; `full`: there is, but no more fits in here. */
  readonly older: "unknown" | "some" | "loading" | "none" | "full";
  /** Of a channel: whether we are in it. A channel that we were put out of stays, with its entries, until it is closed. */
  readonly joined: boolean;
  readonly topic: string;
  readonly topicBy: string;
  /** Of a channel: its mode letters, as `nt`. */
  readonly modes: string;
  /** Highest rank first, then by name. */
  readonly members: readonly Member[];
  /** Our own ranks here, as in `Member.ranks`. */
  readonly ranks: string;
  /** Of a private conversation. */
  readonly presence: Presence;
  /** Nicks that are typing now. */
  readonly typing: readonly string[];
  /** What others said here and we have not read, on this client or another; of it, how much names us (in private: all). */
  readonly unread: number;
  readonly mentions: number;
  /** Whether there may be more of it than what is here. */
  readonly hasMoreUnread: boolean;
  /** Whether all is here that is shown first; until then, more may come that was not read. */
  readonly settled: boolean;
  /** The last entry that was seen before something new came: the line "new" goes below it. Stays while one reads. */
  readonly lastSeen: string | undefined;
  /** The entry that somebody wants to see; a new value each time. */
  readonly focus: { readonly key: string } | undefined;
  /** What was told to us here and not to the others, until it is dismissed or something else is typed. Of the server's own: entries. */
  readonly told: readonly Told[];
  /** What is typed and not sent. Kept across reloads. Set by `Chat.setDraft`. */
  readonly draft: string;
}

// --- The connection ------------------------------------------------------------------------------------------------

/** `held`: a page of this browser had it a moment ago, and the server keeps it for that page. We try until it is free. */
export type NickProblem = "taken" | "held" | "invalid";

export type Link =
  /** Nothing is wanted: `start` was not called, or `/quit` was. */
  | { readonly state: "idle" }
  | { readonly state: "connecting"; /** Whether we were connected before. */ readonly again: boolean }
  | { readonly state: "connected" }
  /** The next try is at `until`; `retryNow` does not wait. */
  | { readonly state: "waiting"; readonly until: number; readonly tries: number }
  /** The nick of `start` was refused before this page ever had one: ask for another and call `setNick`. */
  | { readonly state: "nick-refused"; readonly nick: string; readonly why: NickProblem; readonly text: string }
  /** The name or the password is wrong, or one must log in: call `logIn`, or `retryNow` to come without an account. */
  | { readonly state: "login-refused"; readonly text: string }
  /** A code was sent by e-mail, which one needs to come with the account: call `start` with it. `text`: why it comes later, or "". */
  | { readonly state: "code-sent"; readonly text: string }
  /** The server does not want us, and trying again would not help; `retryNow` tries all the same. */
  | { readonly state: "refused"; readonly text: string };

export interface Own {
  /** The nick that we have. */
  readonly nick: string;
  /** The nick that we would like: another one while ours is taken. */
  readonly wanted: string;
  /** The message with which we are away; undefined when we are here. */
  readonly away: string | undefined;
  /** The account that we are logged in to; undefined if none. */
  readonly account: string | undefined;
  /** Whether it stays in its channels while we are not connected; undefined if that is not known, or cannot be. */
  readonly stays: boolean | undefined;
}

/** What the server allows and can do; sane values until it has said so. */
export interface ServerInfo extends Abilities {
  readonly network: string;
  readonly nickLength: number;
  readonly channelLength: number;
  readonly topicLength: number;
  /** Rank prefixes, highest first, as `~&@%+`. */
  readonly prefixes: string;
  /** The characters that channel names begin with. */
  readonly channelTypes: string;
}

/** What not every server can do. */
export interface Abilities {
  readonly history: boolean;
  /** Whether it is known that the server keeps no messages. */
  readonly keepsNothing: boolean;
  /** Whether one can answer a message, and react to it. */
  readonly replies: boolean;
  /** Whether one can search. */
  readonly searches: boolean;
  readonly renamesChannels: boolean;
  /** Whether people can say how they are called, and how they are. */
  readonly profiles: boolean;
  /** Whether one can log in and out while one is here. */
  readonly logsIn: boolean;
  /** Whether one can make an account. */
  readonly registers: boolean;
  /** Whether an account needs an e-mail address. */
  readonly needsEmail: boolean;
  /** Whether a forgotten password is replaced by e-mail. */
  readonly resetsPassword: boolean;
  /** Whether channels may belong to accounts, which may keep ranks in them. */
  readonly owners: boolean;
  /** Whether bans have a time and a reason, and people can be muted. */
  readonly sanctions: boolean;
  /** Whether we can block people. */
  readonly blocks: boolean;
}

/** Whoever asks for something is called with what prevents it, or with nothing once it is done. */
export type Answered = (refusal: Refusal | undefined) => void;

/** As `Answered`, with what was asked for. */
export type Given<T> = (refusal: Refusal | undefined, given: T) => void;

/** Why something was not done. */
export interface Refusal {
  readonly text: string;
  readonly until?: Until;
  /** Whether the code of an invitation may help, or another one. */
  readonly aboutCode: boolean;
}

// --- Searching -----------------------------------------------------------------------------------------------------

export interface Query {
  /** Words, which must all be there. */
  readonly text: string;
  /** A nick or account; "": anybody. */
  readonly from: string;
  /** A channel or a nick; "": everywhere. */
  readonly in: string;
  /** Since, and until; both inclusive. */
  readonly after: number | undefined;
  readonly before: number | undefined;
  /** Whether the best come first, and not the newest. */
  readonly ranked: boolean;
}

export interface Found {
  readonly entry: Spoken;
  /** The name of the channel, or the nick of the other one. */
  readonly conversation: string;
}

export interface Findings {
  readonly found: readonly Found[];
  readonly hasMore: boolean;
  /** What the server says of a search that it did not finish; "" if it did. */
  readonly note: string;
  /** Where to go on then, as the server writes times. */
  readonly from: string;
}

// --- Asking --------------------------------------------------------------------------------------------------------

export type Rank = "founder" | "admin" | "operator" | "halfop" | "voice";

/** What may be done with a message, as far as is known here. */
export interface Changes {
  readonly edit: boolean;
  readonly delete: boolean;
}

/** What a menu may offer. Whether the server agrees is shown by its answer. */
export type Right = "kick" | "ban" | "mute" | "topic" | "rename" | "invite" | "log" | { readonly give: Rank } | { readonly take: Rank };

/** Somebody whom we block. */
export interface Block {
  /** By which it is undone. */
  readonly mask: string;
  readonly who: string;
  readonly isAccount: boolean;
}

/** One connection of our account. */
export interface OwnSession {
  readonly id: string;
  readonly since: number;
  /** The protocol, as "irc". */
  readonly wire: string;
  /** Whether nobody else can read it. */
  readonly secure: boolean;
  readonly address: string;
  /** Whether it is that of this page. */
  readonly current: boolean;
}

/** An entry of the log of moderation of a channel. */
export interface Act {
  readonly id: string;
  readonly time: number;
  /** Who did what, on whom, until when and why, in words of the server. */
  readonly text: string;
  readonly undone: boolean;
  readonly reversible: boolean;
}

/** A ban or a mute of a channel. */
export interface Sanction {
  /** By which it is lifted. */
  readonly mask: string;
  readonly mutes: boolean;
  /** The account or the nick; another mask as it is. */
  readonly who: string;
  /** Who set it, and when, if the server says so: "", 0. */
  readonly by: string;
  readonly since: number;
  /** 0: until it is lifted. */
  readonly until: number;
  readonly reason: string;
}

/** An account that keeps a rank in a channel. */
export interface Access {
  readonly account: string;
  readonly rank: Rank;
}

export interface Ownership {
  /** The account; "" where the channel belongs to none. */
  readonly owner: string;
  /** Highest first, the owner among them; undefined where we may not see it. */
  readonly ranks: readonly Access[] | undefined;
}

/** The search, begun with what was typed. */
export interface Wanted {
  readonly search: string;
}

/** What a command opens. */
export type Opened = Wanted | "help" | "search" | "sanctions" | "acts" | "owners" | "account" | "log-in" | "register" | "confirm" | "forgotten";

/** One command, for `/help` and for completion. The same table executes them. */
export interface CommandHelp {
  /** Without the slash. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** As `/kick NICK [REASON]`. */
  readonly usage: string;
  /** What it does, in the current language. */
  readonly help: string;
}

export interface Suggestion {
  readonly kind: "nick" | "channel" | "command";
  /** What replaces the text between `from` and `to`, with what belongs behind it (": " or " "). */
  readonly insert: string;
  readonly label: string;
  /** Of a command: its help. */
  readonly hint: string;
}

export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

/** A channel of the server's list. */
export interface Listed {
  readonly name: string;
  readonly members: number;
  readonly topic: string;
}

export interface ChannelList {
  readonly state: "none" | "loading" | "complete";
  readonly channels: readonly Listed[];
}

export interface Start {
  readonly nick: string;
  /** Channels to be in from the beginning; those of the last visit are added. */
  readonly channels: readonly string[];
  /** As `ws://localhost:8080/irc`. */
  readonly url: string;
  /** The channel to look at, where somebody asks for one, and the message in it, by its id. */
  readonly current?: string | undefined;
  readonly message?: string | undefined;
  /** Log in by it, to the account of this name; kept in memory alone, for the next connections of this page. */
  readonly password?: string | undefined;
  /** What to do in place of logging in. */
  readonly first?: First | undefined;
}

/** What leads to an account that one cannot log in to yet. "": no e-mail address, no invitation. */
export type First =
  | { readonly how: "make"; readonly email: string; readonly invitation: string }
  | { readonly how: "confirm"; readonly code: string }
  /** Have a code sent for another password; there is none to log in by. */
  | { readonly how: "forget" }
  | { readonly how: "reset"; readonly code: string };

/** A code that was sent by e-mail. */
export interface SentCode {
  /** Whether the account cannot be used without it. */
  readonly needed: boolean;
  /** Why it comes later, in words of the server; "" if it does not. */
  readonly delay: string;
}

export interface Chat {
  readonly link: Link;
  readonly own: Own;
  /** What the server says of our name while it is that of an account that we have not logged in to; undefined else. */
  readonly reserved: string | undefined;
  readonly server: ServerInfo;
  /** Channels by name, then private conversations by name; the server's own first if it has something to say. */
  readonly conversations: readonly Conversation[];
  /** The one that is looked at. */
  readonly current: Conversation | undefined;
  readonly unread: number;
  readonly mentions: number;
  readonly list: ChannelList;
  /** Whom we block: their private messages do not come. */
  readonly blocks: readonly Block[];
  /** What somebody says of themselves, as far as we know them. */
  profileOf(nick: string): Profile;
  /** Say of ourselves how we are called, and how we are; "": nothing. */
  describe(profile: Pick<Profile, "name" | "status">, answered: Answered): void;
  readonly commands: readonly CommandHelp[];

  /** The nick of the last visit, or "". */
  readonly lastNick: string;
  start(how: Start): void;
  retryNow(): void;
  quit(reason?: string): void;

  // These call back with what prevents it, or with nothing once it is done.
  /** Log in while connected. Without a connection: connect and log in; `link` tells how that went. */
  logIn(account: string, password: string, answered: Answered): void;
  /** What prevents it is told. */
  logOut(): void;
  /** Make an account of our nick, and log in to it, unless a code is needed that was sent. Again with the same password: send another code. */
  register(password: string, email: string, invitation: string, given: Given<SentCode | undefined>): void;
  /** Confirm an account by a code of an e-mail, and log in to it. `password`: for the next connections; "" if it is not known. */
  confirm(account: string, code: string, password: string, answered: Answered): void;
  /** Have a code sent by which an account gets another password. */
  forgetPassword(account: string, given: Given<SentCode | undefined>): void;
  /** Give an account another password by a code, of an e-mail or the server's owner, and log in to it. */
  resetPassword(account: string, code: string, password: string, answered: Answered): void;
  changePassword(old: string, password: string, answered: Answered): void;
  /** Have a code sent to another e-mail address, which is the account's once it is confirmed. */
  changeEmail(password: string, email: string, given: Given<SentCode | undefined>): void;
  sessions(given: Given<readonly OwnSession[]>): void;
  /** End one of our connections; without a number: all others. */
  endSessions(id: string | undefined, answered: Answered): void;
  /** Have our account stay in its channels while we are not connected, or not. */
  setStays(stays: boolean, answered: Answered): void;

  /** Look at a conversation. */
  open(key: Key): void;
  /** Look at the private conversation with somebody, begun if need be. */
  openPrivate(nick: string): void;
  join(name: string, password?: string): void;
  part(key: Key, reason?: string): void;
  /** Part if need be, and forget the conversation here. */
  close(key: Key): void;

  /** Send what was typed: text of one or more lines, or a command. Clears the draft. Never throws. Returns what is to be opened. `reply`: the id of the message that it answers. */
  submit(key: Key, typed: string, reply?: string): Opened | undefined;
  /** The message of an id, if it is here. */
  said(key: Key, id: string): Spoken | undefined;
  /** Have a reaction of ours stand at a message, or not. */
  react(key: Key, entry: Spoken, reaction: string, stands: boolean, answered: Answered): void;
  /** Send a failed message again, at the end. */
  retry(entry: string): void;
  /** What may be done with a message that was said. */
  changes(key: Key, entry: Spoken): Changes;
  /** Give a message of ours another text. */
  edit(key: Key, entry: Spoken, text: string, answered: Answered): void;
  /** Delete a message for everybody. */
  redact(key: Key, entry: Spoken, reason: string, answered: Answered): void;
  /** Take back a message that waits or failed. */
  discard(entry: string): void;
  setDraft(key: Key, text: string): void;
  /** Tell ourselves, in a conversation, why something was not done. */
  tell(key: Key, refusal: Refusal): void;
  /** Take away what was told. */
  dismiss(key: Key): void;
  /** Say that we are typing; may be called at each key. */
  setTyping(key: Key, typing: boolean): void;
  /** Say whether somebody watches: the end is in view and the page is looked at. What is there, and what comes, is seen. */
  watch(key: Key, watched: boolean): void;
  /** Say that all up to a time was in view. */
  sawUpTo(key: Key, time: number): void;
  /** Say which messages are in view, the first and the last by the keys of their entries: what became of them unheard is read again. */
  look(key: Key, inView: readonly [from: string, to: string] | undefined): void;
  complete(key: Key, text: string, caret: number): Completion;

  /** Have the server answer in a language from now on, if it can. The texts of the page follow `i18n` by themselves. */
  setLanguage(code: string): void;
  setNick(nick: string): void;
  setAway(message: string | undefined): void;
  setTopic(key: Key, topic: string): void;
  rename(key: Key, name: string): void;
  invite(key: Key, nick: string): void;
  kick(key: Key, nick: string, reason?: string): void;
  /** Ban somebody and put them out. `sentence`: a time, as `1h`, where the server has `sanctions`, and the reason; either may lack. */
  ban(key: Key, nick: string, sentence?: string): void;
  /** Let somebody write no more in a channel, where the server has `sanctions`. */
  mute(key: Key, nick: string, sentence?: string): void;
  unmute(key: Key, nick: string): void;
  unban(key: Key, mask: string): void;
  give(key: Key, nick: string, rank: Rank): void;
  take(key: Key, nick: string, rank: Rank): void;
  /** Whether a menu may offer this, by the ranks as they are shown. */
  may(key: Key, right: Right, nick?: string): boolean;

  // For dialogs, as with accounts.
  block(nick: string, answered: Answered): void;
  unblock(mask: string, answered: Answered): void;
  /** By what a person of this nick is blocked, here or under the account. */
  blockOf(nick: string): Block | undefined;
  listSanctions(key: Key, given: Given<readonly Sanction[]>): void;
  lift(key: Key, mask: string, answered: Answered): void;
  /** What was done in a channel, the latest first. `before`: the number of an entry. */
  listActs(key: Key, before: string | undefined, given: Given<readonly Act[]>): void;
  undo(key: Key, act: string, answered: Answered): void;
  ownership(key: Key, given: Given<Ownership>): void;
  /** Let an account keep a rank in a channel, or none. */
  setAccess(key: Key, account: string, rank: Rank | undefined, answered: Answered): void;
  /** Have a channel belong to our account; to none; to another one. */
  claim(key: Key, answered: Answered): void;
  drop(key: Key, answered: Answered): void;
  handOver(key: Key, account: string, answered: Answered): void;

  /** Look at a message in a conversation, by its id, wherever it is in the past. */
  jump(conversation: string, message: string): void;
  /** Search in all that one may read. `earlier`: what was found, to which the next page is added. */
  search(query: Query, earlier: Findings | undefined, given: Given<Findings>): void;
  loadOlder(key: Key): void;
  /** Fill a gap from the side at which somebody reads, its upper one if none is said. */
  fillGap(key: Key, gap: string, side?: "before" | "after"): void;
  listChannels(): void;
}
