/**
 * All that is behind the first screen: the chat, and the view of it.
 *
 * It comes while somebody types a nick, so that the first screen need not wait for it.
 */

import { createChat } from "./chat";
import { ports } from "./platform";

export { default as Room } from "./view/Room.svelte";

export const chat = createChat(ports);
