/** The world of the tests: a clock that they move, a shelf, and sockets to a server that they are or that `server.ts` is. */

import type { Clock, Connect, Ports, Shelf, SocketEvents, Timer } from "../../src/chat";

export class TestClock implements Clock {
  time = Date.UTC(2026, 0, 1);
  /** In the order in which they fall due. */
  #timers: { readonly at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): Timer {
    const timer = { at: this.time + milliseconds, run };
    let place = this.#timers.length;
    while (place > 0 && (this.#timers[place - 1]?.at ?? 0) > timer.at) place--;
    this.#timers.splice(place, 0, timer);
    return { cancel: () => void (timer.run = () => undefined) };
  }

  /** Let time pass, and run what falls due, in its order. */
  pass(milliseconds: number): void {
    const end = this.time + milliseconds;
    while ((this.#timers[0]?.at ?? Number.POSITIVE_INFINITY) <= end) {
      const due = this.#timers.shift();
      this.time = Math.max(this.time, due?.at ?? 0);
      due?.run();
    }
    this.time = end;
  }
}

export class TestShelf implements Shelf {
  readonly texts = new Map<string, string>();
  full = false;

  get(key: string): string | null {
    return this.texts.get(key) ?? null;
  }

  set(key: string, value: string): boolean {
    if (!this.full) this.texts.set(key, value);
    return !this.full;
  }

  remove(key: string): void {
    this.texts.delete(key);
  }

  /** In no order, as a browser gives them. */
  keys(): string[] {
    return [...this.texts.keys()].sort();
  }
}

/** The server's end of a socket. */
export interface Peer {
  /** Called with each line of the page. */
  line(line: string): void;
  /** Called when the page hangs up. */
  closed(): void;
}

export type Accept = (wire: Wire) => Peer;

/** One connection, as the server has it. A line takes a millisecond, either way; lines keep their order. */
export class Wire {
  isOpen = false;
  peer: Peer | undefined;

  constructor(
    readonly events: SocketEvents,
    readonly clock: Clock,
  ) {}

  /** Send lines to the page. */
  say(...lines: string[]): void {
    this.clock.after(1, () => {
      for (const line of lines) if (this.isOpen) this.events.line(line);
    });
  }

  /** Take a line of the page to the server. */
  send(line: string): void {
    this.clock.after(1, () => this.isOpen && this.peer?.line(line));
  }

  /** The page ends the connection. */
  hangUp(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.peer?.closed();
  }

  /** Break the connection: nothing that is on its way arrives any more. */
  cut(reason = ""): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.events.closed(reason);
  }
}

/** A browser's page, behind its ports. */
export class Page {
  readonly wires: Wire[] = [];
  /** Whether the server can be reached. */
  reachable = true;
  readonly ports: Ports;
  readonly #online: (() => void)[] = [];
  readonly #leaving: (() => void)[] = [];
  readonly #back: (() => void)[] = [];
  #isAlive = true;
  /** The timers of a page end with it. */
  readonly #clock: Clock = {
    now: () => this.clock.now(),
    after: (milliseconds, run) => this.clock.after(milliseconds, () => this.#isAlive && run()),
  };

  constructor(
    readonly clock: TestClock,
    readonly shelf: Shelf,
    readonly accept: Accept,
    random: () => number = Math.random,
    readonly tab: Shelf = new TestShelf(),
  ) {
    this.ports = {
      clock: this.#clock,
      shelf,
      tab,
      connect: this.#connect,
      random: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
      whenOnline: (run) => this.#online.push(run),
      whenLeaving: (run) => this.#leaving.push(run),
      whenBack: (run) => this.#back.push(run),
    };
  }

  online(): void {
    for (const run of this.#online) run();
  }

  leave(): void {
    for (const run of this.#leaving) run();
  }

  back(): void {
    for (const run of this.#back) run();
  }

  /** End the page, and all that it does. */
  kill(): void {
    this.#isAlive = false;
    this.wires.at(-1)?.hangUp();
  }

  get wire(): Wire {
    const wire = this.wires.at(-1);
    if (!wire) throw new Error("the page has not connected");
    return wire;
  }

  readonly #connect: Connect = (_url, events) => {
    const wire = new Wire(events, this.clock);
    this.wires.push(wire);
    let hungUp = false;
    this.clock.after(0, () => {
      if (hungUp || !this.#isAlive) return;
      if (!this.reachable) return events.closed("unreachable");
      wire.isOpen = true;
      wire.peer = this.accept(wire);
      events.opened();
    });
    return {
      waiting: 0,
      send: (line) => wire.send(line),
      close: () => {
        hungUp = true;
        // What was sent before still arrives.
        this.clock.after(1, () => wire.hangUp());
      },
    };
  };
}

/** Random numbers that a seed gives again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
