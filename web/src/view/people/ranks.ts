/** Ranks as the page names them, highest first. */

import type { Rank } from "../../chat";
import { t } from "../../i18n";

interface Named {
  readonly rank: Rank;
  readonly prefix: string;
  /** As a heading, for those who have it. */
  readonly heading: () => string;
  readonly give: () => string;
  readonly take: () => string;
}

export const RANKS: readonly Named[] = [
  {
    rank: "founder",
    prefix: "~",
    heading: () => t("Founder"),
    give: () => t("Hand the channel over"),
    take: () => t("Remove the rank of founder"),
  },
  {
    rank: "admin",
    prefix: "&",
    heading: () => t("Admins"),
    give: () => t("Make an admin"),
    take: () => t("Remove the rank of admin"),
  },
  {
    rank: "operator",
    prefix: "@",
    heading: () => t("Operators"),
    give: () => t("Make an operator"),
    take: () => t("Remove the rank of operator"),
  },
  {
    rank: "halfop",
    prefix: "%",
    heading: () => t("Half-operators"),
    give: () => t("Make a half-operator"),
    take: () => t("Remove the rank of half-operator"),
  },
  {
    rank: "voice",
    prefix: "+",
    heading: () => t("With voice"),
    give: () => t("Give voice"),
    take: () => t("Remove voice"),
  },
];

/** Return the heading under which people stand whose highest rank has this prefix. */
export function headingOf(prefix: string): string {
  return RANKS.find((named) => named.prefix === prefix)?.heading() ?? t("Without a rank");
}
