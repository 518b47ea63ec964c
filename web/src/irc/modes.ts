/** Changes of modes (modern-irc, "MODE message"). */

import type { Support } from "./support";

export interface ModeChange {
  readonly adding: boolean;
  readonly letter: string;
  readonly param: string;
}

/** Take the letters and parameters of a channel's MODE apart. */
export function parseModes(support: Support, letters: string, params: readonly string[]): ModeChange[] {
  const changes: ModeChange[] = [];
  let adding = true;
  let next = 0;
  for (const letter of letters.slice(0, 200)) {
    if (letter === "+" || letter === "-") {
      adding = letter === "+";
      continue;
    }
    const kind = support.kindOf(letter);
    const takes = kind === "rank" || kind === "list" || kind === "always" || (kind === "set" && adding);
    changes.push({ adding, letter, param: takes ? (params[next++] ?? "") : "" });
  }
  return changes;
}
