/** People and channels that get another name: their log stays, and what waits follows. */

import { expect, test } from "vitest";
import { Script } from "../harness/script";

function names(script: Script): string[] {
  return script.chat.conversations.map(({ name }) => name);
}

test("a channel keeps its log, and is the one that is looked at", () => {
  const script = new Script();
  script.say(":bob!u@h PRIVMSG #a :before", ":bob!u@h RENAME #a #b :why");
  expect(names(script)).toEqual(["#b"]);
  expect(script.chat.current?.entries.map(({ kind }) => kind)).toEqual(["text", "rename"]);
});

test("what waits for a channel goes to it under its new name, once", () => {
  const script = new Script();
  script.chat.submit("#a", "late");
  // The server has not yet said anything to it when the channel is renamed and the connection breaks.
  script.say(":bob!u@h RENAME #a #b :");
  script.page.wire.cut();
  script.clock.pass(5_000);
  script.say(":zoé!u@h JOIN #b");
  expect(script.heard.filter((line) => line.includes("PRIVMSG")).map((line) => line.replace(/^@\S+ /, ""))).toEqual(["PRIVMSG #a late", "PRIVMSG #b late"]);
  expect(new Set(script.heard.filter((line) => line.includes("PRIVMSG")).map((line) => /id=(\w+)/.exec(line)?.[1])).size).toBe(1);
  const label = /label=(\w+)/.exec(script.heard.findLast((line) => line.includes("PRIVMSG")) ?? "")?.[1];
  script.say(`@label=${label};msgid=x :zoé!u@h PRIVMSG #b :late`);
  expect(names(script)).toEqual(["#b"]);
  expect(script.chat.current?.entries.at(-1)).toMatchObject({ text: "late", state: "sent" });
});

test("somebody who takes the name of another does not take their log", () => {
  const script = new Script();
  script.say(":bob!u@h PRIVMSG zoé :I am bob", ":eve!u@h PRIVMSG zoé :I am eve", ":eve!u@h QUIT", ":bob!u@h NICK eve");
  expect(names(script)).toEqual(["#a", "bob", "eve"]);
  script.say(":bob!u@h NICK #a");
  expect(names(script)).toEqual(["#a", "bob", "eve"]);
  expect(script.chat.conversations[0]?.kind).toBe("channel");
});

test("nothing takes the place of the conversation with the server", () => {
  const script = new Script();
  script.say(":s NOTICE zoé :from the server", ":zoé!u@h JOIN :", ":s MODE :", ":bob!u@h TOPIC : :x");
  expect(script.chat.conversations[0]).toMatchObject({ kind: "server", key: "", joined: false, name: "Test", topic: "" });
});
