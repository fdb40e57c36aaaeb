//! The tables of operators as they are imported.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use base::record::{Column, Kind, RecordType, column, words_of};
use base::{Changes, OperatorId, Revision, RowReader, StoreError};
use sea_orm::ConnectionTrait;

use crate::operator::{self, Operator, subject};
use crate::{Certification, CertificationKind, Entrustment, certification, entrustment};

const OPERATOR: Column = column("operator", "認定事業者", true, Kind::Code("operator"));

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 3] = [
    RecordType {
        name: "operator-facts",
        about: "One attribute of one certified operator, with the source that states it.",
        columns: &[
            column("operator", "認定事業者", true, Kind::Text),
            column("field", "項目", true, Kind::Text),
            column("value", "値", true, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "certifications",
        about: "One certification of one operator.",
        columns: &[
            OPERATOR,
            column(
                "kind",
                "種類",
                true,
                Kind::OneOf(words_of::<CertificationKind>),
            ),
            column("certified_on", "認定日", true, Kind::Day),
        ],
        evidence: true,
    },
    RecordType {
        name: "entrustments",
        about: "One link of the chain in which an operator entrusts processors; all links of an operator are given together, each 委託 before what is 再委託 from it.",
        columns: &[
            OPERATOR,
            column("level", "段階", true, Kind::Integer),
            column("from_ja", "委託元", true, Kind::Text),
            column("to_ja", "委託先", true, Kind::Text),
        ],
        evidence: true,
    },
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    operators: BTreeMap<OperatorId, (Operator, BTreeSet<String>)>,
    certifications: Vec<Certification>,
    entrustments: Vec<Entrustment>,
    entrusted: HashSet<(OperatorId, String)>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`].
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "operator-facts" => self.operator_fact(row),
            "certifications" => self.certifications.extend(certification(row)),
            _ => self.entrustment(row),
        }
    }

    fn operator_fact(&mut self, row: &mut RowReader<'_>) {
        let (operator, field) = (row.required("operator"), row.required("field"));
        row.required("value");
        let (Some(operator), Some(field)) = (operator, field) else {
            return;
        };
        let id = OperatorId::new(operator);
        // The name makes an operator; any other attribute is one of an operator that the batch or the record names.
        if field == "name_ja" {
            row.define("operator", id.as_str());
        } else {
            row.refer("operator", "operator", id.as_str());
        }
        let fact = format!("{id}.{field}");
        if !row.key("operator_facts", &fact) {
            return;
        }
        let (given, fields) = self
            .operators
            .entry(id.clone())
            .or_insert_with(|| (Operator::unknown(id.clone()), BTreeSet::new()));
        if !given.set(&field, row) {
            let known = operator::FIELDS.join(", ");
            row.problem_value(
                Some("field"),
                Some(field),
                format!("is no attribute of an operator: use one of {known}"),
                format!("認定事業者の項目ではありません。次のいずれかを使ってください: {known}"),
            );
            return;
        }
        row.evidence(&subject(&id), "operator_facts", &fact, Some(&field));
        fields.insert(field);
    }

    fn entrustment(&mut self, row: &mut RowReader<'_>) {
        let operator = row.required_code("operator", "operator");
        let level = row.required("level").and_then(|_| row.integer("level"));
        let (from_ja, to_ja) = (row.required("from_ja"), row.required("to_ja"));
        let (Some(operator), Some(level), Some(from_ja), Some(to_ja)) =
            (operator, level, from_ja, to_ja)
        else {
            return;
        };
        if !(1..=2).contains(&level) {
            row.problem(
                "level",
                "is no level: write 1 for 委託, 2 for 再委託",
                "委託は 1、再委託は 2 と書いてください",
            );
            return;
        }
        if from_ja == to_ja {
            row.problem(
                "to_ja",
                "is who entrusts: nobody entrusts itself",
                "委託元と委託先が同じです",
            );
            return;
        }
        let operator = OperatorId::new(operator);
        if level == 2
            && !self
                .entrusted
                .contains(&(operator.clone(), from_ja.clone()))
        {
            row.problem(
                "from_ja",
                "is not entrusted by a row above: give the 委託 before what is 再委託 from it",
                "上の行に委託先として現れません。委託の行を再委託の行より先に書いてください",
            );
            return;
        }
        let new = Entrustment::new(operator, level, from_ja, to_ja);
        if !row.key("entrustments", &new.id) {
            return;
        }
        row.evidence(
            &subject(&new.operator),
            "entrustments",
            &new.id,
            Some(&format!("entrustments.{level}")),
        );
        if level == 1 {
            self.entrusted
                .insert((new.operator.clone(), new.to_ja.clone()));
        }
        self.entrustments.push(new);
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        let held: BTreeMap<OperatorId, Operator> = base::load::<operator::Entity>(tx, at)
            .await?
            .into_iter()
            .map(|row| (row.id.clone(), row))
            .collect();
        let operators = self
            .operators
            .into_iter()
            .map(|(id, (given, fields))| match held.get(&id) {
                Some(held) => overlay(held, &given, &fields),
                None => given,
            })
            .collect();
        base::write::<operator::Entity>(tx, operators, &none, at, changes).await?;
        base::write::<certification::Entity>(tx, self.certifications, &none, at, changes).await?;
        base::write::<entrustment::Entity>(tx, self.entrustments, &none, at, changes).await
    }
}

/// A held operator with the given attributes in place of its own: what a batch does not name stays.
fn overlay(held: &Operator, given: &Operator, fields: &BTreeSet<String>) -> Operator {
    let mut row = held.clone();
    for field in fields {
        row.take(field, given);
    }
    row
}

fn certification(row: &mut RowReader<'_>) -> Option<Certification> {
    let operator = row.required_code("operator", "operator");
    let kind = row.required_word("kind");
    let certified_on = row
        .required("certified_on")
        .and_then(|_| row.day("certified_on"));
    let new = Certification::new(OperatorId::new(operator?), kind?, certified_on?);
    if !row.key("certifications", &new.id) {
        return None;
    }
    row.evidence(
        &subject(&new.operator),
        "certifications",
        &new.id,
        Some(&format!("certifications.{}", new.kind.word())),
    );
    Some(new)
}

#[cfg(test)]
pub(crate) mod tests;
