/** What a menu offers to do with a message; each only where it can be done. */

import type { Chat, Conversation, Refusal, Spoken } from "../../chat";
import { t } from "../../i18n";
import { copyText } from "../../platform/clipboard";
import { bareText } from "../../text/pieces";
import type { Item, Items } from "../Menu.svelte";
import type { Page } from "../page.svelte";

/** So much of a message is shown where it is only named. */
const QUOTED = 80;

/** Return the beginning of a message, in one line. */
export function quoted({ text }: Pick<Spoken, "text">): string {
  const line = bareText(text).replace(/\s+/g, " ").trim();
  return line.length > QUOTED ? `${[...line].slice(0, QUOTED).join("")}…` : line;
}

/** Whether one can answer a message, and react to it. */
export function mayAnswer(chat: Chat, { kind, joined }: Conversation, entry: Spoken): { readonly reply: boolean; readonly react: boolean } {
  const may = chat.server.replies && entry.id !== undefined && !entry.deleted && (kind === "private" || joined);
  return { reply: may, react: may };
}

/** `address`: that of the message; undefined if it has none. `onreact`: ask with what to react. */
export function messageItems(chat: Chat, page: Page, conversation: Conversation, entry: Spoken, address: string | undefined, onreact: () => void): Items {
  const { key } = conversation;
  const changes = chat.changes(key, entry);
  const may = mayAnswer(chat, conversation, entry);
  const items: (Item | false)[] = [
    may.reply && { label: t("Reply"), run: () => (page.intent = { kind: "reply", key, entry }) },
    may.react && { label: t("React…"), run: onreact },
    changes.edit && { label: t("Edit"), run: () => (page.intent = { kind: "edit", key, entry }) },
    !entry.deleted && { label: t("Copy the text"), run: () => void copyText(entry.text) },
    address !== undefined && { label: t("Copy the link"), run: () => void copyText(address) },
  ];
  const dangers: (Item | false)[] = [changes.delete && { label: t("Delete…"), danger: true, run: () => askDeletion(chat, page, conversation, entry) }];
  return [items.filter((item) => item !== false), dangers.filter((item) => item !== false)];
}

/** Ask before a message is deleted. */
export function askDeletion(chat: Chat, page: Page, { key, name, kind }: Conversation, entry: Spoken): void {
  const values = { nick: entry.nick, text: quoted(entry), channel: name };
  const what = entry.own ? t("You said: “{text}”.", values) : t("{nick} said: “{text}”.", values);
  const means =
    kind === "channel"
      ? t("It disappears for everybody in {channel}, and nobody can bring it back. Clients that cannot delete go on showing it.", values)
      : t("It disappears for both of you, and nobody can bring it back. Clients that cannot delete go on showing it.");
  page.dialog = {
    title: entry.own ? t("Delete your message?") : t("Delete the message of {nick}?", values),
    text: `${what} ${means}`,
    fields: entry.own ? [] : [{ label: t("Reason (optional)") }],
    confirm: t("Delete"),
    danger: true,
    done: ([reason = ""]) =>
      chat.redact(key, entry, reason, (refusal: Refusal | undefined) => {
        if (refusal) chat.tell(key, refusal);
      }),
  };
}
