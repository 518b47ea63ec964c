/** What a server says of itself in RPL_ISUPPORT (modern-irc, "RPL_ISUPPORT Parameters"), with values that hold until then. */

import { foldWith, type Folding } from "./casemapping";

/** A kind of channel mode, as in CHANMODES: lists, always a parameter, a parameter when set, never one. */
export type ModeKind = "list" | "always" | "set" | "never";

export class Support {
  readonly #tokens = new Map<string, string>();
  #modes = new Map<string, ModeKind | "rank">();
  /** Of ranks, highest first: their letters and their prefixes. */
  #letters = "ov";
  #prefixes = "@+";

  constructor() {
    this.#learn();
  }

  /** Take the parameters of a 005, without our nick in front and the text behind. */
  add(tokens: readonly string[]): void {
    for (const token of tokens.slice(0, 50)) {
      const equals = token.indexOf("=");
      const name = equals < 0 ? token : token.slice(0, equals);
      if (name.startsWith("-")) this.#tokens.delete(name.slice(1));
      else if (this.#tokens.size < 500) this.#tokens.set(name, equals < 0 ? "" : unescapeValue(token.slice(equals + 1)));
    }
    this.#learn();
  }

  get(name: string): string | undefined {
    return this.#tokens.get(name);
  }

  /** A number of a token, or what holds if it is missing, not a number or senseless. */
  number(name: string, otherwise: number): number {
    const value = Number(this.#tokens.get(name) || Number.NaN);
    return Number.isInteger(value) && value >= 0 && value < 1e6 ? value : otherwise;
  }

  get prefixes(): string {
    return this.#prefixes;
  }

  get channelTypes(): string {
    return this.#tokens.get("CHANTYPES") ?? "#&";
  }

  get network(): string {
    return this.#tokens.get("NETWORK") ?? "";
  }

  isChannel(name: string): boolean {
    return name !== "" && this.channelTypes.includes(name.charAt(0));
  }

  /** The target of a message without the ranks that it is for: `#club` of `@#club` (STATUSMSG). */
  channelOf(target: string): string {
    const statuses = this.#tokens.get("STATUSMSG") ?? "";
    let at = 0;
    while (at < target.length && statuses.includes(target.charAt(at)) && !this.isChannel(target.slice(at))) at++;
    return at > 0 && this.isChannel(target.slice(at)) ? target.slice(at) : target;
  }

  fold(name: string): string {
    const mapping = (this.#tokens.get("CASEMAPPING") ?? "rfc1459") as Folding;
    return foldWith(this.#tokens.has("UTF8MAPPING") ? "unicode" : mapping, name);
  }

  kindOf(letter: string): ModeKind | "rank" {
    return this.#modes.get(letter) ?? "never";
  }

  prefixOf(letter: string): string {
    return this.#prefixes.charAt(this.#letters.indexOf(letter));
  }

  letterOf(prefix: string): string {
    return this.#letters.charAt(this.#prefixes.indexOf(prefix));
  }

  /** Put prefixes into order, highest first, each once. */
  sortPrefixes(prefixes: string): string {
    return [...this.#prefixes].filter((prefix) => prefixes.includes(prefix)).join("");
  }

  #learn(): void {
    const ranks = /^\(([^)]*)\)(.*)$/.exec(this.#tokens.get("PREFIX") ?? "(ov)@+");
    if (ranks && ranks[1]?.length === ranks[2]?.length) [, this.#letters = "", this.#prefixes = ""] = ranks;
    const kinds = (this.#tokens.get("CHANMODES") ?? "b,k,l,imnpst").split(",");
    this.#modes = new Map();
    (["list", "always", "set", "never"] as const).forEach((kind, at) => {
      for (const letter of kinds[at] ?? "") this.#modes.set(letter, kind);
    });
    for (const letter of this.#letters) this.#modes.set(letter, "rank");
  }
}

function unescapeValue(value: string): string {
  return value.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
