/**
 * Sends what is in the outbox, in order, and finds out what became of it: exactly once where the server refuses doubles, else at most once.
 *
 * A message is confirmed by its echo. On a server without echoes, by the answer to its label, or to a PING that was
 * sent behind it.
 */

import type { Received } from "../irc/batches";
import { formatAction } from "../irc/ctcp";
import type { Message } from "../irc/message";
import { MULTILINE } from "../irc/batches";
import { bytesOf, roomFor } from "../irc/split";
import { t } from "../i18n";
import { refusalOf } from "./errors";
import type { Outbox, Outgoing } from "./outbox";
import { replyTags } from "./reactions";
import { messagesOf, ONCE_TAG, type Session } from "./session";

/** How many may be under way: enough that nobody waits for a round trip, few enough that a slow server is not flooded. */
const UNDER_WAY_AT_MOST = 8;
/** A server that has said nothing to a message for so long will not, in milliseconds. */
const CONFIRM_WITHIN = 60_000;
const PING = "said-";

export interface Outcomes {
  /** Whether messages to this target can be sent now. */
  readonly ready: (target: string) => boolean;
  /** It is said. `answer`: what the server says to it, its echo among it, if it sends echoes. `late`: it may have been said before. */
  readonly said: (message: Outgoing, answer: readonly Message[], late: boolean) => void;
  readonly failed: (message: Outgoing) => void;
  /** Another tab has it now. */
  readonly lost: (message: Outgoing) => void;
}

interface UnderWay {
  readonly message: Outgoing;
  readonly since: number;
}

export class Sender {
  readonly #underWay = new Map<string, UnderWay>();
  /** What was sent before, and may have arrived then. */
  readonly #late = new Set<string>();
  #session: Session | undefined;

  constructor(
    readonly outbox: Outbox,
    readonly outcomes: Outcomes,
    readonly now: () => number,
  ) {}

  begin(session: Session): void {
    this.#session = session;
    this.push();
  }

  /** The connection is gone. What was under way may have arrived, or not. */
  end(): void {
    const again = this.#session?.refusesDoubles ?? true;
    const messages = [...this.#underWay.values()].map(({ message }) => message);
    this.#session = undefined;
    for (const { id } of messages) this.#late.add(id);
    this.#underWay.clear();
    if (again) return;
    for (const message of messages) this.#fail(message, t("The connection broke before this was confirmed. It may have arrived."));
  }

  /** Send what can be sent now. */
  push(): void {
    if (!this.#session) return;
    for (const message of this.outbox.pending()) {
      if (this.#underWay.size >= UNDER_WAY_AT_MOST) return;
      if (this.#underWay.has(message.id) || !this.outcomes.ready(message.target)) continue;
      if (this.outbox.owns(message.id)) this.#send(this.#session, message);
      else this.outcomes.lost(message);
    }
  }

  /** An echo without a label: whether it is that of a message of ours, by its tag or else by what it says. */
  recognise(echo: Message, id: string | undefined, target: string, text: string): boolean {
    const isLabelled = this.#session?.has("labeled-response") ?? false;
    const found = id ? this.outbox.get(id) : isLabelled ? undefined : this.#guess(target, text);
    if (found) this.#say(found, [echo]);
    this.push();
    return found !== undefined;
  }

  /** A refusal without a label, of the first message to this target. With labels, it is of something else. */
  refuse(target: string, reason: string): boolean {
    if (this.#session?.has("labeled-response")) return false;
    const found = this.#first((message) => this.#same(message.target, target));
    if (!found) return false;
    this.#fail(found, reason);
    this.push();
    return true;
  }

  /** The answer to a PING of ours. Returns whether it was one. */
  pong(token: string): boolean {
    if (!token.startsWith(PING)) return false;
    const found = this.#underWay.get(token.slice(PING.length));
    if (found) this.#say(found.message, []);
    this.push();
    return true;
  }

  /** Give up on what the server does not answer. To be called now and then. */
  check(): void {
    for (const { message, since } of [...this.#underWay.values()]) {
      if (this.now() - since > CONFIRM_WITHIN) this.#fail(message, t("The server did not confirm this. It may have arrived."));
    }
    this.push();
  }

  /** A message may have been sent before, by another page or in vain. */
  markLate(id: string): void {
    this.#late.add(id);
  }

  forget(id: string): void {
    this.#underWay.delete(id);
    this.#late.delete(id);
    this.outbox.remove(id);
  }

  #send(session: Session, message: Outgoing): void {
    const command = message.kind === "notice" ? "NOTICE" : "PRIVMSG";
    const text = message.kind === "action" ? formatAction(message.text) : message.text;
    const refers = message.reply === undefined ? {} : replyTags(message.reply);
    const tags: Record<string, string> = session.has("message-tags") ? { [ONCE_TAG]: message.id, ...refers } : {};
    this.#underWay.set(message.id, { message, since: this.now() });
    const answered = (answer: Received): void => this.#answered(message, answer);
    // A text of several lines, or of a line that is too long, is one message all the same (ircv3, multiline).
    const isOne = !text.includes("\n") && bytesOf(text) <= roomFor(session.mask, command, message.target);
    const sent = isOne || !session.has(MULTILINE) ? session.ask(answered, command, [message.target, text], tags) : session.askBatch(answered, MULTILINE, [message.target], tags, session.linesOf(command, message.target, text));
    if (sent === undefined) this.#fail(message, t("This cannot be sent."));
    else if (!sent && !session.has("echo-message")) session.send("PING", [PING + message.id]);
  }

  #answered(message: Outgoing, answer: Received): void {
    const messages = messagesOf(answer);
    // It goes again with the next check.
    if (messages.some(isPutOff)) return void this.#underWay.delete(message.id);
    const refusal = messages.map(refusalOf).find((text) => text !== undefined);
    if (refusal !== undefined) this.#fail(message, refusal);
    else this.#say(message, messages);
    this.push();
  }

  #guess(target: string, text: string): Outgoing | undefined {
    const toTarget = (message: Outgoing): boolean => this.#same(message.target, target);
    return this.#first((message) => toTarget(message) && message.text === text) ?? this.#first(toTarget);
  }

  #first(matches: (message: Outgoing) => boolean): Outgoing | undefined {
    return [...this.#underWay.values()].map(({ message }) => message).find(matches);
  }

  #same(one: string, other: string): boolean {
    const fold = (name: string): string => this.#session?.support.fold(name) ?? name;
    return fold(one) === fold(other);
  }

  #say(message: Outgoing, answer: readonly Message[]): void {
    const late = this.#late.has(message.id);
    this.forget(message.id);
    this.outcomes.said(message, answer, late);
  }

  #fail(message: Outgoing, reason: string): void {
    this.#underWay.delete(message.id);
    this.outbox.fail(message.id, reason);
    this.outcomes.failed({ ...message, failed: reason });
  }
}

/** The server cannot find out now whether it has the message already: it is neither taken nor refused. */
function isPutOff({ command, params }: Message): boolean {
  return command === "FAIL" && params[1] === "MESSAGE_NOT_CHECKED";
}
