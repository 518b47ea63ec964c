/**
 * The past, by CHATHISTORY (ircv3, chathistory): the latest at the beginning, more when one scrolls up, and what was missed while the
 * connection was broken. A gap closes only when the server has shown that nothing is missing between its two sides.
 */

import type { Batch, Received } from "../irc/batches";
import { isName, type Message } from "../irc/message";
import { timestamp } from "../irc/time";
import { t } from "../i18n";
import { LOOKED_AT_MOST, type ConversationState } from "./conversation.svelte";
import { takeRedactions } from "./corrections";
import { isRefusal } from "./errors";
import { attach } from "./reactions";
import type { Session } from "./session";
import { spokenOf } from "./speech";
import type { ChatState } from "./state.svelte";
import type { Place } from "./timeline";
import type { Gap, Spoken } from "./types";

const PAGE = 100;
/** Tags of the server: there is no more of the past; a line is not of the page, but belongs to one that is. */
const END = "draft/chathistory-end";
const CONTEXT = "draft/chathistory-context";
/** How many pages a gap is filled with by itself; then somebody has to ask for more. */
const PAGES_BY_ITSELF = 4;

interface Request {
  readonly conversation: ConversationState;
  readonly verb: "LATEST" | "BEFORE" | "AFTER" | "AROUND";
  readonly from: Spoken | undefined;
  readonly place: Place;
  /** How many more pages may follow without being asked for. */
  readonly more: number;
  /** Refer to a message by its time: the server did not know its id. */
  readonly byTime?: boolean;
}

export class History {
  #session: Session | undefined;
  /** What was asked and not answered: at most one for each conversation. */
  readonly #asked: Request[] = [];

  constructor(readonly state: ChatState) {}

  get isThere(): boolean {
    return this.#session !== undefined && offersHistory(this.#session);
  }

  begin(session: Session): void {
    this.#session = session;
  }

  /** The connection is gone: everything before what comes next may have been missed. */
  end(conversations: Iterable<ConversationState>): void {
    this.#session = undefined;
    this.#asked.length = 0;
    for (const conversation of conversations) {
      if (conversation.older === "loading") conversation.setOlder("unknown");
      for (const { key } of conversation.timeline.gaps()) this.#setGap(conversation, key, "open");
      conversation.timeline.addGap(this.#newGap());
      conversation.soughtMarker = false;
    }
  }

  /** We are in a conversation, for the first time or again. */
  entered(conversation: ConversationState): void {
    if (!this.isThere) {
      for (const { key } of conversation.timeline.gaps()) this.#setGap(conversation, key, "lost");
      conversation.setOlder("none");
      this.#rest(conversation);
      return;
    }
    // Edits, deletions and reactions of the time in between nobody says again.
    conversation.timeline.doubt();
    conversation.unsettle();
    const gap = conversation.timeline.gaps().at(-1);
    if (gap) this.#fillFromNow(conversation, gap);
    else if (conversation.older === "unknown") this.older(conversation);
    this.#rest(conversation);
  }

  /** Somebody looks at a conversation: what they want to see is fetched. */
  opened(conversation: ConversationState): void {
    const isFirst = conversation.isListed;
    conversation.isListed = false;
    if (!this.isThere) return;
    if (isFirst) this.entered(conversation);
    else this.#rest(conversation);
  }

  /** Take what is in view: where it may have become something else, it is read again. */
  look(conversation: ConversationState, inView: ConversationState["inView"]): void {
    conversation.inView = inView;
    this.#readAgain(conversation);
  }

  /** Load what is above everything. */
  older(conversation: ConversationState): void {
    if (!this.isThere || conversation.older === "none" || this.#isBusy(conversation)) return;
    if (conversation.timeline.length >= LOOKED_AT_MOST) {
      conversation.setOlder("full");
      return;
    }
    const place: Place = { side: "top" };
    const from = conversation.timeline.nearest(place);
    conversation.setOlder("loading");
    this.#ask({ conversation, verb: conversation.entries.length > 0 && from ? "BEFORE" : "LATEST", from, place, more: 0 });
  }

  /** Show a message, by its id: fetch it if it is not here. */
  seek(conversation: ConversationState, id: string): void {
    conversation.seeking = { id, asked: false };
    // Before its past is known, it is not known what is missing, either.
    if (conversation.older !== "unknown") this.#rest(conversation);
  }

  /** Go on with a gap from the side at which somebody reads: `before` is its upper one. */
  fill(conversation: ConversationState, gap: string, side: "before" | "after"): void {
    const isOpen = conversation.timeline.gaps().some(({ key, state }) => key === gap && state === "open");
    if (!this.isThere || !isOpen || this.#isBusy(conversation)) return;
    const place: Place = { side, gap };
    const from = conversation.timeline.nearest(place);
    if (from) this.#ask({ conversation, verb: side === "before" ? "AFTER" : "BEFORE", from, place, more: 0 });
  }

  /** Take a batch that nobody waits for by label: an answer on a server without labels, or a playback that nobody asked for. */
  take(batch: Batch, begin: (name: string) => ConversationState | undefined): boolean {
    if (batch.type !== "chathistory") return false;
    const [name = ""] = batch.params;
    const target = this.state.fold(name);
    const isChannel = this.state.support.isChannel(name);
    // What was missed in private comes by itself, while the page asks for that past by a label.
    const isMissed = !isChannel && (this.#session?.has("labeled-response") ?? false);
    const request = isMissed ? undefined : this.#asked.find(({ conversation }) => conversation.key === target);
    if (request) this.#answered(request, { batch });
    else this.#playedBack(batch, isChannel ? this.state.get(target) : begin(name));
    return true;
  }

  /** Take a refusal without a label. */
  refused(): void {
    const request = this.#asked[0];
    if (request) this.#failed(request);
  }

  #fillFromNow(conversation: ConversationState, gap: Gap): void {
    const from = conversation.timeline.nearest({ side: "before", gap: gap.key });
    this.#ask({ conversation, verb: "LATEST", from, place: { side: "after", gap: gap.key }, more: PAGES_BY_ITSELF });
  }

  #isBusy(conversation: ConversationState): boolean {
    return this.#asked.some((request) => request.conversation === conversation);
  }

  /** Nothing is on its way: fetch what somebody wants to see, if that is not here; else there is no more to wait for. */
  #rest(conversation: ConversationState): void {
    if (this.#isBusy(conversation) || this.#seeks(conversation)) return;
    const isSought = conversation.hasMoreUnread && conversation.lastSeen === undefined && !conversation.soughtMarker;
    if (!isSought || conversation.key !== this.state.currentKey || conversation.marker === undefined) {
      conversation.settled = true;
      this.#readAgain(conversation);
      return;
    }
    conversation.soughtMarker = true;
    conversation.unsettle();
    this.#askAround(conversation, `timestamp=${timestamp(conversation.marker)}`);
  }

  #readAgain(conversation: ConversationState): void {
    const { inView, timeline } = conversation;
    if (!inView || !this.isThere || this.#isBusy(conversation)) return;
    const from = timeline.doubtfulIn(...inView);
    if (from) this.#ask({ conversation, verb: "AROUND", from, place: { side: "top" }, more: 0 });
  }

  /** Show the message that somebody wants to see, or say that it is not there. Returns whether it was asked for. */
  #seeks(conversation: ConversationState): boolean {
    const { seeking, timeline } = conversation;
    if (!seeking) return false;
    const key = timeline.keyOf(seeking.id);
    if (key === undefined && !seeking.asked && this.isThere && isName(seeking.id)) {
      conversation.seeking = { ...seeking, asked: true };
      conversation.unsettle();
      this.#askAround(conversation, `msgid=${seeking.id}`);
      return true;
    }
    conversation.seeking = undefined;
    if (key !== undefined) conversation.focus = { key };
    else this.state.tell("error", t("This message is not in {channel}: it was deleted, or it is from before what you may read.", { channel: conversation.name }), conversation);
    return false;
  }

  /** Fetch what was said around a message or a time, wherever that belongs. */
  #askAround(conversation: ConversationState, around: string): void {
    this.#send({ conversation, verb: "AROUND", from: undefined, place: { side: "top" }, more: 0 }, around);
  }

  #ask(request: Request): void {
    const { from, byTime } = request;
    if (this.#session) this.#send(request, from ? referTo(this.#session, from, byTime ?? false) : "*");
  }

  #send(request: Request, reference: string): void {
    const session = this.#session;
    if (!session) return;
    const { conversation, verb, place } = request;
    this.#asked.push(request);
    if (place.side !== "top") this.#setGap(conversation, place.gap, "loading");
    const params = [verb, conversation.name, reference, String(pageLength(session))];
    const label = session.ask((answer) => this.#answered(request, answer), "CHATHISTORY", params);
    if (label === undefined) this.#failed(request);
  }

  #answered(request: Request, answer: Received): void {
    if (!("batch" in answer) || answer.batch.messages.some(isRefusal)) return this.#failed(request);
    this.#forget(request);
    const { conversation, place } = request;
    const { messages, tags } = answer.batch;
    const page = this.#read(messages);
    // What only stands beside a message does not count; and the server may say that there is no more.
    const length = tags.has(END) ? 0 : messages.filter((message) => !message.tags.has(CONTEXT)).length;
    if (request.verb === "AROUND") {
      conversation.timeline.mergeApart(page, () => this.#newGap());
      if (request.from) conversation.timeline.trust(request.from, page);
    } else {
      const fresh = conversation.timeline.merge(page, place);
      if (place.side === "top") this.#loaded(request, length, fresh.length);
      else this.#goOn(request, place, length, fresh.length);
    }
    takeRedactions(conversation, messages);
    conversation.recount();
    this.#rest(conversation);
    this.state.publish();
  }

  #read(lines: readonly Message[]): readonly Spoken[] {
    const page = lines.map((line) => spokenOf(this.state, line)).filter((spoken) => spoken !== undefined);
    return attach(this.state, page, lines, this.#session?.has("draft/event-playback") ?? false);
  }

  #newGap(): Gap {
    return { kind: "gap", key: this.state.newKey(), time: this.state.clock.now(), state: "open" };
  }

  #loaded({ conversation, from }: Request, length: number, fresh: number): void {
    // A page that brings nothing new would come again for ever.
    conversation.setOlder(length === 0 || (fresh === 0 && from !== undefined) ? "none" : "some");
  }

  /** After a page at a gap: it may be closed, or need another page. */
  #goOn(request: Request, place: Exclude<Place, { side: "top" }>, length: number, fresh: number): void {
    const { conversation, verb, more } = request;
    const session = this.#session;
    const isOpen = conversation.timeline.gaps().some(({ key }) => key === place.gap);
    if (!isOpen || !session) return;
    const isLast = length === 0 || (session.support.get("CHATHISTORY") !== undefined && length < pageLength(session));
    // The server says that this is all there is between our message and now.
    if (isLast && verb !== "BEFORE") conversation.timeline.closeGap(place.gap);
    else if (isLast || fresh === 0) this.#setGap(conversation, place.gap, "lost");
    else this.#setGap(conversation, place.gap, "open");
    const from = conversation.timeline.nearest({ side: "after", gap: place.gap });
    if (!isLast && fresh > 0 && more > 0 && from) {
      this.#ask({ conversation, verb: "BEFORE", from, place: { side: "after", gap: place.gap }, more: more - 1 });
    }
  }

  #failed(request: Request): void {
    this.#forget(request);
    const { conversation, place, from, byTime } = request;
    if (from?.id !== undefined && !byTime && this.#session && refersByTime(this.#session)) {
      return this.#ask({ ...request, byTime: true });
    }
    if (request.verb === "AROUND") {
      if (from) conversation.timeline.trust(from, undefined);
    } else {
      if (place.side === "top") conversation.setOlder("none");
      else this.#setGap(conversation, place.gap, "lost");
    }
    this.#rest(conversation);
    this.state.publish();
  }

  /** In private it is what was said while nobody of ours was connected. */
  #playedBack(batch: Batch, conversation: ConversationState | undefined): void {
    if (!conversation) return;
    const page = this.#read(batch.messages);
    const gap = conversation.timeline.gaps().at(-1);
    // What was said in private while nobody of ours was connected, nobody has read.
    if (conversation.kind === "private" && conversation.marker === undefined) conversation.read((page[0]?.time ?? 0) - 1, false);
    conversation.timeline.merge(page, gap ? { side: "after", gap: gap.key } : { side: "top" });
    conversation.recount();
    this.state.publish();
  }

  #setGap(conversation: ConversationState, key: string, state: Gap["state"]): void {
    conversation.timeline.setGap(key, state);
  }

  #forget(request: Request): void {
    const at = this.#asked.indexOf(request);
    if (at >= 0) this.#asked.splice(at, 1);
  }
}

export function offersHistory(session: Session): boolean {
  return session.has("draft/chathistory") && session.has("batch");
}

export function pageLength(session: Session): number {
  return Math.min(PAGE, session.support.number("CHATHISTORY", PAGE) || PAGE);
}

function references(session: Session): readonly string[] {
  return (session.support.get("MSGREFTYPES") || "msgid,timestamp").split(",");
}

function refersByTime(session: Session): boolean {
  return session.has("server-time") && references(session).includes("timestamp");
}

function referTo(session: Session, message: Spoken, byTime: boolean): string {
  const hasId = message.id !== undefined && references(session).includes("msgid");
  return hasId && !byTime ? `msgid=${message.id}` : `timestamp=${timestamp(message.time)}`;
}
