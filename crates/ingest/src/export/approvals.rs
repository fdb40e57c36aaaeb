//! Approvals as one table for those who read: names beside codes, the proof beside the fact.

use std::collections::HashMap;

use approvals::{Approval, approval};
use base::{Document, Evidence, Proofs, Revision, Store, document};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::ExportError;

/// Approvals with everything that their table shows.
#[derive(Clone, Debug)]
pub struct ApprovalRows {
    pub(super) revision: Revision,
    pub(super) rows: Vec<ApprovalRow>,
}

/// One approval with the names of what it points at.
#[derive(Clone, Debug)]
pub(super) struct ApprovalRow {
    pub(super) approval: Approval,
    pub(super) operator: String,
    /// Code and name, in their printed order.
    pub(super) data_items: Vec<[String; 2]>,
    pub(super) databases: Vec<[String; 2]>,
    pub(super) diseases: Vec<[String; 2]>,
    pub(super) evidence: Option<Evidence>,
    pub(super) document: Option<Document>,
}

impl ApprovalRows {
    /// Reads the approvals that hold at a revision, by operator and number.
    pub async fn load(store: &Store, at: Revision) -> Result<Self, ExportError> {
        let db = store.db();
        let proofs = Proofs::load(db, at).await?;
        let mut approvals = base::load::<approval::Entity>(db, at).await?;
        approvals.sort_by(|a, b| (&a.operator, a.number).cmp(&(&b.operator, b.number)));
        let documents: HashMap<String, Document> = named(
            base::load::<document::Entity>(db, at).await?,
            |row| row.id.to_string(),
            |row| row,
        );
        let operators = operators::Operators::load(store, at).await?;
        let operators: HashMap<String, String> = named(
            operators.all().to_vec(),
            |row| row.id.to_string(),
            |row| row.name_ja,
        );
        let items = vocabulary::DataItems::load(store, at).await?;
        let items = named(
            items.all().to_vec(),
            |row| row.id.to_string(),
            |row| row.name_ja,
        );
        let databases = linkage::Databases::load(store, at).await?;
        let databases = named(
            databases.all().to_vec(),
            |row| row.id.to_string(),
            |row| row.name_ja,
        );
        let diseases = base::load::<vocabulary::disease::Entity>(db, at).await?;
        let diseases = named(diseases, |row| row.id.to_string(), |row| row.name_ja);
        let mut of_items = gathered(
            base::load::<approval::data_item::Entity>(db, at).await?,
            |row| {
                (
                    row.approval.to_string(),
                    row.number,
                    row.data_item.to_string(),
                )
            },
            &items,
        );
        let mut of_databases = gathered(
            base::load::<approval::database::Entity>(db, at).await?,
            |row| {
                (
                    row.approval.to_string(),
                    row.number,
                    row.database.to_string(),
                )
            },
            &databases,
        );
        let mut of_diseases = gathered(
            base::load::<approval::disease::Entity>(db, at).await?,
            |row| (row.approval.to_string(), 0, row.disease.to_string()),
            &diseases,
        );
        let rows = approvals.into_iter().map(|approval| {
            let id = approval.id.as_str();
            let mut proofs = proofs.of("approvals", id).iter();
            let evidence = proofs.find(|evidence| evidence.field.is_none()).cloned();
            let document = evidence.as_ref().map(|evidence| evidence.document.as_str());
            ApprovalRow {
                operator: operators
                    .get(approval.operator.as_str())
                    .cloned()
                    .unwrap_or_default(),
                data_items: of_items.remove(id).unwrap_or_default(),
                databases: of_databases.remove(id).unwrap_or_default(),
                diseases: of_diseases.remove(id).unwrap_or_default(),
                document: document.and_then(|id| documents.get(id)).cloned(),
                evidence,
                approval,
            }
        });
        Ok(Self {
            revision: at,
            rows: rows.collect(),
        })
    }
}

fn named<T, V>(
    rows: Vec<T>,
    id: impl Fn(&T) -> String,
    value: impl Fn(T) -> V,
) -> HashMap<String, V> {
    rows.into_iter().map(|row| (id(&row), value(row))).collect()
}

/// Codes and names by approval, in their order.
fn gathered<T>(
    rows: Vec<T>,
    parts: impl Fn(&T) -> (String, i64, String),
    names: &HashMap<String, String>,
) -> HashMap<String, Vec<[String; 2]>> {
    let mut sorted: Vec<(String, i64, String)> = rows.iter().map(parts).collect();
    sorted.sort();
    let mut of: HashMap<String, Vec<[String; 2]>> = HashMap::new();
    for (approval, _, code) in sorted {
        let name = names.get(&code).cloned().unwrap_or_default();
        of.entry(approval).or_default().push([code, name]);
    }
    of
}

/// The columns of the table; what begins with `source_` says where the row is printed.
const COLUMNS: [&str; 22] = [
    "id",
    "operator",
    "operator_name_ja",
    "number",
    "approved_on",
    "title_ja",
    "data_form",
    "data_items",
    "data_items_ja",
    "user_sectors",
    "databases",
    "databases_ja",
    "diseases",
    "diseases_ja",
    "items_printed",
    "items_derivation",
    "source_document",
    "source_title",
    "source_url",
    "source_locator",
    "source_stated_on",
    "source_printed",
];

impl ApprovalRow {
    fn cells(&self) -> [String; 22] {
        let row = &self.approval;
        let part = |list: &[[String; 2]], which: usize| {
            let texts: Vec<&str> = list.iter().map(|pair| pair[which].as_str()).collect();
            texts.join("|")
        };
        let sectors: Vec<&str> = row.user_sectors.0.iter().map(|one| one.word()).collect();
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        let (evidence, document) = (self.evidence.as_ref(), self.document.as_ref());
        [
            row.id.to_string(),
            row.operator.to_string(),
            self.operator.clone(),
            row.number.to_string(),
            row.approved_on.to_string(),
            row.title_ja.clone(),
            row.data_form.map_or("", |form| form.word()).to_owned(),
            part(&self.data_items, 0),
            part(&self.data_items, 1),
            sectors.join("|"),
            part(&self.databases, 0),
            part(&self.databases, 1),
            part(&self.diseases, 0),
            part(&self.diseases, 1),
            text(row.printed_items.as_ref()),
            row.items_derivation.map_or("", |one| one.word()).to_owned(),
            evidence.map_or_else(String::new, |one| one.document.to_string()),
            document.map_or_else(String::new, |one| one.title.clone()),
            text(document.and_then(|one| one.url.as_ref())),
            text(evidence.and_then(|one| one.locator.as_ref())),
            evidence
                .and_then(|one| one.stated_on)
                .map_or_else(String::new, |day| day.to_string()),
            text(evidence.and_then(|one| one.raw_text.as_ref())),
        ]
    }
}

/// The table as a workbook: days as days, numbers as numbers, every text as a text that nothing computes.
pub fn approvals_xlsx(approvals: &ApprovalRows) -> Result<Vec<u8>, ExportError> {
    workbook(approvals).map_err(|error| ExportError::Format(error.to_string()))
}

/// The longest text that a cell of a workbook holds, in UTF-16 units.
const LONGEST: usize = 32_767;

fn workbook(approvals: &ApprovalRows) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet().set_name("approvals")?;
    sheet.write_row_with_format(0, 0, COLUMNS, &bold)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_column_width(5, 60)?;
    for (number, row) in (1..).zip(&approvals.rows) {
        for (column, text) in (0..).zip(row.cells()) {
            match COLUMNS[usize::from(column)] {
                "number" => sheet.write_number(number, column, row.approval.number as f64)?,
                "approved_on" => {
                    sheet.write_with_format(number, column, &row.approval.approved_on, &day)?
                }
                _ if text.is_empty() => continue,
                _ => sheet.write_string(number, column, shortened(&text))?,
            };
        }
    }
    let about = workbook.add_worksheet().set_name("about")?;
    about.write_string(0, 0, "revision")?;
    about.write_number(0, 1, approvals.revision.0 as f64)?;
    about.write_string(1, 0, "rows")?;
    about.write_number(1, 1, approvals.rows.len() as f64)?;
    // Without the moment of writing, the same revision gives the same bytes.
    let made = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&made));
    workbook.save_to_buffer()
}

fn shortened(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST
        })
        .collect()
}
