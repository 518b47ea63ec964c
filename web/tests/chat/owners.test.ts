/** Bans and mutes, and whose a channel is: what dialogs ask, with a server that the test plays. */

import { describe, expect, test } from "vitest";
import type { Act, Ownership, Refusal, Sanction } from "../../src/chat";
import { Script } from "../harness/script";

const CAPABILITIES = "batch labeled-response message-tags sasl standard-replies";
const TOKENS = "salon.dev/SANCTIONS salon.dev/OWNERS";

function script(): Script {
  const played = new Script(CAPABILITIES, TOKENS);
  played.heard.length = 0;
  return played;
}

/** Answer the last line that was heard, under its label; return that line. */
function answer(played: Script, ...lines: string[]): string {
  played.clock.pass(40);
  const { label } = played;
  const heard = (played.heard.at(-1) ?? "").replace(/^@\S+ /, "");
  const inside = (line: string) => (line.startsWith("@") ? line.replace("@", "@batch=b;") : `@batch=b ${line}`);
  played.say(`@label=${label} :s BATCH +b labeled-response`, ...lines.map(inside), ":s BATCH -b");
  return heard;
}

describe("bans and mutes", () => {
  const list = (played: Script, ...lines: string[]): [Refusal | undefined, readonly Sanction[]] => {
    let got: [Refusal | undefined, readonly Sanction[]] = [undefined, []];
    played.chat.listSanctions("#a", (...told) => (got = told));
    expect(answer(played, ...lines)).toBe("MODE #a b");
    return got;
  };

  test("are listed with who, by whom, why and until when, and nothing is told beside", () => {
    const played = script();
    const [refusal, sanctions] = list(
      played,
      "@salon.dev/until=2026-01-01T00:10:00.000Z;salon.dev/reason=too\\sloud :s 367 zoé #a bob!*@* zoé!u@h 1767222600",
      ":s 367 zoé #a ~m:~a:eve zoé!u@h 1767222600",
      ":s 367 zoé #a *!*@host.example",
      ":s 368 zoé #a :End",
    );
    expect(refusal).toBeUndefined();
    const since = 1767222600_000;
    expect(sanctions).toEqual([
      { mask: "bob!*@*", mutes: false, who: "bob", by: "zoé", since, until: 1767226200_000, reason: "too loud" },
      { mask: "~m:~a:eve", mutes: true, who: "eve", by: "zoé", since, until: 0, reason: "" },
      { mask: "*!*@host.example", mutes: false, who: "*!*@host.example", by: "", since: 0, until: 0, reason: "" },
    ]);
    expect(played.told).toEqual([]);
  });

  test("that may not be seen are refused in words", () => {
    const played = script();
    expect(list(played, ":s 403 zoé #a :No such channel")[0]).toMatchObject({ text: "No such channel" });
    expect(played.told).toEqual([]);
  });

  test("are lifted by their masks", () => {
    const played = script();
    const told: (Refusal | undefined)[] = [];
    played.chat.lift("#a", "~m:~a:eve", (refusal) => told.push(refusal));
    expect(answer(played, ":zoé!u@h MODE #a -b ~m:~a:eve")).toBe("MODE #a -b ~m:~a:eve");
    played.chat.lift("#a", "x!*@*", (refusal) => told.push(refusal));
    answer(played, ":s 482 zoé #a :You're not channel operator");
    expect(told).toMatchObject([undefined, { text: "You're not channel operator" }]);
    expect(played.entries.map(({ kind }) => kind)).toContain("mode");
  });
});

describe("the log of moderation", () => {
  test("is read with what can be undone, the latest first", () => {
    const played = script();
    let acts: readonly Act[] = [];
    played.chat.listActs("#a", undefined, (_, found) => (acts = found));
    const line = (id: string, state: string, text: string): string =>
      `@salon.dev/id=${id};salon.dev/time=2026-01-01T10:00:00.000Z;salon.dev/state=${state} :s NOTICE zoé :${text}`;
    const heard = answer(played, line("4", "undone", "4 [10:00] zoé banned eve - undone"), line("5", "reversible", "5 [10:00] zoé muted bob - for a"), ":s NOTICE zoé :long reason");
    expect(heard).toBe("MODLOG #a 30");
    const time = Date.UTC(2026, 0, 1, 10);
    expect(acts).toEqual([
      { id: "5", time, text: "zoé muted bob - for a long reason", undone: false, reversible: true },
      { id: "4", time, text: "zoé banned eve - undone", undone: true, reversible: false },
    ]);
    played.chat.listActs("#a", "4", (_, found) => (acts = found));
    expect(answer(played, ":s FAIL MODLOG INVALID_PARAMS :No")).toBe("MODLOG #a BEFORE=4 30");
    expect([acts, played.told]).toEqual([[], []]);
  });

  test("one entry is undone, or it is said why not", () => {
    const played = script();
    const told: (Refusal | undefined)[] = [];
    played.chat.undo("#a", "5", (refusal) => told.push(refusal));
    expect(answer(played, ":zoé!u@h MODE #a -b ~m:bob!*@*", ":s NOTICE zoé :Undone: entry 5")).toBe("UNDO #a 5");
    played.chat.undo("#a", "5", (refusal) => told.push(refusal));
    answer(played, ":s FAIL UNDO UNDONE_ALREADY #a 5 :Undone already");
    expect(told).toMatchObject([undefined, { text: "Undone already" }]);
  });
});

describe("whose a channel is", () => {
  const service = ":ChanServ!ChanServ@s NOTICE zoé";

  test("is asked with the ranks that accounts keep", () => {
    const played = script();
    let got: Ownership | undefined;
    played.chat.ownership("#a", (_, ownership) => (got = ownership));
    expect(answer(played, `@salon.dev/owner=Zoé ${service} :#a belongs to the account Zoé.`)).toBe("CS :INFO #a");
    const ranks = [`@salon.dev/account=Zoé;salon.dev/rank=q ${service} :Zoé: founder`, `@salon.dev/account=bob;salon.dev/rank=o ${service} :bob: operator`];
    expect(answer(played, ...ranks)).toBe("CS :ACCESS #a");
    expect(got).toEqual({ owner: "Zoé", ranks: [{ account: "Zoé", rank: "founder" }, { account: "bob", rank: "operator" }] });
    expect(played.told).toEqual([]);
    expect(played.chat.conversations.map(({ name }) => name)).toEqual(["#a"]);
  });

  test("nobody's channel, and ranks that one may not see", () => {
    const played = script();
    let got: Ownership | undefined;
    played.chat.ownership("#a", (_, ownership) => (got = ownership));
    answer(played, `${service} :#a belongs to no account.`);
    expect(got).toEqual({ owner: "", ranks: undefined });
    played.chat.ownership("#a", (_, ownership) => (got = ownership));
    answer(played, `@salon.dev/owner=bob ${service} :#a belongs to the account bob.`);
    answer(played, `${service} :Only half-operators and higher ranks may see that.`);
    expect(got).toEqual({ owner: "bob", ranks: undefined });
  });

  test("an account gets a rank, keeps none, or the reason is said", () => {
    const played = script();
    const told: (Refusal | undefined)[] = [];
    const note = (refusal: Refusal | undefined): void => void told.push(refusal);
    played.chat.setAccess("#a", "bob", "halfop", note);
    expect(answer(played, `@salon.dev/account=bob;salon.dev/rank=h ${service} :bob keeps a rank in #a: half-operator.`)).toBe("CS :ACCESS #a ADD bob h");
    played.chat.setAccess("#a", "bob", undefined, note);
    expect(answer(played, `@salon.dev/account=bob ${service} :bob keeps no rank in #a.`)).toBe("CS :ACCESS #a DEL bob");
    played.chat.setAccess("#a", "nobody", "voice", note);
    answer(played, `${service} :There is no account called nobody.`);
    expect(told).toMatchObject([undefined, undefined, { text: "There is no account called nobody." }]);
  });

  test("it is claimed, handed over and given back, and the server's words are told", () => {
    const played = script();
    const told: (Refusal | undefined)[] = [];
    const note = (refusal: Refusal | undefined): void => void told.push(refusal);
    const owned = (text: string): string => `:s NOTE MODE CHANNEL_OWNER #a :${text}`;
    played.chat.claim("#a", note);
    expect(answer(played, owned("#a is yours"))).toBe("CS :REGISTER #a");
    played.chat.handOver("#a", "bob", note);
    expect(answer(played, owned("#a is bob's"))).toBe("CS :TRANSFER #a bob");
    played.chat.drop("#a", note);
    expect(answer(played, `${service} :You may not`)).toBe("CS :DROP #a");
    expect(told).toMatchObject([undefined, undefined, { text: "You may not" }]);
    expect(played.told).toEqual(["#a is yours", "#a is bob's"]);
  });

  test("only whoever leads is offered to hand it over", () => {
    const played = script();
    const may = (nick: string): boolean => played.chat.may("#a", { give: "founder" }, nick);
    // The main administrator of a guests' channel is shown as an operator.
    expect(may("bob")).toBe(true);
    played.say(":s MODE #a +q bob");
    expect(may("eve")).toBe(false);
    played.say(":s MODE #a -q+q bob zoé");
    expect(may("bob")).toBe(true);
    expect(played.chat.may("#a", { take: "founder" }, "zoé")).toBe(false);
  });
});
