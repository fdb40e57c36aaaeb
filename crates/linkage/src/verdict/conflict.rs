//! Where two statements about one pair say different things.

use base::StatementId;

use super::Step;
use crate::statement::LinkageStatement;

base::words! {
    /// What two statements differ in.
    pub enum ConflictField {
        /// How far the link has come.
        State = "STATE",
        /// The start of the plan.
        PlannedFrom = "PLANNED_FROM",
        /// The deadline of the plan.
        PlannedBy = "PLANNED_BY",
        /// Since when it is in force.
        InForceFrom = "IN_FORCE_FROM",
        /// The end.
        Until = "UNTIL",
    }
}

base::words! {
    /// The rule by which one of two differing statements governs.
    pub enum Resolution {
        /// The governing one is an enactment in effect.
        Enactment = "ENACTMENT_GOVERNS",
        /// The day of the other one is only inferred.
        PrintedDay = "PRINTED_DAY_GOVERNS",
        /// The other one is older.
        Newest = "NEWEST_GOVERNS",
        /// Both are of one day, and the governing one rests on firmer ground.
        FirmerBasisOfTheDay = "FIRMER_BASIS_OF_THE_DAY_GOVERNS",
        /// Both are of one day; who is told "may be linked" must not find a source that says "not yet".
        WeakestOfTheDay = "WEAKEST_OF_THE_DAY_GOVERNS",
        /// Both are of one day and one state; the later date is the weaker.
        LaterDateOfTheDay = "LATER_DATE_OF_THE_DAY_GOVERNS",
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
