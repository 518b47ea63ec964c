/** Finds names by some of their letters. */

/** Return the things whose names have the letters of the query in this order, the best first; all without a query. */
export function rank<T>(query: string, things: readonly T[], nameOf: (thing: T) => string): T[] {
  return things
    .map((thing) => ({ thing, score: score(simple(query), simple(nameOf(thing))) }))
    .filter(({ score }) => score >= 0)
    .sort((one, other) => other.score - one.score)
    .map(({ thing }) => thing);
}

/** Without case, accents and the sign of a channel: who looks for `cafe` means `#Café`. */
function simple(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}|^#/gu, "")
    .toLowerCase();
}

/** Return how well a name fits: 3 from its beginning, 2 in one piece, 1 in pieces, -1 not. */
function score(query: string, name: string): number {
  const place = name.indexOf(query);
  if (place >= 0) return place === 0 ? 3 : 2;
  let at = -1;
  for (const character of query) {
    at = name.indexOf(character, at + 1);
    if (at < 0) return -1;
  }
  return 1;
}
