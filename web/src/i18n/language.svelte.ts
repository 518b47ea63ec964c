import { bestLanguage, translate, translatePlural, type Catalogue, type Values } from "./catalogue";

export type { Values };

// The build writes two catalogues for each language from the server's `.po` files: the texts of the first screen, and the rest.
// Only those of the reader are fetched.
const sources: Record<string, () => Promise<Catalogue>> = {};
for (const [file, fetch] of Object.entries(
  import.meta.glob<Catalogue>("../../generated/*.json", { import: "default" }),
)) {
  sources[/([\w.]+)\.json$/.exec(file)![1]!] = fetch;
}

/** The languages in which the page can be read, by code. */
export const languages: readonly string[] = ["en", ...Object.keys(sources).filter((name) => !name.includes("."))].sort();

let chosen = $state("en");
let catalogue = $state.raw<Catalogue>({});
/** The language that was asked for last, and whether texts behind the first screen are wanted, too. */
let asked = "en";
let wantsAll = false;

/** Return the code of the language that is shown. */
export function language(): string {
  return chosen;
}

/** Show the page in the first of these languages that it has; if that cannot be fetched, in the language that it was. */
export async function chooseLanguage(...wanted: string[]): Promise<void> {
  const before = asked;
  asked = bestLanguage(wanted, languages);
  await show(asked).catch(() => (asked = before));
}

/** From now on, have the texts behind the first screen, too; rejects if they cannot be fetched. */
export function fetchAllTexts(): Promise<void> {
  wantsAll = true;
  return show(asked);
}

async function show(code: string): Promise<void> {
  const first = (await sources[code]?.()) ?? {};
  const texts = wantsAll ? { ...first, ...(await sources[`${code}.rest`]?.()) } : first;
  if (code !== asked) return;
  catalogue = texts;
  chosen = code;
  document.documentElement.lang = code;
}

/** Translate a text and fill its `{placeholders}`. */
export function t(text: string, values: Values = {}): string {
  return translate(catalogue, text, values);
}

/** Translate a text that depends on a number, which fills `{n}`. */
export function tn(one: string, many: string, n: number, values: Values = {}): string {
  return translatePlural(catalogue, chosen, [one, many], n, { n: number(n), ...values });
}

// Making a formatter takes a thousand times as long as using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(time: number | Date, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${chosen} ${name}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(chosen, options);
  formatters.set(key, formatter);
  return formatter.format(time);
}

/** Return the time of day, as `14:05`. */
export function clockTime(time: number | Date): string {
  return format(time, "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Return the date and the time in full. */
export function fullTime(time: number | Date): string {
  return format(time, "full", { dateStyle: "full", timeStyle: "medium" });
}

/** Return the date and the time, short. */
export function dateTime(time: number | Date): string {
  return format(time, "short", { dateStyle: "medium", timeStyle: "short" });
}

/** Return the day: today and yesterday by these words, others by their date. */
export function dayName(time: number | Date, now: number = Date.now()): string {
  const midnight = (moment: number | Date) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(time) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    const words = new Intl.RelativeTimeFormat(chosen, { numeric: "auto" }).format(days, "day");
    return words.charAt(0).toLocaleUpperCase(chosen) + words.slice(1);
  }
  return format(time, "day", { dateStyle: "full" });
}

/** Return a list in words, as `Alice, Bob and Chloé`. */
export function listed(items: readonly string[]): string {
  return new Intl.ListFormat(chosen).format(items);
}

/** Return a number as it is written in this language. */
export function number(value: number): string {
  return value.toLocaleString(chosen);
}

/** Return the name of a language in that language. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}
