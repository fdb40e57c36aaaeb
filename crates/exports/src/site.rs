//! Where the catalogue is published, and the names that things have outside it.

use oxrdf::NamedNode;

/// Where the catalogue is published; exports name things by it. Without an address, things have names that claim none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    address: Option<String>,
}

/// An address at which nothing can be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a site: write https://catalogue.example.jp")]
pub struct SiteError(String);

/// The name of whoever publishes where nobody says; no such host can exist (RFC 2606).
const NOBODY: &str = "tsunagu.invalid";

impl Site {
    /// The site at an address, with the path under which the server answers, if any.
    pub fn at(address: &str) -> Result<Self, SiteError> {
        let wrong = || SiteError(address.to_owned());
        let trimmed = address.trim_end_matches('/');
        let rest = trimmed
            .strip_prefix("https://")
            .or_else(|| trimmed.strip_prefix("http://"))
            .ok_or_else(wrong)?;
        if rest.is_empty() || rest.contains(['?', '#', '@']) || NamedNode::new(trimmed).is_err() {
            return Err(wrong());
        }
        Ok(Self {
            address: Some(trimmed.to_owned()),
        })
    }

    /// The address of a path on the site, where it is known.
    pub(crate) fn link(&self, path: &str) -> Option<String> {
        Some(format!("{}{path}", self.address.as_ref()?))
    }

    /// The name of a thing in the dataset catalogue: a place in the exported file, or a `tag:` name.
    pub(crate) fn thing(&self, kind: &str, code: &str) -> NamedNode {
        let name = match self.link("/export/catalogue.ttl") {
            Some(file) => format!("{file}#{kind}/{}", encoded(code)),
            None => self.tag(kind, code),
        };
        NamedNode::new_unchecked(name)
    }

    /// The name of the dataset catalogue.
    pub(crate) fn catalogue(&self) -> NamedNode {
        let name = self
            .link("/export/catalogue.ttl")
            .unwrap_or_else(|| self.tag("catalogue", "1"));
        NamedNode::new_unchecked(name)
    }

    /// A name for good (RFC 4151).
    pub(crate) fn tag(&self, kind: &str, code: &str) -> String {
        let host = self.address.as_deref().map_or(NOBODY, |address| {
            let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
            rest.split(['/', ':']).next().unwrap_or(NOBODY)
        });
        format!("tag:{host},2026:{kind}/{}", encoded(code))
    }
}

/// A code as part of an IRI: all but letters, digits and `-._~:` of ASCII by its bytes.
fn encoded(code: &str) -> String {
    code.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests;
