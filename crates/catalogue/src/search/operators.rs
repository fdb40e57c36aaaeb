//! What is searched of an operator: every spelling of its name, its processors, where it sits and who speaks for it.

use text::Field;

use super::{Passages, Sources};

pub(super) fn collect<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let operator = from.operators.get(row);
    into.add(Field::Name, "nameJa", operator.name_ja.as_str());
    into.all(Field::EnglishName, "nameEn", operator.name_en.as_deref());
    into.add(Field::Alias, "code", operator.id.as_str());
    into.all(Field::Alias, "spellings", operator.names());
    for entrustment in from.operators.entrustments_of(row) {
        into.add(
            Field::Related,
            "entrustments.toJa",
            entrustment.to_ja.as_str(),
        );
    }
    into.all(Field::Body, "address", operator.address.as_deref());
}
