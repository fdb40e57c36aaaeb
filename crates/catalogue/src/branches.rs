//! The diseases of the selected rows as two facets: every concept that a row is tagged with, and the topmost concepts
//! above the tags, the branches.
//!
//! A filter on a concept takes the rows of what lies below it, so a concept counts those rows too: a count is the number
//! of rows that choosing the value gives. What lies below a concept is the vocabulary's to say, which rows a filter
//! selects is the tables'; so the two meet here. Headings of NANDO that no hand-made concept stands for are no branches.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use approvals::{ApprovalFilter, Approvals};
use base::{DiseaseId, Facet, FacetColumn};
use registries::{Registries, RegistryFilter};
use roaring::RoaringBitmap;
use vocabulary::{Diseases, OWN_LIST};

use crate::Catalogue;

const DISEASE: &str = "disease";
const BRANCH: &str = "disease_branch";

/// The diseases and branches of every row of the tables that are tagged with diseases.
#[derive(Clone, Debug)]
pub(crate) struct Branches {
    registries: Arc<Columns>,
    approvals: Arc<Columns>,
}

#[derive(Debug)]
struct Columns {
    /// Every concept that a row is tagged with.
    tagged: Arc<HashMap<DiseaseId, Counted>>,
    diseases: FacetColumn,
    branches: FacetColumn,
}

/// What a row with a tag is counted under.
#[derive(Debug)]
struct Counted {
    /// The concept itself, and those above it that some row is tagged with.
    diseases: Vec<DiseaseId>,
    branches: Vec<DiseaseId>,
}

impl Columns {
    /// Takes the tags row by row. With the columns of rows of which most stood there too, of each the row that it was, only the
    /// others are looked at.
    fn new<'a, I: Iterator<Item = &'a DiseaseId>>(
        vocabulary: &Diseases,
        rows: usize,
        tags: impl Fn(u32) -> I,
        other: Option<(&Self, &[Option<u32>])>,
    ) -> Self {
        let rows = 0..rows as u32;
        let tagged: HashSet<&DiseaseId> = rows.clone().flat_map(&tags).collect();
        // a concept that is tagged for the first time counts the rows below it too
        let is_same = |other: &Self| {
            other.tagged.len() == tagged.len()
                && tagged.iter().all(|tag| other.tagged.contains_key(*tag))
        };
        let other = other.filter(|(other, _)| is_same(other));
        let tagged = match other {
            Some((other, _)) => other.tagged.clone(),
            None => Arc::new(counted(vocabulary, &tagged)),
        };
        fn codes(of: Option<&Vec<DiseaseId>>) -> impl Iterator<Item = &str> {
            of.into_iter().flatten().map(DiseaseId::as_str)
        }
        let counted = |row| tags(row).map(|tag| tagged.get(tag));
        let diseases = |row| {
            let of_tags = counted(row).map(|tag| tag.map(|tag| &tag.diseases));
            of_tags.flat_map(codes).collect()
        };
        let branches = |row| {
            let of_tags = counted(row).map(|tag| tag.map(|tag| &tag.branches));
            of_tags.flat_map(codes).collect()
        };
        let (diseases, branches) = match other {
            Some((other, moved)) => (
                FacetColumn::beside(&other.diseases, moved.iter().copied(), diseases),
                FacetColumn::beside(&other.branches, moved.iter().copied(), branches),
            ),
            None => (
                FacetColumn::new(rows.clone().map(diseases)),
                FacetColumn::new(rows.map(branches)),
            ),
        };
        Self {
            tagged,
            diseases,
            branches,
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
        Self {
            registries: Arc::new(of_registries(diseases, registries)),
            approvals: Arc::new(of_approvals(diseases, approvals, None)),
        }
    }

    /// Takes other registries over the same vocabulary.
    pub(crate) fn take_registries(&mut self, diseases: &Diseases, registries: &Registries) {
        self.registries = Arc::new(of_registries(diseases, registries));
    }

    /// Takes other approvals over the same vocabulary, where they are known with the rows that they were.
    pub(crate) fn take_approvals(
        &mut self,
        diseases: &Diseases,
        approvals: &Approvals,
        moved: Option<&[Option<u32>]>,
    ) {
        let other = moved.map(|moved| (&*self.approvals, moved));
        self.approvals = Arc::new(of_approvals(diseases, approvals, other));
    }
}

fn of_registries(diseases: &Diseases, of: &Registries) -> Columns {
    let tags = |row| of.diseases(row).iter().map(|tag| &tag.disease);
    Columns::new(diseases, of.all().len(), tags, None)
}

fn of_approvals(
    diseases: &Diseases,
    of: &Approvals,
    other: Option<(&Columns, &[Option<u32>])>,
) -> Columns {
    let tags = |row| of.diseases(row).iter().map(|tag| &tag.disease);
    Columns::new(diseases, of.all().len(), tags, other)
}

/// What rows are counted under, by tag.
fn counted(vocabulary: &Diseases, tagged: &HashSet<&DiseaseId>) -> HashMap<DiseaseId, Counted> {
    let counted = |tag: &&DiseaseId| Counted {
        diseases: vec![(*tag).clone()],
        branches: branches(vocabulary, tag),
    };
    let mut all: HashMap<DiseaseId, Counted> = tagged
        .iter()
        .map(|tag| ((*tag).clone(), counted(tag)))
        .collect();
    for concept in tagged {
        for tag in vocabulary.descendants(concept) {
            if let Some(below) = all.get_mut(&tag) {
                below.diseases.push((*concept).clone());
            }
        }
    }
    all
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
