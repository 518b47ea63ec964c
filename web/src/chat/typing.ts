/** Who is typing (ircv3, typing). */

import type { ConversationState } from "./conversation.svelte";
import type { Clock, Timer } from "./ports";

/** How long somebody counts as typing after having said so, in milliseconds. */
const ACTIVE = 6_000;
const PAUSED = 30_000;
const TYPING_AT_MOST = 20;

const ends = new WeakMap<ConversationState, Map<string, Timer>>();

export function typing(where: ConversationState, nick: string, what: string, clock: Clock): void {
  stopTyping(where, nick);
  if ((what !== "active" && what !== "paused") || where.typing.length >= TYPING_AT_MOST) return;
  where.typing = [...where.typing, nick];
  const timers = ends.get(where) ?? new Map<string, Timer>();
  ends.set(where, timers);
  timers.set(nick, clock.after(what === "active" ? ACTIVE : PAUSED, () => stopTyping(where, nick)));
}

export function stopTyping(where: ConversationState, nick: string): void {
  ends.get(where)?.get(nick)?.cancel();
  ends.get(where)?.delete(nick);
  if (where.typing.includes(nick)) where.typing = where.typing.filter((other) => other !== nick);
}
