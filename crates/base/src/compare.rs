//! What the rows that an import gives change of those that hold, told without a database.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::versioned::{ChangeLine, KeptOut, LEFT_OUT, Refusal};
use crate::withdrawal::Withdrawal;
use crate::{ChangeKind, Changes, Revision, StoreError, Subject, Versioned};

/// How the rows of a table are compared: see [`Versioned`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    pub(crate) name: &'a str,
    /// Whether its rows are things of their own.
    pub(crate) is_identity: bool,
    pub(crate) is_tracked: bool,
    pub(crate) are_fields_tracked: bool,
}

/// A versioned row, whatever its type: what compares them is there once, not once for each.
pub(crate) trait Row: Sync {
    fn id(&self) -> String;
    fn subject(&self) -> Subject;
    fn group(&self) -> Option<String>;
    fn listed_as(&self, table: &str, field: &str) -> (String, String, String);
    /// Its fields, without the revisions in which it holds.
    fn facts(&self) -> Result<Map<String, Value>, StoreError>;
}

impl<M: Versioned> Row for M {
    fn id(&self) -> String {
        Versioned::id(self)
    }

    fn subject(&self) -> Subject {
        Versioned::subject(self)
    }

    fn group(&self) -> Option<String> {
        Versioned::group(self)
    }

    fn listed_as(&self, table: &str, field: &str) -> (String, String, String) {
        Versioned::listed_as(self, table, field)
    }

    fn facts(&self) -> Result<Map<String, Value>, StoreError> {
        facts(self)
    }
}

fn facts(row: &impl Serialize) -> Result<Map<String, Value>, StoreError> {
    match serde_json::to_value(row) {
        Ok(Value::Object(mut fields)) => {
            fields.remove("since_revision");
            fields.remove("until_revision");
            Ok(fields)
        }
        Ok(other) => Err(StoreError::Corrupt(format!("a row serialises to {other}"))),
        Err(error) => Err(StoreError::Corrupt(error.to_string())),
    }
}

/// What an import asks of a table beside the rows that it gives.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Groups whose rows are all given.
    pub(crate) replaced: HashSet<String>,
    /// Rows that are withdrawn by name.
    pub(crate) withdrawals: BTreeMap<String, Withdrawal>,
    /// Rows that were, and are to hold again.
    pub(crate) reinstated: BTreeMap<String, Withdrawal>,
}

/// What a table knows of all these.
#[derive(Default)]
pub(crate) struct Known<'a> {
    /// The rows that hold, by id: those given, those withdrawn, those of replaced groups.
    pub(crate) held: HashMap<String, &'a dyn Row>,
    /// Rows that were withdrawn by name, each with its last withdrawal.
    pub(crate) withdrawn: HashMap<String, (Revision, String)>,
    /// Rows that are to be withdrawn and no longer hold.
    pub(crate) past: HashSet<String>,
}

/// What is to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Steps {
    /// The ids of rows that no longer hold as they are.
    pub(crate) closed: Vec<String>,
    /// The places of the given rows that hold from now on.
    pub(crate) opened: Vec<usize>,
}

/// Compares, and notes in `changes` what differs.
pub(crate) fn compare(
    table: Table<'_>,
    given: &[&dyn Row],
    asked: &Asked,
    known: &Known<'_>,
    changes: &mut Changes,
) -> Result<Steps, StoreError> {
    let mut counts = [0; 4];
    let mut steps = Steps::default();
    let ids: HashSet<String> = given.iter().map(|row| row.id()).collect();
    for (id, again) in asked.reinstated.iter().filter(|(id, _)| !ids.contains(*id)) {
        let refusal = (again.place.clone(), id.clone(), Refusal::NotGiven);
        changes.refused.push(refusal);
    }
    for (place, row) in given.iter().enumerate() {
        let id = row.id();
        let again = asked.reinstated.get(&id);
        let held = known.held.get(&id);
        if held.is_none() && stays_out(table, *row, &id, asked, known, changes) {
            continue;
        }
        let line = |kind, field, before: Option<&Value>, after: Option<&Value>| ChangeLine {
            kind,
            subject: row.subject().to_string(),
            row: format!("{}/{id}", table.name),
            field,
            before: before.map(written),
            after: after.map(written),
            reason: None,
        };
        let after = row.facts()?;
        match held {
            None => {
                counts[0] += 1;
                if table.is_tracked {
                    let whole = Value::Object(after);
                    changes.lines.push(ChangeLine {
                        reason: again.map(|asked| asked.reason.clone()),
                        ..line(ChangeKind::Added, None, None, Some(&whole))
                    });
                }
            }
            Some(old) => {
                let before = old.facts()?;
                if before == after {
                    counts[2] += 1;
                    continue;
                }
                counts[1] += 1;
                for (field, value) in after.iter().filter(|_| table.are_fields_tracked) {
                    let before = before.get(field);
                    if before != Some(value) {
                        let (subject, row, name) = row.listed_as(table.name, field);
                        changes.lines.push(ChangeLine {
                            subject,
                            row,
                            ..line(ChangeKind::Changed, Some(name), before, Some(value))
                        });
                    }
                }
                steps.closed.push(id);
            }
        }
        steps.opened.push(place);
    }
    for (id, row, reason) in gone(table, &ids, asked, known, changes) {
        counts[3] += 1;
        if table.is_tracked {
            changes.lines.push(ChangeLine {
                kind: ChangeKind::Withdrawn,
                subject: row.subject().to_string(),
                row: format!("{}/{id}", table.name),
                field: None,
                before: Some(written(&Value::Object(row.facts()?))),
                after: None,
                reason: Some(reason),
            });
        }
        steps.closed.push(id);
    }
    for (id, asked) in &asked.withdrawals {
        let refusal = match (ids.contains(id), known.held.contains_key(id)) {
            (true, _) => Refusal::Given,
            (false, true) => continue,
            (false, false) if known.past.contains(id) => {
                counts[2] += 1;
                continue;
            }
            (false, false) => Refusal::Unknown,
        };
        changes
            .refused
            .push((asked.place.clone(), id.clone(), refusal));
    }
    let all = changes.counts.entry(table.name.to_owned()).or_default();
    *all = std::array::from_fn(|at| all[at] + counts[at]);
    Ok(steps)
}

/// Whether a row that does not hold stays out, because it or what it belongs to was withdrawn by name.
fn stays_out(
    table: Table<'_>,
    row: &dyn Row,
    id: &str,
    asked: &Asked,
    known: &Known<'_>,
    changes: &mut Changes,
) -> bool {
    let subject = row.subject().to_string();
    let is_again = asked.reinstated.contains_key(id);
    if is_again && table.is_identity {
        changes.back.insert(subject.clone());
    }
    let holds_again = is_again || changes.back.contains(&subject);
    match known.withdrawn.get(id).filter(|_| !holds_again) {
        Some((revision, reason)) => {
            changes.kept_out.push(KeptOut {
                row: format!("{}/{id}", table.name),
                revision: *revision,
                reason: reason.clone(),
            });
            if table.is_identity {
                changes.out.insert(subject);
            }
            true
        }
        None => changes.out.contains(&subject),
    }
}

/// The rows that no longer hold, each with the reason, in the order of their ids.
fn gone<'a>(
    table: Table<'_>,
    given: &HashSet<String>,
    asked: &Asked,
    known: &Known<'a>,
    changes: &mut Changes,
) -> Vec<(String, &'a dyn Row, String)> {
    let mut gone = Vec::new();
    for (id, row) in known.held.iter().filter(|(id, _)| !given.contains(*id)) {
        let subject = row.subject().to_string();
        let reason = match asked.withdrawals.get(id) {
            Some(asked) => {
                if table.is_identity {
                    changes.gone.insert(subject, asked.reason.clone());
                }
                Some(asked.reason.clone())
            }
            None => {
                let is_left_out = || row.group().is_some_and(|of| asked.replaced.contains(&of));
                let with_it = changes.gone.get(&subject).cloned();
                with_it.or_else(|| is_left_out().then(|| LEFT_OUT.to_owned()))
            }
        };
        gone.extend(reason.map(|reason| (id.clone(), *row, reason)));
    }
    gone.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    gone
}

/// A value as JSON, in no more memory than that: an import holds one for each of its rows.
fn written(value: &Value) -> String {
    value.to_string().into_boxed_str().into_string()
}

#[cfg(test)]
mod tests;
