//! Which statements count for a pair and a day, and which of them governs.

use std::cmp::Reverse;

use base::{DatabaseId, PartialDate, StatementId};
use chrono::NaiveDate;

use super::{Answer, Conflict, Question, Reason, Resolution, Step, conflict};
use crate::statement::{
    Basis, DayDerivation, Facts, LinkageState, LinkageStatement, StatementForm,
};

/// The statements about a pair, sorted out.
pub(super) struct Weighed<'s> {
    pub(super) governing: Option<&'s LinkageStatement>,
    /// The others that speak of the day asked, in the order in which they would govern.
    others: Vec<&'s LinkageStatement>,
    /// Known, but made after the day asked and without an earlier start.
    later: Vec<&'s LinkageStatement>,
    /// Every "-", where something else speaks.
    silent: Vec<&'s LinkageStatement>,
    /// Databases of the pair that no source gives out in the form asked for.
    not_given_out: Vec<DatabaseId>,
    question: &'s Question,
}

impl<'s> Weighed<'s> {
    pub(super) fn new(
        a: &DatabaseId,
        b: &DatabaseId,
        facts: &Facts<'s>,
        question: &'s Question,
    ) -> Self {
        let mut not_given_out = vec![a.clone(), b.clone()];
        not_given_out.sort_unstable();
        not_given_out.retain(|database| !facts.is_given_out(database, question.form));
        // What is said of no form in particular speaks of the forms in which both are given out; a prohibition of all.
        let is_of_the_form = |statement: &LinkageStatement| {
            statement.form != StatementForm::Any
                || not_given_out.is_empty()
                || statement.state == LinkageState::Prohibited
        };
        let mut known: Vec<_> = facts
            .statements
            .iter()
            .filter(|statement| statement.speaks_of(a, b))
            .filter(|statement| statement.form.covers(question.form))
            .filter(|statement| is_of_the_form(statement))
            .filter(|statement| statement.stated_on.last_day() <= question.known_by)
            .collect();
        known.sort_unstable_by_key(|known| rank(known, question));
        known.dedup_by(|x, y| x.id == y.id);
        let (mut others, later): (Vec<_>, Vec<_>) = known
            .into_iter()
            .partition(|statement| speaks_of_day(statement, question.on));
        let mut silent: Vec<_> = others
            .extract_if(.., |statement| statement.state == LinkageState::NotStated)
            .collect();
        let later = later
            .into_iter()
            .filter(|statement| statement.state != LinkageState::NotStated)
            .collect();
        if others.is_empty() {
            std::mem::swap(&mut others, &mut silent);
        }
        let governing = (!others.is_empty()).then(|| others.remove(0));
        Self {
            governing,
            others,
            later,
            silent,
            not_given_out,
            question,
        }
    }

    /// Those that are newer than the governing one, or may be, and say less than the verdict, be it that they do not speak
    /// of the day asked.
    pub(super) fn contested_by(&self, state: LinkageState) -> Vec<&'s LinkageStatement> {
        let Some(governing) = self.governing else {
            return Vec::new();
        };
        let rivals = self.others.iter().chain(&self.later).copied();
        let mut rivals: Vec<_> = rivals
            .filter(|rival| rival.state < state)
            .filter(|rival| rival.stated_on.last_day() > governing.stated_on.last_day())
            .collect();
        rivals.sort_unstable_by_key(|held| rank(held, self.question));
        rivals
    }

    /// Those that speak of the day and say the same.
    pub(super) fn confirmed_by(&self) -> Vec<&'s LinkageStatement> {
        let Some(governing) = self.governing else {
            return Vec::new();
        };
        let agrees = |other: &&&LinkageStatement| {
            conflict::between(governing, other, Resolution::Newest).is_empty()
        };
        self.others.iter().filter(agrees).copied().collect()
    }

    pub(super) fn considered(
        &self,
        contested_by: &[&'s LinkageStatement],
    ) -> Vec<&'s LinkageStatement> {
        let mut considered = self.others.clone();
        considered.extend(self.governing);
        let later = contested_by.iter().copied();
        considered.extend(later.filter(|rival| self.later.contains(rival)));
        considered.sort_unstable_by_key(|held| rank(held, self.question));
        considered
    }

    pub(super) fn conflicts(&self, contested_by: &[&'s LinkageStatement]) -> Vec<Conflict> {
        let Some(governing) = self.governing else {
            return Vec::new();
        };
        self.considered(contested_by)
            .into_iter()
            .filter(|other| other.id != governing.id)
            .flat_map(|other| {
                conflict::between(governing, other, self.resolution(governing, other))
            })
            .collect()
    }

    fn resolution(&self, governing: &LinkageStatement, other: &LinkageStatement) -> Resolution {
        let [governs, yields] =
            [governing, other].map(|x| is_enactment_in_effect(x, self.question));
        if governs && !yields {
            Resolution::Enactment
        } else if governing.day_derivation > other.day_derivation {
            Resolution::PrintedDay
        } else if governing.stated_on.last_day() != other.stated_on.last_day() {
            Resolution::Newest
        } else if governing.basis != other.basis {
            Resolution::FirmerBasisOfTheDay
        } else if governing.state == other.state && effective_day(governing) != effective_day(other)
        {
            Resolution::LaterDateOfTheDay
        } else {
            Resolution::WeakestOfTheDay
        }
    }

    fn reason(&self, governing: &LinkageStatement) -> Reason {
        if is_enactment_in_effect(governing, self.question) {
            return Reason::Enactment;
        }
        let beside = self.others.iter().map(|other| {
            let resolution = self.resolution(governing, other);
            let differs = !conflict::between(governing, other, resolution).is_empty();
            let dates = effective_day(governing) != effective_day(other);
            (
                resolution,
                differs || dates && governing.state == other.state,
            )
        });
        let of_the_day: Vec<Resolution> = beside
            .filter_map(|(resolution, differs)| differs.then_some(resolution))
            .collect();
        let has = |resolution| of_the_day.contains(&resolution);
        if has(Resolution::FirmerBasisOfTheDay) {
            Reason::FirmestOfTheDay
        } else if has(Resolution::WeakestOfTheDay) {
            Reason::WeakestOfTheDay
        } else if has(Resolution::LaterDateOfTheDay) {
            Reason::LaterDateOfTheDay
        } else if has(Resolution::PrintedDay) {
            Reason::NewestPrinted
        } else if self.others.is_empty() {
            Reason::Only
        } else {
            Reason::Newest
        }
    }

    pub(super) fn steps(
        &self,
        answer: Answer,
        contested_by: &[&LinkageStatement],
        conflicts: &[Conflict],
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.governing.is_none() && !self.not_given_out.is_empty() {
            steps.push(Step::NotGivenOut {
                databases: self.not_given_out.clone(),
            });
        }
        let statements =
            usize::from(self.governing.is_some()) + self.others.len() + self.later.len();
        let is_silent = |it: &LinkageStatement| it.state == LinkageState::NotStated;
        let dashes = self.governing.filter(|governing| is_silent(governing));
        match statements {
            _ if dashes.is_some() && self.later.is_empty() => {}
            0 if steps.is_empty() => steps.push(Step::Silence),
            0 => {}
            statements => steps.push(Step::Considered { statements }),
        }
        let each = |of: &[&LinkageStatement], step: fn(StatementId) -> Step| {
            ids(of).into_iter().map(step).collect::<Vec<_>>()
        };
        steps.extend(each(&self.silent, |statement| Step::SaysNothing {
            statement,
        }));
        let (contesting, later): (Vec<_>, Vec<_>) = self
            .later
            .iter()
            .partition(|later| contested_by.iter().any(|rival| rival.id == later.id));
        drop(contesting);
        if !later.is_empty() {
            steps.push(Step::SpeakFromTheirDay {
                statements: ids(&later),
            });
        }
        match self.governing {
            Some(governing) if dashes.is_some() => steps.push(Step::NothingButDashes {
                statements: [governing.id.clone()]
                    .into_iter()
                    .chain(ids(&self.others))
                    .collect(),
            }),
            Some(governing) => steps.push(Step::Governs {
                statement: governing.id.clone(),
                reason: self.reason(governing),
            }),
            None if statements > 0 => steps.push(Step::NoneLeft),
            None => {}
        }
        steps.extend(answer.step);
        let confirmed_by = ids(&self.confirmed_by());
        if !confirmed_by.is_empty() && dashes.is_none() {
            steps.push(Step::Confirmed {
                statements: confirmed_by,
            });
        }
        if let Some(governing) = self.governing {
            steps.extend(contested_by.iter().map(|rival| Step::Contested {
                statement: rival.id.clone(),
                resolution: self.resolution(governing, rival),
            }));
        }
        let is_told = |conflict: &&Conflict| {
            !contested_by
                .iter()
                .any(|rival| rival.id == conflict.other.statement)
        };
        for differs in conflicts.iter().filter(is_told).map(Conflict::step) {
            // One sentence for each statement, however many fields differ.
            if !steps.contains(&differs) {
                steps.push(differs);
            }
        }
        steps.push(Step::Answer {
            state: answer.state,
        });
        steps
    }
}

pub(super) fn ids(statements: &[&LinkageStatement]) -> Vec<StatementId> {
    let ids = statements.iter().map(|statement| statement.id.clone());
    ids.collect()
}

/// A statement speaks of days from its own on, or from the start that it prints where that is earlier.
fn speaks_of_day(statement: &LinkageStatement, on: NaiveDate) -> bool {
    let start = statement.in_force_from.or(statement.planned_from);
    let own = statement.stated_on.last_day();
    start.map_or(own, |start| own.min(start.first_day())) <= on
}

/// Whether an enactment governs the day asked. One whose own day is only inferred does not overrule what is printed.
fn is_enactment_in_effect(statement: &LinkageStatement, question: &Question) -> bool {
    let has_begun = statement
        .in_force_from
        .is_none_or(|start| start.first_day() <= question.on);
    let settles = match statement.state {
        LinkageState::InForce => has_begun && ended(statement, question.on).is_none(),
        LinkageState::Prohibited => true,
        _ => false,
    };
    settles
        && statement.basis == Basis::Enactment
        && statement.day_derivation == DayDerivation::Printed
        && speaks_of_day(statement, question.on)
}

/// The order in which statements govern: enactments in effect, then those of printed day; of each the newest, the firmest
/// basis, the weakest state, the latest date, the soonest end; last the code.
fn rank(statement: &LinkageStatement, question: &Question) -> impl Ord + use<> {
    let effective = effective_day(statement);
    (
        Reverse(is_enactment_in_effect(statement, question)),
        Reverse(statement.day_derivation),
        Reverse(statement.stated_on.last_day()),
        Reverse(statement.basis),
        statement.state,
        // A plan without a date is the weakest plan.
        (effective.is_some(), Reverse(effective)),
        statement
            .until
            .map_or(NaiveDate::MAX, PartialDate::last_day),
        statement.id.clone(),
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

pub(super) fn ended(statement: &LinkageStatement, on: NaiveDate) -> Option<PartialDate> {
    statement.until.filter(|until| until.last_day() < on)
}
