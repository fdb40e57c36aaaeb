//! Zip archives, which workbooks are too: looked through before anything inside is believed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::more;
use super::{Found, Limits};

/// Whether bytes begin as a zip archive does.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The names of what an archive holds, once it is known that all of it unpacks within the limits; else a problem.
///
/// The sizes that an archive declares may lie, so everything is unpacked once, into nothing.
pub(super) fn look_through(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    found: &mut Found,
) -> Option<Vec<String>> {
    let mut names = Vec::new();
    each(file, bytes, limits, found, |name, entry| {
        names.push(name);
        std::io::copy(entry, &mut std::io::sink()).map(|_| ())
    })?;
    Some(names)
}

/// The files of an archive, by their name inside it; none where it breaks a limit, which is noted.
pub(crate) fn unpack(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    found: &mut Found,
) -> Option<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    each(file, bytes, limits, found, |name, entry| {
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.push((name, content));
        Ok(())
    })?;
    Some(files)
}

/// Does something with every entry that is a file, each bounded by what is left of the limits.
fn each(
    file: &str,
    bytes: &[u8],
    limits: &Limits,
    found: &mut Found,
    mut work: impl FnMut(String, &mut dyn Read) -> std::io::Result<()>,
) -> Option<()> {
    if bytes.len() > limits.file_bytes {
        let [reason, reason_ja] = more(limits.file_bytes, "bytes", "バイト");
        found.refuse(file, None, reason, reason_ja);
        return None;
    }
    let damaged = |found: &mut Found| {
        found.refuse(
            file,
            None,
            "is damaged: it cannot be unpacked; save it again",
            "ファイルが壊れているため展開できません。保存し直してください",
        );
    };
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        damaged(found);
        return None;
    };
    if archive.len() > limits.entries {
        let [reason, reason_ja] = more(limits.entries, "files inside", "個の内部ファイル");
        found.refuse(file, None, reason, reason_ja);
        return None;
    }
    let mut left = limits.unpacked_bytes as u64;
    for index in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(index) else {
            damaged(found);
            return None;
        };
        if entry.is_dir() {
            continue;
        }
        let Ok(name) = entry.name().map(|name| name.into_owned()) else {
            damaged(found);
            return None;
        };
        // One byte more than is left tells that there is more.
        let mut bounded = Counted {
            inner: (&mut entry).take(left + 1),
            read: 0,
        };
        if work(name, &mut bounded).is_err() {
            damaged(found);
            return None;
        }
        if bounded.read > left {
            found.refuse(
                file,
                None,
                format!(
                    "unpacks to more than {} bytes: split it into several files",
                    limits.unpacked_bytes
                ),
                format!(
                    "展開すると {} バイトを超えます。ファイルを分けてください",
                    limits.unpacked_bytes
                ),
            );
            return None;
        }
        left -= bounded.read;
    }
    Some(())
}

/// A reader that knows how much was read.
struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        Ok(read)
    }
}
