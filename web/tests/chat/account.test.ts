/** One's own account, with a server that the test plays. */

import { describe, expect, test } from "vitest";
import { createChat, type Chat, type First, type OwnSession, type Refusal, type SentCode } from "../../src/chat";
import { parseLine } from "../../src/irc/message";
import { Page, TestClock, TestShelf, type Wire } from "../harness/world";

const CAPABILITIES = "account-notify batch draft/account-registration labeled-response message-tags salon.dev/resume sasl=PLAIN standard-replies";

/** A line with one more tag. */
const tagged = (tag: string, line: string): string => (line.startsWith("@") ? `@${tag};${line.slice(1)}` : `@${tag} ${line}`);

class Server {
  readonly clock = new TestClock();
  readonly shelf = new TestShelf();
  readonly tab = new TestShelf();
  readonly heard: string[] = [];
  page!: Page;
  chat!: Chat;
  /** What the answer of PLAIN must be. */
  password = "sesame";
  /** How a line is answered, in place of what is below: `LABEL` stands for its label. */
  answers: Record<string, readonly string[]> = {};
  refusals: (Refusal | undefined)[] = [];
  readonly answered = (refusal: Refusal | undefined) => void this.refusals.push(refusal);

  constructor(readonly capabilities = CAPABILITIES) {}

  /** Load the page, and come in. */
  load(password?: string, pass = 50, first?: First): this {
    this.page = new Page(this.clock, this.shelf, (wire) => this.#accept(wire), Math.random, this.tab);
    this.chat = createChat(this.page.ports);
    this.chat.start({ nick: "zoé", channels: ["#a"], url: "ws://test", password, first });
    this.clock.pass(pass);
    return this;
  }

  say(...lines: string[]): void {
    this.page.wire.say(...lines);
    this.clock.pass(40);
  }

  /** Cut the connection, and let the page come back. */
  cut(): void {
    this.heard.length = 0;
    this.page.wire.cut();
    this.clock.pass(5_000);
  }

  get logins(): string[] {
    return this.heard.map((line) => line.replace(/^@\S+ /, "")).filter((line) => /^(AUTHENTICATE|RESUME|CAP END|NS|REGISTER|VERIFY)/.test(line));
  }

  get told(): string[] {
    return this.chat.conversations.flatMap(({ told }) => told.map(({ text }) => text));
  }

  #accept(wire: Wire) {
    const line = (text: string): void => {
      this.heard.push(text);
      const message = parseLine(text)!;
      const { command, params } = message;
      const label = message.tags.get("label");
      const say = (...lines: string[]) => wire.say(...lines.map((one) => (label && lines.length === 1 ? tagged(`label=${label}`, one) : one)));
      const batch = (...lines: string[]) =>
        label ? wire.say(`@label=${label} :s BATCH +b labeled-response`, ...lines.map((one) => tagged("batch=b", one)), ":s BATCH -b") : wire.say(...lines);
      const own = this.answers[text.replace(/^@\S+ /, "")];
      if (own) return own.length > 1 ? batch(...own) : say(...own);
      if (text.startsWith("CAP LS")) say(`:s CAP * LS :${this.capabilities}`);
      else if (text.startsWith("CAP REQ")) say(`:s CAP * ACK :${params[1] ?? ""}`);
      else if (command === "RESUME") say(":s FAIL RESUME INVALID_TOKEN :Nothing to resume");
      else if (text === "AUTHENTICATE PLAIN" || text.endsWith(" AUTHENTICATE PLAIN")) say("AUTHENTICATE +");
      else if (command === "AUTHENTICATE") {
        const good = atob(params[0] ?? "").endsWith(`\0${this.password}`);
        if (good) batch(":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s 903 zoé :Done");
        else say(":s 904 zoé :The name or the password is wrong.");
      } else if (text === "CAP END") {
        say(":s 001 zoé :Hello", ":s RESUME TOKEN t1", ":s 005 zoé CHANTYPES=# NICKLEN=20 :are", ":s 422 zoé :No message");
        say(":zoé!u@h JOIN #a", ":s 353 zoé = #a :zoé", ":s 366 zoé #a :End");
      }
    };
    return { closed: () => undefined, line };
  }
}

const LOGGED_IN = ["AUTHENTICATE PLAIN", `AUTHENTICATE ${btoa("\0zoé\0sesame".replace("é", "\xc3\xa9"))}`, "CAP END"];

/** A page that came as a guest, and has logged in. */
function loggedIn(): Server {
  const server = new Server().load();
  server.chat.logIn("zoé", "sesame", server.answered);
  server.clock.pass(40);
  expect(server.refusals).toEqual([undefined]);
  server.heard.length = server.refusals.length = 0;
  return server;
}

describe("on the first screen", () => {
  test("one logs in with a password, and the page shows to which account", () => {
    const server = new Server().load("sesame");
    expect(server.logins).toEqual(LOGGED_IN);
    expect(server.chat.link.state).toBe("connected");
    expect(server.chat.own).toMatchObject({ nick: "zoé", account: "zoé" });
    expect(server.told).toEqual([]);
  });

  test("a wrong password is told, and the page tries nothing more by itself", () => {
    const server = new Server().load("wrong");
    expect(server.chat.link).toEqual({ state: "login-refused", text: "The name or the password is wrong." });
    server.clock.pass(120_000);
    expect(server.page.wires.length).toBe(1);
    server.chat.start({ nick: "zoé", channels: [], url: "ws://test", password: "sesame" });
    server.clock.pass(50);
    expect(server.chat.own.account).toBe("zoé");
  });

  test("a server without accounts does not let one in as somebody else unnoticed", () => {
    const server = new Server("batch labeled-response").load("sesame");
    expect(server.chat.link).toMatchObject({ state: "login-refused", text: expect.stringContaining("no accounts") });
    server.chat.retryNow();
    server.clock.pass(50);
    expect(server.chat.link.state).toBe("connected");
    expect(server.chat.server).toMatchObject({ logsIn: false, registers: false });
  });
});

test("on the first screen an account is made, and logged in to from then on", () => {
  const server = new Server();
  server.answers["REGISTER * * sesame code"] = [":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s REGISTER SUCCESS zoé :It is made"];
  server.load("sesame", 50, { how: "make", email: "", invitation: "code" });
  expect([server.chat.link.state, server.chat.own.account, server.told]).toEqual(["connected", "zoé", ["It is made"]]);
  server.cut();
  expect(server.logins).toEqual(["RESUME t1", ...LOGGED_IN]);
});

describe("while connected", () => {
  test("one logs in and out", () => {
    const server = loggedIn();
    expect(server.chat.own.account).toBe("zoé");
    expect(server.told).toEqual(["You are now logged in as zoé"]);
    server.answers["NS LOGOUT"] = [":s 901 zoé zoé!u@h :You are now logged out", ":NickServ!NickServ@s NOTICE zoé :You are logged out of zoé"];
    server.chat.logOut();
    server.clock.pass(40);
    expect(server.chat.own.account).toBeUndefined();
    expect(server.told).toContain("You are logged out of zoé");
    expect(server.chat.conversations.map(({ name }) => name)).toEqual(["#a"]);
    server.cut();
    expect(server.logins).toEqual(["RESUME t1", "CAP END"]);
  });

  test("a wrong password is told to whoever asked, and nowhere else", () => {
    const server = new Server().load();
    server.chat.logIn("zoé", "wrong", server.answered);
    server.clock.pass(40);
    expect(server.refusals).toEqual([{ text: "The name or the password is wrong.", aboutCode: false }]);
    expect(server.told).toEqual([]);
    server.cut();
    expect(server.logins).toEqual(["RESUME t1", "CAP END"]);
  });

  test("an account is made; a new connection logs in to it", () => {
    const server = new Server().load();
    server.answers["REGISTER * * sesame"] = [":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s REGISTER SUCCESS zoé :It is made"];
    server.chat.register("sesame", "", "", server.answered);
    server.clock.pass(40);
    expect([server.refusals, server.told]).toEqual([[undefined], ["It is made"]]);
    server.cut();
    expect(server.logins).toEqual(["RESUME t1", ...LOGGED_IN]);
  });

  test("where an invitation is needed, the refusal says so, and the code goes along", () => {
    const server = new Server().load();
    server.answers["REGISTER * * sesame"] = [":s FAIL REGISTER INVITATION_NEEDED zoé :You need an invitation"];
    server.answers["REGISTER * * sesame bad"] = [":s FAIL REGISTER INVALID_CODE zoé :This code is not valid"];
    server.answers["REGISTER * * sesame good"] = [":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s REGISTER SUCCESS zoé :It is made"];
    for (const code of ["", "bad", "good"]) {
      server.chat.register("sesame", "", code, server.answered);
      server.clock.pass(40);
    }
    expect(server.refusals).toEqual([{ text: "You need an invitation", aboutCode: true }, { text: "This code is not valid", aboutCode: true }, undefined]);
    expect(server.told).toEqual(["It is made"]);
    expect(server.chat.own.account).toBe("zoé");
  });

  test("the password is changed when the new one logs in", () => {
    const server = loggedIn();
    server.answers["NS :SETPASS bad new"] = [":NickServ!NickServ@s NOTICE zoé :The name or the password is wrong."];
    server.chat.changePassword("bad", "new", server.answered);
    server.clock.pass(40);
    expect(server.refusals).toEqual([{ text: "The name or the password is wrong.", aboutCode: false }]);
    server.answers["NS :SETPASS sesame new"] = [":NickServ!NickServ@s NOTICE zoé :The password is changed."];
    server.password = "new";
    server.chat.changePassword("sesame", "new", server.answered);
    server.clock.pass(40);
    expect(server.refusals[1]).toBeUndefined();
    expect(server.told).toContain("The password is changed.");
    server.cut();
    expect(server.chat.own.account).toBe("zoé");
  });

  test("a password is chosen by a code, of the owner or of an e-mail", () => {
    const server = new Server().load();
    server.answers["RESETPASS zoé bad new"] = [":s FAIL RESETPASS INVALID_CODE zoé :This code is not valid"];
    server.answers["RESETPASS zoé good new"] = [":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s RESETPASS SUCCESS zoé :You are logged in as zoé"];
    server.password = "new";
    for (const code of ["bad", "good"]) {
      server.chat.resetPassword("zoé", code, "new", server.answered);
      server.clock.pass(40);
    }
    expect(server.refusals).toEqual([{ text: "This code is not valid", aboutCode: true }, undefined]);
    server.cut();
    expect(server.chat.own.account).toBe("zoé");
  });

  test("whoever was given another name meanwhile has theirs again once they are logged in", () => {
    const server = new Server().load();
    server.say(":zoé!u@h NICK Guest12");
    server.answers["RESETPASS zoé good new"] = [":s 900 Guest12 Guest12!u@h zoé :You are now logged in as zoé", ":s RESETPASS SUCCESS zoé :You are logged in as zoé"];
    server.heard.length = 0;
    server.chat.resetPassword("zoé", "good", "new", server.answered);
    server.clock.pass(40);
    expect(server.heard.at(-1)).toMatch(/ NICK zoé$/);
  });

  test("another e-mail address is confirmed by a code that is sent there", () => {
    const server = new Server().load();
    const given: unknown[] = [];
    server.answers["NS :EMAIL bad a@example.org"] = [":NickServ!NickServ@s NOTICE zoé :The name or the password is wrong."];
    server.answers["NS :EMAIL sesame a@example.org"] = [
      "@salon.dev/code-sent=a@example.org :NickServ!NickServ@s NOTICE zoé :A code has been sent to a@example.org.",
      "@salon.dev/delayed=yes :NickServ!NickServ@s NOTICE zoé :The mail server cannot be reached now",
    ];
    for (const password of ["bad", "sesame"]) {
      server.chat.changeEmail(password, "a@example.org", (refusal, sent) => given.push(refusal?.text, sent));
      server.clock.pass(40);
    }
    expect(given).toEqual(["The name or the password is wrong.", undefined, undefined, { needed: false, delay: "The mail server cannot be reached now" }]);
  });

  test("whoever asked is answered when the connection breaks first", () => {
    const server = new Server().load();
    server.answers["REGISTER * * sesame"] = [];
    server.chat.register("sesame", "", "", server.answered);
    server.page.wire.cut();
    server.clock.pass(10);
    expect(server.refusals).toMatchObject([{ text: expect.stringContaining("connection was lost") }]);
  });

  test("a name of somebody's account is asked about until it is settled", () => {
    const server = new Server().load();
    const warning = ":s WARN NICK NICK_RESERVED zoé :The name zoé belongs to an account";
    server.say(warning);
    expect([server.chat.reserved, server.told]).toEqual(["The name zoé belongs to an account", []]);
    server.say(":zoé!u@h NICK guest1");
    expect(server.chat.reserved).toBeUndefined();
    server.say(warning, ":s 900 guest1 guest1!u@h zoé :You are now logged in as zoé");
    expect(server.chat.reserved).toBeUndefined();
    server.say(warning);
    server.page.wire.cut();
    expect(server.chat.reserved).toBeUndefined();
  });

  test("the server may say by itself who we are", () => {
    const server = new Server().load();
    server.say(":zoé!u@h ACCOUNT zoé");
    expect(server.chat.own.account).toBe("zoé");
    server.say(":zoé!u@h ACCOUNT *");
    expect(server.chat.own.account).toBeUndefined();
  });
});

describe("by e-mail", () => {
  const REQUIRED = ":s REGISTER VERIFICATION_REQUIRED zoé :A code was sent";
  const LATE = ":s WARN REGISTER EMAIL_DELAYED :It comes later";
  const CONFIRMED = [":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s VERIFY SUCCESS zoé :You are logged in as zoé"];
  const MAKE: First = { how: "make", email: "z@example.org", invitation: "" };
  const mailing = (keys: string): Server => new Server(CAPABILITIES.replace("account-registration", `account-registration=${keys}`));

  test("the server says what an account needs, and what can be sent", () => {
    const abilities = ["before-connect", "email-required", "email-required,salon.dev/reset-password"].map((keys) => mailing(keys).load().chat.server);
    expect(abilities.map(({ needsEmail, resetsPassword }) => [needsEmail, resetsPassword])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });

  test("on the first screen an account is made in two steps, with a connection each", () => {
    const server = mailing("email-required");
    server.answers["REGISTER * z@example.org sesame"] = [REQUIRED, LATE];
    server.answers["VERIFY zoé bad"] = [":s FAIL VERIFY INVALID_CODE zoé :This code is not valid"];
    server.answers["VERIFY zoé good"] = CONFIRMED;
    server.load("sesame", 50, MAKE);
    expect(server.chat.link).toEqual({ state: "code-sent", text: "It comes later" });
    // The server hangs up on somebody who does not come.
    server.page.wire.cut();
    server.clock.pass(120_000);
    expect([server.chat.link.state, server.page.wires.length]).toEqual(["code-sent", 1]);
    const come = (code: string): void => {
      server.chat.start({ nick: "zoé", channels: [], url: "ws://test", password: "sesame", first: { how: "confirm", code } });
      server.clock.pass(50);
    };
    come("bad");
    expect(server.chat.link).toEqual({ state: "login-refused", text: "This code is not valid" });
    come("good");
    expect([server.chat.link.state, server.chat.own.account]).toEqual(["connected", "zoé"]);
    server.cut();
    expect(server.logins).toEqual(["RESUME t1", ...LOGGED_IN]);
  });

  test("while connected, whoever asked is told that a code is needed, and why it comes later", () => {
    const server = mailing("email-required").load();
    server.answers["REGISTER * z@example.org sesame"] = [REQUIRED, LATE];
    server.answers["VERIFY zoé good"] = CONFIRMED;
    let sent: SentCode | undefined;
    server.chat.register("sesame", "z@example.org", "", (_, code) => (sent = code));
    server.clock.pass(40);
    expect([sent, server.chat.own.account, server.told]).toEqual([{ needed: true, delay: "It comes later" }, undefined, []]);
    server.chat.confirm("zoé", "good", "sesame", server.answered);
    server.clock.pass(40);
    expect([server.refusals, server.chat.own.account]).toEqual([[undefined], "zoé"]);
    server.cut();
    expect(server.logins).toEqual(["RESUME t1", ...LOGGED_IN]);
  });

  test("an address that nobody needs is confirmed after one is logged in", () => {
    const server = mailing("salon.dev/reset-password").load();
    server.answers["REGISTER * z@example.org sesame"] = [...CONFIRMED.slice(0, 1), ":s REGISTER SUCCESS zoé :It is made", ":s NOTE REGISTER CODE_SENT zoé :Confirm it"];
    server.answers["VERIFY zoé good"] = [":s VERIFY SUCCESS zoé :It is confirmed"];
    let sent: SentCode | undefined;
    server.chat.register("sesame", "z@example.org", "", (_, code) => (sent = code));
    server.clock.pass(40);
    expect([sent, server.chat.own.account]).toEqual([{ needed: false, delay: "" }, "zoé"]);
    server.chat.confirm("zoé", "good", "", server.answered);
    server.clock.pass(40);
    expect([server.refusals, server.told]).toEqual([[undefined], ["It is made", "It is confirmed"]]);
    server.cut();
    expect(server.logins).toEqual(["RESUME t1", ...LOGGED_IN]);
  });

  test("a forgotten password is asked about, with or without a connection", () => {
    const server = mailing("salon.dev/reset-password");
    server.answers["RESETPASS zoé"] = [":s RESETPASS SENT zoé :If there is such an account"];
    server.answers["RESETPASS zoé good new"] = [":s 900 zoé zoé!u@h zoé :You are now logged in as zoé", ":s RESETPASS SUCCESS zoé :Done"];
    server.load("", 50, { how: "forget" });
    expect(server.chat.link).toEqual({ state: "code-sent", text: "" });
    server.chat.start({ nick: "zoé", channels: [], url: "ws://test", password: "new", first: { how: "reset", code: "good" } });
    server.clock.pass(50);
    expect(server.chat.own.account).toBe("zoé");
    let sent: SentCode | undefined;
    server.chat.forgetPassword("zoé", (_, code) => (sent = code));
    server.clock.pass(40);
    expect([sent, server.told]).toEqual([{ needed: true, delay: "" }, []]);
  });
});

describe("an account that stays", () => {
  const staying = (setting: string, effective: string): Server => {
    const server = new Server(`${CAPABILITIES} draft/persistence`);
    server.answers["PERSISTENCE GET"] = [`:s PERSISTENCE STATUS ${setting} ${effective}`];
    server.answers["PERSISTENCE SET ON"] = [":s PERSISTENCE STATUS ON ON"];
    server.answers["PERSISTENCE SET OFF"] = [":s PERSISTENCE STATUS OFF OFF"];
    return server;
  };
  const asked = ({ heard }: Server): string[] => heard.map((line) => line.replace(/^@\S+ /, "")).filter((line) => line.startsWith("PERSISTENCE"));

  test("is one that nobody has decided about, and that is told", () => {
    const server = staying("DEFAULT", "OFF").load("sesame");
    expect(asked(server)).toEqual(["PERSISTENCE GET", "PERSISTENCE SET ON"]);
    expect(server.chat.own.stays).toBe(true);
    expect(server.told).toEqual([expect.stringContaining("stays in its channels")]);
  });

  test("one that somebody has decided about is left as it is", () => {
    for (const [setting, effective, stays] of [["OFF", "OFF", false], ["ON", "ON", true], ["ON", "OFF", false]] as const) {
      const server = staying(setting, effective).load("sesame");
      expect(asked(server)).toEqual(["PERSISTENCE GET"]);
      expect([server.chat.own.stays, server.told]).toEqual([stays, []]);
    }
  });

  test("is asked about when one logs in later, too, and can be switched", () => {
    const server = staying("DEFAULT", "OFF").load();
    expect([asked(server), server.chat.own.stays]).toEqual([[], undefined]);
    server.chat.logIn("zoé", "sesame", server.answered);
    server.clock.pass(40);
    expect(asked(server)).toEqual(["PERSISTENCE GET", "PERSISTENCE SET ON"]);
    server.chat.setStays(false, server.answered);
    server.clock.pass(40);
    expect([server.chat.own.stays, server.refusals]).toEqual([false, [undefined, undefined]]);
    server.say(":s 901 zoé zoé!u@h :You are now logged out");
    expect(server.chat.own.stays).toBeUndefined();
  });
});

describe("its connections", () => {
  const listed = [
    "@batch=b :s SESSIONS SESSION 7 2026-01-01T10:00:00.000Z irc secure 127.0.0.1 current",
    "@batch=b :s SESSIONS SESSION 9 2026-01-01T11:00:00.000Z chaines plain 192.0.2.7 other",
  ];

  test("are listed, and ended one by one or all others at once", () => {
    const server = loggedIn();
    server.answers["SESSIONS LIST"] = [...listed.map((line) => line.slice("@batch=b ".length)), ":s SESSIONS ENDOFLIST"];
    server.answers["SESSIONS END 9"] = [":s SESSIONS ENDED 1"];
    server.answers["SESSIONS END OTHERS"] = [":s FAIL SESSIONS INVALID_PARAMS :No"];
    let found: readonly OwnSession[] = [];
    server.chat.sessions((_, sessions) => (found = sessions));
    server.clock.pass(40);
    expect(found).toEqual([
      { id: "7", since: Date.UTC(2026, 0, 1, 10), wire: "irc", secure: true, address: "127.0.0.1", current: true },
      { id: "9", since: Date.UTC(2026, 0, 1, 11), wire: "chaines", secure: false, address: "192.0.2.7", current: false },
    ]);
    server.chat.endSessions("9", server.answered);
    server.chat.endSessions(undefined, (refusal) => server.answered(refusal));
    server.clock.pass(40);
    expect(server.refusals).toMatchObject([undefined, { text: "No" }]);
    expect(server.told).toEqual(["You are now logged in as zoé"]);
  });

  test("one that was ended from another does not come back by itself", () => {
    const server = loggedIn();
    server.say(":s FAIL SESSIONS ENDED :Ended from another connection of yours", "ERROR :Closing link");
    server.cut();
    server.clock.pass(120_000);
    expect(server.chat.link).toEqual({ state: "login-refused", text: "Ended from another connection of yours" });
    expect([server.heard, server.page.wires.length]).toEqual([[], 1]);
    server.chat.logIn("zoé", "sesame", server.answered);
    server.clock.pass(50);
    expect(server.chat.link.state).toBe("connected");
    expect(server.logins).toEqual(LOGGED_IN);
  });
});

describe("what is kept", () => {
  test("a reload keeps the account, but no password; nor does anything else", () => {
    const server = loggedIn();
    server.page.leave();
    server.page.kill();
    const kept = JSON.stringify([...server.shelf.texts, ...server.tab.texts]);
    expect(kept).toContain('\\"account\\":\\"zoé\\"');
    expect(kept).not.toContain("sesame");
    server.answers["RESUME t1"] = [":s 001 zoé :Hello"];
    server.answers["CAP END"] = [];
    server.heard.length = 0;
    server.load();
    server.say(":s 422 zoé :No message");
    expect(server.chat.own.account).toBe("zoé");
  });

  test("the next page does not wait for the name of an account: it asks for the password", () => {
    const server = loggedIn();
    server.page.leave();
    server.page.kill();
    server.answers["NICK zoé"] = [":s 433 * zoé :The nick is already in use"];
    server.answers["CAP END"] = [];
    server.load();
    expect(server.chat.link).toEqual({ state: "login-refused", text: "You were logged in as zoé: log in again." });
    // Without an account, under another name.
    server.answers["CAP END"] = [];
    server.answers["NICK zoé_"] = [":s 001 zoé_ :Hello", ":s 422 zoé_ :No message"];
    server.chat.retryNow();
    server.clock.pass(50);
    expect([server.chat.link.state, server.chat.own]).toMatchObject(["connected", { nick: "zoé_", account: undefined }]);
  });

  test("a login that fails when the connection is back waits for the person", () => {
    const server = loggedIn();
    server.password = "changed elsewhere";
    server.cut();
    expect(server.chat.link).toMatchObject({ state: "login-refused" });
    server.chat.logIn("zoé", "changed elsewhere", server.answered);
    server.clock.pass(50);
    expect(server.refusals).toEqual([undefined]);
    expect([server.chat.link.state, server.chat.own.account]).toEqual(["connected", "zoé"]);
  });

  test("what a service is told is neither kept nor shown", () => {
    const server = new Server().load();
    for (const typed of ["/msg NickServ IDENTIFY sesame", "/notice nickserv IDENTIFY sesame", "/raw NS IDENTIFY sesame", "/oper root sesame"]) {
      server.chat.setDraft("#a", typed);
      expect([...server.shelf.texts.values()].join()).not.toContain("sesame");
      server.chat.submit("#a", typed);
      server.clock.pass(40);
      expect([...server.shelf.texts.values()].join()).not.toContain("sesame");
    }
    expect(server.heard.filter((line) => line.includes("sesame")).length).toBe(4);
    server.say(":NickServ!NickServ@s NOTICE zoé :You are not logged in");
    server.chat.submit("nickserv", "IDENTIFY sesame");
    server.clock.pass(40);
    const shown = server.chat.conversations.flatMap(({ entries }) => entries.map((entry) => ("text" in entry ? entry.text : "")));
    expect(shown.join()).not.toContain("sesame");
    expect(server.heard.at(-1)).toContain("PRIVMSG nickserv :IDENTIFY sesame".replace("nickserv", "NickServ"));
  });
});
