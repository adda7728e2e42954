//! The access matrix: every root field of the schema, asked for by everyone.

mod changes;
mod personas;
mod reads;
