/** A small IRC server with what the page stands on: capabilities, echoes, labels, history, and no double of an id. */

import { formatLine, parseLine, type Message } from "../../src/irc/message";
import type { Accept, Peer, TestClock, Wire } from "./world";

export interface Said {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly text: string;
  readonly time: number;
  readonly once: string;
}

const ALL = [
  "account-tag",
  "away-notify",
  "batch",
  "draft/channel-rename",
  "draft/chathistory",
  "echo-message",
  "extended-join",
  "labeled-response",
  "message-tags",
  "multi-prefix",
  "server-time",
  "standard-replies",
];

export class TestServer {
  /** What was said, in order. */
  readonly said: Said[] = [];
  readonly people = new Set<Person>();
  readonly channels = new Map<string, Set<Person>>();
  capabilities = ALL;
  baseTokens = "CASEMAPPING=ascii CHANMODES=beI,k,l,imnst CHANTYPES=# NETWORK=Test NICKLEN=20 PREFIX=(qaohv)~&@%+ salon.dev/ID";
  /** Called before a line of a page is executed; may cut the wire. */
  before: (person: Person, message: Message) => void = () => undefined;
  /** How much of the past comes at once. */
  pageLength = 100;
  #ids = 0;

  constructor(readonly clock: TestClock) {}

  get tokens(): string {
    return `${this.baseTokens} CHATHISTORY=${this.pageLength}`;
  }


  readonly accept: Accept = (wire) => new Person(this, wire);

  find(nick: string): Person | undefined {
    return [...this.people].find((person) => person.nick.toLowerCase() === nick.toLowerCase());
  }

  members(channel: string): Set<Person> {
    const key = channel.toLowerCase();
    const members = this.channels.get(key) ?? new Set();
    this.channels.set(key, members);
    return members;
  }

  /** Somebody who is no page says something. */
  speak(nick: string, target: string, text: string): Said {
    return this.keep(`${nick}!u@h`, target, text, "", undefined);
  }

  keep(source: string, target: string, text: string, once: string, sender: Person | undefined): Said {
    const said = { id: `m${++this.#ids}`, source, target, text, time: this.clock.now(), once };
    this.said.push(said);
    const hearers = target.startsWith("#") ? [...this.members(target)] : [this.find(target)].filter((person) => person !== undefined);
    for (const person of hearers) if (person !== sender) person.deliver(said);
    return said;
  }
}

export class Person implements Peer {
  nick = "";
  readonly enabled = new Set<string>();
  #user = false;
  #negotiating = false;
  isRegistered = false;
  #batches = 0;

  constructor(
    readonly server: TestServer,
    readonly wire: Wire,
  ) {
    server.people.add(this);
  }

  get source(): string {
    return `${this.nick}!u@h`;
  }

  line(line: string): void {
    const message = parseLine(line);
    if (!message) return;
    this.server.before(this, message);
    if (!this.wire.isOpen) return;
    const run = this[message.command as keyof this];
    if (typeof run === "function") (run as (message: Message) => void).call(this, message);
    else this.say(message, "421", message.command, "Unknown command");
  }

  closed(): void {
    this.server.people.delete(this);
    for (const members of this.server.channels.values()) members.delete(this);
  }

  /** Break this connection, as kill -9 or a lost network does. */
  cut(): void {
    this.closed();
    this.wire.cut();
  }

  deliver(said: Said, label = ""): void {
    const tags: Record<string, string> = {};
    if (label) tags["label"] = label;
    if (this.enabled.has("server-time")) tags["time"] = new Date(said.time).toISOString();
    if (this.enabled.has("message-tags")) tags["msgid"] = said.id;
    this.wire.say(this.#line(said.source, "PRIVMSG", [said.target, said.text], tags));
  }

  /** Answer with a numeric or a line of the server, under the label of what it answers. */
  say(to: Message | undefined, command: string, ...params: string[]): void {
    const label = to?.tags.get("label") ?? "";
    const tags: Record<string, string> = label ? { label } : {};
    this.wire.say(this.#line("test", command, /^\d/.test(command) ? [this.nick || "*", ...params] : params, tags));
  }

  CAP({ params }: Message): void {
    const [verb = "", names = ""] = params;
    if (verb === "LS") {
      this.#negotiating = true;
      this.say(undefined, "CAP", "*", "LS", this.server.capabilities.join(" "));
    } else if (verb === "REQ") {
      for (const name of names.split(" ")) this.enabled.add(name);
      this.say(undefined, "CAP", "*", "ACK", names);
    } else this.#negotiating = false;
    this.#welcome();
  }

  NICK(message: Message): void {
    const nick = message.params[0] ?? "";
    const other = this.server.find(nick);
    if (other && other !== this) return this.say(message, "433", nick, "Nickname is already in use");
    const label = message.tags.get("label");
    if (this.isRegistered) this.wire.say(this.#line(this.source, "NICK", [nick], label ? { label } : {}));
    this.nick = nick;
    this.#welcome();
  }

  USER(): void {
    this.#user = true;
    this.#welcome();
  }

  PING({ params }: Message): void {
    this.say(undefined, "PONG", "test", params[0] ?? "");
  }

  JOIN(message: Message): void {
    for (const channel of (message.params[0] ?? "").split(",")) {
      const members = this.server.members(channel);
      members.add(this);
      for (const member of members) {
        const extended = member.enabled.has("extended-join") ? [channel, "*", "real"] : [channel];
        const tags: Record<string, string> = member.enabled.has("server-time") ? { time: new Date(this.server.clock.now()).toISOString() } : {};
        member.wire.say(this.#line(this.source, "JOIN", extended, tags));
      }
      this.say(undefined, "353", "=", channel, [...members].map(({ nick }) => nick).join(" "));
      this.say(undefined, "366", channel, "End");
    }
  }

  PART(message: Message): void {
    const channel = message.params[0] ?? "";
    for (const member of this.server.members(channel)) member.wire.say(this.#line(this.source, "PART", [channel], {}));
    this.server.members(channel).delete(this);
  }

  PRIVMSG(message: Message): void {
    const [target = "", text = ""] = message.params;
    const once = message.tags.get("+salon.dev/id") ?? "";
    const label = message.tags.get("label") ?? "";
    if (!target.startsWith("#") && !this.server.find(target)) return this.say(message, "401", target, "No such nick");
    if (target.startsWith("#") && !this.server.members(target).has(this)) {
      return this.say(message, "404", target, "Cannot send to channel");
    }
    const refuses = this.server.tokens.includes("salon.dev/ID");
    const first = refuses ? this.server.said.find((said) => said.once !== "" && said.once === once && said.target === target) : undefined;
    const said = first ?? this.server.keep(this.source, target, text, once, this);
    if (this.enabled.has("echo-message")) this.deliver({ ...said, source: this.source }, label);
    else if (label) this.say(message, "ACK");
  }

  CHATHISTORY(message: Message): void {
    const [verb = "", target = "", reference = "", limit = "100"] = message.params;
    const past = this.server.said.filter((said) => said.target === target);
    const at = past.findIndex(({ id, time }) => reference === `msgid=${id}` || reference === `timestamp=${new Date(time).toISOString()}`);
    const count = Math.min(Number(limit), this.server.pageLength);
    const newer = past.slice(at + 1);
    const pages: Record<string, () => Said[]> = {
      LATEST: () => newer.slice(-count),
      BEFORE: () => past.slice(0, Math.max(0, at)).slice(-count),
      AFTER: () => newer.slice(0, count),
      AROUND: () => past.slice(Math.max(0, at - Math.floor(count / 2)), at + Math.ceil(count / 2)),
    };
    const page = reference !== "*" && at < 0 ? undefined : pages[verb]?.();
    if (!page) return this.say(message, "FAIL", "CHATHISTORY", "INVALID_TARGET", verb, target, "No such message");
    this.#page(message, target, page);
  }

  MODE(message: Message): void {
    this.say(message, "324", message.params[0] ?? "", "+nt");
  }

  WHO(message: Message): void {
    this.say(message, "315", message.params[0] ?? "", "End");
  }

  AWAY(): void {
    this.say(undefined, "306", "away");
  }

  TAGMSG(): void {}

  QUIT(): void {
    this.cut();
  }

  #page(message: Message, target: string, page: readonly Said[]): void {
    const reference = `b${++this.#batches}`;
    const label = message.tags.get("label");
    this.wire.say(this.#line("test", "BATCH", [`+${reference}`, "chathistory", target], label ? { label } : {}));
    for (const said of page) {
      const tags = { batch: reference, time: new Date(said.time).toISOString(), msgid: said.id };
      this.wire.say(this.#line(said.source, "PRIVMSG", [said.target, said.text], tags));
    }
    this.wire.say(this.#line("test", "BATCH", [`-${reference}`], {}));
  }

  #welcome(): void {
    if (this.isRegistered || this.#negotiating || !this.#user || this.nick === "") return;
    this.isRegistered = true;
    this.say(undefined, "001", "Welcome");
    this.say(undefined, "005", ...this.server.tokens.split(" "), "are supported");
    this.say(undefined, "422", "No message of the day");
  }

  #line(source: string, command: string, params: readonly string[], tags: Readonly<Record<string, string>>): string {
    const line = formatLine(command, params, tags);
    return line.startsWith("@") ? line.replace(" ", ` :${source} `) : `:${source} ${line}`;
  }
}
