//! Zip archives, which workbooks are too: looked through before anything inside is believed.

use std::io::{Cursor, Read};

use encoding_rs::SHIFT_JIS;
use zip::ZipArchive;
use zip::result::ZipError;

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
        None
    };
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return damaged(found);
    };
    // The reader keeps the last of several files of one name.
    if entries(bytes).is_some_and(|entries| entries > archive.len()) {
        found.refuse(
            file,
            None,
            "holds two files of one name: give each its own, and pack them again",
            "同じ名前のファイルが複数含まれています。別々の名前にして圧縮し直してください",
        );
        return None;
    }
    if archive.len() > limits.entries {
        let [reason, reason_ja] = more(limits.entries, "files inside", "個の内部ファイル");
        found.refuse(file, None, reason, reason_ja);
        return None;
    }
    let mut left = limits.unpacked_bytes as u64;
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                let [reason, reason_ja] = match error {
                    ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => [
                        "has a password: unpack it with the password and give the files that it holds",
                        "パスワード付きのファイルです。パスワードで展開し、中のファイルを取り込んでください",
                    ],
                    ZipError::UnsupportedArchive(_)
                    | ZipError::CompressionMethodNotSupported(_) => [
                        "is packed in a way that is not read: unpack it and give the files that it holds, or pack it as an ordinary zip",
                        "対応していない圧縮方式です。展開して中のファイルを取り込むか、通常の zip 形式で圧縮し直してください",
                    ],
                    _ => return damaged(found),
                };
                found.refuse(file, None, reason, reason_ja);
                return None;
            }
        };
        if entry.is_dir() {
            continue;
        }
        // Windows writes names in its own encoding, and some programs its signs between folders.
        let name = match std::str::from_utf8(entry.name_raw()) {
            Ok(name) => name.to_owned(),
            Err(_) => SHIFT_JIS.decode(entry.name_raw()).0.into_owned(),
        };
        let name = name.replace('\\', "/");
        if entry.is_symlink() {
            found.refuse(
                file,
                None,
                format!(
                    "holds `{name}`, which is a link to another file: put the file itself into it"
                ),
                format!(
                    "「{name}」はほかのファイルへのリンクです。ファイルそのものを入れてください"
                ),
            );
            return None;
        }
        // One byte more than is left tells that there is more.
        let mut bounded = Counted {
            inner: (&mut entry).take(left + 1),
            read: 0,
        };
        if work(name, &mut bounded).is_err() {
            return damaged(found);
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

/// How many entries an archive says at its end that it has; none where it has more than the number can say.
fn entries(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(4).rposition(|sign| sign == b"PK\x05\x06")?;
    let number = bytes.get(at + 10..at + 12)?;
    let number = u16::from_le_bytes([number[0], number[1]]);
    (number < u16::MAX).then_some(usize::from(number))
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
