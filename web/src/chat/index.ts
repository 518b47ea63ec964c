/** The chat: `createChat(ports)` gives what the view reads and calls. */

export { createChat } from "./chat";
export type * from "./ports";
export type * from "./types";
