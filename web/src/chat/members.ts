/** Who is in a channel, with ranks. Bounded: a server may claim anything. */

import type { Key, Member } from "./types";

const MEMBERS_AT_MOST = 20_000;

export class Members {
  readonly #members = new Map<Key, Member>();
  /** Whether `sorted` would be another than the last time it was asked for. */
  changed = false;

  get(key: Key): Member | undefined {
    return this.#members.get(key);
  }

  has(key: Key): boolean {
    return this.#members.has(key);
  }

  get size(): number {
    return this.#members.size;
  }

  set(member: Member): void {
    if (this.#members.size >= MEMBERS_AT_MOST && !this.#members.has(member.key)) return;
    this.#members.set(member.key, member);
    this.changed = true;
  }

  /** Change what is known of a member, if there is such a one. */
  update(key: Key, change: Partial<Member>): boolean {
    const member = this.#members.get(key);
    if (!member) return false;
    this.#members.delete(key);
    const changed = { ...member, ...change };
    this.#members.set(changed.key, changed);
    this.changed = true;
    return true;
  }

  remove(key: Key): boolean {
    const was = this.#members.delete(key);
    this.changed ||= was;
    return was;
  }

  clear(): void {
    this.changed ||= this.#members.size > 0;
    this.#members.clear();
  }

  all(): Iterable<Member> {
    return this.#members.values();
  }

  /** Highest rank first, then by name. `prefixes`: of all ranks, highest first. */
  sorted(prefixes: string): readonly Member[] {
    this.changed = false;
    const height = ({ ranks }: Member): number => (ranks ? prefixes.indexOf(ranks.charAt(0)) : prefixes.length);
    return [...this.#members.values()].sort((one, other) => height(one) - height(other) || compare(one.key, other.key));
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
