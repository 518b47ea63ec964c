/**
 * What a page leaves to the one that takes its place when its tab is loaded again: who we are, and what was said in private, which
 * no server says again. It is there only while no page is: a tab that somebody duplicates is not the same person.
 */

import { isName } from "../irc/message";
import type { Resumption } from "../irc/registration";
import type { Shelf } from "./ports";
import type { Spoken } from "./types";

export interface Visit {
  /** By this the server knows us again; undefined where it does not. */
  readonly resumption: Resumption | undefined;
  /** The nick that we would like. */
  readonly nick: string;
  readonly away: string | undefined;
  /** The account that we are logged in to. */
  readonly account: string | undefined;
  /** The conversation that was looked at; "" if none was. */
  readonly current: string;
}

/** A private conversation. */
export interface Talk {
  readonly name: string;
  readonly unread: number;
  /** What was said last, oldest first. */
  readonly said: readonly Spoken[];
}

const VISIT = "visit";
const TALKS = "talks";
const TALKS_AT_MOST = 20;
const SAID_AT_MOST = 100;
/** A browser keeps some millions of characters for a tab. */
const CHARACTERS_AT_MOST = 1_000_000;
/** A time that can be written in four digits of a year. */
const LATEST = Date.UTC(9999, 0);

export class Visits {
  constructor(readonly shelf: Shelf) {}

  /** Leave this. `talks`: the most important first; what is too much is left out. */
  leave(visit: Visit, talks: readonly Talk[]): void {
    const kept: Talk[] = [];
    let room = CHARACTERS_AT_MOST;
    for (const talk of talks.slice(0, TALKS_AT_MOST)) {
      const short = { ...talk, said: talk.said.slice(-SAID_AT_MOST) };
      room -= JSON.stringify(short).length;
      if (room >= 0) kept.push(short);
    }
    this.shelf.set(VISIT, JSON.stringify(visit));
    this.shelf.set(TALKS, JSON.stringify(kept));
  }

  /** Take what was left. */
  take(): { readonly visit: Visit | undefined; readonly talks: readonly Talk[] } {
    const visit = this.#read(VISIT);
    const talks = this.#read(TALKS);
    this.forget();
    return { visit: isVisit(visit) ? visit : undefined, talks: Array.isArray(talks) ? talks.filter(isTalk).slice(0, TALKS_AT_MOST) : [] };
  }

  forget(): void {
    this.shelf.remove(VISIT);
    this.shelf.remove(TALKS);
  }

  #read(key: string): unknown {
    try {
      return JSON.parse(this.shelf.get(key) ?? "null");
    } catch {
      return undefined;
    }
  }
}

// Anybody with the developer tools may write there, and an older page may have.

function isVisit(value: unknown): value is Visit {
  const { resumption, nick, away, account, current } = fields(value);
  const { token, since } = fields(resumption);
  const isTime = Number.isInteger(since) && Number(since) >= 0 && Number(since) < LATEST;
  const isKnown = resumption === undefined || (typeof token === "string" && isName(token) && isTime);
  const isSomebody = typeof nick === "string" && isName(nick) && [away, account].every((text) => ["string", "undefined"].includes(typeof text));
  return isKnown && isSomebody && typeof current === "string";
}

function isTalk(value: unknown): value is Talk {
  const { name, unread, said } = fields(value);
  return typeof name === "string" && Number.isFinite(unread) && Array.isArray(said) && said.length <= SAID_AT_MOST && said.every(isSaid);
}

function isSaid(value: unknown): value is Spoken {
  const { key, time, kind, nick, text, own, mention, state, id } = fields(value);
  const texts = [key, nick, text, id ?? ""].every((part) => typeof part === "string");
  const flags = typeof own === "boolean" && typeof mention === "boolean" && state === "sent";
  return texts && flags && Number.isFinite(time) && ["text", "action", "notice"].includes(String(kind));
}

function fields(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>;
}
