/** Asking the server for what a dialog shows or changes: whoever asks is answered once, in words where it was not done. */

import type { Received } from "../irc/batches";
import type { Message } from "../irc/message";
import { t } from "../i18n";
import { errorText, isRefusal } from "./errors";
import { messagesOf, type Answer, type Session } from "./session";
import type { Answered, Until } from "./types";
import { plainWords } from "./words";
import type { World } from "./world";

/** What the names of this server's own tags begin with. */
const OWN_TAGS = "salon.dev/";
/** Refusals by which the server may mean that an invitation is needed, or that the code is none. */
const ABOUT_CODES: ReadonlySet<string> = new Set(["INVITATION_NEEDED", "INVALID_CODE"]);
/** What says in words what became of a request: it goes to whoever asked, and not into a conversation. */
const IN_WORDS: ReadonlySet<string> = new Set(["NOTICE", "NOTE", "WARN", "REGISTER", "VERIFY", "RESETPASS", "AUTHENTICATE", "903", "SESSIONS"]);

export class Asking {
  /** Who waits for an answer. */
  readonly #waiting = new Set<Answered>();

  constructor(readonly world: World) {}

  /** The connection is over, and no answer comes any more. */
  lost(): void {
    for (const answered of this.#waiting) this.answer(answered, t("The connection was lost before the server answered: try again."), false, "connected");
  }

  /** Send a command; `done` gets what it brought about. `listed`: numerics that are for whoever asked, too. */
  ask(answered: Answered, done: (answer: readonly Message[]) => void, command: string, params: readonly string[], listed = "", tags = {}): void {
    this.send(answered, done, (session, answer) => session.ask(answer, command, params, tags), listed);
  }

  /** Ask by something else than one command: `send` sends it, and returns its label. */
  send(answered: Answered, done: (answer: readonly Message[]) => void, send: (session: Session, answer: Answer) => string | undefined, listed = ""): void {
    this.#waiting.add(answered);
    const { session } = this.world.connection;
    const sent = session && send(session, (answer) => {
      if (!this.#waiting.has(answered)) return;
      this.#show(answer, listed);
      done(messagesOf(answer));
    });
    if (!session) this.answer(answered, t("You are not connected: try again when the connection is back."), false, "connected");
    else if (sent === undefined) this.answer(answered, t("A name cannot contain spaces."));
  }

  /** Have something done: it is if a line of the answer satisfies `good`. */
  order(answered: Answered, good: (message: Message) => boolean, command: string, ...params: string[]): void {
    this.ask(answered, this.judge(answered, good), command, params);
  }

  /** What tells whoever asked whether it was done. */
  judge(answered: Answered, good: (message: Message) => boolean): (answer: readonly Message[]) => void {
    return (answer) => (answer.some(good) ? this.answer(answered) : this.refuse(answered, answer));
  }

  /** Say why it was not done. */
  refuse(answered: Answered, answer: readonly Message[]): void {
    const refusal = answer.findLast(isRefusal);
    const said = answer.findLast(({ command }) => command === "NOTICE");
    const text = refusal ? errorText(refusal) : (said ? plainWords(said.params.at(-1) ?? "") : t("The server did not do it, and did not say why."));
    this.answer(answered, text, ABOUT_CODES.has(refusal?.params[1] ?? ""));
  }

  /** Answer whoever asked: with what prevents it, or with nothing. */
  answer(answered: Answered, text?: string, aboutCode = false, until?: Until): void {
    this.#waiting.delete(answered);
    this.world.publishSoon();
    answered(text === undefined ? undefined : { text, aboutCode, ...(until ? { until } : {}) });
  }

  /** What has happened is shown as at any time. */
  #show(answer: Received, listed: string): void {
    for (const message of messagesOf(answer)) {
      if (isRefusal(message) || IN_WORDS.has(message.command) || listed.includes(message.command)) continue;
      this.world.receive(message);
    }
  }
}

export function has(answer: readonly Message[], command: string): boolean {
  return answer.some((message) => message.command === command);
}

/** What the server says in a tag of its own; "" if it does not. */
export function fact({ tags }: Message, name: string): string {
  return tags.get(OWN_TAGS + name) ?? "";
}
