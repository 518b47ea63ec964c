/**
 * Turns what was said and what happened into rows to show: days, groups of one author, runs of comings and goings.
 *
 * Pure. Rows are made anew only from the first entry that changed, so one more message costs one more row.
 */

import type { Entry, Gap, Happened, Spoken, Told } from "../../chat";

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly time: number }
  | { readonly kind: "unread"; readonly key: string }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly entry: Spoken;
      /** Whether the author and the time stand above it. */
      readonly first: boolean;
    }
  | { readonly kind: "events"; readonly key: string; readonly events: readonly Happened[] }
  | { readonly kind: "told"; readonly key: string; readonly entry: Told }
  | { readonly kind: "gap"; readonly key: string; readonly entry: Gap };

/** Messages of one author within this time stand under one name. */
export const GROUP_MILLISECONDS = 5 * 60_000;

/** Comings and goings, of which many in a row say little: they share a row. */
const PASSING = new Set<Happened["kind"]>(["join", "part", "quit", "nick"]);

interface Made {
  readonly entry: Entry;
  /** How many rows there were before this entry. */
  readonly rows: number;
}

export interface RowMaker {
  /** Return the rows of a conversation. The line "new" goes below the entry `lastSeen`. */
  make(entries: readonly Entry[], lastSeen: string | undefined): readonly Row[];
}

/** Make a row maker for one conversation; it remembers what it made last. */
export function makeRowMaker(): RowMaker {
  let made: Made[] = [];
  let rows: Row[] = [];
  let mark: string | undefined;
  return {
    make(entries, lastSeen) {
      let same = 0;
      while (same < made.length && made[same]!.entry === entries[same]) same++;
      if (lastSeen !== mark) same = 0;
      // The row before may have to take in the next entry, or belongs to one that changed.
      if (same < made.length || isPassing(entries[same])) same = startOfRun(entries, same);
      rows = same < made.length ? rows.slice(0, made[same]!.rows) : rows.slice();
      made = made.slice(0, same);
      mark = lastSeen;
      for (let at = same; at < entries.length; at++) {
        made.push({ entry: entries[at]!, rows: rows.length });
        addEntry(rows, entries, at, lastSeen);
      }
      return rows;
    },
  };
}

function isPassing(entry: Entry | undefined): entry is Happened {
  return entry !== undefined && PASSING.has(entry.kind as Happened["kind"]);
}

function startOfRun(entries: readonly Entry[], place: number): number {
  let start = Math.min(place, entries.length);
  while (start > 0 && isPassing(entries[start - 1])) start--;
  return start;
}

function addEntry(rows: Row[], entries: readonly Entry[], at: number, lastSeen: string | undefined): void {
  const entry = entries[at]!;
  const before = entries[at - 1];
  const newDay = !before || !isSameDay(before.time, entry.time);
  if (newDay) rows.push({ kind: "day", key: `day ${entry.key}`, time: entry.time });
  if (before && before.key === lastSeen) rows.push({ kind: "unread", key: "unread" });
  const last = rows.at(-1);
  switch (entry.kind) {
    case "text":
    case "action":
    case "notice":
      rows.push({ kind: "message", key: entry.key, entry, first: !(last && continues(last, entry)) });
      return;
    case "info":
    case "error":
      rows.push({ kind: "told", key: entry.key, entry });
      return;
    case "gap":
      rows.push({ kind: "gap", key: entry.key, entry });
      return;
    default:
      if (last?.kind === "events" && isPassing(entry) && isPassing(last.events[0])) {
        rows[rows.length - 1] = { ...last, events: [...last.events, entry] };
      } else {
        rows.push({ kind: "events", key: entry.key, events: [entry] });
      }
  }
}

function continues(last: Row, entry: Spoken): boolean {
  return (
    last.kind === "message" &&
    last.entry.kind === "text" &&
    entry.kind === "text" &&
    last.entry.nick === entry.nick &&
    last.entry.own === entry.own &&
    entry.time - last.entry.time < GROUP_MILLISECONDS &&
    entry.time >= last.entry.time
  );
}

// A local day, without a `Date` for each of thousands of entries: it changes only where the hours say so.
let day = { start: 0, end: 0 };

function isSameDay(one: number, other: number): boolean {
  if (one < day.start || one >= day.end) {
    const start = new Date(one).setHours(0, 0, 0, 0);
    // 26 hours on is the next day, also where a clock is put back.
    day = { start, end: new Date(start + 26 * 3_600_000).setHours(0, 0, 0, 0) };
  }
  return other >= day.start && other < day.end;
}
