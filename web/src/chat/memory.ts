/** What the page remembers from one visit to the next: the nick, the channels, drafts. */

import type { Shelf } from "./ports";

const NICK = "nick";
const LEFT = "left";
const CHANNELS = "channels";
const DRAFT = "draft.";
/** For about so long a server keeps the nick of a page that has gone, and a little longer, in milliseconds. */
const KEPT_FOR = 60_000;
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

  /** A page goes, which had this nick. It leaves no more than that: whoever opens the next one may be somebody else. */
  leave(nick: string, now: number): void {
    this.shelf.set(LEFT, `${now} ${nick}`);
  }

  /** A page has this nick now: nobody needs to wait for it. */
  arrive(nick: string): void {
    if (this.shelf.get(LEFT)?.endsWith(` ${nick}`)) this.shelf.remove(LEFT);
  }

  /** Whether the page that went last had this nick, a moment ago, and none has it again. */
  hadJustNow(nick: string, now: number): boolean {
    const [time, left] = (this.shelf.get(LEFT) ?? "").split(" ");
    return left === nick && Math.abs(now - Number(time)) < KEPT_FOR;
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
