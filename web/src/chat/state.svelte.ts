/** All that is known: the connection's state, ourselves, the server, the conversations. Changed by what is received and done; read by the view. */

import { Support } from "../irc/support";
import { ConversationState } from "./conversation.svelte";
import type { Clock } from "./ports";
import { NOBODY } from "./metadata";
import type { Abilities, Block, ChannelList, Conversation, Entry, Key, Link, Listed, Own, Profile, ServerInfo, Told, Until } from "./types";

/** More conversations than this no server opens here, whatever it sends. */
const CONVERSATIONS_AT_MOST = 300;
const TOLD_AT_MOST = 300;
const PROFILES_AT_MOST = 20_000;
const NO_ABILITIES: Abilities = { history: false, keepsNothing: false, replies: false, searches: false, renamesChannels: false, profiles: false, logsIn: false, registers: false, needsEmail: false, resetsPassword: false, owners: false, sanctions: false, blocks: false };
const ORDER: readonly Conversation["kind"][] = ["server", "channel", "private"];

export class ChatState {
  link: Link = $state.raw({ state: "idle" });
  own: Own = $state.raw({ nick: "", wanted: "", away: undefined, account: undefined, stays: undefined });
  /** What the server says while we have the name of somebody's account, and have not logged in to it. */
  reserved: string | undefined = $state();
  server: ServerInfo = $state.raw(serverInfo(new Support(), NO_ABILITIES));
  list: ChannelList = $state.raw({ state: "none", channels: [] });
  blocks: readonly Block[] = $state.raw([]);
  /** The channels of a list that is not yet complete. */
  listing: Listed[] = [];
  /** How often something was told. */
  tellings = 0;
  conversations: readonly ConversationState[] = $state.raw([]);
  currentKey: Key | undefined = $state();
  readonly current: ConversationState | undefined = $derived(this.conversations.find(({ key }) => key === this.currentKey));

  /** What people say of themselves, as the view sees it. */
  #shownProfiles: ReadonlyMap<Key, Profile> = $state.raw(new Map());
  readonly #profiles = new Map<Key, Profile>();
  #profilesChanged = false;
  /** Whether they are those of an earlier connection. */
  #profilesAreOld = false;
  readonly #byKey = new Map<Key, ConversationState>();
  #support = new Support();
  #entries = 0;

  constructor(readonly clock: Clock) {}

  get support(): Support {
    return this.#support;
  }

  /** Take what a server says of itself. Names may fold otherwise than before. */
  know(support: Support, abilities: Abilities): void {
    const current = this.current;
    this.#support = support;
    this.server = serverInfo(support, abilities);
    const all = [...this.#byKey.values()];
    this.#byKey.clear();
    for (const conversation of all) this.#file(conversation);
    this.currentKey = current?.key;
    this.#sort();
  }

  fold(name: string): Key {
    return this.#support.fold(name);
  }

  isOwn(nick: string): boolean {
    return this.fold(nick) === this.fold(this.own.nick);
  }

  /** What somebody says of themselves, as it was published. */
  profileShown(nick: string): Profile {
    return this.#shownProfiles.get(this.fold(nick)) ?? NOBODY;
  }

  profileOf(nick: string): Profile {
    return this.#profiles.get(this.fold(nick)) ?? NOBODY;
  }

  setProfile(nick: string, profile: Profile): void {
    this.dropOldProfiles();
    const key = this.fold(nick);
    if (Object.values(profile).every((value) => value === "")) this.#profiles.delete(key);
    else if (this.#profiles.size < PROFILES_AT_MOST || this.#profiles.has(key)) this.#profiles.set(key, profile);
    this.#profilesChanged = true;
  }

  /** The next connection is told everything anew; until then, they are shown. */
  profilesGrowOld(): void {
    this.#profilesAreOld = true;
  }

  dropOldProfiles(): void {
    if (!this.#profilesAreOld) return;
    this.#profilesAreOld = false;
    this.#profiles.clear();
    this.#profilesChanged = true;
  }

  /** The key of a new entry. */
  newKey(): string {
    return `e${++this.#entries}`;
  }

  get(key: Key): ConversationState | undefined {
    return this.#byKey.get(key);
  }

  find(name: string): ConversationState | undefined {
    // The conversation with the server has no name that a line could say.
    return name === "" ? undefined : this.#byKey.get(this.fold(name));
  }

  /** Where a message of ours waits. */
  findWaiting(key: string): ConversationState | undefined {
    return [...this.#byKey.values()].find(({ timeline }) => timeline.waiting.some((message) => message.key === key));
  }

  channels(): ConversationState[] {
    return [...this.#byKey.values()].filter(({ kind }) => kind === "channel");
  }

  privates(): ConversationState[] {
    return [...this.#byKey.values()].filter(({ kind }) => kind === "private");
  }

  /** The conversation of this name, begun if there is none; undefined if there are too many. */
  begin(name: string): ConversationState | undefined {
    const found = this.find(name);
    if (found || !name || this.#byKey.size >= CONVERSATIONS_AT_MOST) return found;
    const conversation = new ConversationState("", name, this.#support.isChannel(name) ? "channel" : "private");
    this.#file(conversation);
    this.#sort();
    return conversation;
  }

  /** The conversation with the server itself. */
  withServer(): ConversationState {
    const found = this.#byKey.get("");
    if (found) return found;
    const conversation = new ConversationState("", this.#support.network || "server", "server");
    this.#byKey.set("", conversation);
    this.#sort();
    return conversation;
  }

  /** Give a conversation another name: a channel is renamed, or the other person is. False: there is one of this name, and its log stays. */
  rename(conversation: ConversationState, name: string): boolean {
    const isCurrent = this.currentKey === conversation.key;
    const other = this.find(name);
    const isFree = other === undefined || other === conversation;
    if (!isFree || this.#support.isChannel(name) !== (conversation.kind === "channel")) return false;
    this.#byKey.delete(conversation.key);
    conversation.name = name;
    this.#file(conversation);
    if (isCurrent) this.currentKey = conversation.key;
    this.#sort();
    return true;
  }

  remove(conversation: ConversationState): void {
    this.#byKey.delete(conversation.key);
    this.#sort();
    if (this.currentKey === conversation.key) this.currentKey = this.conversations.at(0)?.key;
  }

  add(conversation: ConversationState, entry: Entry): boolean {
    return conversation.timeline.append(entry);
  }

  /** Say something to ourselves, here or where we look: beside what people say, but in the conversation with the server. */
  tell(kind: Told["kind"], text: string, where?: ConversationState, until?: Until): void {
    const conversation = where ?? this.current ?? this.withServer();
    const told: Told = { kind, key: this.newKey(), time: this.clock.now(), text, ...(until ? { until } : {}) };
    if (conversation.kind === "server") conversation.timeline.append(told);
    else conversation.told = [...conversation.told, told].slice(-TOLD_AT_MOST);
    this.tellings++;
  }

  /** Take back what is true no longer. */
  untell(until: Until): void {
    for (const conversation of this.#byKey.values()) {
      if (conversation.told.some((told) => told.until === until)) conversation.told = conversation.told.filter((told) => told.until !== until);
    }
  }

  /** Let the view see what has changed. */
  publish(): void {
    if (this.#profilesChanged) this.#shownProfiles = new Map(this.#profiles);
    this.#profilesChanged = false;
    for (const conversation of this.#byKey.values()) {
      conversation.publish(this.#support.prefixes, conversation.key === this.currentKey);
    }
  }

  #file(conversation: ConversationState): void {
    if (conversation.kind !== "server") conversation.key = this.fold(conversation.name);
    this.#byKey.set(conversation.key, conversation);
  }

  #sort(): void {
    const rank = ({ kind }: ConversationState): number => ORDER.indexOf(kind);
    this.conversations = [...this.#byKey.values()].sort(
      (one, other) => rank(one) - rank(other) || one.key.localeCompare(other.key),
    );
  }
}

function serverInfo(support: Support, abilities: Abilities): ServerInfo {
  return {
    network: support.network,
    nickLength: support.number("NICKLEN", 30),
    channelLength: support.number("CHANNELLEN", 50),
    topicLength: support.number("TOPICLEN", 300),
    prefixes: support.prefixes,
    channelTypes: support.channelTypes,
    ...abilities,
  };
}
