/** What is typed: each command of the table, and what is no command. */

import { describe, expect, test } from "vitest";
import { Script } from "../harness/script";

describe("commands", () => {
  test.each([
    ["/nick léa", ["NICK léa"]],
    ["/pseudo léa", ["NICK léa"]],
    ["/join café", ["JOIN #café"]],
    ["/j #b secret", ["JOIN #b secret"]],
    ["/join #b,c", ["JOIN #b", "JOIN #c"]],
    ["/join b, #c x,y", ["JOIN #b x", "JOIN #c y"]],
    ["/join #b,c ,y", ["JOIN #b", "JOIN #c y"]],
    ["/part see you", ["PART #a :see you"]],
    ["/leave", ["PART #a"]],
    ["/me dances on", ["PRIVMSG #a :\x01ACTION dances on\x01"]],
    ["/topic The topic", ["TOPIC #a :The topic"]],
    ["/whois bob", ["WHOIS bob"]],
    ["/invite léo", ["INVITE léo #a"]],
    ["/kick bob be nice", ["KICK #a bob :be nice"]],
    ["/ban bob", ["MODE #a +b bob!*@*", "KICK #a bob"]],
    ["/unban bob", ["MODE #a -b bob!*@*"]],
    ["/mute bob 1h spam", ["MUTE #a bob :1h spam"]],
    ["/unmute bob", ["UNMUTE #a bob"]],
    ["/unban *!*@bad.example", ["MODE #a -b *!*@bad.example"]],
    ["/op bob", ["MODE #a +o bob"]],
    ["/grant bob", ["MODE #a +o bob"]],
    ["/revoke bob", ["MODE #a -o bob"]],
    ["/voice bob eve", ["MODE #a +v bob", "MODE #a +v eve"]],
    ["/mode +m", ["MODE #a +m"]],
    ["/ren thé", ["RENAME #a #thé"]],
    ["/away lunch time", ["AWAY :lunch time"]],
    ["/back", ["AWAY"]],
    ["/list", ["LIST"]],
    ["/date", ["TIME"]],
    ["/annuaire on", ["ANNUAIRE on"]],
    ["/notice bob psst", ["MONITOR + bob", "CHATHISTORY LATEST bob * 100", "NOTICE bob psst"]],
    ["/raw PRIVMSG #b :a  b : c", ["PRIVMSG #b :a  b : c"]],
    ["/RAW version", ["VERSION"]],
    ["/quit bye", ["QUIT bye"]],
    ["//etc/passwd", ["PRIVMSG #a /etc/passwd"]],
    ["/usr/bin\n/usr/lib", ["PRIVMSG #a /usr/bin", "PRIVMSG #a /usr/lib"]],
  ])("%j", (typed, sent) => {
    const script = new Script();
    expect(script.type(typed)).toEqual(sent);
    expect(script.chat.conversations.find(({ key }) => key === "#a")?.draft ?? "").toBe("");
  });

  test.each(["/part", "/topic z", "/who", "/invite eve", "/kick eve", "/ban eve", "/unban eve", "/mute eve", "/unmute eve", "/op eve", "/voice eve", "/mode", "/rename #x"])(
    "%s works only in a channel, and stays typed elsewhere",
    (typed) => {
      const script = new Script();
      script.type("/query bob");
      script.chat.setDraft("bob", typed);
      expect(script.type(typed, "bob")).toEqual([]);
      expect(script.chat.current?.told.at(-1)?.text).toBe(`${typed.split(" ")[0]} works only in a channel.`);
      expect(script.chat.current?.draft).toBe(typed);
    },
  );

  test("a private message goes to each, in the conversation with them", () => {
    const script = new Script();
    const sent = script.type("/msg bob;eve on the way").filter((line) => line.startsWith("PRIVMSG"));
    expect(sent).toEqual(["PRIVMSG bob :on the way", "PRIVMSG eve :on the way"]);
    expect(script.chat.conversations.map(({ name }) => name)).toEqual(["#a", "bob", "eve"]);
  });

  test("a mode that the server does not know is named", () => {
    const script = new Script();
    script.say(":s 472 me z :is unknown mode char to me");
    expect(script.told.at(-1)).toBe("The server does not know the mode z.");
  });

  test.each([
    ["/mode", "324 zoé #a +knt secret", "Modes of #a: +knt secret"],
    ["/mode", "324 zoé #a +", "Modes of #a: +"],
    ["/away lunch", "306 zoé :You are marked as away", "You are marked as away"],
    ["/back", "305 zoé :You are no longer marked as away", "You are no longer marked as away"],
  ])("%s is answered", (typed, answer, told) => {
    const script = new Script();
    script.type(typed);
    script.say(`@label=${script.label} :s ${answer}`);
    expect(script.told).toEqual([told]);
  });

  test("a list of a channel says that it is empty, or what is in it", () => {
    const script = new Script();
    script.type("/mode b");
    script.say(`@label=${script.label} :s 368 zoé #a :End of channel ban list`);
    expect(script.told).toEqual(["#a has no bans."]);
    script.type("/mode beI");
    script.say(
      `@label=${script.label} :s BATCH +1 labeled-response`,
      "@batch=1 :s 367 zoé #a bob!*@* zoé 1700000000",
      "@batch=1 :s 368 zoé #a :End of channel ban list",
      "@batch=1 :s 349 zoé #a :End of channel exception list",
      "@batch=1 :s 347 zoé #a :End of channel invitation list",
      ":s BATCH -1",
    );
    expect(script.told).toEqual(["#a bob!*@* zoé 1700000000", "#a has no exceptions to its bans.", "#a has no exceptions to invite-only."]);
    script.type("/raw MODE #a b");
    script.say(`@label=${script.label} :s 368 zoé #a :End of channel ban list`);
    expect(script.told).toEqual(["368 zoé #a End of channel ban list"]);
  });

  test("what is no command is said so, stays typed and is not sent", () => {
    const script = new Script();
    script.chat.setDraft("#a", "/jion #b");
    expect(script.type("/jion #b")).toEqual([]);
    expect(script.told.at(-1)).toBe("There is no command /jion. To send this as a message, begin it with //.");
    expect(script.chat.current?.draft).toBe("/jion #b");
    script.type("/kic bob");
    expect(script.told.at(-1)).toContain("Perhaps you mean /kick.");
  });

  test("a command with too little says how to type it", () => {
    const script = new Script();
    expect(script.type("/kick")).toEqual([]);
    expect(script.told.at(-1)).toBe("Type /kick NICK [REASON]");
  });

  test.each([
    ["/nick a b", "Too many words: type /nick NICK"],
    ["/join #b #c #d", "Too many words: type /join CHANNEL[,CHANNEL…] [PASSWORD]"],
    ["/back now", "Too many words: type /back"],
    ["/whois bob eve", "Too many words: type /whois NICK"],
    ["/join #b,,c", "This is not a valid name of a channel: #"],
    ["/help jion", "There is no command /jion. To send this as a message, begin it with //."],
  ])("too much, or what cannot be, is not taken in part: %j", (typed, told) => {
    const script = new Script();
    expect(script.type(typed)).toEqual([]);
    expect(script.told).toEqual([told]);
  });

  test("several channels: the first is shown, and each that is refused says why", () => {
    const script = new Script();
    script.type("/join #b,#c");
    expect(script.chat.current?.name).toBe("#b");
    script.say(":zoé!u@h JOIN #b", `@label=${script.label} :s 474 zoé #c :You are banned from #c. Reason: spam`);
    expect(script.chat.conversations.find(({ key }) => key === "#c")?.told.map(({ text }) => text)).toEqual(["You are banned from #c. Reason: spam"]);
  });

  test("what was told goes with the next command, and a mistake with the next message", () => {
    const script = new Script();
    script.say(":bob!u@h INVITE zoé #x");
    script.type("/kick");
    expect(script.told).toEqual(["Type /kick NICK [REASON]"]);
    script.say(":bob!u@h INVITE zoé #x");
    script.type("hello");
    expect(script.told).toEqual(["bob invites you to #x: /join #x"]);
    script.chat.dismiss("#a");
    expect(script.told).toEqual([]);
    expect(script.entries.some(({ kind }) => kind === "info" || kind === "error")).toBe(false);
  });

  test("all of the help is a page of its own", () => {
    const script = new Script();
    expect(script.chat.submit("#a", "/help")).toBe("help");
    expect(script.chat.submit("#a", "/aide kick")).toBeUndefined();
    expect(script.told).toEqual(["/kick NICK [REASON]: remove somebody from this channel"]);
  });

  test("a raw line shows its answer, also what the page takes in silence", () => {
    const script = new Script();
    script.type("/raw LUSERS");
    const { label } = script;
    script.say(`@label=${label} :s BATCH +1 labeled-response`, "@batch=1 :s 251 zoé :There are 3 users", "@batch=1 :s 401 zoé x :No such nick", ":s BATCH -1");
    expect(script.told).toEqual(["251 zoé There are 3 users", "There is nobody called x here."]);
    script.type("/raw AWAY");
    script.say(`@label=${script.label} :s ACK`);
    expect(script.told).toEqual(["The server has done it, and says nothing more."]);
  });

  test("every command has help, and a name of its own", () => {
    const script = new Script();
    const names = script.chat.commands.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(script.chat.commands.every(({ help, usage, name }) => help !== "" && usage.startsWith(`/${name}`))).toBe(true);
    expect(new Set(script.chat.commands.map(({ help }) => help)).size).toBe(script.chat.commands.length);
    script.type("/help kick");
    expect(script.told.at(-1)).toBe("/kick NICK [REASON]: remove somebody from this channel");
  });

  test("an answer is shown where the command was typed", () => {
    const script = new Script();
    script.say(":zoé!u@h JOIN #b");
    script.type("/whois nobody");
    script.chat.open("#b");
    script.say(`@label=${script.label} :s 401 zoé nobody :No such nick`);
    expect(script.told.at(-1)).toBe("There is nobody called nobody here.");
  });

  test.each([
    ["1", "bob has been idle for 1 second"],
    ["20", "bob has been idle for 20 seconds"],
  ])("an answer that counts takes the form of its number: %s", (seconds, told) => {
    const script = new Script();
    script.type("/whois bob");
    script.say(`@label=${script.label} :s 317 zoé bob ${seconds} 1700000000 :seconds idle, signon time`);
    expect(script.told.at(-1)).toBe(told);
  });

  test("without a connection a command says so, and a text waits", () => {
    const script = new Script();
    script.page.reachable = false;
    script.page.wire.cut();
    script.type("/kick bob");
    expect(script.told.at(-1)).toBe("You are not connected: try again when the connection is back.");
    script.type("/away lunch");
    expect(script.told).toEqual(["You are not connected: try again when the connection is back."]);
    expect(script.chat.own.away).toBeUndefined();
    script.type("later");
    expect(script.entries.at(-1)).toMatchObject({ text: "later", state: "waiting" });
  });

  test("a name that would be two words is never sent", () => {
    const script = new Script();
    script.chat.kick("#a", "bob :x\r\nQUIT");
    script.chat.setNick("a b");
    script.chat.join("#a b");
    script.clock.pass(50);
    expect(script.heard).toEqual([]);
  });
});

describe("completion", () => {
  function offered(script: Script, text: string): string[] {
    return script.chat.complete("#a", text, text.length).suggestions.map(({ insert }) => insert);
  }

  test("nicks, those first who spoke last, with what belongs behind them", () => {
    const script = new Script();
    script.say(":s 353 zoé = #a :@zoé Bob bea", ":s 366 zoé #a :End", ":bea!u@h PRIVMSG #a :hi");
    expect(offered(script, "b")).toEqual(["bea: ", "Bob: ", "bob: "].filter((name) => name !== "bob: "));
    expect(offered(script, "hello b")).toEqual(["bea ", "Bob "]);
    expect(script.chat.complete("#a", "hello b there", 7)).toMatchObject({ from: 6, to: 7 });
  });

  test("commands, by any of their names, and channels", () => {
    const script = new Script();
    expect(offered(script, "/gr")).toEqual(["/grant "]);
    expect(offered(script, "/k")).toEqual(["/kick ", "/kill "]);
    expect(offered(script, "go to #")).toEqual(["#a "]);
    expect(offered(script, "")).toEqual([]);
  });
});

describe("what a menu offers", () => {
  function may(ranks: string, their: string): Record<string, boolean> {
    const script = new Script();
    script.say(`:s 353 zoé = #a :${ranks}zoé ${their}bob`, ":s 366 zoé #a :End");
    const { chat } = script;
    return {
      kick: chat.may("#a", "kick", "bob"),
      topic: chat.may("#a", "topic"),
      rename: chat.may("#a", "rename"),
      giveOperator: chat.may("#a", { give: "operator" }, "bob"),
      takeOperator: chat.may("#a", { take: "operator" }, "bob"),
      takeVoice: chat.may("#a", { take: "voice" }, "bob"),
    };
  }

  test.each([
    ["", "", "topic"],
    ["+", "", "topic"],
    ["%", "+", "kick topic takeVoice"],
    ["%", "@", "topic"],
    ["@", "", "kick topic rename giveOperator"],
    // One of two operators is the main administrator, and nobody is shown who.
    ["@", "@", "kick topic rename giveOperator takeOperator"],
    ["@", "~@", "topic rename giveOperator"],
    ["~@", "@", "kick topic rename giveOperator takeOperator"],
  ])("%j with %j: %s", (ranks, their, rights) => {
    const given = Object.entries(may(ranks, their)).filter(([, allowed]) => allowed);
    expect(given.map(([name]) => name).join(" ")).toBe(rights);
  });

  test("a topic that is locked is not offered to all, and nobody kicks themselves", () => {
    const script = new Script();
    script.say(":s 324 zoé #a +nt", ":s 353 zoé = #a :zoé", ":s 366 zoé #a :End");
    expect(script.chat.may("#a", "topic")).toBe(false);
    expect(script.chat.may("#a", "kick", "zoé")).toBe(false);
  });
});

describe("a server that knows sanctions", () => {
  test.each([
    ["/ban bob", ["BAN #a bob"]],
    ["/ban bob 1h spam and more", ["BAN #a bob :1h spam and more"]],
    ["/unban bob", ["UNBAN #a bob"]],
    ["/ban *!*@bad.example", ["MODE #a +b *!*@bad.example", "KICK #a *!*@bad.example"]],
    ["/unban *!*@bad.example", ["MODE #a -b *!*@bad.example"]],
    ["/mute bob 10m", ["MUTE #a bob 10m"]],
  ])("is told whom, for how long and why: %j", (typed, sent) => {
    expect(new Script(undefined, "salon.dev/SANCTIONS").type(typed)).toEqual(sent);
  });

  test("answers where it was asked", () => {
    const script = new Script(undefined, "salon.dev/SANCTIONS");
    script.type("/mute bob 10m");
    script.say(`@label=${script.label} :s NOTICE zoé :bob is muted until noon`);
    expect(script.told).toEqual(["bob is muted until noon"]);
    expect(script.chat.conversations.map(({ name }) => name)).toEqual(["#a"]);
  });

  test("has mutes offered by those who may ban; another has none", () => {
    const offered = (script: Script) => [script.chat.may("#a", "mute", "bob"), script.chat.may("#a", "mute", "zoé")];
    expect(offered(new Script(undefined, "salon.dev/SANCTIONS"))).toEqual([true, false]);
    expect(offered(new Script())).toEqual([false, false]);
  });
});
