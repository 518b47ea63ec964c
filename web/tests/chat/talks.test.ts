/** The private conversations of an account: listed on each of its devices, with what nobody has read. */

import { expect, test } from "vitest";
import type { Conversation } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES =
  "batch draft/chathistory draft/read-marker echo-message labeled-response message-tags multi-prefix server-time";

const stamp = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

class Device extends Script {
  constructor() {
    super(CAPABILITIES);
    this.say(":s 900 zoé zoé!u@h zoé :You are now logged in as zoé");
  }

  /** Answer the last line of the page that has these words. */
  answer(words: string, type: string, ...lines: string[]): void {
    const label = this.labelOf(words);
    this.say(`@label=${label} :s BATCH +x ${type}`, ...lines.map((line) => (line.startsWith("@") ? `@batch=x;${line.slice(1)}` : `@batch=x ${line}`)), ":s BATCH -x");
  }

  /** Answer with the conversations that there are, by the second of their last message. */
  list(talks: Readonly<Record<string, number>>): void {
    const lines = Object.entries(talks).map(([name, second]) => `:s CHATHISTORY TARGETS ${name} ${stamp(second)}`);
    this.answer("CHATHISTORY TARGETS", "draft/chathistory-targets", ...lines);
  }

  mark(name: string, marker: string): void {
    this.say(`@label=${this.labelOf(`MARKREAD ${name}`)} :s MARKREAD ${name} ${marker}`);
  }

  past(name: string, ...lines: readonly (readonly [number, string])[]): void {
    this.answer(`CHATHISTORY LATEST ${name}`, `chathistory ${name}`, ...lines.map(([second, nick]) => `@time=${stamp(second)};msgid=${name}${second} :${nick}!u@h PRIVMSG ${nick === "zoé" ? name : "zoé"} :${second}`));
  }

  asked(words: string): boolean {
    return this.heard.some((line) => line.includes(words));
  }

  talk(name: string): Conversation | undefined {
    return this.chat.conversations.find((one) => one.name === name);
  }

  /** The text of the last entry above the line "new". */
  line(name: string): string | undefined {
    const talk = this.talk(name);
    const entry = talk?.entries.find(({ key }) => key === talk.lastSeen);
    return entry && "text" in entry ? entry.text : undefined;
  }

  private labelOf(words: string): string {
    return /label=(\w+)/.exec(this.heard.findLast((line) => line.includes(words)) ?? "")?.[1] ?? "none";
  }
}

test("what was read is listed, and loaded when somebody looks", () => {
  const device = new Device();
  device.list({ "#elsewhere": 3, bob: 2 });
  device.mark("bob", `timestamp=${stamp(2)}`);
  expect([device.talk("bob")?.unread, device.talk("#elsewhere")]).toEqual([0, undefined]);
  expect(device.asked("CHATHISTORY LATEST bob")).toBe(false);
  device.chat.open("bob");
  device.clock.pass(40);
  device.past("bob", [1, "bob"], [2, "bob"]);
  expect([device.talk("bob")?.entries.length, device.talk("bob")?.unread, device.talk("bob")?.settled]).toEqual([2, 0, true]);
});

test("what is after the marker is counted, and what comes then stands below the same line", () => {
  const device = new Device();
  device.list({ bob: 2 });
  device.mark("bob", `timestamp=${stamp(1)}`);
  device.past("bob", [1, "bob"], [2, "bob"]);
  expect([device.talk("bob")?.unread, device.line("bob")]).toEqual([1, "1"]);
  device.say(`@time=${stamp(3)};msgid=bob3 :bob!u@h PRIVMSG zoé :3`);
  expect([device.talk("bob")?.unread, device.line("bob")]).toEqual([2, "1"]);
});

test("without a marker, all is unread since one's own last message", () => {
  const device = new Device();
  device.list({ bob: 4, eve: 2 });
  device.mark("bob", "*");
  device.mark("eve", "*");
  device.past("bob", [1, "bob"], [2, "zoé"], [3, "bob"], [4, "bob"]);
  device.past("eve", [1, "eve"], [2, "eve"]);
  expect([device.talk("bob")?.unread, device.line("bob"), device.talk("eve")?.unread]).toEqual([2, "2", 2]);
});

test("the newest are listed, and not more than a list has room for", () => {
  const device = new Device();
  device.list(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`n${at}`, at])));
  const listed = device.chat.conversations.filter(({ kind }) => kind === "private");
  expect([listed.length, device.talk("n40") !== undefined, device.talk("n39")]).toEqual([20, true, undefined]);
});

test("one that was closed stays so when the connection comes back, until somebody writes", () => {
  const device = new Device();
  device.list({ bob: 1, eve: 2 });
  device.chat.close("bob");
  device.chat.close("eve");
  device.say(":s 900 zoé zoé!u@h zoé :You are now logged in as zoé");
  device.list({ bob: 3, eve: 2 });
  expect([device.talk("bob") !== undefined, device.talk("eve")]).toEqual([true, undefined]);
});

test("a guest has none to be found", () => {
  const guest = new Script(CAPABILITIES);
  guest.page.wire.cut();
  guest.clock.pass(5_000);
  expect([guest.heard.some((line) => line.includes("JOIN #a")), guest.heard.some((line) => line.includes("TARGETS"))]).toEqual([true, false]);
});
