// Opens a WebSocket: `node socket.mjs URL TOKEN`, a JSON object on standard input with the `messages` to be
// sent once it is acknowledged and the `options` of the client. Prints what it is told and how it ends,
// one line of JSON each. It ends when it has been asked three times whether it is there, if not before.

import { readFileSync } from "node:fs";
import WebSocket from "ws";

const [url, token] = process.argv.slice(2);
const { messages, options } = JSON.parse(readFileSync(0, "utf8"));
const socket = new WebSocket(url, ["graphql-transport-ws"], options);
const send = (message) => socket.send(JSON.stringify(message));
const print = (line) => console.log(JSON.stringify(line));

socket.on("open", () =>
  send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }),
);
socket.on("message", (text) => {
  const message = JSON.parse(text);
  print(message);
  if (message.type === "connection_ack") messages.forEach(send);
});
let pings = 0;
socket.on("ping", () => {
  pings += 1;
  if (pings === 3) socket.close(1000);
});
socket.on("close", (code, reason) => print({ type: "close", code, reason: reason.toString() }));
