//! The table of access rules as it is imported.

use base::record::{Kind, RecordType, column, words_of};
use base::{RowReader, Texts};

use crate::access::{AccessRule, RuleStatus, RuleTopic, RuleUnit, access_rule};

/// The table.
pub(super) const RECORD: RecordType = RecordType {
    name: "access-rules",
    about: "One rule of what must be done to get the data of a database, as one source states it.",
    columns: &[
        column("id", "ID", true, Kind::Text),
        column("scheme", "制度", true, Kind::Text),
        column("databases", "データベース", false, Kind::Codes("database")),
        column("topic", "事項", true, Kind::OneOf(words_of::<RuleTopic>)),
        column("said", "内容", true, Kind::Text),
        column("value", "値", false, Kind::Text),
        column("amount", "数値", false, Kind::Integer),
        column(
            "unit",
            "数値の単位",
            false,
            Kind::OneOf(words_of::<RuleUnit>),
        ),
        column("status", "状況", true, Kind::OneOf(words_of::<RuleStatus>)),
        column("as_of", "時点(内容)", false, Kind::PartialDate),
    ],
    evidence: true,
};

/// Reads one row.
pub(super) fn rule(row: &mut RowReader<'_>) -> Option<AccessRule> {
    let id = row.identifier("id");
    let scheme = row.required("scheme");
    let databases: Texts = row.codes("databases", "database").into_iter().collect();
    let topic: Option<RuleTopic> = row.required_word("topic");
    let said = row.required("said");
    let amount = row.integer("amount");
    let unit: Option<RuleUnit> = row.word("unit");
    let status: Option<RuleStatus> = row.required_word("status");
    let as_of = row.partial_date("as_of");
    let id = id?;
    if !row.key("access_rules", &id) {
        return None;
    }
    row.evidence(&access_rule::subject(&id), "access_rules", &id, None);
    if amount.is_some() != unit.is_some() {
        row.problem(
            "unit",
            "goes with `amount`: give both or neither",
            "数値と単位は両方を書くか、両方を空欄にしてください",
        );
        return None;
    }
    Some(AccessRule {
        id,
        since_revision: 0,
        until_revision: None,
        scheme: scheme?,
        databases,
        topic: topic?,
        said: said?,
        value: row.text("value"),
        amount,
        unit,
        status: status?,
        as_of,
    })
}
