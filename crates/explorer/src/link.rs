//! Addresses of pages: paths and queries, encoded.

use form_urlencoded::{Serializer, parse};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The parameters of an address, in their order; one name may stand several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn read(query: Option<&str>) -> Self {
        let pairs = parse(query.unwrap_or_default().as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    /// The first value of a name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All values of a name, those of a list with commas apart.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for (_, text) in self.0.iter().filter(|(known, _)| known == name) {
            for value in text.split([',', '、']).map(str::trim) {
                if !value.is_empty() && !values.iter().any(|known| known == value) {
                    values.push(value.to_owned());
                }
            }
        }
        values
    }

    /// All values of a name as they are: a value may hold a comma.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let found = self.0.iter().filter(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).collect()
    }

    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    /// One value more of a name.
    pub(crate) fn adding(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    pub(crate) fn without(&self, name: &str) -> Self {
        let kept = self.0.iter().filter(|(known, _)| known != name);
        Self(kept.cloned().collect())
    }

    pub(crate) fn without_value(&self, name: &str, value: &str) -> Self {
        let kept = self
            .0
            .iter()
            .filter(|(known, held)| known != name || held != value);
        Self(kept.cloned().collect())
    }

    /// Only those of these names.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        let kept = self
            .0
            .iter()
            .filter(|(known, _)| names.contains(&known.as_str()));
        Self(kept.cloned().collect())
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address of a path with these parameters.
    pub(crate) fn at(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let mut text = Serializer::new(String::new());
        text.extend_pairs(self.pairs());
        format!("{path}?{}", text.finish())
    }
}

/// All that stands for itself in a segment of a path is a letter, a digit or one of - _ . ~
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A path of segments that are encoded: `path(&["registries", code])`.
pub(crate) fn path(segments: &[&str]) -> String {
    let encoded = segments
        .iter()
        .map(|text| utf8_percent_encode(text, SEGMENT));
    encoded.map(|segment| format!("/{segment}")).collect()
}
