/** Up to when one has read, in step over all of one's clients (ircv3, read-marker). */

import { readTime, timestamp } from "../irc/time";
import type { ConversationState } from "./conversation.svelte";
import type { Timer } from "./ports";
import type { Handler } from "./scene";
import { messagesOf, type Session } from "./session";
import type { World } from "./world";

export const READ_MARKER = "draft/read-marker";
/** In the place of a time: nothing was read. */
const NOTHING = "*";
/** What is read within such a time is told together, in milliseconds. */
const TELL_EVERY = 1_000;

/** Tells the server how far we have read. */
export class ReadMarkers {
  #timer: Timer | undefined;

  constructor(readonly world: World) {}

  /** Something may have been read. */
  moved(): void {
    if (this.#timer || !this.#untold().length) return;
    this.#timer = this.world.ports.clock.after(TELL_EVERY, () => this.tell());
  }

  /** Tell what was not told yet. */
  tell(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const conversation of this.#untold()) {
      conversation.toldMarker = conversation.marker ?? 0;
      this.#send([conversation.name, `timestamp=${timestamp(conversation.toldMarker)}`]);
    }
  }

  /** Ask how far we have read in a private conversation: of a channel, the server says so by itself. `known`: called when it has said it. */
  ask({ name }: ConversationState, known: () => void = () => undefined): void {
    if (this.#session) this.#send([name], known);
  }

  get #session(): Session | undefined {
    const { session } = this.world.connection;
    return session?.has(READ_MARKER) ? session : undefined;
  }

  #untold(): ConversationState[] {
    if (!this.#session) return [];
    return this.world.state.conversations.filter((one) => one.hasReadMore && (one.joined || one.kind === "private"));
  }

  #send(params: readonly string[], answered: () => void = () => undefined): void {
    // Nobody needs to know that it was refused.
    this.#session?.ask((answer) => {
      for (const message of messagesOf(answer)) if (message.command === "MARKREAD") this.world.receive(message);
      answered();
    }, "MARKREAD", params);
  }
}

/** MARKREAD: how far we have read, on this client or another. */
export const marked: Handler = ({ state }, { params: [name = "", stamp = ""] }) => {
  const conversation = state.find(name);
  const time = timeIn(stamp);
  if (!conversation) return;
  if (stamp === NOTHING && conversation.kind === "private" && state.own.account !== undefined) conversation.neverRead();
  if (time === undefined) return;
  conversation.toldMarker = Math.max(conversation.toldMarker, time);
  conversation.read(time, conversation.key === state.currentKey);
};

function timeIn(stamp: string): number | undefined {
  const [kind, value = ""] = stamp.split("=");
  return kind === "timestamp" ? readTime(value) : undefined;
}
