/** Refusals in the reader's language, where it is clear what they say; else in the server's words. */

import type { Message } from "../irc/message";
import { t } from "../i18n";
import { plainWords } from "./words";

/** By numeric: from the parameters behind our nick, to a text. */
const TEXTS: Readonly<Record<string, (first: string, second: string) => string>> = {
  "401": (nick) => t("There is nobody called {nick} here.", { nick }),
  "421": (command) => t("The server does not know the command {command}.", { command }),
  "441": (nick, channel) => t("{nick} is not in {channel}.", { nick, channel }),
  "442": (channel) => t("You are not in {channel}.", { channel }),
  "443": (nick, channel) => t("{nick} is in {channel} already.", { nick, channel }),
  "471": (channel) => t("{channel} is full.", { channel }),
  "472": (mode) => t("The server does not know the mode {mode}.", { mode }),
  "473": (channel) => t("{channel} is invite-only: ask a member to invite you.", { channel }),
  "475": (channel) => t("{channel} needs its password: /join {channel} PASSWORD", { channel }),
};

/** Where one numeric stands for several reasons (403, 433), the server's own words say more. */
export function errorText(message: Message): string {
  const { command, params } = message;
  const text = TEXTS[command]?.(params[1] ?? "", params[2] ?? "");
  return text ?? plainWords(params.at(-1) ?? command);
}

/** Refusals of a login (sasl-3.1). */
const OF_LOGINS: ReadonlySet<string> = new Set(["902", "904", "905", "906", "907"]);

/** Whether a line refuses what was asked; if so, in which words. */
export function refusalOf(message: Message): string | undefined {
  return isRefusal(message) ? errorText(message) : undefined;
}

export function isRefusal({ command }: Message): boolean {
  if (OF_LOGINS.has(command)) return true;
  return /^[45]\d\d$/.test(command) ? command !== "422" : command === "FAIL";
}
