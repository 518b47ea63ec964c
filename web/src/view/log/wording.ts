/** Puts what happened into words. */

import type { Conversation, Happened } from "../../chat";
import { listed, t, tn } from "../../i18n";
import { bareText } from "../../text/pieces";

/** How many names stand in a row before the others are only counted. */
const NAMES = 6;

/** Return how much was not read, or "". */
export function unreadWords({ unread, hasMoreUnread }: Pick<Conversation, "unread" | "hasMoreUnread">): string {
  if (hasMoreUnread) return t("More than {n} new messages", { n: unread });
  return unread ? tn("{n} new message", "{n} new messages", unread) : "";
}

/** Return what stands for a message that was deleted. */
export function wordDeletion({ by, reason }: { readonly by: string; readonly reason: string }): string {
  if (!by) return t("Deleted");
  return reason ? t("Deleted by {nick}: {text}", { nick: by, text: bareText(reason) }) : t("Deleted by {nick}", { nick: by });
}

/** Return one sentence for one event. */
export function wordEvent(event: Happened): string {
  const values = { nick: event.nick, target: event.target ?? "", text: bareText(event.text ?? "") };
  switch (event.kind) {
    case "join":
      return t("{nick} joined", values);
    case "part":
      return values.text ? t("{nick} left: {text}", values) : t("{nick} left", values);
    case "quit":
      return values.text ? t("{nick} disconnected: {text}", values) : t("{nick} disconnected", values);
    case "nick":
      return t("{nick} is now called {target}", values);
    case "topic":
      return values.text ? t("{nick} set the topic: {text}", values) : t("{nick} removed the topic", values);
    case "kick":
      return values.text
        ? t("{nick} removed {target} from the channel: {text}", values)
        : t("{nick} removed {target} from the channel", values);
    case "invite":
      return t("{nick} invited {target}", values);
    case "rename":
      return t("{nick} renamed the channel to {target}", values);
    case "mode":
      return wordMode(values);
  }
}

function wordMode(values: { nick: string; text: string }): string {
  const [letters = "", target = "", more] = values.text.split(" ");
  // A ban means somebody by the account (~a:) or the nick (!*@*), and may only mute (~m:).
  const [, mutes, means = ""] = /^(~m:)?(?:~a:)?(.*?)(?:!\*@\*)?$/.exec(target) ?? [];
  const known = { ...values, target: /^[+-]b$/.test(letters) ? means : target };
  if (target && more === undefined) {
    switch (letters) {
      case "+q":
        return t("{nick} made {target} the founder", known);
      case "+a":
        return t("{nick} made {target} an admin", known);
      case "+o":
        return t("{nick} made {target} an operator", known);
      case "+h":
        return t("{nick} made {target} a half-operator", known);
      case "+v":
        return t("{nick} gave {target} voice", known);
      case "-q":
      case "-a":
      case "-o":
      case "-h":
      case "-v":
        return t("{nick} removed a rank from {target}", known);
      case "+b":
        return mutes ? t("{nick} muted {target}", known) : t("{nick} banned {target}", known);
      case "-b":
        return mutes ? t("{nick} lets {target} speak again", known) : t("{nick} lifted the ban on {target}", known);
    }
  }
  return t("{nick} changed the modes: {text}", values);
}

/** Return one line for a run of comings and goings. */
export function wordEvents(events: readonly Happened[]): string {
  if (events.length === 1) return wordEvent(events[0]!);
  const joined = events.filter((event) => event.kind === "join");
  const left = events.filter((event) => event.kind === "part" || event.kind === "quit");
  const renamed = events.filter((event) => event.kind === "nick");
  return [
    joined.length && t("Joined: {names}", { names: names(joined) }),
    left.length && t("Left: {names}", { names: names(left) }),
    renamed.length &&
      t("Renamed: {names}", { names: listed(renamed.map((event) => `${event.nick} → ${event.target}`)) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function names(events: readonly Happened[]): string {
  const all = [...new Set(events.map((event) => event.nick))];
  const more = all.length - NAMES;
  // One more name takes no more room than to say that there is one more.
  if (more <= 1) return listed(all);
  return listed([...all.slice(0, NAMES), tn("{n} more", "{n} more", more)]);
}
