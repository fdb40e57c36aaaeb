//! Which registries are most like one: those that share its rarest diseases.

use std::collections::{BTreeMap, BTreeSet};

use registries::{AnyOf, RegistryFilter};

use crate::Catalogue;

/// A concept that more registries than these share makes none of them like another.
const MOST: u64 = 50;

impl Catalogue {
    /// The registries that share diseases with one, the nearest first: each concept that both hold, or lie below, counts the
    /// more the fewer registries it holds.
    pub fn similar_registries(&self, registry: u32, most: usize) -> Vec<u32> {
        let tags = self.registries.diseases(registry).iter();
        let concepts: BTreeSet<_> = tags
            .flat_map(|tag| {
                let above = self.diseases.ancestors(&tag.disease);
                above.into_iter().chain([tag.disease.clone()])
            })
            .collect();
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        for concept in concepts {
            let rows = self.registries.select(&RegistryFilter {
                diseases: Some(AnyOf {
                    values: self.diseases.descendants(&concept).into_iter().collect(),
                    unknown: false,
                }),
                ..RegistryFilter::default()
            });
            if rows.len() > MOST {
                continue;
            }
            for row in &rows {
                *scores.entry(row).or_default() += 1.0 / rows.len() as f64;
            }
        }
        scores.remove(&registry);
        let mut nearest: Vec<(u32, f64)> = scores.into_iter().collect();
        nearest.sort_by(|(one, of_one), (other, of_other)| {
            of_other.total_cmp(of_one).then_with(|| one.cmp(other))
        });
        nearest.truncate(most);
        nearest.into_iter().map(|(row, _)| row).collect()
    }
}
