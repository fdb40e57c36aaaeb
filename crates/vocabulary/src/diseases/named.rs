//! Diseases that a text names.

use base::DiseaseId;

use super::Diseases;

/// Longest name of a disease that is looked for in a text, in characters.
const LONGEST_NAME: usize = 24;

/// A name of a disease where it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedDisease<'t> {
    /// The name as the text writes it.
    pub words: &'t str,
    /// The concepts that are called so, one row for each: see [`Diseases::called`].
    pub ids: Vec<DiseaseId>,
}

impl Diseases {
    /// The names of diseases in a text, the longest at each place; readings in kana do not count, Latin letters and katakana only as
    /// whole words.
    pub fn named_in<'t>(&self, text: &'t str) -> Vec<NamedDisease<'t>> {
        let folded = text::fold(text);
        let mut bounds: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).collect();
        bounds.push(folded.text().len());
        let mut found = Vec::new();
        let mut at = 0;
        while at + 1 < bounds.len() {
            let most = (at + LONGEST_NAME).min(bounds.len() - 1);
            let named = (at + 1..=most).rev().find_map(|end| {
                let range = bounds[at]..bounds[end];
                let ids = self.called(&folded.text()[range.clone()]);
                let is_name =
                    !ids.is_empty() && !text::is_inside_word(text, &folded, range.clone());
                let words = text.get(folded.original(range)).filter(|_| is_name)?;
                Some((end, NamedDisease { words, ids }))
            });
            match named {
                Some((end, name)) => {
                    found.push(name);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }
}
