/** Becoming known to a server (modern-irc, "Connection Registration"), from the first line to the point where all it says of itself was said. */

import { ACCOUNT_REGISTRATION, isAnswer, isDone, needsCode } from "./accounts";
import { MULTILINE } from "./batches";
import { Capabilities } from "./capabilities";
import { formatLine, type Message } from "./message";
import { LOGGED_IN, MECHANISM, NOT_LOGGED_IN, plainAnswer, SASL, type Credentials } from "./sasl";
import { Support } from "./support";
import { timestamp } from "./time";

export type NickRefusal = { readonly nick: string; readonly why: "taken" | "invalid"; readonly text: string };

export interface Step {
  readonly send: readonly string[];
  /** The nick was not given: say another by `nick`. */
  readonly refused?: NickRefusal;
  /** We are not logged in, for this reason; "": the server knows no accounts. It waits for what we do about that. */
  readonly notLoggedIn?: string;
  /** A code was sent by e-mail, and is needed before one is logged in. It may come with another connection. */
  readonly codeSent?: true;
  /** Registered, and what the server supports is known. */
  readonly ready?: true;
}

/** By LANGUAGE one chooses in which language the server answers (language negotiation, a draft). */
const LANGUAGES = "draft/languages";

/** What we show the server to go on where an earlier connection ended. */
export interface Resumption {
  readonly token: string;
  /** When the last line of that connection was sent, by the server's clock; 0 if it never said. */
  readonly since: number;
}

const RESUME = "salon.dev/resume";
/** PERSISTENCE: an account stays while nobody is connected. */
export const STAYING = "draft/persistence";
/** What we ask for if it is offered. */
const WANTED: readonly string[] = [
  "account-notify",
  "account-tag",
  "away-notify",
  "batch",
  "cap-notify",
  "chghost",
  ACCOUNT_REGISTRATION,
  "draft/channel-rename",
  "draft/chathistory",
  "draft/event-playback",
  MULTILINE,
  LANGUAGES,
  STAYING,
  "draft/message-redaction",
  "draft/metadata-2",
  "draft/metadata-3",
  "draft/read-marker",
  "echo-message",
  "extended-join",
  "extended-monitor",
  "invite-notify",
  "labeled-response",
  "message-tags",
  "multi-prefix",
  "salon.dev/edit",
  RESUME,
  SASL,
  "server-time",
  "setname",
  "soju.im/search",
  "standard-replies",
];

const TAKEN: ReadonlySet<string> = new Set(["433", "436", "437"]);
const INVALID: ReadonlySet<string> = new Set(["431", "432"]);
/** RPL_YOURLANGUAGESARE, ERR_TOOMANYLANGUAGES, ERR_NOLANGUAGE. */
const LANGUAGE_ANSWERS: ReadonlySet<string> = new Set(["687", "981", "982"]);
/** What our own PING says: its answer comes behind all that the server says at the beginning. */
const LAST_OF_ALL = "all-said";
const END = formatLine("CAP", ["END"]);

export class Registration {
  readonly capabilities = new Capabilities(WANTED);
  readonly support = new Support();
  /** The nick that the server calls us by, once it does. */
  nick = "";
  /** Whether we are who we were on an earlier connection. */
  resumed = false;
  /** The account that we have logged in to; "" if none. */
  account = "";
  #asked = "";
  /** Who we are, as long as it was not said. */
  #introduction: readonly string[] = [];
  #resumption: Resumption | undefined;
  /** By what we are still to log in. */
  #credentials: Credentials | undefined;
  /** Whether negotiation waits for what becomes of our login. */
  #holdsEnd = false;
  #registered = false;
  #ready = false;
  /** Whether the language was asked for, and whether that is still to be answered. */
  #language: "" | "asked" | "answered" = "";

  /** `language`: the code of the one in which we would like to be answered. */
  constructor(public language = "") {}

  /** Whether the server can answer in a language. */
  speaks(language: string): boolean {
    const [, ...codes] = this.capabilities.keysOf(LANGUAGES);
    return codes.map((code) => code.replace(/^~/, "")).includes(language);
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /** `credentials`: to log in by, unless an earlier connection goes on. */
  start(nick: string, realName: string, resumption?: Resumption, credentials?: Credentials): Step {
    this.#asked = nick;
    this.#credentials = credentials;
    const user = [...nick].filter((letter) => /[A-Za-z0-9]/.test(letter)).join("").slice(0, 10) || "web";
    this.#introduction = [formatLine("NICK", [nick]), formatLine("USER", [user, "0", "*", realName || nick])];
    this.#resumption = resumption;
    // Our nick is still ours, so we cannot ask for it before the server has refused to know us again.
    return { send: [...this.capabilities.start(), ...(resumption ? [] : this.#introduce())] };
  }

  /** Say another nick than the one that was refused. */
  retry(nick: string): Step {
    this.#asked = nick;
    return { send: [formatLine("NICK", [nick])] };
  }

  take(message: Message): Step {
    const { command, params } = message;
    if (command === "CAP") return this.#negotiate(this.capabilities.take(message));
    if (command === "900") this.account = params[2] ?? "";
    if (command === "901") this.account = "";
    if (!this.#registered && isOfLogin(message)) return this.#logIn(message);
    if (LANGUAGE_ANSWERS.has(command)) this.#language = "answered";
    if (command === "FAIL" && params[0] === "RESUME") return { send: [...this.#introduce(), ...this.#beginLogin()] };
    if (command === "PING") return { send: [formatLine("PONG", params.slice(0, 1))] };
    if (command === "005") this.support.add(params.slice(1, -1));
    if (command === "001") return this.#welcome(params[0] ?? this.#asked);
    if (!this.#registered && (TAKEN.has(command) || INVALID.has(command))) {
      // It was refused before the server knew in which language to say why.
      if (this.#language === "asked") {
        this.#language = "answered";
        return this.retry(this.#asked);
      }
      const why = TAKEN.has(command) ? "taken" : "invalid";
      // Nothing can be made of that name.
      if (this.#credentials?.first) return { send: [], notLoggedIn: params.at(-1) ?? "" };
      return { send: [], refused: { nick: this.#asked, why, text: params.at(-1) ?? "" } };
    }
    return this.#isLast(message) ? this.#end() : { send: [] };
  }

  /** Say what is to be said before negotiation ends: in which language we would like to be answered, and who we are. */
  #negotiate(lines: readonly string[]): Step {
    if (!lines.includes(END)) return { send: [...this.#choose(), ...lines] };
    const first = this.#choose();
    if (!this.#credentials) return { send: [...first, ...this.#goOn(), END] };
    if (!this.capabilities.has(this.#credentials.first ? ACCOUNT_REGISTRATION : SASL)) return { send: first, notLoggedIn: "" };
    this.#holdsEnd = true;
    const goOn = this.#goOn();
    // Who goes on is logged in already, if the server lets us; else it refuses, and we log in then.
    return { send: [...first, ...goOn, ...(this.#introduction.length === 0 ? this.#beginLogin() : [])] };
  }

  #beginLogin(): readonly string[] {
    if (!this.#holdsEnd) return [];
    const [command, ...params] = this.#credentials?.first ?? ["AUTHENTICATE", MECHANISM];
    return [formatLine(command, params)];
  }

  #logIn(message: Message): Step {
    const { command, params } = message;
    const credentials = this.#credentials;
    if (command === "AUTHENTICATE" && credentials) {
      return { send: plainAnswer(credentials).map((piece) => formatLine(command, [piece])) };
    }
    this.#credentials = undefined;
    if (needsCode(message)) return { send: [], codeSent: true };
    return command === LOGGED_IN || isDone(message) ? { send: this.#endNegotiation() } : { send: [], notLoggedIn: params.at(-1) ?? "" };
  }

  #endNegotiation(): readonly string[] {
    const held = this.#holdsEnd;
    this.#holdsEnd = false;
    return held ? [END] : [];
  }

  /** As soon as the server says which languages it has, choose: all that follows is to be in it. */
  #choose(): readonly string[] {
    if (this.#language !== "" || this.#registered || !this.speaks(this.language)) return [];
    this.#language = "asked";
    return [formatLine("LANGUAGE", [this.language])];
  }

  /** Go on in the place of an earlier connection, if there is one and the server knows how. */
  #goOn(): readonly string[] {
    const resumption = this.#resumption;
    if (!resumption) return [];
    this.#resumption = undefined;
    if (!this.capabilities.has(RESUME)) return this.#introduce();
    const { token, since } = resumption;
    return [formatLine("RESUME", since ? [token, timestamp(since)] : [token])];
  }

  #introduce(): readonly string[] {
    const introduction = this.#introduction;
    this.#introduction = [];
    return introduction;
  }

  #welcome(nick: string): Step {
    this.#registered = true;
    this.resumed = this.#introduce().length > 0;
    this.nick = nick;
    return { send: [...this.#endNegotiation(), formatLine("PING", [LAST_OF_ALL])] };
  }

  /** The end of the message of the day, or that there is none, or the answer to our PING. */
  #isLast({ command, params }: Message): boolean {
    if (!this.#registered || this.#ready) return false;
    return command === "376" || command === "422" || (command === "PONG" && params.at(-1) === LAST_OF_ALL);
  }

  #end(): Step {
    this.#ready = true;
    return { send: [], ready: true };
  }
}

/** Whether a line is about our login: what becomes of it, or that there must be one. */
function isOfLogin(message: Message): boolean {
  const { command, params } = message;
  if (command === "FAIL" && params[1] === "ACCOUNT_REQUIRED") return true;
  return isAnswer(message) || command === "AUTHENTICATE" || command === LOGGED_IN || NOT_LOGGED_IN.has(command);
}
