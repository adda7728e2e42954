//! What a portal in Rust asks, written with cynic and with `graphql_client`. Its types are made from
//! `schema.graphql`: what does not fit the schema does not compile.

pub mod with_cynic;
pub mod with_graphql_client;
