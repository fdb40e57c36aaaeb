//! Where two statements about one pair say different things.
#![expect(
    clippy::enum_variant_names,
    reason = "the API's words end in what the rule does"
)]

use base::StatementId;

use super::Step;
use crate::statement::LinkageStatement;

base::words! {
    /// What two statements differ in.
    pub enum ConflictField {
        /// How far the link has come.
        State = "STATE" ("状態", "state"),
        /// The start of the plan.
        PlannedFrom = "PLANNED_FROM" ("予定開始", "planned from"),
        /// The deadline of the plan.
        PlannedBy = "PLANNED_BY" ("予定期限", "planned by"),
        /// Since when it is in force.
        InForceFrom = "IN_FORCE_FROM" ("開始", "in force from"),
        /// The end.
        Until = "UNTIL" ("終了", "until"),
    }
}

base::words! {
    /// The rule by which one of two differing statements governs.
    pub enum Resolution {
        /// The governing one is an enactment in effect.
        Enactment = "ENACTMENT_GOVERNS" ("施行されている法令を優先", "an enactment in effect governs"),
        /// The day of the other one is only inferred.
        PrintedDay = "PRINTED_DAY_GOVERNS" ("日付が明記された記載を優先", "a printed day governs"),
        /// The other one is older.
        Newest = "NEWEST_GOVERNS" ("新しい記載を優先", "the newest governs"),
        /// Both are of one day, and the governing one rests on firmer ground.
        FirmerBasisOfTheDay = "FIRMER_BASIS_OF_THE_DAY_GOVERNS" ("同日では根拠が確かな記載を優先", "of one day the firmer basis governs"),
        /// Both are of one day; who is told "may be linked" must not find a source that says "not yet".
        WeakestOfTheDay = "WEAKEST_OF_THE_DAY_GOVERNS" ("同日では慎重な内容を優先", "of one day the weakest governs"),
        /// Both are of one day and one state; the later date is the weaker.
        LaterDateOfTheDay = "LATER_DATE_OF_THE_DAY_GOVERNS" ("同日では時期が遅い記載を優先", "of one day the later date governs"),
    }
}

/// One field in which another statement differs from the governing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What they differ in.
    pub field: ConflictField,
    /// What the governing statement says.
    pub governing: ConflictValue,
    /// What the other says.
    pub other: ConflictValue,
    /// The rule that chose.
    pub resolution: Resolution,
}

/// What one of the two statements says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictValue {
    /// The word of the state, or the date as printed; none where the statement prints none.
    pub value: Option<String>,
    /// The statement.
    pub statement: StatementId,
}

impl Conflict {
    pub(super) fn step(&self) -> Step {
        Step::Differs {
            statement: self.other.statement.clone(),
            resolution: self.resolution,
        }
    }
}

/// The fields that hold a date.
const DATES: [ConflictField; 4] = [
    ConflictField::PlannedFrom,
    ConflictField::PlannedBy,
    ConflictField::InForceFrom,
    ConflictField::Until,
];

/// The fields in which `other` really differs: the state, or a date that both print. A date that only one of them prints is
/// no difference.
pub(super) fn between(
    governing: &LinkageStatement,
    other: &LinkageStatement,
    resolution: Resolution,
) -> Vec<Conflict> {
    let conflict = |field, value: String, other_value: String| Conflict {
        field,
        governing: ConflictValue {
            value: Some(value),
            statement: governing.id.clone(),
        },
        other: ConflictValue {
            value: Some(other_value),
            statement: other.id.clone(),
        },
        resolution,
    };
    let state = (governing.state != other.state).then(|| {
        let [word, other_word] = [governing, other].map(|x| x.state.word().to_owned());
        conflict(ConflictField::State, word, other_word)
    });
    let dates = |x: &LinkageStatement| [x.planned_from, x.planned_by, x.in_force_from, x.until];
    let printed = dates(governing).into_iter().zip(dates(other));
    let dates = DATES
        .into_iter()
        .zip(printed)
        .filter_map(|(field, dates)| match dates {
            (Some(date), Some(other)) if !date.agrees_with(other) => {
                Some(conflict(field, date.to_string(), other.to_string()))
            }
            _ => None,
        });
    state.into_iter().chain(dates).collect()
}
