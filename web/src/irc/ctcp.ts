/** CTCP in a message (modern-irc, ctcp): `ACTION` is /me, the rest is not for people to read. */

const MARK = "\x01";

export interface Ctcp {
  readonly command: string;
  readonly text: string;
}

/** Take the CTCP of a text apart; undefined if it is an ordinary text. The closing mark may be missing. */
export function parseCtcp(text: string): Ctcp | undefined {
  if (!text.startsWith(MARK)) return undefined;
  const inner = text.slice(1).replace(/\x01$/, "");
  const space = inner.indexOf(" ");
  if (space < 0) return { command: inner.toUpperCase(), text: "" };
  return { command: inner.slice(0, space).toUpperCase(), text: inner.slice(space + 1) };
}

export function formatAction(text: string): string {
  return `${MARK}ACTION ${text}${MARK}`;
}
