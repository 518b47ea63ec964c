/** Search in all that one may read (soju.im/search). */

import type { Received } from "../irc/batches";
import { escapeTag, nickOf, type Message } from "../irc/message";
import { timestamp } from "../irc/time";
import type { Asking } from "./asking";
import { messagesOf, type Session } from "./session";
import { spokenOf } from "./speech";
import type { Findings, Found, Given, Query } from "./types";

export const SEARCH = "soju.im/search";
/** Tags of the server: there is no more to be found; what only this server knows. */
const END = "salon.dev/search-end";
const BEFORE = "salon.dev/before";
const ORDER = "salon.dev/order";
const SKIP = "salon.dev/skip";
const PAGE = 30;
/** What is found is shown to whoever asked, and is not said again. */
const LISTED = "PRIVMSG NOTICE TAGMSG NOTE";

/** Search. `earlier`: what was found already; the next page follows it. */
export function search(asking: Asking, query: Query, earlier: Findings | undefined, given: Given<Findings>): void {
  const before = earlier?.found ?? [];
  let isEnd = false;
  const done = (answer: readonly Message[]): void => {
    const fresh = answer.map((line) => foundIn(asking, line)).filter((found) => found !== undefined);
    const known = new Set(before.map(({ entry }) => entry.id));
    const added = (query.ranked ? fresh : fresh.reverse()).filter(({ entry }) => entry.id === undefined || !known.has(entry.id));
    const note = answer.find(({ command, params }) => command === "NOTE" && params[1] === "PARTIAL");
    const hasMore = !isEnd && (added.length > 0 || note !== undefined);
    result = { found: [...before, ...added], hasMore, note: note?.params.at(-1) ?? "", from: note ? readFrom(note) : "" };
  };
  let result: Findings = { found: before, hasMore: false, note: "", from: "" };
  const answered = (refusal: Parameters<Given<Findings>>[0]): void => given(refusal, result);
  const send = (session: Session, answer: (received: Received) => void): string | undefined =>
    session.ask((received) => {
      const lines = messagesOf(received);
      isEnd = ("batch" in received && received.batch.tags.has(END)) || lines.some(({ tags }) => tags.has(END));
      answer(received);
    }, "SEARCH", [attributes(query, earlier)]);
  asking.send(answered, (answer) => {
    if (answer.some(({ command }) => command === "FAIL" || /^[45]\d\d$/.test(command))) return asking.refuse(answered, answer);
    done(answer);
    asking.answer(answered);
  }, send, LISTED);
}

function foundIn({ world: { state } }: Asking, line: Message): Found | undefined {
  const entry = spokenOf(state, line);
  const [target = ""] = line.params;
  if (!entry) return undefined;
  return { entry, conversation: state.isOwn(target) ? nickOf(line.source) : target };
}

/** What is asked for, as tags are written. */
function attributes(query: Query, earlier: Findings | undefined): string {
  const last = earlier?.found.at(-1)?.entry;
  const { text, from, in: where, after, before, ranked } = query;
  const wanted: Readonly<Record<string, string>> = {
    text,
    from,
    in: where,
    after: after === undefined ? "" : timestamp(after),
    // Where not everything was searched, the search goes on from there.
    before: earlier?.from || (before === undefined ? "" : timestamp(before)),
    limit: String(PAGE),
    [ORDER]: ranked ? "rank" : "",
    [SKIP]: ranked && earlier ? String(earlier.found.length) : "",
    [BEFORE]: !ranked && !earlier?.from ? (last?.id ?? "") : "",
  };
  return Object.entries(wanted).filter(([, value]) => value !== "").map(([name, value]) => `${name}=${escapeTag(value)}`).join(";");
}

function readFrom({ params }: Message): string {
  return params.find((param) => /^\d{4}-\d\d-\d\dT/.test(param)) ?? "";
}
