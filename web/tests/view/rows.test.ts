import { describe, expect, it } from "vitest";

import type { Entry, Spoken } from "../../src/chat";
import { GROUP_MILLISECONDS, makeRowMaker, type Row } from "../../src/view/log/rows";

const NOON = new Date(2026, 10, 28, 12).getTime();
let count = 0;

function said(nick: string, time = NOON, kind: "text" | "action" = "text", text = "x"): Spoken {
  return { kind, key: `m${count++}`, time, nick, text, own: false, mention: false, state: "sent" };
}

function happened(kind: "join" | "part" | "topic", nick = "zoé", time = NOON): Entry {
  return { kind, key: `h${count++}`, time, nick, own: false };
}

const kinds = (rows: readonly Row[]) =>
  rows.map((row) => (row.kind === "message" ? (row.first ? "first" : "next") : row.kind));
const shape = (entries: Entry[], lastSeen?: string) => kinds(makeRowMaker().make(entries, lastSeen));

describe("rows", () => {
  it("puts messages of one author within minutes under one name", () => {
    const minute = 60_000;
    expect(
      shape([said("a"), said("a", NOON + minute), said("b", NOON + minute), said("a", NOON + minute)]),
    ).toEqual(["day", "first", "next", "first", "first"]);
    expect(shape([said("a"), said("a", NOON + GROUP_MILLISECONDS)])).toEqual(["day", "first", "first"]);
    expect(shape([said("a"), said("a", NOON, "action"), said("a")])).toEqual([
      "day",
      "first",
      "first",
      "first",
    ]);
  });

  it("divides days", () => {
    expect(shape([said("a"), said("a", NOON + 24 * 3_600_000)])).toEqual(["day", "first", "day", "first"]);
  });

  it("draws the line below what was seen last, if anything is below it", () => {
    const entries = [said("a"), said("a")];
    expect(shape(entries, entries[0]!.key)).toEqual(["day", "first", "unread", "first"]);
    expect(shape(entries, entries[1]!.key)).toEqual(["day", "first", "next"]);
  });

  it("lets comings and goings share a row, and nothing else", () => {
    const rows = makeRowMaker().make(
      [happened("join"), happened("part"), happened("topic"), happened("join")],
      undefined,
    );
    expect(rows.map((row) => (row.kind === "events" ? row.events.length : row.kind))).toEqual([
      "day",
      2,
      1,
      1,
    ]);
  });
});

describe("code in several messages", () => {
  const typed = (...texts: string[]) => texts.map((text, at) => said("a", NOON + at * 1_000, "text", text));
  const codes = (entries: Entry[]) =>
    makeRowMaker()
      .make(entries, undefined)
      .flatMap((row) => (row.kind === "message" ? [row.code ? [row.code.language, row.code.text] : row.entry.text] : []));

  it("is one row, from the first back-ticks to the last", () => {
    expect(codes(typed("look:", "```python", "if x:", "    y()", "```", "nice"))).toEqual([
      "look:",
      ["python", "if x:\n    y()"],
      "nice",
    ]);
    expect(codes(typed("```a = 1", "b = 2```", "c"))).toEqual([["", "a = 1\nb = 2"], "c"]);
  });

  it("is what one message holds by itself where it begins and ends in it", () => {
    expect(codes(typed("```x```", "y"))).toEqual(["```x```", "y"]);
  });

  it("grows as it comes, and ends with somebody else, with time, and where something failed", () => {
    expect(codes(typed("```", "a"))).toEqual([["", "a"]]);
    expect(codes([...typed("```", "a"), said("b", NOON + 2_000), ...typed("z")].slice(0, 3))).toEqual([["", "a"], "x"]);
    expect(codes([...typed("```", "a"), said("a", NOON + 60_000)])).toEqual([["", "a"], "x"]);
    expect(codes([...typed("```", "a"), { ...said("a", NOON + 2_000), state: "failed" }])).toEqual([["", "a"], "x"]);
  });

  it("is named by the last of its lines for what comes after it", () => {
    const rows = makeRowMaker().make(typed("```", "a", "```", "b"), undefined);
    expect(kinds(rows)).toEqual(["day", "first", "next"]);
  });
});

describe("rows made before", () => {
  it("stay the same values when something is added", () => {
    const maker = makeRowMaker();
    const entries = [said("a"), said("b")];
    const before = maker.make(entries, undefined);
    const after = maker.make([...entries, said("b")], undefined);
    expect(after.slice(0, 3).map((row, at) => row === before[at])).toEqual([true, true, true]);
    expect(after).not.toBe(before);
  });

  it("are those of a maker that knew nothing before, whatever changes", () => {
    const random = (() => {
      let seed = 7;
      return (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    })();
    const any = (time: number): Entry =>
      [
        () => said("ab"[random(2)]!, time),
        () => said("ab"[random(2)]!, time, "text", "```"),
        () => happened("join", "x", time),
        () => happened("topic", "x", time),
      ][random(4)]!();
    const maker = makeRowMaker();
    let entries: Entry[] = [];
    let lastSeen: string | undefined;
    for (let round = 0; round < 600; round++) {
      const time = NOON + random(200) * (random(2) ? 3_600_000 : 1);
      const place = random(entries.length + 1);
      const change = random(6);
      if (change === 0) entries = entries.slice(0, place);
      else if (change === 1) entries = [any(time), ...entries];
      else if (change === 2) entries = [...entries.slice(0, place), any(time), ...entries.slice(place)];
      else if (change === 3 && entries[place]) entries = entries.with(place, { ...entries[place], time });
      else if (change === 4) lastSeen = entries[place]?.key;
      else entries = [...entries, any(time), any(time)];
      expect(maker.make(entries, lastSeen)).toEqual(makeRowMaker().make(entries, lastSeen));
    }
  });
});
