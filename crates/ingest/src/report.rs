//! What an import did, or would do, as text for a terminal and as JSON for programs.

use base::{ChangeKind, Changes, Problem, Revision};
use serde_json::{Map, Value, json};

use crate::Notice;

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The revision that was made; none where nothing changed or the run was dry.
    pub revision: Option<Revision>,
    /// Whether everything was undone.
    pub dry_run: bool,
    /// What changed.
    pub changes: Changes,
    /// What a curator should know of the files.
    pub notices: Vec<Notice>,
}

/// Changes that a report lists in text; all of them are in its JSON.
const LISTED: usize = 100;

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = |f: &mut std::fmt::Formatter<'_>,
                    name: &str,
                    [added, changed, unchanged, withdrawn]: [u64; 4]| {
            writeln!(
                f,
                "{name}: {added} added, {changed} changed, {unchanged} unchanged, {withdrawn} withdrawn"
            )
        };
        for notice in &self.notices {
            writeln!(f, "notice: {notice}")?;
        }
        if self.dry_run {
            self.list_changes(f)?;
        }
        for (table, counts) in self
            .changes
            .counts
            .iter()
            .filter(|(_, counts)| counts.iter().any(|n| *n > 0))
        {
            line(f, table, *counts)?;
        }
        match self.revision {
            Some(revision) => writeln!(f, "revision {revision}"),
            None if self.dry_run => writeln!(f, "dry run: nothing was written"),
            None => writeln!(f, "nothing changed: no new revision"),
        }
    }
}

impl Report {
    fn list_changes(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in self.changes.lines.iter().take(LISTED) {
            match (line.kind, &line.field) {
                (ChangeKind::Changed, Some(field)) => {
                    let value = |value: &Option<String>| value.clone().unwrap_or("null".to_owned());
                    let (before, after) = (value(&line.before), value(&line.after));
                    writeln!(f, "change {} {field}: {before} -> {after}", line.row)?;
                }
                (ChangeKind::Added, _) => writeln!(f, "add {}", line.row)?,
                (ChangeKind::Withdrawn, _) => writeln!(f, "withdraw {}", line.row)?,
                (ChangeKind::Changed, None) => writeln!(f, "change {}", line.row)?,
            }
        }
        let more = self.changes.lines.len().saturating_sub(LISTED);
        if more > 0 {
            writeln!(f, "... and {more} more: the JSON report lists all")?;
        }
        Ok(())
    }

    /// The whole report as JSON; `status` is one of `IMPORTED`, `UNCHANGED` and `DRY_RUN`.
    pub fn json(&self) -> Value {
        let counts = |[added, changed, unchanged, withdrawn]: [u64; 4]| json!({"added": added, "changed": changed, "unchanged": unchanged, "withdrawn": withdrawn});
        let tables: Map<String, Value> = self
            .changes
            .counts
            .iter()
            .map(|(table, row)| (table.clone(), counts(*row)))
            .collect();
        let value = |text: &Option<String>| {
            text.as_deref().map_or(Value::Null, |text| {
                serde_json::from_str(text).unwrap_or_default()
            })
        };
        let changes: Vec<Value> = self
            .changes
            .lines
            .iter()
            .map(|line| {
                json!({
                    "kind": line.kind.word(),
                    "subject": line.subject,
                    "row": line.row,
                    "field": line.field,
                    "before": value(&line.before),
                    "after": value(&line.after),
                })
            })
            .collect();
        let status = match self.revision {
            Some(_) => "IMPORTED",
            None if self.dry_run => "DRY_RUN",
            None => "UNCHANGED",
        };
        json!({
            "status": status,
            "dryRun": self.dry_run,
            "revision": self.revision,
            "totals": counts(self.changes.total()),
            "tables": tables,
            "changes": changes,
            "notices": self.notices,
            "problems": [],
        })
    }
}

/// The report of a batch that was refused, in the form of [`Report::json`] with `status` `REFUSED`.
pub fn refusal(problems: &[Problem], notices: &[Notice], dry_run: bool) -> Value {
    json!({
        "status": "REFUSED",
        "dryRun": dry_run,
        "revision": null,
        "notices": notices,
        "problems": problems,
    })
}
