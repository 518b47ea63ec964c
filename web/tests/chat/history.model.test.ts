/**
 * Random reading: connections break while others speak, pages of the past are asked for in any order, and live lines come in between.
 * At every moment what is shown is in order, each once, and where something is missing a gap stands. In the end all of it is there.
 */

import { expect, test } from "vitest";
import { createChat, type Chat, type Entry } from "../../src/chat";
import { Page, seeded, TestClock, TestShelf } from "../harness/world";
import { TestServer } from "../harness/server";

class Reading {
  readonly clock = new TestClock();
  readonly server = new TestServer(this.clock);
  readonly page: Page;
  readonly chat: Chat;
  #spoken = 0;

  constructor(readonly random: () => number) {
    this.server.pageLength = 1 + Math.floor(random() * 8);
    if (random() < 0.3) this.server.capabilities = this.server.capabilities.filter((name) => name !== "labeled-response");
    for (let before = random() * 30; before > 0; before--) this.speak();
    this.page = new Page(this.clock, new TestShelf(), this.server.accept, random);
    this.chat = createChat(this.page.ports);
    this.chat.start({ nick: "reader", channels: ["#a"], url: "ws://test" });
  }

  speak(): void {
    // Several in one millisecond, too, and the same text again.
    if (this.random() < 0.5) this.clock.time += 1;
    this.server.speak("bob", "#a", String(this.#spoken++ % 10));
  }

  step(): void {
    const chance = this.random();
    const wire = this.page.wires.at(-1);
    if (chance < 0.35) this.speak();
    else if (chance < 0.45) (wire?.peer?.closed(), wire?.cut());
    else if (chance < 0.55) this.chat.loadOlder("#a");
    else if (chance < 0.65) this.fill();
    else if (chance < 0.68) this.chat.jump("#a", `m${1 + Math.floor(this.random() * this.server.said.length)}`);
    else if (chance < 0.72) this.chat.submit("#a", `own ${this.#spoken++}`);
    else this.clock.pass([1, 2, 3, 50, 2_000, 30_000][Math.floor(this.random() * 6)] ?? 1);
    this.check();
  }

  fill(): void {
    const gaps = this.entries().filter(({ kind }) => kind === "gap");
    const gap = gaps[Math.floor(this.random() * gaps.length)];
    if (gap) this.chat.fillGap("#a", gap.key, this.random() < 0.5 ? "before" : "after");
  }

  entries(): readonly Entry[] {
    return this.chat.conversations[0]?.entries ?? [];
  }

  /** The places in the server's order of what is shown; -1 for a gap. */
  shown(): number[] {
    const order = new Map(this.server.said.map(({ id }, at) => [id, at]));
    return this.entries().flatMap((entry) => {
      if (entry.kind === "gap") return [-1];
      return "id" in entry && entry.id !== undefined ? [order.get(entry.id) ?? Number.NaN] : [];
    });
  }

  /** Without our own at the end of which nobody knows yet into which gap they belong. */
  placed(): number[] {
    const shown = this.shown();
    const isLost = (at: number): boolean => this.server.said[shown[at] ?? -1]?.text.startsWith("own") === true && (shown[at] ?? 0) < Math.max(...shown.slice(0, at));
    let end = shown.length;
    while (end > 0 && isLost(end - 1)) end--;
    return shown.slice(0, end);
  }

  check(): void {
    let last = -1;
    let gap = false;
    for (const at of this.placed()) {
      if (at === -1) gap = true;
      else {
        expect(at, "in order, each once").toBeGreaterThan(last);
        if (last >= 0 && at !== last + 1) expect(gap, `a gap between ${last} and ${at}`).toBe(true);
        last = at;
        gap = false;
      }
    }
  }

  /** Ask for all that is missing. */
  finish(): void {
    this.clock.pass(120_000);
    for (let tries = 0; tries < 400; tries++) {
      const gap = this.entries().find(({ kind }) => kind === "gap");
      if (gap) this.chat.fillGap("#a", gap.key);
      this.clock.pass(100);
      this.chat.loadOlder("#a");
      this.clock.pass(100);
      this.check();
      if (!gap && this.chat.conversations[0]?.older === "none") return;
    }
  }
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))("seed %i", (seed) => {
  const reading = new Reading(seeded(seed));
  for (let steps = 0; steps < 120; steps++) reading.step();
  reading.finish();
  expect(reading.shown()).toEqual(reading.server.said.map((_, at) => at));
});
