/** One conversation: what the view sees of it, and what it is made of. */

import { Members } from "./members";
import { Timeline } from "./timeline";
import type { Conversation, Entry, Key, Member, Presence, Told } from "./types";

/** What is kept of a conversation that is looked at, and of another. */
export const LOOKED_AT_MOST = 10_000;
const OTHERS_AT_MOST = 1_000;

export class ConversationState implements Conversation {
  key: Key = $state("");
  name: string = $state("");
  readonly kind: Conversation["kind"];

  entries: readonly Entry[] = $state.raw([]);
  older: Conversation["older"] = $state("unknown");
  joined: boolean = $state(false);
  topic: string = $state("");
  topicBy: string = $state("");
  modes: string = $state("");
  members: readonly Member[] = $state.raw([]);
  ranks: string = $state("");
  presence: Presence = $state("unknown");
  typing: readonly string[] = $state.raw([]);
  unread: number = $state(0);
  mentions: number = $state(0);
  lastSeen: string | undefined = $state();
  told: readonly Told[] = $state.raw([]);
  draft: string = $state("");

  readonly timeline = new Timeline();
  readonly people = new Members();
  /** Whether we want to be in the channel: it is joined again when the connection is back. */
  wanted = false;
  /** Of a channel: what it took to enter it, for the next time. Not kept across reloads. */
  password: string | undefined;
  /** Of a channel: when we entered it, by the server's clock. */
  enteredAt: number | undefined;
  /** Our key here, to find our own ranks. */
  ownKey: Key = "";
  #watched = false;

  constructor(key: Key, name: string, kind: Conversation["kind"]) {
    this.key = key;
    this.name = name;
    this.kind = kind;
  }

  /** Show what has changed. `prefixes`: of the server's ranks. */
  publish(prefixes: string, lookedAt: boolean): void {
    if (this.people.changed) {
      this.members = this.people.sorted(prefixes);
      this.ranks = this.people.get(this.ownKey)?.ranks ?? "";
    }
    if (!this.timeline.changed) return;
    // Some slack: what is dropped one by one would move everything each time.
    const most = lookedAt ? LOOKED_AT_MOST : OTHERS_AT_MOST;
    if (this.timeline.length > most * 1.1 && this.timeline.trim(most) && this.older === "none") this.older = "some";
    this.entries = this.timeline.entries();
  }

  /** Say whether there is a past above the first entry. */
  setOlder(older: Conversation["older"]): void {
    this.older = older;
    this.timeline.setPast(older !== "none");
  }

  /** Count something that others said. `before`: the last entry above it. */
  count(mention: boolean, before: string | undefined): void {
    if (this.#watched) return;
    if (this.unread === 0) this.lastSeen = before;
    this.unread++;
    if (mention || this.kind === "private") this.mentions++;
  }

  /** Whether what comes is seen at once. All that is here was seen, too; the line above what was new stays. */
  watch(watched: boolean): void {
    this.#watched = watched;
    if (!watched) return;
    this.unread = 0;
    this.mentions = 0;
  }

  /** Somebody looks elsewhere: the next line begins where they left. */
  leave(): void {
    if (this.unread === 0) this.lastSeen = undefined;
  }
}
