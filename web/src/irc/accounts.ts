/**
 * Making an account, confirming it and choosing another password (account-registration). RESETPASS is of this server's own.
 *
 * The code that is asked for by the one comes by e-mail, and goes with the other.
 */

import type { Message } from "./message";

export const ACCOUNT_REGISTRATION = "draft/account-registration";
/** Keys in the value of that capability: whether an account needs an e-mail address, and whether RESETPASS sends e-mails. */
export const EMAIL_REQUIRED = "email-required";
export const RESETS_PASSWORD = "salon.dev/reset-password";

/** A command and its parameters. */
export type Line = readonly [command: string, ...params: string[]];

/** Make an account of our nick. "": no address, no invitation. */
export function making(password: string, email: string, invitation: string): Line {
  return ["REGISTER", "*", email || "*", password, ...(invitation ? [invitation] : [])];
}

export function confirming(account: string, code: string): Line {
  return ["VERIFY", account, code];
}

/** Ask for a code. */
export function forgetting(account: string): Line {
  return ["RESETPASS", account];
}

export function resetting(account: string, code: string, password: string): Line {
  return ["RESETPASS", account, code, password];
}

const COMMANDS: ReadonlySet<string> = new Set(["REGISTER", "VERIFY", "RESETPASS"]);

/** Whether a line says what becomes of one of these. */
export function isAnswer({ command, params }: Message): boolean {
  return COMMANDS.has(command === "FAIL" ? (params[0] ?? "") : command);
}

export function isDone({ command, params }: Message): boolean {
  return COMMANDS.has(command) && params[0] === "SUCCESS";
}

/** Whether nothing is done yet: the code of an e-mail is needed. */
export function needsCode({ command, params }: Message): boolean {
  return params[0] === (command === "REGISTER" ? "VERIFICATION_REQUIRED" : command === "RESETPASS" ? "SENT" : undefined);
}

/** What the server says of an e-mail that comes later; undefined where a line says nothing of it. */
export function delayIn({ command, params }: Message): string | undefined {
  return command === "WARN" && params[1] === "EMAIL_DELAYED" ? params.at(-1) : undefined;
}
