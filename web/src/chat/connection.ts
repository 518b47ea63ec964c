/**
 * Being connected: opens a socket, registers, notices when nobody answers any more, and tries again, ever less often.
 *
 * Says what is wanted by `start` and `stop`, and what is by `link`. What is received goes on to whoever made it.
 */

import type { Received } from "../irc/batches";
import { parseLine, type Message } from "../irc/message";
import type { NickRefusal, Resumption, Step } from "../irc/registration";
import { timeOf } from "../irc/time";
import { language } from "../i18n";
import { Nicks } from "./nicks";
import type { Ports, Socket, Timer } from "./ports";
import { Session } from "./session";
import type { Link } from "./types";

/** The longest wait between two tries, in milliseconds. Thirty pages that lose their server together come back one by one. */
const LONGEST_WAIT = 30_000;
const FIRST_WAIT = 1_000;
/** A connection that lived for so long was a good one: the waits begin anew. */
const GOOD_AFTER = 20_000;
/** After so much silence we ask, and after so much more we give up. */
const ASK_AFTER = 45_000;
const GIVE_UP_AFTER = 30_000;
const LOOK_EVERY = 5_000;
/** Registering takes no longer. */
const READY_WITHIN = 30_000;
const TOKEN_AT_MOST = 400;

export interface Hooks {
  readonly link: (link: Link) => void;
  /** Registered; what the server supports is known. */
  readonly ready: (session: Session) => void;
  readonly received: (session: Session, received: Received) => void;
  /** The connection is over. `ready`: whether it was ever ready. */
  readonly lost: (session: Session, ready: boolean) => void;
  /** Called every few seconds while connected. */
  readonly tick: () => void;
}

/** Refusals after which the same try would meet with the same answer: a wrong password, a ban. */
const FOR_GOOD: ReadonlySet<string> = new Set(["463", "464", "465"]);

export class Connection {
  readonly nicks = new Nicks();
  #url = "";
  #socket: Socket | undefined;
  #session: Session | undefined;
  #timer: Timer | undefined;
  #watch: Timer | undefined;
  #tries = 0;
  #wasReady = false;
  #since = 0;
  #heardAt = 0;
  #askedAt: number | undefined;
  /** By this the server knows us again; "" if it does not. */
  #token = "";
  /** The latest time that a line had. */
  #lineAt = 0;
  /** What the server said last about the end of the connection. */
  #farewell: string | undefined;
  #link: Link = { state: "idle" };

  constructor(
    readonly ports: Ports,
    readonly hooks: Hooks,
  ) {
    ports.whenOnline(() => this.#online());
  }

  get session(): Session | undefined {
    return this.#link.state === "connected" ? this.#session : undefined;
  }

  /** What another page could show to go on in our place; undefined if there is nothing to go on with. */
  get resumption(): Resumption | undefined {
    return this.#token ? { token: this.#token, since: this.#lineAt } : undefined;
  }

  /** Whether we have been in the chat since `start`. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** Connect, and stay so. `resumption`: in the place of an earlier connection. */
  start(url: string, nick: string, resumption?: Resumption): void {
    this.stop();
    this.#url = url;
    this.#token = resumption?.token ?? "";
    this.#lineAt = resumption?.since ?? 0;
    this.#wasReady = resumption !== undefined;
    this.#tries = 0;
    this.nicks.want(nick);
    this.#open();
  }

  retryNow(): void {
    if (this.#link.state === "waiting" || this.#link.state === "refused") this.#open();
  }

  /** Say another nick after the first was refused. */
  tryNick(nick: string): void {
    this.nicks.want(nick);
    if (this.#session && this.#socket && !this.#session.registration.isReady) {
      this.#setLink({ state: "connecting", again: this.#wasReady });
      this.#take(this.#session.registration.retry(this.nicks.current));
    } else this.#open();
  }

  /** Be answered in another language; a connection that begins takes that of the page. */
  setLanguage(code: string): void {
    this.#session?.setLanguage(code);
  }

  /** End the connection, and want none. */
  stop(reason?: string): void {
    if (this.session && reason !== undefined) this.session.send("QUIT", [reason]);
    this.#token = "";
    this.#end();
    this.#setLink({ state: "idle" });
  }

  #open(): void {
    this.#end();
    const now = this.ports.clock.now();
    this.#since = this.#heardAt = now;
    this.#setLink({ state: "connecting", again: this.#wasReady });
    const session = new Session((line) => this.#socket?.send(line), language());
    this.#session = session;
    this.nicks.begin(this.#wasReady);
    const isCurrent = (): boolean => this.#session === session;
    this.#socket = this.ports.connect(this.#url, {
      opened: () => isCurrent() && this.#take(session.registration.start(this.nicks.current, this.nicks.wanted, this.resumption)),
      line: (line) => isCurrent() && this.#line(session, line),
      closed: () => isCurrent() && this.#closed(),
    });
    this.#look();
  }

  #line(session: Session, line: string): void {
    this.#heardAt = this.ports.clock.now();
    this.#askedAt = undefined;
    const message = parseLine(line);
    if (!message) return;
    this.#listen(message);
    this.#take(session.registration.take(message));
    for (const received of session.take(message)) if (this.#session === session) this.hooks.received(session, received);
  }

  /** Remember why the server is about to hang up, and by what it knows us again. */
  #listen(message: Message): void {
    const { command, params } = message;
    if (FOR_GOOD.has(command)) this.#farewell = params.at(-1) ?? command;
    if (command === "RESUME" && params[0] === "TOKEN") this.#token = (params[1] ?? "").slice(0, TOKEN_AT_MOST);
    if (command === "FAIL" && params[0] === "RESUME") this.#token = "";
    this.#lineAt = Math.max(this.#lineAt, timeOf(message) ?? 0);
  }

  #take(step: Step): void {
    for (const line of step.send) this.#socket?.send(line);
    if (step.refused) this.#nickRefused(step.refused);
    const session = this.#session;
    if (!step.ready || !session) return;
    this.#wasReady = true;
    this.#setLink({ state: "connected" });
    this.hooks.ready(session);
  }

  /** Before the first connection, the person chooses; after it, we take one that is near until theirs is free. */
  #nickRefused(refusal: NickRefusal): void {
    const length = this.#session?.support.number("NICKLEN", 30) ?? 30;
    const other = this.#wasReady && refusal.why === "taken" ? this.nicks.next(length) : undefined;
    if (other !== undefined && this.#session) this.#take(this.#session.registration.retry(other));
    else this.#setLink({ state: "nick-refused", ...refusal });
  }

  #closed(): void {
    const asksForNick = this.#link.state === "nick-refused";
    const now = this.ports.clock.now();
    if (this.#link.state === "connected" && now - this.#since >= GOOD_AFTER) this.#tries = 0;
    this.#end();
    if (asksForNick) return;
    if (this.#farewell !== undefined) {
      this.#setLink({ state: "refused", text: this.#farewell });
      this.#farewell = undefined;
    } else this.#wait(now);
  }

  #wait(now: number): void {
    const wait = backOff(++this.#tries, this.#chance());
    this.#setLink({ state: "waiting", until: now + wait, tries: this.#tries });
    this.#timer = this.ports.clock.after(wait, () => this.#open());
  }

  #chance(): number {
    return (this.ports.random(1)[0] ?? 0) / 256;
  }

  /** Forget the present connection, if there is one. */
  #end(): void {
    this.#timer?.cancel();
    this.#watch?.cancel();
    const [session, socket] = [this.#session, this.#socket];
    this.#session = undefined;
    this.#socket = undefined;
    this.#askedAt = undefined;
    socket?.close();
    if (session) this.hooks.lost(session, session.registration.isReady);
  }

  #look(): void {
    this.#watch = this.ports.clock.after(LOOK_EVERY, () => {
      if (this.#isDead()) {
        // A server that does not even refuse the token will not take it the next time, either.
        if (this.#link.state === "connecting") this.#token = "";
        return this.#closed();
      }
      if (this.session) this.hooks.tick();
      this.#look();
    });
  }

  #isDead(): boolean {
    const now = this.ports.clock.now();
    if (this.#link.state === "connecting") return now - this.#since > READY_WITHIN;
    if (this.#askedAt !== undefined) return now - this.#askedAt > GIVE_UP_AFTER;
    if (now - this.#heardAt > ASK_AFTER) this.#ask();
    return false;
  }

  #ask(): void {
    if (!this.session) return;
    this.session.send("PING", ["still-there"]);
    this.#askedAt = this.ports.clock.now();
  }

  /** The network is back: try at once, or find out whether the connection outlived it. */
  #online(): void {
    if (this.#link.state === "waiting") this.#open();
    else if (this.#askedAt === undefined) this.#ask();
  }

  #setLink(link: Link): void {
    this.#link = link;
    this.hooks.link(link);
  }
}

/** How long to wait before a try, in milliseconds. `chance`: 0 to 1. */
export function backOff(tries: number, chance: number): number {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries - 1, 10));
  return Math.round(longest * (0.5 + chance / 2));
}
