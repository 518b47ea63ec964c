/** The chat as a whole: its parts, put together, and what goes between them. */

import type { Received } from "../irc/batches";
import { isName, type Message } from "../irc/message";
import { ACCOUNT_REGISTRATION, EMAIL_REQUIRED, RESETS_PASSWORD } from "../irc/accounts";
import { SASL } from "../irc/sasl";
import { t } from "../i18n";
import { credentialsOf, OwnAccount } from "./account";
import { tellEmpty } from "./answers";
import { Asking } from "./asking";
import { askBlocks } from "./blocks";
import { Connection } from "./connection";
import type { ConversationState } from "./conversation.svelte";
import { isRefusal } from "./errors";
import { History, offersHistory } from "./history";
import { ReadMarkers } from "./markers";
import { Memory } from "./memory";
import { offersProfiles, subscribe } from "./metadata";
import { Outbox, type Outgoing } from "./outbox";
import type { Ports, Timer } from "./ports";
import { receive } from "./receive";
import type { Scene } from "./scene";
import { SEARCH } from "./search";
import { Sender } from "./sender";
import { messagesOf, type Session } from "./session";
import { keyOf, settle, waiting } from "./speech";
import { ChatState } from "./state.svelte";
import { RecentTalks } from "./talks";
import { isSpoken } from "./timeline";
import type { Start } from "./types";
import { Visits, type Talk } from "./visit";

/** While many lines come, the view sees them together, so many milliseconds apart. */
const PUBLISH_EVERY = 30;
/** How often we try to get our nick back, if nobody tells that it is free, in milliseconds. */
const REGAIN_EVERY = 30_000;

export class World {
  readonly state: ChatState;
  readonly memory: Memory;
  readonly visits: Visits;
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly history: History;
  readonly connection: Connection;
  readonly asking: Asking;
  readonly markers: ReadMarkers;
  readonly account: OwnAccount;
  readonly talks: RecentTalks;
  #publishedAt = 0;
  #publishing: Timer | undefined;
  #regainedAt = 0;

  constructor(readonly ports: Ports) {
    const { clock, shelf } = ports;
    this.state = new ChatState(clock);
    this.memory = new Memory(shelf);
    this.visits = new Visits(ports.tab);
    this.history = new History(this.state);
    this.outbox = new Outbox(shelf, clock, randomId(ports), (messages) => this.#inherit(messages));
    this.sender = new Sender(
      this.outbox,
      {
        ready: (target) => this.#isReady(target),
        said: (message, answer, late) => this.#said(message, answer, late),
        failed: (message) => this.show(message),
        lost: (message) => this.#withdraw(message),
      },
      () => clock.now(),
    );
    this.connection = new Connection(ports, {
      link: (link) => (this.state.link = link),
      hadJustNow: (nick) => this.memory.hadJustNow(nick, clock.now()),
      isAccount: (nick) => this.state.own.account !== undefined && this.state.fold(this.state.own.account) === this.state.fold(nick),
      ready: (session) => this.#ready(session),
      received: (session, received) => this.#received(session, received, undefined),
      lost: (_, ready) => this.#lost(ready),
      tick: () => this.#tick(),
    });
    this.asking = new Asking(this);
    this.markers = new ReadMarkers(this);
    this.account = new OwnAccount(this);
    this.talks = new RecentTalks(this);
    ports.whenLeaving(() => {
      this.outbox.leave();
      this.markers.tell();
      this.#leave();
      this.connection.leave();
    });
    ports.whenBack(() => {
      if (this.state.link.state !== "idle") this.#back();
      for (const message of this.outbox.back()) this.#withdraw(message);
      this.publishSoon();
    });
  }

  start({ nick: given, channels, url, current, message, password, first }: Start): void {
    const { state, memory } = this;
    const { visit, talks } = this.visits.take();
    const nick = visit?.nick ?? given;
    memory.nick = nick;
    state.own = { nick, wanted: nick, away: visit?.away, account: visit?.account, stays: undefined };
    for (const name of [...channels, ...memory.channels]) this.wantChannel(name);
    for (const talk of talks) this.#restore(talk);
    const shown = state.find(current ?? visit?.current ?? "") ?? state.conversations.find(({ kind }) => kind === "channel");
    state.currentKey ??= shown?.key;
    if (message && shown) this.history.seek(shown, message);
    this.outbox.start();
    this.connection.start(url, nick, visit, credentialsOf(nick, password, first));
    state.publish();
  }

  /** Leave to the page that comes next what it needs to go on. */
  #leave(): void {
    const { state, connection } = this;
    // Whoever has quit is not to come back by a reload.
    if (state.link.state === "idle" || !connection.wasReady) return this.visits.forget();
    this.#publish();
    // The name of an account comes back by its password: nobody waits for it.
    if (!state.own.account) this.memory.leave(state.own.nick, this.ports.clock.now());
    const talks = state.privates().sort((one, other) => other.timeline.newest - one.timeline.newest);
    const { wanted: nick, away, account } = state.own;
    this.visits.leave(
      { resumption: connection.resumption, nick, away, account, current: state.current?.name ?? "" },
      talks.map(({ name, unread, entries }) => ({ name, unread, said: entries.filter(isSpoken).filter((entry) => entry.state === "sent") })),
    );
  }

  /** The browser shows this page again, and no other goes on in its place. */
  #back(): void {
    this.visits.forget();
    this.memory.arrive(this.state.own.nick);
  }

  /** Show a private conversation as the page before left it. */
  #restore({ name, unread, said }: Talk): void {
    const talk = this.begin(name);
    if (talk?.kind !== "private") return;
    const entries = said.map((entry) => ({ ...entry, key: this.state.newKey() }));
    for (const entry of entries) this.state.add(talk, entry);
    // What was not read are the last ones of the others.
    const unreadFrom = entries.filter(({ own }) => !own).at(-unread);
    if (unread > 0 && unreadFrom) talk.read(unreadFrom.time - 1, false);
    else talk.recount();
  }

  /** Begin a channel that is to be joined as soon as there is a connection; undefined where no channel has such a name. */
  wantChannel(name: string): ConversationState | undefined {
    // It may come from a link that somebody made, and what is wanted is remembered.
    if (!isName(name) || name.includes(",")) return undefined;
    const channel = this.begin(name);
    if (channel?.kind === "channel") channel.wanted = true;
    return channel;
  }

  /**
   * The conversation of this name, begun if there is none: with the draft that was left in it, and whether the other person is here.
   * `isListed`: a new one gets its past when somebody looks at it.
   */
  begin(name: string, isListed = false): ConversationState | undefined {
    const isNew = !this.state.find(name);
    const conversation = this.state.begin(name);
    if (!isNew || !conversation) return conversation;
    conversation.draft = this.memory.draft(conversation.name);
    conversation.isListed = isListed;
    const session = this.connection.session;
    if (session && conversation.kind === "private") this.#watch(session, conversation);
    return conversation;
  }

  rememberChannels(): void {
    this.memory.channels = this.state.channels().filter(({ wanted }) => wanted).map(({ name }) => name);
  }

  /** Keep a message, show it, and send it when it can be. */
  say(target: string, kind: Outgoing["kind"], text: string, reply?: string): void {
    this.#keep({ id: randomId(this.ports), target, kind, text, at: this.ports.clock.now(), ...(reply ? { reply } : {}) });
  }

  /** Send a message that failed again. It may have arrived, so it stays the same one: a server that can know it knows it again. */
  sayAgain({ failed: _, ...message }: Outgoing): void {
    this.sender.markLate(message.id);
    this.#keep({ ...message, at: this.ports.clock.now() });
  }

  /** Ask for another nick. If it is refused, we want the one that we have. */
  askNick(nick: string): void {
    const session = this.connection.session;
    session?.ask((answer) => {
      if (messagesOf(answer).some(isRefusal)) {
        this.connection.nicks.want(this.state.own.nick);
        this.memory.nick = this.state.own.nick;
        this.state.own = { ...this.state.own, wanted: this.state.own.nick };
      }
      this.#received(session, answer, this.state.current);
    }, "NICK", [nick]);
  }

  /** Show a message of ours among those that wait. */
  show(message: Outgoing): void {
    this.#placeOf(message)?.timeline.wait(waiting(this.state, message));
    this.publishSoon();
  }

  /** Send a command whose answer is shown where it was typed. Says so if there is no connection. */
  ask(where: ConversationState | undefined, command: string, ...params: string[]): void {
    const show = (session: Session, answer: Received): void => {
      this.#received(session, answer, where);
      tellEmpty(this.state, messagesOf(answer), where);
    };
    this.#ask(where, show, command, params);
  }

  /** Send a command, and show of its answer also what means nothing to the page, as it comes. */
  askPlainly(where: ConversationState, command: string, ...params: string[]): void {
    const show = (session: Session, answer: Received): void => {
      for (const message of messagesOf(answer)) {
        const before = this.state.tellings;
        this.#received(session, { message }, where);
        if (this.state.tellings === before) this.state.tell("info", plain(message), where);
      }
    };
    this.#ask(where, show, command, params);
  }

  #ask(
    where: ConversationState | undefined,
    answered: (session: Session, answer: Received) => void,
    command: string,
    params: readonly string[],
  ): void {
    const session = this.connection.session;
    const sent = session?.ask((answer) => answered(session, answer), command, params);
    if (!session) this.state.tell("error", t("You are not connected: try again when the connection is back."), where, "connected");
    else if (sent === undefined) this.state.tell("error", t("A name cannot contain spaces."), where);
    this.publishSoon();
  }

  /** Let the view see what has changed: at once, but not for each of many lines. */
  publishSoon(): void {
    if (this.#publishing) return;
    const now = this.ports.clock.now();
    const wait = this.#publishedAt + PUBLISH_EVERY - now;
    if (wait <= 0 || wait > PUBLISH_EVERY) return this.#publish();
    this.#publishing = this.ports.clock.after(wait, () => this.#publish());
  }

  #publish(): void {
    this.#publishing?.cancel();
    this.#publishing = undefined;
    this.#publishedAt = this.ports.clock.now();
    this.state.publish();
    this.markers.moved();
  }

  #keep(message: Omit<Outgoing, "order">): void {
    const kept = this.outbox.add(message);
    if (kept) this.show(kept);
    else this.state.tell("error", t("Too many messages are waiting to be sent: wait for the connection, or discard some."));
    this.sender.push();
    this.publishSoon();
  }

  #ready(session: Session): void {
    const { state } = this;
    const { nick } = session.registration;
    const logsIn = session.has(SASL) && session.has("labeled-response");
    const ofAccounts = session.has(ACCOUNT_REGISTRATION) ? session.registration.capabilities.keysOf(ACCOUNT_REGISTRATION) : [];
    state.know(session.support, {
      history: offersHistory(session),
      keepsNothing: !offersHistory(session) && session.support.get("salon.dev/ID") !== undefined,
      profiles: offersProfiles(session) && session.has("labeled-response"),
      searches: session.has(SEARCH) && session.has("batch") && session.has("labeled-response"),
      replies: session.has("message-tags") && session.has("echo-message") && session.has("labeled-response"),
      renamesChannels: session.has("draft/channel-rename"),
      logsIn,
      registers: logsIn && session.has(ACCOUNT_REGISTRATION),
      needsEmail: ofAccounts.includes(EMAIL_REQUIRED),
      resetsPassword: ofAccounts.includes(RESETS_PASSWORD),
      owners: logsIn && session.support.get("salon.dev/OWNERS") !== undefined,
      blocks: session.support.get("SILENCE") !== undefined && session.has("labeled-response"),
      sanctions: session.support.get("salon.dev/SANCTIONS") !== undefined,
    });
    if (nick !== state.own.wanted) this.#tellNick(nick);
    // Whoever goes on is logged in as before, and not told so.
    const account = session.registration.account || (session.registration.resumed ? state.own.account : undefined);
    state.own = { nick, wanted: this.connection.nicks.wanted, away: state.own.away, account, stays: undefined };
    this.memory.nick = state.own.wanted;
    this.memory.arrive(nick);
    this.#regainedAt = this.ports.clock.now();
    this.history.begin(session);
    state.untell("connected");
    if (nick === state.own.wanted) state.untell("named");
    state.dropOldProfiles();
    subscribe(session);
    // What was said in private meanwhile, the server says again by itself.
    if (session.registration.resumed) for (const talk of state.privates()) talk.timeline.closeGaps();
    this.#joinAll(session);
    for (const talk of state.privates()) this.#watch(session, talk);
    if (state.own.away) session.send("AWAY", [state.own.away]);
    this.sender.begin(session);
    if (account) this.#arrived();
    askBlocks(this.asking);
    this.publishSoon();
  }

  /** Enter all channels that we want to be in: first the one that is looked at. */
  #joinAll(session: Session): void {
    const { currentKey } = this.state;
    const wanted = this.state.channels().filter((channel) => channel.wanted);
    wanted.sort((one, other) => Number(other.key === currentKey) - Number(one.key === currentKey));
    for (const { name, password } of wanted) session.send("JOIN", password ? [name, password] : [name]);
  }

  /** Be told whether the other person of a conversation is here, and get what was said in it. */
  #watch(session: Session, talk: ConversationState): void {
    if (session.support.get("MONITOR") !== undefined) session.send("MONITOR", ["+", talk.name]);
    if (talk.isListed) return;
    this.markers.ask(talk);
    this.history.entered(talk);
  }

  #lost(ready: boolean): void {
    const { state } = this;
    state.reserved = undefined;
    this.asking.lost();
    state.profilesGrowOld();
    if (!ready) return;
    this.sender.end();
    for (const channel of state.channels()) channel.joined = false;
    for (const talk of state.privates()) talk.presence = "unknown";
    this.history.end([...state.channels(), ...state.privates()]);
    this.publishSoon();
  }

  /** Take a line that came as part of an answer. */
  receive(message: Message): void {
    const { session } = this.connection;
    if (session) this.#received(session, { message }, undefined);
  }

  #received(session: Session, received: Received, origin: ConversationState | undefined): void {
    receive(this.#scene(session, origin), received);
    this.publishSoon();
  }

  #scene(session: Session, origin: ConversationState | undefined): Scene {
    const { state, sender, history } = this;
    return {
      state,
      session,
      sender,
      history,
      origin,
      begin: (name) => this.begin(name),
      entered: (channel) => this.#entered(channel),
      notLetIn: (channel, reason) => this.#notLetIn(channel, reason),
      moved: (from, to) => this.#moved(from, to),
      renamed: () => this.#renamed(),
      freed: (nick) => this.#freed(nick),
      loggedIn: () => this.#loggedIn(),
      accountChanged: () => askBlocks(this.asking),
    };
  }

  #entered(channel: ConversationState): void {
    this.history.entered(channel);
    this.rememberChannels();
    this.sender.push();
  }

  #notLetIn(channel: ConversationState, reason: string): void {
    for (const message of this.outbox.pending()) {
      if (this.state.find(message.target) !== channel) continue;
      this.outbox.fail(message.id, reason);
      this.show({ ...message, failed: reason });
    }
  }

  #isReady(target: string): boolean {
    if (!this.state.support.isChannel(target)) return true;
    const channel = this.state.find(target);
    // A message to a channel that we were put out of is sent all the same: the server says why not.
    return channel === undefined || channel.joined || !channel.wanted;
  }

  #said(message: Outgoing, answer: readonly Message[], late: boolean): void {
    const echo = answer.find(({ command }) => command === "PRIVMSG" || command === "NOTICE");
    const conversation = this.#placeOf(message);
    if (conversation) settle(this.state, conversation, message, echo, late);
    const session = this.connection.session;
    if (session && echo) session.mask = echo.source;
    const others = answer.filter((line) => line !== echo);
    if (session) for (const line of others) receive(this.#scene(session, undefined), { message: line });
    this.publishSoon();
  }

  #withdraw(message: Outgoing): void {
    this.#placeOf(message)?.timeline.drop(keyOf(message));
    this.publishSoon();
  }

  /** Where a message of ours is shown: where it waits, whatever that is called now, or else in the conversation with its target. */
  #placeOf(message: Outgoing): ConversationState | undefined {
    return this.state.findWaiting(keyOf(message)) ?? this.begin(message.target);
  }

  #moved(from: string, to: string): void {
    this.outbox.retarget((target) => this.state.fold(target) === this.state.fold(from), to);
    this.rememberChannels();
  }

  #inherit(messages: readonly Outgoing[]): void {
    for (const message of messages) {
      this.sender.markLate(message.id);
      if (this.state.support.isChannel(message.target) && !this.state.find(message.target)) this.#joinFor(message.target);
      this.show(message);
    }
    this.sender.push();
  }

  /** A message waits for a channel that we are not in. */
  #joinFor(name: string): void {
    this.wantChannel(name);
    this.connection.session?.send("JOIN", [name]);
  }

  #tellNick(nick: string): void {
    const { wanted } = this.connection.nicks;
    this.state.tell("info", t("{wanted} is taken: you are {nick} until it is free.", { wanted, nick }), undefined, "named");
  }

  #renamed(): void {
    const { state, connection } = this;
    if (connection.session) connection.session.registration.nick = state.own.nick;
    if (state.fold(state.own.nick) !== state.fold(state.own.wanted)) return;
    connection.nicks.want(state.own.nick);
    state.untell("named");
  }

  /** Ours may be free again. */
  #freed(nick: string): void {
    const { own } = this.state;
    if (own.nick !== own.wanted && this.state.fold(nick) === this.state.fold(own.wanted)) this.#regain();
  }

  /** The server may have given us another name while we were not logged in: ours is free for us now. */
  #loggedIn(): void {
    const { state } = this;
    const wanted = state.fold(state.own.wanted);
    if (wanted === state.fold(state.own.account ?? "") && wanted !== state.fold(state.own.nick)) this.#regain();
    this.#arrived();
  }

  /** We are logged in on this connection. */
  #arrived(): void {
    this.account.arrived();
    this.talks.find();
  }

  #regain(): void {
    const session = this.connection.session;
    this.#regainedAt = this.ports.clock.now();
    // Whatever a refusal says, it is known already.
    session?.ask((answer) => {
      if (!messagesOf(answer).some(isRefusal)) this.#received(session, answer, undefined);
    }, "NICK", [this.state.own.wanted]);
  }

  #tick(): void {
    this.sender.check();
    const { own, clock } = this.state;
    const differs = this.state.fold(own.nick) !== this.state.fold(own.wanted);
    if (differs && this.connection.session?.has("labeled-response") && clock.now() - this.#regainedAt >= REGAIN_EVERY) this.#regain();
  }
}

/** A line of the server as it came, without what goes before each. */
function plain({ command, params }: Message): string {
  return command === "ACK" ? t("The server has done it, and says nothing more.") : [command, ...params].join(" ");
}

/** 128 random bits, in hexadecimal. */
function randomId(ports: Ports): string {
  return [...ports.random(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
