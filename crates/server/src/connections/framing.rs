//! Where on a connection heads of requests begin and end (RFC 9112, 6 and 7).
//!
//! hyper reads requests; this only looks on, for what hyper does not tell: whether a head is half there,
//! and whether somebody on the way could understand it in another way.

/// Of a line no more is kept: the names of headers that matter are shorter, and so are lengths.
const LINE: usize = 64;

/// Follows what is received.
#[derive(Debug)]
pub(super) struct Framing {
    state: State,
    /// The beginning of the line that is being received.
    line: Vec<u8>,
    /// Its last byte so far.
    last: u8,
    length: Option<u64>,
    is_chunked: bool,
    is_ambiguous: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing has been received, and the first head is awaited as if it had begun.
    Fresh,
    /// A request has been received, and the next one has not begun.
    Between,
    RequestLine,
    Headers,
    /// So many bytes of a body are to come.
    Body(u64),
    /// The line that tells the size of a chunk.
    Size,
    /// So many bytes of a chunk are to come, with the end of its line.
    Chunk(u64),
    /// What stands behind the last chunk.
    Trailers,
    /// Whatever comes is not looked at: hyper refuses it, or we do.
    Lost,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            state: State::Fresh,
            line: Vec::new(),
            last: 0,
            length: None,
            is_chunked: false,
            is_ambiguous: false,
        }
    }
}

impl Framing {
    /// A head has begun and not ended.
    pub(super) fn in_head(&self) -> bool {
        matches!(self.state, State::Fresh | State::RequestLine | State::Headers)
    }

    /// A head has said in two ways how long its body is, or ended a line as not everybody would.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.is_ambiguous
    }

    /// Looks at what has been received next.
    pub(super) fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = match self.state {
                State::Lost => return,
                State::Body(length) => {
                    let (behind, rest) = skip(bytes, length);
                    self.state = if rest == 0 { State::Between } else { State::Body(rest) };
                    behind
                }
                State::Chunk(length) => {
                    let (behind, rest) = skip(bytes, length);
                    self.state = if rest == 0 { State::Size } else { State::Chunk(rest) };
                    behind
                }
                _ => self.read_line(bytes),
            };
        }
    }

    /// Reads up to the end of the line; what stands behind it.
    fn read_line<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if matches!(self.state, State::Fresh | State::Between) {
            self.state = State::RequestLine;
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (part, behind) = bytes.split_at(end.unwrap_or(bytes.len()));
        let room = LINE - self.line.len();
        self.line.extend_from_slice(&part[..part.len().min(room)]);
        self.last = part.last().copied().unwrap_or(self.last);
        let Some(behind) = behind.get(1..) else { return behind };
        let mut line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.last) == b'\r' {
            line.pop_if(|byte| *byte == b'\r');
            self.state = self.after(&line);
        } else {
            self.is_ambiguous = true;
        }
        if self.is_ambiguous {
            self.state = State::Lost;
        }
        line.clear();
        self.line = line;
        behind
    }

    /// What comes behind a line.
    fn after(&mut self, line: &[u8]) -> State {
        match self.state {
            // Empty lines before a request are passed over.
            State::RequestLine | State::Trailers if line.is_empty() => State::Between,
            State::RequestLine => State::Headers,
            State::Headers if !line.is_empty() => {
                self.header(line);
                State::Headers
            }
            State::Headers => match (self.length.take(), std::mem::take(&mut self.is_chunked)) {
                (_, true) => State::Size,
                (None | Some(0), false) => State::Between,
                (Some(length), false) => State::Body(length),
            },
            State::Size => match size(line) {
                Some(0) => State::Trailers,
                Some(size) => size.checked_add(2).map_or(State::Lost, State::Chunk),
                None => State::Lost,
            },
            state => state,
        }
    }

    fn header(&mut self, line: &[u8]) {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        let name = name.trim_ascii();
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.is_ambiguous |= self.length.is_some() || self.is_chunked;
            self.is_chunked = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.is_ambiguous |= self.length.is_some() || self.is_chunked;
            // What is no number, hyper refuses.
            let value = str::from_utf8(value).unwrap_or_default();
            self.length = value.trim_start_matches(':').trim().parse().ok().or(Some(0));
        }
    }
}

/// What is left when so many bytes have been passed over, and how many of those are still to come.
fn skip(bytes: &[u8], length: u64) -> (&[u8], u64) {
    let skipped = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
    (&bytes[skipped..], length - skipped as u64)
}

/// The size of a chunk, from its line.
fn size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a head is half there behind each byte, as a line of signs: `h` in one, `.` elsewhere.
    fn heads(received: &str) -> String {
        let mut framing = Framing::default();
        let signs = received.bytes().map(|byte| {
            framing.read(&[byte]);
            if framing.in_head() { 'h' } else { '.' }
        });
        let signs: String = signs.collect();
        assert!(!framing.is_ambiguous(), "{received:?}");
        let mut at_once = Framing::default();
        at_once.read(received.as_bytes());
        assert_eq!((at_once.state, at_once.in_head()), (framing.state, framing.in_head()));
        signs
    }

    /// `h` for each byte of the heads but the last one of each.
    fn expected(parts: &[(&str, bool)]) -> String {
        let sign = |(part, is_head): &(&str, bool)| match is_head {
            true => "h".repeat(part.len() - 1) + ".",
            false => ".".repeat(part.len()),
        };
        parts.iter().map(sign).collect()
    }

    fn is_ambiguous(received: &str) -> bool {
        let mut framing = Framing::default();
        framing.read(received.as_bytes());
        framing.is_ambiguous()
    }

    #[test]
    fn heads_are_told_from_bodies() {
        let get = ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true);
        let post = ("POST / HTTP/1.1\r\ncontent-LENGTH: 5\r\n\r\n", true);
        let chunked = ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", true);
        let chunks = ("4\r\nGET \r\nA;x=y\r\n0123456789\r\n0\r\n\r\n", false);
        let trailers = ("0\r\nDigest: x\r\n\r\n", false);
        let empty = ("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", true);
        for parts in [
            &[get, get][..],
            &[post, ("G\r\n\r\n", false), get],
            &[chunked, chunks, get, chunked, trailers, get],
            &[empty, get],
        ] {
            let received: String = parts.iter().map(|(part, _)| *part).collect();
            assert_eq!(heads(&received), expected(parts), "{received:?}");
        }
    }

    #[test]
    fn the_first_head_is_awaited_and_later_ones_only_once_they_have_begun() {
        let mut framing = Framing::default();
        assert!(framing.in_head());
        framing.read(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(!framing.in_head());
        framing.read(b"\r\n");
        assert!(!framing.in_head(), "an empty line begins nothing");
        framing.read(b"G");
        assert!(framing.in_head());
    }

    #[test]
    fn a_length_that_is_told_twice_is_ambiguous() {
        let (length, chunked) = ("Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n");
        for (headers, ambiguous) in [
            ([length, ""], false),
            ([chunked, ""], false),
            ([length, chunked], true),
            ([chunked, length], true),
            ([length, length], true),
            ([chunked, chunked], true),
            ([length, "content-length : 6\r\n"], true),
            (["TRANSFER-ENCODING: x\r\n", length], true),
        ] {
            let head = format!("POST / HTTP/1.1\r\n{}Host: a\r\n{}\r\n", headers[0], headers[1]);
            assert_eq!(is_ambiguous(&head), ambiguous, "{head:?}");
            let second = format!("GET / HTTP/1.1\r\n\r\n{head}");
            assert_eq!(is_ambiguous(&second), ambiguous, "{second:?}");
        }
        let two = "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx";
        assert!(!is_ambiguous(&two.repeat(2)), "each has its own");
    }

    #[test]
    fn lines_end_with_both_their_bytes() {
        assert!(is_ambiguous("GET / HTTP/1.1\nHost: a\r\n\r\n"));
        assert!(is_ambiguous("GET / HTTP/1.1\r\nHost: a\n\r\n"));
        assert!(is_ambiguous("GET / HTTP/1.1\r\nHost: a\r\n\n"));
        assert!(is_ambiguous("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        let long = "x".repeat(10 * LINE);
        assert!(is_ambiguous(&format!("GET / HTTP/1.1\r\nA: {long}\n\r\n")));
        assert!(!is_ambiguous(&format!("GET / HTTP/1.1\r\nA: {long}\r\n\r\n")));
    }
}
