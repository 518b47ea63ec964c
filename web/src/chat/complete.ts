/** What the word before the caret may become: a command, a channel, a nick. */

import { commandHelp } from "./commands";
import type { ConversationState } from "./conversation.svelte";
import type { ChatState } from "./state.svelte";
import { isSpoken } from "./timeline";
import type { Completion, Key, Suggestion } from "./types";

const SUGGESTIONS_AT_MOST = 20;
/** Who spoke among so many of the last entries comes first. */
const LOOKED_BACK = 200;

export function completionsOf(state: ChatState, key: Key, text: string, caret: number): Completion {
  const from = text.slice(0, caret).search(/\S*$/);
  const word = text.slice(from, caret);
  const conversation = state.get(key);
  const suggestions = word === "" || !conversation ? [] : suggest(state, conversation, word, from === 0);
  return { from, to: caret, suggestions: suggestions.slice(0, SUGGESTIONS_AT_MOST) };
}

function suggest(state: ChatState, conversation: ConversationState, word: string, first: boolean): Suggestion[] {
  if (first && word.startsWith("/")) return commands(word.slice(1).toLowerCase());
  if (state.support.isChannel(word)) return channels(state, state.fold(word));
  const bare = word.replace(/^@/, "");
  return bare === "" ? [] : nicks(state, conversation, state.fold(bare), first ? ": " : " ");
}

function commands(start: string): Suggestion[] {
  return commandHelp().flatMap(({ name, aliases, usage, help }) =>
    [name, ...aliases]
      .filter((word) => word.startsWith(start))
      .slice(0, 1)
      .map((word) => ({ kind: "command" as const, insert: `/${word} `, label: usage, hint: help })),
  );
}

function channels(state: ChatState, start: string): Suggestion[] {
  const names = [...state.channels().map(({ name }) => name), ...state.list.channels.map(({ name }) => name)];
  const found = [...new Set(names)].filter((name) => state.fold(name).startsWith(start));
  return found.map((name) => ({ kind: "channel", insert: `${name} `, label: name, hint: "" }));
}

/** Those who spoke last come first. */
function nicks(state: ChatState, conversation: ConversationState, start: string, end: string): Suggestion[] {
  const spoke = conversation.entries.slice(-LOOKED_BACK).filter(isSpoken).reverse();
  const here = conversation.kind === "channel" ? conversation.members.map(({ nick }) => nick) : [conversation.name];
  const present = new Set(here);
  const names = [...spoke.map(({ nick }) => nick).filter((nick) => present.has(nick)), ...here];
  const found = [...new Set(names)].filter((nick) => state.fold(nick).startsWith(start) && !state.isOwn(nick));
  return found.map((nick) => ({ kind: "nick", insert: nick + end, label: nick, hint: "" }));
}
