//! What a question is about: diseases, which no loosening leaves out, and what lies above those that no registry names.

use std::collections::{BTreeSet, HashMap, HashSet};

use base::DiseaseId;
use vocabulary::{Disease, Diseases};

use super::Sources;

/// The names of diseases, folded to keys.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    names: HashSet<String>,
    /// Names of the nearest concepts above one that no registry is about, which some registry is about.
    broader: HashMap<String, Vec<String>>,
}

impl Subjects {
    pub(super) fn new(from: &Sources<'_>) -> Self {
        let diseases = from.diseases;
        let tagged = tagged(from);
        let within: HashSet<DiseaseId> = tagged
            .iter()
            .flat_map(|id| {
                diseases
                    .ancestors(id)
                    .into_iter()
                    .chain(diseases.equivalents(id))
            })
            .collect();
        let mut subjects = Self::default();
        for row in diseases.all() {
            let keys: Vec<String> = names_of(row).map(text::key).collect();
            subjects.names.extend(keys.iter().cloned());
            if within.contains(&row.id) || tagged.contains(&row.id) {
                continue;
            }
            let above = nearest_above(diseases, &row.id, &tagged);
            let names: Vec<String> = above
                .iter()
                .filter_map(|id| diseases.find(id))
                .map(|place| diseases.get(place).name_ja.clone())
                .collect();
            if !names.is_empty() {
                for key in keys {
                    subjects.broader.entry(key).or_insert_with(|| names.clone());
                }
            }
        }
        subjects
    }

    /// Whether a key is the name of a disease.
    pub(super) fn is_one(&self, key: &str) -> bool {
        self.names.contains(key)
    }

    /// The names of what lies above a disease that no registry names.
    pub(super) fn broader(&self, key: &str) -> Vec<String> {
        self.broader.get(key).cloned().unwrap_or_default()
    }
}

fn names_of(row: &Disease) -> impl Iterator<Item = &str> {
    std::iter::once(row.name_ja.as_str())
        .chain(row.name_en.as_deref())
        .chain(row.synonyms_ja.iter())
        .chain(row.synonyms_en.iter())
        .chain(row.abbreviations.iter())
        .chain(row.kana.as_deref())
}

/// Every concept that some registry is about.
fn tagged(from: &Sources<'_>) -> HashSet<DiseaseId> {
    let rows = 0..from.registries.all().len() as u32;
    rows.flat_map(|row| from.registries.diseases(row))
        .map(|tag| tag.disease.clone())
        .collect()
}

/// The next level above a concept on which some registry is.
fn nearest_above(
    diseases: &Diseases,
    id: &DiseaseId,
    tagged: &HashSet<DiseaseId>,
) -> BTreeSet<DiseaseId> {
    let mut seen: HashSet<DiseaseId> = HashSet::from([id.clone()]);
    let mut level = vec![id.clone()];
    while !level.is_empty() {
        let next: Vec<DiseaseId> = level
            .iter()
            .flat_map(|id| diseases.broader(id))
            .filter(|above| seen.insert(above.clone()))
            .collect();
        let held: BTreeSet<DiseaseId> = next
            .iter()
            .filter(|above| {
                diseases
                    .equivalents(above)
                    .iter()
                    .any(|same| tagged.contains(same))
            })
            .cloned()
            .collect();
        if !held.is_empty() {
            return held;
        }
        level = next;
    }
    BTreeSet::new()
}
