"use strict";

// Starts GraphiQL beside a field for the token. The token stays in this page's memory: it is stored
// nowhere, and is gone when the page is left.
(() => {
  const byId = (id) => document.getElementById(id);
  const [token, locale] = [byId("token"), byId("locale")];
  // Relative to the page, so that a proxy may serve everything below a path of its own.
  const endpoint = new URL("graphql", document.baseURI);

  byId("session").addEventListener("submit", (event) => event.preventDefault());

  // What is written into GraphiQL's own editor of headers wins.
  const headersWith = (written) => {
    const headers = new Headers({
      Accept: "application/graphql-response+json, application/json",
      "Accept-Language": locale.value,
      "Content-Type": "application/json",
    });
    const bare = token.value.trim().replace(/^Bearer\s+/i, "");
    if (bare) headers.set("Authorization", `Bearer ${bare}`);
    for (const [name, value] of Object.entries(written ?? {})) headers.set(name, value);
    return headers;
  };

  const fetcher = async (operation, { headers } = {}) => {
    const response = await fetch(endpoint, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      headers: headersWith(headers),
      body: JSON.stringify(operation),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      const message = `The server answered ${response.status} and no JSON.`;
      return { errors: [{ message, extensions: { answer: text.slice(0, 1000) } }] };
    }
  };

  const defaultQuery = `# What employers have published,
# for everybody to read. Other data
# take a token: paste it above.
#
# Ctrl-Space completes, Ctrl-Enter runs,
# the book on the left explains.
query PublishedRequests {
  employerRequests(
    filter: { status: { eq: PUBLISHED } }
    first: 20
  ) {
    totalCount
    nodes {
      number
      title
      headcount
      remaining
      closesAt
      employer {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

  const root = ReactDOM.createRoot(byId("explorer"));
  // What is handed in anew replaces what stands in the editors.
  const show = (chosen) =>
    root.render(
      React.createElement(GraphiQL, {
        fetcher,
        defaultQuery,
        ...chosen,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
        defaultEditorToolsVisibility: "variables",
      }),
    );
  show({});

  // A demo offers whom to be and operations that are ready to run.
  const [persona, operation] = [byId("persona"), byId("operation")];
  const become = () => {
    token.value = persona.selectedOptions[0].dataset.token;
  };
  persona?.addEventListener("change", become);
  operation?.addEventListener("change", () => {
    const { query, variables, persona: name } = operation.selectedOptions[0].dataset;
    if (query === undefined) return;
    persona.value = name;
    become();
    show({ query, variables });
  });
})();
