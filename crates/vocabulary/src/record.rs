//! The tables of terms as they are imported.

use std::collections::{BTreeMap, HashSet};

use base::{Changes, RecordType, Revision, RowReader, StoreError};
use sea_orm::ConnectionTrait;

use crate::{DataItem, Disease, DiseaseBroader, Organisation, Prefecture};
use crate::{data_item, disease, organisation, prefecture};

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 6] = [
    organisation::RECORD,
    data_item::RECORD,
    prefecture::RECORD,
    disease::NANDO_RECORD,
    disease::RECORD,
    disease::BROADER_RECORD,
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    organisations: Vec<Organisation>,
    data_items: Vec<DataItem>,
    prefectures: Vec<Prefecture>,
    diseases: Vec<Disease>,
    /// By id: a link that two tables give is one link.
    links: BTreeMap<String, DiseaseBroader>,
    /// A concept comes with all its links, so that a missing one is withdrawn.
    groups: HashSet<String>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`].
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "organisations" => self.organisations.extend(organisation::read(row)),
            "data-items" => self.data_items.extend(data_item::read(row)),
            "prefectures" => self.prefectures.extend(prefecture::read(row)),
            "nando" => self.disease(disease::read_nando(row)),
            "diseases" => self.disease(disease::read(row)),
            _ => self.link(disease::read_broader(row)),
        }
    }

    fn disease(&mut self, read: Option<(Disease, Vec<DiseaseBroader>)>) {
        let Some((disease, links)) = read else {
            return;
        };
        self.groups
            .insert(disease::group(&disease.source, &disease.id));
        self.diseases.push(disease);
        self.link(links);
    }

    fn link(&mut self, links: impl IntoIterator<Item = DiseaseBroader>) {
        for link in links {
            let held = self
                .links
                .entry(link.id.clone())
                .or_insert_with(|| link.clone());
            // The same of two sources, whichever file is read first.
            if link.source < held.source {
                *held = link;
            }
        }
    }

    /// The rows of diseases and the links between them.
    pub fn diseases(&self) -> (Vec<Disease>, Vec<DiseaseBroader>) {
        (
            self.diseases.clone(),
            self.links.values().cloned().collect(),
        )
    }

    /// The rows of data items.
    pub fn data_items(&self) -> &[DataItem] {
        &self.data_items
    }

    /// The rows of prefectures.
    pub fn prefectures(&self) -> &[Prefecture] {
        &self.prefectures
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        base::write::<organisation::Entity>(tx, self.organisations, &none, at, changes).await?;
        base::write::<data_item::Entity>(tx, self.data_items, &none, at, changes).await?;
        base::write::<prefecture::Entity>(tx, self.prefectures, &none, at, changes).await?;
        base::write::<disease::Entity>(tx, self.diseases, &none, at, changes).await?;
        let links = self.links.into_values().collect();
        base::write::<disease::broader::Entity>(tx, links, &self.groups, at, changes).await
    }
}
