/** Messages that get another text, or are deleted (ircv3, message-redaction; EDIT of this server). */

import { EDIT_BATCH, MULTILINE } from "../irc/batches";
import { bytesOf } from "../irc/split";
import { nickOf, type Message } from "../irc/message";
import type { Asking } from "./asking";
import type { ConversationState } from "./conversation.svelte";
import { when, type Handler, type Scene } from "./scene";
import { spokenOf } from "./speech";
import type { Answered, Spoken } from "./types";

/** The capability, and the batch with a new text of several lines. */
export const EDIT = EDIT_BATCH;
/** Behind all that says which message it is for, a line has room for no more. */
const EDIT_BYTES = 350;
export const REDACTION = "draft/message-redaction";
/** For how many minutes one may edit, and delete, what one has said; tokens of RPL_ISUPPORT. */
export const EDIT_MINUTES = "salon.dev/EDIT";
export const REDACT_MINUTES = "salon.dev/REDACT";

/** REDACT target id [reason]: what was said there is nowhere any more. */
export const redacted: Handler = (scene, message) => {
  const [, id = "", reason = ""] = message.params;
  const where = placeOf(scene, message);
  where?.timeline.change(id, (entry) => emptied(entry, nickOf(message.source), reason));
  where?.recount();
};

/** Take it from a page of the past what was deleted; who did it, a server need not know any more. */
export function takeRedactions({ timeline }: ConversationState, page: readonly Message[]): void {
  for (const { command, source, params: [, id = "", reason = ""] } of page) {
    if (command !== "REDACT") continue;
    const by = source.includes("!") ? nickOf(source) : "";
    timeline.change(id, (entry) => (entry.deleted ? entry : emptied(entry, by, reason)));
  }
}

/** EDIT target id text. */
export const edited: Handler = (scene, message) => {
  const [target = "", id = "", text = ""] = message.params;
  const said = spokenOf(scene.state, { ...message, command: "PRIVMSG", params: [target, text] });
  const time = when(scene, message);
  placeOf(scene, message)?.timeline.change(id, (entry) => (said ? { ...entry, text: said.text, mention: said.mention, edited: time } : entry));
};

function emptied({ reason: _, edited: __, reactions: ___, ...entry }: Spoken, by: string, reason: string): Spoken {
  return { ...entry, text: "", mention: false, deleted: { by, reason } };
}

/** Of a private message, that is the conversation with the other one. */
function placeOf({ state }: Scene, { source, params: [target = ""] }: Message): ConversationState | undefined {
  return state.find(state.isOwn(target) ? nickOf(source) : state.support.channelOf(target));
}

export function redact(asking: Asking, where: ConversationState, id: string, reason: string, answered: Answered): void {
  asking.order(answered, isDone("REDACT"), "REDACT", where.name, id, ...(reason ? [reason] : []));
}

export function edit(asking: Asking, where: ConversationState, id: string, text: string, answered: Answered): void {
  const { name } = where;
  const done = asking.judge(answered, isDone("EDIT"));
  asking.send(answered, done, (session, answer) => {
    const isOne = !session.has(MULTILINE) || (!text.includes("\n") && bytesOf(text) <= EDIT_BYTES);
    if (isOne) return session.ask(answer, "EDIT", [name, id, text.replace(/\s*\n\s*/g, " ")]);
    return session.askBatch(answer, EDIT, [name, id], {}, session.linesOf("PRIVMSG", name, text));
  });
}

function isDone(command: string): (message: Message) => boolean {
  return (message) => message.command === command || message.command === "ACK";
}
