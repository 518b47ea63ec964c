/** The time of a line (ircv3, server-time). */

import type { Message } from "./message";

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** When it happened by the server's clock, in milliseconds since 1970; undefined if it does not say. */
export function timeOf(message: Message): number | undefined {
  return readTime(message.tags.get("time"));
}

/** The milliseconds since 1970 of a time as the server writes it; undefined if it is none. */
export function readTime(text: string | undefined): number | undefined {
  if (text === undefined || !FORM.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isFinite(time) ? time : undefined;
}

/** As `CHATHISTORY` wants it. */
export function timestamp(time: number): string {
  return new Date(time).toISOString();
}
