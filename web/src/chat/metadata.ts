/** What people say of themselves: a name to be shown, a status, a picture (ircv3, metadata). */

import type { Message } from "../irc/message";
import type { Asking } from "./asking";
import { isRefusal } from "./errors";
import type { Handler, Scene } from "./scene";
import type { Session } from "./session";
import type { Answered, Profile } from "./types";

const CAPABILITIES = ["draft/metadata-3", "draft/metadata-2"];
/** Whatever the server allows, no more is shown. */
const NAME_AT_MOST = 64;
const VALUE_AT_MOST = 300;
const KEYS: Readonly<Record<string, keyof Profile>> = { "display-name": "name", status: "status", avatar: "picture" };
export const NOBODY: Profile = { name: "", status: "", picture: "" };

export function offersProfiles(session: Session): boolean {
  return CAPABILITIES.some((name) => session.has(name));
}

/** Be told from now on what people say. */
export function subscribe(session: Session): void {
  if (offersProfiles(session)) session.send("METADATA", ["*", "SUB", ...Object.keys(KEYS)]);
}

/** RPL_KEYVALUE: target key visibility value. */
export const valueIs: Handler = (scene, { params: [, target = "", key = "", , value = ""] }) => learn(scene, target, key, value);

/** RPL_KEYNOTSET. */
export const valueIsNot: Handler = (scene, { params: [, target = "", key = ""] }) => learn(scene, target, key, "");

/** METADATA, as the second draft tells a change: target key visibility [value]. */
export const valueChanged: Handler = (scene, { params: [target = "", key = "", , value = ""] }) => learn(scene, target, key, value);

function learn({ state }: Scene, target: string, key: string, value: string): void {
  const what = KEYS[key];
  if (!what || state.support.isChannel(target)) return;
  const nick = target === "*" ? state.own.nick : target;
  // What hides, or turns round what stands beside it, is not for a name.
  const shown = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").trim();
  state.setProfile(nick, { ...state.profileOf(nick), [what]: [...shown].slice(0, what === "name" ? NAME_AT_MOST : VALUE_AT_MOST).join("") });
}

/** Say of ourselves how we are called, and how we are; what stays as it is, is not said again. */
export function describe(asking: Asking, before: Profile, { name, status }: Pick<Profile, "name" | "status">, answered: Answered): void {
  const changes = [["display-name", before.name, name] as const, ["status", before.status, status] as const].filter(([, old, now]) => old !== now);
  const change = ([key, , value]: (typeof changes)[number], ...more: typeof changes): void => {
    const done = (answer: readonly Message[]): void => {
      if (answer.some(isRefusal)) return asking.refuse(answered, answer);
      if (more[0]) return change(more[0], ...more.slice(1));
      asking.answer(answered);
    };
    asking.ask(answered, done, "METADATA", ["*", "SET", key, ...(value ? [value] : [])]);
  };
  if (changes[0]) change(changes[0], ...changes.slice(1));
  else answered(undefined);
}
