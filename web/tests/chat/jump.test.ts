/** A message that somebody wants to see: by a link, from wherever it is in the past. */

import { expect, test } from "vitest";
import { createChat, type Chat, type Conversation } from "../../src/chat";
import { TestServer } from "../harness/server";
import { Page, TestClock, TestShelf } from "../harness/world";

/** A page in #a, where 300 messages were said before it came. */
class Visit {
  readonly clock = new TestClock();
  readonly server = new TestServer(this.clock);
  readonly page: Page;
  readonly chat: Chat;

  constructor(message?: string) {
    for (let number = 1; number <= 300; number++) {
      this.clock.time += 1;
      this.server.speak("bob", "#a", String(number));
    }
    this.page = new Page(this.clock, new TestShelf(), this.server.accept);
    this.chat = createChat(this.page.ports);
    this.chat.start({ nick: "zoé", channels: ["#a"], url: "ws://test", current: "#a", message });
    this.clock.pass(100);
  }

  get channel(): Conversation {
    return this.chat.conversations.find(({ key }) => key === "#a")!;
  }

  get seen(): string | undefined {
    const entry = this.channel.entries.find(({ key }) => key === this.channel.focus?.key);
    return entry && "text" in entry ? entry.text : undefined;
  }
}

test("one that is here is shown at once", () => {
  const visit = new Visit();
  visit.chat.jump("#a", "m290");
  expect(visit.seen).toBe("290");
});

test("one that is not is fetched, and what is between stays to be filled", () => {
  const visit = new Visit();
  visit.chat.jump("#a", "m100");
  expect([visit.seen, visit.channel.settled]).toEqual([undefined, false]);
  visit.clock.pass(100);
  expect([visit.seen, visit.channel.settled]).toEqual(["100", true]);
  expect(visit.channel.entries.filter(({ kind }) => kind === "gap").length).toBe(1);
});

test("by a link that opens the page", () => {
  expect(new Visit("m50").seen).toBe("50");
});

test("twice is two times", () => {
  const visit = new Visit();
  visit.chat.jump("#a", "m290");
  const first = visit.channel.focus;
  visit.chat.jump("#a", "m290");
  expect(visit.channel.focus).not.toBe(first);
});

test.each(["m999", "no such", "", "*", "m1 m2"])("where there is none, that is told: %s", (id) => {
  const visit = new Visit();
  visit.chat.jump("#a", id);
  visit.clock.pass(100);
  expect(visit.seen).toBe(undefined);
  expect(visit.channel.settled).toBe(true);
  expect(visit.channel.told.map(({ text }) => text)).toEqual([
    "This message is not in #a: it was deleted, or it is from before what you may read.",
  ]);
});

test("in a conversation that is not here, nothing happens", () => {
  const visit = new Visit();
  visit.chat.jump("#b", "m1");
  expect(visit.chat.current?.name).toBe("#a");
});
