//! All disease concepts of one revision, and what follows from their links.
//!
//! Rows that are the same concept (`same_as`, read both ways and through each other) answer as one: whoever asks for
//! one of them asks for all. Links that run in a circle end nowhere.
//!
//! One thing is not passed on. NANDO's headings gather only the intractable diseases of their field, its paediatric
//! entries only children's: that 糖尿病 stands under 小児慢性特定疾病 does not make diabetes an intractable disease. So what
//! lies above such an entry is not above its hand-made partner; what lies above a designated disease is.

mod named;

use std::collections::{BTreeSet, HashMap, HashSet};

use base::{DiseaseId, Page, PageError, Part, Permutation, Revision, Slice, StoreError};
use roaring::RoaringBitmap;
use sea_orm::ConnectionTrait;

use crate::OWN_LIST;
use crate::disease::{Disease, DiseaseBroader, Entity, broader};

pub use named::NamedDisease;

/// How the codes of NANDO's designated intractable diseases begin; its headings and paediatric entries begin otherwise.
const DESIGNATED: &str = "nando-12";

/// All disease concepts of one revision, in the order of their codes.
#[derive(Clone, Debug)]
pub struct Diseases {
    rows: Vec<Disease>,
    by_id: HashMap<DiseaseId, u32>,
    /// The concept of each row.
    concept: Vec<u32>,
    /// The rows of each concept, the one that stands for it first.
    members: Vec<Vec<u32>>,
    narrower: Vec<Vec<u32>>,
    broader: Vec<Vec<u32>>,
    names: HashMap<String, Vec<u32>>,
    readings: HashMap<String, Vec<u32>>,
    order: Permutation,
}

impl Diseases {
    /// The tables that are read.
    pub const TABLES: [&'static str; 2] = ["diseases", "disease_broader"];

    /// Reads both tables at a revision.
    pub async fn load(db: &impl ConnectionTrait, at: Revision) -> Result<Self, StoreError> {
        let rows = base::load::<Entity>(db, at).await?;
        let links = base::load::<broader::Entity>(db, at).await?;
        Ok(Self::new(rows, &links))
    }

    /// Takes rows in any order; links to unknown codes are left out.
    pub fn new(mut rows: Vec<Disease>, links: &[DiseaseBroader]) -> Self {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let by_id: HashMap<DiseaseId, u32> = rows
            .iter()
            .zip(0..)
            .map(|(row, number)| (row.id.clone(), number))
            .collect();
        let (concept, members) = concepts(&rows, &by_id);
        let mut narrower = vec![Vec::new(); rows.len()];
        let mut broader = vec![Vec::new(); rows.len()];
        for link in links {
            let ends = (by_id.get(&link.narrower), by_id.get(&link.broader));
            if let (Some(below), Some(above)) = ends {
                narrower[*above as usize].push(*below);
                broader[*below as usize].push(*above);
            }
        }
        let mut names: HashMap<String, Vec<u32>> = HashMap::new();
        let mut readings: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, row) in (0..).zip(&rows) {
            for name in row.names() {
                note(&mut names, text::fold_text(name), number);
            }
            if let Some(kana) = &row.kana {
                note(&mut readings, text::fold_text(kana), number);
            }
        }
        let order = Permutation::new(rows.len(), |row| &rows[row as usize].id);
        Self {
            rows,
            by_id,
            concept,
            members,
            narrower,
            broader,
            names,
            readings,
            order,
        }
    }

    /// Every row, in order.
    pub fn all(&self) -> &[Disease] {
        &self.rows
    }

    /// One row by its place.
    pub fn get(&self, row: u32) -> &Disease {
        &self.rows[row as usize]
    }

    /// The place of a row.
    pub fn find(&self, id: &DiseaseId) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// A page of the selected rows, in the order of their codes.
    pub fn page(&self, of: &RoaringBitmap, page: &Page) -> Result<Slice<u32>, PageError> {
        let key = |row| vec![Part::Text(self.get(row).id.to_string())];
        self.order.page("diseases:code:asc", of, page, key)
    }

    /// All rows of the same concept, the row itself among them; empty where the code is unknown.
    pub fn equivalents(&self, id: &DiseaseId) -> Vec<DiseaseId> {
        self.ids(self.same(id).iter().copied())
    }

    /// The next narrower concepts, one row for each.
    pub fn narrower(&self, id: &DiseaseId) -> Vec<DiseaseId> {
        let own = self.same(id);
        let next = own.iter().flat_map(|row| &self.narrower[*row as usize]);
        self.standing_for(next.filter(|row| !own.contains(row)))
    }

    /// The next broader concepts, one row for each.
    pub fn broader(&self, id: &DiseaseId) -> Vec<DiseaseId> {
        let rows: Vec<u32> = self.find(id).into_iter().collect();
        let rows = reach(&rows, |row| self.speaking_for(row));
        let next = rows.iter().flat_map(|row| &self.broader[*row as usize]);
        self.standing_for(next.filter(|row| !self.same(id).contains(row)))
    }

    /// The concept itself and everything below it; empty where the code is unknown.
    pub fn descendants(&self, id: &DiseaseId) -> BTreeSet<DiseaseId> {
        let rows = reach(self.same(id), |row| {
            let partners: &[u32] = if speaks_for_partners(self.get(row)) {
                self.members_of(row)
            } else {
                &[]
            };
            self.narrower[row as usize].iter().chain(partners).copied()
        });
        self.ids(rows).into_iter().collect()
    }

    /// Everything above the concept, never the concept itself: all those of which it is a descendant.
    pub fn ancestors(&self, id: &DiseaseId) -> BTreeSet<DiseaseId> {
        let own = self.same(id);
        let rows = self.above(id);
        let all = rows.iter().flat_map(|row| self.members_of(*row)).copied();
        self.ids(all.filter(|row| !own.contains(row)))
            .into_iter()
            .collect()
    }

    /// The topmost concepts above this one, one row for each; a concept without a broader one is its own branch.
    pub fn branches(&self, id: &DiseaseId) -> Vec<DiseaseId> {
        let rows = self.above(id);
        let concept = |row: u32| self.concept[row as usize];
        // What lies above a heading or a paediatric entry is not above its partner, so that stays topmost.
        let decides = |row: &&u32| {
            speaks_for_partners(self.get(**row)) || self.speaking_for(**row).next().is_none()
        };
        let below_others: HashSet<u32> = rows
            .iter()
            .filter(decides)
            .map(|row| (concept(*row), &self.broader[*row as usize]))
            .filter(|(own, broader)| broader.iter().any(|row| concept(*row) != *own))
            .map(|(own, _)| own)
            .collect();
        let mut tops: Vec<u32> = rows
            .iter()
            .copied()
            .filter(|row| !below_others.contains(&concept(*row)))
            .collect();
        if tops.is_empty() {
            // Every way up runs in a circle.
            tops.extend(self.find(id));
        }
        self.standing_for(&tops)
    }

    /// The concepts that are called exactly so, in any spelling that folds alike: by name, synonym or abbreviation, and
    /// where none is, by reading. One row for each concept, withdrawn ones last.
    pub fn resolve(&self, text: &str) -> Vec<DiseaseId> {
        let folded = text::fold_text(text);
        self.names
            .get(&folded)
            .or_else(|| self.readings.get(&folded))
            .map(|rows| self.standing_for(rows))
            .unwrap_or_default()
    }

    /// The concepts of which a text that is folded already is the name, a synonym or an abbreviation; readings do not
    /// count. One row for each concept.
    pub fn called(&self, folded: &str) -> Vec<DiseaseId> {
        self.names
            .get(folded)
            .map(|rows| self.standing_for(rows))
            .unwrap_or_default()
    }

    /// For each concept all that it is called, readings included; concepts with a single name are left out.
    pub fn synonym_groups(&self) -> Vec<Vec<String>> {
        self.members
            .iter()
            .filter_map(|members| {
                let mut seen = HashSet::new();
                let group: Vec<String> = members
                    .iter()
                    .map(|row| self.get(*row))
                    .flat_map(|row| row.names().chain(row.kana.as_deref()))
                    .filter(|name| seen.insert(*name))
                    .map(str::to_owned)
                    .collect();
                (group.len() > 1).then_some(group)
            })
            .collect()
    }

    /// The rows of a row's concept, the row itself among them.
    fn members_of(&self, row: u32) -> &[u32] {
        &self.members[self.concept[row as usize] as usize]
    }

    /// The rows of the concept that a code belongs to.
    fn same(&self, id: &DiseaseId) -> &[u32] {
        self.find(id)
            .map(|row| self.members_of(row))
            .unwrap_or_default()
    }

    /// The row and every row above it.
    fn above(&self, id: &DiseaseId) -> Vec<u32> {
        let rows: Vec<u32> = self.find(id).into_iter().collect();
        reach(&rows, |row| {
            self.broader[row as usize]
                .iter()
                .copied()
                .chain(self.speaking_for(row))
        })
    }

    /// The rows of the same concept whose place holds for this row as well.
    fn speaking_for(&self, row: u32) -> impl Iterator<Item = u32> {
        self.members_of(row)
            .iter()
            .copied()
            .filter(|member| speaks_for_partners(self.get(*member)))
    }

    fn ids(&self, rows: impl IntoIterator<Item = u32>) -> Vec<DiseaseId> {
        rows.into_iter()
            .map(|row| self.get(row).id.clone())
            .collect()
    }

    /// The first row of the concept of each of these rows, each once, in the order that [`rank`] gives.
    fn standing_for<'a>(&self, rows: impl IntoIterator<Item = &'a u32>) -> Vec<DiseaseId> {
        let mut found: Vec<&Disease> = rows
            .into_iter()
            .filter_map(|row| self.members_of(*row).first())
            .map(|row| self.get(*row))
            .collect();
        found.sort_by_key(|row| rank(row));
        found.dedup_by_key(|row| &row.id);
        found.into_iter().map(|row| row.id.clone()).collect()
    }
}

/// Whether a row's place in its list is also the place of the rows that are the same concept: see the module.
fn speaks_for_partners(row: &Disease) -> bool {
    row.source == OWN_LIST || row.id.as_str().starts_with(DESIGNATED)
}

/// Rows in force before withdrawn ones, hand-made ones before NANDO's, then by code.
fn rank(row: &Disease) -> (bool, bool, &DiseaseId) {
    (row.deprecated, row.source != OWN_LIST, &row.id)
}

/// Groups rows that are the same concept: each row's concept, and each concept's rows.
fn concepts(rows: &[Disease], by_id: &HashMap<DiseaseId, u32>) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut parent: Vec<u32> = (0..rows.len() as u32).collect();
    for (number, row) in (0..).zip(rows) {
        for code in row.same_as.iter() {
            if let Some(other) = by_id.get(&DiseaseId::new(code)) {
                let (a, b) = (root(&mut parent, number), root(&mut parent, *other));
                parent[a.max(b) as usize] = a.min(b);
            }
        }
    }
    let mut known: HashMap<u32, u32> = HashMap::new();
    let mut members: Vec<Vec<u32>> = Vec::new();
    let mut concept = Vec::with_capacity(rows.len());
    for number in 0..rows.len() as u32 {
        let own = *known.entry(root(&mut parent, number)).or_insert_with(|| {
            members.push(Vec::new());
            members.len() as u32 - 1
        });
        members[own as usize].push(number);
        concept.push(own);
    }
    for list in &mut members {
        list.sort_by_key(|row| rank(&rows[*row as usize]));
    }
    (concept, members)
}

/// The row that a row hangs on in the end; the way there is halved while it is walked.
fn root(parent: &mut [u32], mut row: u32) -> u32 {
    while parent[row as usize] != row {
        parent[row as usize] = parent[parent[row as usize] as usize];
        row = parent[row as usize];
    }
    row
}

/// Everything that can be reached from the start, the start included.
fn reach<I: Iterator<Item = u32>>(start: &[u32], next: impl Fn(u32) -> I) -> Vec<u32> {
    let mut seen: HashSet<u32> = start.iter().copied().collect();
    let mut found = start.to_vec();
    let mut done = 0;
    while let Some(row) = found.get(done).copied() {
        done += 1;
        found.extend(next(row).filter(|other| seen.insert(*other)));
    }
    found
}

fn note(index: &mut HashMap<String, Vec<u32>>, name: String, row: u32) {
    index.entry(name).or_default().push(row);
}

#[cfg(test)]
mod tests;
