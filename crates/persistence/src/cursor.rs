//! Cursors: the values of the keys, signed together with the list they belong to.
//!
//! A signature and not a cipher: whoever holds a cursor has seen the record it stands for.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, SecondsFormat};
use domain::Cursor;
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::Value;
use serde_json::Value as Json;
use sha2::Sha256;

/// Version of the format; the first byte of every cursor.
const VERSION: u8 = 1;
/// Bytes of the signature that are kept: enough against forgers who have to ask us each time.
const SIGNATURE: usize = 16;

/// Signs cursors, the same on all replicas.
#[derive(Clone, Debug)]
pub(crate) struct Seal(Arc<Hmac<Sha256>>);

impl Seal {
    pub(crate) fn new(key: &[u8]) -> Self {
        let hmac = <Hmac<Sha256> as KeyInit>::new_from_slice(key);
        Self(Arc::new(hmac.expect("a key of any length will do")))
    }

    pub(crate) fn close<'v>(&self, list: &str, values: impl Iterator<Item = &'v Value>) -> Cursor {
        let values = values.map(to_json).collect::<Json>().to_string();
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.signature(list, values.as_bytes()));
        bytes.extend_from_slice(values.as_bytes());
        Cursor(BASE64.encode(bytes))
    }

    /// The values, of the same types as `nulls`; `None` if we have not made this cursor for this
    /// list.
    pub(crate) fn open<'n>(
        &self,
        Cursor(text): &Cursor,
        list: &str,
        nulls: impl Iterator<Item = &'n Value>,
    ) -> Option<Vec<Value>> {
        let bytes = BASE64.decode(text).ok()?;
        let (version, rest) = bytes.split_first()?;
        let (signature, values) = rest.split_at_checked(SIGNATURE)?;
        // The place is no secret, so the comparison may take any time.
        if *version != VERSION || signature != self.signature(list, values) {
            return None;
        }
        let values: Vec<Json> = serde_json::from_slice(values).ok()?;
        nulls.zip(&values).map(|(null, json)| from_json(null, json)).collect()
    }

    fn signature(&self, list: &str, values: &[u8]) -> [u8; SIGNATURE] {
        let mut mac = (*self.0).clone();
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(values);
        let full = mac.finalize().into_bytes();
        std::array::from_fn(|index| full[index])
    }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool(Some(value)) => (*value).into(),
        Value::BigInt(Some(value)) => (*value).into(),
        Value::Double(Some(value)) => (*value).into(),
        Value::String(Some(value)) => value.as_str().into(),
        Value::Uuid(Some(value)) => value.to_string().into(),
        Value::ChronoDate(Some(value)) => value.to_string().into(),
        Value::ChronoDateTimeUtc(Some(value)) => {
            value.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
        }
        _ => Json::Null,
    }
}

/// Back to a value of the same type as `null`.
fn from_json(null: &Value, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(null.clone());
    }
    Some(match null {
        Value::Bool(_) => json.as_bool()?.into(),
        Value::BigInt(_) => json.as_i64()?.into(),
        Value::Double(_) => json.as_f64()?.into(),
        Value::String(_) => json.as_str()?.into(),
        Value::Uuid(_) => json.as_str()?.parse::<uuid::Uuid>().ok()?.into(),
        Value::ChronoDate(_) => json.as_str()?.parse::<chrono::NaiveDate>().ok()?.into(),
        Value::ChronoDateTimeUtc(_) => {
            DateTime::parse_from_rfc3339(json.as_str()?).ok()?.to_utc().into()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor_and_nulls() -> (Seal, Cursor, [Value; 2]) {
        let seal = Seal::new(&[7; 32]);
        let values = [Value::from(12_i64), Value::from("a")];
        let cursor = seal.close("request/+a", values.iter());
        (seal, cursor, [Value::BigInt(None), Value::String(None)])
    }

    #[test]
    fn a_cursor_opens_in_its_own_list_and_in_no_other() {
        let (seal, cursor, nulls) = cursor_and_nulls();
        let opened = seal.open(&cursor, "request/+a", nulls.iter());
        assert_eq!(opened, Some(vec![Value::from(12_i64), Value::from("a")]));
        assert_eq!(seal.open(&cursor, "request/-a", nulls.iter()), None);
        assert_eq!(Seal::new(&[8; 32]).open(&cursor, "request/+a", nulls.iter()), None);
    }

    #[test]
    fn a_cursor_with_one_bit_changed_does_not_open() {
        let (seal, Cursor(text), nulls) = cursor_and_nulls();
        let bytes = BASE64.decode(&text).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            let forged = Cursor(BASE64.encode(forged));
            assert_eq!(seal.open(&forged, "request/+a", nulls.iter()), None, "bit {bit}");
        }
        assert_eq!(seal.open(&Cursor("?".to_owned()), "request/+a", nulls.iter()), None);
    }
}
