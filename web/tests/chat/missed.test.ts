/** What was said in private while nobody of ours was connected: an account that stays is shown it at return. */

import { expect, test } from "vitest";
import { Script } from "../harness/script";

const play = (nick: string, ...texts: string[]): string[] => [
  `:s BATCH +h chathistory ${nick}`,
  ...texts.map((text, at) => `@batch=h;time=2026-01-01T00:00:0${at}.000Z;msgid=${nick}${at} :${nick}!u@h PRIVMSG zoé :${text}`),
  ":s BATCH -h",
];

test("a conversation begins with it, and nobody has read it yet", () => {
  const script = new Script();
  script.say(...play("karim", "are you there?", "well then"));
  const talk = script.chat.conversations.find(({ name }) => name === "karim");
  expect(talk?.entries.map((entry) => "text" in entry && entry.text)).toEqual(["are you there?", "well then"]);
  expect([talk?.unread, talk?.mentions]).toEqual([2, 2]);
});

test("it is no answer to what the page asks by itself, and is shown once", () => {
  const script = new Script();
  script.chat.openPrivate("karim");
  script.clock.pass(40);
  expect(script.heard.at(-1)).toContain("CHATHISTORY LATEST karim");
  const { label } = script;
  script.say(...play("karim", "are you there?"));
  script.say(`@label=${label} :s FAIL CHATHISTORY INVALID_TARGET LATEST karim :No such past`);
  script.say(...play("karim", "are you there?"));
  const talk = script.chat.conversations.find(({ name }) => name === "karim");
  expect(talk?.entries.map((entry) => "text" in entry && entry.text)).toEqual(["are you there?"]);
});

test("of a channel that we are not in, nothing begins", () => {
  const script = new Script();
  script.say(...play("#elsewhere", "hello"));
  expect(script.chat.conversations.map(({ name }) => name)).toEqual(["#a"]);
});
