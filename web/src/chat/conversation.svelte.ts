/** One conversation: what the view sees of it, and what it is made of. */

import { Members } from "./members";
import { Timeline } from "./timeline";
import type { Conversation, Entry, Key, Member, Presence, Spoken, Told } from "./types";

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
  hasMoreUnread: boolean = $state(false);
  settled: boolean = $state(false);
  lastSeen: string | undefined = $state();
  focus: { readonly key: string } | undefined = $state.raw();
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
  /** Up to when we have read here, on whatever client, by the server's clock; undefined while nobody has said so. */
  marker: number | undefined;
  /** What of it the server knows. */
  toldMarker = 0;
  /** Whether it is only in the list yet: its past is loaded when somebody looks at it. */
  isListed = false;
  /** Whether the past around the marker was asked for. */
  soughtMarker = false;
  /** The id of a message that somebody wants to see, and whether it was asked for. */
  seeking: { readonly id: string; readonly asked: boolean } | undefined;
  /** The first and the last message in view, by the keys of entries. */
  inView: readonly [from: string, to: string] | undefined;
  /** Our key here, to find our own ranks. */
  ownKey: Key = "";
  #watched = false;
  /** Whether the marker is what we suppose, until the server says more. */
  #isGuess = false;
  /** Whether the server says that we have read nothing here, on no client. */
  #isUnread = false;

  constructor(key: Key, name: string, kind: Conversation["kind"]) {
    this.key = key;
    this.name = name;
    this.kind = kind;
    this.settled = kind === "server";
  }

  /** Whether we have read more than the server knows. What nobody has looked at is no reading. */
  get hasReadMore(): boolean {
    return !this.#isGuess && (this.marker ?? 0) > this.toldMarker;
  }

  #guess(time: number): void {
    this.marker = time;
    this.#isGuess = true;
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

  /** Count something that others say now. `before`: the last entry above it. */
  count({ time, mention }: Spoken, before: string | undefined): void {
    if (this.#watched) {
      this.marker = Math.max(this.marker ?? 0, time);
      this.#isGuess = false;
      return;
    }
    if (this.marker === undefined) this.#guess(time - 1);
    if (this.unread === 0) this.lastSeen = before;
    this.unread++;
    if (mention || this.kind === "private") this.mentions++;
  }

  /** Count anew what was not read, when some of the past has come. */
  recount(): void {
    // Where nobody has said anything else, what is found at the beginning was read.
    if (this.marker === undefined) this.#guess(this.timeline.newest);
    // Whoever answers has read what is above.
    if (this.#isGuess && this.#isUnread) this.#guess(this.timeline.newestOwn);
    const { messages, before, whole } = this.timeline.newerThan(this.marker ?? 0);
    const wasRead = this.unread === 0;
    this.unread = messages.length;
    this.mentions = this.kind === "private" ? this.unread : messages.filter(({ mention }) => mention).length;
    this.hasMoreUnread = this.unread > 0 && !whole;
    if (this.unread > 0 && (wasRead || this.lastSeen === undefined)) this.lastSeen = before;
  }

  /** Take it from the server that nothing was read, on any client. */
  neverRead(): void {
    this.#isUnread = true;
    if (this.timeline.newest > 0) this.recount();
  }

  /** All up to a time was read, here or on another client. The line above what was new stays while one looks. */
  read(time: number, looksHere: boolean): void {
    if (this.marker !== undefined && time <= this.marker && !this.#isGuess) return;
    this.marker = time;
    this.#isGuess = false;
    this.recount();
    if (!looksHere) this.leave();
  }

  /** Whether what comes is seen at once. All that is here was seen, too. */
  watch(watched: boolean): void {
    this.#watched = watched;
    if (!watched) return;
    const { newest } = this.timeline;
    if (newest > 0) {
      this.#isGuess = false;
      this.marker = Math.max(this.marker ?? 0, newest);
    }
    this.unread = 0;
    this.mentions = 0;
    this.hasMoreUnread = false;
  }

  /** Some of the past is on its way: what was not read in it is known when it is here. */
  unsettle(): void {
    this.settled = false;
    this.#watched = false;
  }

  /** Somebody looks elsewhere: the line is drawn where they stopped. */
  leave(): void {
    this.lastSeen = this.unread === 0 || this.marker === undefined ? undefined : this.timeline.newerThan(this.marker).before;
  }
}
