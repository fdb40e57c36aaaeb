//! Labels of closed values in the reader's language, as the API's vocabularies give them.

use std::collections::HashMap;

use serde_json::Value;

use crate::language::Language;

/// Labels by vocabulary and code. They belong to the program, not to a revision, so they are asked for once.
#[derive(Debug, Default)]
pub(crate) struct Labels(HashMap<(String, String), [String; 2]>);

impl Labels {
    /// From the answer of `vocabularies`.
    pub(crate) fn read(data: &Value) -> Self {
        let mut labels = HashMap::new();
        for vocabulary in data["vocabularies"].as_array().into_iter().flatten() {
            let name = vocabulary["name"].as_str().unwrap_or_default();
            for term in vocabulary["terms"].as_array().into_iter().flatten() {
                let text = |field: &str| term[field].as_str().unwrap_or_default().to_owned();
                labels.insert(
                    (name.to_owned(), text("code")),
                    [text("labelJa"), text("labelEn")],
                );
            }
        }
        Self(labels)
    }

    /// The label of a value, or its code where the API has none.
    pub(crate) fn label(&self, vocabulary: &str, code: &str, language: Language) -> String {
        let key = (vocabulary.to_owned(), code.to_owned());
        match self.0.get(&key) {
            Some([ja, en]) => language.pick(ja, en).to_owned(),
            None => code.to_owned(),
        }
    }

    /// All values of a vocabulary with their labels, by code.
    pub(crate) fn all(&self, vocabulary: &str, language: Language) -> Vec<(String, String)> {
        let of_it = self.0.iter().filter(|((name, _), _)| name == vocabulary);
        let mut all: Vec<(String, String)> = of_it
            .map(|((_, code), [ja, en])| (code.clone(), language.pick(ja, en).to_owned()))
            .collect();
        all.sort();
        all
    }
}
