/** The chat: `createChat(ports)` gives what the view reads and calls. */

export type * from "./ports";
export type * from "./types";
