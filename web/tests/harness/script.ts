/** A page whose server is the test itself: it says what the test says, and remembers what it hears. */

import { createChat, type Chat, type Entry } from "../../src/chat";
import { Page, TestClock, TestShelf, type Wire } from "./world";

const CAPABILITIES = "batch draft/channel-rename draft/chathistory echo-message labeled-response message-tags multi-prefix server-time";
const TOKENS = "CASEMAPPING=ascii CHANMODES=beI,k,l,imnst CHANTYPES=# NETWORK=Test NICKLEN=20 PREFIX=(qaohv)~&@%+ MONITOR=100 salon.dev/ID";

export class Script {
  readonly clock = new TestClock();
  readonly shelf = new TestShelf();
  readonly heard: string[] = [];
  readonly page: Page;
  readonly chat: Chat;

  /** `tokens`: more that the server supports. */
  constructor(capabilities = CAPABILITIES, tokens = "") {
    this.page = new Page(this.clock, this.shelf, (wire) => this.#accept(wire, capabilities, tokens));
    this.chat = createChat(this.page.ports);
    this.chat.start({ nick: "zoé", channels: ["#a"], url: "ws://test" });
    this.clock.pass(50);
    this.say(":zoé!u@h JOIN #a", ":s 353 zoé = #a :@zoé bob +eve", ":s 366 zoé #a :End");
    this.heard.length = 0;
  }

  /** Send lines to the page, and let it take them. */
  say(...lines: string[]): void {
    this.page.wire.say(...lines);
    this.clock.pass(40);
  }

  /** Type something in the channel; return what the page sends because of it, without tags. */
  type(text: string, key = "#a"): string[] {
    this.heard.length = 0;
    this.chat.submit(key, text);
    this.clock.pass(40);
    return this.heard.map((line) => line.replace(/^@\S+ /, ""));
  }

  /** The label of the last line that was heard. */
  get label(): string {
    return /label=(\w+)/.exec(this.heard.at(-1) ?? "")?.[1] ?? "";
  }

  get entries(): readonly Entry[] {
    return this.chat.conversations.find(({ key }) => key === "#a")?.entries ?? [];
  }

  /** What is told to us alone, in the channel. */
  get told(): string[] {
    return (this.chat.conversations.find(({ key }) => key === "#a")?.told ?? []).map(({ text }) => text);
  }

  #accept(wire: Wire, capabilities: string, tokens: string) {
    return {
      closed: () => undefined,
      line: (line: string) => {
        this.heard.push(line);
        if (line.startsWith("CAP LS")) wire.say(`:s CAP * LS :${capabilities}`);
        if (line.startsWith("CAP REQ")) wire.say(`:s CAP * ACK :${line.slice(8).replace(/^:/, "")}`);
        if (line.startsWith("LANGUAGE")) wire.say(`:s 687 * ${line.slice(9)} :Set`);
        if (line === "CAP END") wire.say(":s 001 zoé :Hello", `:s 005 zoé ${TOKENS} ${tokens} :are supported`, ":s 422 zoé :No message");
      },
    };
  }
}
