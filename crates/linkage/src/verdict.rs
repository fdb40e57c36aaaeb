//! What follows for one pair of databases from all statements about it: a pure function of statements and two days.
//!
//! The rule with its reasons stands in the crate's documentation. Nothing is stored here.

use base::{DatabaseId, PartialDate, StatementId};
use chrono::NaiveDate;

use crate::statement::{DataForm, Facts, LinkageState, LinkageStatement};

mod conflict;
mod weighed;

pub use conflict::{Conflict, ConflictField, ConflictValue, Resolution};

use weighed::{Weighed, ended, ids};

/// What is asked of a pair: in which form, for which day, by what was stated until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The form of the data.
    pub form: DataForm,
    /// The day on which the data would be linked.
    pub on: NaiveDate,
    /// Statements after this day are not taken into account.
    pub known_by: NaiveDate,
}

/// The answer for one pair, with everything that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairVerdict {
    /// The pair, in the order of the codes.
    pub databases: [DatabaseId; 2],
    /// What was asked.
    pub question: Question,
    /// How far the link has come on the day asked.
    pub state: LinkageState,
    /// The governing plan's day has passed and no source confirms it.
    pub overdue: bool,
    /// The governing statement's start. A deadline is none, and a link that has ended has none.
    pub starts_on: Option<PartialDate>,
    /// The statement that governs; none where nobody speaks of that day.
    pub governing: Option<StatementId>,
    /// The statements that were weighed, in the order in which they would govern. A "-" is among them only where nothing
    /// else speaks.
    pub considered: Vec<StatementId>,
    /// Statements that are, or may be, newer than the governing one and say less.
    pub contested_by: Vec<StatementId>,
    /// Statements that speak of the day and say the same as the governing one.
    pub confirmed_by: Vec<StatementId>,
    /// Where other statements really differ from the governing one.
    pub conflicts: Vec<Conflict>,
    /// How the answer was reached.
    pub steps: Vec<Step>,
}

/// One step of the way to a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nobody had stated anything.
    Silence,
    /// No source gives these databases out in the form asked for, so what is said of no form in particular does not speak of
    /// it.
    NotGivenOut {
        /// Those of the pair.
        databases: Vec<DatabaseId>,
    },
    /// So many statements were weighed.
    Considered {
        /// How many.
        statements: usize,
    },
    /// A "-" does not count, because something else speaks.
    SaysNothing {
        /// The statement.
        statement: StatementId,
    },
    /// All that is there is a "-", which states nothing.
    NothingButDashes {
        /// The statements.
        statements: Vec<StatementId>,
    },
    /// The statements were made after the day asked and print no earlier start: they do not speak of that day.
    SpeakFromTheirDay {
        /// The statements.
        statements: Vec<StatementId>,
    },
    /// No statement speaks of the day asked.
    NoneLeft,
    /// The statement that governs.
    Governs {
        /// The statement.
        statement: StatementId,
        /// Why this one.
        reason: Reason,
    },
    /// In force, but from a day after the one asked: still a plan.
    StartsLater {
        /// The printed start.
        start: PartialDate,
    },
    /// The link had ended by the day asked.
    Ended {
        /// The printed end.
        until: PartialDate,
    },
    /// The plan's day has passed.
    Overdue {
        /// The printed start or deadline.
        planned: PartialDate,
        /// Whether it was a deadline.
        deadline: bool,
    },
    /// A statement that is, or may be, newer says less.
    Contested {
        /// The statement.
        statement: StatementId,
        /// The rule by which the governing one governs all the same.
        resolution: Resolution,
    },
    /// These say the same.
    Confirmed {
        /// The statements.
        statements: Vec<StatementId>,
    },
    /// Another statement says otherwise.
    Differs {
        /// The other statement.
        statement: StatementId,
        /// The rule that chose.
        resolution: Resolution,
    },
    /// What follows.
    Answer {
        /// The verdict.
        state: LinkageState,
    },
}

/// Why a statement governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No other speaks of the day asked.
    Only,
    /// It is an enactment in effect.
    Enactment,
    /// It is the newest, or agrees with the others of its day.
    Newest,
    /// It is the newest of those whose day is printed.
    NewestPrinted,
    /// Of the newest, all of one day, it rests on the firmest ground.
    FirmestOfTheDay,
    /// Of the newest, all of one day, it says the least.
    WeakestOfTheDay,
    /// Of the newest, all of one day and one state, it gives the later date.
    LaterDateOfTheDay,
}

impl PairVerdict {
    /// Whether a newer source says less: the state holds, but who relies on it should read that source.
    pub fn is_contested(&self) -> bool {
        !self.contested_by.is_empty()
    }
}

/// The verdict on linking `a` with `b`, two different databases, by the facts given.
///
/// Neither the order of the two nor that of the statements matters; statements about other pairs may be among them.
pub fn pair_verdict(
    a: &DatabaseId,
    b: &DatabaseId,
    facts: &Facts<'_>,
    question: &Question,
) -> PairVerdict {
    let weighed = Weighed::new(a, b, facts, question);
    let answer = Answer::of(weighed.governing, question);
    let contested_by = weighed.contested_by(answer.state);
    let conflicts = weighed.conflicts(&contested_by);
    let databases = if a <= b { [a, b] } else { [b, a] };
    PairVerdict {
        databases: databases.map(DatabaseId::clone),
        question: *question,
        state: answer.state,
        overdue: matches!(answer.step, Some(Step::Overdue { .. })),
        starts_on: answer.starts_on,
        governing: weighed.governing.map(|statement| statement.id.clone()),
        considered: ids(&weighed.considered(&contested_by)),
        confirmed_by: ids(&weighed.confirmed_by()),
        steps: weighed.steps(answer, &contested_by, &conflicts),
        contested_by: ids(&contested_by),
        conflicts,
    }
}

/// What the governing statement answers for the day asked.
struct Answer {
    state: LinkageState,
    starts_on: Option<PartialDate>,
    step: Option<Step>,
}

impl Answer {
    fn of(governing: Option<&LinkageStatement>, question: &Question) -> Self {
        let Some(governing) = governing else {
            return Self {
                state: LinkageState::NotStated,
                starts_on: None,
                step: None,
            };
        };
        let on = question.on;
        let (state, starts_on, step) = match (governing.state, governing.in_force_from) {
            (LinkageState::InForce, _) if let Some(until) = ended(governing, on) => {
                (LinkageState::NotStated, None, Some(Step::Ended { until }))
            }
            (LinkageState::InForce, Some(start)) if start.first_day() > on => (
                LinkageState::Planned,
                Some(start),
                Some(Step::StartsLater { start }),
            ),
            (LinkageState::InForce, start) => (LinkageState::InForce, start, None),
            (LinkageState::Planned, _) => (
                LinkageState::Planned,
                governing.planned_from,
                overdue(governing, on),
            ),
            (state, _) => (state, None, None),
        };
        Self {
            state,
            starts_on,
            step,
        }
    }
}

/// A plan's day is its deadline, or else its start.
fn overdue(plan: &LinkageStatement, on: NaiveDate) -> Option<Step> {
    let deadline = plan.planned_by.map(|by| (by, by.last_day(), true));
    let (planned, day, deadline) = deadline.or(plan
        .planned_from
        .map(|from| (from, from.first_day(), false)))?;
    (day < on).then_some(Step::Overdue { planned, deadline })
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
