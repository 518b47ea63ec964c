/** Long texts as several lines, each short enough (modern-irc, "Message Format": 512 bytes, with CR LF). */

const LINE = 512;
const encoder = new TextEncoder();

export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/**
 * How many bytes of text fit into a message as others get it.
 *
 * `source`: our own `nick!user@host`, as the server puts it in front.
 */
export function roomFor(source: string, command: string, target: string): number {
  return Math.max(LINE - 2 - bytesOf(`:${source} ${command} ${target} :`), 50);
}

/** Cut a text into pieces of at most so many bytes: between words if that is near enough, never inside what looks like one character. */
export function splitText(text: string, bytes: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (bytesOf(rest) > bytes) {
    const end = fitting(rest, bytes);
    const space = rest.lastIndexOf(" ", end);
    const cut = space > end / 2 ? space : end;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut === space ? cut + 1 : cut);
  }
  return rest === "" && pieces.length > 0 ? pieces : [...pieces, rest];
}

/** Cut a text into pieces that, put together, are the text again. */
export function cutText(text: string, bytes: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (bytesOf(rest) > bytes) {
    const end = fitting(rest, bytes);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === "" && pieces.length > 0 ? pieces : [...pieces, rest];
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How much of a text fits, in units of its string; at least one code point. */
function fitting(text: string, bytes: number): number {
  let used = 0;
  let end = 0;
  // A character takes at least a byte, so more than this many cannot fit.
  for (const { segment } of characters.segment(text.slice(0, bytes))) {
    const size = bytesOf(segment);
    if (used + size > bytes) break;
    used += size;
    end += segment.length;
  }
  return end || pointsThatFit(text, bytes);
}

/** One character that is larger than a line (a stack of combining marks) is cut between its code points. */
function pointsThatFit(text: string, bytes: number): number {
  let used = 0;
  let end = 0;
  for (const point of text) {
    used += bytesOf(point);
    if (used > bytes && end > 0) break;
    end += point.length;
    if (used > bytes) break;
  }
  return end;
}
