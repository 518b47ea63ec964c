/** Tabs that share a shelf: each message has one that sends it. */

import { expect, test } from "vitest";
import { Outbox, type Outgoing } from "../../src/chat/outbox";
import { TestClock, TestShelf } from "../harness/world";

class Tabs {
  readonly clock = new TestClock();
  readonly shelf = new TestShelf();
  readonly inherited: string[] = [];

  open(name: string): Outbox {
    const outbox = new Outbox(this.shelf, this.clock, name, (messages) => this.inherited.push(...messages.map(({ text }) => `${name}: ${text}`)));
    outbox.start();
    return outbox;
  }
}

let ids = 0;

function message(text: string, at = 0): Omit<Outgoing, "order"> {
  return { id: (++ids).toString(16).padStart(32, "0"), target: "#a", kind: "text", text, at };
}

test("a tab that lives keeps its own", () => {
  const tabs = new Tabs();
  const [one] = [tabs.open("one"), tabs.open("two")];
  const kept = one?.add(message("hello"));
  tabs.clock.pass(180_000);
  expect(tabs.inherited).toEqual([]);
  expect(one?.owns(kept?.id ?? "")).toBe(true);
});

test("a reload takes over at once, another tab only after a while", () => {
  const tabs = new Tabs();
  const one = tabs.open("one");
  tabs.open("two");
  one.add(message("hello"));
  one.leave();
  tabs.clock.pass(6_000);
  expect(tabs.inherited).toEqual([]);
  tabs.open("reloaded");
  tabs.clock.pass(180_000);
  expect(tabs.inherited).toEqual(["reloaded: hello"]);
});

test("what a crashed tab had goes to another, in its order", () => {
  const tabs = new Tabs();
  const one = tabs.open("one");
  // In an order that is not that of their ids.
  for (const text of ["first", "second", "third"]) one.add({ ...message(text), id: text === "first" ? "f".repeat(32) : message("").id });
  tabs.clock.pass(1_000);
  const crashed = new TestClock();
  crashed.time = tabs.clock.time + 80_000;
  const two = new Outbox(tabs.shelf, crashed, "two", (messages) => tabs.inherited.push(...messages.map(({ text }) => text)));
  two.start();
  expect(tabs.inherited).toEqual(["first", "second", "third"]);
  expect(two.pending().map(({ text }) => text)).toEqual(["first", "second", "third"]);
});

test("a tab that slept sends nothing that another has taken over, or has sent", () => {
  const tabs = new Tabs();
  const asleep = tabs.open("asleep");
  const taken = asleep.add(message("taken"))?.id ?? "";
  const done = asleep.add(message("done"))?.id ?? "";
  const later = new TestClock();
  later.time = tabs.clock.time + 80_000;
  const other = new Outbox(tabs.shelf, later, "other", () => undefined);
  other.start();
  other.remove(done);
  expect([asleep.owns(taken), asleep.owns(done)]).toEqual([false, false]);
  expect(other.owns(taken)).toBe(true);
});

test("a page that is back from the browser's cache loses what others took, and has the rest", () => {
  const tabs = new Tabs();
  const one = tabs.open("one");
  one.add(message("mine"));
  one.leave();
  expect(one.back()).toEqual([]);
  one.leave();
  tabs.open("two");
  expect(one.back().map(({ text }) => text)).toEqual(["mine"]);
  expect(one.pending()).toEqual([]);
});

test("what failed survives a reload as failed", () => {
  const tabs = new Tabs();
  const one = tabs.open("one");
  const kept = one.add(message("hello"));
  one.fail(kept?.id ?? "", "no");
  one.leave();
  const two = tabs.open("two");
  expect(two.pending()).toEqual([]);
  expect(two.all()).toMatchObject([{ text: "hello", failed: "no" }]);
});

test("a shelf that is full, or that somebody wrote nonsense on, does no harm", () => {
  const tabs = new Tabs();
  for (const text of ["", "{}", "null", "[1]", '{"id":"../../x","owner":""}']) tabs.shelf.set(`out.${text}`, text);
  tabs.shelf.full = true;
  const one = tabs.open("one");
  const kept = one.add(message("hello"));
  expect(one.owns(kept?.id ?? "")).toBe(true);
  expect(one.pending().map(({ text }) => text)).toEqual(["hello"]);
});

test("no more than so many wait", () => {
  const one = new Tabs().open("one");
  const added = Array.from({ length: 201 }, (_, at) => one.add(message(String(at))));
  expect(added.findIndex((kept) => kept === undefined)).toBe(200);
});
