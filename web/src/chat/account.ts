/** Our account: making one, logging in and out, another password. Whoever asks is answered in words; passwords are shown and kept nowhere. */

import type { Received } from "../irc/batches";
import type { Message } from "../irc/message";
import { LOGGED_IN, MECHANISM, plainAnswer, type Credentials } from "../irc/sasl";
import { t } from "../i18n";
import { errorText, isRefusal } from "./errors";
import { messagesOf } from "./session";
import type { AccountRefusal, Chat } from "./types";
import type { World } from "./world";

type Answered = (refusal: AccountRefusal | undefined) => void;

/** RPL_LOGGEDIN, RPL_LOGGEDOUT. */
const IN = "900";
const OUT = "901";
/** Refusals by which the server may mean that an invitation is needed, or that the code is none. */
const ABOUT_CODES: ReadonlySet<string> = new Set(["INVITATION_NEEDED", "TEMPORARILY_UNAVAILABLE", "INVALID_CODE"]);

export class OwnAccount {
  /** Who waits for an answer. */
  readonly #waiting = new Set<Answered>();

  constructor(readonly world: World) {}

  /** The connection is over, and no answer comes any more. */
  lost(): void {
    for (const answered of this.#waiting) this.#answer(answered, t("The connection was lost before the server answered: try again."));
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
    this.#waiting.add(answered);
    const { session } = this.world.connection;
    const sent = session?.ask((answer) => {
      if (!this.#waiting.has(answered)) return;
      this.#show(answer);
      done(messagesOf(answer));
    }, command, params);
    if (!session) this.#answer(answered, t("You are not connected: try again when the connection is back."));
    else if (sent === undefined) this.#answer(answered, t("A name cannot contain spaces."));
  }

  /** It is done, as a line of the answer says. A new connection logs in by `credentials`. */
  #done(answered: Answered, credentials: Credentials | undefined, answer: readonly Message[], said: string): void {
    const { connection, state } = this.world;
    connection.credentials = credentials;
    const text = answer.findLast(({ command }) => command === said)?.params.at(-1);
    if (text) state.tell("info", text);
    this.#answer(answered);
  }

  /** What has happened is shown as at any time; what is said about it goes to whoever asked. */
  #show(answer: Received): void {
    for (const message of messagesOf(answer)) if (!isAbout(message)) this.world.receive(message);
  }

  #refuse(answered: Answered, answer: readonly Message[]): void {
    const refusal = answer.findLast(isRefusal);
    const said = answer.findLast(({ command }) => command === "NOTICE");
    const text = refusal ? errorText(refusal) : (said?.params.at(-1) ?? t("The server did not do it, and did not say why."));
    this.#answer(answered, text, ABOUT_CODES.has(refusal?.params[1] ?? ""));
  }

  #answer(answered: Answered, text?: string, aboutCode = false): void {
    this.#waiting.delete(answered);
    this.world.publishSoon();
    answered(text === undefined ? undefined : { text, aboutCode });
  }
}

function has(answer: readonly Message[], command: string): boolean {
  return answer.some((message) => message.command === command);
}

/** Whether a line says in words what became of a request: to whoever asked, and not in a conversation. */
function isAbout(message: Message): boolean {
  return isRefusal(message) || ["NOTICE", "REGISTER", "AUTHENTICATE", "WARN", LOGGED_IN].includes(message.command);
}

export function accountActions(account: OwnAccount): Pick<Chat, "logIn" | "logOut" | "register" | "resetPassword" | "changePassword"> {
  return {
    logIn: (name, password, answered) => account.logIn(name, password, answered),
    logOut: () => account.logOut(),
    register: (password, code, answered) => account.register(password, code, answered),
    resetPassword: (name, code, password, answered) => account.resetPassword(name, code, password, answered),
    changePassword: (old, password, answered) => account.changePassword(old, password, answered),
  };
}
