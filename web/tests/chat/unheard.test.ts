/** What became of messages while we were not connected: it is read again where somebody looks. */

import { beforeEach, expect, test } from "vitest";
import type { Spoken } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES =
  "batch draft/chathistory draft/event-playback draft/message-redaction echo-message labeled-response message-tags multi-prefix salon.dev/edit server-time";
const said = (id: number, more = ""): string => `@time=2026-01-01T00:00:0${id}.000Z;msgid=m${id}${more} :bob!u@h PRIVMSG #a :text ${id}`;
const inBatch = (line: string): string => line.replace(/^@?/, (sign) => `@batch=h${sign ? ";" : " "}`);
const react = (id: number): string => `@time=2026-01-01T00:00:0${id}.000Z;+reply=m${id};+draft/react=👍 :eve!u@h TAGMSG #a`;

class Away extends Script {
  constructor() {
    super(CAPABILITIES);
    this.answer();
  }

  /** Answer the page's question about the past. */
  answer(...lines: string[]): void {
    this.say(":s BATCH +h chathistory #a", ...lines.map(inBatch), ":s BATCH -h");
  }

  lookAtAll(): void {
    const { entries } = this;
    this.chat.look("#a", [entries[0]!.key, entries.at(-1)!.key]);
    this.clock.pass(40);
  }

  /** Lose the connection, and come back to the channel. */
  comeBack(): void {
    this.page.wire.cut();
    this.clock.pass(2_000);
    this.heard.length = 0;
    this.say(":zoé!u@h JOIN #a", ":s 353 zoé = #a :@zoé bob", ":s 366 zoé #a :End");
    // Nothing was said meanwhile.
    this.answer();
  }

  get asked(): string[] {
    return this.heard.filter((line) => line.includes(" CHATHISTORY ")).map((line) => line.replace(/^@\S+ /, ""));
  }

  get shown(): string[] {
    const messages = this.entries.filter((entry): entry is Spoken => "mention" in entry);
    return messages.map(({ text, deleted, reactions }) => `${deleted ? `(${deleted.by})` : text}${reactions?.length ? " +" : ""}`);
  }
}

let script: Away;
beforeEach(() => {
  script = new Away();
  script.say(said(1), said(2), said(3), react(3));
});

test("edits, deletions and reactions of the time in between", () => {
  expect(script.shown).toEqual(["text 1", "text 2", "text 3 +"]);
  script.lookAtAll();
  expect(script.asked).toEqual([]);
  script.comeBack();
  expect(script.asked).toEqual(["CHATHISTORY LATEST #a msgid=m3 100", "CHATHISTORY AROUND #a msgid=m3 100"]);
  const edited = said(1, ";salon.dev/edited=2026-01-01T00:01:00.000Z").replace("text 1", "another");
  script.answer(edited, react(1), "@draft/chathistory-context :s REDACT #a m2", said(3));
  expect(script.shown).toEqual(["another +", "()", "text 3"]);
});

test("the last message, and all of them", () => {
  script.lookAtAll();
  script.comeBack();
  script.answer(...[1, 2, 3].map((id) => `@draft/chathistory-context :s REDACT #a m${id}`));
  expect(script.shown).toEqual(["()", "()", "()"]);
  expect(script.asked).toHaveLength(2);
});

test("what a server leaves out is not taken for deleted", () => {
  script.lookAtAll();
  script.comeBack();
  script.answer(said(1));
  expect(script.shown).toEqual(["text 1", "text 2", "text 3 +"]);
});

test("what is not in view is read when it comes into view, and once", () => {
  script.comeBack();
  expect(script.asked).toHaveLength(1);
  script.lookAtAll();
  expect(script.asked.at(-1)).toBe("CHATHISTORY AROUND #a msgid=m3 100");
  script.answer(said(1), said(2), said(3));
  script.lookAtAll();
  expect(script.asked).toHaveLength(2);
});

test("a message that is answered in view is read again, too", () => {
  script.say(said(4, ";+reply=m1"));
  const last = script.entries.at(-1)!.key;
  script.chat.look("#a", [last, last]);
  script.comeBack();
  expect(script.asked.at(-1)).toBe("CHATHISTORY AROUND #a msgid=m4 100");
  script.answer(said(3), said(4, ";+reply=m1"));
  expect(script.asked.at(-1)).toBe("CHATHISTORY AROUND #a msgid=m1 100");
});

test("a refusal ends it", () => {
  script.lookAtAll();
  script.comeBack();
  for (let times = 0; times < 5; times++) script.say(`@label=${script.label} :s FAIL CHATHISTORY INVALID_TARGET AROUND #a :No`);
  expect(script.asked).toEqual(["CHATHISTORY LATEST #a msgid=m3 100", "CHATHISTORY AROUND #a msgid=m3 100", "CHATHISTORY AROUND #a timestamp=2026-01-01T00:00:03.000Z 100"]);
  expect(script.shown).toEqual(["text 1", "text 2", "text 3 +"]);
});
