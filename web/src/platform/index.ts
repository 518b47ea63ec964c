/** The browser, behind the ports of the chat. Everything here is there without https, too. */

import type { Ports } from "../chat";
import { shelf, tab } from "./shelf";
import { connect } from "./socket";

export const ports: Ports = {
  clock: {
    now: () => Date.now(),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return { cancel: () => clearTimeout(timer) };
    },
  },
  connect,
  shelf,
  tab,
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  whenOnline: (run) => window.addEventListener("online", run),
  whenLeaving: (run) => window.addEventListener("pagehide", run),
  whenBack: (run) => window.addEventListener("pageshow", run),
};
