//! What numbers count, in words: the API gives codes, of an open list.

use crate::language::Language;

/// Code, Japanese, English.
const UNITS: [(&str, &str, &str); 18] = [
    ("APPROVALS", "件", "approvals"),
    ("CONSULTATIONS", "件", "consultations"),
    ("COUNTRIES", "か国・地域", "countries and regions"),
    ("DEVICES", "品目", "devices"),
    ("GUIDELINES", "件", "guidelines"),
    ("INSTITUTIONS", "機関", "institutions"),
    ("JPY", "円", "yen"),
    ("OPERATORS", "事業者", "operators"),
    ("PERSONS", "人", "persons"),
    ("PLANS", "件", "plans"),
    ("PROJECTS", "課題", "projects"),
    ("RECORDS", "件", "records"),
    ("REGISTRIES", "件", "registries"),
    ("RESEARCH_GROUPS", "研究班", "research groups"),
    ("RESEARCH_THEMES", "テーマ", "research themes"),
    ("TEST_METHODS", "件", "test methods"),
    ("WORKING_GROUPS", "件", "working groups"),
    ("YEARS", "年", "years"),
];

/// The word for a unit; one that is new stands as its code.
pub(crate) fn unit(code: &str, language: Language) -> String {
    let known = UNITS.iter().find(|(known, ..)| *known == code);
    known
        .map_or(code, |(_, ja, en)| language.pick(ja, en))
        .to_owned()
}
