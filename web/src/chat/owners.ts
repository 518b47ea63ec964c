/** Whose a channel is, and which accounts keep ranks in it: what ChanServ is asked, as IRC has it. */

import type { Message } from "../irc/message";
import { fact, type Asking } from "./asking";
import { LETTERS, rankOf } from "./ranks";
import type { Access, Answered, Given, Ownership, Rank } from "./types";

const SERVICE = "CS";

export function askOwnership(asking: Asking, channel: string, given: Given<Ownership>): void {
  let found: Ownership = { owner: "", ranks: undefined };
  const answered: Answered = (refusal) => given(refusal, found);
  const listed = (answer: readonly Message[]): void => {
    // Whoever may not see it is told so, and nothing that has tags.
    const ranks = answer.map(accessOf).filter((access) => access !== undefined);
    if (ranks.length > 0) found = { ...found, ranks };
    asking.answer(answered);
  };
  const told = (answer: readonly Message[]): void => {
    const owner = answer.map((message) => fact(message, "owner")).find(Boolean);
    if (owner === undefined) return asking.answer(answered);
    found = { ...found, owner };
    asking.ask(answered, listed, SERVICE, [`ACCESS ${channel}`]);
  };
  asking.ask(answered, told, SERVICE, [`INFO ${channel}`]);
}

function accessOf(message: Message): Access | undefined {
  const account = fact(message, "account");
  const rank = rankOf(fact(message, "rank"));
  return account && rank ? { account, rank } : undefined;
}

/** Let an account keep a rank, or none. */
export function setAccess(asking: Asking, channel: string, account: string, rank: Rank | undefined, answered: Answered): void {
  const change = rank ? `ADD ${account} ${LETTERS[rank]}` : `DEL ${account}`;
  asking.order(answered, (message) => fact(message, "account") !== "", SERVICE, `ACCESS ${channel} ${change}`);
}

/** Have a channel belong to somebody else, or to nobody. */
export function changeOwner(asking: Asking, request: string, answered: Answered): void {
  const done = (answer: readonly Message[]): void => {
    const note = answer.find(({ command, params }) => command === "NOTE" && params[1] === "CHANNEL_OWNER");
    if (!note) return asking.refuse(answered, answer);
    asking.world.state.tell("info", note.params.at(-1) ?? "");
    asking.answer(answered);
  };
  asking.ask(answered, done, SERVICE, [request]);
}
