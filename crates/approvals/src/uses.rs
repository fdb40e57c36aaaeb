//! Who used which data beyond the operators' lists: certified users, users that a source names, and reported uses of public
//! databases. Reported uses are a sample, never a register: nobody adds them to the approvals.

use std::collections::HashSet;

use base::record::{Kind, RecordType, column, words_of};
use base::{
    Cells, Changes, OperatorId, PartialDate, Revision, RowReader, Source, StoreError, Texts,
    Written,
};
use sea_orm::ConnectionTrait;

use crate::approval::{UserSector, UserSectors, approval_id};

base::words! {
    /// How far a reported use has come, read from the words of its source.
    pub enum UseStage {
        /// The request was accepted.
        Accepted = "ACCEPTED" ("承諾", "accepted"),
        /// The data were given out.
        Provided = "PROVIDED" ("提供", "provided"),
        /// The data were used.
        Used = "USED" ("利用", "used"),
        /// The use is planned or being prepared.
        Planned = "PLANNED" ("計画", "planned"),
        /// Only the agenda of a meeting names the request.
        AgendaOnly = "AGENDA_ONLY" ("議事のみ", "agenda only"),
        /// The source does not say whether the data were had.
        Unclear = "UNCLEAR" ("不明", "unclear"),
    }
}

base::words! {
    /// What the number beside a reported use is.
    pub enum UseNumberKind {
        /// Of a research grant.
        Grant = "GRANT" ("研究費の課題番号", "grant"),
        /// Of a working paper.
        WorkingPaper = "WORKING_PAPER" ("報告書の番号", "working paper"),
        /// Of the application (申出番号).
        Application = "APPLICATION" ("申出番号", "application"),
        /// Of the provision.
        Provision = "PROVISION" ("提供の番号", "provision"),
    }
}

base::versioned_rows! {
    /// A use of a public database that a paper, a grant report or the press reports.
    reported_use, "reported_uses", "reported-use";
    pub struct ReportedUse {
        /// The schemes as listed, divided by `|`; some are none of the databases of this catalogue.
        pub scheme: String,
        /// The databases.
        pub databases: Texts,
        /// The title, or in parentheses what stands for one.
        pub title_ja: String,
        /// Organisations as named.
        pub users: Texts,
        /// Sectors of the users.
        pub user_sectors: UserSectors,
        /// How far it has come.
        pub stage: UseStage,
        /// When the request was accepted or the data were provided, where a source says.
        pub accepted_on: Option<PartialDate>,
        /// The number as printed.
        pub number: Option<String>,
        /// What the number is.
        pub number_kind: Option<UseNumberKind>,
        /// The data as named.
        pub data: Option<String>,
        /// The purpose as named.
        pub purpose: Option<String>,
        /// What the source says, in our own words.
        pub said: String,
    }
}

base::versioned_rows! {
    /// An organisation certified to use pseudonymised medical information (認定仮名加工医療情報利用事業者).
    certified_user, "certified_users", "certified-user";
    pub struct CertifiedUser {
        /// Its name.
        pub name_ja: String,
        /// English name.
        pub name_en: Option<String>,
        /// Since when.
        pub certified_on: Date,
    }
}

base::versioned_rows! {
    /// An organisation that a source names as user of an operator's data, or that we tie to an approval by reading.
    named_user, "named_users", "named-user";
    pub struct NamedUser {
        /// Whose data.
        pub operator: OperatorId,
        /// The approval's number; none where the source names none.
        pub number: Option<i64>,
        /// Its name.
        pub name_ja: String,
        /// English name.
        pub name_en: Option<String>,
        /// How we know: STATED, or INFERRED for a tie that no source prints.
        pub derivation: base::Derivation,
    }
}

/// The tables that are read here.
pub(crate) const RECORDS: [RecordType; 3] = [
    RecordType {
        name: "reported-uses",
        about: "A use of a public database that a paper, a grant report or the press reports: a sample, never a register.",
        columns: &[
            column("id", "ID", true, Kind::Text),
            column("scheme", "制度", true, Kind::Text),
            column("databases", "データベース", false, Kind::Codes("database")),
            column("title_ja", "題名", true, Kind::Text),
            column("users", "利用者の名称", false, Kind::List),
            column(
                "user_sectors",
                "利用者",
                false,
                Kind::SomeOf(words_of::<UserSector>),
            ),
            column("stage", "段階", true, Kind::OneOf(words_of::<UseStage>)),
            column("accepted_on", "承諾日", false, Kind::PartialDate),
            column("number", "番号", false, Kind::Text),
            column(
                "number_kind",
                "番号の種類",
                false,
                Kind::OneOf(words_of::<UseNumberKind>),
            ),
            column("data", "データ", false, Kind::Text),
            column("purpose", "目的", false, Kind::Text),
            column("said", "内容", true, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "certified-users",
        about: "An organisation certified to use pseudonymised medical information.",
        columns: &[
            column("id", "ID", true, Kind::Text),
            column("name_ja", "名称", true, Kind::Text),
            column("name_en", "英語名", false, Kind::Text),
            column("certified_on", "認定日", true, Kind::Day),
        ],
        evidence: true,
    },
    RecordType {
        name: "named-users",
        about: "An organisation that a source names as user of an operator's data.",
        columns: &[
            column("id", "ID", true, Kind::Text),
            column("operator", "事業者", true, Kind::Code("operator")),
            column("number", "番号", false, Kind::Integer),
            column("name_ja", "名称", true, Kind::Text),
            column("name_en", "英語名", false, Kind::Text),
        ],
        evidence: true,
    },
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    reported: Vec<ReportedUse>,
    certified: Vec<CertifiedUser>,
    named: Vec<NamedUser>,
}

impl Batch {
    /// Reads one row; whether the table is one of these.
    pub(crate) fn read(&mut self, record: &str, row: &mut RowReader<'_>) -> bool {
        match record {
            "reported-uses" => self.reported.extend(reported(row)),
            "certified-users" => self.certified.extend(certified(row)),
            "named-users" => self.named.extend(named(row)),
            _ => return false,
        }
        true
    }

    pub(crate) async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        base::write::<reported_use::Entity>(tx, self.reported, &none, at, changes).await?;
        base::write::<certified_user::Entity>(tx, self.certified, &none, at, changes).await?;
        base::write::<named_user::Entity>(tx, self.named, &none, at, changes).await
    }
}

fn reported(row: &mut RowReader<'_>) -> Option<ReportedUse> {
    let id = row.identifier("id");
    let scheme = row.required("scheme");
    let databases: Texts = row.codes("databases", "database").into_iter().collect();
    row.required("title_ja");
    let title_ja = row.verbatim("title_ja");
    let users: Texts = row.list("users").into_iter().collect();
    let user_sectors = UserSectors(row.words("user_sectors"));
    let stage = row.required_word("stage");
    let accepted_on = row.partial_date("accepted_on");
    let number_kind = row.word("number_kind");
    let said = row.required("said");
    let id = id?;
    if !row.key("reported_uses", &id) {
        return None;
    }
    row.evidence(&reported_use::subject(&id), "reported_uses", &id, None);
    Some(ReportedUse {
        id,
        since_revision: 0,
        until_revision: None,
        scheme: scheme?,
        databases,
        title_ja: title_ja?,
        users,
        user_sectors,
        stage: stage?,
        accepted_on,
        number: row.text("number"),
        number_kind,
        data: row.text("data"),
        purpose: row.text("purpose"),
        said: said?,
    })
}

fn certified(row: &mut RowReader<'_>) -> Option<CertifiedUser> {
    let (id, name_ja) = (row.identifier("id"), row.required("name_ja"));
    row.required("certified_on");
    let certified_on = row.day("certified_on");
    let id = id?;
    if !row.key("certified_users", &id) {
        return None;
    }
    row.evidence(&certified_user::subject(&id), "certified_users", &id, None);
    Some(CertifiedUser {
        id,
        since_revision: 0,
        until_revision: None,
        name_ja: name_ja?,
        name_en: row.text("name_en"),
        certified_on: certified_on?,
    })
}

fn named(row: &mut RowReader<'_>) -> Option<NamedUser> {
    let (id, name_ja) = (row.identifier("id"), row.required("name_ja"));
    let operator = row.required_code("operator", "operator");
    let number = row.integer("number");
    let derivation = row.word("derivation").unwrap_or(base::Derivation::Stated);
    let (id, operator) = (id?, OperatorId::new(operator?));
    if let Some(number) = number {
        row.refer(
            "number",
            "approval",
            approval_id(&operator, number).as_str(),
        );
    }
    if !row.key("named_users", &id) {
        return None;
    }
    row.evidence(&named_user::subject(&id), "named_users", &id, None);
    Some(NamedUser {
        id,
        since_revision: 0,
        until_revision: None,
        operator,
        number,
        name_ja: name_ja?,
        name_en: row.text("name_en"),
        derivation,
    })
}

/// Every row that holds at a revision, by the tables of [`RECORDS`].
pub(crate) async fn export(
    from: &Source<'_, impl ConnectionTrait>,
) -> Result<Vec<Written>, StoreError> {
    let proofs = &from.proofs;
    let reported = from.rows::<reported_use::Entity>().await?;
    let certified = from.rows::<certified_user::Entity>().await?;
    let named = from.rows::<named_user::Entity>().await?;
    let reported = reported.iter().map(|row| {
        let sectors: Vec<&str> = row.user_sectors.0.iter().map(|one| one.word()).collect();
        Cells::new()
            .put("id", &row.id)
            .put("scheme", &row.scheme)
            .list("databases", &row.databases)
            .put("title_ja", &row.title_ja)
            .list("users", &row.users)
            .put("user_sectors", sectors.join("|"))
            .put("stage", row.stage.word())
            .maybe("accepted_on", row.accepted_on)
            .maybe("number", row.number.as_ref())
            .maybe("number_kind", row.number_kind.map(|kind| kind.word()))
            .maybe("data", row.data.as_ref())
            .maybe("purpose", row.purpose.as_ref())
            .put("said", &row.said)
            .proved(proofs.first("reported_uses", &row.id))
    });
    let certified = certified.iter().map(|row| {
        Cells::new()
            .put("id", &row.id)
            .put("name_ja", &row.name_ja)
            .maybe("name_en", row.name_en.as_ref())
            .put("certified_on", row.certified_on)
            .proved(proofs.first("certified_users", &row.id))
    });
    let named = named.iter().map(|row| {
        Cells::new()
            .put("id", &row.id)
            .put("operator", &row.operator)
            .maybe("number", row.number)
            .put("name_ja", &row.name_ja)
            .maybe("name_en", row.name_en.as_ref())
            .proved(proofs.first("named_users", &row.id))
    });
    Ok(vec![
        ("reported-uses", reported.collect()),
        ("certified-users", certified.collect()),
        ("named-users", named.collect()),
    ])
}
