/** What the view may ask for, but for what is typed. */

import { isName } from "../irc/message";
import { t } from "../i18n";
import { listActs, undo } from "./acts";
import { blockOfPerson, changeBlock } from "./blocks";
import { accountActions } from "./account";
import { isService, saysPassword } from "./names";
import type { World } from "./world";
import type { ConversationState } from "./conversation.svelte";
import { edit, EDIT, redact, REDACTION } from "./corrections";
import { describe } from "./metadata";
import { askOwnership, changeOwner, setAccess } from "./owners";
import { LETTERS } from "./ranks";
import { react } from "./reactions";
import { changesOf, may } from "./rights";
import { search } from "./search";
import { liftSanction, listSanctions } from "./sanctions";
import { keyOf } from "./speech";
import type { Chat, Key } from "./types";

export type Actions = Omit<
  Chat,
  "link" | "own" | "reserved" | "server" | "conversations" | "current" | "unread" | "mentions" | "list" | "blocks" | "profileOf" | "commands" | "lastNick" | "start" | "submit" | "complete"
>;

/** No more than one notice in so many milliseconds that we type (ircv3, typing). */
const TYPING_EVERY = 3_000;

export function actionsOf(world: World): Actions {
  return { ...accountActions(world.account), ...moving(world), ...speaking(world), ...ourselves(world), ...governing(world), ...owning(world), ...reading(world), ...changing(world) };
}

/** Do something with a conversation, if there is one of this key, and let it be seen. */
function inside(world: World, key: Key, run: (conversation: ConversationState) => void): void {
  const conversation = world.state.get(key);
  if (conversation) run(conversation);
  world.publishSoon();
}

function moving(world: World): Pick<Actions, "open" | "openPrivate" | "join" | "part" | "close" | "retryNow" | "quit"> {
  const { state, connection } = world;
  const open = (key: Key): void =>
    inside(world, key, (conversation) => {
      if (state.currentKey !== key) state.current?.leave();
      state.currentKey = conversation.key;
      world.history.opened(conversation);
    });
  const part = (key: Key, reason = ""): void =>
    inside(world, key, (channel) => {
      channel.wanted = false;
      world.rememberChannels();
      if (channel.joined) world.ask(channel, "PART", channel.name, ...(reason ? [reason] : []));
    });
  const join = (name: string, password: string | undefined, opens: boolean): void => {
    const channel = world.wantChannel(name);
    if (channel) {
      channel.password = password || undefined;
      if (opens) open(channel.key);
    }
    if (!channel?.joined && connection.session) world.ask(channel, "JOIN", name, ...(password ? [password] : []));
  };
  return {
    open,
    part,
    openPrivate(nick) {
      if (!isName(nick) || state.support.isChannel(nick)) return state.tell("error", t("This is not a valid nick: {nick}", { nick }));
      const talk = world.begin(nick);
      if (talk) open(talk.key);
    },
    join(typed, password = "") {
      const names = typed.split(",").map((name) => channelName(world, name.trim()));
      const wrong = names.find((name) => !isName(name) || name.length < 2);
      if (wrong !== undefined) return state.tell("error", t("This is not a valid name of a channel: {channel}", { channel: wrong }));
      const passwords = password.split(",");
      names.forEach((name, at) => join(name, passwords[at], at === 0));
    },
    close(key) {
      part(key);
      inside(world, key, (conversation) => {
        world.memory.keepDraft(conversation.name, "");
        if (conversation.kind === "private") connection.session?.send("MONITOR", ["-", conversation.name]);
        for (const { id } of world.outbox.all().filter(({ target }) => state.find(target) === conversation)) world.sender.forget(id);
        state.remove(conversation);
      });
    },
    retryNow() {
      if (state.link.state === "login-refused") state.own = { ...state.own, account: undefined };
      connection.retryNow();
    },
    quit: (reason) => connection.stop(reason ?? ""),
  };
}

function speaking(world: World): Pick<Actions, "retry" | "discard" | "setDraft" | "setTyping" | "tell" | "dismiss"> {
  const { outbox, state, sender } = world;
  const find = (entry: string) => outbox.all().find((message) => keyOf(message) === entry);
  const withdraw = (entry: string) => {
    const message = find(entry);
    if (!message) return undefined;
    sender.forget(message.id);
    state.findWaiting(entry)?.timeline.drop(entry);
    world.publishSoon();
    return message;
  };
  const typedAt = new Map<Key, number>();
  return {
    retry(entry) {
      // What failed may have arrived, so it stays the same message: the server knows it again.
      const message = withdraw(entry);
      if (message) world.sayAgain(message);
    },
    discard: (entry) => void withdraw(entry),
    tell: (key, { text, until }) => inside(world, key, (conversation) => state.tell("error", text, conversation, until)),
    dismiss: (key) => inside(world, key, (conversation) => (conversation.told = [])),
    setDraft(key, text) {
      inside(world, key, (conversation) => {
        conversation.draft = text;
        world.memory.keepDraft(conversation.name, isService(conversation.name) || saysPassword(text) ? "" : text);
      });
    },
    setTyping(key, typing) {
      const session = world.connection.session;
      const conversation = state.get(key);
      const last = typedAt.get(key) ?? 0;
      const now = world.ports.clock.now();
      if (!session?.has("message-tags") || !conversation || (typing && now - last < TYPING_EVERY) || (!typing && last === 0)) return;
      typedAt.set(key, typing ? now : 0);
      // Nobody needs to know that it was refused.
      session.ask(() => undefined, "TAGMSG", [conversation.name], { "+typing": typing ? "active" : "done" });
    },
  };
}

function ourselves(world: World): Pick<Actions, "setLanguage" | "setNick" | "setAway" | "describe"> {
  const { state, connection } = world;
  return {
    describe: (profile, answered) => describe(world.asking, state.profileOf(state.own.nick), profile, answered),
    setLanguage: (code) => connection.setLanguage(code),
    setNick(nick) {
      if (!isName(nick)) return state.tell("error", t("This is not a valid nick: {nick}", { nick }));
      world.memory.nick = nick;
      state.own = { ...state.own, wanted: nick };
      if (connection.session) {
        connection.nicks.want(nick);
        world.askNick(nick);
      } else {
        state.own = { ...state.own, nick };
        connection.tryNick(nick);
      }
    },
    setAway(message) {
      if (connection.session) state.own = { ...state.own, away: message };
      world.ask(state.current, "AWAY", ...(message === undefined ? [] : [message || t("away")]));
    },
  };
}

function governing(
  world: World,
): Pick<Actions, "setTopic" | "rename" | "invite" | "kick" | "ban" | "unban" | "mute" | "unmute" | "give" | "take" | "may"> {
  const ask = (key: Key, command: string, ...params: string[]): void =>
    inside(world, key, (channel) => world.ask(channel, command, channel.name, ...params));
  /** Whether the server is to find out who is meant, and not to take a mask. */
  const isPerson = (nick: string): boolean => world.state.server.sanctions && !MASK.test(nick);
  const kick = (key: Key, nick: string, reason = ""): void => ask(key, "KICK", nick, ...(reason ? [reason] : []));
  return {
    kick,
    setTopic: (key, topic) => ask(key, "TOPIC", topic),
    rename: (key, name) => ask(key, "RENAME", channelName(world, name)),
    invite: (key, nick) => inside(world, key, (channel) => world.ask(channel, "INVITE", nick, channel.name)),
    ban(key, nick, sentence) {
      if (isPerson(nick)) return ask(key, "BAN", nick, ...(sentence ? [sentence] : []));
      ask(key, "MODE", "+b", maskOf(nick));
      kick(key, nick, sentence);
    },
    unban: (key, mask) => (isPerson(mask) ? ask(key, "UNBAN", mask) : ask(key, "MODE", "-b", maskOf(mask))),
    mute: (key, nick, sentence) => ask(key, "MUTE", nick, ...(sentence ? [sentence] : [])),
    unmute: (key, nick) => ask(key, "UNMUTE", nick),
    give: (key, nick, rank) => ask(key, "MODE", `+${LETTERS[rank]}`, nick),
    take: (key, nick, rank) => ask(key, "MODE", `-${LETTERS[rank]}`, nick),
    may: (key, right, nick) => may(world.state, key, right, nick),
  };
}

function owning(
  world: World,
): Pick<Actions, "block" | "unblock" | "blockOf" | "listSanctions" | "lift" | "listActs" | "undo" | "ownership" | "setAccess" | "claim" | "drop" | "handOver"> {
  const { asking, state } = world;
  const nameOf = (key: Key): string => state.get(key)?.name ?? "";
  return {
    block: (nick, answered) => changeBlock(asking, "+", nick, answered),
    unblock: (mask, answered) => changeBlock(asking, "-", mask, answered),
    blockOf: (nick) => blockOfPerson(state, nick, state.current?.people.get(state.fold(nick))?.account),
    listSanctions: (key, given) => listSanctions(asking, nameOf(key), given),
    lift: (key, mask, answered) => liftSanction(asking, nameOf(key), mask, answered),
    listActs: (key, before, given) => listActs(asking, nameOf(key), before, given),
    undo: (key, act, answered) => undo(asking, nameOf(key), act, answered),
    ownership: (key, given) => askOwnership(asking, nameOf(key), given),
    setAccess: (key, account, rank, answered) => setAccess(asking, nameOf(key), account, rank, answered),
    claim: (key, answered) => changeOwner(asking, `REGISTER ${nameOf(key)}`, answered),
    drop: (key, answered) => changeOwner(asking, `DROP ${nameOf(key)}`, answered),
    handOver: (key, account, answered) => changeOwner(asking, `TRANSFER ${nameOf(key)} ${account}`, answered),
  };
}

function changing(world: World): Pick<Actions, "changes" | "edit" | "redact" | "said" | "react"> {
  const { asking, state, connection } = world;
  const has = (capability: string): boolean => connection.session?.has(capability) ?? false;
  return {
    said: (key, id) => state.get(key)?.timeline.find(id),
    react: (key, { id = "" }, reaction, stands, answered) => inside(world, key, (where) => react(asking, where, id, reaction, stands, answered)),
    changes: (key, entry) => changesOf(state, key, entry, has(EDIT), has(REDACTION)),
    edit: (key, { id = "" }, text, answered) => inside(world, key, (where) => edit(asking, where, id, text, answered)),
    redact: (key, { id = "" }, reason, answered) => inside(world, key, (where) => redact(asking, where, id, reason, answered)),
  };
}

function reading(world: World): Pick<Actions, "watch" | "sawUpTo" | "look" | "jump" | "search" | "loadOlder" | "fillGap" | "listChannels"> {
  return {
    watch(key, watched) {
      world.state.get(key)?.watch(watched);
      world.markers.moved();
    },
    sawUpTo(key, time) {
      world.state.get(key)?.read(time, true);
      world.markers.moved();
    },
    look(key, inView) {
      const conversation = world.state.get(key);
      if (conversation) world.history.look(conversation, inView);
    },
    search: (query, earlier, given) => search(world.asking, query, earlier, given),
    jump(name, message) {
      const conversation = world.state.find(name);
      if (!conversation) return;
      if (world.state.currentKey !== conversation.key) world.state.current?.leave();
      world.state.currentKey = conversation.key;
      world.history.seek(conversation, message);
      world.publishSoon();
    },
    loadOlder: (key) => inside(world, key, (conversation) => world.history.older(conversation)),
    fillGap: (key, gap, side = "before") => inside(world, key, (conversation) => world.history.fill(conversation, gap, side)),
    listChannels() {
      world.state.list = { state: "loading", channels: [] };
      world.state.listing = [];
      world.ask(undefined, "LIST");
    },
  };
}

/** The name of a channel, with the sign that people leave out. */
function channelName({ state: { support } }: World, typed: string): string {
  return support.isChannel(typed) ? typed : `${support.channelTypes.charAt(0) || "#"}${typed}`;
}

const MASK = /[!@*?:~]/;

/** A mask for a ban: what is typed, or everybody of this nick. Addresses are hidden, and a class shares one. */
function maskOf(nick: string): string {
  return MASK.test(nick) ? nick : `${nick}!*@*`;
}
