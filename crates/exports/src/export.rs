//! What an export is, and how whoever delivers it (the HTTP side, the command) gets it without knowing formats.

use std::fmt::Debug;

use base::StoreError;
use bytes::Bytes;
use catalogue::CataloguesError;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};

/// Something that offers exports by name.
pub trait Exporter: Debug + Send + Sync + 'static {
    /// What can be had.
    fn offers(&self) -> &[Offer];

    /// An export that is ready to be made; `None` where the name is not offered here.
    fn prepare<'a>(
        &'a self,
        name: &'a str,
        parameters: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Option<Export>, ExportError>>;
}

/// One export, as lists show it.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// Its name: `approvals.csv`.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What it holds.
    pub about: &'static str,
    /// The same in Japanese.
    pub about_ja: &'static str,
    /// What may be asked of it.
    pub parameters: &'static [Parameter],
    /// Whether it is shown rather than saved.
    pub inline: bool,
}

/// One parameter of an export. All are optional.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it means, and what holds without it.
    pub about: &'static str,
    /// The same in Japanese.
    pub about_ja: &'static str,
}

/// An export whose parameters are read, but whose content is not made yet.
pub struct Export {
    /// What it is.
    pub offer: Offer,
    /// The name under which it is saved.
    pub file_name: String,
    /// All that its content depends on: equal editions have equal contents.
    pub edition: String,
    /// Makes it.
    pub content: BoxFuture<'static, Result<Content, ExportError>>,
}

/// What an export holds.
pub enum Content {
    /// All of it.
    Whole(Bytes),
    /// One part after the other, for what may be large.
    Parts(BoxStream<'static, Result<Bytes, ExportError>>),
}

/// Why an export cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A parameter that cannot be used.
    #[error("the parameter `{name}` {problem}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong, in English.
        problem: String,
        /// What is wrong, in Japanese.
        problem_ja: String,
    },
    /// The record failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A revision cannot be loaded.
    #[error(transparent)]
    Catalogue(#[from] CataloguesError),
    /// A writer failed.
    #[error("the export cannot be written: {0}")]
    Writer(String),
}

impl ExportError {
    pub(crate) fn writer(error: impl std::fmt::Display) -> Self {
        Self::Writer(error.to_string())
    }
}

impl Content {
    /// Its parts, one where it is whole.
    pub fn parts(self) -> BoxStream<'static, Result<Bytes, ExportError>> {
        match self {
            Self::Whole(bytes) => futures::stream::once(async { Ok(bytes) }).boxed(),
            Self::Parts(parts) => parts,
        }
    }
}
