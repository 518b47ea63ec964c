/** What is searched for, as people type it in one line: `été from:ana in:#club after:2026-01-31`. */

export interface Typed {
  readonly text: string;
  readonly from: string;
  readonly in: string;
  /** The first day and the last one, as `2026-01-31`. */
  readonly after: string;
  readonly before: string;
  readonly order: "newest" | "best";
}

const PREFIXED = /(?<!\S)(from|in|after|before|sort):(\S+)/giu;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Take it apart; what is no known wish is a word. */
export function readQuery(line: string): Typed {
  const found = { from: "", in: "", after: "", before: "", order: "newest" as Typed["order"] };
  const text = line.replace(PREFIXED, (whole: string, name: string, value: string) => {
    const wish = name.toLowerCase();
    if (wish === "from" || wish === "in") found[wish] = value;
    else if (wish === "after" && isDay(value)) found.after = value;
    // Before a day is until the one before it.
    else if (wish === "before" && isDay(value)) found.before = new Date(Date.parse(value) - 86_400_000).toISOString().slice(0, 10);
    else if (wish === "sort" && value === "best") found.order = "best";
    else return whole;
    return "";
  });
  return { ...found, text: text.replace(/\s+/g, " ").trim() };
}

function isDay(value: string): boolean {
  return DAY.test(value) && !Number.isNaN(Date.parse(value));
}

/** A part of a text. */
export interface Part {
  readonly text: string;
  /** Whether it is what was looked for. */
  readonly found: boolean;
}

/** Divide a text at what was looked for: whole words and phrases, without regard to case and accents. */
export function partsFound(text: string, wanted: string): Part[] {
  const pattern = patternOf(wanted);
  if (!pattern) return [{ text, found: false }];
  const { folded, starts } = foldWithPlaces(text);
  const parts: Part[] = [];
  let done = 0;
  for (const match of folded.matchAll(pattern)) {
    const from = starts[match.index] ?? text.length;
    const to = starts[match.index + match[0].length] ?? text.length;
    if (from > done) parts.push({ text: text.slice(done, from), found: false });
    parts.push({ text: text.slice(from, to), found: true });
    done = to;
  }
  if (done < text.length) parts.push({ text: text.slice(done), found: false });
  return parts;
}

const LETTER = "\\p{L}\\p{N}";
/** Signs that are words without spaces around them. */
const IDEOGRAM = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}";
const TERM = /(?<minus>-)?(?:"(?<phrase>[^"]*)"?|(?<word>\S+))/gu;

/** What finds the words and phrases of a search; undefined if it has none. */
function patternOf(wanted: string): RegExp | undefined {
  const terms = [...wanted.matchAll(TERM)].filter(({ groups }) => !groups?.["minus"]).map(({ groups }) => fold(groups?.["phrase"] ?? groups?.["word"] ?? "").trim());
  const sources = terms.filter(Boolean).map((term) => {
    const source = term.split(/\s+/u).map(escape).join(`[^${LETTER}]+`);
    const opens = new RegExp(`^[${LETTER}]`, "u").test(term) && !new RegExp(`^[${IDEOGRAM}]`, "u").test(term);
    const closes = new RegExp(`[${LETTER}]$`, "u").test(term) && !new RegExp(`[${IDEOGRAM}]$`, "u").test(term);
    return `${opens ? `(?<![${LETTER}])` : ""}${source}${closes ? `(?![${LETTER}])` : ""}`;
  });
  // A longer one first: where it stands, its beginning alone is not meant.
  sources.sort((one, other) => other.length - one.length);
  return sources.length ? new RegExp(sources.join("|"), "gu") : undefined;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** A folded text, and for each of its code units where its letter begins in the text. */
function foldWithPlaces(text: string): { readonly folded: string; readonly starts: readonly number[] } {
  let folded = "";
  const starts: number[] = [];
  let at = 0;
  for (const letter of text) {
    const its = fold(letter);
    for (let unit = 0; unit < its.length; unit++) starts.push(at);
    folded += its;
    at += letter.length;
  }
  return { folded, starts };
}
