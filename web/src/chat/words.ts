/** Texts of the server as they are read on the page: times in the reader's zone, and what is typed here in place of IRC. */

import { dateTime } from "../i18n";

/** By the command of the service, what leads to the same here. */
const HERE: readonly (readonly [service: RegExp, here: string])[] = [
  [/\/msg NickServ (?:IDENTIFY|REGAIN)(?: [^\s),.]+)*/g, "/login"],
  [/\/msg NickServ REGISTER(?: [^\s),.]+)*/g, "/register"],
  [/\/msg NickServ RESETPASS(?: [^\s),.]+)*/g, "/resetpass"],
  [/\/msg NickServ VERIFY/g, "/verify"],
];
/** The letter of a mode, behind what it means. */
const LETTER = /\s\([+-][A-Za-z]\)/g;
/** As the server words a time in UTC; what it says in another zone is that of its place, and stays. */
const UTC = /(?:\p{L}+,? )?(\d{1,2}) (\p{L}+) (\d{4}), (\d\d):(\d\d):(\d\d) UTC/gu;
const LANGUAGES = ["en", "fr"];

export function plainWords(text: string): string {
  const plain = text.replace(LETTER, "").replace(UTC, (whole, day: string, name: string, year: string, ...clock: string[]) => {
    const month = monthOf(name);
    return month === undefined ? whole : dateTime(Date.UTC(Number(year), month, Number(day), ...clock.slice(0, 3).map(Number)));
  });
  return HERE.reduce((words, [service, here]) => words.replace(service, here), plain);
}

function monthOf(name: string): number | undefined {
  for (const language of LANGUAGES) {
    const { format } = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
    for (let month = 0; month < 12; month++) if (format(Date.UTC(2026, month)).toLowerCase() === name.toLowerCase()) return month;
  }
  return undefined;
}
