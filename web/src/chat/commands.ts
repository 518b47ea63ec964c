/** What is typed: text, or one of the commands of this table, from which `/help` and completion are made, too. */

import { MULTILINE } from "../irc/batches";
import { bytesOf, roomFor, splitText } from "../irc/split";
import { t } from "../i18n";
import type { Actions } from "./actions";
import { isService } from "./names";
import type { ConversationState } from "./conversation.svelte";
import type { Session } from "./session";
import type { CommandHelp, Key, Opened, Rank } from "./types";
import type { World } from "./world";

/** More lines than this are a mistake, or an attack on everybody's patience. */
const LINES_AT_MOST = 100;
const USER_AND_HOST = 11 + 64;

/** A command as it was typed. */
interface Typed {
  readonly world: World;
  readonly actions: Actions;
  readonly where: ConversationState;
  /** All that is behind the command. */
  readonly text: string;
  readonly words: readonly string[];
}

interface Command {
  readonly aliases?: string;
  /** What is typed behind its name. */
  readonly usage?: () => string;
  readonly help: () => string;
  /** How many words it needs, and how many it takes; without the latter, any text. */
  readonly needs?: number;
  readonly takes?: number;
  /** The only kind of conversation in which it means something. */
  readonly only?: "channel";
  /** What is opened by its name alone; undefined where there is no such thing here. */
  readonly opens?: (world: World) => Opened | undefined;
  /** Returns what is opened, or whether it was done; nothing: it was. */
  readonly run: (typed: Typed) => Opened | boolean | void;
}

/** What is behind the first words. */
function behind({ text, words }: Typed, count: number): string {
  return words.slice(0, count).reduce((rest, word) => rest.slice(rest.indexOf(word) + word.length), text).trim();
}

function server(command: string, ...first: string[]): Command["run"] {
  return ({ world, where, words }) => world.ask(where, command, ...first, ...words);
}

function rank(verb: "give" | "take", which: Rank): Command["run"] {
  return ({ actions, where, words }) => words.forEach((nick) => actions[verb](where.key, nick, which));
}

const nothing = (): void => undefined;
const nick = (): string => t("NICK");
const nickAndReason = (): string => t("NICK [REASON]");
const nickAndSentence = (): string => t("NICK [DURATION] [REASON]");

const COMMANDS: Readonly<Record<string, Command>> = {
  help: {
    aliases: "h aide",
    usage: () => t("[COMMAND]"),
    takes: 1,
    opens: () => "help",
    help: () => t("show this help"),
    run: help,
  },
  search: {
    aliases: "chercher",
    usage: () => t("[WORDS] [from:NICK] [in:CHANNEL]"),
    opens: ({ state }) => (state.server.searches ? "search" : undefined),
    help: () => t("search the messages"),
    run: (typed) => open(typed, ({ state }) => (state.server.searches ? { search: typed.text } : undefined)),
  },
  nick: {
    aliases: "pseudo user",
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("change your nick"),
    run: ({ actions, words }) => actions.setNick(words[0] ?? ""),
  },
  join: {
    aliases: "j",
    usage: () => t("CHANNEL[,CHANNEL…] [PASSWORD]"),
    needs: 1,
    takes: 2,
    help: () => t("join channels, or create them"),
    run: ({ actions, words }) => actions.join(words[0] ?? "", words[1]),
  },
  part: {
    aliases: "leave",
    only: "channel",
    usage: () => t("[REASON]"),
    help: () => t("leave this channel"),
    run: ({ actions, where, text }) => actions.part(where.key, text),
  },
  close: {
    takes: 0,
    help: () => t("leave this conversation and remove it from the list"),
    run: ({ actions, where }) => actions.close(where.key),
  },
  current: {
    usage: () => t("[CHANNEL]"),
    takes: 1,
    help: () => t("show a channel that you are in; without a name: say which one is shown"),
    run: current,
  },
  msg: {
    aliases: "m send",
    usage: () => t("NICK[;NICK…] TEXT"),
    needs: 2,
    help: () => t("send a private message"),
    run: (typed) => {
      const targets = (typed.words[0] ?? "").split(/[;,]/).filter(Boolean).slice(0, 20);
      for (const target of targets) sayTo(typed.world, target, "text", behind(typed, 1));
    },
  },
  query: {
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("open a private conversation"),
    run: ({ actions, words }) => actions.openPrivate(words[0] ?? ""),
  },
  me: {
    usage: () => t("TEXT"),
    needs: 1,
    help: () => t("say what you are doing"),
    run: ({ world, where, text }) => sayTo(world, where.name, "action", text),
  },
  notice: {
    usage: () => t("NICK TEXT"),
    needs: 2,
    help: () => t("send a notice, which asks for no answer"),
    run: (typed) => sayTo(typed.world, typed.words[0] ?? "", "notice", behind(typed, 1)),
  },
  topic: {
    only: "channel",
    usage: () => t("[TEXT]"),
    help: () => t("set the topic of this channel; without a text: show it"),
    run: ({ world, actions, where, text }) =>
      text ? actions.setTopic(where.key, text) : world.state.tell("info", where.topic || t("There is no topic."), where),
  },
  who: {
    aliases: "users names check",
    only: "channel",
    takes: 0,
    help: () => t("list the members of this channel"),
    run: ({ world, where }) =>
      world.state.tell("info", where.members.map(({ ranks, nick }) => ranks.charAt(0) + nick).join(" ") || t("Nobody is here."), where),
  },
  list: {
    takes: 0,
    help: () => t("list the channels"),
    run: ({ actions }) => actions.listChannels(),
  },
  whois: {
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("show information about somebody"),
    run: ({ world, where, words }) => world.ask(where, "WHOIS", words[0] ?? ""),
  },
  invite: {
    only: "channel",
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("invite somebody to this channel"),
    run: ({ actions, where, words }) => actions.invite(where.key, words[0] ?? ""),
  },
  kick: {
    only: "channel",
    usage: nickAndReason,
    needs: 1,
    help: () => t("remove somebody from this channel"),
    run: (typed) => typed.actions.kick(typed.where.key, typed.words[0] ?? "", behind(typed, 1)),
  },
  ban: {
    aliases: "kill",
    only: "channel",
    usage: nickAndSentence,
    needs: 1,
    help: () => t("remove somebody from this channel and ban them"),
    run: (typed) => typed.actions.ban(typed.where.key, typed.words[0] ?? "", behind(typed, 1)),
  },
  unban: {
    only: "channel",
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("lift a ban"),
    run: ({ actions, where, words }) => actions.unban(where.key, words[0] ?? ""),
  },
  mute: {
    only: "channel",
    usage: nickAndSentence,
    needs: 1,
    help: () => t("let somebody read this channel, but not write in it"),
    run: (typed) => typed.actions.mute(typed.where.key, typed.words[0] ?? "", behind(typed, 1)),
  },
  unmute: {
    only: "channel",
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("let somebody write again"),
    run: ({ actions, where, words }) => actions.unmute(where.key, words[0] ?? ""),
  },
  bans: {
    only: "channel",
    takes: 0,
    opens: ({ state }) => (state.server.sanctions ? "sanctions" : undefined),
    help: () => t("show the bans and mutes of this channel, and lift them"),
    run: nothing,
  },
  modlog: {
    aliases: "undo",
    only: "channel",
    takes: 0,
    opens: ({ state }) => (state.server.sanctions ? "acts" : undefined),
    help: () => t("show the moderation log of this channel, and undo its entries"),
    run: nothing,
  },
  access: {
    aliases: "claim drop transfer owner",
    only: "channel",
    takes: 0,
    opens: ({ state }) => (state.server.owners ? "owners" : undefined),
    help: () => t("show the owner of this channel and the accounts that keep ranks in it; claim it, or hand it over"),
    run: nothing,
  },
  block: {
    aliases: "ignore",
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("get no more private messages from somebody"),
    run: ({ world, where, words }) => world.ask(where, "SILENCE", `+${words[0] ?? ""}`),
  },
  unblock: {
    aliases: "unignore",
    usage: nick,
    needs: 1,
    takes: 1,
    help: () => t("get private messages from somebody again"),
    run: ({ world, where, words }) => world.ask(where, "SILENCE", `-${words[0] ?? ""}`),
  },
  account: {
    aliases: "login sessions",
    takes: 0,
    opens: ({ state }) => (!state.server.logsIn ? undefined : state.own.account ? "account" : "log-in"),
    help: () => t("show your account and where you are logged in, or log in"),
    run: nothing,
  },
  register: {
    takes: 0,
    opens: ({ state }) => (state.server.registers && !state.own.account ? "register" : undefined),
    help: () => t("create an account for your nick"),
    run: nothing,
  },
  verify: {
    usage: () => t("[[NAME] CODE]"),
    takes: 2,
    opens: ({ state }) => (state.server.registers ? "confirm" : undefined),
    help: () => t("confirm your account or your e-mail address with the code that was sent to you"),
    run: verify,
  },
  resetpass: {
    aliases: "sendpass reset forgotten",
    takes: 0,
    opens: ({ state }) => (state.server.resetsPassword ? "forgotten" : undefined),
    help: () => t("have a code for a new password sent by e-mail"),
    run: nothing,
  },
  op: {
    aliases: "grant",
    only: "channel",
    usage: nick,
    needs: 1,
    help: () => t("make somebody an operator of this channel"),
    run: rank("give", "operator"),
  },
  deop: {
    aliases: "revoke",
    only: "channel",
    usage: nick,
    needs: 1,
    help: () => t("make somebody no longer an operator of this channel"),
    run: rank("take", "operator"),
  },
  voice: {
    only: "channel",
    usage: nick,
    needs: 1,
    help: () => t("give somebody voice in a moderated channel"),
    run: rank("give", "voice"),
  },
  devoice: {
    only: "channel",
    usage: nick,
    needs: 1,
    help: () => t("take voice in a moderated channel from somebody"),
    run: rank("take", "voice"),
  },
  mode: {
    only: "channel",
    usage: () => t("[MODES]"),
    help: () => t("show or change the modes of this channel"),
    run: ({ world, where, words }) => world.ask(where, "MODE", where.name, ...words),
  },
  rename: {
    aliases: "ren",
    only: "channel",
    usage: () => t("NAME"),
    needs: 1,
    takes: 1,
    help: () => t("give this channel another name"),
    run: ({ actions, where, words }) => actions.rename(where.key, words[0] ?? ""),
  },
  away: {
    usage: () => t("[TEXT]"),
    help: () => t("say that you are away; without a text: that you are back"),
    run: ({ actions, text }) => actions.setAway(text || undefined),
  },
  back: { takes: 0, help: () => t("say that you are back"), run: ({ actions }) => actions.setAway(undefined) },
  history: {
    takes: 0,
    help: () => t("show older messages"),
    run: ({ actions, where }) => actions.loadOlder(where.key),
  },
  date: { takes: 0, help: () => t("ask for the server's time"), run: server("TIME") },
  annuaire: {
    usage: () => t("on|off"),
    needs: 1,
    takes: 1,
    help: () => t("have your machine and its address listed in the directory, or not"),
    run: server("ANNUAIRE"),
  },
  oper: { usage: () => t("NAME PASSWORD"), needs: 2, takes: 2, help: () => t("become a server operator"), run: server("OPER") },
  raw: {
    aliases: "quote",
    usage: () => t("LINE"),
    needs: 1,
    help: () => t("send a raw line to the server"),
    run: raw,
  },
  quit: {
    aliases: "bye exit",
    usage: () => t("[REASON]"),
    help: () => t("leave the server"),
    run: ({ actions, text }) => actions.quit(text),
  },
};

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(COMMANDS).flatMap(([name, { aliases = "" }]) => [name, ...aliases.split(" ").filter(Boolean)].map((word) => [word, name])),
);

export function commandHelp(): CommandHelp[] {
  return Object.entries(COMMANDS).map(([name, { aliases, usage, help }]) => ({
    name,
    aliases: aliases?.split(" ") ?? [],
    usage: usageOf(name, usage),
    help: help(),
  }));
}

function usageOf(name: string, usage: Command["usage"]): string {
  return usage ? `/${name} ${usage()}` : `/${name}`;
}

/** Do what was typed; return what is to be opened. What cannot be done stays as the draft. */
export function submit(world: World, actions: Actions, key: Key, typed: string, reply?: string): Opened | undefined {
  const where = world.state.get(key);
  if (!where || !typed.trim()) return undefined;
  const isCommand = /^\/(?!\/)/.test(typed) && (!typed.includes("\n") || /^\/(me|msg|m|notice)\s/i.test(typed));
  // What was told before is read; what somebody else brought about, as an invitation, stays until there is an answer in its place.
  where.told = isCommand ? [] : where.told.filter(({ kind }) => kind !== "error");
  const done = isCommand ? runCommand({ world, actions, where, text: "", words: [] }, typed) : speak(world, where, typed.replace(/^\/\//, "/"), reply);
  if (done) actions.setDraft(key, "");
  world.publishSoon();
  return typeof done === "boolean" ? undefined : done;
}

function runCommand(typed: Typed, line: string): boolean | Opened {
  const [, word = "", text = ""] = /^\/(\S*)\s*([^]*)$/.exec(line) ?? [];
  const name = NAMES.get(word.toLowerCase());
  const command = name === undefined ? undefined : COMMANDS[name];
  const { world, where } = typed;
  if (!command || name === undefined) {
    world.state.tell("error", unknown(word), where);
    return false;
  }
  // A space behind a comma parts nothing.
  const words = (command.takes === undefined ? text : text.replace(/,\s+/g, ",")).split(/\s+/).filter(Boolean);
  const usage = usageOf(name, command.usage);
  if (command.only && where.kind !== command.only) world.state.tell("error", t("{command} works only in a channel.", { command: `/${name}` }), where);
  else if (words.length < (command.needs ?? 0)) world.state.tell("error", t("Type {usage}", { usage }), where);
  else if (words.length > (command.takes ?? Infinity)) world.state.tell("error", t("Too many words: type {usage}", { usage }), where);
  else if (command.opens && words.length === 0) return open(typed, command.opens);
  else {
    const done = command.run({ ...typed, text: text.trim(), words });
    return done === undefined ? true : done;
  }
  return false;
}

function open({ world, where }: Typed, opens: NonNullable<Command["opens"]>): boolean | Opened {
  const opened = opens(world);
  if (!opened) world.state.tell("error", t("This server cannot do that."), where);
  return opened ?? false;
}

function unknown(word: string): string {
  const near = [...NAMES.keys()].find((name) => name.startsWith(word.toLowerCase().slice(0, 2)));
  const texts = [t("There is no command /{word}.", { word })];
  if (near !== undefined && word.length > 1) texts.push(t("Perhaps you mean /{near}.", { near }));
  texts.push(t("To send this as a message, begin it with //."));
  return texts.join(" ");
}

function speak(world: World, where: ConversationState, text: string, reply?: string): boolean {
  if (where.kind === "server") {
    world.state.tell("error", t("Nobody reads here: choose a channel or a person."), where);
    return false;
  }
  return sayTo(world, where.name, "text", text, reply);
}

/** Say a text of any length to somebody, in as many messages as it takes. */
function sayTo(world: World, target: string, kind: "text" | "action" | "notice", text: string, reply?: string): boolean {
  const { state, connection } = world;
  if (isService(target)) {
    world.ask(state.current, "PRIVMSG", target, text.replace(/[\r\n]+/g, " "));
    return true;
  }
  const guess = `${state.own.nick}!${"u".repeat(USER_AND_HOST)}`;
  const mask = connection.session?.mask || guess;
  const room = roomFor(mask, kind === "notice" ? "NOTICE" : "PRIVMSG", target) - (kind === "action" ? bytesOf("\x01ACTION \x01") : 0);
  const all = text.split(/\r?\n|\r/).map(readable);
  const lines = all.filter((line) => line.trim() !== "");
  if (kind !== "action" && (lines.length > 1 || bytesOf(lines[0] ?? "") > room) && isOneMessage(connection.session, all)) {
    world.say(target, kind, all.join("\n").replace(/^(\s*\n)+|\s+$/g, ""), reply);
    return true;
  }
  const pieces = lines.flatMap((line) => splitText(line, room));
  if (pieces.length > LINES_AT_MOST) {
    state.tell("error", t("This would be {n} messages: send less at a time.", { n: pieces.length }));
    return false;
  }
  // An answer refers to a message once.
  pieces.forEach((piece, at) => world.say(target, kind, piece, at === 0 ? reply : undefined));
  return true;
}

/** Whether a text of several lines can be one message (ircv3, multiline). */
function isOneMessage(session: Session | undefined, lines: readonly string[]): boolean {
  if (lines.length < 1 || !session?.has(MULTILINE)) return false;
  const limits = new Map(session.registration.capabilities.keysOf(MULTILINE).map((pair) => pair.split("=") as [string, string]));
  const most = (name: string, otherwise: number): number => Number(limits.get(name) ?? otherwise) || otherwise;
  return lines.length <= most("max-lines", 20) && bytesOf(lines.join("\n")) <= most("max-bytes", 2_000);
}

/** Without what no line may have in it, and what no server takes: marks of CTCP and NUL. */
function readable(line: string): string {
  return line.replace(/[\0\x01]/g, "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Show the help on one command. */
function help({ world, where, words }: Typed): void {
  const word = (words[0] ?? "").replace(/^\//, "");
  const wanted = NAMES.get(word.toLowerCase());
  const found = commandHelp().find(({ name }) => name === wanted);
  if (!found) return world.state.tell("error", unknown(word), where);
  const also = found.aliases.length > 0 ? ` (${found.aliases.map((alias) => `/${alias}`).join(", ")})` : "";
  world.state.tell("info", `${found.usage}${also}: ${found.help}`, where);
}

function verify({ world, actions, where, words }: Typed): void {
  const { own } = world.state;
  const name = words.length > 1 ? words[0]! : (own.account ?? own.nick);
  actions.confirm(name, words.at(-1)!, "", (refusal) => refusal && world.state.tell("error", refusal.text, where));
}

function current({ world, actions, where, words }: Typed): void {
  const [name] = words;
  const found = name === undefined ? where : (world.state.find(name) ?? world.state.find(`#${name}`));
  if (!found) world.state.tell("error", t("You are not in {channel}.", { channel: name ?? "" }), where);
  else if (name === undefined) world.state.tell("info", found.name, where);
  else actions.open(found.key);
}

function raw({ world, where, text }: Typed): void {
  const [, command = "", rest = ""] = /^(\S+)\s*([^]*)$/.exec(text.replace(/[\r\n\0]/g, " ")) ?? [];
  const [middle = "", last] = rest.split(/(?:^| ):(.*)/s);
  const params = middle.split(" ").filter(Boolean);
  world.askPlainly(where, command.toUpperCase(), ...params, ...(last === undefined ? [] : [last]));
}
