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
      /** Where it is code that came in several messages, of which `entry` is the first. */
      readonly code?: Code;
    }
  | { readonly kind: "events"; readonly key: string; readonly events: readonly Happened[] }
  | { readonly kind: "told"; readonly key: string; readonly entry: Told }
  | { readonly kind: "gap"; readonly key: string; readonly entry: Gap };

/** Code between two lines of three back-ticks. IRC has no line ends in a message, so each line came as one. */
export interface Code {
  readonly language: string;
  readonly text: string;
  readonly last: Spoken;
  /** Whether the line that ends it is still to come. */
  readonly open: boolean;
}

/** Lines of code that are sent together come within this time of each other. */
const CODE_MILLISECONDS = 15_000;
const CODE_CHARACTERS = 50_000;

/** Messages of one author within this time stand under one name. */
export const GROUP_MILLISECONDS = 5 * 60_000;

/** Comings and goings, of which many in a row say little: they share a row. */
const PASSING = new Set<Happened["kind"]>(["join", "part", "quit", "nick"]);

interface Made {
  readonly entry: Entry;
  /** How many rows there were before this entry; if it is in the last of them, `joins`. */
  readonly rows: number;
  readonly joins: boolean;
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
      // The row before may be that of an entry that changed, too.
      while (same > 0 && made[same]?.joins) same--;
      rows = same < made.length ? rows.slice(0, made[same]!.rows) : rows.slice();
      made = made.slice(0, same);
      mark = lastSeen;
      for (let at = same; at < entries.length; at++) {
        const before = rows.length;
        addEntry(rows, entries, at, lastSeen);
        made.push({ entry: entries[at]!, rows: before, joins: rows.length === before });
      }
      return rows;
    },
  };
}

function isPassing(entry: Entry | undefined): entry is Happened {
  return entry !== undefined && PASSING.has(entry.kind as Happened["kind"]);
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
      addSpoken(rows, last, entry);
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

function addSpoken(rows: Row[], last: Row | undefined, entry: Spoken): void {
  if (last?.kind === "message" && last.code?.open && continues(last, entry, CODE_MILLISECONDS) && entry.state !== "failed") {
    rows[rows.length - 1] = { ...last, code: longer(last.code, entry) };
    return;
  }
  const code = begun(entry);
  const first = entry.reply !== undefined || !(last && continues(last, entry, GROUP_MILLISECONDS));
  rows.push({ kind: "message", key: entry.key, entry, first, ...(code ? { code } : {}) });
}

function continues(last: Row, entry: Spoken, within: number): boolean {
  if (last.kind !== "message") return false;
  const before = last.code?.last ?? last.entry;
  return (
    before.kind === "text" &&
    entry.kind === "text" &&
    before.nick === entry.nick &&
    before.own === entry.own &&
    entry.time - before.time < within &&
    entry.time >= before.time
  );
}

/** The code that a message begins and does not end. */
function begun(entry: Spoken): Code | undefined {
  if (entry.kind !== "text" || entry.state === "failed") return undefined;
  const found = /^```(?:([\w+#-]*)\s*|(?!.*```)(.+))$/s.exec(entry.text);
  return found ? { language: found[1] ?? "", text: found[2] ?? "", last: entry, open: true } : undefined;
}

function longer(code: Code, entry: Spoken): Code {
  const isEnd = entry.text.trimEnd().endsWith("```");
  const line = isEnd ? entry.text.trimEnd().slice(0, -3) : entry.text;
  const isFull = code.text.length > CODE_CHARACTERS;
  const text = isEnd && line.trim() === "" ? code.text : [code.text, line].filter(Boolean).join("\n");
  return { ...code, text, last: entry, open: !isEnd && !isFull };
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
