/** Ranks, highest first, with the letters and prefixes that they have wherever they exist. */

import type { Rank } from "./types";

export const RANKS: readonly (readonly [rank: Rank, letter: string, prefix: string])[] = [
  ["founder", "q", "~"],
  ["admin", "a", "&"],
  ["operator", "o", "@"],
  ["halfop", "h", "%"],
  ["voice", "v", "+"],
];

export const LETTERS = Object.fromEntries(RANKS) as Readonly<Record<Rank, string>>;

export function rankOf(letter: string): Rank | undefined {
  return RANKS.find(([, its]) => its === letter)?.[0];
}
