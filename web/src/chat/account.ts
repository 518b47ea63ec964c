/** Our account: making one, logging in and out, another password. Whoever asks is answered in words; passwords are shown and kept nowhere. */

import type { Message } from "../irc/message";
import { STAYING } from "../irc/registration";
import { LOGGED_IN, MECHANISM, plainAnswer, type Credentials } from "../irc/sasl";
import { t } from "../i18n";
import { has, type Asking } from "./asking";
import type { Answered, Chat, Given, OwnSession } from "./types";
import type { World } from "./world";

/** RPL_LOGGEDIN, RPL_LOGGEDOUT. */
const IN = "900";
const OUT = "901";
const PERSISTENCE = "PERSISTENCE";
const SESSIONS = "SESSIONS";

export class OwnAccount {
  readonly #asking: Asking;

  constructor(readonly world: World) {
    this.#asking = world.asking;
  }

  logIn(account: string, password: string, answered: Answered): void {
    const { connection } = this.world;
    if (!connection.session) {
      connection.logIn({ account, password });
      return answered(undefined);
    }
    const credentials = { account, password };
    this.#authenticate(credentials, answered, (answer) => {
      if (!has(answer, LOGGED_IN)) return this.#refuse(answered, answer);
      this.#done(answered, credentials, answer, IN);
    });
  }

  logOut(): void {
    const answered: Answered = (refusal) => refusal && this.world.state.tell("error", refusal.text);
    this.#ask(answered, (answer) => {
      if (!has(answer, OUT)) return this.#refuse(answered, answer);
      this.#done(answered, undefined, answer, "NOTICE");
    }, "NS", "LOGOUT");
  }

  /** `code`: of an invitation; "" if there is none. */
  register(password: string, code: string, answered: Answered): void {
    const done = (answer: readonly Message[]): void => {
      if (!has(answer, IN)) return this.#refuse(answered, answer);
      const { account = "" } = this.world.state.own;
      this.#done(answered, { account, password }, answer, code ? "NOTICE" : "REGISTER");
    };
    if (code) this.#ask(answered, done, "NS", `REGISTER ${password} ${code}`);
    else this.#ask(answered, done, "REGISTER", "*", "*", password);
  }

  resetPassword(account: string, code: string, password: string, answered: Answered): void {
    const done = (answer: readonly Message[]): void => {
      if (!has(answer, IN)) return this.#refuse(answered, answer);
      this.#done(answered, { account, password }, answer, "NOTICE");
    };
    this.#ask(answered, done, "NS", `CODE ${code} ${account} ${password}`);
  }

  changePassword(old: string, password: string, answered: Answered): void {
    const { account = "" } = this.world.state.own;
    const credentials = { account, password };
    // What the service says is for people. Whether it did it shows when one logs in by the new password.
    const verify = (said: readonly Message[]): void =>
      this.#authenticate(credentials, answered, (answer) => {
        if (!has(answer, LOGGED_IN)) return this.#refuse(answered, said);
        this.#done(answered, credentials, said, "NOTICE");
      });
    this.#ask(answered, verify, "NS", `SETPASS ${old} ${password}`);
  }

  #authenticate(credentials: Credentials, answered: Answered, done: (answer: readonly Message[]) => void): void {
    const go = (asked: readonly Message[]): void => {
      if (!has(asked, "AUTHENTICATE")) return done(asked);
      const pieces = plainAnswer(credentials);
      for (const piece of pieces.slice(0, -1)) this.world.connection.session?.send("AUTHENTICATE", [piece]);
      this.#ask(answered, done, "AUTHENTICATE", pieces.at(-1)!);
    };
    this.#ask(answered, go, "AUTHENTICATE", MECHANISM);
  }

  #ask(answered: Answered, done: (answer: readonly Message[]) => void, command: string, ...params: string[]): void {
    this.#asking.ask(answered, done, command, params);
  }

  /** It is done, as a line of the answer says. A new connection logs in by `credentials`. */
  #done(answered: Answered, credentials: Credentials | undefined, answer: readonly Message[], said: string): void {
    const { connection, state } = this.world;
    connection.credentials = credentials;
    const text = answer.findLast(({ command }) => command === said)?.params.at(-1);
    if (text) state.tell("info", text);
    this.#asking.answer(answered);
  }

  #refuse(answered: Answered, answer: readonly Message[]): void {
    this.#asking.refuse(answered, answer);
  }

  // --- whether it stays -----------------------------------------------------------------------------------------------

  /** We are logged in: find out whether the account stays in its channels. Unless somebody chose otherwise, on the page it does. */
  arrived(): void {
    if (!this.world.connection.session?.has(STAYING)) return;
    const asked: Answered = () => undefined;
    const told = (answer: readonly Message[]): void => {
      this.#asking.answer(asked);
      const setting = answer.find(({ command }) => command === PERSISTENCE)?.params[1];
      if (setting === "DEFAULT") this.setStays(true, (refusal) => refusal || this.#tellStaying());
    };
    this.#ask(asked, told, PERSISTENCE, "GET");
  }

  setStays(stays: boolean, answered: Answered): void {
    this.#asking.order(answered, ({ command }) => command === PERSISTENCE, PERSISTENCE, "SET", stays ? "ON" : "OFF");
  }

  // --- its connections ------------------------------------------------------------------------------------------------

  sessions(given: Given<readonly OwnSession[]>): void {
    let found: readonly OwnSession[] = [];
    const answered: Answered = (refusal) => given(refusal, found);
    const done = (answer: readonly Message[]): void => {
      if (!answer.some(({ params }) => params[0] === "ENDOFLIST")) return this.#refuse(answered, answer);
      found = answer.filter(({ params }) => params[0] === "SESSION").map(sessionOf);
      this.#asking.answer(answered);
    };
    this.#ask(answered, done, SESSIONS, "LIST");
  }

  /** `id`: of one connection; undefined: all but this one. */
  endSessions(id: string | undefined, answered: Answered): void {
    const isDone = ({ command, params }: Message): boolean => command === SESSIONS && params[0] === "ENDED";
    this.#asking.order(answered, isDone, SESSIONS, "END", id ?? "OTHERS");
  }

  #tellStaying(): void {
    const { state } = this.world;
    if (state.own.stays) state.tell("info", t("Your account stays in its channels while you are not connected. To change that: Your account, in the menu."));
  }
}

function sessionOf({ params }: Message): OwnSession {
  const [, id = "", since = "", wire = "", way = "", address = "", which = ""] = params;
  return { id, since: Date.parse(since) || 0, wire, secure: way === "secure", address, current: which === "current" };
}

type AccountActions = Pick<Chat, "logIn" | "logOut" | "register" | "resetPassword" | "changePassword" | "setStays" | "sessions" | "endSessions">;

export function accountActions(account: OwnAccount): AccountActions {
  return {
    logIn: (name, password, answered) => account.logIn(name, password, answered),
    logOut: () => account.logOut(),
    register: (password, code, answered) => account.register(password, code, answered),
    resetPassword: (name, code, password, answered) => account.resetPassword(name, code, password, answered),
    changePassword: (old, password, answered) => account.changePassword(old, password, answered),
    sessions: (given) => account.sessions(given),
    endSessions: (id, answered) => account.endSessions(id, answered),
    setStays: (stays, answered) => account.setStays(stays, answered),
  };
}
