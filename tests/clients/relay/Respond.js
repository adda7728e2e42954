// A college answers a request. What it has answered turns up in lists that are on the page.

import { graphql } from "relay-runtime";

graphql`
  mutation RespondMutation($input: RequestResponseCreateInput!, $connections: [ID!]!) {
    requestResponseCreate(input: $input) {
      requestResponse @appendNode(connections: $connections, edgeTypeName: "RequestResponseEdge") {
        id
        status
        allowedActions
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`;
