//! With `graphql_client`, whose operations are documents. A filter that is not meant must be left out,
//! not `null`: `skip_serializing_none`.

use graphql_client::GraphQLQuery;

type Date = String;
type DateTime = String;
type Decimal = String;

/// Requests that match a filter.
#[derive(Debug, GraphQLQuery)]
#[graphql(
    schema_path = "../../../schema.graphql",
    query_path = "src/requests.graphql",
    response_derives = "Debug, PartialEq",
    variables_derives = "Debug, Default",
    skip_serializing_none
)]
pub struct Requests;
