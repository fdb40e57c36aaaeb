//! What is searched of an approval: its title, then the diseases it names, then what was used, by whom and when.

use base::PartialDate;
use text::Field;

use super::{Passages, Sources};

pub(super) fn collect<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let approval = from.approvals.get(row);
    into.add(Field::Title, "titleJa", approval.title_ja.as_str());
    let (operator, number) = (&approval.operator, approval.number);
    into.add(Field::Alias, "number", format!("{operator}:{number}"));
    into.add(Field::Alias, "number", format!("No.{number}"));
    for tag in from.approvals.diseases(row) {
        into.disease(from.diseases, &tag.disease);
    }
    for item in from.approvals.data_items(row) {
        if let Some(place) = from.data_items.find(item) {
            let item = from.data_items.get(place);
            into.add(Field::Body, "dataItems.nameJa", item.name_ja.as_str());
            into.all(Field::Body, "dataItems.nameEn", item.name_en.as_deref());
            into.all(Field::Body, "dataItems.printed", item.printed.iter());
        }
    }
    into.operator(from.operators, "operator", &approval.operator);
    for sector in &approval.user_sectors.0 {
        into.add(Field::Body, "userSectors", sector.labels().0);
    }
    if let Some(date) = PartialDate::of_day(approval.approved_on) {
        into.date("approvedOn", date);
    }
    into.all(
        Field::Body,
        "evidence.rawText",
        approval.printed_items.as_deref(),
    );
}
