/** The chat as the view has it, against a small server. */

import { describe, expect, test } from "vitest";
import { createChat, type Chat, type Entry, type Spoken } from "../../src/chat";
import { Page, TestClock, TestShelf } from "../harness/world";
import { TestServer } from "../harness/server";

function texts(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => ("nick" in entry && "state" in entry ? [entry.text] : entry.kind === "gap" ? ["(gap)"] : []));
}

function setUp(change: (server: TestServer) => void = () => undefined, random?: () => number) {
  const clock = new TestClock();
  const server = new TestServer(clock);
  change(server);
  const shelf = new TestShelf();
  const page = new Page(clock, shelf, server.accept, random);
  const chat = createChat(page.ports);
  const start = (nick = "zoé", channels = ["#public"]): Chat => {
    chat.start({ nick, channels, url: "ws://test/irc" });
    clock.pass(100);
    return chat;
  };
  return { clock, server, shelf, page, chat, start };
}

describe("connecting", () => {
  test("a nick and a channel are all it takes", () => {
    const { start } = setUp();
    const chat = start();
    expect(chat.link).toEqual({ state: "connected" });
    expect(chat.current?.name).toBe("#public");
    expect(chat.current?.joined).toBe(true);
    expect(chat.current?.members.map(({ nick }) => nick)).toEqual(["zoé"]);
    expect(chat.server.network).toBe("Test");
  });

  test("a channel is there to type in before the connection is", () => {
    const { page, start, server, clock } = setUp();
    page.reachable = false;
    const chat = start();
    chat.submit("#public", "typed early");
    expect(texts(chat.current?.entries ?? [])).toEqual(["typed early"]);
    expect(chat.link.state).toBe("waiting");
    page.reachable = true;
    clock.pass(60_000);
    expect(server.said.map(({ text }) => text)).toEqual(["typed early"]);
  });

  test.each(["#x\r\nPRIVMSG #public :injected", "#a b", "#a,#b", "#\0"])("a name that none can have, %j, keeps nobody out of others", (name) => {
    const { start, shelf } = setUp();
    const chat = start("zoé", [name, "#public"]);
    expect(chat.current?.name).toBe("#public");
    expect(chat.current?.joined).toBe(true);
    expect(JSON.stringify(shelf)).not.toContain("injected");
  });

  test("a nick that is taken at first is asked for again", () => {
    const { server, start, clock } = setUp();
    const other = new Page(clock, new TestShelf(), server.accept);
    createChat(other.ports).start({ nick: "zoé", channels: [], url: "" });
    clock.pass(100);
    const chat = start();
    expect(chat.link).toMatchObject({ state: "nick-refused", nick: "zoé", why: "taken" });
    chat.setNick("zoé2");
    clock.pass(100);
    expect(chat.link.state).toBe("connected");
    expect(chat.own).toMatchObject({ nick: "zoé2", wanted: "zoé2" });
  });

  test("a nick that is taken while one reconnects is replaced, said so, and regained when it is free", () => {
    const { server, start, clock, page } = setUp();
    const chat = start();
    page.wire.cut();
    clock.pass(60_000);
    expect(chat.own).toMatchObject({ nick: "zoé_", wanted: "zoé" });
    expect(chat.current?.told).toMatchObject([{ kind: "info", text: "zoé is taken: you are zoé_ until it is free." }]);
    server.find("zoé")?.closed();
    clock.pass(60_000);
    expect(chat.own).toMatchObject({ nick: "zoé", wanted: "zoé" });
    expect(chat.link.state).toBe("connected");
  });

  test.each([
    { chance: 0, shortest: 500, longest: 15_000 },
    { chance: 255 / 256, shortest: 998, longest: 29_941 },
  ])("the waits grow to about 30 s, and are shown: $chance", ({ chance, shortest, longest }) => {
    const { page, start, clock, chat } = setUp(undefined, () => chance);
    start();
    page.reachable = false;
    page.wire.cut();
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries++) {
      if (chat.link.state !== "waiting") throw new Error(chat.link.state);
      waits.push(chat.link.until - clock.now());
      // The attempt itself fails in no time.
      clock.pass(chat.link.until - clock.now());
    }
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits[0]).toBe(shortest);
    expect(waits.at(-1)).toBe(longest);
    page.reachable = true;
    page.online();
    clock.pass(10);
    expect(chat.link.state).toBe("connected");
  });

  test("a server that answers nothing any more is given up", () => {
    const { server, start, clock, chat, page } = setUp();
    start();
    server.before = (person) => {
      // As a cable that was pulled: nothing comes back, nothing is closed.
      person.wire.isOpen = false;
    };
    clock.pass(100_000);
    expect(page.wires.length).toBeGreaterThan(1);
    expect(chat.link.state).not.toBe("connected");
  });

  test("a server that wants nobody is not asked again and again", () => {
    const { server, start, page, clock, chat } = setUp();
    server.before = (person) => {
      person.wire.say(":test 465 * :You are banned");
      clock.after(5, () => person.cut());
    };
    start();
    clock.pass(120_000);
    expect(chat.link).toEqual({ state: "refused", text: "You are banned" });
    expect(page.wires.length).toBe(1);
  });

  test("/quit ends it, and retrying is the person's", () => {
    const { start, clock, page, server } = setUp();
    const chat = start();
    chat.submit("#public", "/quit see you");
    clock.pass(120_000);
    expect(chat.link.state).toBe("idle");
    expect(page.wires.length).toBe(1);
    expect(server.people.size).toBe(0);
  });
});

describe("speaking and hearing", () => {
  test("a message waits, and is sent when its echo comes, as the same entry", () => {
    const { start, clock } = setUp();
    const chat = start();
    chat.submit("#public", "bonjour");
    const before = chat.current?.entries.at(-1) as Spoken;
    expect(before).toMatchObject({ text: "bonjour", state: "waiting" });
    clock.pass(100);
    const sent = chat.current?.entries.at(-1) as Spoken;
    expect(sent.key).toBe(before.key);
    expect(sent).toMatchObject({ kind: "text", text: "bonjour", state: "sent", own: true, id: "m1" });
  });

  test("what others say counts as unread until it is seen, and by name as a mention", () => {
    const { start, server, clock } = setUp();
    const chat = start();
    server.speak("bob", "#public", "hello");
    server.speak("bob", "#public", "Zoé: are you there?");
    server.speak("bob", "#public", "zoéphile");
    clock.pass(100);
    expect(chat.current).toMatchObject({ unread: 3, mentions: 1 });
    const lastSeen = chat.current?.lastSeen;
    chat.watch("#public", true);
    server.speak("bob", "#public", "zoé, you are");
    clock.pass(100);
    expect(chat.current).toMatchObject({ unread: 0, mentions: 0, lastSeen });
    chat.watch("#public", false);
    const end = chat.current?.entries.at(-1)?.key;
    server.speak("bob", "#public", "zoé?");
    clock.pass(100);
    expect(chat.current).toMatchObject({ unread: 1, mentions: 1, lastSeen: end });
  });

  test("somebody who writes in private opens a conversation", () => {
    const { start, server, clock } = setUp();
    const chat = start();
    server.speak("bob", "zoé", "psst");
    clock.pass(100);
    expect(chat.conversations.map(({ name, kind }) => [name, kind])).toEqual([
      ["#public", "channel"],
      ["bob", "private"],
    ]);
    expect(chat.conversations[1]).toMatchObject({ unread: 1, mentions: 1, presence: "online" });
  });

  test("a message to oneself is there once", () => {
    const { start, clock } = setUp();
    const chat = start();
    chat.submit("#public", "/msg zoé note");
    clock.pass(100);
    const talk = chat.conversations.find(({ kind }) => kind === "private");
    expect(texts(talk?.entries ?? [])).toEqual(["note"]);
  });

  test("a message to nobody fails, with the reason, and can be retried or discarded", () => {
    const { start, server, clock } = setUp();
    const chat = start();
    chat.openPrivate("bob");
    chat.submit("bob", "hello?");
    clock.pass(100);
    const failed = chat.current?.entries.at(-1) as Spoken;
    expect(failed).toMatchObject({ state: "failed", reason: "There is nobody called bob here." });
    const bob = new Page(clock, new TestShelf(), server.accept);
    createChat(bob.ports).start({ nick: "bob", channels: [], url: "" });
    clock.pass(100);
    chat.retry(failed.key);
    clock.pass(100);
    expect(chat.current?.entries.at(-1)).toMatchObject({ text: "hello?", state: "sent" });
  });

  test("several lines and long ones become several messages, in order", () => {
    const { start, server, clock } = setUp();
    const chat = start();
    chat.submit("#public", `one\ntwo\n\n${"é ".repeat(400)}`);
    clock.pass(100);
    expect(server.said.length).toBeGreaterThan(3);
    expect(server.said.slice(0, 2).map(({ text }) => text)).toEqual(["one", "two"]);
    expect(server.said.every(({ source, target, text }) => Buffer.byteLength(`:${source} PRIVMSG ${target} :${text}`) <= 510)).toBe(true);
  });

  test("drafts stay with their channel, across a reload", () => {
    const { start, shelf, server, clock } = setUp();
    start().setDraft("#public", "half a tho");
    const page = new Page(clock, shelf, server.accept);
    const chat = createChat(page.ports);
    chat.start({ nick: "zoé2", channels: ["#public"], url: "" });
    expect(chat.current?.draft).toBe("half a tho");
    expect(createChat(page.ports).lastNick).toBe("zoé2");
  });
});

describe("a server without extensions", () => {
  test("has its messages confirmed by an answer to PING", () => {
    const { start, server, clock } = setUp((bare) => (bare.capabilities = []));
    const chat = start();
    chat.submit("#public", "plain");
    clock.pass(100);
    expect(server.said.map(({ text }) => text)).toEqual(["plain"]);
    expect(chat.current?.entries.at(-1)).toMatchObject({ text: "plain", state: "sent" });
  });

  test("leaves a gap that nobody can fill", () => {
    const { start, server, clock, page } = setUp((bare) => (bare.capabilities = []));
    const chat = start();
    server.speak("bob", "#public", "before");
    clock.pass(10);
    server.find("zoé")?.cut();
    server.speak("bob", "#public", "missed");
    clock.pass(60_000);
    server.speak("bob", "#public", "after");
    clock.pass(100);
    expect(page.wires.length).toBe(2);
    expect(texts(chat.current?.entries ?? [])).toEqual(["before", "(gap)", "after"]);
    expect(chat.current?.entries.find(({ kind }) => kind === "gap")).toMatchObject({ state: "lost" });
  });

  test("may have lost what was under way: it is shown as failed, and not sent again by itself", () => {
    const { start, server, clock } = setUp((bare) => {
      bare.capabilities = ["echo-message", "message-tags"];
      bare.baseTokens = "NETWORK=Old";
    });
    const chat = start();
    server.before = (person, { command }) => {
      if (command !== "PRIVMSG") return;
      server.keep(person.source, "#public", "perhaps", "", undefined);
      person.cut();
    };
    chat.submit("#public", "perhaps");
    clock.pass(10);
    server.before = () => undefined;
    clock.pass(60_000);
    expect(server.said.length).toBe(1);
    expect(chat.current?.entries.at(-1)).toMatchObject({ state: "failed" });
  });
});

describe("a channel with a password", () => {
  test("is entered with it again", () => {
    const { start, server, clock } = setUp();
    const chat = start();
    const joins: string[] = [];
    server.before = (_, { command, params }) => void (command === "JOIN" && joins.push(params.join(" ")));
    chat.submit("#public", "/join #secret sesame");
    clock.pass(100);
    server.find("zoé")?.cut();
    clock.pass(60_000);
    // First the one that is looked at.
    expect(joins).toEqual(["#secret sesame", "#secret sesame", "#public"]);
  });
});
