/** Texts of the server as the page words them, and those that are true for a time. */

import { expect, test } from "vitest";
import { plainWords } from "../../src/chat/words";
import { dateTime } from "../../src/i18n";
import { Script } from "../harness/script";

const WHEN = dateTime(Date.UTC(2026, 10, 29, 22, 15, 9));

test.each([
  ["bob is banned until Sunday, 29 November 2026, 22:15:09 UTC.", `bob is banned until ${WHEN}.`],
  ["jusqu'au dimanche 29 novembre 2026, 22:15:09 UTC.", `jusqu'au ${WHEN}.`],
  ["until Sunday, 29 November 2026, 22:15:09 CET.", "until Sunday, 29 November 2026, 22:15:09 CET."],
  ["Cannot send to channel (+b): you are muted.", "Cannot send to channel: you are muted."],
  ["Log in to it (/msg NickServ IDENTIFY PASSWORD), or choose", "Log in to it (/login), or choose"],
  ["If it is yours: /msg NickServ REGAIN ana PASSWORD", "If it is yours: /login"],
  ["keep the nick: /msg NickServ REGISTER PASSWORD EMAIL", "keep the nick: /register"],
  ["To confirm: /msg NickServ VERIFY ana CODE", "To confirm: /verify ana CODE"],
])("%s", (text, plain) => {
  expect(plainWords(text)).toBe(plain);
});

test("that there is no connection is told until there is one", () => {
  const script = new Script();
  script.page.reachable = false;
  script.page.wire.cut();
  script.type("/whois bob");
  expect(script.told).toEqual(["You are not connected: try again when the connection is back."]);
  script.page.reachable = true;
  script.clock.pass(60_000);
  expect(script.chat.link.state).toBe("connected");
  expect(script.told).toEqual([]);
});

test("what the server says to us of a channel is told there", () => {
  const script = new Script();
  script.say("@salon.dev/channel=#a :s NOTICE zoé :You are banned in #a.");
  expect(script.told).toEqual(["You are banned in #a."]);
  expect(script.chat.conversations.find(({ kind }) => kind === "server")?.entries).toHaveLength(1);
});

test("a search is begun with what was typed", () => {
  const script = new Script("batch labeled-response soju.im/search");
  expect(script.chat.submit("#a", "/search été from:ana")).toEqual({ search: "été from:ana" });
  expect(script.chat.submit("#a", "/search")).toBe("search");
  const without = new Script();
  expect(without.chat.submit("#a", "/search été")).toBeUndefined();
  expect(without.told).toEqual(["This server cannot do that."]);
});
