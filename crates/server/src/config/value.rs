//! The types of settings: how each is read, shown, and described to whoever got it wrong.

use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use data_encoding::HEXLOWER_PERMISSIVE;
use tracing_subscriber::filter::Targets;

/// Something that can be written as one line of text.
pub(super) trait Value: Clone + Sized {
    const SECRET: bool = false;

    /// What is expected, as in "It takes …".
    fn expected() -> String;

    fn read(text: &str) -> Option<Self>;

    /// As it would be written. Not asked of secrets.
    fn show(&self) -> String;
}

/// A value, or one that may be left out.
pub(super) trait Field: Clone + Sized {
    const SECRET: bool;

    fn expected() -> String;

    fn read(text: &str) -> Option<Self>;

    /// What stands where nothing was set; `None` where something must be.
    fn absent() -> Option<Self>;

    fn show(&self) -> Option<String>;
}

impl<V: Value> Field for V {
    const SECRET: bool = V::SECRET;

    fn expected() -> String {
        V::expected()
    }

    fn read(text: &str) -> Option<Self> {
        V::read(text)
    }

    fn absent() -> Option<Self> {
        None
    }

    fn show(&self) -> Option<String> {
        Some(self.show())
    }
}

impl<V: Value> Field for Option<V> {
    const SECRET: bool = V::SECRET;

    fn expected() -> String {
        V::expected()
    }

    fn read(text: &str) -> Option<Self> {
        V::read(text).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn show(&self) -> Option<String> {
        self.as_ref().map(V::show)
    }
}

impl Value for SocketAddr {
    fn expected() -> String {
        "an address and a port, such as 127.0.0.1:8080 or 0.0.0.0:8080".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for PathBuf {
    fn expected() -> String {
        "a path".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::from(text))
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Value for bool {
    fn expected() -> String {
        "true or false".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A number within limits, both of them allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounded<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Bounded<MIN, MAX> {
    pub(crate) fn get(self) -> u32 {
        self.0
    }

    /// As a size in memory.
    pub(crate) fn size(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl<const MIN: u32, const MAX: u32> Value for Bounded<MIN, MAX> {
    fn expected() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number| (MIN..=MAX).contains(number)).map(Self)
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// A name: printable, not empty, without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Text {
    fn expected() -> String {
        "a name or a URL without blanks".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let printable = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
        (printable && !text.is_empty()).then(|| Self(text.to_owned()))
    }

    fn show(&self) -> String {
        self.0.clone()
    }
}

/// Where PostgreSQL is; secret, because a password may stand in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(hidden)")
    }
}

impl Value for DatabaseUrl {
    const SECRET: bool = true;

    fn expected() -> String {
        "a URL such as postgres://user:password@host:5432/klaster; \
         for the embedded database set data instead"
            .to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("postgres://").or(text.strip_prefix("postgresql://"))?;
        (!rest.is_empty()).then(|| Self(text.to_owned()))
    }

    fn show(&self) -> String {
        String::new()
    }
}

/// What cursors are signed with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CursorKey([u8; Self::BYTES]);

impl CursorKey {
    pub(crate) const BYTES: usize = 32;

    pub(crate) fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(hidden)")
    }
}

/// The text given is not 32 bytes in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotACursorKey;

impl FromStr for CursorKey {
    type Err = NotACursorKey;

    fn from_str(text: &str) -> Result<Self, NotACursorKey> {
        let key = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| NotACursorKey)?;
        key.try_into().map(Self).map_err(|_| NotACursorKey)
    }
}

impl Value for CursorKey {
    const SECRET: bool = true;

    fn expected() -> String {
        "64 hexadecimal digits; `openssl rand -hex 32` makes them".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn show(&self) -> String {
        String::new()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Auto,
    Json,
    Pretty,
}

impl Value for LogFormat {
    fn expected() -> String {
        "auto, json or pretty".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Auto, Self::Json, Self::Pretty]
            .into_iter()
            .find(|format| Value::show(format) == text)
    }

    fn show(&self) -> String {
        match self {
            Self::Auto => "auto",
            Self::Json => "json",
            Self::Pretty => "pretty",
        }
        .to_owned()
    }
}

/// What is logged: a level, and levels of modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogFilter(String);

impl LogFilter {
    pub(crate) fn targets(&self) -> Targets {
        self.0.parse().expect("only what can be parsed is taken")
    }
}

impl Value for LogFilter {
    fn expected() -> String {
        "error, warn, info, debug, trace or off, or a list such as info,app=debug".to_owned()
    }

    /// What is no level would be taken for the name of a module, and so would blanks around one.
    fn read(text: &str) -> Option<Self> {
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        let of_name = |letter: char| letter.is_ascii_alphanumeric() || "_:".contains(letter);
        let known = text.split(',').all(|part| match part.split_once('=') {
            Some((module, _)) => !module.is_empty() && module.chars().all(of_name),
            None => levels.contains(&part),
        });
        (known && text.parse::<Targets>().is_ok()).then(|| Self(text.to_owned()))
    }

    fn show(&self) -> String {
        self.0.clone()
    }
}
