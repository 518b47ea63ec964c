/** Which colour somebody's nick has, and those of IRC. The lightness comes from the theme, so that all can be read. */

/** Hues, as far apart as they can be told. */
export const HUES = 24;

/** Return the hue of a nick in degrees; the same for the same nick, whatever its case. */
export function nickHue(nick: string): number {
  // FNV-1a: spreads short names that differ in one character.
  let hash = 0x811c9dc5;
  for (const character of nick.toLowerCase()) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  // Its low bits alone know little of the first characters.
  hash ^= hash >>> 15;
  return ((Math.imul(hash, 0x2c1b3c6d) >>> 16) % HUES) * (360 / HUES);
}

// modern-irc, "Colors": red, green, blue and so on as hues; white, black and the greys have none.
const BASIC: readonly (number | undefined)[] = [
  ...[undefined, undefined, 260, 145, 27, 35, 310, 60],
  ...[100, 140, 195, 205, 265, 330, undefined, undefined],
];

/** Return the hue of a colour of IRC in degrees, or undefined for black, white and grey. */
export function ircHue(colour: number): number | undefined {
  if (colour < BASIC.length) return BASIC[colour];
  // From 16 to 87 there are rows of twelve hues, the first of which is red.
  return colour < 88 ? (27 + ((colour - 16) % 12) * 30) % 360 : undefined;
}
