// Somebody at a page of The Lounge: its own client library, what is typed by lines of JSON on the input
// ([event, data]), what the page is told by lines of JSON on the output. {"#c": text} is typed into a channel.
"use strict";

const readline = require("readline");
const { io } = require("socket.io-client");

const socket = io(process.argv[2], { transports: ["websocket"] });
const channels = new Map();

function learn(list) {
  for (const channel of list) {
    channels.set(channel.name, channel.id);
  }
}

socket.onAny((event, data) => {
  if (event === "network") {
    learn(data.network.channels);
  } else if (event === "join") {
    learn([data.chan]);
  }
  process.stdout.write(`${JSON.stringify([event, data])}\n`);
});

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [event, data] = JSON.parse(line);
  if (event === "type") {
    socket.emit("input", { target: channels.get(data.channel), text: data.text });
  } else {
    socket.emit(event, data);
  }
}).on("close", () => process.exit(0));
