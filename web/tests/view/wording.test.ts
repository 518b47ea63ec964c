/** What happened, in words. */

import { expect, test } from "vitest";
import type { Happened } from "../../src/chat";
import { wordEvent } from "../../src/view/log/wording";

test.each([
  ["+b bob!*@*", "alice banned bob"],
  ["+b ~a:bob", "alice banned bob"],
  ["+b *!*@bad.example", "alice banned *!*@bad.example"],
  ["-b bob!*@*", "alice lifted the ban on bob"],
  ["+b ~m:bob!*@*", "alice muted bob"],
  ["+b ~m:~a:bob", "alice muted bob"],
  ["-b ~m:~a:bob", "alice lets bob speak again"],
  ["+o bob", "alice made bob an operator"],
])("the modes %s", (text, words) => {
  const entry: Happened = { key: "e1", time: 0, kind: "mode", nick: "alice", text, own: false };
  expect(wordEvent(entry)).toBe(words);
});
