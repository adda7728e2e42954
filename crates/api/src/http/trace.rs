//! Where a request stands among those of other programs (W3C Trace Context, level 1).

use std::fmt;

use axum::http::{HeaderMap, HeaderName};
use data_encoding::HEXLOWER;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The trace that a request is a part of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    pub id: [u8; 16],
    /// The span of the caller; none if the trace begins here.
    pub parent: Option<[u8; 8]>,
    /// Whether its spans are recorded. That is for whoever has begun it to say.
    pub sampled: bool,
}

impl Trace {
    /// The one that the caller names; what is not as it should be is ignored, and `new` begins one.
    pub(super) fn of(headers: &HeaderMap, new: impl FnOnce() -> [u8; 16]) -> Self {
        let mut values = headers.get_all(TRACEPARENT).iter();
        let value = values.next().filter(|_| values.next().is_none());
        let named = value.and_then(|value| Self::parse(value.to_str().ok()?));
        named.unwrap_or_else(|| Self { id: new(), parent: None, sampled: true })
    }

    /// `version-trace-parent-flags`, in small hexadecimal digits; later versions may say more.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '-');
        let [version] = bytes(parts.next()?)?;
        let id = bytes(parts.next()?)?;
        let parent = bytes(parts.next()?)?;
        let [flags] = bytes::<1>(parts.next()?)?;
        let fits = match version {
            0 => parts.next().is_none(),
            version => version != 0xff,
        };
        let named = id != [0; 16] && parent != [0; 8];
        (fits && named).then_some(Self { id, parent: Some(parent), sampled: flags & 1 == 1 })
    }
}

/// So many bytes, each of two digits.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Its id, as others write it.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HEXLOWER.encode_write(&self.id, f)
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn named(values: &[&str]) -> Trace {
        let values = values.iter().map(|value| (TRACEPARENT, value.parse().unwrap()));
        Trace::of(&values.collect(), || [7; 16])
    }

    #[test]
    fn the_trace_of_the_caller_goes_on() {
        for (rest, sampled) in [("01", true), ("00", false), ("03", true)] {
            let trace = named(&[&format!("00-{ID}-00f067aa0ba902b7-{rest}")]);
            assert_eq!(trace.to_string(), ID);
            assert_eq!(trace.parent, Some([0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7]));
            assert_eq!(trace.sampled, sampled, "{rest}");
        }
        let later = named(&[&format!("01-{ID}-00f067aa0ba902b7-01-more")]);
        assert_eq!(later.to_string(), ID, "a later version may say more");
    }

    #[test]
    fn what_is_no_trace_is_ignored() {
        let sound = format!("00-{ID}-00f067aa0ba902b7-01");
        for value in [
            "",
            "00",
            &sound[..54],
            &sound.to_uppercase(),
            &sound.replace(ID, &"0".repeat(32)),
            &sound.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &sound.replace("00-4", "ff-4"),
            &sound.replace("00-4", "0-04"),
            &sound.replace("00-4", "0x-4"),
            &sound.replace("4bf9", "4bg9"),
            &sound.replace("4bf9", "+bf9"),
            &format!("{sound}-more"),
            &format!("{sound}-"),
            &sound.replace('-', "_"),
        ] {
            let trace = named(&[value]);
            assert_eq!((trace.id, trace.parent), ([7; 16], None), "{value}");
            assert!(trace.sampled);
        }
        assert_eq!(named(&[&sound, &sound]).id, [7; 16], "two of them say nothing");
        assert_eq!(named(&[]).id, [7; 16]);
    }
}
