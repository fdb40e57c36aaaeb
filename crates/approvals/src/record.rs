//! The tables of approvals as they are imported.

mod beside;
mod items;

pub use beside::{Listed, beside};

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use base::record::{Column, Kind, RecordType, column, words_of};
use base::{
    ApprovalId, Changes, Derivation, DocumentId, Evidence, OperatorId, PartialDate, Revision,
    RowReader, StoreError, parse_japanese,
};
use sea_orm::ConnectionTrait;

use crate::approval::{self, Approval, ApprovalDataItem, ApprovalDatabase, ApprovalDisease};
use crate::approval::{DataForm, UserSector, UserSectors};
use crate::uses;
use items::{Above, Items, unique};

const OPERATOR: Column = column("operator", "事業者", true, Kind::Code("operator"));
const NUMBER: Column = column("number", "番号", true, Kind::Integer);

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 5] = [
    RecordType {
        name: "approvals",
        about: "One approved use of an operator's data. Data items are codes, or the printed words with their ditto marks.",
        columns: &[
            OPERATOR,
            NUMBER,
            column("approved_on", "承認日", true, Kind::Day),
            column("title_ja", "題名", true, Kind::Text),
            column(
                "data_form",
                "形態",
                false,
                Kind::OneOf(words_of::<DataForm>),
            ),
            // Text, for the printed words may stand here.
            column("data_items", "データ項目", false, Kind::Text),
            column(
                "user_sectors",
                "利用者",
                false,
                Kind::SomeOf(words_of::<UserSector>),
            ),
            column("databases", "データベース", false, Kind::Codes("database")),
            column("printed_items", "データ項目の原文", false, Kind::Text),
            column(
                "items_derivation",
                "データ項目の導出",
                false,
                Kind::OneOf(words_of::<Derivation>),
            ),
            column("items_note", "データ項目の注記", false, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "approval-diseases",
        about: "One disease that an approval is about. The diseases of one approval are given together.",
        columns: &[
            OPERATOR,
            NUMBER,
            column("disease", "疾患", true, Kind::Code("disease")),
            column("printed", "原文", false, Kind::Text),
            column(
                "derivation",
                "導出",
                false,
                Kind::OneOf(words_of::<Derivation>),
            ),
            column("document", "資料", false, Kind::Code("document")),
            column("locator", "該当箇所", false, Kind::Text),
            column("stated_on", "時点", false, Kind::PartialDate),
            column("note", "注記", false, Kind::Text),
        ],
        evidence: false,
    },
    uses::RECORDS[0],
    uses::RECORDS[1],
    uses::RECORDS[2],
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    approvals: Vec<Approval>,
    data_items: Vec<ApprovalDataItem>,
    databases: Vec<ApprovalDatabase>,
    diseases: Vec<ApprovalDisease>,
    above: Above,
    uses: uses::Batch,
    /// The first number of each operator, title and day.
    projects: HashMap<(OperatorId, String, NaiveDate), i64>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`]. The rows of a sheet come in their order, for dittos look upward.
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "approvals" => self.approval(row),
            _ if self.uses.read(record, row) => {}
            _ => self.diseases.extend(tag(row)),
        }
    }

    /// The rows read so far, for a table that has not been written: see [`crate::Approvals::new`].
    pub fn into_rows(
        self,
    ) -> (
        Vec<Approval>,
        Vec<ApprovalDataItem>,
        Vec<ApprovalDatabase>,
        Vec<ApprovalDisease>,
    ) {
        (
            self.approvals,
            self.data_items,
            self.databases,
            self.diseases,
        )
    }

    /// The approvals read so far.
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// The tags read so far.
    pub fn tags(&self) -> &[ApprovalDisease] {
        &self.diseases
    }

    /// Adds tags. Where the files gave an approval none, `held` are those of the record, which stay.
    pub fn add_tags(&mut self, tags: Vec<ApprovalDisease>, held: &[ApprovalDisease]) {
        let given: HashSet<ApprovalId> = self
            .diseases
            .iter()
            .map(|tag| tag.approval.clone())
            .collect();
        let tagged: HashSet<ApprovalId> = tags.iter().map(|tag| tag.approval.clone()).collect();
        let kept = held
            .iter()
            .filter(|tag| tagged.contains(&tag.approval) && !given.contains(&tag.approval));
        self.diseases.extend(kept.cloned());
        self.diseases.extend(tags);
    }

    fn approval(&mut self, row: &mut RowReader<'_>) {
        let key = key(row);
        row.required("approved_on");
        let approved_on = row.day("approved_on");
        row.required("title_ja");
        // As printed: no blank is trimmed, no width changed.
        let title_ja = row.verbatim("title_ja");
        let data_form = row.word("data_form");
        let mut user_sectors: Vec<UserSector> = row.words("user_sectors");
        user_sectors.sort_unstable();
        user_sectors.dedup();
        let mut databases = row.codes("databases", "database");
        unique(&mut databases);
        let Some((operator, number, id)) = key else {
            return;
        };
        row.define("approval", id.as_str());
        if !row.key("approvals", id.as_str()) {
            return;
        }
        let Some(items) = self.above.read(row, &operator, number) else {
            return;
        };
        row.evidence(&approval::subject(&id), "approvals", id.as_str(), None);
        items_evidence(row, &id, &items);
        let (Some(approved_on), Some(title_ja)) = (approved_on, title_ja) else {
            return;
        };
        row.not_ahead("approved_on", approved_on);
        let project = (operator.clone(), text::fold_text(&title_ja), approved_on);
        let first = *self.projects.entry(project).or_insert(number);
        if first != number {
            row.notice(
                "number",
                "same project",
                format!("has the title and the day of No.{first}: keep both only where they are two projects"),
                format!("No.{first} と題名・承認日が同じです。別の課題でなければ一方を取り除いてください"),
            );
        }
        self.data_items.extend(
            (1..)
                .zip(items.codes)
                .map(|(number, code)| ApprovalDataItem {
                    id: format!("{id}:{code}"),
                    since_revision: 0,
                    until_revision: None,
                    approval: id.clone(),
                    data_item: code.into(),
                    number,
                }),
        );
        self.databases
            .extend((1..).zip(databases).map(|(number, code)| ApprovalDatabase {
                id: format!("{id}:{code}"),
                since_revision: 0,
                until_revision: None,
                approval: id.clone(),
                database: code.into(),
                number,
            }));
        self.approvals.push(Approval {
            id,
            since_revision: 0,
            until_revision: None,
            operator,
            number,
            approved_on,
            title_ja,
            data_form,
            user_sectors: UserSectors(user_sectors),
            printed_items: items.printed,
            items_derivation: items.derivation,
            items_note: items.note,
        });
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        // An approval is given with all its data items and databases, so one that has none any more loses them.
        let given: HashSet<String> = self
            .approvals
            .iter()
            .map(|row| row.id.to_string())
            .collect();
        base::write::<approval::Entity>(tx, self.approvals, &none, at, changes).await?;
        base::write::<approval::data_item::Entity>(tx, self.data_items, &given, at, changes)
            .await?;
        base::write::<approval::database::Entity>(tx, self.databases, &given, at, changes).await?;
        base::write::<approval::disease::Entity>(tx, self.diseases, &none, at, changes).await?;
        self.uses.write(tx, at, changes).await
    }
}

/// Operator, number and their joint id.
fn key(row: &mut RowReader<'_>) -> Option<(OperatorId, i64, ApprovalId)> {
    let operator = row.required_code("operator", "operator");
    let number = row.running_number("number");
    let (operator, number) = (OperatorId::new(operator?), number?);
    let id = approval::approval_id(&operator, number);
    Some((operator, number, id))
}

fn tag(row: &mut RowReader<'_>) -> Option<ApprovalDisease> {
    let key = key(row);
    let disease = row.required_code("disease", "disease");
    let derivation = row.word("derivation");
    let ((_, _, approval), disease) = (key?, disease?);
    let id = approval::tag_id(&approval, &disease);
    row.refer("number", "approval", approval.as_str());
    if !row.key("approval_diseases", &id) {
        return None;
    }
    // The bundled file names no document: there the approval's own evidence holds the title.
    if row.text("document").is_some() {
        let field = format!("diseases.{disease}");
        let subject = approval::subject(&approval);
        row.evidence(&subject, "approval_diseases", &id, Some(&field));
    } else if ["locator", "stated_on", "note"]
        .iter()
        .any(|column| row.text(column).is_some())
    {
        row.problem(
            "document",
            "is empty, and place, day or note are of a document: name it, or leave them empty too",
            "資料が空欄ですが、該当箇所、時点または注記があります。資料を書くか、これらも空にしてください",
        );
        return None;
    }
    Some(ApprovalDisease {
        id,
        since_revision: 0,
        until_revision: None,
        approval,
        disease: disease.into(),
        printed: row.verbatim("printed"),
        derivation: derivation.unwrap_or(Derivation::TitleTagged),
    })
}

/// The proof of the data items, from the same place as that of the row.
fn items_evidence(row: &mut RowReader<'_>, id: &ApprovalId, items: &Items) {
    let (Some(document), Some(derivation)) = (row.text("document"), items.derivation) else {
        return;
    };
    // A day that cannot be read has been reported with the row's own evidence.
    let stated_on = row.text("stated_on").and_then(|text| {
        let date: Option<PartialDate> = text.parse().ok();
        date.or_else(|| parse_japanese(&text).ok())
    });
    let evidence = Evidence {
        id: String::new(),
        since_revision: 0,
        until_revision: None,
        subject: String::new(),
        row: String::new(),
        field: Some("data_items".to_owned()),
        document: DocumentId::new(document),
        locator: row.text("locator"),
        stated_on,
        raw_text: items.printed.clone(),
        derivation,
        note: items.note.clone(),
    };
    row.add_evidence(&approval::subject(id), "approvals", id.as_str(), evidence);
}

#[cfg(test)]
mod tests;
