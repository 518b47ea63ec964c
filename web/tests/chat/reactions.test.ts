/** Replies, reactions, and messages of several lines: what refers to a message, and what is one. */

import { describe, expect, test } from "vitest";
import type { Conversation, Refusal, Spoken } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES =
  "batch draft/chathistory draft/event-playback draft/multiline=max-bytes=200,max-lines=4 echo-message labeled-response message-tags multi-prefix salon.dev/edit server-time";

class Talk extends Script {
  constructor(capabilities = CAPABILITIES) {
    super(capabilities);
    this.say("@time=2026-01-01T00:00:00.000Z;msgid=m1 :bob!u@h PRIVMSG #a :hello", "@time=2026-01-01T00:00:00.001Z;msgid=m2 :zoé!u@h PRIVMSG #a :hi");
  }

  get channel(): Conversation {
    return this.chat.conversations.find(({ key }) => key === "#a")!;
  }

  message(id: string): Spoken {
    return this.channel.entries.find((entry): entry is Spoken => "id" in entry && entry.id === id)!;
  }

  get reactions(): string {
    return (this.message("m1").reactions ?? []).map(({ text, people }) => `${text} ${people.map(({ nick, own }) => (own ? `(${nick})` : nick)).join(",")}`).join(" ");
  }

  react(nick: string, what: string, id = "m1"): void {
    this.say(`@+draft/reply=${id};+reply=${id};${what} :${nick}!u@h TAGMSG #a`);
  }
}

describe("reactions", () => {
  test("stand at the message, each with who it is from", () => {
    const talk = new Talk();
    talk.react("bob", "+draft/react=👍");
    talk.react("eve", "+draft/react=🎉");
    talk.react("zoé", "+draft/react=👍");
    talk.react("bob", "+draft/react=👍");
    expect(talk.reactions).toBe("👍 bob,(zoé) 🎉 eve");
    talk.react("bob", "+draft/unreact=👍");
    talk.react("eve", "+draft/unreact=🎉");
    talk.react("eve", "+draft/unreact=🔥");
    expect(talk.reactions).toBe("👍 (zoé)");
    expect(talk.channel.unread).toBe(1);
  });

  test("of one account are one, whatever it is called", () => {
    const talk = new Talk();
    talk.react("bob", "account=bob;+draft/react=👍");
    talk.react("bob2", "account=bob;+draft/react=👍");
    expect(talk.reactions).toBe("👍 bob");
  });

  test.each(["+draft/react=", "+draft/react", "+other=1"])("%s is none, and neither is one to nothing", (what) => {
    const talk = new Talk();
    talk.react("bob", what);
    talk.react("bob", "+draft/react=👍", "m9");
    talk.say("@+draft/react=👍 :bob!u@h TAGMSG #a");
    expect(talk.message("m1").reactions).toBe(undefined);
  });

  test("go with a message that is deleted", () => {
    const talk = new Talk();
    talk.react("bob", "+draft/react=👍");
    talk.say(":bob!u@h REDACT #a m1");
    expect(talk.message("m1").reactions).toBe(undefined);
    talk.react("eve", "+draft/react=👍");
    expect(talk.message("m1").reactions).toBe(undefined);
  });

  test("come with the past, and count for no page", () => {
    const talk = new Talk();
    talk.chat.loadOlder("#a");
    talk.clock.pass(40);
    const asked = talk.heard.findLast((line) => line.includes("CHATHISTORY"));
    const past = (id: string, text: string) => `@batch=h;time=2025-12-31T00:00:00.000Z;msgid=${id} :eve!u@h PRIVMSG #a :${text}`;
    talk.say(
      `@label=${/label=(\w+)/.exec(asked ?? "")?.[1]} :s BATCH +h chathistory #a`,
      past("m0", "long ago"),
      "@batch=h;draft/chathistory-context;+reply=m0;+draft/react=🔥 :bob!u@h TAGMSG #a",
      "@batch=h;draft/chathistory-context;+reply=m0;+draft/react=🔥 :eve!u@h TAGMSG #a",
      ":s BATCH -h",
    );
    expect(talk.message("m0").reactions?.map(({ text, people }) => [text, people.length])).toEqual([["🔥", 2]]);
    expect(talk.channel.older).toBe("some");
  });

  test("of ours are sent, and stand when they come back; a refusal is told", () => {
    const talk = new Talk();
    const answers: (Refusal | undefined)[] = [];
    talk.chat.react("#a", talk.message("m1"), "👍", true, (refusal) => answers.push(refusal));
    talk.clock.pass(40);
    expect(talk.heard.at(-1)).toMatch(/^@label=\w+;\+reply=m1;\+draft\/reply=m1;\+draft\/react=👍 TAGMSG #a$/);
    expect(talk.reactions).toBe("");
    talk.say(`@label=${talk.label};+reply=m1;+draft/react=👍 :zoé!u@h TAGMSG #a`);
    expect(talk.reactions).toBe("👍 (zoé)");
    talk.chat.react("#a", talk.message("m1"), "👍", false, (refusal) => answers.push(refusal));
    talk.clock.pass(40);
    expect(talk.heard.at(-1)).toContain("+draft/unreact=👍");
    talk.say(`@label=${talk.label} :s FAIL TAGMSG TOO_MANY_REACTIONS #a m1 :Enough`);
    expect(answers).toEqual([undefined, { text: "Enough", aboutCode: false }]);
  });
});

describe("replies", () => {
  test("know what they answer, as they come and in the past", () => {
    const talk = new Talk();
    talk.say("@msgid=m3;+draft/reply=m1 :eve!u@h PRIVMSG #a :hello bob", "@msgid=m4;+reply=m9 :eve!u@h PRIVMSG #a :what?");
    expect(talk.chat.said("#a", talk.message("m3").reply!)?.text).toBe("hello");
    expect(talk.chat.said("#a", talk.message("m4").reply!)).toBe(undefined);
  });

  test("are sent with both names of the tag, and answer while they wait, too", () => {
    const talk = new Talk();
    talk.chat.submit("#a", "hello to you", "m1");
    talk.clock.pass(40);
    expect(talk.heard.at(-1)).toMatch(/\+reply=m1;\+draft\/reply=m1\S* PRIVMSG #a :hello to you$/);
    expect((talk.entries.at(-1) as Spoken).reply).toBe("m1");
  });
});

describe("several lines", () => {
  const plain = (talk: Talk): string[] => talk.heard.map((line) => line.replace(/label=\w+;?|\+salon\.dev\/id=\w+;?/g, ""));

  test("are one message, sent as a batch", () => {
    const talk = new Talk();
    talk.heard.length = 0;
    talk.chat.submit("#a", "one\n\ntwo", "m1");
    talk.clock.pass(40);
    expect(plain(talk)).toEqual([
      "@+reply=m1;+draft/reply=m1 BATCH +1 draft/multiline #a",
      "@batch=1 PRIVMSG #a one",
      "@batch=1 PRIVMSG #a :",
      "@batch=1 PRIVMSG #a two",
      "BATCH -1",
    ]);
    const id = /id=(\w+)/.exec(talk.heard[0]!)?.[1];
    talk.say(
      `@label=${/label=(\w+)/.exec(talk.heard[0]!)?.[1]};msgid=m5;+salon.dev/id=${id} :zoé!u@h BATCH +x draft/multiline #a`,
      "@batch=x :zoé!u@h PRIVMSG #a :one",
      "@batch=x :zoé!u@h PRIVMSG #a :",
      "@batch=x :zoé!u@h PRIVMSG #a :two",
      ":zoé!u@h BATCH -x",
    );
    expect(talk.message("m5")).toMatchObject({ text: "one\n\ntwo", state: "sent", own: true });
    expect(talk.entries.filter((entry) => "text" in entry).length).toBe(3);
  });

  test("are several where they do not fit, or the server knows none", () => {
    for (const talk of [new Talk(), new Talk("echo-message labeled-response message-tags server-time")]) {
      talk.heard.length = 0;
      talk.chat.submit("#a", "1\n2\n3\n4\n5");
      talk.clock.pass(40);
      expect(talk.heard.filter((line) => / PRIVMSG #a \d$/.test(line)).length).toBe(5);
      expect(talk.heard.join()).not.toContain("BATCH");
    }
  });

  test("of others are one, also inside the past", () => {
    const talk = new Talk();
    talk.say(
      "@time=2026-01-01T00:00:02.000Z;msgid=m6 :bob!u@h BATCH +y draft/multiline #a",
      "@batch=y :bob!u@h PRIVMSG #a :a long",
      "@batch=y;draft/multiline-concat :bob!u@h PRIVMSG #a : line",
      "@batch=y :bob!u@h PRIVMSG #a :zoé!",
      ":bob!u@h BATCH -y",
    );
    expect(talk.message("m6")).toMatchObject({ text: "a long line\nzoé!", mention: true });
    talk.say(
      ":s BATCH +h chathistory #a",
      "@batch=h;time=2026-01-01T00:00:03.000Z;msgid=m7 :bob!u@h BATCH +z draft/multiline #a",
      "@batch=z :bob!u@h PRIVMSG #a :x",
      "@batch=z :bob!u@h PRIVMSG #a :y",
      "@batch=h :bob!u@h BATCH -z",
      ":s BATCH -h",
    );
    expect(talk.message("m7").text).toBe("x\ny");
  });

  test("are edited as such", () => {
    const talk = new Talk();
    talk.heard.length = 0;
    talk.chat.edit("#a", talk.message("m2"), "hi\nall", () => undefined);
    talk.clock.pass(40);
    expect(plain(talk)).toEqual(["@ BATCH +1 salon.dev/edit #a m2", "@batch=1 PRIVMSG #a hi", "@batch=1 PRIVMSG #a all", "BATCH -1"]);
    talk.say(
      ":zoé!u@h BATCH +e salon.dev/edit #a m2",
      "@batch=e :zoé!u@h PRIVMSG #a :hi",
      "@batch=e :zoé!u@h PRIVMSG #a :all",
      ":zoé!u@h BATCH -e",
    );
    expect(talk.message("m2").text).toBe("hi\nall");
  });

  test("a batch that nobody fills says nothing", () => {
    const talk = new Talk();
    const before = talk.entries.length;
    talk.say(":bob!u@h BATCH +q draft/multiline #a", ":bob!u@h BATCH -q", ":bob!u@h BATCH +w salon.dev/edit #a", ":bob!u@h BATCH -w");
    expect(talk.entries.length).toBe(before);
  });
});
