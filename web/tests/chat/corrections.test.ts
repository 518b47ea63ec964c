/** Messages that are edited and deleted: as the log shows it, and what may be offered. */

import { describe, expect, test } from "vitest";
import type { Conversation, Refusal, Spoken } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES =
  "batch draft/chathistory draft/message-redaction echo-message labeled-response message-tags multi-prefix salon.dev/edit server-time";

class Talk extends Script {
  constructor(capabilities = CAPABILITIES, tokens = "salon.dev/EDIT=10 salon.dev/REDACT=60") {
    super(capabilities, tokens);
    this.say(
      "@time=2026-01-01T00:00:00.000Z;msgid=m1 :bob!u@h PRIVMSG #a :hello zoé",
      "@time=2026-01-01T00:00:00.001Z;msgid=m2 :zoé!u@h PRIVMSG #a :hello bob",
      "@time=2026-01-01T00:00:00.002Z;msgid=m3 :eve!u@h PRIVMSG #a :\x01ACTION waves\x01",
    );
  }

  get channel(): Conversation {
    return this.chat.conversations.find(({ key }) => key === "#a")!;
  }

  message(id: string): Spoken {
    return this.channel.entries.find((entry): entry is Spoken => "id" in entry && entry.id === id)!;
  }
}

describe("what others do", () => {
  test("an edit takes the place of what was said", () => {
    const talk = new Talk();
    talk.say("@time=2026-01-01T00:01:00.000Z :bob!u@h EDIT #a m1 :good morning");
    expect(talk.message("m1")).toMatchObject({ text: "good morning", mention: false, edited: Date.UTC(2026, 0, 1, 0, 1), kind: "text" });
    talk.say(":eve!u@h EDIT #a m3 :\x01ACTION waves again\x01");
    expect(talk.message("m3")).toMatchObject({ text: "waves again", kind: "action" });
  });

  test("of a message that was deleted there is nothing left, and nobody has to read it", () => {
    const talk = new Talk();
    expect([talk.channel.unread, talk.channel.mentions]).toEqual([2, 1]);
    talk.say(":eve!u@h REDACT #a m1 :off topic");
    expect(talk.message("m1")).toMatchObject({ text: "", deleted: { by: "eve", reason: "off topic" } });
    expect(JSON.stringify(talk.entries)).not.toContain("hello zoé");
    expect([talk.channel.unread, talk.channel.mentions]).toEqual([1, 0]);
  });

  test("in private, by either of the two", () => {
    const talk = new Talk();
    talk.say("@msgid=p1 :bob!u@h PRIVMSG zoé :psst", "@msgid=p2 :zoé!u@h PRIVMSG bob :yes?");
    talk.say(":bob!u@h EDIT zoé p1 :psst!", ":zoé!u@h REDACT bob p2");
    const [first, second] = talk.chat.conversations.find(({ key }) => key === "bob")!.entries as Spoken[];
    expect([first?.text, second?.deleted]).toEqual(["psst!", { by: "zoé", reason: "" }]);
  });

  test.each([":bob!u@h EDIT #a m9 :x", ":bob!u@h EDIT #b m1 :x", ":bob!u@h REDACT #a", ":bob!u@h EDIT", ":bob!u@h REDACT #a :"])(
    "%s changes nothing",
    (line) => {
      const talk = new Talk();
      const before = talk.entries;
      talk.say(line);
      expect(talk.entries).toEqual(before);
    },
  );

  test("a page of the past shows that a message was edited", () => {
    const talk = new Talk();
    talk.say(
      ":s BATCH +h chathistory #a",
      "@batch=h;time=2026-01-01T00:00:00.000Z;msgid=m1;salon.dev/edited=2026-01-01T01:00:00.000Z :bob!u@h PRIVMSG #a :good night",
      "@batch=h;time=2026-01-01T00:00:00.001Z;msgid=m2 :zoé!u@h PRIVMSG #a :hello bob",
      ":s BATCH -h",
    );
    expect(talk.message("m1")).toMatchObject({ text: "good night", edited: Date.UTC(2026, 0, 1, 1) });
    expect(talk.message("m2").edited).toBe(undefined);
  });
});

describe("what may be offered", () => {
  const offered = (talk: Talk, id: string): [boolean, boolean] => {
    const changes = talk.chat.changes("#a", talk.message(id));
    return [changes.edit, changes.delete];
  };
  const AS_MEMBER = ":s MODE #a -o zoé";

  test("one's own, for a time", () => {
    const talk = new Talk();
    talk.say(AS_MEMBER);
    expect(offered(talk, "m2")).toEqual([true, true]);
    talk.clock.time += 11 * 60_000;
    expect(offered(talk, "m2")).toEqual([false, true]);
    talk.clock.time += 50 * 60_000;
    expect(offered(talk, "m2")).toEqual([false, false]);
  });

  test("of others, by rank alone", () => {
    const talk = new Talk();
    expect(offered(talk, "m1")).toEqual([false, true]);
    talk.say(":s MODE #a +q bob");
    expect(offered(talk, "m1")).toEqual([false, false]);
    talk.say(":s MODE #a -q bob", AS_MEMBER);
    expect(offered(talk, "m1")).toEqual([false, false]);
  });

  test("nothing where the server cannot do it, and nothing of what is deleted", () => {
    expect(offered(new Talk("echo-message labeled-response message-tags server-time"), "m2")).toEqual([false, false]);
    const talk = new Talk();
    talk.say(":zoé!u@h REDACT #a m2");
    expect(offered(talk, "m2")).toEqual([false, false]);
  });

  test("without a word of the server on times, one's own at any time; 0 is never", () => {
    const talk = new Talk(CAPABILITIES, "");
    talk.say(AS_MEMBER);
    talk.clock.time += 10 * 86_400_000;
    expect(offered(talk, "m2")).toEqual([true, true]);
    const never = new Talk(CAPABILITIES, "salon.dev/EDIT=0 salon.dev/REDACT=0");
    never.say(AS_MEMBER);
    expect(offered(never, "m2")).toEqual([false, false]);
  });
});

describe("what we ask for", () => {
  test("is done when the server says so", () => {
    const talk = new Talk();
    const answers: (Refusal | undefined)[] = [];
    talk.chat.edit("#a", talk.message("m2"), "hello, bob", (refusal) => answers.push(refusal));
    talk.clock.pass(40);
    expect(talk.heard.at(-1)).toMatch(/^@label=\w+ EDIT #a m2 :hello, bob$/);
    talk.say(`@label=${talk.label} :zoé!u@h EDIT #a m2 :hello, bob`);
    talk.chat.redact("#a", talk.message("m1"), "spam", (refusal) => answers.push(refusal));
    talk.clock.pass(40);
    expect(talk.heard.at(-1)).toMatch(/^@label=\w+ REDACT #a m1 spam$/);
    talk.say(`@label=${talk.label} :zoé!u@h REDACT #a m1 spam`);
    expect(answers).toEqual([undefined, undefined]);
    expect([talk.message("m2").text, talk.message("m1").deleted?.by]).toEqual(["hello, bob", "zoé"]);
  });

  test("or refused, in its words, and nothing has changed", () => {
    const talk = new Talk();
    let answer: Refusal | undefined;
    talk.chat.edit("#a", talk.message("m2"), "later", (refusal) => (answer = refusal));
    talk.clock.pass(40);
    talk.say(`@label=${talk.label} :s FAIL EDIT REDACT_WINDOW_EXPIRED #a m2 10 :This is possible for 10 minutes`);
    expect(answer?.text).toBe("This is possible for 10 minutes");
    expect(talk.message("m2").text).toBe("hello bob");
  });
});
