//! The file that was opened, as the system knows it: a name can come to mean another file.

use std::path::{Path, PathBuf};

/// An SQLite file and what the system calls it.
#[derive(Debug)]
pub(crate) struct OpenFile {
    path: PathBuf,
    id: Id,
}

/// Device and number of the file on it.
type Id = (u64, u64);

impl OpenFile {
    /// The file behind an address; none for PostgreSQL, for a record in memory, and where the system has no such numbers.
    pub(crate) fn of(url: &str) -> Option<Self> {
        let path = path(url)?;
        let id = id(&path)?;
        Some(Self { path, id })
    }

    /// Whether the path still names the file that was opened.
    pub(crate) fn is_in_place(&self) -> bool {
        id(&self.path) == Some(self.id)
    }

    pub(crate) fn path(&self) -> String {
        self.path.display().to_string()
    }
}

/// The path in `sqlite:PATH?options`.
pub(super) fn path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let (path, options) = path.split_once('?').unwrap_or((path, ""));
    let in_memory = path.is_empty() || path == ":memory:" || options.contains("mode=memory");
    (!in_memory).then(|| PathBuf::from(path))
}

/// Whether something that was written stands in the file beside it.
pub(super) fn is_being_written(url: &str) -> bool {
    let beside = path(url).map(|path| {
        let mut name = path.into_os_string();
        name.push("-wal");
        PathBuf::from(name)
    });
    let metadata = beside.and_then(|path| std::fs::metadata(path).ok());
    metadata.is_some_and(|metadata| metadata.len() > 0)
}

/// The address of a file that nobody changes while it is open.
pub(super) fn unchanging(url: &str) -> String {
    let address = url.split_once('?').map_or(url, |(address, _)| address);
    format!("{address}?mode=ro&immutable=1")
}

#[cfg(unix)]
fn id(path: &Path) -> Option<Id> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn id(_: &Path) -> Option<Id> {
    None
}
