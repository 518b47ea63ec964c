/** What the chat needs of the world. `src/platform` has the browser's; tests have theirs. */

/** A timer that was set; cancelling one that has run does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  after(milliseconds: number, run: () => void): Timer;
}

export interface Socket {
  send(line: string): void;
  close(): void;
  /** Bytes that were handed over and are not yet on the wire. */
  readonly waiting: number;
}

export interface SocketEvents {
  opened(): void;
  /** One line, without its end. */
  line(line: string): void;
  /** The connection is over, or never came to be. Called once. */
  closed(reason: string): void;
}

/** Open a WebSocket with the subprotocol `text.ircv3.net`. Reports only later, never during the call. */
export type Connect = (url: string, events: SocketEvents) => Socket;

/** Texts that outlive the page, shared by all tabs. Reading and writing never throw: what cannot be kept is not kept. */
export interface Shelf {
  get(key: string): string | null;
  /** Whether it was kept. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): string[];
}

export interface Ports {
  readonly clock: Clock;
  readonly connect: Connect;
  readonly shelf: Shelf;
  /** What is of this tab alone, and outlives its page. */
  readonly tab: Shelf;
  /** Random bytes that nobody can guess (`crypto.getRandomValues`: there without https, too). */
  readonly random: (count: number) => Uint8Array;
  /** Call back when the network returns (`online`). */
  readonly whenOnline: (run: () => void) => void;
  /** Call back when the page goes (`pagehide`) and when it is back (`pageshow`). */
  readonly whenLeaving: (run: () => void) => void;
  readonly whenBack: (run: () => void) => void;
}
