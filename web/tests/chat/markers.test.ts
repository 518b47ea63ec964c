/** Up to when one has read: in step with one's other clients, and found again where one stopped. */

import { describe, expect, test } from "vitest";
import type { Conversation } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES =
  "batch draft/chathistory draft/read-marker echo-message labeled-response message-tags multi-prefix server-time";

/** A page in #a, of which it was said how far it is read, and that asks for its past. */
class Reading extends Script {
  constructor(marker = "*") {
    super(CAPABILITIES);
    this.say(":zoé!u@h PART #a");
    this.chat.close("#a");
    this.chat.join("#a");
    this.clock.pass(40);
    this.heard.length = 0;
    this.say(":zoé!u@h JOIN #a", `:s MARKREAD #a ${marker}`, ":s 353 zoé = #a :@zoé bob", ":s 366 zoé #a :End");
  }

  get channel(): Conversation {
    return this.chat.conversations.find(({ key }) => key === "#a")!;
  }

  /** What the page has said about markers. */
  override get told(): string[] {
    return this.heard.filter((line) => line.includes("MARKREAD")).map((line) => line.replace(/^@\S+ /, ""));
  }

  /** Answer the last request for history. */
  past(...seconds: number[]): void {
    const { label } = this.lastAsked;
    const lines = seconds.map((second) => `@batch=h;${at(second)};msgid=m${second} :bob!u@h PRIVMSG #a :${second}`);
    this.say(`@label=${label} :s BATCH +h chathistory #a`, ...lines, ":s BATCH -h");
  }

  get lastAsked(): { readonly label: string; readonly line: string } {
    const line = this.heard.findLast((line) => line.includes("CHATHISTORY")) ?? "";
    return { label: /label=(\w+)/.exec(line)?.[1] ?? "", line: line.replace(/^@\S+ /, "") };
  }

  get shown(): string {
    return this.channel.entries.map((entry) => (entry.kind === "gap" ? "gap" : "text" in entry ? entry.text : entry.kind)).join(" ");
  }

  /** The text of the last entry above the line "new". */
  get line(): string | undefined {
    const entry = this.channel.entries.find(({ key }) => key === this.channel.lastSeen);
    return entry && "text" in entry ? entry.text : undefined;
  }
}

function at(second: number): string {
  return `time=${stamp(second)}`;
}

function stamp(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("what was not read is counted from the marker", () => {
  test("on a page that has just come", () => {
    const page = new Reading(`timestamp=${stamp(3)}`);
    expect(page.channel.settled).toBe(false);
    page.past(1, 2, 3, 4, 5);
    expect(page.channel.settled).toBe(true);
    expect([page.channel.unread, page.channel.hasMoreUnread, page.line]).toEqual([2, false, "3"]);
  });

  test("where nobody has read anything yet, what is found was not missed", () => {
    const page = new Reading();
    page.past(1, 2, 3);
    expect(page.channel.unread).toBe(0);
    page.say(`@${at(4)};msgid=m4 :bob!u@h PRIVMSG #a :4`);
    expect([page.channel.unread, page.line]).toEqual([1, "3"]);
  });

  test("on a server that knows no markers, only what comes while nobody watches", () => {
    const script = new Script();
    script.say("@time=2026-01-01T00:00:01.000Z;msgid=m1 :bob!u@h PRIVMSG #a :1");
    expect(script.chat.current?.unread).toBe(1);
    script.chat.watch("#a", true);
    script.say("@time=2026-01-01T00:00:02.000Z;msgid=m2 :bob!u@h PRIVMSG #a :2");
    expect(script.chat.current?.unread).toBe(0);
    expect(script.heard.filter((line) => line.includes("MARKREAD"))).toEqual([]);
  });
});

describe("what is read is told", () => {
  test("once a second, and only further", () => {
    const page = new Reading(`timestamp=${stamp(1)}`);
    page.past(1, 2, 3, 4);
    page.chat.sawUpTo("#a", Date.UTC(2026, 0, 1) + 2_000);
    page.chat.sawUpTo("#a", Date.UTC(2026, 0, 1) + 3_000);
    page.chat.sawUpTo("#a", Date.UTC(2026, 0, 1) + 2_000);
    expect([page.channel.unread, page.line]).toEqual([1, "1"]);
    page.clock.pass(1_010);
    expect(page.told).toEqual([`MARKREAD #a timestamp=${stamp(3)}`]);
    page.clock.pass(5_000);
    expect(page.told.length).toBe(1);
  });

  test("by whoever watches, as it comes, and by a page that goes", () => {
    const page = new Reading(`timestamp=${stamp(1)}`);
    page.past(1);
    page.chat.watch("#a", true);
    page.say(`@${at(2)};msgid=m2 :bob!u@h PRIVMSG #a :2`);
    page.page.leave();
    page.clock.pass(5);
    expect(page.told).toEqual([`MARKREAD #a timestamp=${stamp(2)}`]);
  });

  test("also where nothing had been said before", () => {
    const page = new Reading();
    page.past();
    page.chat.watch("#a", true);
    page.say(`@${at(2)};msgid=m2 :bob!u@h PRIVMSG #a :2`);
    page.clock.pass(1_010);
    expect(page.told).toEqual([`MARKREAD #a timestamp=${stamp(2)}`]);
  });

  test("not by whoever has not looked", () => {
    const page = new Reading();
    page.past(1, 2);
    page.say(`@${at(3)};msgid=m3 :bob!u@h PRIVMSG #a :3`);
    page.clock.pass(5_000);
    expect(page.told).toEqual([]);
  });
});

describe("what is read on another client", () => {
  test("is read here", () => {
    const page = new Reading(`timestamp=${stamp(1)}`);
    page.past(1, 2, 3);
    page.say(`:s MARKREAD #a timestamp=${stamp(3)}`);
    expect([page.channel.unread, page.chat.unread]).toEqual([0, 0]);
    page.clock.pass(5_000);
    expect(page.told).toEqual([]);
  });

  test("the line stays where one looks, and goes where one does not", () => {
    const page = new Reading(`timestamp=${stamp(1)}`);
    page.past(1, 2, 3);
    page.say(`:s MARKREAD #a timestamp=${stamp(2)}`);
    expect(page.line).toBe("1");
    page.chat.openPrivate("bob");
    expect(page.line).toBe("2");
    page.say(`:s MARKREAD #a timestamp=${stamp(3)}`);
    expect(page.line).toBe(undefined);
  });

  test.each(["*", "timestamp=yesterday", "msgid=m1", "timestamp=9999-99-99T99:99:99.999Z", ""])("%s says nothing", (nonsense) => {
    const page = new Reading(`timestamp=${stamp(1)}`);
    page.past(1, 2);
    page.say(`:s MARKREAD #a ${nonsense}`, `:s MARKREAD #elsewhere timestamp=${stamp(9)}`);
    expect(page.channel.unread).toBe(1);
  });
});

describe("where one stopped a week ago", () => {
  const week = (): Reading => {
    const page = new Reading(`timestamp=${stamp(50)}`);
    page.past(...range(901, 1000));
    return page;
  };

  test("is fetched, between gaps, before anything counts as read", () => {
    const page = week();
    expect([page.channel.unread, page.channel.hasMoreUnread, page.channel.settled]).toEqual([100, true, false]);
    expect(page.lastAsked.line).toBe(`CHATHISTORY AROUND #a timestamp=${stamp(50)} 100`);
    page.past(...range(1, 100));
    expect(page.channel.settled).toBe(true);
    expect(page.shown).toBe([...range(1, 100), "gap", ...range(901, 1000)].join(" "));
    expect([page.channel.unread, page.channel.hasMoreUnread, page.line]).toEqual([150, true, "50"]);
  });

  test("is not fetched twice, and a server that does not know it is believed", () => {
    const page = week();
    page.say(`@label=${page.lastAsked.label} :s FAIL CHATHISTORY MESSAGE_ERROR AROUND #a :Nothing there`);
    expect(page.channel.settled).toBe(true);
    page.heard.length = 0;
    page.chat.open("#a");
    page.clock.pass(40);
    expect(page.heard).toEqual([]);
  });

  test("is fetched when one looks, where one does not look at once", () => {
    const page = new Reading(`timestamp=${stamp(50)}`);
    page.chat.openPrivate("bob");
    page.clock.pass(40);
    const asked = page.heard.findLast((line) => line.includes("CHATHISTORY LATEST #a"));
    const label = /label=(\w+)/.exec(asked ?? "")?.[1];
    const lines = range(901, 1000).map((second) => `@batch=h;${at(second)};msgid=m${second} :bob!u@h PRIVMSG #a :${second}`);
    page.say(`@label=${label} :s BATCH +h chathistory #a`, ...lines, ":s BATCH -h");
    expect([page.channel.unread, page.channel.settled]).toEqual([100, true]);
    page.heard.length = 0;
    page.chat.open("#a");
    page.clock.pass(40);
    expect([page.lastAsked.line, page.channel.settled]).toEqual([`CHATHISTORY AROUND #a timestamp=${stamp(50)} 100`, false]);
  });

  test("the gap is filled from the side at which one reads", () => {
    const page = week();
    page.past(...range(1, 100));
    const gap = page.channel.entries.find(({ kind }) => kind === "gap")!.key;
    page.chat.fillGap("#a", gap);
    page.clock.pass(40);
    expect(page.lastAsked.line).toBe("CHATHISTORY AFTER #a msgid=m100 100");
    page.past(...range(101, 200));
    expect(page.channel.unread).toBe(250);
    page.chat.fillGap("#a", gap, "after");
    page.clock.pass(40);
    expect(page.lastAsked.line).toBe("CHATHISTORY BEFORE #a msgid=m901 100");
    page.past(...range(801, 900));
    page.chat.fillGap("#a", gap);
    page.clock.pass(40);
    page.past(...range(201, 300));
    expect(page.shown).toBe([...range(1, 300), "gap", ...range(801, 1000)].join(" "));
    page.chat.fillGap("#a", gap);
    page.clock.pass(40);
    page.past(...range(301, 801));
    expect(page.shown).toBe(range(1, 1000).join(" "));
    expect([page.channel.unread, page.channel.hasMoreUnread, page.line]).toEqual([950, false, "50"]);
  });
});

test("after a broken connection, what was missed is not read, though the end was in view", () => {
  const page = new Reading();
  page.past(1, 2);
  page.chat.watch("#a", true);
  page.page.wire.cut();
  page.clock.pass(2_000);
  page.say(":zoé!u@h JOIN #a", `:s MARKREAD #a timestamp=${stamp(2)}`, ":s 366 zoé #a :End");
  expect(page.channel.settled).toBe(false);
  page.past(3, 4);
  page.past();
  expect([page.channel.settled, page.channel.unread, page.line]).toEqual([true, 2, "2"]);
});

test("of a private conversation it is asked", () => {
  const page = new Reading();
  page.chat.openPrivate("bob");
  page.clock.pass(40);
  expect(page.told).toEqual(["MARKREAD bob"]);
  const [marker, history] = page.heard.slice(-2).map((line) => /label=(\w+)/.exec(line)?.[1]);
  page.say(`@label=${marker} :s MARKREAD bob timestamp=${stamp(1)}`);
  const lines = [1, 2].map((second) => `@batch=h;${at(second)};msgid=p${second} :bob!u@h PRIVMSG zoé :${second}`);
  page.say(`@label=${history} :s BATCH +h chathistory bob`, ...lines, ":s BATCH -h");
  expect([page.chat.current?.unread, page.chat.current?.mentions]).toEqual([1, 1]);
});
