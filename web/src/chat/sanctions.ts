/** The bans and mutes of a channel: listed, and lifted. */

import { nickOf, type Message } from "../irc/message";
import { fact, has, type Asking } from "./asking";
import type { Answered, Given, Sanction } from "./types";

/** RPL_BANLIST, RPL_ENDOFBANLIST. */
const BAN = "367";
const END = "368";

export function listSanctions(asking: Asking, channel: string, given: Given<readonly Sanction[]>): void {
  let found: readonly Sanction[] = [];
  const answered: Answered = (refusal) => given(refusal, found);
  const done = (answer: readonly Message[]): void => {
    if (!has(answer, END)) return asking.refuse(answered, answer);
    found = answer.filter(({ command }) => command === BAN).map(sanctionOf);
    asking.answer(answered);
  };
  asking.ask(answered, done, "MODE", [channel, "b"], `${BAN} ${END}`);
}

export function liftSanction(asking: Asking, channel: string, mask: string, answered: Answered): void {
  asking.order(answered, ({ command }) => command === "MODE", "MODE", channel, "-b", mask);
}

/** Who and when may be left out by any server; until when, and why, only ours says, in tags. */
function sanctionOf(message: Message): Sanction {
  const [, , mask = "", by = "", since = ""] = message.params;
  const [, mute = "", rest = ""] = /^(~m:|~mute:)?(.*)$/s.exec(mask) ?? [];
  const [, account, nick] = /^~(?:a|account):(.+)$/.exec(rest) ?? /^()([^!*?]+)!\*@\*$/.exec(rest) ?? [];
  return {
    mask,
    mutes: mute !== "",
    who: account || nick || rest,
    by: nickOf(by),
    since: milliseconds(since),
    until: Date.parse(fact(message, "until")) || 0,
    reason: fact(message, "reason"),
  };
}

/** What a number of seconds is in milliseconds; 0 if it is none. */
function milliseconds(seconds: string): number {
  return (Number(seconds) || 0) * 1000;
}
