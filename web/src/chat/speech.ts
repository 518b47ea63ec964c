/** What people say: PRIVMSG, NOTICE, TAGMSG. */

import { parseCtcp } from "../irc/ctcp";
import { nickOf, type Message } from "../irc/message";
import { readTime, timeOf } from "../irc/time";
import { fact } from "./asking";
import type { ConversationState } from "./conversation.svelte";
import { mentions } from "./names";
import type { Outgoing } from "./outbox";
import { reacted, replyIn } from "./reactions";
import type { Handler, Scene } from "./scene";
import { ONCE_TAG } from "./session";
import type { ChatState } from "./state.svelte";
import { stopTyping, typing } from "./typing";
import { plainWords } from "./words";
import type { Spoken } from "./types";

/** When a message was given its present text. */
const EDITED_TAG = "salon.dev/edited";
/** Longer texts than this no line has; what a lying server sends is cut. */
const TEXT_AT_MOST = 8_000;

/** What a line of the past or the present says; undefined if it says nothing for people. */
export function spokenOf(state: ChatState, message: Message): Spoken | undefined {
  if (message.command !== "PRIVMSG" && message.command !== "NOTICE") return undefined;
  const text = (message.params[1] ?? "").slice(0, TEXT_AT_MOST);
  const ctcp = parseCtcp(text);
  if (ctcp && ctcp.command !== "ACTION") return undefined;
  const nick = nickOf(message.source);
  const own = state.isOwn(nick);
  const said = ctcp ? ctcp.text : text;
  const id = message.tags.get("msgid");
  const account = message.tags.get("account");
  const reply = replyIn(message);
  const edited = readTime(message.tags.get(EDITED_TAG));
  return {
    key: state.newKey(),
    time: timeOf(message) ?? state.clock.now(),
    kind: message.command === "NOTICE" ? "notice" : ctcp ? "action" : "text",
    nick,
    text: said,
    own,
    mention: !own && mentions(state.fold(said), state.fold(state.own.nick)),
    state: "sent",
    ...(id ? { id } : {}),
    ...(account ? { account } : {}),
    ...(reply ? { reply } : {}),
    ...(edited ? { edited } : {}),
  };
}

/** PRIVMSG and NOTICE as they come. */
export const hear: Handler = (scene, message) => {
  const { state, session, sender } = scene;
  const said = spokenOf(state, message);
  if (!said) return;
  const spoken = isPerson(message) ? said : { ...said, text: plainWords(said.text) };
  if (spoken.own && isPerson(message)) {
    session.mask = message.source;
    const tag = message.tags.get(ONCE_TAG);
    if (sender.recognise(message, tag, message.params[0] ?? "", spoken.text)) return;
  }
  // What a server answers belongs where one asked.
  if (scene.origin && !isPerson(message)) return state.tell("info", spoken.text, scene.origin);
  const where = placeOf(scene, message);
  if (!where) return;
  // What the server says to us of a channel, as that we are banned there, is for whoever looks there, too.
  const about = isPerson(message) ? undefined : state.find(fact(message, "channel"));
  if (about && about !== where) state.tell("info", spoken.text, about);
  stopTyping(where, spoken.nick);
  if (where.kind === "private" && !spoken.own) where.presence = where.presence === "away" ? "away" : "online";
  const before = where.timeline.lastKey;
  if (state.add(where, spoken) && !spoken.own && where.kind !== "server") where.count(spoken, before);
};

/** TAGMSG: that somebody types, or reacts to a message. */
export const hearTags: Handler = (scene, message) => {
  reacted(scene, message);
  const nick = nickOf(message.source);
  const what = message.tags.get("+typing") ?? message.tags.get("+draft/typing");
  if (what === undefined || scene.state.isOwn(nick)) return;
  const target = message.params[0] ?? "";
  const where = scene.state.find(scene.state.isOwn(target) ? nick : scene.state.support.channelOf(target));
  if (where) typing(where, nick, what, scene.state.clock);
};

/** Show our own message as said. `echo`: as the server delivered it; undefined if it sends no echoes. `late`: it may have been said before. */
export function settle(state: ChatState, where: ConversationState, sent: Outgoing, echo: Message | undefined, late: boolean): void {
  const heard = echo && spokenOf(state, echo);
  const key = keyOf(sent);
  const plain: Spoken = { ...waiting(state, sent), state: "sent", time: state.clock.now() };
  const isOld = late && heard !== undefined && heard.time < (where.enteredAt ?? where.timeline.newest);
  where.timeline.settle(heard ? { ...heard, key, own: true, mention: false } : plain, isOld);
}

export function keyOf({ id }: Outgoing): string {
  return `o${id}`;
}

/** Our own message before it is confirmed. */
export function waiting(state: ChatState, { id, kind, text, at, failed, reply }: Outgoing): Spoken {
  const reason = failed === undefined ? {} : { reason: failed };
  const stage = failed === undefined ? "waiting" : "failed";
  return { key: `o${id}`, time: at, kind, nick: state.own.nick, text, own: true, mention: false, state: stage, ...(reply ? { reply } : {}), ...reason };
}

function placeOf(scene: Scene, message: Message): ConversationState | undefined {
  const { state } = scene;
  const target = state.support.channelOf(message.params[0] ?? "");
  if (state.support.isChannel(target)) return state.find(target);
  const nick = nickOf(message.source);
  if (!isPerson(message)) return state.withServer();
  return scene.begin(state.isOwn(nick) ? target : nick);
}

/** Whether somebody says it, and not a server. */
function isPerson({ source }: Message): boolean {
  return source.includes("!");
}

