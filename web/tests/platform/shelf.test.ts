import { expect, it } from "vitest";

import { makeShelf } from "../../src/platform/shelf";
import { socketAddress } from "../../src/platform/socket";
import { channelInAddress, invitationInAddress, invitedTo } from "../../src/platform/window";

/** A storage as browsers have it: what is kept is its own property, beside the methods. */
function storage(room = Infinity): Storage {
  const methods = {
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      this[key] = value;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  };
  return Object.create(methods) as Storage;
}

it("keeps and forgets", () => {
  const browser = storage();
  browser.setItem("other", "x");
  expect(makeShelf(() => browser).set("nick", "zoé")).toBe(true);
  expect(makeShelf(() => browser).get("nick")).toBe("zoé");
  expect(makeShelf(() => browser).keys()).toEqual(["nick"]);
  makeShelf(() => browser).remove("nick");
  expect(makeShelf(() => browser).get("nick")).toBeNull();
});

it("lasts as long as the page where the browser refuses", () => {
  const shelf = makeShelf(() => {
    throw new DOMException("denied", "SecurityError");
  });
  expect(shelf.get("nick")).toBeNull();
  expect(shelf.set("nick", "zoé")).toBe(false);
  expect([shelf.get("nick"), shelf.keys()]).toEqual(["zoé", ["nick"]]);
  shelf.remove("nick");
  expect(shelf.get("nick")).toBeNull();
});

it("shows the newest value, whether it was kept or not", () => {
  const shelf = makeShelf(() => browser);
  const browser = storage(3);
  shelf.set("draft", "abc");
  expect(shelf.set("draft", "abcd")).toBe(false);
  expect(shelf.get("draft")).toBe("abcd");
  expect(shelf.set("draft", "x")).toBe(true);
  expect(shelf.get("draft")).toBe("x");
});

it.each([
  ["", null],
  ["#", null],
  ["#café", "#café"],
  ["##café", "#café"],
  ["#caf%C3%A9", "#café"],
  ["#%23caf%C3%A9", "#café"],
  ["#100%", "#100%"],
  ["#x%0D%0APRIVMSG%20%23public%20:x", null],
  ["#a,b", null],
  ["#%E2%80%AEx", null],
  ["#invite=b5yZ-_0", null],
])("finds the channel in the address %s", (hash, channel) => {
  expect(channelInAddress(hash)).toBe(channel);
});

it.each([
  ["#invite=b5yZ-_0", "b5yZ-_0"],
  ["#invite=", ""],
  ["#invite=a%0D%0AQUIT", ""],
  ["#invite", ""],
  ["#public", ""],
])("finds the invitation in the address %s", (hash, code) => {
  expect(invitationInAddress(hash)).toBe(code);
});

it.each([
  ["http://salon.local:8080/#x", "ws://salon.local:8080/irc"],
  ["https://example.org/chat/", "wss://example.org/irc"],
])("finds the WebSocket of %s", (page, socket) => {
  expect(socketAddress("/irc", page)).toBe(socket);
});

it.each([
  ["#invite=abc", "abc", []],
  ["#invite=abc&to=club,caf%C3%A9", "abc", ["#club", "#café"]],
  ["#invite=abc&to=a%20b,%E2%80%AEx,ok", "abc", ["#ok"]],
  ["#invite=abc&to=%", "abc", []],
  ["#invite=abc&from=club", "", []],
])("the invitation %s", (hash, code, channels) => {
  expect(invitationInAddress(hash)).toBe(code);
  expect(invitedTo(hash)).toEqual(channels);
  expect(channelInAddress(hash)).toBe(code ? null : "#invite=abc&from=club");
});
