/** The private conversations of an account, which each of its devices lists, and what of them nobody has read (ircv3, chathistory: TARGETS). */

import type { Message } from "../irc/message";
import { readTime, timestamp } from "../irc/time";
import { pageLength } from "./history";
import { messagesOf } from "./session";
import type { World } from "./world";

const DAY = 86_400_000;
/** Older conversations are begun again by whoever wants them. */
const DAYS = 30;
/** Each takes two questions, and the server lets one ask some ten times as many at once. */
const LISTED_AT_MOST = 20;

/** A private conversation, and when something was said in it last. */
interface Talk {
  readonly name: string;
  readonly last: number;
}

export class RecentTalks {
  /** Whose conversations were listed, and the latest time in them: one that was closed since stays so until somebody writes. */
  #listed = { account: "", until: 0 };

  constructor(readonly world: World) {}

  /** List the conversations of the last days, with what is unread in them. */
  find(): void {
    const { connection, history, ports, state } = this.world;
    const { session } = connection;
    const { account } = state.own;
    if (!session || account === undefined || !history.isThere || !session.has("labeled-response")) return;
    const now = ports.clock.now();
    // Our clock may be slow, and the end is only there because a range has one.
    const range = [now + DAY, now - DAYS * DAY].map((time) => `timestamp=${timestamp(time)}`);
    session.ask((answer) => this.#list(account, messagesOf(answer)), "CHATHISTORY", ["TARGETS", ...range, String(pageLength(session))]);
  }

  #list(account: string, answer: readonly Message[]): void {
    const before = this.#listed.account === account ? this.#listed.until : 0;
    const talks = answer.map((line) => this.#talkIn(line)).filter((talk) => talk !== undefined);
    talks.sort((one, other) => other.last - one.last);
    for (const talk of talks.slice(0, LISTED_AT_MOST)) this.#show(talk, before);
    this.#listed = { account, until: Math.max(before, talks[0]?.last ?? 0) };
    this.world.publishSoon();
  }

  #talkIn({ command, params: [verb, name = "", time] }: Message): Talk | undefined {
    const last = readTime(time);
    const isTalk = command === "CHATHISTORY" && verb === "TARGETS" && name !== "" && !this.world.state.support.isChannel(name);
    return isTalk && last !== undefined ? { name, last } : undefined;
  }

  #show({ name, last }: Talk, before: number): void {
    const { history, markers, state } = this.world;
    const found = state.find(name);
    if (!found && last <= before) return;
    const talk = found ?? this.world.begin(name, true);
    if (!talk?.isListed) return;
    markers.ask(talk, () => {
      // How much is unread is seen in the past itself.
      if (talk.isListed && last > (talk.marker ?? 0)) history.opened(talk);
    });
  }
}
