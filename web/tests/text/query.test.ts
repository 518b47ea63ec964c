/** What is searched for: as it is typed, and where it stands in a text. */

import { expect, test } from "vitest";
import { partsFound, readQuery } from "../../src/text/query";

const NOTHING = { text: "", from: "", in: "", after: "", before: "", order: "newest" };

test.each([
  ["été from:ana", { text: "été", from: "ana" }],
  ["in:#club  tea  -green", { text: "tea -green", in: "#club" }],
  ["after:2026-01-31 before:2026-03-01 tea", { text: "tea", after: "2026-01-31", before: "2026-02-28" }],
  ["sort:best tea", { text: "tea", order: "best" }],
  ["after:tomorrow from: http://x", { text: "after:tomorrow from: http://x" }],
  ["before:2026-13-45 tea", { text: "before:2026-13-45 tea" }],
])("%s", (line, read) => {
  expect(readQuery(line)).toEqual({ ...NOTHING, ...read });
});

test.each([
  ["L'été, ÉTÉ ete étéa", "ete", "L'[été], [ÉTÉ] [ete] étéa"],
  ["e\u0301te\u0301 here", "été", "[e\u0301te\u0301] here"],
  ["tea is green tea", '"green tea" -is', "tea is [green tea]"],
  ["green, tea", '"green tea"', "[green, tea]"],
  ["call foo_bar() or food", "foo_bar()", "call [foo_bar()] or food"],
  ["C++ and c", "c++", "[C++] and c"],
  ["我喜欢茶", "喜欢", "我[喜欢]茶"],
  ["a (b [c", "[c", "a (b [[c]"],
  ["nothing", "", "nothing"],
  ["nothing", "-nothing", "nothing"],
])("%s: %s", (text, wanted, marked) => {
  expect(partsFound(text, wanted).map(({ text, found }) => (found ? `[${text}]` : text)).join("")).toBe(marked);
});

test("a long text and a long search are no burden", () => {
  const text = "a-".repeat(4_000);
  const before = process.cpuUsage().user;
  partsFound(text, `"${"a ".repeat(200)}b"`);
  expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
});
