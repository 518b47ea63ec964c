/** Becoming known to a server (modern-irc, "Connection Registration"), from the first line to the point where all it says of itself was said. */

import { Capabilities } from "./capabilities";
import { formatLine, type Message } from "./message";
import { Support } from "./support";

export type NickRefusal = { readonly nick: string; readonly why: "taken" | "invalid"; readonly text: string };

export interface Step {
  readonly send: readonly string[];
  /** The nick was not given: say another by `nick`. */
  readonly refused?: NickRefusal;
  /** Registered, and what the server supports is known. */
  readonly ready?: true;
}

/** By LANGUAGE one chooses in which language the server answers (language negotiation, a draft). */
const LANGUAGES = "draft/languages";

/** What we ask for if it is offered. */
const WANTED: readonly string[] = [
  "account-notify",
  "account-tag",
  "away-notify",
  "batch",
  "cap-notify",
  "chghost",
  "draft/channel-rename",
  "draft/chathistory",
  LANGUAGES,
  "echo-message",
  "extended-join",
  "extended-monitor",
  "invite-notify",
  "labeled-response",
  "message-tags",
  "multi-prefix",
  "server-time",
  "setname",
  "standard-replies",
];

const TAKEN: ReadonlySet<string> = new Set(["433", "436", "437"]);
const INVALID: ReadonlySet<string> = new Set(["431", "432"]);
/** RPL_YOURLANGUAGESARE, ERR_TOOMANYLANGUAGES, ERR_NOLANGUAGE. */
const LANGUAGE_ANSWERS: ReadonlySet<string> = new Set(["687", "981", "982"]);
/** What our own PING says: its answer comes behind all that the server says at the beginning. */
const LAST_OF_ALL = "all-said";

export class Registration {
  readonly capabilities = new Capabilities(WANTED);
  readonly support = new Support();
  /** The nick that the server calls us by, once it does. */
  nick = "";
  #asked = "";
  #registered = false;
  #ready = false;
  /** Whether the language was asked for, and whether that is still to be answered. */
  #language: "" | "asked" | "answered" = "";

  /** `language`: the code of the one in which we would like to be answered. */
  constructor(public language = "") {}

  /** Whether the server can answer in a language. */
  speaks(language: string): boolean {
    const [, ...codes] = (this.capabilities.valueOf(LANGUAGES) ?? "").split(",");
    return codes.map((code) => code.replace(/^~/, "")).includes(language);
  }

  get isReady(): boolean {
    return this.#ready;
  }

  start(nick: string, realName: string): Step {
    this.#asked = nick;
    const user = [...nick].filter((letter) => /[A-Za-z0-9]/.test(letter)).join("").slice(0, 10) || "web";
    const introduction = [formatLine("NICK", [nick]), formatLine("USER", [user, "0", "*", realName || nick])];
    return { send: [...this.capabilities.start(), ...introduction] };
  }

  /** Say another nick than the one that was refused. */
  retry(nick: string): Step {
    this.#asked = nick;
    return { send: [formatLine("NICK", [nick])] };
  }

  take(message: Message): Step {
    const { command, params } = message;
    if (command === "CAP") return this.#negotiate(message);
    if (LANGUAGE_ANSWERS.has(command)) this.#language = "answered";
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
      return { send: [], refused: { nick: this.#asked, why, text: params.at(-1) ?? "" } };
    }
    return this.#isLast(message) ? this.#end() : { send: [] };
  }

  /** As soon as the server says which languages it has, choose: all that follows is to be in it. */
  #negotiate(message: Message): Step {
    const lines = this.capabilities.take(message);
    if (this.#language !== "" || this.#registered || !this.speaks(this.language)) return { send: lines };
    this.#language = "asked";
    return { send: [formatLine("LANGUAGE", [this.language]), ...lines] };
  }

  #welcome(nick: string): Step {
    this.#registered = true;
    this.nick = nick;
    return { send: [formatLine("PING", [LAST_OF_ALL])] };
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
