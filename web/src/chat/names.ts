/** Names in texts: whether a message names us. */

const LETTER = /[\p{L}\p{N}\p{M}_]/u;

/** Whether a nick stands in a text as a word of its own. Both folded. */
export function mentions(text: string, nick: string): boolean {
  if (!nick) return false;
  for (let at = text.indexOf(nick); at >= 0; at = text.indexOf(nick, at + 1)) {
    if (!joins(text, at - 1, nick.at(0)) && !joins(text, at + nick.length, nick.at(-1))) return true;
  }
  return false;
}

/** Whether what stands at a place goes on with the name: two letters do, a letter and a sign do not. */
function joins(text: string, at: number, edge = ""): boolean {
  const character = at < 0 ? "" : String.fromCodePoint(text.codePointAt(at) ?? 32);
  return LETTER.test(character) && LETTER.test(edge);
}

/** Whether a name is that of a service of the server. What it is told may be a password: it is neither kept nor shown. */
export function isService(name: string): boolean {
  return /^(nick|chan)serv$/i.test(name);
}

/** Whether what is typed may have a password in it. */
export function saysPassword(text: string): boolean {
  return /^\/((?:oper|login|register|account)\s|\S+\s+(nickserv|chanserv|ns|cs|pass|oper|register|authenticate)\b)/i.test(text);
}
