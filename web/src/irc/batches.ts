/** Lines that belong together (ircv3, batch; labeled-response): collected, and given out when they are complete. */

import type { Message } from "./message";

export interface Batch {
  readonly type: string;
  readonly params: readonly string[];
  readonly label: string;
  readonly messages: readonly Message[];
  readonly tags: ReadonlyMap<string, string>;
}

export type Received = { readonly message: Message } | { readonly batch: Batch };

/** Lines that are one message (ircv3, multiline); and lines that are the new text of one. */
export const MULTILINE = "draft/multiline";
export const EDIT_BATCH = "salon.dev/edit";
export const CONCAT = "draft/multiline-concat";

/** What was found (soju.im/search). */
const SEARCH = "soju.im/search";

interface Open {
  readonly reference: string;
  readonly source: string;
  readonly parent: Open | undefined;
  readonly type: string;
  readonly params: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
  readonly messages: Message[];
}

/** A server that opens more, or never ends one, has what is open given out as it is. */
const OPEN_AT_MOST = 50;
const MESSAGES_AT_MOST = 10_000;

export class Batches {
  readonly #open = new Map<string, Open>();
  #waiting = 0;

  /** Take a line; give what is complete now. A batch in another comes as a batch of its own, before the one around it. */
  take(message: Message): Received[] {
    if (message.command === "BATCH") return this.#mark(message);
    const open = this.#open.get(message.tags.get("batch") ?? "");
    if (!open) return [{ message }];
    if (this.#waiting >= MESSAGES_AT_MOST) return [...this.#giveUp(), { message }];
    open.messages.push(message);
    this.#waiting++;
    return [];
  }

  #mark(message: Message): Received[] {
    const [mark = "", type = "", ...params] = message.params;
    const reference = mark.slice(1);
    if (mark.startsWith("-")) return this.#close(reference);
    // Without a reference it would take in all that belongs to none.
    if (!reference) return [];
    const before = this.#open.size >= OPEN_AT_MOST || this.#open.has(reference) ? this.#giveUp() : [];
    const parent = this.#open.get(message.tags.get("batch") ?? "");
    this.#open.set(reference, { reference, parent, type, params, tags: message.tags, source: message.source, messages: [] });
    return before;
  }

  #close(reference: string): Received[] {
    const open = this.#open.get(reference);
    if (!open) return [];
    this.#open.delete(reference);
    this.#waiting -= open.messages.length;
    const { type, params, tags, messages } = open;
    const { parent } = open;
    if (type === SEARCH && parent && this.#open.has(parent.reference)) return this.#intoParent(open, parent);
    if (type === MULTILINE || type === EDIT_BATCH) return this.#joined(open);
    return [{ batch: { type, params, label: labelOf(open), messages, tags } }];
  }

  /** What was found belongs to what the server says of it; the tags of its batch come as those of a line without words. */
  #intoParent({ tags, source, messages }: Open, parent: Open): Received[] {
    parent.messages.push(...messages, { tags, source, command: "BATCH", params: [] });
    this.#waiting += messages.length + 1;
    return [];
  }

  /** A message of several lines is one like any other, and belongs where its batch does. */
  #joined({ type, params: [target = "", id = ""], tags, source, messages, parent }: Open): Received[] {
    const text = messages.map((line, at) => `${at === 0 || line.tags.has(CONCAT) ? "" : "\n"}${line.params[1] ?? ""}`).join("");
    const command = type === EDIT_BATCH ? "EDIT" : (messages[0]?.command ?? "");
    const message: Message = { tags, source: source || (messages[0]?.source ?? ""), command, params: type === EDIT_BATCH ? [target, id, text] : [target, text] };
    if (!parent || !this.#open.has(parent.reference)) return [{ message }];
    parent.messages.push(message);
    this.#waiting++;
    return [];
  }

  /** Give out everything that is open. */
  #giveUp(): Received[] {
    return [...this.#open.keys()].flatMap((reference) => this.#close(reference));
  }
}

/** The label of a batch, or of the nearest one around it that has one. */
function labelOf(open: Open): string {
  return open.tags.get("label") || (open.parent ? labelOf(open.parent) : "");
}
