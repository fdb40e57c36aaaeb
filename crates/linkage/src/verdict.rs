//! What follows for one pair of databases from all statements about it: a pure function of statements and two days.
//!
//! The newest statement governs; where the newest ones of one day differ, the weakest of them. Nothing is stored here.

use std::cmp::Reverse;

use base::{DatabaseId, PartialDate, StatementId};
use chrono::NaiveDate;

use crate::statement::{DataForm, LinkageState, LinkageStatement};

mod conflict;

pub use conflict::{Conflict, ConflictField, ConflictValue, Resolution};

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
    /// The statements that were weighed, newest first, of one day the weakest first. A "-" is among them only where
    /// nothing else speaks.
    pub considered: Vec<StatementId>,
    /// Where other statements differ from the governing one.
    pub conflicts: Vec<Conflict>,
    /// How the answer was reached.
    pub steps: Vec<Step>,
}

/// One step of the way to a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nobody had stated anything.
    Silence,
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
    /// The statement prints no start and was made after the day asked: it attests nothing for that day.
    AttestsOnlyFromItsDay {
        /// The statement.
        statement: StatementId,
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
    /// It is the newest, or agrees with the others of its day.
    Newest,
    /// Of the newest, all of one day, it says the least.
    WeakestOfTheDay,
    /// Of the newest, all of one day and one state, it gives the later date.
    LaterDateOfTheDay,
}

/// The verdict on linking `a` with `b`, two different databases, by the statements given.
///
/// Neither the order of the two nor that of the statements matters; statements about other pairs may be among them.
pub fn pair_verdict<'s>(
    a: &DatabaseId,
    b: &DatabaseId,
    statements: impl IntoIterator<Item = &'s LinkageStatement>,
    question: &Question,
) -> PairVerdict {
    let weighed = Weighed::new(a, b, statements, question);
    let answer = Answer::of(weighed.governing, question);
    let conflicts = weighed.conflicts();
    let databases = if a <= b { [a, b] } else { [b, a] };
    PairVerdict {
        databases: databases.map(DatabaseId::clone),
        question: *question,
        state: answer.state,
        overdue: matches!(answer.step, Some(Step::Overdue { .. })),
        starts_on: answer.starts_on,
        governing: weighed.governing.map(|statement| statement.id.clone()),
        considered: ids(&weighed.considered()),
        steps: weighed.steps(answer, &conflicts),
        conflicts,
    }
}

/// The statements about a pair, sorted out.
struct Weighed<'s> {
    /// Made after the day asked and without a start, newest first: all of them precede the governing one.
    dropped: Vec<&'s LinkageStatement>,
    governing: Option<&'s LinkageStatement>,
    /// The others that count, in the order in which they would govern.
    others: Vec<&'s LinkageStatement>,
    /// Every "-", where something else speaks.
    silent: Vec<&'s LinkageStatement>,
}

impl<'s> Weighed<'s> {
    fn new(
        a: &DatabaseId,
        b: &DatabaseId,
        statements: impl IntoIterator<Item = &'s LinkageStatement>,
        question: &Question,
    ) -> Self {
        let mut candidates: Vec<_> = statements
            .into_iter()
            .filter(|statement| statement.speaks_of(a, b))
            .filter(|statement| statement.form.covers(question.form))
            .filter(|statement| statement.stated_on.last_day() <= question.known_by)
            .collect();
        candidates.sort_unstable_by(|x, y| rank(x).cmp(&rank(y)));
        candidates.dedup_by(|x, y| x.id == y.id);

        let (mut silent, speaking): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .partition(|x| x.state == LinkageState::NotStated);
        let governs = speaking
            .iter()
            .position(|x| !attests_only_later(x, question));
        let mut others = speaking;
        let rest = others.split_off(governs.unwrap_or(others.len()));
        let dropped = std::mem::replace(&mut others, rest);
        if others.is_empty() {
            std::mem::swap(&mut others, &mut silent);
        }
        let governing = (!others.is_empty()).then(|| others.remove(0));
        Self {
            dropped,
            governing,
            others,
            silent,
        }
    }

    fn considered(&self) -> Vec<&'s LinkageStatement> {
        let mut considered = [&self.dropped[..], self.governing.as_slice(), &self.others].concat();
        considered.sort_unstable_by(|x, y| rank(x).cmp(&rank(y)));
        considered
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let Some(governing) = self.governing else {
            return Vec::new();
        };
        let dropped = self
            .dropped
            .iter()
            .map(|other| (other, Resolution::AttestsOnlyFromItsDay));
        let others = self
            .others
            .iter()
            .map(|other| (other, resolution(governing, other)));
        dropped
            .chain(others)
            .flat_map(|(other, by)| conflict::between(governing, other, by))
            .collect()
    }

    fn reason(&self, governing: &LinkageStatement) -> Reason {
        let day = governing.stated_on.last_day();
        let of_the_day = self
            .others
            .iter()
            .filter(|other| other.stated_on.last_day() == day);
        let differing = of_the_day.filter(|other| {
            !conflict::between(governing, other, Resolution::NewestGoverns).is_empty()
        });
        let reason = differing.map(|other| match resolution(governing, other) {
            Resolution::LaterDateOfTheDayGoverns => Reason::LaterDateOfTheDay,
            _ => Reason::WeakestOfTheDay,
        });
        let otherwise = if self.others.is_empty() {
            Reason::Only
        } else {
            Reason::Newest
        };
        reason
            .min_by_key(|reason| *reason == Reason::LaterDateOfTheDay)
            .unwrap_or(otherwise)
    }

    fn steps(&self, answer: Answer, conflicts: &[Conflict]) -> Vec<Step> {
        let considered = self.considered().len();
        let mut steps = vec![match considered {
            0 => Step::Silence,
            statements => Step::Considered { statements },
        }];
        steps.extend(
            ids(&self.silent)
                .into_iter()
                .map(|statement| Step::SaysNothing { statement }),
        );
        let dropped = ids(&self.dropped).into_iter();
        steps.extend(dropped.map(|statement| Step::AttestsOnlyFromItsDay { statement }));
        match self.governing {
            Some(governing) => steps.push(Step::Governs {
                statement: governing.id.clone(),
                reason: self.reason(governing),
            }),
            None if considered > 0 => steps.push(Step::NoneLeft),
            None => {}
        }
        steps.extend(answer.step);
        // A statement that differs in several fields is told once.
        let mut differs: Vec<Step> = conflicts.iter().map(Conflict::step).collect();
        differs.dedup();
        steps.extend(differs);
        steps.push(Step::Answer {
            state: answer.state,
        });
        steps
    }
}

/// What the governing statement says of the day asked.
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

fn ids(statements: &[&LinkageStatement]) -> Vec<StatementId> {
    statements
        .iter()
        .map(|statement| statement.id.clone())
        .collect()
}

/// The order in which statements govern: newest day, then weakest state, then latest date, soonest end, and the code.
fn rank(statement: &LinkageStatement) -> impl Ord {
    let effective = effective_day(statement);
    (
        Reverse(statement.stated_on.last_day()),
        statement.state,
        // A plan without a date is the weakest plan.
        (effective.is_some(), Reverse(effective)),
        statement
            .until
            .map_or(NaiveDate::MAX, PartialDate::last_day),
        &statement.id,
    )
}

/// The day that makes one of two plans, or of two links in force, the weaker: the later.
fn effective_day(statement: &LinkageStatement) -> Option<NaiveDate> {
    match statement.state {
        LinkageState::Planned => {
            let from = statement.planned_from.map(PartialDate::first_day);
            from.max(statement.planned_by.map(PartialDate::last_day))
        }
        LinkageState::InForce => {
            let start = statement.in_force_from.map(PartialDate::first_day);
            start.or(Some(statement.stated_on.last_day()))
        }
        _ => None,
    }
}

fn resolution(governing: &LinkageStatement, other: &LinkageStatement) -> Resolution {
    if governing.stated_on.last_day() != other.stated_on.last_day() {
        Resolution::NewestGoverns
    } else if governing.state == other.state && effective_day(governing) != effective_day(other) {
        Resolution::LaterDateOfTheDayGoverns
    } else {
        Resolution::WeakestOfTheDayGoverns
    }
}

fn attests_only_later(statement: &LinkageStatement, question: &Question) -> bool {
    statement.state == LinkageState::InForce
        && statement.in_force_from.is_none()
        && statement.stated_on.last_day() > question.on
        && ended(statement, question.on).is_none()
}

fn ended(statement: &LinkageStatement, on: NaiveDate) -> Option<PartialDate> {
    statement.until.filter(|until| until.last_day() < on)
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
