//! What an import did, or would do, as text for a terminal and as JSON for programs.

use base::{ChangeKind, ChangeLine, Changes, Notice, Problem, Revision};
use serde_json::{Map, Value, json};

/// A comparison of a declared number with a counted one that held before an import and does not hold after it. Not an
/// error: the sources may be of different days.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Broken {
    /// The reconciliation: `APPROVALS:ldi`.
    pub subject: String,
    /// What the sources print.
    pub declared: Option<i64>,
    /// What the catalogue would count.
    pub computed: Option<i64>,
    /// Why they differ, or that nobody knows.
    pub explanation: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number =
            |number: Option<i64>| number.map_or("?".to_owned(), |number| number.to_string());
        let (declared, computed) = (number(self.declared), number(self.computed));
        let (subject, explanation) = (&self.subject, &self.explanation);
        write!(
            f,
            "{subject} no longer adds up: {declared} declared, {computed} counted. {explanation}\n    \
             {subject} が合わなくなります。公表値 {declared}、集計値 {computed}"
        )
    }
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The revision that was made; none where nothing changed or the run was dry.
    pub revision: Option<Revision>,
    /// Whether everything was undone.
    pub dry_run: bool,
    /// What changed.
    pub changes: Changes,
    /// What a curator should know of the files, and of what they change.
    pub notices: Vec<Notice>,
    /// What adds up no longer.
    pub broken: Vec<Broken>,
}

/// Changes, and notices, that a report lists in text.
const LISTED: usize = 100;
/// Changes that a report lists in JSON, and bytes of their values; `catalogue { changes }` pages through all.
const CHANGES: usize = 1_000;
const CHANGED_BYTES: usize = 4 << 20;

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
        list_notices(f, &self.notices)?;
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
        for broken in &self.broken {
            writeln!(f, "warning: {broken}")?;
        }
        match self.revision {
            Some(revision) => writeln!(f, "revision {revision}"),
            None if self.dry_run => writeln!(f, "dry run: nothing was written"),
            None => writeln!(f, "nothing changed: no new revision"),
        }
    }
}

fn list_notices(f: &mut std::fmt::Formatter<'_>, notices: &[Notice]) -> std::fmt::Result {
    for notice in notices.iter().take(LISTED) {
        writeln!(f, "notice: {notice}\n    {}", notice.text_ja)?;
    }
    match notices.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(f, "... and {more} more notices: see the JSON report"),
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
                (ChangeKind::Withdrawn, _) => {
                    let reason = line.reason.as_deref().unwrap_or_default();
                    writeln!(f, "withdraw {}: {reason}", line.row)?;
                }
                (ChangeKind::Changed, None) => writeln!(f, "change {}", line.row)?,
            }
        }
        let more = self.changes.lines.len().saturating_sub(LISTED);
        if more > 0 {
            writeln!(
                f,
                "... and {more} more: the JSON report lists the first {CHANGES}"
            )?;
        }
        Ok(())
    }

    /// The report as JSON, with the first 1,000 changes and the number of the others; `status` is one of `IMPORTED`, `UNCHANGED` and `DRY_RUN`.
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
        let mut bytes = 0;
        let fits = |line: &&ChangeLine| {
            let values = [&line.before, &line.after].into_iter().flatten();
            bytes += values.map(String::len).sum::<usize>();
            bytes <= CHANGED_BYTES
        };
        let lines = &self.changes.lines;
        let changes: Vec<Value> = lines
            .iter()
            .take(CHANGES)
            .take_while(fits)
            .map(|line| {
                json!({
                    "kind": line.kind.word(),
                    "subject": line.subject,
                    "row": line.row,
                    "field": line.field,
                    "before": value(&line.before),
                    "after": value(&line.after),
                    "reason": line.reason,
                })
            })
            .collect();
        let more_changes = lines.len() - changes.len();
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
            "moreChanges": more_changes,
            "notices": self.notices,
            "brokenReconciliations": self.broken,
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
        "notices": Notice::listed(notices.to_vec()),
        "problems": problems,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(changes: usize, value: &str) -> Value {
        let line = |number| ChangeLine {
            kind: ChangeKind::Added,
            subject: format!("figure:{number}"),
            row: format!("figures/{number}"),
            field: None,
            before: None,
            after: Some(format!("\"{value}\"")),
            reason: None,
        };
        let lines = (0..changes).map(line);
        let mut changes = Changes::default();
        changes.lines.extend(lines);
        let report = Report {
            revision: None,
            dry_run: true,
            changes,
            notices: Vec::new(),
            broken: Vec::new(),
        };
        report.json()
    }

    #[test]
    fn the_changes_of_a_report_have_an_end_and_the_others_are_counted() {
        let listed = |report: &Value| report["changes"].as_array().map(Vec::len);
        let few = report(1_000, "x");
        assert_eq!(
            (listed(&few), &few["moreChanges"]),
            (Some(1_000), &json!(0))
        );
        let many = report(1_250, "x");
        assert_eq!(
            (listed(&many), &many["moreChanges"]),
            (Some(1_000), &json!(250))
        );
        // Long values end the list before.
        let long = report(1_000, &"x".repeat(32_767));
        let shown = listed(&long).unwrap_or_default();
        assert!((1..200).contains(&shown), "{shown}");
        assert_eq!(long["moreChanges"], json!(1_000 - shown));
    }
}
