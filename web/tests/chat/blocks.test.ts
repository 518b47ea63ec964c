/** Whom we block: a list that the server keeps, alike on all our connections. */

import { expect, test } from "vitest";
import type { Refusal } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES = "batch labeled-response message-tags sasl standard-replies";

const script = (): Script => new Script(CAPABILITIES, "SILENCE=20");

function reply(played: Script, ...lines: string[]): string {
  played.clock.pass(40);
  const asked = played.heard.findLast((line) => line.includes("SILENCE")) ?? "@label=1 ";
  const label = /label=(\w+)/.exec(asked)?.[1] ?? "1";
  played.say(`@label=${label} :s BATCH +b labeled-response`, ...lines.map((line) => `@batch=b ${line}`), ":s BATCH -b");
  return asked.replace(/^@\S+ /, "");
}

const blocked = ({ chat }: Script): string[] => chat.blocks.map(({ who }) => who);

test("it follows what another of our connections does", () => {
  const played = script();
  played.say(":zoé!u@h SILENCE +bob!*@*", ":zoé!u@h SILENCE +bob!*@*");
  expect(blocked(played)).toEqual(["bob"]);
  played.say(":zoé!u@h SILENCE -bob!*@*");
  expect(blocked(played)).toEqual([]);
});

test("somebody is found by nick, and by account under any nick", () => {
  const played = script();
  played.say(":zoé!u@h SILENCE +BOB!*@*", ":zoé!u@h SILENCE +~a:eva", ":eve!u@h ACCOUNT eva");
  expect([played.chat.blockOf("bob")?.mask, played.chat.blockOf("eve")?.mask, played.chat.blockOf("eva")]).toEqual(["BOB!*@*", "~a:eva", undefined]);
});

test("one is blocked and unblocked, or it is said why not", () => {
  const played = script();
  const told: (Refusal | undefined)[] = [];
  played.chat.block("bob", (refusal) => told.push(refusal));
  expect(reply(played, ":zoé!u@h SILENCE +bob!*@*")).toBe("SILENCE +bob");
  expect(blocked(played)).toEqual(["bob"]);
  played.chat.unblock("bob!*@*", (refusal) => told.push(refusal));
  expect(reply(played, ":zoé!u@h SILENCE -bob!*@*")).toBe("SILENCE -bob!*@*");
  played.chat.block("eve", (refusal) => told.push(refusal));
  reply(played, ":s 511 zoé eve!*@* :Your silence list is full");
  expect(told).toMatchObject([undefined, undefined, { text: "Your silence list is full" }]);
  expect(played.type("/block eve")).toEqual(["SILENCE +eve"]);
});

test("another account has another list, and a server without one is not asked", () => {
  const played = script();
  played.heard.length = 0;
  played.say(":s 900 zoé zoé!u@h zoé :You are now logged in as zoé");
  expect(reply(played, ":s 271 zoé zoé bob!*@*", ":s 271 zoé zoé ~a:eve", ":s 272 zoé zoé :End")).toBe("SILENCE");
  expect([blocked(played), played.told]).toEqual([["bob", "eve"], []]);
  const plain = new Script(CAPABILITIES);
  plain.say(":s 900 zoé zoé!u@h zoé :You are now logged in as zoé");
  expect([plain.heard, plain.chat.server.blocks]).toEqual([[], false]);
});
