import { createContext } from "svelte";

import type { Chat } from "../chat";
import type { Config } from "./config";
import type { Page } from "./page.svelte";

/** The chat, the page's own state, and what the server says of itself, for every component below. */
export const [getChat, setChat] = createContext<Chat>();
export const [getPage, setPage] = createContext<Page>();
export const [getConfig, setConfig] = createContext<Config>();
