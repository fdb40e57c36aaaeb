//! What of a request's head the library takes and another server may read otherwise: lines that end without a carriage return, and two
//! lengths of one body. Where a proxy and this server do not see the same requests in the same bytes, one client can put words into the
//! mouth of another.

/// Follows the bytes of a connection from request to request.
#[derive(Debug, Default)]
pub(super) struct Heads {
    place: Place,
    /// The line that is being read, without its end, as far as its beginning tells what it is.
    line: Vec<u8>,
    previous: u8,
    length: Option<u64>,
    is_chunked: bool,
    has_begun: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Head,
    /// So many bytes of a body, or of a part of one, are left.
    Bytes { left: u64, then: After },
    /// The line before a part of a body.
    Size,
    /// The lines after the last part.
    Trailer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Head,
    Size,
}

/// Longer than what a line begins with that is looked at.
const BEGINNING: usize = 64;

impl Heads {
    /// Whether all is well with these bytes, which come after those before.
    pub(super) fn read(&mut self, mut bytes: &[u8]) -> bool {
        let mut is_well = true;
        while let Some((&byte, rest)) = bytes.split_first() {
            if let Place::Bytes { left, then } = self.place {
                let skipped = left.min(bytes.len() as u64);
                bytes = bytes.get(skipped as usize..).unwrap_or_default();
                self.place = match (left - skipped, then) {
                    (0, After::Head) => Place::Head,
                    (0, After::Size) => Place::Size,
                    (left, then) => Place::Bytes { left, then },
                };
                continue;
            }
            bytes = rest;
            let previous = std::mem::replace(&mut self.previous, byte);
            match byte {
                b'\n' => {
                    is_well &= previous == b'\r';
                    is_well &= self.line();
                }
                b'\r' => {}
                _ if self.line.len() < BEGINNING => self.line.push(byte),
                _ => {}
            }
        }
        is_well
    }

    fn line(&mut self) -> bool {
        let mut line = std::mem::take(&mut self.line);
        let is_well = self.end_of(&line);
        line.clear();
        self.line = line;
        is_well
    }

    fn end_of(&mut self, line: &[u8]) -> bool {
        match self.place {
            // Empty lines before a request mean nothing.
            Place::Head if line.is_empty() && !self.has_begun => true,
            Place::Head if line.is_empty() => {
                let (length, is_chunked) = (self.length.take(), self.is_chunked);
                (self.is_chunked, self.has_begun) = (false, false);
                self.place = match length {
                    _ if is_chunked => Place::Size,
                    Some(left @ 1..) => Place::Bytes {
                        left,
                        then: After::Head,
                    },
                    _ => Place::Head,
                };
                !(is_chunked && length.is_some())
            }
            Place::Head => {
                self.has_begun = true;
                let colon = line.iter().position(|&byte| byte == b':');
                let (name, value) = line.split_at(colon.unwrap_or_default());
                if name.eq_ignore_ascii_case(b"content-length") {
                    self.length = text(value).trim_start_matches(':').trim().parse().ok();
                } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                    self.is_chunked = true;
                }
                true
            }
            Place::Size => {
                let size = text(line).split(';').next().unwrap_or_default().trim();
                self.place = match u64::from_str_radix(size, 16) {
                    // What is no size is refused by who reads the body.
                    Ok(0) | Err(_) => Place::Trailer,
                    Ok(size) => Place::Bytes {
                        left: size.saturating_add(2),
                        then: After::Size,
                    },
                };
                true
            }
            Place::Trailer => {
                if line.is_empty() {
                    self.place = Place::Head;
                }
                true
            }
            Place::Bytes { .. } => true,
        }
    }
}

/// What is no text is no number either.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text is well, read as a whole and byte by byte.
    fn is_well(text: &str) -> bool {
        let whole = Heads::default().read(text.as_bytes());
        let mut heads = Heads::default();
        let mut each = text.bytes().map(|byte| heads.read(&[byte]));
        let each = each.all(|well| well);
        assert_eq!(whole, each, "{text:?}");
        whole
    }

    #[test]
    fn heads_are_told_from_bodies() {
        let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        let body = "POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\n\"a\"\n:\n";
        let parts = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\n\n\n\n\r\nA\r\n\n234567890\r\n0\r\nX: y\r\n\r\n";
        let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(1_000));
        let all = format!("{get}{body}{parts}\r\n{body}{long}{parts}{get}");
        assert!(is_well(&all));
        for before in [get, body, parts, &long] {
            assert!(!is_well(&format!(
                "{before}GET / HTTP/1.1\nHost: x\r\n\r\n"
            )));
            assert!(!is_well(&format!(
                "{before}GET / HTTP/1.1\r\nHost: x\n\r\n"
            )));
            assert!(!is_well(&format!(
                "{before}GET / HTTP/1.1\r\nHost: x\r\n\n"
            )));
        }
    }

    #[test]
    fn a_body_has_one_length() {
        let both = ["content-length: 5", "transfer-encoding: chunked"];
        for [one, other] in [both, [both[1], both[0]]] {
            assert!(!is_well(&format!(
                "POST / HTTP/1.1\r\n{one}\r\n{other}\r\n\r\n"
            )));
        }
    }

    #[test]
    fn nonsense_is_read_to_its_end() {
        for text in ["", "\n", "\r", "\r\n\r\n", ":\r\n:\r\n", "a\r\n\r\n\u{0}"] {
            let _ = is_well(text);
        }
        let mut heads = Heads::default();
        heads.read(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n");
        assert!(heads.read(&[b'\n'; 4_096]));
    }
}
