// A small portal of a college: `node portal.js URL TOKEN COLLEGE BIN`. It looks for requests of the
// employer with this BIN, answers the first and prints what came of it.

import {
  AnyDocument,
  EmployerDocument,
  OpenRequestsDocument,
  RespondDocument,
  type OrganizationBy,
  type TypedDocumentString,
} from "./gql/graphql.js";

declare const process: { argv: string[] };

const [url = "", token = "", collegeId = "", bin = ""] = process.argv.slice(2);

async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (!data || errors) {
    throw new Error(JSON.stringify(errors));
  }
  return data;
}

// What does not fit the schema must not compile.
// @ts-expect-error: one key, not two
const two: OrganizationBy = { bin, id: collegeId };
// @ts-expect-error: there is no such state
void (() => ask(OpenRequestsDocument, { filter: { status: { eq: "OPEN" } } }));
// @ts-expect-error: the college is missing
void (() => ask(RespondDocument, { input: { requestId: "", proposal: { quantity: 1 } } }));

const { organization } = await ask(EmployerDocument, { by: { bin } });
const employerId = organization?.id ?? "";
const { employerRequests } = await ask(OpenRequestsDocument, {
  filter: { status: { eq: "PUBLISHED" }, employerId: { eq: employerId } },
  orderBy: [{ field: "LISTED_AT", direction: "DESCENDING" }],
  first: 10,
});
const [request] = employerRequests.nodes;
const requestId: string = request?.id ?? "";
const closesAt: string | null | undefined = request?.closesAt;
const { node } = await ask(AnyDocument, { id: requestId });
const { requestResponseCreate } = await ask(RespondDocument, {
  input: {
    requestId,
    collegeId,
    proposal: { quantity: 1, startDate: "2027-01-15", validUntil: closesAt ?? "2026-12-31" },
  },
});
const { requestResponse, userErrors } = requestResponseCreate;
console.log(
  JSON.stringify({
    total: employerRequests.totalCount,
    facets: employerRequests.facets.map(({ field, value, count }) => ({ field, value, count })),
    title: node?.__typename === "EmployerRequest" ? node.title : null,
    status: requestResponse?.status,
    codes: userErrors.map(({ code }) => code),
  }),
);
