/**
 * What was said in one conversation, in order, each once, with gaps where something may be missing.
 *
 * What is kept came by one of two ways: line by line as it was said, which goes to the end; or as a page of the past, an unbroken
 * run of messages in the server's order, which may overlap with what is here. Plain: no clock, no requests, nothing reactive.
 */

import type { Entry, Gap, Spoken } from "./types";

/** Where a page belongs if it overlaps with nothing: above everything, or at one side of a gap. `apart`: above a gap, and below another. */
export type Place = { readonly side: "top" } | { readonly side: "before" | "after" | "apart"; readonly gap: string };

/** What others said after some time. */
export interface Newer {
  readonly messages: readonly Spoken[];
  /** The last entry from before, if it is here. */
  readonly before: string | undefined;
  /** Whether nothing is missing between the two, as far as is known here. */
  readonly whole: boolean;
}

export class Timeline {
  #entries: Entry[] = [];
  /** Our own messages that the server has not confirmed, or of which the place is not known yet: always at the end. */
  #waiting: Spoken[] = [];
  /** What is here, by identity, as the keys of entries. */
  readonly #known = new Map<string, string>();
  /** What may have become something else while we did not hear of it, by the keys of entries. */
  readonly #doubtful = new Set<string>();
  /** Whether there is more above the first entry, as far as anybody knows. */
  #hasPast = true;
  /** Whether `entries` would be another than the last time it was asked for. */
  changed = false;

  entries(): readonly Entry[] {
    this.changed = false;
    return [...this.#entries, ...this.#waiting];
  }

  get length(): number {
    return this.#entries.length;
  }

  get newest(): number {
    return this.#entries.findLast(isSpoken)?.time ?? 0;
  }

  /** When we said something last; 0 if we did not. */
  get newestOwn(): number {
    return this.#entries.filter(isSpoken).findLast(({ own }) => own)?.time ?? 0;
  }

  get lastKey(): string | undefined {
    return this.#entries.at(-1)?.key;
  }

  get waiting(): readonly Spoken[] {
    return this.#waiting;
  }

  has(message: Spoken): boolean {
    return this.#known.has(identity(message));
  }

  /** Put something at the end. False: it is here already, by its id; without ids, somebody may well say the same twice. */
  append(entry: Entry): boolean {
    if (isSpoken(entry) && !this.#learn(entry) && entry.id !== undefined) return false;
    this.#entries.push(entry);
    this.changed = true;
    return true;
  }

  /** Show a message of ours that is not confirmed; or show it in another state. */
  wait(message: Spoken): void {
    const at = this.#waiting.findIndex(({ key }) => key === message.key);
    if (at < 0) this.#waiting.push(message);
    else this.#waiting[at] = message;
    this.changed = true;
  }

  /** Take a message of ours out of those that wait. */
  drop(key: string): Spoken | undefined {
    const at = this.#waiting.findIndex((message) => message.key === key);
    if (at < 0) return undefined;
    this.changed = true;
    return this.#waiting.splice(at, 1)[0];
  }

  /**
   * Take the server's echo of a message of ours. `old`: it was said before the connection broke, so it belongs somewhere into a gap, or
   * above all that is here: it waits at the end until a page of the past shows where.
   */
  settle(message: Spoken, old: boolean): void {
    const known = message.id === undefined ? undefined : this.#known.get(identity(message));
    if (known !== undefined) {
      this.drop(message.key);
      this.#entries = this.#entries.map((entry) => (entry.key === known ? { ...message, key: known } : entry));
    } else if (old) {
      this.wait(message);
      this.#placeSettled();
    } else {
      this.drop(message.key);
      this.#learn(message);
      this.#entries.push(message);
    }
    this.changed = true;
  }

  /** Put a gap at the end, if there is anything above that it could part from what comes. */
  addGap(gap: Gap): boolean {
    const last = this.#entries.findLast((entry) => isSpoken(entry) || entry.kind === "gap");
    if (!last || last.kind === "gap") return false;
    this.#entries.push(gap);
    this.changed = true;
    return true;
  }

  setGap(key: string, state: Gap["state"]): void {
    const at = this.#entries.findIndex((entry) => entry.key === key);
    const gap = this.#entries[at];
    if (gap?.kind !== "gap" || gap.state === state) return;
    this.#entries[at] = { ...gap, state };
    this.#placeSettled();
    this.changed = true;
  }

  closeGap(key: string): void {
    const at = this.#gapAt(key);
    if (at < 0) return;
    this.#entries.splice(at, 1);
    this.#placeSettled();
    this.changed = true;
  }

  /** Nothing is missing here. */
  closeGaps(): void {
    for (const { key } of this.gaps()) this.closeGap(key);
  }

  /** Say whether there is more above the first entry. */
  setPast(hasPast: boolean): void {
    this.#hasPast = hasPast;
    this.#placeSettled();
  }

  gaps(): Gap[] {
    return this.#entries.filter((entry) => entry.kind === "gap");
  }

  /** The first message of all, or the nearest one before or after a gap. */
  nearest(place: Place): Spoken | undefined {
    if (place.side === "top") return this.#entries.find(isSpoken);
    const at = this.#gapAt(place.gap);
    if (at < 0) return undefined;
    return place.side === "before" ? this.#entries.slice(0, at).findLast(isSpoken) : this.#entries.slice(at).find(isSpoken);
  }

  /** A message, by its id, if it is here. */
  find(id: string): Spoken | undefined {
    const key = this.keyOf(id);
    const entry = key === undefined ? undefined : this.#entries.findLast((entry) => entry.key === key);
    return entry && isSpoken(entry) ? entry : undefined;
  }

  /** Change a message, by its id, if it is here. */
  change(id: string, change: (entry: Spoken) => Spoken): void {
    const key = this.keyOf(id);
    const at = key === undefined ? -1 : this.#entries.findLastIndex((entry) => entry.key === key);
    const entry = this.#entries[at];
    if (!entry || !isSpoken(entry)) return;
    this.#entries[at] = change(entry);
    this.changed = true;
  }

  /** We did not hear what has become of the messages that are here. */
  doubt(): void {
    for (const entry of this.#entries) if (isSpoken(entry) && entry.id !== undefined && !entry.deleted) this.#doubtful.add(entry.key);
  }

  /** The last message between two entries that may have become something else, or one that they answer. */
  doubtfulIn(from: string, to: string): Spoken | undefined {
    if (this.#doubtful.size === 0) return undefined;
    const first = this.#entries.findIndex(({ key }) => key === from);
    const last = this.#entries.findIndex(({ key }) => key === to);
    const between = this.#entries.slice(Math.max(first, 0), last < 0 ? undefined : last + 1).filter(isSpoken);
    const answered = between.map(({ reply }) => (reply === undefined ? undefined : this.find(reply))).filter((found) => found !== undefined);
    return [...between.reverse(), ...answered].find(({ key, deleted }) => !deleted && this.#doubtful.has(key));
  }

  /** A page was read around a message: what is here of it is known again. Without a page, nobody can tell. */
  trust(around: Spoken, page: readonly Spoken[] | undefined): void {
    if (!page) return this.#doubtful.clear();
    const keys = new Set([around.key, ...page.map((message) => this.#known.get(identity(message)))]);
    const first = this.#entries.findIndex(({ key }) => keys.has(key));
    const last = this.#entries.findLastIndex(({ key }) => keys.has(key));
    for (const { key } of this.#entries.slice(Math.max(first, 0), last + 1)) this.#doubtful.delete(key);
    this.#doubtful.delete(around.key);
  }

  /** Take a page of the past. Closes the gaps that it bridges. Returns the messages that are new. */
  merge(page: readonly Spoken[], place: Place): Spoken[] {
    const ordered = ascending(page);
    const indexes = this.#indexes();
    const inserted: { readonly at: number; readonly message: Spoken }[] = [];
    let at = this.#lowest(place);
    if (at === undefined) return [];
    for (const message of ordered) {
      const known = indexes.get(this.#known.get(identity(message)) ?? "");
      if (known !== undefined) {
        at = known + 1;
        this.#correct(known, message);
      }
      else if (this.#learn(message)) {
        at = this.#pastEvents(at, message.time);
        inserted.push({ at, message: this.#ownOf(message) });
      }
    }
    this.#insert(inserted);
    this.#bridge(ordered, place);
    this.#placeSettled();
    return inserted.map(({ message }) => message);
  }

  /** Take a page that need not touch anything that is here: where it does not, a gap parts it. Returns the messages that are new. */
  mergeApart(page: readonly Spoken[], newGap: () => Gap): Spoken[] {
    const ordered = ascending(page);
    const known = ordered.find((message) => this.has(message));
    const place = known ? this.#above(known) : this.#apart(ordered[0], newGap);
    return place ? this.merge(ordered, place) : [];
  }

  /** What others said after a time. */
  newerThan(time: number): Newer {
    const messages: Spoken[] = [];
    let whole = true;
    for (const entry of this.#entries.toReversed()) {
      if (entry.kind === "gap") whole = false;
      else if (isSpoken(entry)) {
        if (entry.time <= time) return { messages, before: entry.key, whole };
        if (!entry.own && !entry.deleted) messages.push(entry);
      }
    }
    return { messages, before: undefined, whole: whole && !this.#hasPast };
  }

  /** The key of a message, by its id. */
  keyOf(id: string): string | undefined {
    return this.#known.get(`id ${id}`);
  }

  /** Forget the oldest, so that at most so many stay. Returns whether anything was forgotten. */
  trim(most: number): boolean {
    const excess = this.#entries.length - most;
    if (excess <= 0) return false;
    for (const entry of this.#entries.splice(0, excess)) if (isSpoken(entry)) this.#known.delete(identity(entry));
    while (this.#entries[0]?.kind === "gap") this.#entries.shift();
    this.#hasPast = true;
    this.changed = true;
    return true;
  }

  /** A message of the past, or our own settled one that it is. */
  #ownOf(message: Spoken): Spoken {
    const own = this.#waiting.find(({ state, id }) => state === "sent" && id !== undefined && id === message.id);
    if (!own) return message;
    this.drop(own.key);
    this.#known.set(identity(own), own.key);
    return own;
  }

  /** Put what is old and confirmed to its place by its time, if no more of the past can come that would show it. */
  #placeSettled(): void {
    if (this.#hasPast || this.gaps().some(({ state }) => state !== "lost")) return;
    for (const message of this.#waiting.filter(({ state }) => state === "sent")) {
      this.drop(message.key);
      this.#learn(message);
      this.#entries.splice(this.#placeByTime(message.time), 0, message);
    }
  }

  /** A page of the past may show what was edited meanwhile, and how others reacted. */
  #correct(at: number, { text, edited, reactions }: Spoken): void {
    const entry = this.#entries[at];
    if (!entry || !isSpoken(entry) || entry.deleted) return;
    const isNewer = edited !== undefined && edited !== entry.edited;
    const hasOthers = reactions !== undefined && JSON.stringify(reactions) !== JSON.stringify(entry.reactions ?? []);
    if (!isNewer && !hasOthers) return;
    this.#entries[at] = { ...entry, ...(isNewer ? { text, edited } : {}), ...(reactions ? { reactions } : {}) };
    this.changed = true;
  }

  #learn(message: Spoken): boolean {
    const id = identity(message);
    if (this.#known.has(id)) return false;
    this.#known.set(id, message.key);
    return true;
  }

  #gapAt(key: string): number {
    return this.#entries.findIndex((entry) => entry.kind === "gap" && entry.key === key);
  }

  #indexes(): Map<string, number> {
    return new Map(this.#entries.map((entry, at) => [entry.key, at]));
  }

  /** Where the first message of a page goes if it is new. */
  #lowest(place: Place): number | undefined {
    if (place.side === "top") return 0;
    const gap = this.#gapAt(place.gap);
    if (gap < 0) return undefined;
    if (place.side === "after") return gap + 1;
    return this.#entries.slice(0, gap).findLastIndex((entry) => isSpoken(entry) || entry.kind === "gap") + 1;
  }

  /** Where the messages go that came right before one that is here. */
  #above(message: Spoken): Place {
    const at = this.#entries.findIndex(({ key }) => key === this.#known.get(identity(message)));
    const last = this.#entries.slice(0, at).findLast((entry) => isSpoken(entry) || entry.kind === "gap");
    return last?.kind === "gap" ? { side: "after", gap: last.key } : { side: "top" };
  }

  /** Make a place for a run that begins with a message: between two gaps, or above everything. Undefined: nothing is missing there. */
  #apart(message: Spoken | undefined, newGap: () => Gap): Place | undefined {
    if (!message) return undefined;
    const next = this.#entries.findIndex((entry) => isSpoken(entry) && entry.time > message.time);
    const above = this.#entries.slice(0, next < 0 ? this.#entries.length : next);
    const at = above.findLastIndex((entry) => isSpoken(entry) || entry.kind === "gap");
    const last = above[at];
    if (last && last.kind !== "gap") return undefined;
    const gap = newGap();
    this.#entries.splice(last ? at : 0, 0, gap);
    this.changed = true;
    return { side: "apart", gap: last ? last.key : gap.key };
  }

  /** Skip what happened, but was not said, up to a time: joins and the like keep their place among messages. */
  #pastEvents(from: number, time: number): number {
    let at = from;
    for (;;) {
      const entry = this.#entries[at];
      if (!entry || isSpoken(entry) || entry.kind === "gap" || entry.time > time) return at;
      at++;
    }
  }

  #placeByTime(time: number): number {
    let at = this.#entries.length;
    while (at > 0) {
      const entry = this.#entries[at - 1];
      if (!entry || entry.kind === "gap" || entry.time <= time) return at;
      at--;
    }
    return at;
  }

  #insert(inserted: readonly { readonly at: number; readonly message: Spoken }[]): void {
    if (inserted.length === 0) return;
    const byPlace = new Map<number, Spoken[]>();
    for (const { at, message } of inserted) byPlace.set(at, [...(byPlace.get(at) ?? []), message]);
    const entries: Entry[] = [];
    for (let at = 0; at <= this.#entries.length; at++) {
      entries.push(...(byPlace.get(at) ?? []));
      const entry = this.#entries[at];
      if (entry) entries.push(entry);
    }
    this.#entries = entries;
    this.changed = true;
  }

  /** Close the gaps inside an unbroken run: from the page's first message to its last, and to the message that it was asked from. */
  #bridge(page: readonly Spoken[], place: Place): void {
    const indexes = this.#indexes();
    const places = page.map((message) => indexes.get(this.#known.get(identity(message)) ?? "") ?? -1).filter((at) => at >= 0);
    if (places.length === 0) return;
    const from = this.nearest(place);
    if (from && (place.side === "before" || place.side === "after")) places.push(indexes.get(from.key) ?? places[0]!);
    const first = Math.min(...places);
    const last = Math.max(...places);
    const whole = this.#entries.filter((entry, at) => entry.kind !== "gap" || at < first || at > last);
    if (whole.length === this.#entries.length) return;
    this.#entries = whole;
    this.changed = true;
  }
}

export function isSpoken(entry: Entry): entry is Spoken {
  return entry.kind === "text" || entry.kind === "action" || entry.kind === "notice";
}

/** By what two messages are the same one. Without ids: who said what at which millisecond of the server's clock. */
function identity(message: Spoken): string {
  return message.id !== undefined ? `id ${message.id}` : `${message.time} ${message.nick} ${message.kind} ${message.text}`;
}

/** Pages come oldest first, but a server may turn them round (ircv3, chathistory: "Returned message notes"). */
function ascending(page: readonly Spoken[]): readonly Spoken[] {
  const first = page[0];
  const last = page.at(-1);
  return first && last && first.time > last.time ? page.toReversed() : page;
}
