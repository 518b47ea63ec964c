/** Searching: what is asked, what is found, and what comes after it. */

import { describe, expect, test } from "vitest";
import type { Findings, Query, Refusal } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES = "batch draft/chathistory echo-message labeled-response message-tags multi-prefix server-time soju.im/search standard-replies";
const WORDS: Query = { text: "tea", from: "", in: "", after: undefined, before: undefined, ranked: false };

class Searching extends Script {
  answer: { readonly refusal: Refusal | undefined; readonly found: Findings } | undefined;

  constructor() {
    super(CAPABILITIES);
  }

  search(query: Partial<Query>, earlier?: Findings): string {
    this.answer = undefined;
    this.chat.search({ ...WORDS, ...query }, earlier, (refusal, found) => (this.answer = { refusal, found }));
    this.clock.pass(40);
    return (this.heard.at(-1) ?? "").replace(/^@\S+ /, "");
  }

  /** Answer with messages; `tags`: of the batch. */
  found(tags: string, ...lines: string[]): void {
    this.say(`@label=${this.label}${tags} :s BATCH +f soju.im/search`, ...lines.map((line) => `@batch=f;${line}`), ":s BATCH -f");
  }

  get shown(): string[] {
    return this.answer!.found.found.map(({ entry, conversation }) => `${conversation} ${entry.nick}: ${entry.text}`);
  }
}

const said = (id: number, target = "#a", nick = "bob"): string => `time=2026-01-01T00:00:0${id}.000Z;msgid=m${id} :${nick}!u@h PRIVMSG ${target} :tea ${id}`;

describe("what is asked", () => {
  test.each<[Partial<Query>, string]>([
    [{}, "SEARCH text=tea;limit=30"],
    [{ text: "green tea; \\ now" }, "SEARCH text=green\\stea\\:\\s\\\\\\snow;limit=30"],
    [{ text: "", from: "bob", in: "#a" }, "SEARCH from=bob;in=#a;limit=30"],
    [{ after: Date.UTC(2026, 0, 1), before: Date.UTC(2026, 0, 2) - 1 }, "SEARCH text=tea;after=2026-01-01T00:00:00.000Z;before=2026-01-01T23:59:59.999Z;limit=30"],
    [{ ranked: true }, "SEARCH text=tea;limit=30;salon.dev/order=rank"],
  ])("%o", (query, line) => {
    expect(new Searching().search(query)).toBe(line);
  });
});

describe("what is found", () => {
  test("comes newest first, with where it was said, and is not heard again", () => {
    const script = new Searching();
    script.search({});
    script.found(";salon.dev/search-end", said(1), said(2, "zoé"), said(3, "carol", "zoé"));
    expect(script.shown).toEqual(["carol zoé: tea 3", "bob bob: tea 2", "#a bob: tea 1"]);
    expect(script.answer?.found.hasMore).toBe(false);
    expect(script.entries).toEqual([]);
    expect(script.chat.conversations.map(({ name }) => name)).toEqual(["#a"]);
  });

  test("goes on before the oldest, each once", () => {
    const script = new Searching();
    script.search({});
    script.found("", said(4), said(5));
    expect(script.answer?.found.hasMore).toBe(true);
    expect(script.search({}, script.answer!.found)).toBe("SEARCH text=tea;limit=30;salon.dev/before=m4");
    script.found(";salon.dev/search-end", said(3), said(4));
    expect(script.shown).toEqual(["#a bob: tea 5", "#a bob: tea 4", "#a bob: tea 3"]);
    expect(script.answer?.found.hasMore).toBe(false);
  });

  test("the best first, in the order of the server, and those that follow", () => {
    const script = new Searching();
    script.search({ ranked: true });
    script.found("", said(4), said(9), said(1));
    expect(script.shown).toEqual(["#a bob: tea 4", "#a bob: tea 9", "#a bob: tea 1"]);
    expect(script.search({ ranked: true }, script.answer!.found)).toBe("SEARCH text=tea;limit=30;salon.dev/order=rank;salon.dev/skip=3");
  });

  test("is nothing", () => {
    const script = new Searching();
    script.search({});
    script.found("");
    expect([script.shown, script.answer?.found.hasMore]).toEqual([[], false]);
  });

  test("is not all where the server stopped: its words are shown, and it goes on from there", () => {
    const script = new Searching();
    script.search({});
    script.say(
      `@label=${script.label} :s BATCH +l labeled-response`,
      "@batch=l :s NOTE SEARCH PARTIAL 2025-11-01T10:00:00.000Z :Searched back to November",
      "@batch=l :s BATCH +f soju.im/search",
      `@batch=f;${said(1)}`,
      ":s BATCH -f",
      ":s BATCH -l",
    );
    expect(script.shown).toEqual(["#a bob: tea 1"]);
    expect(script.answer?.found).toMatchObject({ hasMore: true, note: "Searched back to November" });
    expect(script.told).toEqual([]);
    expect(script.search({}, script.answer!.found)).toBe("SEARCH text=tea;before=2025-11-01T10:00:00.000Z;limit=30");
  });

  test("is refused in the server's words", () => {
    const script = new Searching();
    script.search({ in: "#secret" });
    script.say(`@label=${script.label} :s FAIL SEARCH INVALID_PARAMS in :You are not in #secret`);
    expect(script.answer?.refusal?.text).toBe("You are not in #secret");
  });
});

test("only a server that can search is asked", () => {
  expect(new Searching().chat.server.searches).toBe(true);
  expect(new Script().chat.server.searches).toBe(false);
});
