//! Requests that are made to do harm.

use support::Dice;

/// Bytes of a body. Of a longer one nothing is read: whoever goes on sending it may not get to hear
/// the answer.
const LONGEST: usize = 1024 * 1024;

/// One way to do harm, at every size from 1 on.
pub struct Shape {
    pub name: &'static str,
    /// The body of a request that has to be refused.
    make: fn(usize, &mut Dice) -> Vec<u8>,
}

impl Shape {
    pub const fn new(name: &'static str, make: fn(usize, &mut Dice) -> Vec<u8>) -> Self {
        Self { name, make }
    }

    /// Small sizes are as frequent as large ones.
    pub fn body(&self, dice: &mut Dice) -> Vec<u8> {
        let most = 1 << dice.throw(14);
        let mut size = 1 + dice.throw(most);
        loop {
            let body = (self.make)(size, dice);
            if body.len() <= LONGEST {
                return body;
            }
            size /= 2;
        }
    }
}

/// The body that asks for a document.
pub fn asks(document: &str) -> Vec<u8> {
    asks_with(document, "{}")
}

/// The same with variables, which are written as they stand.
pub fn asks_with(document: &str, variables: &str) -> Vec<u8> {
    let document = serde_json::Value::from(document);
    format!("{{\"query\": {document}, \"variables\": {variables}}}").into_bytes()
}

/// So many parts one behind the other.
pub fn times(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// Something between brackets between brackets.
pub fn within(count: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(count), close.repeat(count))
}
