/** What a menu may offer, by the ranks as they are shown. The server decides. */

import type { ConversationState } from "./conversation.svelte";
import { RANKS } from "./ranks";
import type { ChatState } from "./state.svelte";
import { EDIT_MINUTES, REDACT_MINUTES } from "./corrections";
import type { Changes, Key, Rank, Right, Spoken } from "./types";

const LOWEST = RANKS.length;
const MINUTE = 60_000;
const NOTHING: Changes = { edit: false, delete: false };

export function may(state: ChatState, key: Key, right: Right, nick?: string): boolean {
  const channel = state.get(key);
  if (channel?.kind !== "channel" || !channel.joined) return false;
  const own = height(channel.ranks);
  const member = nick === undefined ? undefined : channel.people.get(state.fold(nick));
  const their = member ? height(member.ranks) : LOWEST;
  if (typeof right === "object") return "give" in right ? mayGive(state, channel, own, right.give) : mayTake(state, own, their, right.take, member);
  switch (right) {
    case "kick":
    case "ban":
    case "mute":
      if (right === "mute" && !state.server.sanctions) return false;
      return own <= height("%") && !member?.own && isBelow(own, their);
    case "topic":
      return own <= height("%") || !channel.modes.includes("t");
    case "invite":
      return own <= height("%") || !channel.modes.includes("i");
    case "log":
      return own <= height("@") && state.server.sanctions;
    case "rename":
      return own <= height("@") && state.server.renamesChannels;
  }
}

function mayGive(state: ChatState, channel: ConversationState, own: number, rank: Rank): boolean {
  const [, letter = "", prefix = ""] = RANKS.find(([name]) => name === rank) ?? [];
  const exists = state.support.prefixOf(letter) !== "" && state.support.kindOf(letter) === "rank";
  // Whoever leads a guests' channel is shown as an operator.
  if (rank === "founder") return exists && (own === 0 || (own === height("@") && !channel.members.some(({ ranks }) => height(ranks) === 0)));
  return exists && own <= height("@") && (height(prefix) >= height("@") || own < height(prefix));
}

function mayTake(state: ChatState, own: number, their: number, rank: Rank, member: { ranks: string; own: boolean } | undefined): boolean {
  const prefix = RANKS.find(([name]) => name === rank)?.[2] ?? "";
  // A founder hands the channel over, or gives it back.
  if (!member?.ranks.includes(prefix) || (rank === "founder" && state.server.owners)) return false;
  return member.own || (own <= height("%") && isBelow(own, their));
}

/** The main administrator of a guests' channel is shown as an operator like the others, so operators are offered what may be theirs. */
function isBelow(own: number, their: number): boolean {
  return own < their || (own === their && own === height("@"));
}

/** What may be done with a message. `hasEdit`, `hasRedaction`: whether the server knows how. */
export function changesOf(state: ChatState, key: Key, entry: Spoken, hasEdit: boolean, hasRedaction: boolean): Changes {
  const where = state.get(key);
  if (!where || (where.kind === "channel" && !where.joined)) return NOTHING;
  if (entry.id === undefined || entry.state !== "sent" || entry.deleted) return NOTHING;
  const age = state.clock.now() - entry.time;
  const isYoung = (token: string): boolean => {
    const minutes = state.support.get(token);
    return minutes === undefined || age <= Number(minutes) * MINUTE;
  };
  const author = where.people.get(state.fold(entry.nick));
  const own = height(where.ranks);
  const byRank = where.kind === "channel" && own <= height("%") && (entry.own || isBelow(own, author ? height(author.ranks) : LOWEST));
  return {
    edit: hasEdit && entry.own && isYoung(EDIT_MINUTES),
    delete: hasRedaction && (byRank || (entry.own && isYoung(REDACT_MINUTES))),
  };
}

/** 0 is the highest. */
function height(ranks: string): number {
  const at = RANKS.findIndex(([, , prefix]) => prefix !== "" && ranks.startsWith(prefix));
  return at < 0 ? LOWEST : at;
}
