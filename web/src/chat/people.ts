/** People who come, go, and change: JOIN, PART, QUIT, NICK, KICK, AWAY, ACCOUNT, INVITE. */

import type { Received } from "../irc/batches";
import { nickOf, type Message } from "../irc/message";
import { t } from "../i18n";
import type { ConversationState } from "./conversation.svelte";
import { NOBODY } from "./metadata";
import { happen, when, type Handler, type Scene } from "./scene";
import { messagesOf } from "./session";
import { stopTyping } from "./typing";

/** In larger channels one is not told who is away: the list would be long. */
const PRESENCE_UP_TO = 300;

export const join: Handler = (scene, message) => {
  const { state } = scene;
  const nick = nickOf(message.source);
  const [name = "", account = "*"] = message.params;
  const own = state.isOwn(nick);
  const channel = own ? scene.begin(name) : state.find(name);
  if (!channel) return;
  if (own) enter(scene, channel, message);
  if (own && message.params.length > 2) state.own = { ...state.own, account: account === "*" ? undefined : account };
  const key = state.fold(nick);
  const logged = account !== "*" && account !== "" ? { account } : {};
  channel.people.set({ key, nick, ranks: "", away: false, own, ...logged });
  if (!own) happen(scene, message, channel, "join");
  seen(scene, nick, "online");
  if (own) scene.entered(channel);
};

function enter(scene: Scene, channel: ConversationState, message: Message): void {
  channel.name = message.params[0] ?? channel.name;
  channel.joined = true;
  channel.enteredAt = when(scene, message);
  channel.wanted = true;
  channel.people.clear();
  channel.ownKey = scene.state.fold(scene.state.own.nick);
  channel.topic = "";
  channel.topicBy = "";
  scene.session.mask = message.source;
  scene.session.send("MODE", [channel.name]);
}

export const part: Handler = (scene, message) => {
  const nick = nickOf(message.source);
  const channel = scene.state.find(message.params[0] ?? "");
  if (!channel) return;
  happen(scene, message, channel, "part", { text: message.params[1] ?? "" });
  away(scene, channel, nick, true);
};

export const kick: Handler = (scene, message) => {
  const [name = "", target = "", text = ""] = message.params;
  const channel = scene.state.find(name);
  if (!channel) return;
  happen(scene, message, channel, "kick", { target, text });
  away(scene, channel, target, true);
};

export const quit: Handler = (scene, message) => {
  const nick = nickOf(message.source);
  const key = scene.state.fold(nick);
  const text = message.params[0] ?? "";
  for (const channel of scene.state.channels()) {
    if (!channel.people.has(key)) continue;
    happen(scene, message, channel, "quit", { text });
    away(scene, channel, nick, false);
  }
  seen(scene, nick, "offline");
  scene.state.setProfile(nick, NOBODY);
  scene.freed(nick);
};

/** Somebody is not in a channel any more. If it is us, nobody is, as far as we can see. */
function away(scene: Scene, channel: ConversationState, nick: string, onPurpose: boolean): void {
  stopTyping(channel, nick);
  if (!scene.state.isOwn(nick)) {
    channel.people.remove(scene.state.fold(nick));
    return;
  }
  channel.joined = false;
  if (onPurpose) channel.wanted = false;
  channel.people.clear();
}

export const nick: Handler = (scene, message) => {
  const { state } = scene;
  const old = nickOf(message.source);
  const target = message.params[0] ?? "";
  if (!target) return;
  const own = state.isOwn(old);
  const [from, to] = [state.fold(old), state.fold(target)];
  const profile = state.profileOf(old);
  state.setProfile(old, NOBODY);
  state.setProfile(target, profile);
  for (const channel of state.channels()) {
    if (!channel.people.update(from, { key: to, nick: target })) continue;
    if (own) channel.ownKey = to;
    happen(scene, message, channel, "nick", { target });
  }
  const talk = state.find(old);
  if (talk?.kind === "private") {
    if (state.rename(talk, target)) scene.moved(old, target);
    happen(scene, message, talk, "nick", { target });
  }
  if (own) {
    state.own = { ...state.own, nick: target };
    // Whatever it was, it is not our name any more.
    state.reserved = undefined;
    scene.renamed();
  } else if (from !== to) scene.freed(old);
};

export const awayChanged: Handler = (scene, message) => {
  const away = (message.params[0] ?? "") !== "";
  const nick = nickOf(message.source);
  const key = scene.state.fold(nick);
  for (const channel of scene.state.channels()) channel.people.update(key, { away });
  seen(scene, nick, away ? "away" : "online");
};

export const account: Handler = (scene, message) => {
  const name = message.params[0] ?? "*";
  const { state } = scene;
  const key = state.fold(nickOf(message.source));
  if (state.isOwn(nickOf(message.source))) state.own = { ...state.own, account: name === "*" ? undefined : name };
  for (const channel of state.channels()) {
    const member = channel.people.get(key);
    if (!member) continue;
    const { account: _, ...rest } = member;
    channel.people.set(name === "*" ? rest : { ...rest, account: name });
  }
};

export const invite: Handler = (scene, message) => {
  const [target = "", name = ""] = message.params;
  const nick = nickOf(message.source);
  if (scene.state.isOwn(target)) {
    scene.state.tell("info", t("{nick} invites you to {channel}: /join {channel}", { nick, channel: name }));
    return;
  }
  const channel = scene.state.find(name);
  if (channel) happen(scene, message, channel, "invite", { target });
};

/** What is known of somebody to whom we talk in private. */
export function seen(scene: Scene, nick: string, presence: ConversationState["presence"]): void {
  const talk = scene.state.find(nick);
  if (talk?.kind === "private") talk.presence = presence;
}

/** Ask who in a channel is away, if it is not too large. */
export function askPresence(scene: Scene, channel: ConversationState): void {
  if (channel.people.size <= PRESENCE_UP_TO) scene.session.ask((answer) => takeWho(scene, answer), "WHO", [channel.name]);
}

function takeWho(scene: Scene, answer: Received): void {
  for (const message of messagesOf(answer)) if (message.command === "352") whoReply(scene, message);
}

/** RPL_WHOREPLY: the flags begin with H (here) or G (gone). */
export const whoReply: Handler = (scene, message) => {
  const [, name = "", , , , nick = "", flags = ""] = message.params;
  const away = flags.startsWith("G");
  scene.state.find(name)?.people.update(scene.state.fold(nick), { away });
  seen(scene, nick, away ? "away" : "online");
};
