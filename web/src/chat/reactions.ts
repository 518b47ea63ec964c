/** Replies and reactions: what refers to a message by its id (ircv3, reply; react). */

import { nickOf, type Message } from "../irc/message";
import type { Asking } from "./asking";
import type { ConversationState } from "./conversation.svelte";
import type { Handler } from "./scene";
import type { ChatState } from "./state.svelte";
import type { Answered, Reaction, Spoken } from "./types";

/** What one person can do with one message; what a lying server sends is cut. */
const REACTIONS_AT_MOST = 100;
const REACTION_AT_MOST = 64;
/** With so many, a page need not have all. */
const SAID_AT_MOST = 500;
/** Both names of the tag are known: the older one to servers, the newer one to clients. */
const REPLY = "+reply";
const DRAFT_REPLY = "+draft/reply";
const REACT = "+draft/react";
const UNREACT = "+draft/unreact";

/** The message that a line refers to. */
export function replyIn({ tags }: Message): string | undefined {
  return tags.get(REPLY) || tags.get(DRAFT_REPLY) || undefined;
}

/** The tags of a line that refers to a message. */
export function replyTags(id: string): Readonly<Record<string, string>> {
  return { [REPLY]: id, [DRAFT_REPLY]: id };
}

/** TAGMSG with a reaction. */
export const reacted: Handler = ({ state }, message) => {
  const id = replyIn(message);
  const change = changeIn(state, message);
  if (id === undefined || !change) return;
  const [target = ""] = message.params;
  const where = state.find(state.isOwn(target) ? nickOf(message.source) : state.support.channelOf(target));
  where?.timeline.change(id, (entry) => withReactions(entry, change(entry.reactions ?? [])));
};

/** Give the messages of a page the reactions that came with it. `knows`: whether the server says all of them. */
export function attach(state: ChatState, page: readonly Spoken[], lines: readonly Message[], knows: boolean): readonly Spoken[] {
  const found = new Map<string, readonly Reaction[]>();
  for (const line of lines) {
    const id = line.command === "TAGMSG" ? replyIn(line) : undefined;
    const change = id === undefined ? undefined : changeIn(state, line);
    if (id !== undefined && change) found.set(id, change(found.get(id) ?? []));
  }
  const all = knows && lines.length - page.length < SAID_AT_MOST;
  if (!all && found.size === 0) return page;
  return page.map((entry) => ({ ...entry, ...(all || found.has(entry.id ?? "") ? { reactions: found.get(entry.id ?? "") ?? [] } : {}) }));
}

/** Have a reaction of ours stand at a message, or not. */
export function react(asking: Asking, { name }: ConversationState, id: string, reaction: string, stands: boolean, answered: Answered): void {
  const tags = { ...replyTags(id), [stands ? REACT : UNREACT]: reaction };
  const done = asking.judge(answered, ({ command }) => command === "TAGMSG" || command === "ACK");
  asking.ask(answered, done, "TAGMSG", [name], "", tags);
}

function changeIn(state: ChatState, { tags, source }: Message): ((reactions: readonly Reaction[]) => readonly Reaction[]) | undefined {
  const added = tags.get(REACT)?.slice(0, REACTION_AT_MOST);
  const taken = tags.get(UNREACT);
  const nick = nickOf(source);
  const account = tags.get("account");
  const own = state.isOwn(nick) || (account !== undefined && account === state.own.account);
  const key = account ? `account ${account}` : state.fold(nick);
  if (added) return (reactions) => plus(reactions, added, { key, nick, own });
  return taken ? (reactions) => minus(reactions, taken, key) : undefined;
}

function plus(reactions: readonly Reaction[], text: string, person: Reaction["people"][number]): readonly Reaction[] {
  const found = reactions.find((one) => one.text === text);
  if (!found) return reactions.length < REACTIONS_AT_MOST ? [...reactions, { text, people: [person] }] : reactions;
  if (found.people.some(({ key }) => key === person.key)) return reactions;
  return reactions.map((one) => (one === found ? { text, people: [...one.people, person] } : one));
}

function minus(reactions: readonly Reaction[], text: string, key: string): readonly Reaction[] {
  const left = reactions.map((one) => (one.text === text ? { text, people: one.people.filter((person) => person.key !== key) } : one));
  return left.filter(({ people }) => people.length > 0);
}

function withReactions({ reactions: _, ...entry }: Spoken, reactions: readonly Reaction[]): Spoken {
  return reactions.length === 0 || entry.deleted ? entry : { ...entry, reactions };
}
