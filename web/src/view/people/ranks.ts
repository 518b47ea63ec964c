/** Ranks as the page names them, highest first. */

import type { Rank } from "../../chat";
import { t } from "../../i18n";

interface Named {
  readonly rank: Rank;
  readonly prefix: string;
  /** As a heading, for those who have it. */
  readonly heading: () => string;
  readonly name: () => string;
  readonly give: () => string;
  /** What somebody may do who gets it; a rank without is given at once. */
  readonly means?: (nick: string) => string;
  readonly take: () => string;
}

export const RANKS: readonly Named[] = [
  {
    rank: "founder",
    prefix: "~",
    heading: () => t("Founder"),
    name: () => t("founder"),
    give: () => t("Hand the channel over…"),
    means: (nick) => t("{nick} then leads the channel. You stay an operator, and cannot take it back.", { nick }),
    take: () => t("Remove the rank of founder"),
  },
  {
    rank: "admin",
    prefix: "&",
    heading: () => t("Admins"),
    name: () => t("admin"),
    give: () => t("Make an admin…"),
    means: (nick) => t("{nick} can then do everything here but hand the channel over.", { nick }),
    take: () => t("Remove the rank of admin"),
  },
  {
    rank: "operator",
    prefix: "@",
    heading: () => t("Operators"),
    name: () => t("operator"),
    give: () => t("Make an operator…"),
    means: (nick) => t("{nick} can then remove, mute and ban members, change the settings of the channel, and give ranks.", { nick }),
    take: () => t("Remove the rank of operator"),
  },
  {
    rank: "halfop",
    prefix: "%",
    heading: () => t("Half-operators"),
    name: () => t("half-operator"),
    give: () => t("Make a half-operator…"),
    means: (nick) => t("{nick} can then remove, mute and ban members, invite people, and change the topic.", { nick }),
    take: () => t("Remove the rank of half-operator"),
  },
  {
    rank: "voice",
    prefix: "+",
    heading: () => t("With voice"),
    name: () => t("voice"),
    give: () => t("Give voice"),
    take: () => t("Remove voice"),
  },
];

/** Return the heading under which people stand whose highest rank has this prefix. */
export function headingOf(prefix: string): string {
  return RANKS.find((named) => named.prefix === prefix)?.heading() ?? t("Without a rank");
}

export function rankName(rank: Rank): string {
  return RANKS.find((named) => named.rank === rank)?.name() ?? "";
}
