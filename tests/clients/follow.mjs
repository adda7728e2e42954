// Follows published requests for ever: `node follow.mjs URL WAY TOKEN AFTER`, where WAY is `ws`, `sse` or
// `sse-single`. Prints one line of JSON for each request. Where the connection ends it begins anew,
// behind the last request that has come.

import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const [url, way, token, beginning] = process.argv.slice(2);
const authorization = `Bearer ${token}`;

const clients = {
  ws: () =>
    createWs({
      url: `${url.replace("http", "ws")}/graphql/ws`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
    }),
  sse: () =>
    createSse({ url: `${url}/graphql/stream`, headers: { authorization }, retryAttempts: 0 }),
  "sse-single": () =>
    createSse({
      url: `${url}/graphql/stream`,
      headers: { authorization },
      retryAttempts: 0,
      singleConnection: true,
    }),
};

const query = `subscription($after: String) {
  employerRequestPublished(after: $after) { cursor at employerRequest { id number employer { name } } }
}`;

let after = beginning || undefined;
for (;;) {
  const client = clients[way]();
  try {
    for await (const { data, errors } of client.iterate({ query, variables: { after } })) {
      if (errors) throw new Error(JSON.stringify(errors));
      const { cursor } = data.employerRequestPublished;
      after = cursor;
      console.log(JSON.stringify(data.employerRequestPublished));
    }
    console.log(JSON.stringify({ ended: "complete" }));
  } catch (error) {
    console.log(JSON.stringify({ ended: error.code ?? String(error), reason: error.reason }));
  }
  client.dispose();
  // Until the server is there again.
  await new Promise((resolve) => setTimeout(resolve, 100));
}
