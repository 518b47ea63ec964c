/** Texts that are too long: a field that cut them would change what somebody has typed, or pasted, without a word. */

import { t } from "../i18n";

/** Return what is wrong with the length of a text, in characters; "": nothing. */
export function lengthProblem(text: string, most: number | undefined): string {
  const { length } = [...text.trim()];
  return most !== undefined && length > most
    ? t("This has {length} characters. At most {most} are allowed.", { length, most })
    : "";
}
