//! What is searched of a reported use: its title, which data, by whom, for what.

use text::Field;

use super::{Passages, Sources};

pub(super) fn collect<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let reported = &from.reported_uses[row as usize];
    into.add(Field::Title, "titleJa", reported.title_ja.as_str());
    into.all(Field::Alias, "number", reported.number.as_deref());
    into.databases(from.databases, reported.databases.iter());
    into.all(Field::Related, "users", reported.users.iter());
    for sector in &reported.user_sectors.0 {
        into.add(Field::Body, "userSectors", sector.labels().0);
    }
    into.all(Field::Body, "data", reported.data.as_deref());
    into.all(Field::Body, "purpose", reported.purpose.as_deref());
    into.add(Field::Body, "said", reported.said.as_str());
    if let Some(date) = reported.accepted_on {
        into.date("acceptedOn", date);
    }
}
