// Runs operations over a stream: `node operations.mjs URL WAY TOKEN`, WAY as in follow.mjs; the
// operations come as a list of JSON on standard input. Prints what came of each, as a list.

import { readFileSync } from "node:fs";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const [url, way, token] = process.argv.slice(2);
const authorization = `Bearer ${token}`;

// The client throws the body of a refusal away.
let refusal;
const fetchFn = async (...request) => {
  const response = await fetch(...request);
  if (!response.ok) refusal = await response.clone().json();
  return response;
};

const client =
  way === "ws"
    ? createWs({
        url: `${url.replace("http", "ws")}/graphql/ws`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        retryAttempts: 0,
      })
    : createSse({
        url: `${url}/graphql/stream`,
        headers: { authorization },
        fetchFn,
        retryAttempts: 0,
        singleConnection: way === "sse-single",
      });

const outcomes = [];
for (const operation of JSON.parse(readFileSync(0, "utf8"))) {
  const results = [];
  refusal = undefined;
  try {
    for await (const result of client.iterate(operation)) results.push(result);
    outcomes.push({ results });
  } catch (error) {
    const { code, reason } = error;
    const otherwise = code ? { code, reason } : String(error);
    const errors = Array.isArray(error) ? error : (refusal ?? otherwise);
    outcomes.push({ results, errors });
  }
}
console.log(JSON.stringify(outcomes));
process.exit(0);
