// One organization, by one of its keys.

import { graphql } from "relay-runtime";

graphql`
  query EmployerQuery($by: OrganizationBy!) {
    organization(by: $by) {
      id
      bin
      ...Employer_history
    }
  }
`;

graphql`
  fragment Employer_history on Organization
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "EmployerHistoryQuery") {
    history(first: $count, after: $cursor) @connection(key: "Employer_history") {
      edges {
        node {
          action
          at
        }
      }
    }
  }
`;
