/** Choices that hold for the whole page, on the first screen and in the settings. */

import { languageName, languages, t } from "../i18n";
import type { Item } from "./Menu.svelte";
import { THEMES, type Page, type Theme } from "./page.svelte";

/** Return the choice of themes. */
export function themeItems(page: Page): Item[] {
  const names: Record<Theme, string> = { system: t("Same as the system"), light: t("Light"), dark: t("Dark") };
  return THEMES.map((theme) => ({
    label: names[theme],
    checked: page.theme === theme,
    run: () => page.setTheme(theme),
  }));
}

/** Return the choice of languages, each in its own words. */
export function languageItems(page: Page): Item[] {
  return languages.map((code) => ({
    label: languageName(code),
    checked: page.language === code,
    run: () => page.setLanguage(code),
  }));
}
