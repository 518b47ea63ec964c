/** A server that lies, floods or talks nonsense: nothing breaks, and everything has a bound. */

import { describe, expect, test } from "vitest";
import type { Spoken } from "../../src/chat";
import { Script } from "../harness/script";
import { seeded } from "../harness/world";

test("10,000 lines at once: the last are there, and the page is not drawn for each", () => {
  const script = new Script();
  let drawn = 0;
  let last = script.entries;
  const lines = Array.from({ length: 10_000 }, (_, at) => `@msgid=m${at} :bob!u@h PRIVMSG #a :${at}`);
  // A browser gives them one by one, as fast as it can: here a hundred in a millisecond.
  for (let at = 0; at < 2 * lines.length; at += 100) {
    script.page.wire.say(...lines.slice(at, at + 100));
    script.clock.pass(1);
    if (script.entries !== last) drawn++;
    last = script.entries;
  }
  expect(script.entries.at(-1)).toMatchObject({ text: "9999" });
  expect(script.entries.length).toBe(10_000);
  expect(drawn).toBeLessThan(10);
});

describe("bounds", () => {
  test("a conversation keeps about 10,000 entries, and about 1,000 where nobody looks", () => {
    const script = new Script();
    script.say(":zoé!u@h JOIN #b", ...Array.from({ length: 25_000 }, (_, at) => `:bob!u@h PRIVMSG #${at % 2 ? "a" : "b"} :${at}`));
    const [a, b] = script.chat.conversations;
    expect(a?.entries.length).toBeLessThanOrEqual(11_000);
    expect(b?.entries.length).toBeLessThanOrEqual(1_100);
    expect((b?.entries.at(-1) as Spoken).text).toBe("24998");
  });

  test("members, conversations, people who type, channels of a list", () => {
    const script = new Script();
    script.say(...Array.from({ length: 600 }, (_, at) => `:s 353 zoé = #a :${Array.from({ length: 50 }, (_, nick) => `n${at}x${nick}`).join(" ")}`));
    script.say(...Array.from({ length: 1_000 }, (_, at) => `:spam${at}!u@h PRIVMSG zoé :hi`));
    script.say(...Array.from({ length: 1_000 }, (_, at) => `:zoé!u@h JOIN #c${at}`));
    script.say(...Array.from({ length: 100 }, (_, at) => `@+typing=active :n${at}!u@h TAGMSG #a`));
    script.say(":s 321 zoé Channel", ...Array.from({ length: 6_000 }, (_, at) => `:s 322 zoé #l${at} 1 :x`), ":s 323 zoé :End");
    expect(script.chat.conversations.length).toBeLessThanOrEqual(301);
    const channel = script.chat.conversations.find(({ key }) => key === "#a");
    expect(channel?.members.length).toBeLessThanOrEqual(20_000);
    expect(channel?.typing.length).toBeLessThanOrEqual(20);
    expect(script.chat.list.channels.length).toBe(5_000);
  });

  test("a page of the past that comes again and again ends", () => {
    const script = new Script();
    for (let tries = 0; tries < 5; tries++) {
      script.chat.loadOlder("#a");
      script.clock.pass(40);
      const page = [`@label=${script.label} :s BATCH +x${tries} chathistory #a`, `@batch=x${tries};msgid=same;time=2026-01-01T00:00:00.000Z :b!u@h PRIVMSG #a :again`];
      script.say(...page, `:s BATCH -x${tries}`);
    }
    expect(script.chat.current?.older).toBe("none");
    expect(script.entries.length).toBe(1);
  });
});

describe("nonsense", () => {
  const WORDS = ["#a", "#b", "zoé", "bob", "*", "", ":", "@bob", "+o", "+ooo-v", "-k", "=", "0", "433", "~", "#", "zoé!u@h", "\x01ACTION", "é".repeat(50), "-1", "+1", "chathistory"];
  const COMMANDS =
    "PRIVMSG NOTICE TAGMSG JOIN PART QUIT KICK NICK MODE TOPIC RENAME INVITE AWAY ACCOUNT BATCH FAIL WARN NOTE ACK PONG CAP ERROR 001 005 301 305 306 311 319 321 322 323 324 331 332 333 352 353 366 401 403 404 433 442 471 730 731 999";

  test.each(Array.from({ length: 40 }, (_, seed) => seed))("seed %i", (seed) => {
    const random = seeded(seed);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const script = new Script();
    for (let lines = 0; lines < 300; lines++) {
      const tags = pick(["", "", "@msgid=1 ", "@time=2026-01-01T00:00:00.000Z ", "@batch=1 ", "@label=1 ", "@+typing=active ", "@+salon.dev/id=x "]);
      const source = pick(["", ":bob!u@h ", ":zoé!u@h ", ":s ", ":! "]);
      const params = Array.from({ length: Math.floor(random() * 5) }, () => pick(WORDS).replace(/^:?$/, "x"));
      script.page.wire.say(`${tags}${source}${pick(COMMANDS.split(" "))} ${params.join(" ")} :${pick(WORDS)}`);
      if (random() < 0.1) script.chat.submit(script.chat.current?.key ?? "", pick(["text", "/me x", "/kick bob", "/nick other", "/part", "/join #b", "/history"]));
      if (random() < 0.2) script.clock.pass(10);
      if (random() < 0.01) script.page.wire.cut();
      if (random() < 0.02) script.clock.pass(40_000);
    }
    script.clock.pass(200);
    for (const { entries } of script.chat.conversations) expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
    for (const { key, kind, joined } of script.chat.conversations) if (kind === "server") expect([key, joined]).toEqual(["", false]);
    const keys = script.chat.conversations.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
