/** What becomes of a channel: TOPIC, MODE, RENAME, and what the server tells of it when one enters. */

import { nickOf } from "../irc/message";
import { parseModes, type ModeChange } from "../irc/modes";
import { t } from "../i18n";
import type { ConversationState } from "./conversation.svelte";
import { askPresence } from "./people";
import { happen, type Handler, type Scene } from "./scene";
import type { Member } from "./types";

export const topic: Handler = (scene, message) => {
  const channel = scene.state.find(message.params[0] ?? "");
  if (!channel) return;
  channel.topic = message.params[1] ?? "";
  channel.topicBy = nickOf(message.source);
  happen(scene, message, channel, "topic", { text: channel.topic });
};

/** RPL_TOPIC, RPL_NOTOPIC, RPL_TOPICWHOTIME: what there is already. */
export const topicIs: Handler = (scene, { command, params }) => {
  const channel = scene.state.find(params[1] ?? "");
  if (!channel) return;
  if (command === "333") channel.topicBy = nickOf(params[2] ?? "");
  else channel.topic = command === "332" ? (params[2] ?? "") : "";
};

export const mode: Handler = (scene, message) => {
  const [name = "", letters = "", ...params] = message.params;
  const channel = scene.state.find(name);
  if (!channel) return;
  for (const change of parseModes(scene.state.support, letters, params)) apply(scene, channel, change);
  happen(scene, message, channel, "mode", { text: [letters, ...params].join(" ") });
};

/** RPL_CHANNELMODEIS: told to whoever asked. */
export const modesAre: Handler = (scene, { params }) => {
  const channel = scene.state.find(params[1] ?? "");
  if (!channel) return;
  channel.modes = "";
  for (const change of parseModes(scene.state.support, params[2] ?? "", params.slice(3))) apply(scene, channel, change);
  if (scene.origin) scene.state.tell("info", t("Modes of {channel}: {modes}", { channel: channel.name, modes: params.slice(2).join(" ") }), scene.origin);
};

function apply({ state }: Scene, channel: ConversationState, { adding, letter, param }: ModeChange): void {
  const { support } = state;
  const kind = support.kindOf(letter);
  if (kind === "rank") {
    const key = state.fold(param);
    const prefix = support.prefixOf(letter);
    const had = (channel.people.get(key)?.ranks ?? "").replace(prefix, "");
    channel.people.update(key, { ranks: support.sortPrefixes(adding ? had + prefix : had) });
  } else if (kind !== "list") {
    const others = [...channel.modes].filter((other) => other !== letter);
    channel.modes = (adding ? [...others, letter] : others).sort().join("");
  }
}

export const rename: Handler = (scene, message) => {
  const [name = "", target = "", text = ""] = message.params;
  const channel = scene.state.find(name);
  if (!channel || !target) return;
  // One that we have left may lie there under this name.
  const other = scene.state.find(target);
  if (other && other !== channel && !other.joined) scene.state.remove(other);
  if (scene.state.rename(channel, target)) scene.moved(name, target);
  happen(scene, message, channel, "rename", { target, text });
};

/** RPL_NAMREPLY: members join a list, which is complete at RPL_ENDOFNAMES. */
export const names: Handler = ({ state }, { params }) => {
  const channel = state.find(params[2] ?? "");
  if (!channel) return;
  for (const word of (params[3] ?? "").split(" ").filter(Boolean)) {
    const member = memberOf(state.support.prefixes, word);
    const key = state.fold(member.nick);
    const known = channel.people.get(key);
    channel.people.set({ away: false, ...known, ...member, key, own: state.isOwn(member.nick) });
  }
};

function memberOf(prefixes: string, word: string): Pick<Member, "nick" | "ranks"> {
  let at = 0;
  while (at < word.length && prefixes.includes(word.charAt(at))) at++;
  return { ranks: word.slice(0, at), nick: nickOf(word.slice(at)) };
}

/** RPL_ENDOFNAMES. */
export const namesEnd: Handler = (scene, { params }) => {
  const channel = scene.state.find(params[1] ?? "");
  if (channel?.joined) askPresence(scene, channel);
};
