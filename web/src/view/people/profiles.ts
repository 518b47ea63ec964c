/** What is shown of what people say of themselves. Anybody may choose any name, so the nick stands beside it. */

import type { Chat, Conversation } from "../../chat";
import { t } from "../../i18n";
import { openElsewhere } from "../../platform/window";
import type { About, Item } from "../Menu.svelte";
import type { Page } from "../page.svelte";

const NAME_AT_MOST = 50;
const STATUS_AT_MOST = 100;

/** Return the name by which somebody wants to be shown, unless it is the nick. */
export function nameOf(chat: Chat, nick: string): string {
  const { name } = chat.profileOf(nick);
  return name.toLowerCase() === nick.toLowerCase() ? "" : name;
}

/** Return who is meant, in one text. */
export function nameAndNick(chat: Chat, nick: string): string {
  const name = nameOf(chat, nick);
  return name ? `${name} (${nick})` : nick;
}

/** Return what is known of somebody, for the head of their menu. */
export function aboutPerson(chat: Chat, { members, kind }: Conversation, nick: string): About {
  const name = nameOf(chat, nick);
  const member = members.find((one) => one.nick === nick);
  const account = member?.account && t("Account: {account}", { account: member.account });
  const lines = [
    name && t("Nick: {nick}", { nick }),
    account || (kind === "channel" && member && t("Without an account")),
    chat.profileOf(nick).status,
  ];
  return { title: name || nick, lines: lines.filter((line) => typeof line === "string" && line !== "") as string[] };
}

/** Return what leads to somebody's picture. The page does not fetch it: whoever keeps it there would learn who looks. */
export function pictureItems(chat: Chat, nick: string): Item[] {
  const address = addressOf(chat.profileOf(nick).picture);
  if (!address) return [];
  return [{ label: t("Open the picture on {host}", { host: address.host }), run: () => openElsewhere(address.href) }];
}

function addressOf(picture: string): URL | undefined {
  try {
    const address = new URL(picture.replace("{size}", "256"));
    return /^https?:$/.test(address.protocol) && !address.username ? address : undefined;
  } catch {
    return undefined;
  }
}

/** Return what asks how one wants to be shown. */
export function profileItems(chat: Chat, page: Page): Item[] {
  if (!chat.server.profiles || chat.link.state !== "connected") return [];
  return [{ label: t("Name and status…"), run: () => askProfile(chat, page) }];
}

export function askProfile(chat: Chat, page: Page): void {
  const { name, status } = chat.profileOf(chat.own.nick);
  const key = chat.current?.key ?? "";
  page.dialog = {
    title: t("Name and status"),
    text: t("They are shown beside your nick to people who are in a channel with you. Empty: nothing is shown."),
    fields: [
      { label: t("Display name"), value: name, maxLength: NAME_AT_MOST },
      { label: t("Status"), value: status, maxLength: STATUS_AT_MOST },
    ],
    confirm: t("Save"),
    done: ([name = "", status = ""]) => chat.describe({ name, status }, (refusal) => refusal && chat.tell(key, refusal)),
  };
}
