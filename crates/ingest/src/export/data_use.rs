//! Approvals in the columns of a published template for registers of data uses (version 2 of 2022-01-19), in which
//! other countries publish theirs.
//!
//! The documents name no applicant and no purpose: those cells are empty, not filled in.

use approvals::{DataForm, UserSector};

use super::approvals::{ApprovalRow, ApprovalRows};
use super::{ExportError, marked, table};

/// The template's fields, in its order.
pub(super) const FIELDS: [&str; 32] = [
    "Lead applicant organisation name",
    "Organisation ID",
    "Organisation sector",
    "Applicant names",
    "Applicant ID",
    "Funders/Sponsors",
    "DEA accredited researcher?",
    "Sub-licence arrangements (if any)?",
    "Project ID",
    "Project title",
    "Lay summary",
    "Public benefit statement",
    "Request category type",
    "Technical summary",
    "Other approval committees",
    "Project start date",
    "Project end date",
    "Latest approval date",
    "Dataset(s) name",
    "Data sensitivity level",
    "Legal basis for provision of data under Article 6",
    "Lawful conditions for provision of data under Article 9",
    "Common Law Duty of Confidentiality",
    "National data opt-out applied?",
    "Request frequency",
    "For linked datasets, specify how the linkage will take place",
    "For linked datasets, specify how any new assets created will be managed and archived",
    "Description of the confidential data being used",
    "Release/Access date",
    "Access type",
    "How has data been processed to enhance privacy?",
    "Link to research outputs",
];

/// The register as CSV with a byte order mark.
pub fn data_use_register_csv(approvals: &ApprovalRows) -> Result<Vec<u8>, ExportError> {
    let rows = approvals
        .rows
        .iter()
        .map(|row| FIELDS.map(|field| cell(row, field)));
    Ok(marked(table(&FIELDS, rows)?))
}

fn cell(row: &ApprovalRow, field: &str) -> String {
    let approval = &row.approval;
    match field {
        "Organisation sector" => {
            let sectors = approval.user_sectors.0.iter().map(|sector| match sector {
                UserSector::Academia => "Academia",
                UserSector::Company => "Company",
                UserSector::PublicBody => "Public body",
                UserSector::ResearchBody => "Research body",
            });
            sectors.collect::<Vec<_>>().join(", ")
        }
        "Project ID" => approval.id.to_string(),
        "Project title" => approval.title_ja.clone(),
        "Latest approval date" => approval.approved_on.to_string(),
        "Dataset(s) name" => datasets(row),
        "Data sensitivity level" => match approval.data_form {
            Some(DataForm::Anonymised) => "Anonymous",
            Some(DataForm::Pseudonymised) => "De-Personalised",
            Some(DataForm::Identified) => "Personally Identifiable",
            None => "",
        }
        .to_owned(),
        // British and European law: the template itself offers this answer.
        "Legal basis for provision of data under Article 6"
        | "Lawful conditions for provision of data under Article 9"
        | "Common Law Duty of Confidentiality"
        | "National data opt-out applied?"
        | "DEA accredited researcher?" => "Not applicable".to_owned(),
        _ => String::new(),
    }
}

/// The databases, or the operator whose data were used, with the kinds of data: separated by commas, as asked.
fn datasets(row: &ApprovalRow) -> String {
    let names = |list: &[[String; 2]]| -> Vec<String> {
        let shown = list.iter().map(|[code, name]| match name.is_empty() {
            true => code.clone(),
            false => name.clone(),
        });
        shown.collect()
    };
    let mut sets = names(&row.databases);
    if sets.is_empty() {
        sets.push(row.operator.clone());
    }
    let items = names(&row.data_items);
    if let (Some(last), false) = (sets.last_mut(), items.is_empty()) {
        *last = format!("{last} ({})", items.join("; "));
    }
    sets.join(", ")
}
