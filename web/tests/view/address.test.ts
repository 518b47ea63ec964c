/** Which address invites others into a channel. */

import { expect, test } from "vitest";

import { channelInAddress, messageInAddress } from "../../src/platform/window";
import { addressOf, messageAddressOf } from "../../src/view/address";

test.each([
  ["http://localhost:8080/", "http://192.0.2.1:8080/#public"],
  ["http://127.0.0.1:8080/#b", "http://192.0.2.1:8080/#public"],
  ["http://[::1]:8080/", "http://192.0.2.1:8080/#public"],
  ["http://salon.localhost:8080/", "http://192.0.2.1:8080/#public"],
  ["http://salon.local:8080/", "http://salon.local:8080/#public"],
  ["https://chat.example/salon/#b", "https://chat.example/salon/#public"],
])("at %s", (here, invites) => {
  expect(addressOf("#public", here, "http://192.0.2.1:8080/")).toBe(invites);
});

test("without an address for others, this machine's own names invite nobody", () => {
  expect(addressOf("#public", "http://localhost:8080/", "")).toBeUndefined();
  expect(addressOf("#public", "https://chat.example/", "")).toBe("https://chat.example/#public");
});

test("a message has an address of its own, for this machine where no other can open the page", () => {
  expect(messageAddressOf("#café", "m-1", "https://chat.example/x/#a", "")).toBe("https://chat.example/x/#caf%C3%A9?at=m-1");
  expect(messageAddressOf("#a", "m 1", "http://localhost:8080/", "")).toBe("http://localhost:8080/#a?at=m%201");
});

test.each([
  ["#café?at=m-1", "#café", "m-1"],
  ["#a?at=m%201", "#a", "m 1"],
  ["#a?at=", "#a?at=", undefined],
  ["#a?at=%E0", "#a", undefined],
  ["#a", "#a", undefined],
])("%s is the address of a channel, and of a message", (hash, channel, message) => {
  expect([channelInAddress(hash), messageInAddress(hash)]).toEqual([channel, message]);
});
