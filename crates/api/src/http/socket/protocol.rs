//! Messages of the protocol `graphql-transport-ws`
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>).

use app::{App, Position};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use serde::Deserialize;
use serde_json::{Map, Value};
use strum::VariantArray;

use super::{
    super::{
        operation::{OBJECTS_LIMIT, Operation, VALUES_LIMIT},
        viewer::End,
    },
    MESSAGE_LIMIT,
};
use crate::graphql::json::Json;

pub(super) const PROTOCOL: &str = "graphql-transport-ws";

/// Characters of the id of an operation.
const ID_LIMIT: usize = 128;

/// What a client may send.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Asked {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Ping {},
    Pong {},
    Subscribe {
        id: String,
        payload: Operation,
    },
    Complete {
        id: String,
    },
}

impl Asked {
    /// None if it is no message of the protocol.
    pub(super) fn read(text: &str) -> Option<Self> {
        let asked: Self = serde_json::from_str(text).ok()?;
        match &asked {
            Self::Subscribe { id, .. } if id.is_empty() || id.len() > ID_LIMIT => None,
            _ => Some(asked),
        }
    }
}

/// A header `Authorization` in the payload of the first message, for browsers, which cannot set
/// headers of a WebSocket.
pub(super) fn authorization(payload: &Map<String, Value>) -> Option<&str> {
    let mut fields = payload.iter();
    let (_, value) = fields.find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    // What is no text is no token either.
    Some(value.as_str().unwrap_or_default())
}

/// Whether a token stands where it is not looked for: whoever has sent it would be taken for nobody.
pub(super) fn has_misplaced_token(payload: &Map<String, Value>) -> bool {
    let mut names = payload.keys().map(|name| name.to_lowercase());
    authorization(payload).is_none()
        && names.any(|name| name == "headers" || name.contains("token"))
}

/// A message without anything in it.
pub(super) fn plain(kind: &str) -> Message {
    text(format!("{{\"type\":\"{kind}\"}}").into_bytes())
}

/// A message about an operation; its payload is JSON.
pub(super) fn about(id: &str, kind: &str, payload: Option<&[u8]>) -> Message {
    let mut json = Json::default();
    json.raw(b"{\"type\":");
    json.value(kind);
    json.raw(b",\"id\":");
    json.value(id);
    if let Some(payload) = payload {
        json.raw(b",\"payload\":");
        json.raw(payload);
    }
    json.raw(b"}");
    text(json.into_bytes())
}

fn text(json: Vec<u8>) -> Message {
    Message::Text(String::from_utf8(json).unwrap_or_default().into())
}

/// The closed list of codes with which a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub(crate) enum CloseCode {
    /// RFC 6455, 7.4.1.
    TooLarge = 1009,
    Invalid = 4400,
    Unauthorized = 4401,
    Forbidden = 4403,
    WrongProtocol = 4406,
    NotInitialised = 4408,
    SubscriberExists = 4409,
    TooMany = 4429,
    Stopping = 4503,
}

/// Why a connection is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    TooLarge,
    Invalid,
    Unauthorized,
    Ended(End),
    Forbidden(&'static str),
    NotInitialised,
    SubscriberExists,
    TooManyInits,
    TooManyOperations,
    TooManyStreams,
    WrongProtocol,
    /// The server stops; from where to go on.
    Stopping(Option<Position>),
}

impl Close {
    pub(super) fn frame(&self, app: &App) -> CloseFrame {
        let (code, reason): (CloseCode, Utf8Bytes) = match self {
            Self::TooLarge => {
                let bytes = MESSAGE_LIMIT / 1024;
                let why = format!(
                    "a message has at most {bytes} KiB, {VALUES_LIMIT} values and {OBJECTS_LIMIT} objects"
                );
                (CloseCode::TooLarge, why.into())
            }
            Self::Invalid => {
                (CloseCode::Invalid, "this is no message of graphql-transport-ws".into())
            }
            Self::Unauthorized => {
                (CloseCode::Unauthorized, "send connection_init and wait for connection_ack".into())
            }
            Self::Ended(end) => (CloseCode::Unauthorized, fitting(end.message()).into()),
            Self::Forbidden(why) => (CloseCode::Forbidden, fitting(why).into()),
            Self::WrongProtocol => {
                (CloseCode::WrongProtocol, "ask for the protocol graphql-transport-ws".into())
            }
            Self::NotInitialised => {
                (CloseCode::NotInitialised, "connection_init did not come in time".into())
            }
            Self::SubscriberExists => {
                (CloseCode::SubscriberExists, "an operation with this id is running".into())
            }
            Self::TooManyInits => (CloseCode::TooMany, "connection_init was sent before".into()),
            Self::TooManyOperations => {
                (CloseCode::TooMany, "too many operations in one connection".into())
            }
            Self::TooManyStreams => {
                (CloseCode::TooMany, "too many connections of one client".into())
            }
            Self::Stopping(first) => {
                let cursor = first.map(|position| app.cursor(position).0);
                (CloseCode::Stopping, cursor.unwrap_or_default().into())
            }
        };
        CloseFrame { code: code as u16, reason }
    }
}

/// A reason has 123 bytes at most (RFC 6455, 5.5).
fn fitting(why: &'static str) -> &'static str {
    why.get(..120).unwrap_or(why)
}
