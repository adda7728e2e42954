//! A look at a document before it is parsed. A parser calls itself for every bracket within
//! brackets, and no limit of its own comes before the end of the stack.

/// What a document holds. Its syntax tree has no deeper brackets, and hardly more tokens: our parser
/// takes words such as `nullnull` for several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) tokens: usize,
    /// How deep brackets stand within each other, whatever they enclose.
    pub(super) nesting: usize,
}

/// Looks at each byte once. None if a block of text has no end: that is no GraphQL, and a parser that
/// tries something else then sees brackets where a text seemed to be.
pub(super) fn scan(document: &str) -> Option<Extent> {
    let mut extent = Extent::default();
    let mut depth = 0_usize;
    let mut rest = document.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match first {
            // Between tokens. What is no ASCII is in no token but texts, and counts.
            b' ' | b'\t' | b'\n' | b'\r' | b',' => continue,
            b'#' => {
                rest = behind_first(rest, |byte| matches!(byte, b'\n' | b'\r'));
                continue;
            }
            b'"' => rest = behind_text(rest)?,
            b'{' | b'[' | b'(' => {
                depth += 1;
                extent.nesting = extent.nesting.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'.' => rest = rest.strip_prefix(b"..").unwrap_or(rest),
            // A zero is a token of its own: `00` may be two numbers.
            b'1'..=b'9' => rest = behind_run(rest, u8::is_ascii_digit),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                rest = behind_run(rest, |byte| *byte == b'_' || byte.is_ascii_alphanumeric());
            }
            _ => {}
        }
        extent.tokens += 1;
    }
    Some(extent)
}

/// Goes on behind all bytes that fit.
fn behind_run(bytes: &[u8], fits: impl Fn(&u8) -> bool) -> &[u8] {
    let length = bytes.iter().take_while(|byte| fits(byte)).count();
    &bytes[length..]
}

/// Goes on behind the first byte that ends something; at the end without one.
fn behind_first(bytes: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| ends(*byte));
    end.map_or(&[], |end| &bytes[end + 1..])
}

/// Goes on behind a text whose first quote has been read.
fn behind_text(bytes: &[u8]) -> Option<&[u8]> {
    let Some(mut rest) = bytes.strip_prefix(b"\"\"") else { return Some(behind_line(bytes)) };
    loop {
        rest = match rest {
            [b'"', b'"', b'"', behind @ ..] => return Some(behind),
            [b'\\', b'"', b'"', b'"', behind @ ..] | [_, behind @ ..] => behind,
            [] => return None,
        }
    }
}

/// Goes on behind a text on one line: behind its quote or, without one, at the end of the line.
fn behind_line(mut rest: &[u8]) -> &[u8] {
    while let [first, behind @ ..] = rest {
        rest = behind;
        match first {
            b'"' | b'\n' | b'\r' => break,
            b'\\' => rest = rest.get(1..).unwrap_or_default(),
            _ => {}
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(document: &str) -> (usize, usize) {
        let Extent { tokens, nesting } = scan(document).unwrap();
        (tokens, nesting)
    }

    #[test]
    fn tokens_are_names_numbers_texts_and_signs() {
        assert_eq!(scanned("query Q($a: Int = 12) { b: c(d: $a) @e, f }"), (24, 2));
        assert_eq!(scanned("{ ...F }"), (4, 1));
        assert_eq!(scanned("# { a }\r{ a } # }"), (3, 1));
        assert_eq!(scanned(" \t\n,\r"), (0, 0));
        assert_eq!(scanned(""), (0, 0));
    }

    #[test]
    fn what_a_parser_may_take_for_several_numbers_counts_as_several() {
        assert_eq!(scanned("[0000]"), (6, 1));
        assert_eq!(scanned("[1-1-1]"), (7, 1));
        assert_eq!(scanned("[12ab]"), (4, 1));
    }

    #[test]
    fn brackets_are_counted_outside_of_texts_and_comments() {
        assert_eq!(scanned("{ a(b: [1, {c: 2}]) { d } }").1, 4);
        assert_eq!(scanned("{ a(b: \"{{{{\\\"{{\") } # {{{{{{{\n").1, 2);
        assert_eq!(scanned("{ a(b: \"\"\" {{ \\\"\"\" {{{ \"\"\") }").1, 2);
        assert_eq!(scanned("{ a(b: \"\") { c } }").1, 2);
        assert_eq!(scanned(&"[".repeat(100)).1, 100);
    }

    #[test]
    fn a_text_that_does_not_end_goes_to_the_end_of_its_line_and_a_block_of_text_has_to() {
        assert_eq!(scanned("\"{{{\n{ a }"), (4, 1));
        assert_eq!(scanned("\"\\"), (1, 0));
        for document in ["\"\"\"{{{\n{ a }", "\"\"\"", "\"\"\"\"\"", "\"\"\" \\\"\"\""] {
            assert_eq!(scan(document), None, "{document}");
        }
    }
}
