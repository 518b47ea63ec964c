/** Logging in while one registers (sasl-3.1). */

import { describe, expect, test } from "vitest";
import { confirming, forgetting, making, resetting, type Line } from "../../src/irc/accounts";
import { parseLine } from "../../src/irc/message";
import { Registration, type Resumption, type Step } from "../../src/irc/registration";
import { plainAnswer } from "../../src/irc/sasl";

const ZOE = { account: "zoé", password: "sésame" };
const ANSWER = "AHpvw6kAc8Opc2FtZQ==";
const MAKE = making("sésame", "", "");
const ACK = ":s CAP * ACK :draft/account-registration sasl";
const TOKEN = { token: "t1", since: 0 };

/** A registration with credentials, up to where negotiation would end. */
function begin(offered = "sasl=PLAIN", resumption?: Resumption): { registration: Registration; say: (...texts: string[]) => Step } {
  const registration = new Registration();
  registration.start("zoé", "zoé", resumption, ZOE);
  const say = (...texts: string[]): Step => texts.map((text) => registration.take(parseLine(text)!)).at(-1)!;
  say(`:s CAP * LS :${offered}`);
  return { registration, say };
}

describe("the answer of PLAIN", () => {
  test("is nobody else, the account and the password, in UTF-8", () => {
    expect(plainAnswer(ZOE)).toEqual([ANSWER]);
  });

  test.each([
    [294, [396]],
    [297, [400, 1]],
    [300, [400, 4]],
    [597, [400, 400, 1]],
  ])("comes in pieces of 400; one that is full is not the last: a password of %i", (length, lengths) => {
    const pieces = plainAnswer({ account: "a", password: "x".repeat(length) });
    expect(pieces.map((piece) => piece.length)).toEqual(lengths);
    const answer = pieces.filter((piece) => piece !== "+").join("");
    expect(atob(answer)).toBe(`\0a\0${"x".repeat(length)}`);
  });
});

describe("a registration that makes the account, or does what leads to it", () => {
  const make = (first: Line, offered = "draft/account-registration=before-connect sasl") => {
    const registration = new Registration();
    registration.start("zoé", "zoé", undefined, { ...ZOE, first });
    const say = (...texts: string[]): Step => texts.map((text) => registration.take(parseLine(text)!)).at(-1)!;
    say(`:s CAP * LS :${offered}`);
    return { registration, say };
  };

  test.each([
    [making("sésame", "", ""), "REGISTER * * sésame"],
    [making("sésame", "", "code"), "REGISTER * * sésame code"],
    [making("sésame", "z@example.org", ""), "REGISTER * z@example.org sésame"],
    [confirming("zoé", "code"), "VERIFY zoé code"],
    [resetting("zoé", "code", "sésame"), "RESETPASS zoé code sésame"],
  ])("says so before it ends negotiation: %o", (first, line) => {
    const { registration, say } = make(first);
    expect(say(":s CAP * ACK :draft/account-registration sasl").send).toEqual([line]);
    expect(say(":s 900 zoé zoé!~zo@h zoé :You are logged in").send).toEqual([]);
    expect(say(`:s ${first[0]} SUCCESS zoé :It is done`).send).toEqual(["CAP END"]);
    expect(registration.account).toBe("zoé");
  });

  test.each([
    [MAKE, "REGISTER VERIFICATION_REQUIRED zoé"],
    [forgetting("zoé"), "RESETPASS SENT zoé"],
  ])("goes no further where a code is needed that was sent: %o", (first, answer) => {
    expect(make(first).say(ACK, `:s ${answer} :A code was sent`)).toEqual({ send: [], codeSent: true });
  });

  test.each([[confirming("zoé", "bad")], [resetting("zoé", "bad", "sésame")]])("says why a code did not do: %o", (first) => {
    expect(make(first).say(ACK, `:s FAIL ${first[0]} INVALID_CODE zoé :No such code`)).toEqual({ send: [], notLoggedIn: "No such code" });
  });

  test("says why it was not made, be it for the name", () => {
    expect(make(MAKE).say(ACK, ":s FAIL REGISTER INVITATION_NEEDED zoé :You need an invitation")).toEqual({ send: [], notLoggedIn: "You need an invitation" });
    expect(make(MAKE).say(ACK, ":s 433 * zoé :It is taken")).toEqual({ send: [], notLoggedIn: "It is taken" });
    expect(make(MAKE, "sasl").say(":s CAP * ACK :sasl")).toEqual({ send: [], notLoggedIn: "" });
  });
});

describe("a registration with a password", () => {
  test("logs in before it ends negotiation, so that nobody sees a guest", () => {
    const { registration, say } = begin();
    expect(say(":s CAP * ACK :sasl").send).toEqual(["AUTHENTICATE PLAIN"]);
    expect(say("AUTHENTICATE +").send).toEqual([`AUTHENTICATE ${ANSWER}`]);
    expect(say(":s 900 zoé zoé!~zo@h zoé :You are logged in").send).toEqual([]);
    expect(say(":s 903 zoé :Done").send).toEqual(["CAP END"]);
    expect(registration.account).toBe("zoé");
    expect(say(":s 001 zoé :Hello").send).toEqual(["PING all-said"]);
  });

  test.each(["902", "904", "905", "906"])("says why it is not logged in, and goes no further: %s", (numeric) => {
    const { say } = begin();
    expect(say(":s CAP * ACK :sasl", "AUTHENTICATE +", `:s ${numeric} zoé :The password is wrong`)).toEqual({ send: [], notLoggedIn: "The password is wrong" });
  });

  test("does not come as a guest where there are no accounts", () => {
    expect(begin("server-time").say(":s CAP * ACK :server-time")).toEqual({ send: [], notLoggedIn: "" });
    expect(begin().say(":s CAP * NAK :sasl")).toEqual({ send: [], notLoggedIn: "" });
  });

  test("is told that it must have an account", () => {
    const registration = new Registration();
    registration.start("zoé", "zoé");
    const line = parseLine(":s FAIL * ACCOUNT_REQUIRED :Log in first")!;
    expect(registration.take(line)).toEqual({ send: [], notLoggedIn: "Log in first" });
  });

  test("goes on where it was without a login, if the server knows it", () => {
    const { registration, say } = begin("sasl salon.dev/resume", TOKEN);
    expect(say(":s CAP * ACK :salon.dev/resume sasl").send).toEqual(["RESUME t1"]);
    expect(say(":s 001 zoé :Hello").send).toEqual(["CAP END", "PING all-said"]);
    expect(registration.resumed).toBe(true);
  });

  test("logs in if the server does not know it any more", () => {
    const { registration, say } = begin("sasl salon.dev/resume", TOKEN);
    say(":s CAP * ACK :salon.dev/resume sasl");
    expect(say(":s FAIL RESUME INVALID_TOKEN :Nothing").send).toEqual(["NICK zoé", "USER zo 0 * zoé", "AUTHENTICATE PLAIN"]);
    say("AUTHENTICATE +");
    expect(say(":s 903 zoé :Done").send).toEqual(["CAP END"]);
    say(":s 001 zoé :Hello");
    expect(registration.resumed).toBe(false);
  });

  test("logs in where a server cannot go on", () => {
    expect(begin("sasl", TOKEN).say(":s CAP * ACK :sasl").send).toEqual(["NICK zoé", "USER zo 0 * zoé", "AUTHENTICATE PLAIN"]);
  });
});
