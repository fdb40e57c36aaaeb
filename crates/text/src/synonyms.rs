//! Groups of words that mean the same, as the caller knows them.

use std::collections::HashMap;

use crate::fold::key;

/// Longest synonym, in characters of its key; longer ones are kept but never recognised inside a compound.
pub(crate) const LONGEST: usize = 24;

/// Groups of words that mean the same. Words are compared by their [`key`](crate::key): width, case, kana and
/// punctuation do not matter. A word may stand in several groups.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<String>>,
    by_key: HashMap<String, Vec<u32>>,
}

impl Synonyms {
    /// No synonyms.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a group. Members without a letter are left out; the order of the others is kept and shown.
    pub fn add<S: AsRef<str>>(&mut self, members: impl IntoIterator<Item = S>) {
        let number = self.groups.len() as u32;
        let mut group: Vec<String> = Vec::new();
        for member in members {
            let key = key(member.as_ref());
            if key.is_empty() {
                continue;
            }
            let groups = self.by_key.entry(key).or_default();
            if groups.last() != Some(&number) {
                groups.push(number);
                group.push(member.as_ref().to_owned());
            }
        }
        self.groups.push(group);
    }

    /// Whether a word is in some group.
    pub fn contains(&self, word: &str) -> bool {
        self.knows(&key(word))
    }

    /// Whether some word with this key is in a group.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// The other members of all groups a word is in, in the order in which they were added.
    pub fn others(&self, word: &str) -> Vec<&str> {
        self.others_of(&key(word))
    }

    /// The same for a key.
    pub(crate) fn others_of(&self, wanted: &str) -> Vec<&str> {
        let mut others: Vec<&str> = Vec::new();
        for &number in self.by_key.get(wanted).into_iter().flatten() {
            for member in &self.groups[number as usize] {
                if key(member) != wanted && !others.contains(&member.as_str()) {
                    others.push(member);
                }
            }
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_find_each_other() {
        let mut synonyms = Synonyms::new();
        synonyms.add(["がん", "癌", "ガン", "cancer"]);
        synonyms.add(["cancer", "carcinoma", " "]);
        assert_eq!(synonyms.others("ｶﾞﾝ"), ["癌", "cancer"]);
        assert_eq!(synonyms.others("Cancer"), ["がん", "癌", "carcinoma"]);
        assert!(synonyms.others("").is_empty());
        assert!(!synonyms.contains("肺"));
    }
}
