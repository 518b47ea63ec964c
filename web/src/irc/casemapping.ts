/** Which names are the same name (modern-irc, "CASEMAPPING Parameter"). */

const ASCII = /[A-Z]/g;
const STRICT = /[A-Z[\]\\]/g;
const RFC1459 = /[A-Z[\]\\^]/g;

export type Folding = "ascii" | "rfc1459" | "rfc1459-strict" | "unicode";

/** Fold a name by a mapping; one that is not known folds as rfc1459. */
export function foldWith(folding: Folding, name: string): string {
  switch (folding) {
    // As close to RFC 8265 as a name needs: servers that say so have checked the rest.
    case "unicode":
      return name.normalize("NFKC").toLowerCase().normalize("NFC");
    case "ascii":
      return lower(name, ASCII);
    case "rfc1459-strict":
      return lower(name, STRICT);
    default:
      return lower(name, RFC1459);
  }
}

/** In this part of ASCII, the lower letter, bracket or sign is 32 places behind its upper one. */
function lower(name: string, upper: RegExp): string {
  return name.replace(upper, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}
