//! The tables of institutions and cooperations as they are imported.

use std::collections::HashSet;

use base::record::{Kind, RecordType, column, words_of};
use base::{Changes, InstitutionId, OperatorId, PrefectureId, Revision, RowReader, StoreError};
use sea_orm::ConnectionTrait;

use crate::institution::number;
use crate::{Cooperation, Institution, InstitutionKind, UnknownReason, subject};
use crate::{cooperation, institution};

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 2] = [
    RecordType {
        name: "institutions",
        about: "One cooperating institution, as printed.",
        columns: &[
            column("code", "機関コード", true, Kind::Text),
            column("name_ja", "名称", true, Kind::Text),
            column(
                "kind",
                "種類",
                true,
                Kind::OneOf(words_of::<InstitutionKind>),
            ),
            column("group", "グループ", false, Kind::Text),
            column("prefecture", "都道府県", true, Kind::Code("prefecture")),
            column("duplicate_of", "重複元", false, Kind::Code("institution")),
        ],
        evidence: true,
    },
    RecordType {
        name: "cooperations",
        about: "One operator that an institution supplies, or the reason why it is unknown; all of an institution are given together.",
        columns: &[
            column("institution", "協力機関", true, Kind::Code("institution")),
            column("operator", "認定事業者", false, Kind::Code("operator")),
            column(
                "unknown_reason",
                "不明の理由",
                false,
                Kind::OneOf(words_of::<UnknownReason>),
            ),
            column("as_of", "時点(協力)", false, Kind::PartialDate),
        ],
        evidence: true,
    },
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    institutions: Vec<Institution>,
    cooperations: Vec<Cooperation>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`].
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "institutions" => self.institutions.extend(institution(row)),
            _ => self.cooperations.extend(cooperation(row)),
        }
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        base::write::<institution::Entity>(tx, self.institutions, &none, at, changes).await?;
        base::write::<cooperation::Entity>(tx, self.cooperations, &none, at, changes).await
    }
}

fn institution(row: &mut RowReader<'_>) -> Option<Institution> {
    let (code, name_ja) = (row.required("code"), row.required("name_ja"));
    let kind = row.required_word("kind");
    let prefecture = match row.text("prefecture") {
        Some(text) if text.len() == 1 && text.bytes().all(|c| c.is_ascii_digit()) => {
            row.problem_value(
                Some("prefecture"),
                Some(text.clone()),
                format!("has lost its zero, as spreadsheets do with numbers: write 0{text} as text"),
                format!("先頭の 0 が失われています（表計算ソフトの数値化）。0{text} を文字列として書いてください"),
            );
            None
        }
        _ => row.required_code("prefecture", "prefecture"),
    };
    let duplicate_of = row.code("duplicate_of", "institution");
    let id = InstitutionId::new(code?);
    row.define("institution", id.as_str());
    if !row.key("institutions", id.as_str()) {
        return None;
    }
    row.evidence(&subject(&id), "institutions", id.as_str(), None);
    let prefecture = PrefectureId::new(prefecture?);
    if number(&id, &prefecture).is_none() {
        let value = row.text("code");
        row.problem_value(
            Some("code"),
            value,
            format!("is not the prefecture's code and a running number: write {prefecture}-01"),
            format!("都道府県コードと通し番号を {prefecture}-01 のように書いてください"),
        );
        return None;
    }
    if duplicate_of.as_deref() == Some(id.as_str()) {
        row.problem(
            "duplicate_of",
            "is the institution itself: name the first record",
            "自分自身です。最初の機関コードを書いてください",
        );
        return None;
    }
    Some(Institution {
        id,
        since_revision: 0,
        until_revision: None,
        name_ja: name_ja?,
        kind: kind?,
        group_name: row.text("group"),
        prefecture,
        duplicate_of: duplicate_of.map(Into::into),
    })
}

fn cooperation(row: &mut RowReader<'_>) -> Option<Cooperation> {
    let institution = row.required_code("institution", "institution");
    let operator = row.code("operator", "operator");
    let named_reason = row.text("unknown_reason").is_some();
    let reason: Option<UnknownReason> = row.word("unknown_reason");
    let as_of = row.partial_date("as_of");
    if operator.is_some() == named_reason {
        row.problem(
            "unknown_reason",
            "goes with the operator: give the operator, or the reason why it is unknown, not both and not neither",
            "認定事業者か不明の理由の、どちらか一方だけを書いてください",
        );
        return None;
    }
    let institution = InstitutionId::new(institution?);
    let new = match (operator, reason) {
        (Some(operator), _) => Cooperation::known(institution, OperatorId::new(operator), as_of),
        (None, Some(reason)) => Cooperation::unknown(institution, reason, as_of),
        // An unknown word is already a problem.
        (None, None) => return None,
    };
    if !row.key("cooperations", &new.id) {
        return None;
    }
    let (_, partner) = new.id.split_once(':').unwrap_or_default();
    let field = format!("cooperations.{partner}");
    row.evidence(
        &subject(&new.institution),
        "cooperations",
        &new.id,
        Some(&field),
    );
    Some(new)
}

#[cfg(test)]
pub(crate) mod tests;
