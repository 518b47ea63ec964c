/**
 * Being connected: opens a socket, registers, notices when nobody answers any more, and tries again, ever less often.
 *
 * Says what is wanted by `start` and `stop`, and what is by `link`. What is received goes on to whoever made it.
 */

import { delayIn } from "../irc/accounts";
import type { Received } from "../irc/batches";
import { parseLine, type Message } from "../irc/message";
import type { NickRefusal, Resumption, Step } from "../irc/registration";
import type { Credentials } from "../irc/sasl";
import { timeOf } from "../irc/time";
import { language, t } from "../i18n";
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
/** How often we try a nick that is held for a page that has gone. */
const TRY_HELD_EVERY = 2_000;

export interface Hooks {
  readonly link: (link: Link) => void;
  /** Tell whether a page of this browser had this nick a moment ago. */
  readonly hadJustNow: (nick: string) => boolean;
  /** Tell whether a nick is the name of the account that we were logged in to. */
  readonly isAccount: (nick: string) => boolean;
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
  /** By what a new connection logs in. It is here alone, and goes with the page: whoever finds the browser's storage finds no password. */
  credentials: Credentials | undefined;
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
  /** Whether we have said who we are, and were not told yet by which token another connection could go on in the place of this one. */
  #isUntold = false;
  /** The latest time that a line had. */
  #lineAt = 0;
  /** What the server said last about the end of the connection. */
  #farewell: string | undefined;
  /** Why somebody ended the connection who has the account, too: we are not to log in again by ourselves. */
  #ended: string | undefined;
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

  /** Whether we have been in the chat since `start`, or the earlier page was. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** Connect, and stay so. `earlier`: in the place of a page that was in the chat. */
  start(url: string, nick: string, earlier?: { readonly resumption: Resumption | undefined }, credentials?: Credentials): void {
    this.stop();
    this.credentials = credentials;
    this.#url = url;
    this.#token = earlier?.resumption?.token ?? "";
    this.#lineAt = earlier?.resumption?.since ?? 0;
    this.#wasReady = earlier !== undefined;
    this.#tries = 0;
    this.nicks.want(nick);
    this.#open();
  }

  retryNow(): void {
    if (["waiting", "refused", "login-refused"].includes(this.#link.state)) this.#open();
  }

  /** Connect anew, and log in. */
  logIn(credentials: Credentials): void {
    this.credentials = credentials;
    if (this.#link.state !== "idle") this.#open();
  }

  /** Say another nick after the first was refused. */
  tryNick(nick: string): void {
    this.#timer?.cancel();
    this.nicks.want(nick);
    if (this.#session && this.#socket && !this.#session.registration.isReady) {
      this.#setLink({ state: "connecting", again: this.#wasReady });
      this.#retry(this.nicks.current);
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
    this.credentials = undefined;
    this.#end();
    this.#setLink({ state: "idle" });
  }

  /** The page goes. Where no other can go on in our place, nothing is to keep our nick from it. */
  leave(): void {
    if (this.#isUntold && !this.#token) this.#session?.send("QUIT");
  }

  #open(): void {
    this.#end();
    this.#ended = undefined;
    const now = this.ports.clock.now();
    this.#since = this.#heardAt = now;
    this.#setLink({ state: "connecting", again: this.#wasReady });
    const session = new Session((line) => this.#socket?.send(line), language());
    this.#session = session;
    this.nicks.begin(this.#wasReady);
    const isCurrent = (): boolean => this.#session === session;
    this.#socket = this.ports.connect(this.#url, {
      opened: () => isCurrent() && this.#opened(session),
      line: (line) => isCurrent() && this.#line(session, line),
      closed: () => isCurrent() && this.#closed(),
    });
    this.#look();
  }

  #opened({ registration }: Session): void {
    this.#isUntold = true;
    this.#take(registration.start(this.nicks.current, this.nicks.wanted, this.resumption, this.credentials));
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
    if (command === "RESUME" && params[0] === "TOKEN") {
      this.#token = (params[1] ?? "").slice(0, TOKEN_AT_MOST);
      this.#isUntold = false;
    }
    if (command === "FAIL" && params[0] === "RESUME") this.#token = "";
    const delay = delayIn(message);
    if (delay !== undefined && this.#link.state === "code-sent") this.#setLink({ state: "code-sent", text: delay });
    if (isEnd(message)) this.#ended = params.at(-1) ?? "";
    this.#lineAt = Math.max(this.#lineAt, timeOf(message) ?? 0);
  }

  #take(step: Step): void {
    for (const line of step.send) this.#socket?.send(line);
    if (step.refused) this.#nickRefused(step.refused);
    if (step.notLoggedIn !== undefined) this.#loginRefused(step.notLoggedIn);
    if (step.codeSent) {
      this.credentials = undefined;
      this.#setLink({ state: "code-sent", text: "" });
    }
    const session = this.#session;
    if (!step.ready || !session) return;
    this.#wasReady = true;
    this.#isUntold = false;
    // What was to be done first is done.
    const { account, password } = this.credentials ?? {};
    this.credentials = account && password ? { account, password } : undefined;
    this.#setLink({ state: "connected" });
    this.hooks.ready(session);
  }

  /**
   * A nick that is held for a page of ours is waited for: a page that goes while it connects may leave no token, or one that is used
   * up. Any other nick that is taken, the person chooses before the first connection; after it, we take one that is near until it is free.
   */
  #nickRefused(refusal: NickRefusal): void {
    const isTaken = refusal.why === "taken";
    // It may be ourselves who have it: an account can stay while it is not connected.
    if (isTaken && this.hooks.isAccount(refusal.nick)) return this.#loginRefused(t("You were logged in as {nick}: log in again.", { nick: refusal.nick }));
    if (isTaken && this.hooks.hadJustNow(refusal.nick)) {
      this.#setLink({ state: "nick-refused", ...refusal, why: "held" });
      this.#timer = this.ports.clock.after(TRY_HELD_EVERY, () => this.#retry(refusal.nick));
      return;
    }
    const length = this.#session?.support.number("NICKLEN", 30) ?? 30;
    const other = this.#wasReady && isTaken ? this.nicks.next(length) : undefined;
    if (other === undefined) this.#setLink({ state: "nick-refused", ...refusal });
    else this.#retry(other);
  }

  /** The same password would be refused again, and without one we may be unwanted, or somebody else: the person decides. */
  #loginRefused(text: string): void {
    this.credentials = undefined;
    this.#end();
    this.#setLink({ state: "login-refused", text: text || t("This server has no accounts: join without a password.") });
  }

  #retry(nick: string): void {
    if (this.#session) this.#take(this.#session.registration.retry(nick));
  }

  #closed(): void {
    const asks = this.#link.state === "code-sent" || (this.#link.state === "nick-refused" && this.#link.why !== "held");
    const now = this.ports.clock.now();
    if (this.#link.state === "connected" && now - this.#since >= GOOD_AFTER) this.#tries = 0;
    if (this.#ended !== undefined) {
      this.#token = "";
      return this.#loginRefused(this.#ended);
    }
    this.#end();
    if (asks) return;
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
    this.#isUntold = false;
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

/** Whether a line says that our connection is ended from another one, or because of another password. */
export function isEnd({ command, params }: Message): boolean {
  return command === "FAIL" && params[0] === "SESSIONS" && params[1] === "ENDED";
}

/** How long to wait before a try, in milliseconds. `chance`: 0 to 1. */
export function backOff(tries: number, chance: number): number {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries - 1, 10));
  return Math.round(longest * (0.5 + chance / 2));
}
