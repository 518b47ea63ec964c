/** Who imports whom: view, then chat, then irc; and the pure parts import nothing of the page. */

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** For each folder, the other folders and the packages that it may import. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  irc: [],
  text: [],
  i18n: [],
  chat: ["irc", "i18n"],
  platform: ["chat"],
  view: ["chat", "text", "i18n", "platform", "svelte", "virtua"],
};
/** What only a browser has; `irc` and `chat` get it through ports. */
const BROWSER = /\b(window|document|localStorage|sessionStorage|WebSocket|setTimeout|setInterval|navigator|crypto)\s*[.(]/;

function files(folder: string): string[] {
  const names = readdirSync(SOURCE + folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.(ts|svelte)$/.test(name)).map((name) => `${folder}/${name}`);
}

function imports(text: string): string[] {
  return [...text.matchAll(/(?<!")\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, from]) => from ?? "");
}

/** The folder or package that an import leads to. */
function target(file: string, from: string): string {
  if (!from.startsWith(".")) return from.split("/")[0] ?? from;
  const path = new URL(from, `file:///${file}`).pathname.slice(1);
  return path.includes("/") ? (path.split("/")[0] ?? path) : path;
}

test.each(Object.keys(MAY))("%s imports only what it may", (folder) => {
  const wrong = files(folder).flatMap((file) => {
    const led = imports(readFileSync(SOURCE + file, "utf8")).map((from) => target(file, from));
    return led.filter((to) => to !== folder && !MAY[folder]?.includes(to)).map((to) => `${file} imports ${to}`);
  });
  expect(wrong).toEqual([]);
});

test.each(["irc", "chat"])("%s knows nothing of the browser", (folder) => {
  const wrong = files(folder).filter((file) => BROWSER.test(readFileSync(SOURCE + file, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*/g, "")));
  expect(wrong).toEqual([]);
});
