//! The documents that tools and resources send: those of `schema/operations/assistant`, each with the fragments that it names.

use std::sync::Arc;

use sha2::{Digest, Sha256};

const FRAGMENTS: &str = include_str!("../../../schema/operations/assistant/fragments.graphql");

/// A document as it stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Document(&'static str);

macro_rules! documents {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(pub(crate) const $name: Document = Document(
            include_str!(concat!("../../../schema/operations/assistant/", $file, ".graphql")),
        );)*
        const ALL: &[Document] = &[$($name),*];
    };
}

documents! {
    ACCESS_PLAN = "access-plan",
    COMPLETE = "complete",
    COUNT_USES = "count-uses",
    DATABASE = "database",
    FIND_REGISTRIES = "find-registries",
    FIND_USES = "find-uses",
    GET_OPERATOR = "get-operator",
    GET_REGISTRY = "get-registry",
    LINKAGE_MATRIX = "linkage-matrix",
    MATCH_REGISTRIES = "match-registries",
    MAY_LINK = "may-link",
    PRECEDENTS = "precedents",
    RESOURCES = "resources",
    SEARCH = "search",
    SOURCES = "sources",
    WHATS_NEW = "whats-new",
}

/// Every document that an assistant may send, for servers that run only what they know.
pub fn documents() -> Vec<Arc<str>> {
    ALL.iter().map(|document| document.text().into()).collect()
}

impl Document {
    /// What it asks, in the words above it.
    pub(crate) fn about(self) -> String {
        let lines = self.0.lines().map_while(|line| line.strip_prefix("# "));
        lines.collect::<Vec<_>>().join(" ")
    }

    /// The text as it is sent: without comments, with the fragments that it names and those that they name.
    pub(crate) fn text(self) -> String {
        let mut text = without_comments(self.0);
        let fragments = without_comments(FRAGMENTS);
        let fragments: Vec<&str> = fragments.split("\n\n").collect();
        loop {
            let missing = fragments.iter().find(|fragment| {
                let name = fragment.split(' ').nth(1).unwrap_or_default();
                let is_named = text.contains(&format!("...{name} "));
                is_named && !text.contains(&format!("fragment {name} on "))
            });
            match missing {
                Some(fragment) => {
                    text.push('\n');
                    text.push_str(fragment.trim());
                }
                None => return text,
            }
        }
    }

    /// The name under which a server knows it.
    pub(crate) fn hash(self) -> String {
        hex::encode(Sha256::digest(self.text()))
    }
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
