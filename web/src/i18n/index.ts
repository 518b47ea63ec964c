/**
 * Texts of the page in the reader's language, from the server's gettext catalogues.
 *
 * The source texts are English. A component that calls `t` is drawn anew when the language changes.
 */
export {
  chooseLanguage,
  clockTime,
  dateTime,
  dayName,
  fetchAllTexts,
  fullTime,
  language,
  languageName,
  languages,
  listed,
  number,
  t,
  tn,
  type Values,
} from "./language.svelte";
