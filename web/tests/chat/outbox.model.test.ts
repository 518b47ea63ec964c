/**
 * Random conversations, cut at every point: nothing that was typed is lost, doubled or out of order.
 *
 * Pages of one browser share a shelf; connections break, pages are left and killed, the clock runs. Then all is calm, and the server
 * has to have each message of each page exactly once, those of one page and target in the order in which they were typed.
 */

import { expect, test } from "vitest";
import { createChat, type Chat, type Spoken } from "../../src/chat";
import { Page, seeded, TestClock, TestShelf } from "../harness/world";
import { TestServer } from "../harness/server";

const CHANNELS = ["#a", "#b"];

interface Tab {
  readonly page: Page;
  readonly chat: Chat;
}

class Model {
  readonly clock = new TestClock();
  readonly server = new TestServer(this.clock);
  readonly shelf = new TestShelf();
  readonly typed: string[] = [];
  readonly tabs: Tab[] = [];
  #opened = 0;

  constructor(readonly random: () => number) {
    // In the middle of anything: before a line of a page is executed, or when it is and its answer is not yet there.
    this.server.before = (person) => {
      if (this.cutting && random() < 0.04) person.cut();
      else if (this.cutting && random() < 0.04) this.clock.after(0, () => person.cut());
    };
  }

  cutting = true;

  open(): void {
    const page = new Page(this.clock, this.shelf, this.server.accept, this.random);
    const chat = createChat(page.ports);
    this.tabs.push({ page, chat });
    chat.start({ nick: `page${++this.#opened}`, channels: CHANNELS, url: "ws://test" });
  }

  /** A page ends: as a reload ends it, or as a crash does, which tells nobody. */
  close(tab: Tab, crash: boolean): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    if (!crash) tab.page.leave();
    tab.page.kill();
  }

  type(tab: Tab): void {
    const channel = this.pick(CHANNELS);
    const text = `${channel} ${this.typed.length}`;
    this.typed.push(text);
    tab.chat.submit(channel, text);
  }

  pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }

  step(): void {
    const tab = this.pick(this.tabs);
    const chance = this.random();
    if (!tab || (chance < 0.04 && this.tabs.length < 3)) this.open();
    else if (chance < 0.6) this.type(tab);
    else if (chance < 0.66) this.close(tab, this.random() < 0.4);
    else if (chance < 0.7) tab.page.reachable = this.random() < 0.7;
    else if (chance < 0.74) tab.page.wires.at(-1)?.peer?.closed(), tab.page.wires.at(-1)?.cut();
    else this.clock.pass(this.pick([1, 2, 5, 50, 1_000, 6_000, 80_000]));
  }

  calm(): void {
    this.cutting = false;
    if (this.tabs.length === 0) this.open();
    for (const { page } of this.tabs) page.reachable = true;
    this.clock.pass(300_000);
  }
}

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed);

test.each(SEEDS)("seed %i", (seed) => {
  const model = new Model(seeded(seed));
  model.open();
  for (let steps = 0; steps < 150; steps++) model.step();
  model.calm();
  const said = model.server.said.map(({ text }) => text);
  expect([...said].sort()).toEqual([...model.typed].sort());
  const failed = model.tabs.flatMap(({ chat }) => chat.conversations.flatMap(({ entries }) => entries.filter((entry) => (entry as Spoken).state === "failed")));
  expect(failed).toEqual([]);
  expect(model.shelf.keys().filter((key) => key.startsWith("out."))).toEqual([]);
});

test.each(SEEDS)("one page, seed %i: in order, and shown as it was said", (seed) => {
  const model = new Model(seeded(seed + 1_000));
  model.open();
  for (let steps = 0; steps < 150; steps++) {
    // The page may be left and opened again, but there is one at a time.
    const chance = model.random();
    const tab = model.tabs[0];
    if (!tab) model.open();
    else if (chance < 0.03) model.close(tab, false);
    else if (chance < 0.5) model.type(tab);
    else if (chance < 0.55) tab.page.reachable = model.random() < 0.6;
    else model.clock.pass(model.pick([1, 2, 5, 50, 1_000, 6_000]));
  }
  model.calm();
  for (const channel of CHANNELS) {
    const typed = model.typed.filter((text) => text.startsWith(channel));
    const said = model.server.said.filter(({ target }) => target === channel).map(({ text }) => text);
    expect(said).toEqual(typed);
    const shown = model.tabs[0]?.chat.conversations.find(({ name }) => name === channel)?.entries ?? [];
    const texts = shown.flatMap((entry) => ("text" in entry && entry.kind === "text" ? [entry.text] : []));
    expect(texts).toEqual(said.slice(-texts.length));
    expect(texts.length).toBe(Math.min(said.length, texts.length));
  }
});
