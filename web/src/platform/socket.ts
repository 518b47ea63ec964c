/** One WebSocket of the browser, a line a message (IRCv3, "WebSocket": `text.ircv3.net`). */

import type { Connect } from "../chat";

/** Open a connection. Reports only later, never during the call; `closed` comes once. */
export const connect: Connect = (url, events) => {
  const socket = new WebSocket(url, "text.ircv3.net");
  socket.onopen = () => events.opened();
  socket.onmessage = (message) => {
    if (typeof message.data === "string") events.line(message.data);
  };
  socket.onclose = (end) => events.closed(end.reason);
  return {
    send: (line) => socket.send(line),
    close: () => socket.close(),
    get waiting() {
      return socket.bufferedAmount;
    },
  };
};

/** Return the address of the WebSocket that belongs to a path of this page. */
export function socketAddress(path: string, page: string = location.href): string {
  const address = new URL(path, page);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.hash = "";
  return address.href;
}
