//! What is searched of a database: its names, what it is made of and holds, who holds it, since when.

use text::Field;

use super::{Passages, Sources};

pub(super) fn collect<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let database = from.databases.get(row);
    into.add(Field::Name, "nameJa", database.name_ja.as_str());
    into.all(Field::EnglishName, "nameEn", database.name_en.as_deref());
    into.add(Field::Alias, "code", database.id.as_str());
    into.all(
        Field::Alias,
        "officialNameJa",
        database.official_name_ja.as_deref(),
    );
    into.all(Field::Alias, "aliases", database.aliases.iter());
    into.all(
        Field::Related,
        "originalData",
        database.original_data.iter(),
    );
    into.all(Field::Related, "mainItems", database.main_items.iter());
    into.all(Field::Body, "plannedItems", database.planned_items.iter());
    into.all(Field::Body, "holder", database.holder.as_deref());
    if let Some(date) = database.started_on {
        into.date("startedOn", date);
    }
}
