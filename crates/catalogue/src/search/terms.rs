//! The indexes over the terms that filters take, and over the documents: what people choose from while they type.
//!
//! Each is made when it is first asked for, and its rows are numbered as in their table.

use std::sync::OnceLock;

use ::registries::HostOrganisation;
use base::Document;
use text::{Field, Index, IndexBuilder, Weights};
use vocabulary::{DataItems, Diseases, Prefectures};

use super::Search;

#[derive(Debug, Default)]
pub(super) struct Terms {
    diseases: OnceLock<Index>,
    documents: OnceLock<Index>,
    hosts: OnceLock<Index>,
    data_items: OnceLock<Index>,
    prefectures: OnceLock<Index>,
}

/// The texts of one row, each with what a match in it is worth.
struct Row<'b> {
    builder: &'b mut IndexBuilder<'static>,
    row: u32,
}

impl Row<'_> {
    fn add<'a>(&mut self, class: Field, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            self.builder.add(self.row, class, text);
        }
    }
}

fn index<T>(rows: &[T], texts: impl Fn(&mut Row<'_>, &T)) -> Index {
    let mut builder = IndexBuilder::new(Weights::default());
    for (row, of) in (0..).zip(rows) {
        let builder = &mut builder;
        texts(&mut Row { builder, row }, of);
    }
    builder.build()
}

impl Search {
    /// The index over the concepts of diseases.
    pub fn diseases(&self, of: &Diseases) -> &Index {
        self.terms.diseases.get_or_init(|| {
            index(of.all(), |row, disease| {
                row.add(Field::Name, [disease.name_ja.as_str()]);
                row.add(Field::EnglishName, disease.name_en.as_deref());
                row.add(Field::Alias, disease.names());
                row.add(Field::Alias, disease.kana.as_deref());
            })
        })
    }

    /// The index over the documents that state facts.
    pub fn documents(&self, of: &[Document]) -> &Index {
        self.terms.documents.get_or_init(|| {
            index(of, |row, document| {
                let day = document.published_on.map(|day| day.to_string());
                row.add(Field::Name, [document.title.as_str()]);
                row.add(Field::Alias, [document.id.as_str()]);
                row.add(Field::Related, document.publisher.as_deref());
                row.add(Field::Body, document.note.as_deref());
                row.add(Field::Related, day.as_deref());
            })
        })
    }

    /// The index over the organisations that host registries, by their names now and before.
    pub fn hosts(&self, of: &[HostOrganisation]) -> &Index {
        self.terms.hosts.get_or_init(|| {
            index(of, |row, host| {
                row.add(Field::Name, [host.name_ja.as_str()]);
                row.add(Field::EnglishName, host.name_en.as_deref());
                row.add(Field::Alias, [host.id.as_str()]);
                row.add(Field::Alias, host.abbreviations.iter());
                row.add(Field::Alias, host.former_names.iter());
            })
        })
    }

    /// The index over the kinds of data, by their names and by the words that documents print.
    pub fn data_items(&self, of: &DataItems) -> &Index {
        self.terms.data_items.get_or_init(|| {
            index(of.all(), |row, item| {
                row.add(Field::Name, [item.name_ja.as_str()]);
                row.add(Field::EnglishName, item.name_en.as_deref());
                row.add(Field::Alias, [item.id.as_str()]);
                row.add(Field::Alias, item.printed.iter());
            })
        })
    }

    /// The index over the prefectures, by their names and readings.
    pub fn prefectures(&self, of: &Prefectures) -> &Index {
        self.terms.prefectures.get_or_init(|| {
            index(of.all(), |row, prefecture| {
                row.add(Field::Name, [prefecture.name_ja.as_str()]);
                row.add(Field::EnglishName, prefecture.name_en.as_deref());
                row.add(Field::Alias, prefecture.names());
                row.add(Field::Alias, prefecture.name_kana.as_deref());
            })
        })
    }
}
