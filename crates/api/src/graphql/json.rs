//! Answers as JSON.
//!
//! Most of an answer are values of records, and those are written as JSON as soon as they are at hand.
//! The library carries them as [`Value::Binary`], of which it knows nothing, to the writer of the whole
//! answer, who puts them in as they are.

use std::io;

use async_graphql::Value;
use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};

/// Bytes of a value with its name, more than most have.
const VALUE_SIZE: usize = 48;

/// A part of an answer.
#[derive(Debug, Default)]
pub(crate) struct Json(Vec<u8>);

impl Json {
    /// What `write` adds, as a value for the library.
    pub(crate) fn of(write: impl FnOnce(&mut Self)) -> Value {
        let mut json = Self::default();
        write(&mut json);
        Value::Binary(json.0.into())
    }

    /// Makes room for so many values at once.
    pub(crate) fn reserve(&mut self, values: usize) {
        self.0.reserve(values * VALUE_SIZE);
    }

    /// Adds a value.
    pub(crate) fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        let mut serializer = Serializer::with_formatter(&mut self.0, Finished);
        value.serialize(&mut serializer).expect("plain values can be written as JSON");
    }

    /// Adds a text, in parts that have no characters for which JSON has signs.
    pub(crate) fn word(&mut self, parts: &[&[u8]]) {
        self.raw(b"\"");
        for part in parts {
            self.raw(part);
        }
        self.raw(b"\"");
    }

    /// Adds a list.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        add: impl FnMut(&mut Self, T),
    ) {
        self.raw(b"[");
        self.parted(items, add);
        self.raw(b"]");
    }

    /// Adds an object; each field is added with its name.
    pub(crate) fn object<T>(
        &mut self,
        fields: impl IntoIterator<Item = T>,
        add: impl FnMut(&mut Self, T),
    ) {
        self.raw(b"{");
        self.parted(fields, add);
        self.raw(b"}");
    }

    fn parted<T>(&mut self, items: impl IntoIterator<Item = T>, mut add: impl FnMut(&mut Self, T)) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.raw(b",");
            }
            add(self, item);
        }
    }

    /// Adds what is JSON already.
    pub(crate) fn raw(&mut self, json: &[u8]) {
        self.0.extend_from_slice(json);
    }

    /// Adds another part.
    pub(crate) fn append(&mut self, part: &Self) {
        self.raw(&part.0);
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Takes bytes for what they are here: JSON.
struct Finished;

impl Formatter for Finished {
    fn write_byte_array<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        json: &[u8],
    ) -> io::Result<()> {
        writer.write_all(json)
    }
}
