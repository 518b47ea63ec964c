/** What a page leaves to the next one of its tab, and how that goes on in its place. */

import { describe, expect, test } from "vitest";
import { createChat, type Chat, type Conversation } from "../../src/chat";
import { parseLine } from "../../src/irc/message";
import { Page, TestClock, TestShelf, type Wire } from "../harness/world";

const CAPABILITIES = "batch draft/chathistory echo-message labeled-response message-tags salon.dev/resume server-time";
const TOKENS = "CASEMAPPING=ascii CHANTYPES=# NICKLEN=20 PREFIX=(ov)@+ MONITOR=100 salon.dev/ID";

/** A browser with a tab, and a server that the test plays: it knows one token at a time, and the one before until its PING is answered. */
class Tab {
  readonly clock = new TestClock();
  readonly shelf = new TestShelf();
  readonly tab = new TestShelf();
  readonly heard: string[] = [];
  capabilities = CAPABILITIES;
  /** The token that the server takes, and whose it is. */
  token = "";
  earlier = "";
  nick = "";
  page!: Page;
  chat!: Chat;
  #tokens = 0;

  constructor() {
    this.load();
  }

  /** Load the page: for the first time, or again. */
  load(start: { nick?: string; current?: string; tab?: TestShelf; pass?: number } = {}): void {
    this.page = new Page(this.clock, this.shelf, (wire) => this.#accept(wire), Math.random, start.tab ?? this.tab);
    this.chat = createChat(this.page.ports);
    this.chat.start({ nick: start.nick ?? "zoé", channels: ["#a"], url: "ws://test", current: start.current });
    this.clock.pass(start.pass ?? 50);
  }

  reload(): void {
    this.page.leave();
    this.page.kill();
    this.heard.length = 0;
    this.load();
  }

  say(...lines: string[]): void {
    this.page.wire.say(...lines);
    this.clock.pass(40);
  }

  find(key: string): Conversation | undefined {
    return this.chat.conversations.find((conversation) => conversation.key === key);
  }

  texts(key: string): string[] {
    return (this.find(key)?.entries ?? []).map((entry) => ("text" in entry ? (entry.text ?? "") : `(${entry.kind})`));
  }

  /** What the page said of who it is. */
  get introduction(): string[] {
    return this.heard.filter((line) => /^(NICK|USER|RESUME|CAP END)/.test(line));
  }

  #accept(wire: Wire) {
    const welcome = (nick: string): void => {
      this.nick = nick;
      this.token = `token${++this.#tokens}`;
      wire.say(`:s 001 ${nick} :Hello`, `:s RESUME TOKEN ${this.token}`, `:s 005 ${nick} ${TOKENS} :are`, `:s 422 ${nick} :No message`);
      wire.say(`:${nick}!u@h JOIN #a`, `:s 353 ${nick} = #a :@${nick} bob`, `:s 366 ${nick} #a :End`);
    };
    const line = (text: string): void => {
      this.heard.push(text);
      const message = parseLine(text);
      const [first = ""] = message?.params ?? [];
      if (text.startsWith("CAP LS")) wire.say(`:s CAP * LS :${this.capabilities}`);
      else if (text.startsWith("CAP REQ")) wire.say(`:s CAP * ACK :${message?.params[1] ?? ""}`);
      else if (message?.command === "NICK" && first !== this.nick) welcome(first);
      else if (message?.command === "NICK") wire.say(`:s 433 * ${first} :Nickname is already in use`);
      else if (message?.command === "RESUME" && first !== "" && [this.token, this.earlier].includes(first)) {
        this.earlier = first;
        welcome(this.nick);
        wire.say(":s PING s");
      } else if (message?.command === "PONG") this.earlier = "";
      else if (message?.command === "RESUME") wire.say(":s FAIL RESUME INVALID_TOKEN :There is nothing to resume");
      else if (message?.command === "CHATHISTORY") {
        const label = message.tags.get("label") ?? "";
        wire.say(`@label=${label} :s FAIL CHATHISTORY INVALID_TARGET ${first} ${message.params[1] ?? ""} :No history`);
      }
    };
    return { closed: () => undefined, line };
  }
}

function private_(time: string, id: string, text: string): string {
  return `@time=2026-01-01T00:${time}.000Z;msgid=${id} :bob!u@h PRIVMSG zoé :${text}`;
}

describe("a page that is loaded again", () => {
  test("goes on in the place of the one before, from the last line on", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "hello"));
    tab.reload();
    expect(tab.introduction).toEqual(["RESUME token1 2026-01-01T00:01:30.000Z", "CAP END"]);
    expect(tab.chat.link.state).toBe("connected");
    expect(tab.chat.own).toMatchObject({ nick: "zoé", wanted: "zoé" });
    expect(tab.find("#a")?.ranks).toBe("@");
  });

  test("shows what was said in private, once, and what was said meanwhile below", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "one"), private_("01:31", "m2", "two"));
    tab.chat.openPrivate("bob");
    tab.chat.watch("bob", true);
    tab.clock.pass(40);
    tab.reload();
    expect(tab.chat.current?.name).toBe("bob");
    tab.say(private_("01:31", "m2", "two"), private_("01:40", "m3", "three"));
    expect(tab.texts("bob")).toEqual(["one", "two", "three"]);
    expect(tab.find("bob")?.unread).toBe(1);
    expect(tab.texts("#a")).toEqual([]);
  });

  test("remembers what was not read, and that one is away", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "read"));
    tab.chat.watch("bob", true);
    tab.chat.watch("bob", false);
    tab.chat.setAway("tea");
    tab.say(private_("01:31", "m2", "unread"));
    tab.reload();
    const talk = tab.find("bob");
    expect([talk?.unread, talk?.mentions]).toEqual([1, 1]);
    expect(talk?.lastSeen).toBe(talk?.entries[0]?.key);
    expect(tab.heard).toContain("AWAY tea");
  });

  test("looks at the channel that the address names", () => {
    const tab = new Tab();
    tab.chat.openPrivate("bob");
    tab.page.leave();
    tab.page.kill();
    tab.load({ current: "#a" });
    expect(tab.chat.current?.name).toBe("#a");
  });

  test("has its own nick, whatever another tab is called", () => {
    const tab = new Tab();
    tab.page.leave();
    tab.page.kill();
    tab.load({ nick: "other" });
    expect(tab.chat.own).toMatchObject({ nick: "zoé", wanted: "zoé" });
  });

  test("says its name where the server knows it no more, and tells nobody of it", () => {
    const tab = new Tab();
    tab.token = tab.nick = "";
    tab.reload();
    expect(tab.introduction.map((line) => line.split(" ")[0])).toEqual(["RESUME", "CAP", "NICK", "USER"]);
    expect(tab.chat.own.nick).toBe("zoé");
    expect(tab.chat.conversations.flatMap(({ entries }) => entries).filter(({ kind }) => kind === "error")).toEqual([]);
  });

  test("says its name to a server that resumes nothing", () => {
    const tab = new Tab();
    tab.nick = "";
    tab.capabilities = "batch";
    tab.reload();
    expect(tab.introduction.map((line) => line.split(" ")[0])).toEqual(["NICK", "USER", "CAP"]);
    expect(tab.chat.link.state).toBe("connected");
  });

  test("goes on by the same token where it was loaded again before it was told the next one", () => {
    const tab = new Tab();
    for (const token of ["token2", "token3", "token4"]) {
      tab.page.leave();
      tab.clock.pass(1);
      tab.page.kill();
      expect(tab.heard).not.toContain("QUIT");
      tab.heard.length = 0;
      tab.load({ pass: 0 });
      // The server has answered RESUME, and its welcome is under way.
      while (tab.token !== token) tab.clock.pass(1);
      expect(tab.introduction[0]).toMatch(/^RESUME token1/);
    }
    tab.clock.pass(50);
    expect(tab.chat.link.state).toBe("connected");
    expect(tab.earlier).toBe("");
    tab.reload();
    expect(tab.introduction[0]).toMatch(/^RESUME token4/);
    expect(tab.heard).not.toContain("QUIT");
  });

  test("waits for its nick where the server took the token and the page went before it was told the next one", () => {
    const tab = new Tab();
    tab.token = "used up";
    tab.reload();
    expect(tab.chat.link).toMatchObject({ state: "nick-refused", why: "held", nick: "zoé" });
    tab.nick = "";
    tab.clock.pass(3_000);
    expect(tab.chat.link.state).toBe("connected");
    expect(tab.chat.own).toMatchObject({ nick: "zoé", wanted: "zoé" });
  });

  test("waits for its nick where the page went before it was told any token", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "hello"));
    tab.token = tab.nick = "";
    tab.page.wire.cut();
    // The new server has answered RESUME, and its welcome is under way.
    while (tab.nick === "") tab.clock.pass(1);
    tab.reload();
    expect(tab.introduction.map((line) => line.split(" ")[0])).toEqual(["NICK", "USER", "CAP"]);
    expect(tab.chat.link).toMatchObject({ state: "nick-refused", why: "held", nick: "zoé" });
    // Nor does it lose anything by being loaded once more.
    tab.reload();
    tab.nick = "";
    tab.clock.pass(3_000);
    expect(tab.chat.own).toMatchObject({ nick: "zoé", wanted: "zoé" });
    expect(tab.texts("bob")).toEqual(["hello"]);
  });

  test("takes a nick that is near where somebody else keeps its own", () => {
    const tab = new Tab();
    tab.token = "used up";
    tab.reload();
    tab.clock.pass(70_000);
    expect(tab.chat.link.state).toBe("connected");
    expect(tab.chat.own).toMatchObject({ nick: "zoé_", wanted: "zoé" });
  });

  test("waits for nothing any more, once it is back", () => {
    const tab = new Tab();
    tab.reload();
    tab.token = "used up";
    tab.page.wire.cut();
    tab.clock.pass(3_000);
    expect(tab.chat.link.state).toBe("connected");
    expect(tab.chat.own).toMatchObject({ nick: "zoé_", wanted: "zoé" });
  });
});

describe("what a page leaves", () => {
  test("is not there while the page is: a tab that is duplicated is somebody else", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "hello"));
    expect(tab.tab.keys()).toEqual([]);
    tab.page.leave();
    expect(tab.tab.keys()).toEqual(["talks", "visit"]);
    tab.page.back();
    expect(tab.tab.keys()).toEqual([]);
  });

  test("is no connection that nobody could go on from", () => {
    const tab = new Tab();
    tab.page.leave();
    tab.clock.pass(5);
    expect(tab.heard).not.toContain("QUIT");
    tab.token = tab.nick = "";
    tab.page.wire.cut();
    tab.page.online();
    // It has not said who it is, and then it has; but it does not know its token.
    tab.page.leave();
    while (tab.nick === "") tab.clock.pass(1);
    expect(tab.heard).not.toContain("QUIT");
    tab.page.leave();
    tab.clock.pass(1);
    expect(tab.heard.at(-1)).toBe("QUIT");
  });

  test("is nothing after a goodbye", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "hello"));
    tab.chat.quit();
    tab.page.leave();
    expect(tab.tab.keys()).toEqual([]);
  });

  test.each([
    [300, 20],
    [900, 9],
  ])("is bounded: texts of %i characters", (length, most) => {
    const tab = new Tab();
    for (let talk = 0; talk < 30; talk++) {
      const lines = Array.from({ length: 150 }, (_, at) => `@msgid=m${talk}.${at} :bob${talk}!u@h PRIVMSG zoé :${talk} ${at} ${"x".repeat(length)}`);
      tab.say(...lines);
      tab.clock.pass(1_000);
    }
    tab.page.leave();
    expect(tab.tab.get("talks")?.length).toBeLessThan(1_000_100);
    tab.page.kill();
    tab.load();
    const talks = tab.chat.conversations.filter(({ kind }) => kind === "private");
    expect(talks.map(({ entries }) => entries.length)).toEqual(Array.from({ length: most }, () => 100));
    expect(talks.map(({ name }) => name)).toContain("bob29");
  });

  test.each([
    ["visit", "{"],
    ["visit", '{"nick":"a b","current":""}'],
    ["visit", '{"nick":"zoé","current":"","resumption":{"token":"a b","since":0}}'],
    ["visit", '{"nick":"zoé","current":"","resumption":{"token":"t","since":1e300}}'],
    ["visit", '{"nick":"zoé\\r\\nQUIT","current":""}'],
    ["talks", '[{"name":"bob","unread":0,"said":[{}]},null,7]'],
    ["talks", '"all of it"'],
  ])("is not believed: %s %s", (key, value) => {
    const tab = new TestShelf();
    tab.set(key, value);
    const other = new Tab();
    other.nick = "";
    other.page.kill();
    other.heard.length = 0;
    other.load({ tab });
    expect(other.introduction.map((line) => line.split(" ")[0])).toEqual(["NICK", "USER", "CAP"]);
    expect(other.chat.conversations.map(({ name }) => name)).toEqual(["#a"]);
  });
});

describe("a new tab, right after one was closed", () => {
  function closeAndOpen(nick: string): Tab {
    const tab = new Tab();
    tab.page.leave();
    tab.page.kill();
    tab.heard.length = 0;
    tab.load({ nick, tab: new TestShelf() });
    return tab;
  }

  test("waits for the nick that the server keeps for the other", () => {
    const tab = closeAndOpen("zoé");
    expect(tab.chat.link).toMatchObject({ state: "nick-refused", why: "held", nick: "zoé" });
    tab.clock.pass(5_000);
    expect(tab.chat.link).toMatchObject({ state: "nick-refused", why: "held" });
    tab.nick = "";
    tab.clock.pass(2_000);
    expect(tab.chat.link.state).toBe("connected");
    expect(tab.chat.own.nick).toBe("zoé");
  });

  test("waits no longer than a server keeps it", () => {
    const tab = closeAndOpen("zoé");
    tab.clock.pass(70_000);
    expect(tab.chat.link).toMatchObject({ state: "nick-refused", why: "taken" });
    tab.heard.length = 0;
    tab.clock.pass(70_000);
    expect(tab.heard).toEqual([]);
  });

  test("takes another nick at once, if one would rather", () => {
    const tab = closeAndOpen("zoé");
    tab.chat.setNick("zoe");
    tab.clock.pass(50);
    expect(tab.chat.link.state).toBe("connected");
    tab.heard.length = 0;
    tab.clock.pass(5_000);
    expect(tab.heard).toEqual([]);
  });

  test("goes on where the server hangs up meanwhile", () => {
    const tab = closeAndOpen("zoé");
    tab.nick = "";
    tab.page.wire.cut();
    tab.clock.pass(5_000);
    expect(tab.chat.link.state).toBe("connected");
  });

  test("does not wait for a nick that others have", () => {
    const tab = new Tab();
    tab.page.leave();
    tab.page.kill();
    tab.nick = "bob";
    tab.load({ nick: "bob", tab: new TestShelf() });
    expect(tab.chat.link).toMatchObject({ state: "nick-refused", why: "taken" });
  });
});

describe("a connection that is lost", () => {
  test("is resumed, and nothing is missing in private", () => {
    const tab = new Tab();
    tab.say(private_("01:30", "m1", "one"));
    tab.heard.length = 0;
    tab.page.wire.cut();
    tab.clock.pass(5_000);
    expect(tab.introduction).toEqual(["RESUME token1 2026-01-01T00:01:30.000Z", "CAP END"]);
    tab.say(private_("01:40", "m2", "two"));
    expect(tab.texts("bob")).toEqual(["one", "two"]);
    expect(tab.chat.own.nick).toBe("zoé");
  });

  test("is resumed each time by the token of the last", () => {
    const tab = new Tab();
    for (const token of ["token1", "token2", "token3"]) {
      tab.heard.length = 0;
      tab.page.wire.cut();
      tab.clock.pass(60_000);
      expect(tab.introduction[0]).toMatch(new RegExp(`^RESUME ${token}( |$)`));
    }
  });

  test("keeps its token while the server is not reached", () => {
    const tab = new Tab();
    tab.page.reachable = false;
    tab.page.wire.cut();
    tab.clock.pass(3_000);
    tab.page.reachable = true;
    tab.heard.length = 0;
    tab.clock.pass(10_000);
    expect(tab.introduction[0]).toMatch(/^RESUME token1/);
  });
});
