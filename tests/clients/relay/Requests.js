// Requests that colleges may answer, page by page.

import { graphql } from "relay-runtime";

graphql`
  query RequestsQuery($filter: EmployerRequestFilter!, $first: Int!, $after: String) {
    ...Requests_page @arguments(filter: $filter)
  }
`;

graphql`
  fragment Requests_page on Query
  @argumentDefinitions(filter: { type: "EmployerRequestFilter!" })
  @refetchable(queryName: "RequestsNextPageQuery") {
    employerRequests(
      filter: $filter
      orderBy: [{ field: LISTED_AT, direction: DESCENDING }]
      first: $first
      after: $after
    ) @connection(key: "Requests_employerRequests", filters: ["filter"]) {
      totalCount
      edges {
        node {
          id
          ...Requests_card
        }
      }
    }
  }
`;

graphql`
  fragment Requests_card on EmployerRequest
  @argumentDefinitions(locale: { type: "Locale", defaultValue: RU })
  @refetchable(queryName: "RequestsCardQuery") {
    title(locale: $locale)
    headcount
    closesAt
    coverageRate
    employer {
      name(locale: $locale)
    }
  }
`;
