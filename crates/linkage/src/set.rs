//! From pairs to sets: a set is as good as its weakest pair, and links are not transitive.

use std::collections::HashSet;

use base::DatabaseId;

use crate::statement::{Facts, LinkageState};
use crate::verdict::{PairVerdict, Question, pair_verdict};

/// Why a list of databases is no set to ask about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// A link needs more databases than were named.
    #[error("{given} databases were named, at least {needed} are needed")]
    TooFew {
        /// How many were named.
        given: usize,
        /// How many are needed.
        needed: usize,
    },
    /// A database cannot be linked with itself.
    #[error("the database `{0}` is named twice")]
    NamedTwice(DatabaseId),
}

/// The answer for a set of two or more databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetVerdict {
    /// The set, in the order of the codes.
    pub databases: Vec<DatabaseId>,
    /// What was asked.
    pub question: Question,
    /// The state of the weakest pair.
    pub state: LinkageState,
    /// Whether one of the weakest pairs is a plan whose day has passed.
    pub overdue: bool,
    /// Whether a newer source says less of one of the weakest pairs.
    pub contested: bool,
    /// Every pair, in the order of the codes.
    pub pairs: Vec<PairVerdict>,
    /// The subsets of the greatest size, two or more, whose pairs are all in force; none where no pair is.
    pub largest_linkable_subsets: Vec<Vec<DatabaseId>>,
}

impl SetVerdict {
    /// The pairs that stand in the way: all that are weaker than in force.
    pub fn blocking_pairs(&self) -> impl Iterator<Item = &PairVerdict> {
        self.pairs.iter().filter(|pair| blocks(pair))
    }

    /// The pairs that decide.
    pub fn weakest_pairs(&self) -> impl Iterator<Item = &PairVerdict> {
        self.pairs.iter().filter(|pair| pair.state == self.state)
    }
}

/// What is said of one database (row) with another (column).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The one database.
    pub row: DatabaseId,
    /// The other database.
    pub column: DatabaseId,
    /// How far the link has come.
    pub state: LinkageState,
    /// Whether it is a plan whose day has passed.
    pub overdue: bool,
    /// Whether statements differ.
    pub conflicting: bool,
}

/// A database that might be added to those at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The database.
    pub database: DatabaseId,
    /// The weakest state of its pairs with those at hand.
    pub state: LinkageState,
    /// Whether one of these weakest pairs is a plan whose day has passed.
    pub overdue: bool,
    /// All pairs weaker than in force that would result, those among the databases at hand included.
    pub blocking_pairs: Vec<PairVerdict>,
}

/// The verdict on linking all these databases with each other.
pub fn linkage(
    databases: &[DatabaseId],
    facts: &Facts<'_>,
    question: &Question,
) -> Result<SetVerdict, SetError> {
    let databases = sorted_set(databases, 2)?;
    let pairs = pairs_of(&databases, facts, question);
    let (state, overdue) = weakest(&pairs);
    let largest_linkable_subsets = largest_linkable_subsets(&databases, &pairs);
    Ok(SetVerdict {
        databases,
        question: *question,
        state,
        overdue,
        contested: pairs
            .iter()
            .any(|pair| pair.state == state && pair.is_contested()),
        pairs,
        largest_linkable_subsets,
    })
}

/// Every database against every other: one cell for each ordered pair of different databases, row by row in the order
/// given. The two cells of a pair say the same.
pub fn matrix(databases: &[DatabaseId], facts: &Facts<'_>, question: &Question) -> Vec<Cell> {
    let cell = |row: &DatabaseId, column: &DatabaseId| {
        let verdict = pair_verdict(row, column, facts, question);
        Cell {
            row: row.clone(),
            column: column.clone(),
            state: verdict.state,
            overdue: verdict.overdue,
            conflicting: !verdict.conflicts.is_empty(),
        }
    };
    let row = |row| {
        databases
            .iter()
            .filter(move |column| *column != row)
            .map(move |column| cell(row, column))
    };
    databases.iter().flat_map(row).collect()
}

/// What can be added to the databases `having`, out of `all`: only those of the `states` asked for, or any. The strongest
/// first, then in the order of the codes.
pub fn linkable_with(
    having: &[DatabaseId],
    all: &[DatabaseId],
    states: Option<&[LinkageState]>,
    facts: &Facts<'_>,
    question: &Question,
) -> Result<Vec<Candidate>, SetError> {
    let having = sorted_set(having, 1)?;
    let blocking: Vec<PairVerdict> = pairs_of(&having, facts, question)
        .into_iter()
        .filter(blocks)
        .collect();
    let candidate = |database: &DatabaseId| {
        let verdict = |other| pair_verdict(database, other, facts, question);
        let pairs: Vec<PairVerdict> = having.iter().map(verdict).collect();
        let (state, overdue) = weakest(&pairs);
        let mut blocking_pairs = blocking.clone();
        blocking_pairs.extend(pairs.into_iter().filter(blocks));
        blocking_pairs.sort_by(|x, y| x.databases.cmp(&y.databases));
        Candidate {
            database: database.clone(),
            state,
            overdue,
            blocking_pairs,
        }
    };
    let others: HashSet<_> = all
        .iter()
        .filter(|database| !having.contains(database))
        .collect();
    let mut candidates: Vec<_> = others.into_iter().map(candidate).collect();
    candidates.retain(|candidate| states.is_none_or(|states| states.contains(&candidate.state)));
    candidates.sort_by(|x, y| {
        y.state
            .cmp(&x.state)
            .then_with(|| x.database.cmp(&y.database))
    });
    Ok(candidates)
}

fn sorted_set(databases: &[DatabaseId], needed: usize) -> Result<Vec<DatabaseId>, SetError> {
    let mut sorted = databases.to_vec();
    sorted.sort_unstable();
    if let Some(twice) = sorted.windows(2).find(|two| two[0] == two[1]) {
        return Err(SetError::NamedTwice(twice[0].clone()));
    }
    match sorted.len() {
        given if given < needed => Err(SetError::TooFew { given, needed }),
        _ => Ok(sorted),
    }
}

fn pairs_of(databases: &[DatabaseId], facts: &Facts<'_>, question: &Question) -> Vec<PairVerdict> {
    let mut pairs = Vec::new();
    for (index, a) in databases.iter().enumerate() {
        let others = &databases[index + 1..];
        pairs.extend(others.iter().map(|b| pair_verdict(a, b, facts, question)));
    }
    pairs
}

fn blocks(pair: &PairVerdict) -> bool {
    pair.state < LinkageState::InForce
}

fn weakest(pairs: &[PairVerdict]) -> (LinkageState, bool) {
    let state = pairs
        .iter()
        .map(|pair| pair.state)
        .min()
        .unwrap_or(LinkageState::NotStated);
    (
        state,
        pairs.iter().any(|pair| pair.state == state && pair.overdue),
    )
}

/// The largest groups whose members are all linked with each other, in the order of the codes.
fn largest_linkable_subsets(
    databases: &[DatabaseId],
    pairs: &[PairVerdict],
) -> Vec<Vec<DatabaseId>> {
    let in_force = pairs.iter().filter(|pair| !blocks(pair));
    let linked: HashSet<[&DatabaseId; 2]> =
        in_force.map(|pair| pair.databases.each_ref()).collect();
    let mut largest = Vec::new();
    grow(
        &[],
        &databases.iter().collect::<Vec<_>>(),
        &linked,
        &mut largest,
    );
    largest
        .into_iter()
        .map(|group| group.into_iter().cloned().collect())
        .collect()
}

/// Tries every way to add `open` databases, each linked with all of the `group`; keeps the largest groups found.
fn grow<'d>(
    group: &[&'d DatabaseId],
    open: &[&'d DatabaseId],
    linked: &HashSet<[&'d DatabaseId; 2]>,
    largest: &mut Vec<Vec<&'d DatabaseId>>,
) {
    let to_reach = largest.first().map_or(2, Vec::len);
    if group.len() + open.len() < to_reach {
        return;
    }
    if open.is_empty() {
        if group.len() > to_reach {
            largest.clear();
        }
        largest.push(group.to_vec());
        return;
    }
    for (index, &next) in open.iter().enumerate() {
        let still = open[index + 1..]
            .iter()
            .copied()
            .filter(|other| linked.contains(&[next, *other]));
        let still: Vec<_> = still.collect();
        grow(&[group, &[next]].concat(), &still, linked, largest);
    }
}

#[cfg(test)]
mod tests;
