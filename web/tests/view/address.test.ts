/** Which address invites others into a channel. */

import { expect, test } from "vitest";

import { addressOf } from "../../src/view/address";

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
