/** Our account: making one, logging in and out, another password. Whoever asks is answered in words; passwords are shown and kept nowhere. */

import { confirming, delayIn, forgetting, isDone, making, needsCode, resetting, type Line } from "../irc/accounts";
import type { Message } from "../irc/message";
import { STAYING } from "../irc/registration";
import { LOGGED_IN, MECHANISM, plainAnswer, type Credentials } from "../irc/sasl";
import { t } from "../i18n";
import { fact, has, type Asking } from "./asking";
import type { Answered, Chat, First, Given, OwnSession, SentCode } from "./types";
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

  register(password: string, email: string, invitation: string, given: Given<SentCode | undefined>): void {
    this.#askForCode(making(password, email, invitation), given, (answered, answer) => {
      if (!has(answer, IN)) return this.#refuse(answered, answer);
      const { account = "" } = this.world.state.own;
      this.#done(answered, { account, password }, answer, "REGISTER");
    });
  }

  forgetPassword(account: string, given: Given<SentCode | undefined>): void {
    this.#askForCode(forgetting(account), given, (answered, answer) => this.#refuse(answered, answer));
  }

  /** Say what has a code sent; `otherwise` gets an answer by which none is needed. */
  #askForCode(
    [command, ...params]: Line,
    given: Given<SentCode | undefined>,
    otherwise: (answered: Answered, answer: readonly Message[]) => void,
  ): void {
    let sent: SentCode | undefined;
    const answered: Answered = (refusal) => given(refusal, sent);
    const done = (answer: readonly Message[]): void => {
      const needed = answer.some(needsCode);
      const delay = answer.map(delayIn).find(Boolean) ?? "";
      if (needed || answer.some((message) => message.command === "NOTE" && message.params[1] === "CODE_SENT")) sent = { needed, delay };
      if (needed) this.#asking.answer(answered);
      else otherwise(answered, answer);
    };
    this.#ask(answered, done, command, ...params);
  }

  confirm(account: string, code: string, password: string, answered: Answered): void {
    const done = (answer: readonly Message[]): void => {
      if (!answer.some(isDone)) return this.#refuse(answered, answer);
      // Who was logged in before is so by the same password as before.
      const known = password ? { account, password } : this.world.connection.credentials;
      this.#done(answered, known, answer, "VERIFY");
    };
    this.#ask(answered, done, ...confirming(account, code));
  }

  resetPassword(account: string, code: string, password: string, answered: Answered): void {
    const done = (answer: readonly Message[]): void => {
      if (!answer.some(isDone)) return this.#refuse(answered, answer);
      this.#done(answered, { account, password }, answer, "RESETPASS");
    };
    this.#ask(answered, done, ...resetting(account, code, password));
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

  changeEmail(password: string, email: string, given: Given<SentCode | undefined>): void {
    let sent: SentCode | undefined;
    const answered: Answered = (refusal) => given(refusal, sent);
    const done = (answer: readonly Message[]): void => {
      const confirmed = answer.find((message) => fact(message, "email-confirmed"));
      if (confirmed) {
        this.world.state.tell("info", confirmed.params.at(-1) ?? "");
        return this.#asking.answer(answered);
      }
      if (!answer.some((message) => fact(message, "code-sent"))) return this.#refuse(answered, answer);
      sent = { needed: false, delay: answer.find((message) => fact(message, "delayed"))?.params.at(-1) ?? "" };
      this.#asking.answer(answered);
    };
    this.#ask(answered, done, "NS", `EMAIL ${password} ${email}`);
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

/** By what a connection comes to an account, if it is to. */
export function credentialsOf(account: string, password = "", first?: First): Credentials | undefined {
  return password || first ? { account, password, first: first && lineOf(account, password, first) } : undefined;
}

function lineOf(account: string, password: string, first: First): Line {
  switch (first.how) {
    case "make":
      return making(password, first.email, first.invitation);
    case "confirm":
      return confirming(account, first.code);
    case "forget":
      return forgetting(account);
    case "reset":
      return resetting(account, first.code, password);
  }
}

type AccountActions = Pick<
  Chat,
  | "logIn"
  | "logOut"
  | "register"
  | "confirm"
  | "forgetPassword"
  | "resetPassword"
  | "changePassword"
  | "changeEmail"
  | "setStays"
  | "sessions"
  | "endSessions"
>;

export function accountActions(account: OwnAccount): AccountActions {
  return {
    logIn: (name, password, answered) => account.logIn(name, password, answered),
    logOut: () => account.logOut(),
    register: (password, email, invitation, given) => account.register(password, email, invitation, given),
    confirm: (name, code, password, answered) => account.confirm(name, code, password, answered),
    forgetPassword: (name, given) => account.forgetPassword(name, given),
    resetPassword: (name, code, password, answered) => account.resetPassword(name, code, password, answered),
    changePassword: (old, password, answered) => account.changePassword(old, password, answered),
    changeEmail: (password, email, given) => account.changeEmail(password, email, given),
    sessions: (given) => account.sessions(given),
    endSessions: (id, answered) => account.endSessions(id, answered),
    setStays: (stays, answered) => account.setStays(stays, answered),
  };
}
