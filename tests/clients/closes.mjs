// Misbehaves over WebSockets in several ways: `node closes.mjs URL TOKEN EXPIRING_TOKEN`. Prints one
// line of JSON for each: what was done, and the code and reason with which the connection was closed.

import WebSocket from "ws";

const [url, token, expiring] = process.argv.slice(2);
const init = (authorization) =>
  JSON.stringify({ type: "connection_init", payload: authorization && { authorization } });
const subscribe = (id) =>
  JSON.stringify({
    id: String(id),
    type: "subscribe",
    payload: { query: "subscription { employerRequestPublished { cursor } }" },
  });

/** Opens a connection, sends messages (after the acknowledgement those behind it) and waits for its end. */
const ends = (messages, protocols = ["graphql-transport-ws"]) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols);
    socket.on("open", () => messages.forEach((message) => socket.send(message)));
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on("error", reject);
    // Whatever is not closed by then has another code than is expected.
    setTimeout(() => socket.terminate(), 20_000).unref();
  });

const scenarios = {
  "no JSON": () => ends(["{"]),
  "no message of the protocol": () => ends([JSON.stringify({ type: "start" })]),
  "a message without its fields": () => ends([JSON.stringify({ type: "subscribe", id: "1" })]),
  "bytes instead of text": () => ends([Buffer.from(init())]),
  "an operation before the acknowledgement": () => ends([subscribe(1)]),
  "a token in the wrong place": () => ends([JSON.stringify({ type: "connection_init", payload: { token } })]),
  "a token that is none": () => ends([init("Bearer nonsense")]),
  "no first message": () => ends([]),
  "the first message twice": () => ends([init(), init()]),
  "one id for two operations": () => ends([init(), subscribe(1), subscribe(1)]),
  "too many operations": () => ends([init(), ...Array.from({ length: 11 }, (_, n) => subscribe(n))]),
  "a token that expires": () => ends([init(`Bearer ${expiring}`), subscribe(1)]),
  "no protocol": () => ends([], []),
  "too long a message": () => ends([init(), " ".repeat(64 * 1024 + 1)]),
  "too many objects": () => ends([init(), JSON.stringify(Array.from({ length: 501 }, () => ({})))]),
};

await Promise.all(
  Object.entries(scenarios).map(async ([name, run]) =>
    console.log(JSON.stringify({ name, ...(await run()) })),
  ),
);
