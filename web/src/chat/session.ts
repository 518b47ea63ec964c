/** One connection, from its first line to its last: what was negotiated, and who waits for which answer. */

import { Batches, CONCAT, type Received } from "../irc/batches";
import { formatLine, type Message } from "../irc/message";
import { Registration } from "../irc/registration";
import { cutText, roomFor } from "../irc/split";
import type { Support } from "../irc/support";

interface Line {
  readonly command: string;
  readonly params: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A line that goes on with the one before. */
const CONTINUED = { [CONCAT]: "" };

/** Called with all that a labelled command brought about. */
export type Answer = (answer: Received) => void;

/** The tag with a message's id. */
export const ONCE_TAG = "+salon.dev/id";
/** By this token of RPL_ISUPPORT a server promises to take no id twice, so what may have arrived can be sent again. */
const ONCE_TOKEN = "salon.dev/ID";
const LABELS_AT_MOST = 1_000;

export class Session {
  readonly registration: Registration;
  readonly #batches = new Batches();
  readonly #answers = new Map<string, Answer>();
  #labels = 0;
  /** Batches of ours. */
  #sent = 0;
  /** Our own `nick!user@host`, as others get it; "" until the server has said so. */
  mask = "";

  /** `language`: in which the server is to answer, if it can. */
  constructor(
    readonly write: (line: string) => void,
    language: string,
  ) {
    this.registration = new Registration(language);
  }

  get support(): Support {
    return this.registration.support;
  }

  has(capability: string): boolean {
    return this.registration.capabilities.has(capability);
  }

  /** Whether a message may be sent again that perhaps arrived. */
  get refusesDoubles(): boolean {
    return this.support.get(ONCE_TOKEN) !== undefined && this.has("message-tags") && this.has("echo-message");
  }

  /** Be answered in another language from now on, if the server has it. */
  setLanguage(code: string): void {
    this.registration.language = code;
    // That it is set is seen in what comes.
    if (this.registration.speaks(code)) this.ask(() => undefined, "LANGUAGE", [code]);
  }

  /** Send a command. False: what is in it cannot be said in a line, and nothing was sent. */
  send(command: string, params: readonly string[] = [], tags: Readonly<Record<string, string>> = {}): boolean {
    try {
      this.write(formatLine(command, params, tags));
      return true;
    } catch {
      return false;
    }
  }

  /** Send a command, and give its answer to somebody, where the server can tell what answers what. Returns the label. */
  ask(answer: Answer, command: string, params: readonly string[], tags: Readonly<Record<string, string>> = {}): string | undefined {
    if (!this.has("labeled-response")) return this.send(command, params, tags) ? "" : undefined;
    const label = (++this.#labels).toString(36);
    if (this.#answers.size < LABELS_AT_MOST) this.#answers.set(label, answer);
    if (this.send(command, params, { label, ...tags })) return label;
    this.#answers.delete(label);
    return undefined;
  }

  /** Send lines that belong together as a batch, and give its answer to somebody. Returns the label. */
  askBatch(answer: Answer, type: string, params: readonly string[], tags: Readonly<Record<string, string>>, lines: readonly Line[]): string | undefined {
    const reference = (++this.#sent).toString(36);
    const inside = { batch: reference };
    try {
      // All of it or nothing: a batch that never ends would swallow what follows.
      const written = lines.map(({ command, params, tags }) => formatLine(command, params, { ...inside, ...tags }));
      const label = this.ask(answer, "BATCH", [`+${reference}`, type, ...params], tags);
      if (label !== undefined) for (const line of [...written, formatLine("BATCH", [`-${reference}`])]) this.write(line);
      return label;
    } catch {
      return undefined;
    }
  }

  /** A text as the lines of a batch, each short enough. */
  linesOf(command: string, target: string, text: string): Line[] {
    const room = roomFor(this.mask, command, target);
    const pieces = text.split("\n").map((line) => cutText(line, room));
    return pieces.flatMap((line) => line.map((piece, at) => ({ command, params: [target, piece], tags: at > 0 ? CONTINUED : {} })));
  }

  /** Take a line of the server; give what is complete now and nobody waits for. */
  take(message: Message): Received[] {
    return this.#batches.take(message).filter((received) => !this.#answered(received));
  }

  #answered(received: Received): boolean {
    const label = "batch" in received ? received.batch.label : (received.message.tags.get("label") ?? "");
    const answer = this.#answers.get(label);
    if (!answer) return false;
    this.#answers.delete(label);
    answer(received);
    return true;
  }
}

/** All lines of something received. */
export function messagesOf(received: Received): readonly Message[] {
  return "batch" in received ? received.batch.messages : [received.message];
}
