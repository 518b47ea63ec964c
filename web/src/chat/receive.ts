/** Which line is handled by whom. */

import type { Received } from "../irc/batches";
import { isAway, list, login, monitored, note, ownAway, refuse, show, staying, warn, whois } from "./answers";
import { silence } from "./blocks";
import { mode, modesAre, names, namesEnd, rename, topic, topicIs } from "./channel";
import { edited, redacted } from "./corrections";
import { isRefusal } from "./errors";
import { marked } from "./markers";
import { valueChanged, valueIs, valueIsNot } from "./metadata";
import { account, awayChanged, invite, join, kick, nick, part, quit, whoReply } from "./people";
import type { Handler, Scene } from "./scene";
import { messagesOf } from "./session";
import { hear, hearTags } from "./speech";

const nothing: Handler = () => undefined;

const HANDLERS: Readonly<Record<string, Handler>> = {
  PRIVMSG: hear,
  NOTICE: hear,
  TAGMSG: hearTags,
  JOIN: join,
  PART: part,
  QUIT: quit,
  KICK: kick,
  NICK: nick,
  AWAY: awayChanged,
  ACCOUNT: account,
  INVITE: invite,
  TOPIC: topic,
  RENAME: rename,
  MODE: (scene, message) => (scene.state.find(message.params[0] ?? "") ? mode : nothing)(scene, message),
  PONG: ({ sender }, { params }) => void sender.pong(params.at(-1) ?? ""),
  REDACT: redacted,
  EDIT: edited,
  MARKREAD: marked,
  METADATA: valueChanged,
  NOTE: note,
  WARN: warn,
  // The connection's own affair.
  RESUME: nothing,
  PERSISTENCE: staying,
  REGISTER: note,
  SILENCE: silence,
  // What ends a connection is told when it has ended.
  ERROR: nothing,
  ACK: nothing,
  CHGHOST: nothing,
  SETNAME: nothing,
  PING: nothing,
  CAP: nothing,
  // What a server says at the beginning, and the ends of lists.
  // RPL_WHOISKEYVALUE, RPL_KEYVALUE, RPL_KEYNOTSET, and which keys we are told of.
  ...table(valueIs, "760 761"),
  "766": valueIsNot,
  ...table(nothing, "770 771 772 774"),
  ...table(nothing, "001 002 003 004 005 251 252 253 254 255 265 266 315 318 329 347 349 368 369 374 376 422 687 903 908"),
  ...table(login, "900 901"),
  ...table(ownAway, "305 306"),
  ...table(whois, "311 312 313 317 319 330 335 338 378 671"),
  ...table(list, "321 322 323"),
  ...table(topicIs, "331 332 333"),
  ...table(monitored, "730 731"),
  "301": isAway,
  "324": modesAre,
  "352": whoReply,
  "353": names,
  "366": namesEnd,
};

function table(handler: Handler, numerics: string): Record<string, Handler> {
  return Object.fromEntries(numerics.split(" ").map((numeric) => [numeric, handler]));
}

/** Handle what was received: a line, or a batch as its lines. */
export function receive(scene: Scene, received: Received): void {
  if ("batch" in received && scene.history.take(received.batch, scene.begin)) return;
  for (const message of messagesOf(received)) {
    const handler = HANDLERS[message.command];
    if (handler) handler(scene, message);
    else if (isRefusal(message)) refuse(scene, message);
    else if (/^\d{3}$/.test(message.command)) show(scene, message);
  }
}
