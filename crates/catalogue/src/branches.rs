//! The branches of diseases as a facet: how many of the selected rows stand under each topmost concept.
//!
//! Which branch a tag stands under is the vocabulary's to say, which rows a filter selects is the tables'; so the two
//! meet here. Headings of NANDO that no hand-made concept stands for are no branches.

use std::collections::HashMap;

use approvals::{ApprovalFilter, Approvals};
use base::{DiseaseId, Facet, FacetColumn};
use registries::{Registries, RegistryFilter};
use vocabulary::{Diseases, OWN_LIST};

use crate::Catalogue;

const NAME: &str = "disease_branch";

/// The branches of every row of the tables that are tagged with diseases.
#[derive(Debug)]
pub(crate) struct Branches {
    registries: FacetColumn,
    approvals: FacetColumn,
}

impl Branches {
    pub(crate) fn new(diseases: &Diseases, registries: &Registries, approvals: &Approvals) -> Self {
        let mut known = HashMap::new();
        let mut of = |tags: &mut dyn Iterator<Item = &DiseaseId>| -> Vec<DiseaseId> {
            tags.flat_map(|tag| {
                known
                    .entry(tag.clone())
                    .or_insert_with(|| branches(diseases, tag))
                    .clone()
            })
            .collect()
        };
        Self {
            registries: FacetColumn::new((0..registries.all().len() as u32).map(|row| {
                let tags = registries.diseases(row).iter();
                codes(of(&mut tags.map(|tag| &tag.disease)))
            })),
            approvals: FacetColumn::new((0..approvals.all().len() as u32).map(|row| {
                let tags = approvals.diseases(row).iter();
                codes(of(&mut tags.map(|tag| &tag.disease)))
            })),
        }
    }
}

/// The topmost hand-made concepts above a tag.
fn branches(diseases: &Diseases, tag: &DiseaseId) -> Vec<DiseaseId> {
    let own = |id: &DiseaseId| {
        let row = diseases.find(id).map(|place| diseases.get(place));
        row.is_some_and(|row| row.source == OWN_LIST)
    };
    diseases.branches(tag).into_iter().filter(own).collect()
}

fn codes(ids: Vec<DiseaseId>) -> Vec<String> {
    ids.iter().map(DiseaseId::to_string).collect()
}

impl Catalogue {
    /// The facets of registries, the branches of their diseases among them; the branches leave the diseases out.
    pub fn registry_facets(&self, filter: &RegistryFilter) -> Vec<Facet> {
        let mut facets = self.registries.facets(filter);
        let rows = self.registries.select(&RegistryFilter {
            diseases: None,
            ..filter.clone()
        });
        facets.push(self.branches.registries.count(NAME, &rows));
        facets
    }

    /// The facets of approvals, the branches of their diseases among them; the branches leave the diseases out.
    pub fn approval_facets(&self, filter: &ApprovalFilter) -> Vec<Facet> {
        let mut facets = self.approvals.facets(filter);
        let rows = self.approvals.select(&ApprovalFilter {
            diseases: None,
            disease_unknown: None,
            ..filter.clone()
        });
        facets.push(self.branches.approvals.count(NAME, &rows));
        facets
    }
}
