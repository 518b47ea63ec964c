/** What the page knows beside the chat: its settings, what is open above it, which side is drawn in. */

import type { Spoken } from "../chat";
import { chooseLanguage, language } from "../i18n";
import { shelf } from "../platform/shelf";
import { invitationInAddress, invitedTo, prefersDark } from "../platform/window";

export type Theme = "system" | "light" | "dark";
export const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** One field of a question. */
export interface Field {
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly maxLength?: number;
  readonly required?: boolean;
  /** What one may choose, and how it is called; the first is chosen. Otherwise one types. */
  readonly choices?: readonly (readonly [value: string, label: string])[];
}

/** What a dialog asks before something is done. */
export interface Question {
  readonly title: string;
  /** What it will do. */
  readonly text?: string;
  readonly fields: readonly Field[];
  readonly confirm: string;
  readonly danger?: boolean;
  done(values: readonly string[]): void;
}

/** What is asked about one's account. `reserved`: to log in, for the name that one has is that of an account. `forgotten`: to have a
 * code sent; `code`: to choose a password by it, or by one of the server's owner. `confirm`: to confirm it by a code. */
export const ACCOUNT_DIALOGS = ["log-in", "reserved", "register", "password", "email", "forgotten", "code", "confirm"] as const;
export type AccountDialog = (typeof ACCOUNT_DIALOGS)[number];

/** What is shown of the channel that is looked at, and may be changed. */
export type ChannelDialog = "sanctions" | "acts" | "owners";

export type Dialog = "help" | "search" | "about" | "switcher" | "channels" | "account" | "blocked" | ChannelDialog | AccountDialog | Question;

/** What the composer is for, but for a new message: to give one another text, or to answer one. */
export interface Intent {
  readonly kind: "edit" | "reply";
  /** The conversation, and the message. */
  readonly key: string;
  readonly entry: Spoken;
}

export class Page {
  intent = $state.raw<Intent>();
  dialog = $state.raw<Dialog>();
  /** What is to be searched for, as it was typed, once the search is open. */
  wanted = $state("");
  /** A message that was found, by its id, and what was looked for. */
  found = $state.raw<{ readonly id: string; readonly text: string }>();
  /** The code of an invitation, with which one came; "" if there is none, or it was used. */
  invitation = $state(invitationInAddress());
  /** The channels to which it leads. */
  readonly invitedTo = invitedTo();
  /** On narrow screens: the side that lies over the conversation. */
  drawer = $state<"conversations" | "members">();
  /** On wide screens: whether the members are shown. */
  showsMembers = $state(shelf.get("members") !== "hidden");
  notifies = $state(shelf.get("notify") === "yes");
  #theme = $state<Theme>(THEMES.find((theme) => theme === shelf.get("theme")) ?? "system");

  constructor() {
    prefersDark((dark) => {
      this.#systemIsDark = dark;
      this.#showTheme();
    });
  }

  #systemIsDark = false;

  get theme(): Theme {
    return this.#theme;
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    shelf.set("theme", theme);
    this.#showTheme();
  }

  get language(): string {
    return language();
  }

  setLanguage(code: string): void {
    shelf.set("language", code);
    void chooseLanguage(code);
  }

  setShowsMembers(shows: boolean): void {
    this.showsMembers = shows;
    shelf.set("members", shows ? "shown" : "hidden");
  }

  setNotifies(notifies: boolean): void {
    this.notifies = notifies;
    shelf.set("notify", notifies ? "yes" : "no");
  }

  #showTheme(): void {
    const dark = this.#theme === "system" ? this.#systemIsDark : this.#theme === "dark";
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  }
}
