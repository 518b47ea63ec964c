/** What the view has of the chat: its state, and what may be asked of it. */

import { actionsOf } from "./actions";
import { commandHelp, submit } from "./commands";
import { completionsOf } from "./complete";
import type { Ports } from "./ports";
import type { Chat } from "./types";
import { World } from "./world";

/** Make the chat. `start` connects it. */
export function createChat(ports: Ports): Chat {
  const world = new World(ports);
  const { state } = world;
  const actions = actionsOf(world);
  return {
    get link() {
      return state.link;
    },
    get own() {
      return state.own;
    },
    get reserved() {
      return state.reserved;
    },
    get server() {
      return state.server;
    },
    get conversations() {
      return state.conversations;
    },
    get current() {
      return state.current;
    },
    get unread() {
      return state.conversations.reduce((sum, { unread }) => sum + unread, 0);
    },
    get mentions() {
      return state.conversations.reduce((sum, { mentions }) => sum + mentions, 0);
    },
    get list() {
      return state.list;
    },
    get blocks() {
      return state.blocks;
    },
    profileOf: (nick) => state.profileShown(nick),
    get commands() {
      return commandHelp();
    },
    get lastNick() {
      return world.memory.nick;
    },
    ...actions,
    start: (how) => world.start(how),
    submit: (key, typed, reply) => submit(world, actions, key, typed, reply),
    complete: (key, text, caret) => completionsOf(state, key, text, caret),
  };
}
