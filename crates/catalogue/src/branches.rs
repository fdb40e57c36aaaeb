//! The diseases of the selected rows as two facets: every concept that a row is tagged with, and the topmost concepts
//! above the tags, the branches.
//!
//! A filter on a concept takes the rows of what lies below it, so a concept counts those rows too: a count is the number
//! of rows that choosing the value gives. What lies below a concept is the vocabulary's to say, which rows a filter
//! selects is the tables'; so the two meet here. Headings of NANDO that no hand-made concept stands for are no branches.

use std::collections::{BTreeSet, HashMap};

use approvals::{ApprovalFilter, Approvals};
use base::{DiseaseId, Facet, FacetColumn};
use registries::{Registries, RegistryFilter};
use roaring::RoaringBitmap;
use vocabulary::{Diseases, OWN_LIST};

use crate::Catalogue;

const DISEASE: &str = "disease";
const BRANCH: &str = "disease_branch";

/// The diseases and branches of every row of the tables that are tagged with diseases.
#[derive(Debug)]
pub(crate) struct Branches {
    registries: Columns,
    approvals: Columns,
}

#[derive(Debug)]
struct Columns {
    diseases: FacetColumn,
    branches: FacetColumn,
}

impl Columns {
    /// Takes the tags row by row.
    fn new(vocabulary: &Diseases, tags: &[Vec<&DiseaseId>]) -> Self {
        let tagged: BTreeSet<&DiseaseId> = tags.iter().flatten().copied().collect();
        let mut diseases: HashMap<&DiseaseId, Vec<&str>> = HashMap::new();
        for concept in &tagged {
            let below = vocabulary.descendants(concept);
            for tag in below.iter().filter_map(|tag| tagged.get(tag)) {
                diseases.entry(tag).or_default().push(concept.as_str());
            }
        }
        let branches: HashMap<&DiseaseId, Vec<DiseaseId>> = tagged
            .iter()
            .map(|tag| (*tag, branches(vocabulary, tag)))
            .collect();
        Self {
            diseases: FacetColumn::new(tags.iter().map(|tags| {
                let above = tags.iter().filter_map(|tag| diseases.get(tag)).flatten();
                let own = tags.iter().map(|tag| tag.as_str());
                own.chain(above.copied()).collect()
            })),
            branches: FacetColumn::new(tags.iter().map(|tags| {
                let above = tags.iter().filter_map(|tag| branches.get(tag)).flatten();
                above.map(DiseaseId::as_str).collect()
            })),
        }
    }

    /// Puts the two in, the diseases in the place of those that the table counts by their own tags alone.
    fn count(&self, rows: &RoaringBitmap, facets: &mut Vec<Facet>) {
        let diseases = self.diseases.count(DISEASE, rows);
        match facets.iter_mut().find(|facet| facet.name == DISEASE) {
            Some(facet) => *facet = diseases,
            None => facets.push(diseases),
        }
        facets.push(self.branches.count(BRANCH, rows));
    }
}

impl Branches {
    pub(crate) fn new(diseases: &Diseases, registries: &Registries, approvals: &Approvals) -> Self {
        let of_registries: Vec<_> = (0..registries.all().len() as u32)
            .map(|row| registries.diseases(row).iter().map(|tag| &tag.disease))
            .map(Iterator::collect)
            .collect();
        let of_approvals: Vec<_> = (0..approvals.all().len() as u32)
            .map(|row| approvals.diseases(row).iter().map(|tag| &tag.disease))
            .map(Iterator::collect)
            .collect();
        Self {
            registries: Columns::new(diseases, &of_registries),
            approvals: Columns::new(diseases, &of_approvals),
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

impl Catalogue {
    /// The facets of registries, their diseases and the branches of these among them; both leave the diseases out.
    pub fn registry_facets(&self, filter: &RegistryFilter) -> Vec<Facet> {
        let mut facets = self.registries.facets(filter);
        let rows = self.registries.select(&RegistryFilter {
            diseases: None,
            ..filter.clone()
        });
        self.branches.registries.count(&rows, &mut facets);
        facets
    }

    /// The facets of approvals, their diseases and the branches of these among them; both leave the diseases out.
    pub fn approval_facets(&self, filter: &ApprovalFilter) -> Vec<Facet> {
        let mut facets = self.approvals.facets(filter);
        let rows = self.approvals.select(&ApprovalFilter {
            diseases: None,
            disease_unknown: None,
            ..filter.clone()
        });
        self.branches.approvals.count(&rows, &mut facets);
        facets
    }
}
