/** What the page remembers from one visit to the next: the nick, the channels, drafts. */

import type { Shelf } from "./ports";

const NICK = "nick";
const CHANNELS = "channels";
const DRAFT = "draft.";
const CHANNELS_AT_MOST = 100;
const DRAFT_AT_MOST = 20_000;

export class Memory {
  constructor(readonly shelf: Shelf) {}

  get nick(): string {
    return (this.shelf.get(NICK) ?? "").slice(0, 100);
  }

  set nick(nick: string) {
    this.shelf.set(NICK, nick);
  }

  get channels(): readonly string[] {
    try {
      const channels: unknown = JSON.parse(this.shelf.get(CHANNELS) ?? "[]");
      return Array.isArray(channels) ? channels.filter((name) => typeof name === "string").slice(0, CHANNELS_AT_MOST) : [];
    } catch {
      return [];
    }
  }

  set channels(channels: readonly string[]) {
    this.shelf.set(CHANNELS, JSON.stringify(channels.slice(0, CHANNELS_AT_MOST)));
  }

  /** What was left in a conversation of this name. */
  draft(name: string): string {
    return this.shelf.get(DRAFT + name.toLowerCase()) ?? "";
  }

  keepDraft(name: string, text: string): void {
    const key = DRAFT + name.toLowerCase();
    if (text) this.shelf.set(key, text.slice(0, DRAFT_AT_MOST));
    else this.shelf.remove(key);
  }
}
