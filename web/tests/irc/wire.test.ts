/** Lines, names, modes, batches, negotiation: one clause a test. */

import { describe, expect, test } from "vitest";
import { Batches, type Received } from "../../src/irc/batches";
import { foldWith } from "../../src/irc/casemapping";
import { parseCtcp } from "../../src/irc/ctcp";
import { formatLine, parseLine, type Message } from "../../src/irc/message";
import { parseModes } from "../../src/irc/modes";
import { Registration } from "../../src/irc/registration";
import { bytesOf, roomFor, splitText } from "../../src/irc/split";
import { Support } from "../../src/irc/support";
import { timeOf } from "../../src/irc/time";

function line(text: string): Message {
  const message = parseLine(text);
  if (!message) throw new Error(text);
  return message;
}

describe("lines", () => {
  test.each(["a\r\nQUIT", "a\nQUIT", "a\0b"])("a text smuggles no command: %j", (text) => {
    expect(() => formatLine("PRIVMSG", ["#a", text])).toThrow();
  });

  test.each([["#a b"], [""], [":x"]])("a name that is no word stands in no middle: %j", (name) => {
    expect(() => formatLine("PRIVMSG", [name, "text"])).toThrow();
  });

  test("a line far too long, or without a command, is none", () => {
    expect(parseLine(`PRIVMSG #a :${"x".repeat(30_000)}`)).toBeUndefined();
    expect(parseLine("@a=b :source ")).toBeUndefined();
    expect(parseLine("")).toBeUndefined();
  });

  test("tags named like parts of an object are tags", () => {
    const { tags } = line("@__proto__=1;constructor=2 PING a");
    expect([tags.get("__proto__"), tags.get("constructor"), tags.get("toString")]).toEqual(["1", "2", undefined]);
  });

  test("a time that is none is not taken", () => {
    expect(timeOf(line("@time=2026-01-02T03:04:05.678Z PING a"))).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    for (const time of ["yesterday", "2026-99-99T00:00:00.000Z", "1", ""]) expect(timeOf(line(`@time=${time} PING a`))).toBeUndefined();
  });

  test("CTCP may lack its end", () => {
    expect(parseCtcp("\x01ACTION dances\x01")).toEqual({ command: "ACTION", text: "dances" });
    expect(parseCtcp("\x01action dances")).toEqual({ command: "ACTION", text: "dances" });
    expect(parseCtcp("\x01VERSION\x01")).toEqual({ command: "VERSION", text: "" });
    expect(parseCtcp("plain")).toBeUndefined();
  });
});

describe("long texts", () => {
  test("are cut between words, with nothing lost", () => {
    const text = "the quick brown fox jumps over the lazy dog ".repeat(40).trim();
    const pieces = splitText(text, 100);
    expect(pieces.every((piece) => bytesOf(piece) <= 100)).toBe(true);
    expect(pieces.join(" ")).toBe(text);
  });

  test("never inside a character", () => {
    const text = "👩‍👩‍👧‍👦é日本".repeat(50);
    const pieces = splitText(text, 60);
    expect(pieces.join("")).toBe(text);
    expect(pieces.every((piece) => bytesOf(piece) <= 60 && !piece.startsWith("\u200d"))).toBe(true);
  });

  test("even one character of a hundred marks is cut, between its code points", () => {
    const text = `e${"\u0301".repeat(100)}`;
    const pieces = splitText(text, 50);
    expect(pieces.join("")).toBe(text);
    expect(pieces.every((piece) => bytesOf(piece) <= 50)).toBe(true);
  });

  test("the room is what is left of 512 bytes behind the source", () => {
    expect(roomFor("nick!user@host", "PRIVMSG", "#a")).toBe(510 - bytesOf(":nick!user@host PRIVMSG #a :"));
  });
});

describe("what a server supports", () => {
  function support(...tokens: string[]): Support {
    const made = new Support();
    made.add(tokens);
    return made;
  }

  test("names fold as it says", () => {
    expect(foldWith("ascii", "A[É")).toBe("a[É");
    expect(foldWith("rfc1459", "A[]\\^")).toBe("a{}|~");
    expect(foldWith("rfc1459-strict", "A[]\\^")).toBe("a{}|^");
    expect(support("CASEMAPPING=ascii", "UTF8MAPPING=rfc8265").fold("#CAFÉ")).toBe("#café");
  });

  test("a value may have escapes, and may be taken back", () => {
    const made = support("NETWORK=My\\x20Net", "NICKLEN=20");
    expect([made.network, made.number("NICKLEN", 9)]).toEqual(["My Net", 20]);
    made.add(["-NICKLEN"]);
    expect(made.number("NICKLEN", 9)).toBe(9);
  });

  test("senseless numbers and ranks do not count", () => {
    const made = support("NICKLEN=many", "TOPICLEN=-5", "PREFIX=(ohv)@", "CHANMODES=");
    expect([made.number("NICKLEN", 9), made.number("TOPICLEN", 300), made.prefixes]).toEqual([9, 300, "@+"]);
  });

  test("a message to those with a rank is one to the channel", () => {
    const made = support("STATUSMSG=~&@%+", "CHANTYPES=#&");
    expect(["@#a", "@+#a", "&a", "#a", "+a"].map((target) => made.channelOf(target))).toEqual(["#a", "#a", "&a", "#a", "+a"]);
  });

  test("modes take the parameters that their kind has", () => {
    const made = support("CHANMODES=beI,k,l,imnst", "PREFIX=(qaohv)~&@%+");
    expect(parseModes(made, "+ntl-k+ob-l", ["10", "key", "bob", "*!*@*"])).toEqual([
      { adding: true, letter: "n", param: "" },
      { adding: true, letter: "t", param: "" },
      { adding: true, letter: "l", param: "10" },
      { adding: false, letter: "k", param: "key" },
      { adding: true, letter: "o", param: "bob" },
      { adding: true, letter: "b", param: "*!*@*" },
      { adding: false, letter: "l", param: "" },
    ]);
  });
});

describe("batches", () => {
  function feed(...texts: string[]): Received[] {
    const batches = new Batches();
    return texts.flatMap((text) => batches.take(line(text)));
  }

  test("lines of a batch come together, others at once", () => {
    const got = feed("@label=7 :s BATCH +1 chathistory #a", "@batch=1 PRIVMSG #a :one", "PRIVMSG #a :live", "@batch=1 PRIVMSG #a :two", "BATCH -1");
    expect(got.map((received) => ("batch" in received ? received.batch.messages.map(({ params }) => params[1]) : received.message.params[1]))).toEqual([
      "live",
      ["one", "two"],
    ]);
    expect(got[1]).toMatchObject({ batch: { type: "chathistory", label: "7", params: ["#a"] } });
  });

  test("a batch in another has its label", () => {
    const got = feed("@label=7 BATCH +o labeled-response", "@batch=o BATCH +i chathistory #a", "@batch=i PRIVMSG #a :x", "@batch=o BATCH -i", "BATCH -o");
    expect(got[0]).toMatchObject({ batch: { type: "chathistory", label: "7" } });
  });

  test("batches without end, or without number, hold nothing back for ever", () => {
    const endless = feed("BATCH +1 x", ...Array.from({ length: 10_050 }, (_, at) => `@batch=1 PRIVMSG #a :${at}`));
    expect(endless.flatMap((received) => ("batch" in received ? received.batch.messages : [received.message])).length).toBe(10_050);
    const many = new Batches();
    for (let at = 0; at < 1_000; at++) many.take(line(`BATCH +${at} x`));
    expect(many.take(line("@batch=0 PRIVMSG #a :x")).length).toBe(1);
  });
});

describe("registration", () => {
  function answers(registration: Registration, ...texts: string[]): string[] {
    return texts.flatMap((text) => registration.take(line(text)).send);
  }

  test("asks for what is offered and wanted, over several lines, and ends once", () => {
    const registration = new Registration();
    expect(registration.start("zoé", "zoé").send).toEqual(["CAP LS 302", "NICK zoé", "USER zo 0 * zoé"]);
    expect(answers(registration, ":s CAP * LS * :batch tls=6697")).toEqual([]);
    expect(answers(registration, ":s CAP * LS :server-time unknown")).toEqual(["CAP REQ :batch server-time"]);
    expect(answers(registration, ":s CAP * ACK :batch server-time ")).toEqual(["CAP END"]);
    expect(registration.capabilities.has("batch")).toBe(true);
    expect(registration.capabilities.has("tls")).toBe(false);
    expect(answers(registration, ":s CAP zoé DEL :batch", ":s CAP zoé NEW :echo-message", ":s CAP zoé ACK echo-message")).toEqual(["CAP REQ echo-message"]);
    expect(registration.capabilities.has("batch")).toBe(false);
  });

  test("a request that is refused whole is made again one by one", () => {
    const registration = new Registration();
    registration.start("a", "a");
    expect(answers(registration, ":s CAP * LS :batch server-time", ":s CAP * NAK :batch server-time")).toEqual([
      "CAP REQ :batch server-time",
      "CAP REQ batch",
      "CAP REQ server-time",
    ]);
    expect(answers(registration, ":s CAP * ACK :batch", ":s CAP * NAK :server-time")).toEqual(["CAP END"]);
  });

  test("a server without CAP registers all the same", () => {
    const registration = new Registration();
    registration.start("a", "a");
    expect(answers(registration, ":s 421 a CAP :Unknown command", ":s 001 a_ :Hello")).toEqual(["PING all-said"]);
    expect(registration.take(line(":s PONG s all-said"))).toMatchObject({ ready: true });
    expect(registration.nick).toBe("a_");
  });

  test("the language is chosen as soon as it is offered, so that the welcome is in it", () => {
    const registration = new Registration("fr");
    registration.start("a", "a");
    expect(answers(registration, ":s CAP * LS :batch draft/languages=2,en,~fr")).toEqual(["LANGUAGE fr", "CAP REQ :batch draft/languages"]);
    expect(answers(registration, ":s 687 * fr :Fait", ":s CAP * ACK :batch draft/languages")).toEqual(["CAP END"]);
    expect([registration.speaks("en"), registration.speaks("de"), registration.speaks("2")]).toEqual([true, false, false]);
  });

  test.each(["draft/languages=1,en", "draft/languages", "batch"])("a language that is not offered is not chosen: %s", (offered) => {
    const registration = new Registration("fr");
    registration.start("a", "a");
    expect(answers(registration, `:s CAP * LS :${offered}`)).toEqual([`CAP REQ ${offered.split("=")[0]}`]);
  });

  test("a nick that was refused before the language was known is said again, once", () => {
    const registration = new Registration("fr");
    registration.start("a b", "a");
    expect(answers(registration, ":s CAP * LS :draft/languages=2,en,fr")).toContain("LANGUAGE fr");
    expect(registration.take(line(":s 432 * a :Not a nick"))).toEqual({ send: ["NICK :a b"] });
    expect(registration.take(line(":s 687 * fr :Fait"))).toEqual({ send: [] });
    expect(registration.take(line(":s 432 * a :Pas un pseudonyme"))).toMatchObject({ refused: { why: "invalid", text: "Pas un pseudonyme" } });
  });

  test("a server that does not answer to the language is not asked for the nick for ever", () => {
    const registration = new Registration("fr");
    registration.start("a", "a");
    answers(registration, ":s CAP * LS :draft/languages=2,en,fr");
    registration.take(line(":s 433 * a :Taken"));
    expect(registration.take(line(":s 433 * a :Taken"))).toMatchObject({ send: [], refused: { why: "taken" } });
  });

  test("PING is answered at any time", () => {
    const registration = new Registration();
    registration.start("a", "a");
    expect(answers(registration, "PING :12 34", "PING tok")).toEqual(["PONG :12 34", "PONG tok"]);
  });
});
