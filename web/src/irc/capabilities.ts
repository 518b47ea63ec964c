/** Capability negotiation (ircv3, capability-negotiation): what is offered, what is on, what to say next. */

import { formatLine, type Message } from "./message";

export class Capabilities {
  readonly #offered = new Map<string, string>();
  readonly #enabled = new Set<string>();
  /** Requests that the server has not answered. */
  #asked = 0;
  #negotiating = true;

  constructor(readonly wanted: readonly string[]) {}

  has(name: string): boolean {
    return this.#enabled.has(name);
  }

  /** What the server says behind the `=` of a capability that it offers; undefined: it does not offer it. */
  valueOf(name: string): string | undefined {
    return this.#offered.get(name);
  }

  /** That value, where it is a list. */
  keysOf(name: string): readonly string[] {
    return (this.valueOf(name) ?? "").split(",");
  }

  /** Begin: to be sent before NICK and USER. */
  start(): string[] {
    return [formatLine("CAP", ["LS", "302"])];
  }

  /** Take a CAP of the server; return what to answer. */
  take(message: Message): string[] {
    const [, verb = "", ...rest] = message.params;
    const names = (rest.at(-1) ?? "").split(" ").filter(Boolean).slice(0, 200);
    switch (verb.toUpperCase()) {
      case "LS":
        this.#offer(names);
        return rest.length > 1 && rest[0] === "*" ? [] : this.#request(true);
      case "NEW":
        this.#offer(names);
        return this.#request(false);
      case "DEL":
        for (const name of names) {
          this.#enabled.delete(name);
          this.#offered.delete(name);
        }
        return [];
      case "ACK":
        for (const name of names) this.#answered(name);
        return this.#next();
      case "NAK":
        return this.#refused(names);
      default:
        return [];
    }
  }

  #offer(names: readonly string[]): void {
    for (const name of names) {
      const equals = name.indexOf("=");
      if (this.#offered.size < 300) {
        this.#offered.set(equals < 0 ? name : name.slice(0, equals), equals < 0 ? "" : name.slice(equals + 1));
      }
    }
  }

  #answered(name: string): void {
    if (name.startsWith("-")) this.#enabled.delete(name.slice(1));
    else if (this.wanted.includes(name)) this.#enabled.add(name);
  }

  #request(atFirst: boolean): string[] {
    const names = this.wanted.filter((name) => this.#offered.has(name) && !this.#enabled.has(name));
    if (names.length === 0) return atFirst ? this.#end() : [];
    const lines = inLines(names).map((some) => formatLine("CAP", ["REQ", some]));
    this.#asked += lines.length;
    return lines;
  }

  /** None of them was enabled, be it because of one: ask for each by itself. */
  #refused(names: readonly string[]): string[] {
    if (names.length <= 1) return this.#next();
    this.#asked += names.length - 1;
    return names.map((name) => formatLine("CAP", ["REQ", name]));
  }

  #next(): string[] {
    this.#asked = Math.max(0, this.#asked - 1);
    return this.#asked === 0 ? this.#end() : [];
  }

  #end(): string[] {
    if (!this.#negotiating) return [];
    this.#negotiating = false;
    return [formatLine("CAP", ["END"])];
  }
}

/** Join names with spaces, so that no line gets too long. */
function inLines(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 400) lines[lines.length - 1] = `${last} ${name}`;
    else lines.push(name);
  }
  return lines;
}
