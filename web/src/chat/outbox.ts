/**
 * Messages that were sent and are not yet confirmed, kept on the shelf until they are: across reloads, crashes and broken connections.
 *
 * All tabs share the shelf, so each message has one tab that sends it, its owner. A tab says every few seconds that it is alive; what a
 * tab leaves behind, another one takes over. A shelf knows no locks: two tabs may take the same message over in the same moment. Then the
 * last one to write has it, and looks again before it sends. For what is left, the server refuses the same id a second time.
 */

import type { Clock, Shelf, Timer } from "./ports";

export interface Outgoing {
  /** 128 random bits in hexadecimal: the message's tag on the wire. */
  readonly id: string;
  /** A channel or a nick, as it is written. */
  readonly target: string;
  readonly kind: "text" | "action" | "notice";
  readonly text: string;
  /** The id of the message that it answers. */
  readonly reply?: string;
  /** When it was typed, in milliseconds since 1970. */
  readonly at: number;
  /** Its place: the time at which it was typed, but later than that of any before it. */
  readonly order: number;
  /** Why it failed; it then waits for somebody to retry or discard it. */
  readonly failed?: string;
}

interface Stored extends Outgoing {
  readonly owner: string;
}

const ITEM = "out.";
const TAB = "tab.";
/** What stands for an owner that has left, before the time of it. */
const LEFT = "left ";
const MESSAGES_AT_MOST = 200;
const ALIVE_EVERY = 5_000;
/** A browser wakes a hidden tab once a minute. */
const DEAD_AFTER = 75_000;

export class Outbox {
  readonly #mine = new Map<string, Outgoing>();
  /** Those that the shelf did not take: they live as long as the page. */
  readonly #unkept = new Set<string>();
  #order = 0;
  #beat: Timer | undefined;

  constructor(
    readonly shelf: Shelf,
    readonly clock: Clock,
    /** The name of this tab, made anew for each page. */
    readonly tab: string,
    /** Called with what was taken over from a tab that is gone. */
    readonly inherited: (messages: readonly Outgoing[]) => void,
  ) {}

  /** Begin: say that this tab is alive, and take over what others left. */
  start(): void {
    this.#beat?.cancel();
    this.#live(true);
  }

  /** The page goes: leave everything to the page that comes next, or, after a while, to any other. */
  leave(): void {
    this.#beat?.cancel();
    for (const message of this.#mine.values()) this.#write(message, LEFT + this.clock.now());
    this.shelf.remove(TAB + this.tab);
  }

  /** The page is back from the browser's cache. Returns what another tab has taken over meanwhile, or sent. */
  back(): readonly Outgoing[] {
    const lost = [...this.#mine.values()].filter((message) => !this.#reclaim(message));
    for (const { id } of lost) this.#mine.delete(id);
    this.start();
    return lost;
  }

  /** Keep a message from before it is sent. False: too many wait already. */
  add(message: Omit<Outgoing, "order">): Outgoing | undefined {
    if (this.#mine.size >= MESSAGES_AT_MOST) return undefined;
    const kept: Outgoing = { ...message, order: Math.max(this.#order + 1, message.at) };
    this.#order = kept.order;
    this.#mine.set(kept.id, kept);
    if (!this.#write(kept, this.tab)) this.#unkept.add(kept.id);
    return kept;
  }

  /** Whether this tab is still the one to send a message. */
  owns(id: string): boolean {
    if (!this.#mine.has(id)) return false;
    if (this.#unkept.has(id) || this.#read(ITEM + id)?.owner === this.tab) return true;
    this.#mine.delete(id);
    return false;
  }

  /** It is confirmed, or taken back. */
  remove(id: string): void {
    this.#mine.delete(id);
    this.#unkept.delete(id);
    this.shelf.remove(ITEM + id);
  }

  /** It was refused: it stays, to be retried or discarded. */
  fail(id: string, reason: string): void {
    const message = this.#mine.get(id);
    if (message) this.#change({ ...message, failed: reason });
  }

  get(id: string): Outgoing | undefined {
    return this.#mine.get(id);
  }

  all(): Outgoing[] {
    return [...this.#mine.values()];
  }

  /** Send to another name what has not been sent. */
  retarget(matches: (target: string) => boolean, target: string): void {
    for (const message of this.all()) if (matches(message.target)) this.#change({ ...message, target });
  }

  /** What is to be sent, in its order. */
  pending(): Outgoing[] {
    return [...this.#mine.values()].filter(({ failed }) => failed === undefined).sort(inOrder);
  }

  #live(starting: boolean): void {
    this.shelf.set(TAB + this.tab, String(this.clock.now()));
    const found = this.#orphans(starting);
    for (const message of found) this.#adopt(message);
    if (found.length > 0) this.inherited(found.map(({ id }) => this.#mine.get(id)).filter((message) => message !== undefined));
    this.#beat = this.clock.after(ALIVE_EVERY, () => this.#live(false));
  }

  #orphans(starting: boolean): Stored[] {
    const room = MESSAGES_AT_MOST - this.#mine.size;
    const stored = this.shelf.keys().filter((key) => key.startsWith(ITEM) && !this.#mine.has(key.slice(ITEM.length)));
    const found = stored.map((key) => this.#read(key)).filter((message) => message !== undefined);
    return found.filter(({ owner }) => this.#isFree(owner, starting)).sort(inOrder).slice(0, Math.max(0, room));
  }

  #adopt({ owner: _, ...message }: Stored): void {
    this.#order = Math.max(this.#order, message.order);
    this.#change(message);
  }

  #reclaim(message: Outgoing): boolean {
    if (this.#unkept.has(message.id)) return true;
    const stored = this.#read(ITEM + message.id);
    if (!stored || (!stored.owner.startsWith(LEFT) && stored.owner !== this.tab)) return false;
    return this.#write(message, this.tab);
  }

  /** Whether nobody sends what this owner had. What a page has left waits a while for that page to come back: it may just be loading again. */
  #isFree(owner: string, starting: boolean): boolean {
    if (owner === this.tab) return true;
    const left = owner.startsWith(LEFT);
    const lastSeen = Number(left ? owner.slice(LEFT.length) : (this.shelf.get(TAB + owner) ?? 0));
    return (left && starting) || !(Math.abs(this.clock.now() - lastSeen) < DEAD_AFTER);
  }

  #change(message: Outgoing): void {
    this.#mine.set(message.id, message);
    this.#write(message, this.tab);
  }

  #write(message: Outgoing, owner: string): boolean {
    return this.shelf.set(ITEM + message.id, JSON.stringify({ ...message, owner } satisfies Stored));
  }

  #read(key: string): Stored | undefined {
    try {
      const stored: unknown = JSON.parse(this.shelf.get(key) ?? "null");
      return isStored(stored) && key === ITEM + stored.id ? stored : undefined;
    } catch {
      return undefined;
    }
  }
}

function inOrder(one: Outgoing, other: Outgoing): number {
  return one.order - other.order || one.at - other.at;
}

/** Anybody with the developer tools may write on the shelf, and an older page may have. */
function isStored(value: unknown): value is Stored {
  const { id, target, kind, text, at, order, owner, reply } = (value ?? {}) as Record<string, unknown>;
  const texts = [id, target, text, owner, reply ?? ""].every((part) => typeof part === "string");
  return texts && /^[0-9a-f]{32}$/.test(String(id)) && ["text", "action", "notice"].includes(String(kind)) && Number.isFinite(at) && Number.isFinite(order);
}
