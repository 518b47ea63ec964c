/** Finds a text in a catalogue and fills it. Pure. */

/** Texts of one language by their English form; one that counts has its forms for one and for several. */
export type Catalogue = Readonly<Record<string, string | readonly string[]>>;
export type Values = Readonly<Record<string, string | number>>;

/** Return the text in the catalogue's language, or in English, with its `{placeholders}` filled. */
export function translate(catalogue: Catalogue, text: string, values: Values = {}): string {
  const found = Object.hasOwn(catalogue, text) ? catalogue[text] : undefined;
  return fill(typeof found === "string" ? found : text, values);
}

/** Return the form of the text that goes with the number, which fills `{n}`. */
export function translatePlural(
  catalogue: Catalogue,
  language: string,
  [one, many]: readonly [string, string],
  n: number,
  values: Values = {},
): string {
  const found = Object.hasOwn(catalogue, one) ? catalogue[one] : undefined;
  const forms = Array.isArray(found) ? (found as readonly string[]) : [one, many];
  const rules = new Intl.PluralRules(found ? language : "en");
  const form = rules.select(n) === "one" ? forms[0] : forms.at(-1);
  return fill(form ?? many, { n, ...values });
}

/** Return the first of the languages that is available; a region makes no difference. */
export function bestLanguage(wanted: readonly string[], available: readonly string[]): string {
  const found = wanted
    .map((code) => code.toLowerCase().split("-")[0]!)
    .find((code) => available.includes(code));
  return found ?? "en";
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
