/** One line of IRC: taken apart and put together (modern-irc, "Message Format"; ircv3, message-tags). */

export interface Message {
  readonly tags: ReadonlyMap<string, string>;
  /** Who it comes from, as `nick!user@host` or a server's name; "" if it does not say. */
  readonly source: string;
  /** In capitals, or a numeric of three digits. */
  readonly command: string;
  readonly params: readonly string[];
}

/** Longer lines than a server may send with all its tags, and then some, are not looked at. */
const LONGEST = 20_000;
const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** Take a line apart. Undefined if there is no command in it, or it is far too long. */
export function parseLine(line: string): Message | undefined {
  if (line.length > LONGEST) return undefined;
  const rest = new Words(line.replace(/[\r\n]+$/, ""));
  const tags = rest.starts("@") ? parseTags(rest.next().slice(1)) : NO_TAGS;
  const source = rest.starts(":") ? rest.next().slice(1) : "";
  const command = rest.next().toUpperCase();
  if (!command) return undefined;
  const params: string[] = [];
  while (rest.more()) params.push(rest.starts(":") ? rest.remainder().slice(1) : rest.next());
  return { tags, source, command, params };
}

/** Put a line together. Throws if a part cannot stand where it is: that would let a text smuggle a command. */
export function formatLine(
  command: string,
  params: readonly string[] = [],
  tags: Readonly<Record<string, string>> = {},
): string {
  const written = Object.entries(tags).map(([key, value]) => (value ? `${key}=${escapeTag(value)}` : key));
  const last = params.length - 1;
  const parts = params.map((param, at) => {
    const plain = param !== "" && !param.startsWith(":") && !param.includes(" ");
    if (!plain && at < last) throw new Error(`a parameter in the middle may not be "${param}"`);
    return plain ? param : `:${param}`;
  });
  const line = [...(written.length ? [`@${written.join(";")}`] : []), command, ...parts].join(" ");
  if (/[\r\n\0]/.test(line)) throw new Error("a line may not have an end of line in it");
  return line;
}

/** The nick of a source; the whole of it if it has none. */
export function nickOf(source: string): string {
  const end = source.search(/[!@]/);
  return end < 0 ? source : source.slice(0, end);
}

/** Take the tags of a line apart, without the leading `@`. The last of several wins. */
export function parseTags(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of text.split(";")) {
    const equals = tag.indexOf("=");
    if (equals < 0) tags.set(tag, "");
    else tags.set(tag.slice(0, equals), unescapeTag(tag.slice(equals + 1)));
  }
  tags.delete("");
  return tags;
}

const ESCAPES: Readonly<Record<string, string>> = { ":": ";", s: " ", "\\": "\\", r: "\r", n: "\n" };
const ESCAPED: Readonly<Record<string, string>> = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };

export function unescapeTag(value: string): string {
  return value.replace(/\\(.?)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}

export function escapeTag(value: string): string {
  return value.replace(/[; \\\r\n]/g, (letter) => ESCAPED[letter] ?? letter);
}

/** What is between the spaces of a line. Any number of spaces counts as one. */
class Words {
  #at = 0;

  constructor(readonly text: string) {}

  more(): boolean {
    while (this.text[this.#at] === " ") this.#at++;
    return this.#at < this.text.length;
  }

  starts(letter: string): boolean {
    return this.more() && this.text[this.#at] === letter;
  }

  next(): string {
    if (!this.more()) return "";
    const space = this.text.indexOf(" ", this.#at);
    const end = space < 0 ? this.text.length : space;
    const word = this.text.slice(this.#at, end);
    this.#at = end;
    return word;
  }

  remainder(): string {
    const text = this.text.slice(this.#at);
    this.#at = this.text.length;
    return text;
  }
}

const NAME_AT_MOST = 200;

/** Whether a name can stand in a line at all; the rest is the server's to judge. */
export function isName(name: string): boolean {
  return name !== "" && name.length <= NAME_AT_MOST && !/[\s\0]/.test(name) && !name.startsWith(":");
}
