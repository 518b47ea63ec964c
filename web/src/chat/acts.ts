/** What was done in a channel by those who lead it: shown, and undone. */

import type { Message } from "../irc/message";
import { fact, type Asking } from "./asking";
import { isRefusal } from "./errors";
import type { Act, Answered, Given } from "./types";
import { plainWords } from "./words";

/** Entries that are shown at once. */
const AT_ONCE = 30;

export function listActs(asking: Asking, channel: string, before: string | undefined, given: Given<readonly Act[]>): void {
  let found: readonly Act[] = [];
  const answered: Answered = (refusal) => given(refusal, found);
  const done = (answer: readonly Message[]): void => {
    if (answer.some(isRefusal)) return asking.refuse(answered, answer);
    found = actsOf(answer).reverse();
    asking.answer(answered);
  };
  asking.ask(answered, done, "MODLOG", [channel, ...(before ? [`BEFORE=${before}`] : []), String(AT_ONCE)]);
}

export function undo(asking: Asking, channel: string, act: string, answered: Answered): void {
  const done = (answer: readonly Message[]): void => (answer.some(isRefusal) ? asking.refuse(answered, answer) : asking.answer(answered));
  asking.ask(answered, done, "UNDO", [channel, act]);
}

/** An entry begins where there are tags; a long one goes on in the next line. */
function actsOf(answer: readonly Message[]): Act[] {
  const acts: Act[] = [];
  for (const message of answer.filter(({ command }) => command === "NOTICE")) {
    const id = fact(message, "id");
    const text = plainWords(message.params.at(-1) ?? "");
    const last = acts.at(-1);
    const state = fact(message, "state");
    if (!id && last) acts[acts.length - 1] = { ...last, text: `${last.text} ${text}` };
    if (!id) continue;
    acts.push({
      id,
      time: Date.parse(fact(message, "time")) || 0,
      // In front stand the number and the time.
      text: text.replace(/^\d+ \[[^\]]*\] /, ""),
      undone: state === "undone",
      reversible: state === "reversible",
    });
  }
  return acts;
}
