/** What the server answers to commands: lists, WHOIS, errors. What nobody needs elsewhere is shown as it is. */

import type { Message } from "../irc/message";
import { t, tn } from "../i18n";
import { isEnd } from "./connection";
import type { ConversationState } from "./conversation.svelte";
import { errorText } from "./errors";
import { seen } from "./people";
import type { Handler, Scene } from "./scene";
import type { ChatState } from "./state.svelte";
import { plainWords } from "./words";

const CHANNELS_AT_MOST = 5_000;

/** A refusal or an error: shown where it belongs, unless a message of ours was refused, or the past. */
export const refuse: Handler = (scene, message) => {
  const { command, params } = message;
  if (command === "FAIL" && params[0] === "CHATHISTORY") return scene.history.refused();
  // Then we say our name; or are asked for the password.
  if ((command === "FAIL" && params[0] === "RESUME") || isEnd(message)) return;
  // While we come in, whoever has another nick tried or chosen says so, too.
  if (NAMING.has(command) && !scene.session.registration.isReady) return;
  const text = errorText(message);
  const about = params[1] ?? "";
  if (command === "401") seen(scene, about, "offline");
  if (SPEAKING.has(command) && scene.sender.refuse(about, text)) return;
  const channel = channelIn(scene, params);
  if (ENTERING.has(command) && channel && !channel.joined) notLetIn(scene, channel, text);
  scene.state.tell("error", text, scene.origin ?? channel);
};

/** Refusals that a NICK can meet with. */
const NAMING: ReadonlySet<string> = new Set(["431", "432", "433", "436", "437"]);
/** Refusals that a PRIVMSG can meet with. */
const SPEAKING: ReadonlySet<string> = new Set(["401", "403", "404", "407", "411", "412", "413", "417", "531"]);
/** Refusals that a JOIN can meet with. */
const ENTERING: ReadonlySet<string> = new Set(["403", "405", "437", "471", "473", "474", "475", "476", "477", "480", "489"]);

/** We wanted to be in a channel again, and are not let in: what we wanted to say there cannot be said. */
function notLetIn(scene: Scene, channel: ConversationState, text: string): void {
  channel.wanted = false;
  scene.notLetIn(channel, text);
}

function channelIn(scene: Scene, params: readonly string[]): ConversationState | undefined {
  return params.slice(0, -1).map((param) => scene.state.find(param)).find((found) => found?.kind === "channel");
}

/** NOTE, WARN: for people to read. */
export const note: Handler = (scene, { params }) => {
  scene.state.tell("info", plainWords(params.at(-1) ?? ""), scene.origin);
};

/** WARN; that our name is somebody's account is asked about, and not only told. */
export const warn: Handler = (scene, message) => {
  const [command, code] = message.params;
  if (command === "NICK" && code === "NICK_RESERVED") scene.state.reserved = plainWords(message.params.at(-1) ?? "");
  else note(scene, message);
};

/** RPL_LOGGEDIN, RPL_LOGGEDOUT. */
export const login: Handler = ({ state, session, loggedIn, accountChanged }, { command, params }) => {
  const account = command === "900" ? params[2] : undefined;
  state.own = { ...state.own, account, stays: undefined };
  if (session.registration.isReady) accountChanged();
  if (account === undefined) return;
  state.reserved = undefined;
  if (session.registration.isReady) loggedIn();
};

/** PERSISTENCE: what was chosen, and what comes of it. */
export const staying: Handler = ({ state }, { params }) => {
  state.own = { ...state.own, stays: params[2] === "ON" };
};

/** Numerics that are shown as they are: all parameters behind our nick. */
export const show: Handler = (scene, { params }) => {
  scene.state.tell("info", params.slice(1).join(" "), scene.origin ?? scene.state.withServer());
};

/** By the numeric that ends a list of a channel: that of its entries, and the words for a list without any. */
const CHANNEL_LISTS: Readonly<Record<string, readonly [entry: string, empty: (channel: string) => string]>> = {
  "347": ["346", (channel) => t("{channel} has no exceptions to invite-only.", { channel })],
  "349": ["348", (channel) => t("{channel} has no exceptions to its bans.", { channel })],
  "368": ["367", (channel) => t("{channel} has no bans.", { channel })],
};

/** Say of the lists of a channel in an answer which of them are empty: they have no line to be shown. */
export function tellEmpty(state: ChatState, answer: readonly Message[], where: ConversationState | undefined): void {
  for (const { command, params } of answer) {
    const [entry, empty] = CHANNEL_LISTS[command] ?? [];
    if (empty && !answer.some((other) => other.command === entry)) state.tell("info", empty(params[1] ?? ""), where);
  }
}

/** RPL_AWAY: to a message, or in a WHOIS. */
export const isAway: Handler = (scene, { params }) => {
  const [, nick = "", text = ""] = params;
  const talk = scene.state.find(nick);
  if (talk?.kind === "private" && talk.presence === "away" && !scene.origin) return;
  seen(scene, nick, "away");
  scene.state.tell("info", t("{nick} is away: {text}", { nick, text }), scene.origin ?? talk);
};

/** RPL_UNAWAY, RPL_NOWAWAY: told to whoever asked. */
export const ownAway: Handler = ({ state, origin }, { command, params }) => {
  state.own = { ...state.own, away: command === "306" ? (state.own.away ?? "") : undefined };
  if (origin) state.tell("info", params.at(-1) ?? "", origin);
};

/** RPL_LIST and around it. */
export const list: Handler = ({ state }, { command, params }) => {
  const [, name = "", members = "0", topic = ""] = params;
  if (command === "321") state.listing = [];
  else if (command === "323") state.list = { state: "complete", channels: state.listing };
  else if (state.listing.length < CHANNELS_AT_MOST) state.listing.push({ name, members: Number(members) || 0, topic });
};

/** RPL_MONONLINE, RPL_MONOFFLINE. */
export const monitored: Handler = (scene, message) => {
  for (const target of targets(message)) {
    const nick = target.split("!")[0] ?? target;
    if (message.command === "731") scene.freed(nick);
    const talk = scene.state.find(nick);
    if (message.command === "731") seen(scene, nick, "offline");
    else if (talk?.presence !== "away") seen(scene, nick, "online");
  }
};

function targets({ params }: Message): string[] {
  return (params[1] ?? "").split(",").filter(Boolean).slice(0, 200);
}

/** WHOIS in words. */
export const whois: Handler = (scene, { command, params }) => {
  const [, nick = "", first = "", second = ""] = params;
  const last = params.at(-1) ?? "";
  const texts: Readonly<Record<string, () => string>> = {
    "311": () => t("{nick} is {user}@{host}, {name}", { nick, user: first, host: second, name: last }),
    "312": () => t("{nick} is connected to {server}", { nick, server: first }),
    "313": () => t("{nick} is a server operator", { nick }),
    "317": () =>
      tn("{nick} has been idle for {n} second", "{nick} has been idle for {n} seconds", Number(first), { nick }),
    "319": () => t("{nick} is in {channels}", { nick, channels: last }),
    "330": () => t("{nick} is logged in as {account}", { nick, account: first }),
  };
  scene.state.tell("info", texts[command]?.() ?? params.slice(1).join(" "), scene.origin);
};
