/** Texts of the page. A stand-in until the catalogues are here: English, with its placeholders filled. */

export type Values = Readonly<Record<string, string | number>>;

/** Translate a text and fill its `{placeholders}`. */
export function t(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Translate a text that depends on a number, which fills `{n}`. */
export function tn(one: string, many: string, n: number, values: Values = {}): string {
  return t(n === 1 ? one : many, { n, ...values });
}
