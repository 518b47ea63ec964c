/** What people say of themselves: a name to be shown, a status, a picture. */

import { expect, test } from "vitest";
import { Script } from "../harness/script";

const CAPABILITIES = "batch echo-message labeled-response message-tags draft/metadata-3";

function connected(): Script {
  const script = new Script(CAPABILITIES);
  script.say(":s 761 zoé bob display-name * :Bobby Tables", ":s 761 zoé bob status * :in a meeting");
  return script;
}

test("is told as it is, as it changes, and under whatever nick", () => {
  const script = connected();
  expect(script.chat.server.profiles).toBe(true);
  expect(script.chat.profileOf("BOB")).toEqual({ name: "Bobby Tables", status: "in a meeting", picture: "" });
  script.say(":bob!u@h NICK robert", ":s 766 zoé robert status :This key is not set");
  expect(script.chat.profileOf("robert")).toEqual({ name: "Bobby Tables", status: "", picture: "" });
  expect(script.chat.profileOf("bob").name).toBe("");
  script.say(":robert!u@h QUIT :bye");
  expect(script.chat.profileOf("robert").name).toBe("");
});

test("has nothing in it that hides or turns the nick beside it", () => {
  const script = connected();
  script.say(":s 761 zoé eve display-name * :\u202e\u200bbob\u0000", `:s 761 zoé eve status * :${"a".repeat(1_000)}`, ":s 761 zoé #a display-name * :channel");
  expect(script.chat.profileOf("eve").name).toBe("bob");
  expect(script.chat.profileOf("eve").status).toHaveLength(300);
  expect(script.chat.profileOf("#a").name).toBe("");
});

test("a new connection tells it anew; until then it is shown", () => {
  const script = connected();
  script.page.wire.cut();
  script.clock.pass(10);
  expect(script.chat.profileOf("bob").name).toBe("Bobby Tables");
  script.clock.pass(2_000);
  expect(script.chat.link.state).toBe("connected");
  expect(script.heard).toContain("METADATA * SUB display-name status avatar");
  expect(script.chat.profileOf("bob").name).toBe("");
});

test("one's own: what is changed is said, one after the other, and what prevents it", () => {
  const script = connected();
  script.say(":s 761 zoé zoé status * :here");
  const answers: (string | undefined)[] = [];
  const describe = (name: string, status: string): void => script.chat.describe({ name, status }, (refusal) => answers.push(refusal?.text ?? "done"));
  script.heard.length = 0;
  describe("Zoé K.", "");
  script.clock.pass(40);
  expect(script.heard).toHaveLength(1);
  expect(script.heard[0]).toMatch(/ METADATA \* SET display-name :Zoé K\.$/);
  script.say(`@label=${script.label} :s 761 zoé zoé display-name * :Zoé K.`);
  expect(script.heard.at(-1)).toMatch(/ METADATA \* SET status$/);
  script.say(`@label=${script.label} :s 766 zoé zoé status :This key is not set`);
  expect(answers).toEqual(["done"]);
  expect(script.chat.profileOf("zoé")).toEqual({ name: "Zoé K.", status: "", picture: "" });
  describe("bob", "");
  script.clock.pass(40);
  script.say(`@label=${script.label} :s FAIL METADATA VALUE_INVALID :This is the name of somebody else`);
  expect(answers).toEqual(["done", "This is the name of somebody else"]);
  describe("Zoé K.", "");
  expect(answers).toHaveLength(3);
});
