/** What the random reading finds only now and then, by itself. */

import { describe, expect, test } from "vitest";
import { Timeline } from "../../src/chat/timeline";
import type { Gap, Spoken } from "../../src/chat/types";

function said(number: number, key = `k${number}`): Spoken {
  return { key, kind: "text", nick: "bob", text: String(number), time: number, own: false, mention: false, state: "sent", id: `m${number}` };
}

function gap(key = "gap"): Gap {
  return { kind: "gap", key, time: 0, state: "open" };
}

function shown(timeline: Timeline): string {
  return timeline
    .entries()
    .map((entry) => (entry.kind === "gap" ? "gap" : "text" in entry ? entry.text : entry.kind))
    .join(" ");
}

function broken(): Timeline {
  const timeline = new Timeline();
  for (const number of [1, 2]) timeline.append(said(number));
  timeline.addGap(gap());
  for (const number of [8, 9]) timeline.append(said(number));
  return timeline;
}

test("the echo of what was said in a gap does not close it", () => {
  const timeline = broken();
  timeline.settle({ ...said(4, "own"), own: true }, true);
  expect(shown(timeline)).toBe("1 2 gap 8 9 4");
  timeline.merge([said(3), said(4), said(5)], { side: "before", gap: "gap" });
  expect(shown(timeline)).toBe("1 2 3 4 5 gap 8 9");
  expect(timeline.entries().find(({ key }) => key === "own")).toMatchObject({ text: "4", own: true });
  timeline.merge([said(6), said(7), said(8)], { side: "before", gap: "gap" });
  expect(shown(timeline)).toBe("1 2 3 4 5 6 7 8 9");
});

test("it goes to its time when nobody can show its place", () => {
  const timeline = broken();
  timeline.setPast(false);
  timeline.settle({ ...said(4, "own"), own: true }, true);
  timeline.setGap("gap", "lost");
  expect(shown(timeline)).toBe("1 2 gap 4 8 9");
});

test("a page that overlaps on both sides closes the gap", () => {
  const timeline = broken();
  timeline.merge([said(2), said(5), said(8)], { side: "after", gap: "gap" });
  expect(shown(timeline)).toBe("1 2 5 8 9");
});

test("a page that overlaps on neither does not", () => {
  const timeline = broken();
  timeline.merge([said(6), said(7)], { side: "after", gap: "gap" });
  expect(shown(timeline)).toBe("1 2 gap 6 7 8 9");
});

test("one run may close several gaps", () => {
  const timeline = broken();
  timeline.addGap(gap("second"));
  timeline.append(said(12));
  timeline.merge([said(1), said(2), said(8), said(9), said(10), said(11), said(12)], { side: "after", gap: "second" });
  expect(shown(timeline)).toBe("1 2 8 9 10 11 12");
});

test("a page that is turned round is turned back", () => {
  const timeline = broken();
  timeline.merge([said(0), said(-1)], { side: "top" });
  expect(shown(timeline)).toBe("-1 0 1 2 gap 8 9");
});

test("what happened keeps its place among what is filled in", () => {
  const timeline = new Timeline();
  timeline.append(said(1));
  timeline.append({ kind: "quit", key: "quit", time: 3, nick: "x", own: false });
  timeline.addGap(gap());
  timeline.merge([said(2), said(4)], { side: "before", gap: "gap" });
  expect(shown(timeline)).toBe("1 2 quit 4 gap");
});

test("without ids, somebody may say the same twice in a millisecond; a page of the past shows it once", () => {
  const { id: _, ...bare } = said(1);
  const timeline = new Timeline();
  expect(timeline.append({ ...bare, key: "a" })).toBe(true);
  expect(timeline.append({ ...bare, key: "b" })).toBe(true);
  timeline.merge([{ ...bare, key: "c" }], { side: "top" });
  expect(timeline.length).toBe(2);
});

test("the oldest are forgotten, a gap that nothing is above with them", () => {
  const timeline = broken();
  expect(timeline.trim(3)).toBe(true);
  expect(shown(timeline)).toBe("8 9");
  expect(timeline.append(said(1))).toBe(true);
});

describe("a run from anywhere in the past", () => {
  const apart = (timeline: Timeline, ...numbers: number[]): string => {
    timeline.mergeApart(numbers.map((number) => said(number)), () => gap("new"));
    return shown(timeline);
  };

  test("stands above everything, above a gap", () => {
    expect(apart(broken(), -5, -4)).toBe("-5 -4 gap 1 2 gap 8 9");
  });

  test("stands in a gap, which is then two", () => {
    const timeline = broken();
    expect(apart(timeline, 4, 5)).toBe("1 2 gap 4 5 gap 8 9");
    timeline.merge([said(3), said(4)], { side: "before", gap: "new" });
    expect(shown(timeline)).toBe("1 2 3 4 5 gap 8 9");
    timeline.merge([said(6), said(7)], { side: "after", gap: "gap" });
    expect(shown(timeline)).toBe("1 2 3 4 5 gap 6 7 8 9");
  });

  test("closes the gap on the side at which it touches what is here", () => {
    expect(apart(broken(), 2, 3)).toBe("1 2 3 gap 8 9");
    expect(apart(broken(), 7, 8)).toBe("1 2 gap 7 8 9");
    expect(apart(broken(), 0, 1)).toBe("0 1 2 gap 8 9");
    expect(apart(broken(), 2, 5, 8)).toBe("1 2 5 8 9");
  });

  test("of nothing changes nothing", () => {
    expect(apart(broken())).toBe("1 2 gap 8 9");
  });
});
