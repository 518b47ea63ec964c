/** In which language the server answers. */

import { expect, test } from "vitest";
import { Script } from "../harness/script";

const CAPABILITIES = "batch labeled-response message-tags draft/languages=2,fr,en";

function chosen(script: Script): string[] {
  return script.heard.filter((line) => line.includes("LANGUAGE")).map((line) => line.replace(/^@\S+ /, ""));
}

test("it follows the page, and that it did is not told", () => {
  const script = new Script(CAPABILITIES);
  const before = script.told;
  script.chat.setLanguage("fr");
  script.clock.pass(40);
  script.say(`@label=${script.label} :s 687 zoé fr :Fait`);
  expect(chosen(script)).toEqual(["LANGUAGE fr"]);
  expect(script.told).toEqual(before);
});

test("a server that does not speak it, or has one language, is not asked", () => {
  for (const [capabilities, code] of [
    [CAPABILITIES, "de"],
    ["batch message-tags", "fr"],
  ] as const) {
    const script = new Script(capabilities);
    script.chat.setLanguage(code);
    script.clock.pass(40);
    expect(chosen(script)).toEqual([]);
  }
});

test("the next connection begins in it, before anything is welcomed", () => {
  const script = new Script(CAPABILITIES);
  script.page.wire.cut();
  script.clock.pass(5_000);
  const lines = script.heard.map((line) => line.split(" ")[0]);
  expect(lines.indexOf("LANGUAGE")).toBeGreaterThan(0);
  expect(lines.indexOf("LANGUAGE")).toBeLessThan(lines.lastIndexOf("CAP"));
});
