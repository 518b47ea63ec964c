/** Whom we block: the server keeps the list, by account where there is one, and delivers us no private messages of them. */

import type { Message } from "../irc/message";
import type { Asking } from "./asking";
import { isRefusal } from "./errors";
import type { Handler } from "./scene";
import type { ChatState } from "./state.svelte";
import type { Answered, Block } from "./types";

/** RPL_SILELIST. */
const ENTRY = "271";
const BLOCKS_AT_MOST = 1_000;

/** Find out whom we block: another account has another list. */
export function askBlocks(asking: Asking): void {
  const { connection, state } = asking.world;
  if (connection.session?.support.get("SILENCE") === undefined || !connection.session.has("labeled-response")) return;
  const asked: Answered = () => undefined;
  const told = (answer: readonly Message[]): void => {
    if (!answer.some(isRefusal)) state.blocks = answer.filter(({ command }) => command === ENTRY).map(({ params }) => blockOf(params[2] ?? ""));
    asking.answer(asked);
  };
  asking.ask(asked, told, "SILENCE", [], "271 272");
}

export function changeBlock(asking: Asking, sign: "+" | "-", mask: string, answered: Answered): void {
  const done = (answer: readonly Message[]): void => (answer.some(isRefusal) ? asking.refuse(answered, answer) : asking.answer(answered));
  asking.ask(answered, done, "SILENCE", [sign + mask]);
}

/** SILENCE: one more or one less, be it from another of our connections. */
export const silence: Handler = ({ state }, { params }) => {
  const [change = ""] = params;
  const block = blockOf(change.slice(1));
  const others = state.blocks.filter(({ mask }) => mask !== block.mask);
  state.blocks = change.startsWith("-") ? others : [...others, block].slice(-BLOCKS_AT_MOST);
};

/** The entry by which somebody is blocked. */
export function blockOfPerson(state: ChatState, nick: string, account: string | undefined): Block | undefined {
  const names = [nick, ...(account ? [account] : [])].map((name) => state.fold(name));
  return state.blocks.find(({ who, isAccount }) => names.slice(isAccount ? 1 : 0).includes(state.fold(who)));
}

function blockOf(mask: string): Block {
  const [, account, nick] = /^~(?:a|account):(.+)$/.exec(mask) ?? /^()([^!*?]+)!\*@\*$/.exec(mask) ?? [];
  return { mask, who: account || nick || mask, isAccount: Boolean(account) };
}
