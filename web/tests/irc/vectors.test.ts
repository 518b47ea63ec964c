/** The public-domain vectors of the ircdocs parser tests, the same files as the server's tests use. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { formatLine, parseLine } from "../../src/irc/message";

interface Atoms {
  readonly tags?: Record<string, string | boolean>;
  readonly source?: string;
  readonly verb: string;
  readonly params?: string[];
}

function load<T>(name: string): T[] {
  const file = new URL(`../../../tests/spec/vectors/${name}.yaml`, import.meta.url);
  return (parse(readFileSync(file, "utf8")) as { tests: T[] }).tests;
}

function check(line: string, atoms: Atoms): void {
  const message = parseLine(line);
  expect(message?.command).toBe(atoms.verb.toUpperCase());
  expect(message?.params).toEqual(atoms.params ?? []);
  expect(message?.source).toBe(atoms.source ?? "");
  expect(Object.fromEntries(message?.tags ?? [])).toEqual(atoms.tags ?? {});
}

describe("a line is taken apart", () => {
  test.each(load<{ input: string; atoms: Atoms }>("msg-split"))("$input", ({ input, atoms }) => check(input, atoms));
});

describe("each of the lines that mean some parts is taken into them", () => {
  test.each(load<{ desc: string; atoms: Atoms; matches: string[] }>("msg-join"))("$desc", ({ atoms, matches }) => {
    for (const line of matches) check(line, atoms);
  });
});

describe("what is put together is one of the lines that mean its parts", () => {
  const cases = load<{ desc: string; atoms: Atoms; matches: string[] }>("msg-join").filter(({ atoms }) => !atoms.source);
  test.each(cases)("$desc", ({ atoms }) => {
    const line = formatLine(atoms.verb, atoms.params, (atoms.tags ?? {}) as Record<string, string>);
    check(line, atoms);
  });
});
