// Runs the audits of graphql-http against a server: `node audit.mjs URL [TOKEN]`. Prints one line of
// JSON for each: id, name, whether it is a must, a should or a may, and what came of it.

import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);
const fetchFn = (target, { headers, ...options } = {}) =>
  fetch(target, {
    ...options,
    headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers,
  });

for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason = "" } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
