/**
 * What the page keeps in the browser, for all its tabs. Where the browser keeps nothing (private windows, a full disk,
 * storage that is switched off), it lasts as long as the page.
 */

import type { Shelf } from "../chat";

const PREFIX = "salon.";

/** Make a shelf of the browser's storage; what that refuses is kept in memory. */
export function makeShelf(browser: () => Storage): Shelf {
  const memory = new Map<string, string>();
  const attempt = <T>(what: (storage: Storage) => T, otherwise: T): T => {
    try {
      return what(browser());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(PREFIX + key), null),
    set(key, value) {
      const kept = attempt((storage) => (storage.setItem(PREFIX + key, value), true), false);
      if (kept) memory.delete(key);
      else memory.set(key, value);
      return kept;
    },
    remove(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(PREFIX + key), undefined);
    },
    keys() {
      const kept = attempt((storage) => Object.keys(storage), []);
      const ours = kept.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      return [...new Set([...ours, ...memory.keys()])];
    },
  };
}

export const shelf = makeShelf(() => localStorage);

/** What belongs to this tab alone, and survives its reload. */
export const tab = makeShelf(() => sessionStorage);
