//! What is searched of an institution: its name, the organisation that runs it, where it is, whom it supplies.

use ::institutions::InstitutionKind;
use text::Field;

use super::{Passages, Sources, organisations};

/// The page's legend: NHO 国立病院機構.
const NHO: (&str, &str) = ("NHO", "国立病院機構");

pub(super) fn collect<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let institution = from.institutions.get(row);
    into.add(Field::Name, "nameJa", institution.name_ja.as_str());
    if institution.group_name.as_deref() == Some(NHO.0) {
        let in_full = institution.name_ja.replacen(NHO.0, NHO.1, 1);
        into.add(Field::Alias, "nameJa", in_full);
    }
    for name in organisations::named_in(from, &institution.name_ja) {
        into.add(Field::Related, "organisation", name);
    }
    if let Some(place) = from.prefectures.find(&institution.prefecture) {
        let prefecture = from.prefectures.get(place);
        into.add(
            Field::Related,
            "prefecture.nameJa",
            prefecture.name_ja.as_str(),
        );
        into.all(
            Field::Related,
            "prefecture.nameEn",
            prefecture.name_en.as_deref(),
        );
        into.all(
            Field::Related,
            "prefecture.nameKana",
            prefecture.name_kana.as_deref(),
        );
    }
    into.all(Field::Body, "kind", kind(institution.kind));
    for cooperation in from.institutions.cooperations_of(row) {
        if let Some(operator) = &cooperation.operator {
            into.operator(from.operators, "operators", operator);
        }
    }
}

/// What institutions of a kind are called together, where their names do not say so.
fn kind(kind: InstitutionKind) -> Option<&'static str> {
    match kind {
        InstitutionKind::Clinic => Some("診療所"),
        InstitutionKind::University => Some("大学"),
        InstitutionKind::Municipality => Some("市町村"),
        InstitutionKind::Insurer => Some("保険者"),
        InstitutionKind::Hospital | InstitutionKind::Other => None,
    }
}
