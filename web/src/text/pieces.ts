/**
 * Takes a message apart into pieces to show: words in a style, links, channels, mentions, code.
 *
 * Pure: text in, values out. There is never any HTML; the view makes a text node of each piece, so nothing that somebody
 * writes can become markup.
 */

/** How a run of characters is drawn; colours are numbers of the palette of IRC, 0 to 98. */
export interface Style {
  bold?: boolean | undefined;
  italic?: boolean | undefined;
  underline?: boolean | undefined;
  strike?: boolean | undefined;
  monospace?: boolean | undefined;
  reverse?: boolean | undefined;
  foreground?: number | undefined;
  background?: number | undefined;
}

export type Piece =
  | { kind: "text"; text: string; style: Style }
  /** `host`: where it leads, in the letters of the address, where the text does not say so. */
  | { kind: "link"; text: string; href: string; host?: string; style: Style }
  | { kind: "channel"; text: string; style: Style }
  | { kind: "mention"; text: string; style: Style }
  | { kind: "code"; text: string }
  | { kind: "block"; text: string; language: string };

/** From this place on, the style holds. */
interface Mark {
  at: number;
  style: Style;
}

// modern-irc, formatting: what a control character switches.
const SWITCHES: Record<string, keyof Style> = {
  "\x02": "bold",
  "\x1d": "italic",
  "\x1f": "underline",
  "\x1e": "strike",
  "\x11": "monospace",
  "\x16": "reverse",
};
/** What begins any formatting; most messages have none. */
const CONTROL = /[\x02-\x04\x0f\x11\x16\x1d-\x1f]/;
const COLOURS = /^(\d{1,2})(?:,(\d{1,2}))?/;
const HEX_COLOURS = /^[0-9a-f]{6}(?:,[0-9a-f]{6})?/i;
// modern-irc, "Colors": 99 is the default colour.
const DEFAULT_COLOUR = 99;

/** Divide a message with control characters into its bare text and the styles that hold in it. */
export function readFormatting(raw: string): { text: string; marks: Mark[] } {
  if (!CONTROL.test(raw)) return { text: raw, marks: [{ at: 0, style: {} }] };
  let text = "";
  let style: Style = {};
  const marks: Mark[] = [{ at: 0, style }];
  for (let at = 0; at < raw.length; at++) {
    const character = raw[at]!;
    const flag = SWITCHES[character];
    if (flag) {
      style = { ...style, [flag]: !style[flag] };
    } else if (character === "\x0f") {
      style = {};
    } else if (character === "\x03") {
      const found = COLOURS.exec(raw.slice(at + 1, at + 6));
      style = found ? coloured(style, found) : { ...style, foreground: undefined, background: undefined };
      at += found?.[0].length ?? 0;
    } else if (character === "\x04") {
      // Colours by their components are read and left out: nothing promises that they can be told from the background.
      at += HEX_COLOURS.exec(raw.slice(at + 1, at + 14))?.[0].length ?? 0;
      continue;
    } else {
      text += character;
      continue;
    }
    marks.push({ at: text.length, style });
  }
  return { text, marks };
}

function coloured(style: Style, found: RegExpExecArray): Style {
  const number = (digits: string) => (Number(digits) === DEFAULT_COLOUR ? undefined : Number(digits));
  const background = found[2] === undefined ? style.background : number(found[2]);
  return { ...style, foreground: number(found[1]!), background };
}

/** Return the message without its control characters: for titles, labels and notifications. */
export function bareText(raw: string): string {
  return readFormatting(raw).text;
}

// The order matters: what stands in code is nothing else, and what stands in a link is no channel. A block stands on lines of its
// own, so that the spaces beside it part nothing.
const TOKENS = new RegExp(
  [
    " ?```(?:(?<language>[\\w+#-]+)?\\n)?(?<block>[\\s\\S]+?)\\n?``` ?",
    "(?<!`)`(?<code>[^`\\n]+)`(?!`)",
    '(?<link>\\bhttps?://[^\\s<>"`]+)',
    "(?<![\\p{L}\\p{N}_&/#])(?<channel>#[^\\s,:;!?\"'«»()\\[\\]{}<>#`]+)",
    "(?<word>[\\p{L}\\p{N}\\p{M}_\\-\\[\\]\\\\^{}|`]+)",
  ].join("|"),
  "giu",
);

// In a text without these, only words are anything but text. Most texts are such, and words alone are found many times faster.
const MORE_THAN_WORDS = /[`#]|https?:/iu;
const WORDS = /(?<word>[\p{L}\p{N}\p{M}_\-[\]\\^{}|`]+)/gu;

/** Take a message apart. `isMention` says whether a word is the nick of somebody here. */
export function toPieces(raw: string, isMention: (word: string) => boolean = () => false): Piece[] {
  const { text, marks } = readFormatting(raw);
  const pieces: Piece[] = [];
  let done = 0;
  const add = (start: number, end: number, make: (text: string, style: Style) => Piece | null) => {
    const piece = make(text.slice(start, end), styleAt(marks, start));
    if (!piece) return;
    pieces.push(...styledText(text, marks, done, start), piece);
    done = end;
  };
  for (const found of text.matchAll(MORE_THAN_WORDS.test(text) ? TOKENS : WORDS)) {
    const { block, code, link, channel, word, language } = found.groups!;
    const start = found.index;
    if (block !== undefined) {
      add(start, start + found[0].length, () => ({ kind: "block", text: block, language: language ?? "" }));
    } else if (code !== undefined) {
      add(start, start + found[0].length, () => ({ kind: "code", text: code }));
    } else if (link !== undefined) {
      add(start, start + withoutTail(link).length, asLink);
    } else if (channel !== undefined) {
      add(start, start + channel.replace(/[.…]+$/, "").length, asChannel);
    } else if (word !== undefined && isMention(word)) {
      add(start, start + word.length, (text, style) => ({ kind: "mention", text, style }));
    }
  }
  return [...pieces, ...styledText(text, marks, done, text.length)];
}

function asLink(text: string, style: Style): Piece | null {
  // `https://` alone, or with a host that is none, is left as it was written.
  const address = toAddress(text);
  // What stands before an @ is no host, though it may look like one; a character that hides, or turns around what
  // follows, shows another address. Such links are not made.
  if (!address || address.username || address.password || INVISIBLE.test(text)) return null;
  const link = { kind: "link", text, href: address.href, style } as const;
  // Letters of other scripts look like those of a known name, and 0x7f.1 is an address, too.
  return hostIn(text) === address.hostname ? link : { ...link, host: address.hostname };
}

/** Format characters: no width, other directions, joiners. In addresses they are percent-encoded. */
const INVISIBLE = /\p{Cf}/u;

function hostIn(link: string): string {
  const host = /^https?:\/\/([^/?#\\]*)/i.exec(link)?.[1] ?? "";
  return host.replace(/:\d*$/, "").toLowerCase();
}

function toAddress(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function asChannel(text: string, style: Style): Piece | null {
  return /^#\d*$/.test(text) ? null : { kind: "channel", text, style };
}

const OPENING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Leave out what ends a sentence and not the address: full stops, closing brackets that it did not open. */
export function withoutTail(link: string): string {
  let end = link.length;
  for (; end > 0; end--) {
    const last = link[end - 1]!;
    const opening = OPENING[last];
    const unopened = opening && count(link, last, end) > count(link, opening, end);
    if (!unopened && !/[.,:;!?'"*_~…»”’]/.test(last)) break;
  }
  return link.slice(0, end);
}

function count(text: string, character: string, end: number): number {
  let found = 0;
  for (let at = 0; at < end; at++) if (text[at] === character) found++;
  return found;
}

function styleAt(marks: Mark[], place: number): Style {
  let style = marks[0]!.style;
  for (const mark of marks) {
    if (mark.at > place) break;
    style = mark.style;
  }
  return style;
}

function styledText(text: string, marks: Mark[], start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < marks.length; index++) {
    const from = Math.max(start, marks[index]!.at);
    const to = Math.min(end, marks[index + 1]?.at ?? end);
    if (from < to) pieces.push({ kind: "text", text: text.slice(from, to), style: marks[index]!.style });
  }
  return pieces;
}
