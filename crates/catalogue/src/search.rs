//! The text indexes over every kind of thing, and the words that widen a query.

use base::{DiseaseId, OperatorId};
use linkage::Databases;
use text::{Field, Index, IndexBuilder, Query, Synonyms, Weights};
use vocabulary::{DataItems, Diseases, Organisation, Prefectures};

/// What can be searched, one index a kind, rows numbered as in their tables.
#[derive(Debug)]
pub struct Search {
    synonyms: Synonyms,
    /// Over approvals.
    pub approvals: Index,
    /// Over institutions.
    pub institutions: Index,
    /// Over operators.
    pub operators: Index,
    /// Over databases.
    pub databases: Index,
}

/// The tables that the indexes are made of.
pub(crate) struct Sources<'a> {
    pub(crate) approvals: &'a approvals::Approvals,
    pub(crate) institutions: &'a institutions::Institutions,
    pub(crate) operators: &'a operators::Operators,
    pub(crate) databases: &'a Databases,
    pub(crate) diseases: &'a Diseases,
    pub(crate) data_items: &'a DataItems,
    pub(crate) prefectures: &'a Prefectures,
    pub(crate) organisations: &'a [Organisation],
}

impl Search {
    pub(crate) fn new(from: &Sources<'_>) -> Self {
        let mut synonyms = Synonyms::new();
        for group in from.diseases.synonym_groups() {
            synonyms.add(group);
        }
        for organisation in from.organisations {
            synonyms.add(organisation_names(organisation));
        }
        for item in from.data_items.all() {
            synonyms.add(
                [Some(item.name_ja.as_str()), item.name_en.as_deref()]
                    .into_iter()
                    .flatten()
                    .chain(item.printed.iter()),
            );
        }
        Self {
            synonyms,
            approvals: approvals_index(from),
            institutions: institutions_index(from),
            operators: operators_index(from),
            databases: databases_index(from),
        }
    }

    /// What a text asks for; none where it is blank, which asks for everything.
    pub fn query(&self, text: &str) -> Option<Query> {
        Query::parse(text, &self.synonyms)
    }
}

fn organisation_names(organisation: &Organisation) -> Vec<&str> {
    let mut names = vec![organisation.name_ja.as_str()];
    names.extend(organisation.name_en.as_deref());
    names.extend(organisation.abbreviations.iter());
    names.extend(organisation.former_names.iter());
    names
}

/// The names of a concept and of all that is above it: who asks for the branch finds the leaf.
pub(crate) fn add_disease(
    builder: &mut IndexBuilder,
    row: u32,
    diseases: &Diseases,
    id: &DiseaseId,
) {
    for above in diseases.ancestors(id) {
        if let Some(place) = diseases.find(&above) {
            let concept = diseases.get(place);
            let field = if above == *id {
                Field::Related
            } else {
                Field::Body
            };
            builder.add(row, field, &concept.name_ja);
            if let Some(name) = &concept.name_en {
                builder.add(row, field, name);
            }
        }
    }
}

fn add_operator(
    builder: &mut IndexBuilder,
    row: u32,
    field: Field,
    from: &Sources<'_>,
    id: &OperatorId,
) {
    if let Some(place) = from.operators.find(id) {
        for name in from.operators.get(place).names() {
            builder.add(row, field, name);
        }
    }
}

fn approvals_index(from: &Sources<'_>) -> Index {
    let mut builder = IndexBuilder::new(Weights::default());
    for (approval, row) in from.approvals.all().iter().zip(0..) {
        builder.add(row, Field::Title, &approval.title_ja);
        for tag in from.approvals.diseases(row) {
            add_disease(&mut builder, row, from.diseases, &tag.disease);
        }
        for item in from.approvals.data_items(row) {
            if let Some(place) = from.data_items.find(item) {
                let item = from.data_items.get(place);
                builder.add(row, Field::Body, &item.name_ja);
                for text in item
                    .name_en
                    .as_deref()
                    .into_iter()
                    .chain(item.printed.iter())
                {
                    builder.add(row, Field::Body, text);
                }
            }
        }
        add_operator(&mut builder, row, Field::Body, from, &approval.operator);
        for sector in &approval.user_sectors.0 {
            builder.add(row, Field::Body, sector.label_ja());
        }
        builder.add(
            row,
            Field::Body,
            &approval.approved_on.format("%Y年%-m月%-d日").to_string(),
        );
        builder.add(row, Field::Body, &approval.approved_on.to_string());
        if let Some(printed) = &approval.printed_items {
            builder.add(row, Field::Body, printed);
        }
    }
    builder.build()
}

fn institutions_index(from: &Sources<'_>) -> Index {
    let mut builder = IndexBuilder::new(Weights::default());
    for (institution, row) in from.institutions.all().iter().zip(0..) {
        builder.add(row, Field::Name, &institution.name_ja);
        if institution.group_name.as_deref() == Some("NHO") {
            // The page's legend: NHO 国立病院機構.
            builder.add(
                row,
                Field::Alias,
                &institution.name_ja.replacen("NHO", "国立病院機構", 1),
            );
        }
        for organisation in from.organisations {
            let names = organisation_names(organisation);
            if names
                .iter()
                .any(|name| name.chars().count() > 3 && institution.name_ja.contains(name))
            {
                for name in names {
                    builder.add(row, Field::Related, name);
                }
            }
        }
        if let Some(place) = from.prefectures.find(&institution.prefecture) {
            let prefecture = from.prefectures.get(place);
            builder.add(row, Field::Related, &prefecture.name_ja);
            for name in [&prefecture.name_en, &prefecture.name_kana]
                .into_iter()
                .flatten()
            {
                builder.add(row, Field::Related, name);
            }
        }
        for cooperation in from.institutions.cooperations_of(row) {
            if let Some(operator) = &cooperation.operator {
                add_operator(&mut builder, row, Field::Body, from, operator);
            }
        }
    }
    builder.build()
}

fn operators_index(from: &Sources<'_>) -> Index {
    let mut builder = IndexBuilder::new(Weights::default());
    for (operator, row) in from.operators.all().iter().zip(0..) {
        builder.add(row, Field::Name, &operator.name_ja);
        if let Some(name) = &operator.name_en {
            builder.add(row, Field::EnglishName, name);
        }
        for name in operator.names() {
            builder.add(row, Field::Alias, name);
        }
        for entrustment in from.operators.entrustments_of(row) {
            builder.add(row, Field::Related, &entrustment.to_ja);
        }
        for text in [&operator.address, &operator.representative]
            .into_iter()
            .flatten()
        {
            builder.add(row, Field::Body, text);
        }
    }
    builder.build()
}

fn databases_index(from: &Sources<'_>) -> Index {
    let mut builder = IndexBuilder::new(Weights::default());
    for (database, row) in from.databases.all().iter().zip(0..) {
        builder.add(row, Field::Name, &database.name_ja);
        builder.add(row, Field::Alias, database.id.as_str());
        if let Some(name) = &database.name_en {
            builder.add(row, Field::EnglishName, name);
        }
        for name in database
            .official_name_ja
            .as_deref()
            .into_iter()
            .chain(database.aliases.iter())
        {
            builder.add(row, Field::Alias, name);
        }
        for item in database
            .original_data
            .iter()
            .chain(database.main_items.iter())
        {
            builder.add(row, Field::Related, item);
        }
        for item in database
            .planned_items
            .iter()
            .chain(database.holder.as_deref())
        {
            builder.add(row, Field::Body, item);
        }
    }
    builder.build()
}
