/** What the view reads, it is told of when it changes, and not for what it does not read. */

import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { Script } from "../harness/script";

/** Read something as a template does; return what was read, each time anew. */
function watch<T>(read: () => T): T[] {
  const seen: T[] = [];
  $effect.root(() => {
    $effect(() => void seen.push(read()));
  });
  flushSync();
  return seen;
}

test("entries, unread counts, members, the link and one's nick", () => {
  const script = new Script();
  const { chat } = script;
  const seen = {
    entries: watch(() => chat.current?.entries.length),
    unread: watch(() => chat.unread),
    members: watch(() => chat.current?.members.map(({ ranks, nick }) => ranks + nick).join(" ")),
    ranks: watch(() => chat.current?.ranks),
    link: watch(() => chat.link.state),
    nick: watch(() => chat.own.nick),
    topic: watch(() => chat.current?.topic),
    names: watch(() => chat.conversations.map(({ name }) => name).join(" ")),
  };
  const say = (line: string): void => {
    script.say(line);
    flushSync();
  };
  say(":bob!u@h PRIVMSG #a :one");
  say(":léa!u@h JOIN #a");
  say(":bob!u@h MODE #a -o zoé");
  say(":bob!u@h TOPIC #a :new");
  say(":zoé!u@h NICK zo");
  say(":eve!u@h PRIVMSG zo :psst");
  script.page.reachable = false;
  script.page.wire.cut();
  flushSync();
  // Of a gap that nothing follows there is an entry, too.
  expect(seen.entries).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(seen.unread).toEqual([0, 1, 2]);
  expect(seen.members).toEqual(["@zoé +eve bob", "@zoé +eve bob léa", "+eve bob léa zoé", "+eve bob léa zo"]);
  expect(seen.ranks).toEqual(["@", ""]);
  expect(seen.link).toEqual(["connected", "waiting"]);
  expect(seen.nick).toEqual(["zoé", "zo"]);
  expect(seen.topic).toEqual(["", "new"]);
  expect(seen.names).toEqual(["#a", "#a eve"]);
});
