//! The table of dated facts as it is imported.

use base::RowReader;
use base::record::{Kind, RecordType, column};

use crate::fact::{ReportedFact, reported_fact};

/// The table.
pub(super) const RECORD: RecordType = RecordType {
    name: "reported-facts",
    about: "One dated fact about databases, operators, institutions or the law, as one source states it.",
    columns: &[
        column("id", "ID", true, Kind::Text),
        column("databases", "データベース", false, Kind::Codes("database")),
        column("operators", "事業者", false, Kind::Codes("operator")),
        column(
            "institutions",
            "協力機関",
            false,
            Kind::Codes("institution"),
        ),
        column("scheme", "制度", false, Kind::Text),
        column("fact", "事項(英語)", true, Kind::Text),
        column("value", "値", true, Kind::Text),
        column("said", "内容", true, Kind::Text),
        column("as_of", "時点(内容)", false, Kind::PartialDate),
    ],
    evidence: true,
};

/// Reads one row.
pub(super) fn fact(row: &mut RowReader<'_>) -> Option<ReportedFact> {
    let id = row.identifier("id");
    let databases = row.codes("databases", "database").into_iter().collect();
    let operators = row.codes("operators", "operator").into_iter().collect();
    let institutions = row
        .codes("institutions", "institution")
        .into_iter()
        .collect();
    let [fact, value, said] = ["fact", "value", "said"].map(|column| row.required(column));
    let as_of = row.partial_date("as_of");
    let id = id?;
    if !row.key("reported_facts", &id) {
        return None;
    }
    row.evidence(&reported_fact::subject(&id), "reported_facts", &id, None);
    Some(ReportedFact {
        id,
        since_revision: 0,
        until_revision: None,
        databases,
        operators,
        institutions,
        scheme: row.text("scheme"),
        fact: fact?,
        value: value?,
        said: said?,
        as_of,
    })
}
