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
        /// The other one is older.
        NewestGoverns = "NEWEST_GOVERNS",
        /// Both are of one day; who is told "may be linked" must not find a source that says "not yet".
        WeakestOfTheDayGoverns = "WEAKEST_OF_THE_DAY_GOVERNS",
        /// Both are of one day and one state; the later date is the weaker.
        LaterDateOfTheDayGoverns = "LATER_DATE_OF_THE_DAY_GOVERNS",
        /// The other one prints no start and was made after the day asked.
        AttestsOnlyFromItsDay = "ATTESTS_ONLY_FROM_ITS_DAY",
    }
}

/// One field in which another statement differs from the governing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What they differ in.
    pub field: ConflictField,
    /// The governing statement's value, then the other's.
    pub values: [ConflictValue; 2],
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
        let [_, other] = &self.values;
        Step::Differs {
            statement: other.statement.clone(),
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

/// The fields in which `other` differs. Where the states differ, a date that only one of them prints is no conflict.
pub(super) fn between(
    governing: &LinkageStatement,
    other: &LinkageStatement,
    resolution: Resolution,
) -> Vec<Conflict> {
    let conflict = |field, values: [Option<String>; 2]| {
        let [value, other_value] = values;
        let values = [
            ConflictValue {
                value,
                statement: governing.id.clone(),
            },
            ConflictValue {
                value: other_value,
                statement: other.id.clone(),
            },
        ];
        Conflict {
            field,
            values,
            resolution,
        }
    };
    let same_state = governing.state == other.state;
    let state = (!same_state).then(|| {
        conflict(
            ConflictField::State,
            [governing, other].map(|x| Some(x.state.word().to_owned())),
        )
    });
    let dates = |x: &LinkageStatement| [x.planned_from, x.planned_by, x.in_force_from, x.until];
    let printed = dates(governing).into_iter().zip(dates(other));
    let dates = DATES
        .into_iter()
        .zip(printed)
        .filter_map(|(field, (date, other_date))| {
            let comparable = same_state || (date.is_some() && other_date.is_some());
            let values = [date, other_date].map(|date| date.map(|date| date.to_string()));
            (comparable && date != other_date).then(|| conflict(field, values))
        });
    state.into_iter().chain(dates).collect()
}
