//! Groups of words that mean the same, as the caller knows them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use crate::fold::key;

/// Longest synonym, in characters of its key; longer ones are kept but never recognised inside a compound.
pub(crate) const LONGEST: usize = 24;

/// Groups of words that mean the same. Words are compared by their [`key`](crate::key): width, case, kana and
/// punctuation do not matter. A word may stand in several groups.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<String>>,
    by_key: HashMap<String, Vec<u32>>,
    /// The keys in kana alone, for those that are begun only.
    kana: BTreeSet<String>,
    /// The keys of words that say nothing in a sentence.
    filling: HashSet<String>,
}

/// Shortest beginning of a reading, in characters.
const BEGINNING: usize = 3;
/// How many readings with one beginning are looked at.
const BEGUN: usize = 8;

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
            if is_kana(&key) && !self.kana.contains(&key) {
                self.kana.insert(key.clone());
            }
            let groups = self.by_key.entry(key).or_default();
            if groups.last() != Some(&number) {
                groups.push(number);
                group.push(member.as_ref().to_owned());
            }
        }
        self.groups.push(group);
    }

    /// Adds a short form that is read as other words, but not they as it: who types 京大 wants 京都大学, who types
    /// 東京大学 does not want 京大.
    pub fn add_short<S: AsRef<str>>(&mut self, short: &str, full: impl IntoIterator<Item = S>) {
        let key = key(short);
        if key.is_empty() {
            return;
        }
        let number = self.groups.len() as u32;
        self.groups.push(
            full.into_iter()
                .map(|word| word.as_ref().to_owned())
                .collect(),
        );
        self.by_key.entry(key).or_default().push(number);
    }

    /// Adds a word that says nothing within a sentence, though it does alone: 患者 in 心不全の患者を探しています.
    pub fn add_filling(&mut self, word: &str) {
        self.filling.insert(key(word));
    }

    /// Whether a word says nothing within a sentence.
    pub(crate) fn is_filling(&self, key: &str) -> bool {
        self.filling.contains(key)
    }

    /// The keys of all words.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_key.keys().map(String::as_str)
    }

    /// The word with this key, as it was added.
    pub(crate) fn word(&self, wanted: &str) -> Option<&str> {
        let groups = self.by_key.get(wanted)?;
        let members = groups
            .iter()
            .flat_map(|&number| &self.groups[number as usize]);
        members
            .map(String::as_str)
            .find(|member| key(member) == wanted)
    }

    /// Whether a word is in some group.
    pub fn contains(&self, word: &str) -> bool {
        self.knows(&key(word))
    }

    /// Whether some word with this key is in a group.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// The members of all groups a word is in, in the order in which they were added; itself only where it is written otherwise.
    pub fn others(&self, word: &str) -> Vec<&str> {
        let mut others = self.others_of(&key(word));
        let folded = crate::fold_text(word);
        others.retain(|other| crate::fold_text(other) != folded);
        others
    }

    /// The same for a key.
    pub(crate) fn others_of(&self, wanted: &str) -> Vec<&str> {
        let mut others: Vec<&str> = Vec::new();
        for &number in self.by_key.get(wanted).into_iter().flatten() {
            for member in &self.groups[number as usize] {
                if !others.contains(&member.as_str()) {
                    others.push(member);
                }
            }
        }
        others
    }
}

impl Synonyms {
    /// The words whose reading begins with a key in kana of three characters or more, and the readings themselves.
    pub(crate) fn begun_by(&self, wanted: &str) -> Vec<&str> {
        if wanted.chars().count() < BEGINNING || !is_kana(wanted) {
            return Vec::new();
        }
        let readings = self
            .kana
            .range::<str, _>((Bound::Excluded(wanted), Bound::Unbounded))
            .take_while(|reading| reading.starts_with(wanted));
        let mut begun = Vec::new();
        for reading in readings.take(BEGUN) {
            let others = self.others_of(reading).into_iter();
            for other in others.filter(|other| key(other) != *reading) {
                if !begun.contains(&other) {
                    begun.push(other);
                }
            }
        }
        begun
    }
}

impl Synonyms {
    /// The names that a word begins, each with what it means as well: Marfan, ムコ多糖症. In Latin letters a whole word of four
    /// letters or more, else three characters.
    pub(crate) fn names_begun_by(&self, word: &str) -> Vec<&str> {
        let wanted = key(word);
        let shortest = if wanted.is_ascii() {
            BEGINNING + 1
        } else {
            BEGINNING
        };
        if wanted.chars().count() < shortest || is_kana(&wanted) {
            return Vec::new();
        }
        let whole_word = format!("{} ", crate::fold_text(word));
        let begins = |name: &str| match wanted.is_ascii() {
            true => crate::fold_text(name).starts_with(&whole_word),
            false => true,
        };
        let keys = self.keys().filter(|known| known.starts_with(&wanted));
        let mut names: Vec<&str> = keys.filter_map(|key| self.word(key)).collect();
        names.retain(|name| begins(name));
        names.sort_unstable();
        let mut begun = Vec::new();
        for name in names.into_iter().take(BEGUN) {
            let others = self.others(name).into_iter();
            for name in std::iter::once(name).chain(others) {
                if !begun.contains(&name) {
                    begun.push(name);
                }
            }
        }
        begun
    }
}

fn is_kana(key: &str) -> bool {
    key.chars()
        .all(|c| matches!(c, '\u{3041}'..='\u{3096}' | 'ー'))
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
    #[test]
    fn short_forms_lead_one_way() {
        let mut synonyms = Synonyms::new();
        synonyms.add_short("京大", ["京都大学"]);
        assert_eq!(synonyms.others("京大"), ["京都大学"]);
        assert!(synonyms.others("京都大学").is_empty());
    }

    #[test]
    fn a_reading_is_known_by_its_beginning() {
        let mut synonyms = Synonyms::new();
        synonyms.add([
            "筋ジストロフィー",
            "きんじすとろふぃー",
            "muscular dystrophy",
        ]);
        let begun = synonyms.begun_by(&key("ｷﾝｼﾞｽ"));
        assert_eq!(begun, ["筋ジストロフィー", "muscular dystrophy"]);
        assert!(synonyms.begun_by("きん").is_empty());
        assert!(synonyms.begun_by("筋ジス").is_empty());
    }
}
