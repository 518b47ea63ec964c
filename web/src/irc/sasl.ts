/** Logging in by a name and a password (sasl-3.1, with the mechanism PLAIN of RFC 4616). */

import type { Line } from "./accounts";

export const SASL = "sasl";

export interface Credentials {
  readonly account: string;
  readonly password: string;
  /** What is said in place of logging in, and does that, too; or asks for a code that is needed first. */
  readonly first?: Line | undefined;
}

/** Characters of an answer in one line: one that has as many is not the last. */
const CHUNK = 400;

/** What is said first; the server answers `AUTHENTICATE +`. */
export const MECHANISM = "PLAIN";

/** Give the answer to `AUTHENTICATE +`: the parameters of as many lines. */
export function plainAnswer({ account, password }: Credentials): string[] {
  const bytes = new TextEncoder().encode(`\0${account}\0${password}`);
  const answer = btoa(String.fromCharCode(...bytes));
  const chunks = answer.match(new RegExp(`.{1,${CHUNK}}`, "g")) ?? [];
  return answer.length % CHUNK === 0 ? [...chunks, "+"] : chunks;
}

/** RPL_SASLSUCCESS; ERR_NICKLOCKED, ERR_SASLFAIL, ERR_SASLTOOLONG, ERR_SASLABORTED. */
export const LOGGED_IN = "903";
export const NOT_LOGGED_IN: ReadonlySet<string> = new Set(["902", "904", "905", "906"]);
