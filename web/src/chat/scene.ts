/** What those who handle the server's lines work with. */

import { nickOf, type Message } from "../irc/message";
import { timeOf } from "../irc/time";
import type { ConversationState } from "./conversation.svelte";
import type { History } from "./history";
import type { Sender } from "./sender";
import type { Session } from "./session";
import type { ChatState } from "./state.svelte";
import type { Happened } from "./types";

export interface Scene {
  readonly state: ChatState;
  readonly session: Session;
  readonly sender: Sender;
  readonly history: History;
  /** Where the command was typed that this answers; undefined if it was none of ours. */
  readonly origin: ConversationState | undefined;
  /** The conversation of this name, begun if there is none; undefined if there are too many. */
  readonly begin: (name: string) => ConversationState | undefined;
  /** We are in a channel: what waits for that may go on. */
  readonly entered: (channel: ConversationState) => void;
  /** We are not let into a channel that we wanted to be in. */
  readonly notLetIn: (channel: ConversationState, reason: string) => void;
  /** Whoever was called so, or the channel, is called otherwise now: what waits to be sent there follows. */
  readonly moved: (from: string, to: string) => void;
  /** We have another nick now. */
  readonly renamed: () => void;
  /** A nick is free again, as far as one hears. */
  readonly freed: (nick: string) => void;
  /** We have another account, or none any more. */
  readonly accountChanged: () => void;
  /** We have logged in to an account. */
  readonly loggedIn: () => void;
}

export type Handler = (scene: Scene, message: Message) => void;

/** When a line happened: by the server's clock if it says so, else now. */
export function when(scene: Scene, message: Message): number {
  return timeOf(message) ?? scene.state.clock.now();
}

/** Show in a conversation what somebody did. */
export function happen(
  scene: Scene,
  message: Message,
  where: ConversationState,
  kind: Happened["kind"],
  what: { readonly target?: string; readonly text?: string } = {},
): void {
  const nick = nickOf(message.source);
  const own = scene.state.isOwn(nick) || (what.target !== undefined && kind !== "nick" && scene.state.isOwn(what.target));
  scene.state.add(where, { key: scene.state.newKey(), time: when(scene, message), kind, nick, own, ...what });
}
