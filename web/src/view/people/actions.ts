/** What a menu offers to do with somebody, with a conversation, and with oneself; each only where it may be done. */

import type { Chat, Conversation, Refusal } from "../../chat";
import { t } from "../../i18n";
import { copyText } from "../../platform/clipboard";
import { askToNotify, canNotify } from "../../platform/notifications";
import type { Item, Items } from "../Menu.svelte";
import { languageItems, themeItems } from "../choices";
import type { Page } from "../page.svelte";
import { pictureItems, profileItems } from "./profiles";
import { RANKS } from "./ranks";

/** Return what may be done with somebody in a conversation. */
export function personItems(chat: Chat, page: Page, conversation: Conversation, nick: string): Items {
  const { key } = conversation;
  if (nick.toLowerCase() === chat.own.nick.toLowerCase()) {
    return [ownItems(chat, page), rankItems(chat, page, conversation, nick)];
  }
  const ask = (title: string, text: string, confirm: string, done: (reason: string | undefined) => void) => () =>
    (page.dialog = {
      title,
      text,
      fields: [{ label: t("Reason (optional)") }],
      confirm,
      danger: true,
      done: ([reason]) => done(reason || undefined),
    });
  const values = { nick, channel: conversation.name };
  const dangers: (Item | false)[] = [
    chat.may(key, "mute", nick) && {
      label: t("Mute…"),
      danger: true,
      run: askSentence(page, {
        title: t("Mute {nick} in {channel}?", values),
        text: t("{nick} stays in the channel and reads it, but cannot write there until the mute ends.", values),
        confirm: t("Mute"),
        done: (sentence) => chat.mute(key, nick, sentence),
      }),
    },
    chat.may(key, "kick", nick) && {
      label: t("Remove from the channel…"),
      danger: true,
      run: ask(
        t("Remove {nick} from {channel}?", values),
        t("{nick} is removed from the channel, and can come back at once. The reason is shown to everybody in it.", values),
        t("Remove"),
        (reason) => chat.kick(key, nick, reason),
      ),
    },
    chat.may(key, "ban", nick) && {
      label: t("Ban…"),
      danger: true,
      run: chat.server.sanctions
        ? askSentence(page, {
            title: t("Ban {nick} from {channel}?", values),
            text: t("{nick} is removed from the channel, and cannot come back until the ban ends.", values),
            confirm: t("Ban"),
            done: (sentence) => chat.ban(key, nick, sentence),
          })
        : ask(
            t("Ban {nick} from {channel}?", values),
            t("{nick} is removed from the channel, and cannot come back until the ban ends.", values),
            t("Ban"),
            (reason) => chat.ban(key, nick, reason),
          ),
    },
  ];
  return [
    [
      { label: t("Private message"), run: () => chat.openPrivate(nick) },
      { label: t("Copy the name"), run: () => void copyText(nick) },
      ...pictureItems(chat, nick),
      ...blockItems(chat, page, key, nick),
    ],
    rankItems(chat, page, conversation, nick),
    dangers.filter((item) => item !== false),
  ];
}

function blockItems(chat: Chat, page: Page, key: string, nick: string): Item[] {
  if (!chat.server.blocks) return [];
  const block = chat.blockOf(nick);
  const answered = (refusal: Refusal | undefined): void => {
    if (refusal) chat.tell(key, refusal);
  };
  if (block) return [{ label: t("Unblock"), run: () => chat.unblock(block.mask, answered) }];
  return [
    {
      label: t("Block…"),
      run: () =>
        (page.dialog = {
          title: t("Block {nick}?", { nick }),
          text: t("You get no more private messages from {nick}. {nick} is not told. Messages in channels are shown as before.", { nick }),
          fields: [],
          confirm: t("Block"),
          danger: true,
          done: () => chat.block(nick, answered),
        }),
    },
  ];
}

interface Sanction {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** `sentence`: a time and a reason, as the server reads them. */
  done(sentence: string): void;
}

/** Return what asks for how long, and why. */
function askSentence(page: Page, { title, text, confirm, done }: Sanction): () => void {
  const times = [
    ["1h", t("1 hour")],
    ["10m", t("10 minutes")],
    ["1d", t("1 day")],
    ["1w", t("1 week")],
    ["", t("Until it is lifted")],
  ] as const;
  return () =>
    (page.dialog = {
      title,
      text,
      fields: [{ label: t("How long"), choices: times }, { label: t("Reason (optional)") }],
      confirm,
      danger: true,
      // A reason that begins like a time, where none was chosen, is no time.
      done: ([time, reason = ""]) => done(`${time || (/^\d+[smhdw]\b/.test(reason) ? "–" : "")} ${reason}`.trim()),
    });
}

function rankItems(chat: Chat, page: Page, { key, kind, name, members }: Conversation, nick: string): Item[] {
  if (kind !== "channel") return [];
  const account = members.find((member) => member.nick === nick)?.account;
  const lasts = account
    ? t("The rank is kept with the account {account}.", { account })
    : t("{nick} is not logged in to an account: the rank ends when {nick} leaves.", { nick });
  const give = ({ rank, give, means, name: rankName }: (typeof RANKS)[number]): Item => ({
    label: give(),
    run: !means
      ? () => chat.give(key, nick, rank)
      : () =>
          (page.dialog = {
            title:
              rank === "founder"
                ? t("Hand {channel} over to {nick}?", { channel: name, nick })
                : t("Give {nick} the rank “{rank}” in {channel}?", { nick, rank: rankName(), channel: name }),
            text: rank === "founder" ? means(nick) : `${means(nick)} ${lasts}`,
            fields: [],
            confirm: rank === "founder" ? t("Hand over") : t("Give the rank"),
            danger: rank === "founder",
            done: () => chat.give(key, nick, rank),
          }),
  });
  return RANKS.flatMap((named): Item[] => [
    ...(chat.may(key, { give: named.rank }, nick) ? [give(named)] : []),
    ...(chat.may(key, { take: named.rank }, nick) ? [{ label: named.take(), run: () => chat.take(key, nick, named.rank) }] : []),
  ]);
}

function ownItems(chat: Chat, page: Page): Item[] {
  const away = chat.own.away !== undefined;
  return [
    { label: t("Change your nick…"), run: () => askNick(chat, page) },
    ...profileItems(chat, page),
    away
      ? { label: t("I am back"), run: () => chat.setAway(undefined) }
      : {
          label: t("I am away…"),
          run: () =>
            (page.dialog = {
              title: t("Tell the others that you are away"),
              fields: [{ label: t("Message"), value: t("I am away"), required: true }],
              confirm: t("Tell them"),
              done: ([message]) => chat.setAway(message),
            }),
        },
  ];
}

/** Ask for another nick. */
export function askNick(chat: Chat, page: Page): void {
  page.dialog = {
    title: t("Change your nick"),
    fields: [{ label: t("Nick"), value: chat.own.nick, maxLength: chat.server.nickLength, required: true }],
    confirm: t("Change"),
    done: ([nick]) => chat.setNick(nick!),
  };
}

function accountItems(chat: Chat, page: Page): Item[] {
  const { account } = chat.own;
  if (!chat.server.logsIn || chat.link.state !== "connected") return [];
  if (account) {
    return [
      { label: t("Your account…"), run: () => (page.dialog = "account") },
      { label: t("Change the password…"), run: () => (page.dialog = "password") },
      { label: t("Log out of {account}", { account }), run: () => chat.logOut() },
    ];
  }
  const register: Item = { label: t("Create an account…"), run: () => (page.dialog = "register") };
  return [...(chat.server.registers ? [register] : []), { label: t("Log in…"), run: () => (page.dialog = "log-in") }];
}

/** Return what may be done with a conversation as a whole. */
export function conversationItems(chat: Chat, page: Page, conversation: Conversation, address: string | undefined): Items {
  const { key, name, kind } = conversation;
  const close: Item = {
    label: kind === "channel" ? t("Leave the channel") : t("Close"),
    danger: true,
    run: () => chat.close(key),
  };
  if (kind !== "channel") return kind === "private" ? [[...pictureItems(chat, name), ...blockItems(chat, page, key, name)], [close]] : [];
  const items: (Item | false)[] = [
    chat.may(key, "topic") && {
      label: t("Change the topic…"),
      run: () => askTopic(chat, page, conversation),
    },
    chat.may(key, "invite") && {
      label: t("Invite…"),
      run: () =>
        (page.dialog = {
          title: t("Invite somebody to {channel}", { channel: name }),
          fields: [{ label: t("Nick"), required: true }],
          confirm: t("Invite"),
          done: ([nick]) => chat.invite(key, nick!),
        }),
    },
    chat.server.renamesChannels &&
      chat.may(key, "rename") && {
        label: t("Rename…"),
        run: () =>
          (page.dialog = {
            title: t("Rename {channel}", { channel: name }),
            fields: [
              { label: t("New name"), value: name, maxLength: chat.server.channelLength, required: true },
            ],
            confirm: t("Rename"),
            done: ([to]) => chat.rename(key, to!),
          }),
      },
    chat.may(key, "ban") && { label: t("Bans and mutes…"), run: () => (page.dialog = "sanctions") },
    chat.may(key, "log") && { label: t("Moderation log…"), run: () => (page.dialog = "acts") },
    chat.server.owners && { label: t("Ownership and ranks…"), run: () => (page.dialog = "owners") },
    address !== undefined && { label: t("Copy the address"), run: () => void copyText(address) },
  ];
  return [items.filter((item) => item !== false), [close]];
}

/** Ask for a channel's new topic. */
export function askTopic(chat: Chat, page: Page, { key, name, topic }: Conversation): void {
  page.dialog = {
    title: t("Topic of {channel}", { channel: name }),
    fields: [{ label: t("Topic (empty: none)"), value: topic, maxLength: chat.server.topicLength }],
    confirm: t("Change"),
    done: ([text]) => chat.setTopic(key, text!),
  };
}

/** Return the page's settings and what concerns oneself. */
export function settingsItems(chat: Chat, page: Page): Items {
  const notifications: Item = {
    label: t("Notifications"),
    checked: page.notifies,
    run: () => void switchNotifications(page),
  };
  return [
    ownItems(chat, page),
    accountItems(chat, page),
    chat.blocks.length > 0 ? [{ label: t("Blocked people…"), run: () => (page.dialog = "blocked") }] : [],
    themeItems(page),
    languageItems(page),
    canNotify() ? [notifications] : [],
    [
      { label: t("Help"), run: () => (page.dialog = "help") },
      { label: t("About"), run: () => (page.dialog = "about") },
      { label: t("Disconnect"), danger: true, run: () => chat.quit() },
    ],
  ];
}

async function switchNotifications(page: Page): Promise<void> {
  page.setNotifies(!page.notifies && (await askToNotify()));
}
