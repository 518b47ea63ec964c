/** Which nick to try: the one that is wanted, or, while that is taken, one that is near. */

/** After so many, somebody has to choose. */
const TRIES = 8;

export class Nicks {
  wanted = "";
  /** What the server is asked for now. */
  current = "";
  #tried = 0;

  want(nick: string): void {
    this.wanted = nick;
    this.current = nick;
    this.#tried = 0;
  }

  /** A connection begins. `again`: there was one before. */
  begin(again: boolean): void {
    if (again) this.current = this.wanted;
    this.#tried = 0;
  }

  /** The present one is taken: the next to try; undefined if enough were tried. */
  next(length: number): string | undefined {
    this.#tried++;
    if (this.#tried > TRIES) return undefined;
    const tail = this.#tried <= 2 ? "_".repeat(this.#tried) : String(this.#tried - 1);
    this.current = shorten(this.wanted, length - tail.length) + tail;
    return this.current;
  }
}

/** Shorten a name to so many characters, not inside one. */
function shorten(name: string, length: number): string {
  return [...name].slice(0, Math.max(1, length)).join("");
}
