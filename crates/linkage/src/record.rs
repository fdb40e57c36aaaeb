//! The tables of databases and statements as they are imported.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use base::record::{Column, Kind, RecordType, column, words_of};
use base::{Changes, DatabaseId, Revision, RowReader, StatementId, StoreError, Texts};
use sea_orm::ConnectionTrait;

use crate::access::{AccessRule, access_rule};
use crate::database::{self, Database};
use crate::fact::{ReportedFact, reported_fact};
use crate::provision::{Provision, ProvisionState, ReviewBody, Volume, part_id};
use crate::route::{self, RouteStep};
use crate::statement::{
    self, Basis, DataForm, DayDerivation, LinkageState, LinkageStatement, StatementForm,
};

mod access_record;
mod fact_record;

const DATABASE: Column = column("database", "データベース", true, Kind::Code("database"));
const NUMBER: Column = column("number", "番号", true, Kind::Integer);

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 8] = [
    RecordType {
        name: "database-facts",
        about: "One attribute of one database, with the source that states it.",
        columns: &[
            column("database", "データベース", true, Kind::Text),
            column("field", "項目", true, Kind::Text),
            column("value", "値", true, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "provisions",
        about: "One way in which a database's data are given out.",
        columns: &[
            DATABASE,
            NUMBER,
            column("form", "形態", true, Kind::OneOf(words_of::<DataForm>)),
            column("from", "開始", false, Kind::PartialDate),
            column(
                "state",
                "状態",
                true,
                Kind::OneOf(words_of::<ProvisionState>),
            ),
            column("recipients", "提供先", false, Kind::List),
            column("condition", "条件", false, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "review-bodies",
        about: "One body that is heard before a database's data are given out.",
        columns: &[
            DATABASE,
            NUMBER,
            column("name_ja", "名称", false, Kind::Text),
            column("name_en", "英語名", false, Kind::Text),
            column(
                "state",
                "状態",
                true,
                Kind::OneOf(words_of::<ProvisionState>),
            ),
            column("from", "開始", false, Kind::PartialDate),
        ],
        evidence: true,
    },
    RecordType {
        name: "volumes",
        about: "How much a database holds, on one day, by one source.",
        columns: &[
            DATABASE,
            NUMBER,
            column("quantity", "数量", true, Kind::Integer),
            column("unit", "単位", true, Kind::Text),
            column("approximate", "概数", false, Kind::Boolean),
            column("as_of", "時点(数量)", false, Kind::PartialDate),
        ],
        evidence: true,
    },
    RecordType {
        name: "linkage-statements",
        about: "What one source says of linking two databases, for one form of data.",
        columns: &[
            column("id", "ID", true, Kind::Text),
            column("stated_by", "記載側", true, Kind::Code("database")),
            column("about", "相手", false, Kind::Code("database")),
            column("form", "形態", true, Kind::OneOf(words_of::<StatementForm>)),
            column("state", "状態", true, Kind::OneOf(words_of::<LinkageState>)),
            column("planned_from", "予定開始", false, Kind::PartialDate),
            column("planned_by", "予定期限", false, Kind::PartialDate),
            column("in_force_from", "施行開始", false, Kind::PartialDate),
            column("until", "終了", false, Kind::PartialDate),
            column("basis", "根拠", false, Kind::OneOf(words_of::<Basis>)),
            column(
                "day",
                "日付の根拠",
                false,
                Kind::OneOf(words_of::<DayDerivation>),
            ),
        ],
        evidence: true,
    },
    RecordType {
        name: "route-steps",
        about: "One step of the way that a request to link takes.",
        columns: &[
            NUMBER,
            column("applies_to", "対象", true, Kind::Text),
            column("body_ja", "機関", true, Kind::Text),
            column("body_en", "機関(英語)", false, Kind::Text),
            column("action_ja", "手続", true, Kind::Text),
            column("action_en", "手続(英語)", false, Kind::Text),
        ],
        evidence: true,
    },
    access_record::RECORD,
    fact_record::RECORD,
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    databases: BTreeMap<DatabaseId, (Database, BTreeSet<String>)>,
    provisions: Vec<Provision>,
    review_bodies: Vec<ReviewBody>,
    volumes: Vec<Volume>,
    statements: Vec<LinkageStatement>,
    route_steps: Vec<RouteStep>,
    access_rules: Vec<AccessRule>,
    reported_facts: Vec<ReportedFact>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`].
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "database-facts" => self.database_fact(row),
            "provisions" => self.provisions.extend(provision(row)),
            "review-bodies" => self.review_bodies.extend(review_body(row)),
            "volumes" => self.volumes.extend(volume(row)),
            "linkage-statements" => self.statements.extend(linkage_statement(row)),
            "access-rules" => self.access_rules.extend(access_record::rule(row)),
            "reported-facts" => self.reported_facts.extend(fact_record::fact(row)),
            _ => self.route_steps.extend(route_step(row)),
        }
    }

    fn database_fact(&mut self, row: &mut RowReader<'_>) {
        let (database, field) = (row.required("database"), row.required("field"));
        row.required("value");
        let (Some(database), Some(field)) = (database, field) else {
            return;
        };
        let id = DatabaseId::new(database);
        row.define("database", id.as_str());
        let fact = format!("{id}.{field}");
        // Several sources may each give aliases; every other attribute has one row.
        if field != "aliases" && !row.key("database_facts", &fact) {
            return;
        }
        let (given, fields) = self
            .databases
            .entry(id.clone())
            .or_insert_with(|| (Database::unknown(id.clone()), BTreeSet::new()));
        if !given.set(&field, row) {
            let known = database::FIELDS.join(", ");
            row.problem_value(
                Some("field"),
                Some(field),
                format!("is no attribute of a database: use one of {known}"),
                format!("データベースの項目ではありません。次のいずれかを使ってください: {known}"),
            );
            return;
        }
        fields.insert(field.clone());
        row.evidence(
            &database::subject(&id),
            "database_facts",
            &fact,
            Some(&field),
        );
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        let held: BTreeMap<DatabaseId, Database> = base::load::<database::Entity>(tx, at)
            .await?
            .into_iter()
            .map(|row| (row.id.clone(), row))
            .collect();
        let mut databases = Vec::new();
        for (id, (given, fields)) in self.databases {
            databases.push(match held.get(&id) {
                Some(held) => overlay(held, &given, &fields),
                None => given,
            });
        }
        base::write::<database::Entity>(tx, databases, &none, at, changes).await?;
        base::write::<crate::provision::provision::Entity>(tx, self.provisions, &none, at, changes)
            .await?;
        base::write::<crate::provision::review_body::Entity>(
            tx,
            self.review_bodies,
            &none,
            at,
            changes,
        )
        .await?;
        base::write::<crate::provision::volume::Entity>(tx, self.volumes, &none, at, changes)
            .await?;
        base::write::<statement::Entity>(tx, self.statements, &none, at, changes).await?;
        base::write::<route::Entity>(tx, self.route_steps, &none, at, changes).await?;
        base::write::<access_rule::Entity>(tx, self.access_rules, &none, at, changes).await?;
        base::write::<reported_fact::Entity>(tx, self.reported_facts, &none, at, changes).await
    }
}

/// A held database with the given attributes in place of its own: what a batch does not name stays.
fn overlay(held: &Database, given: &Database, fields: &BTreeSet<String>) -> Database {
    let mut row = held.clone();
    let pick = |field: &str| fields.contains(field);
    macro_rules! take {
        ($($field:ident),*) => {$(if pick(stringify!($field)) { row.$field = given.$field.clone(); })*};
    }
    take!(
        name_ja,
        name_en,
        official_name_ja,
        holder,
        held_as,
        status,
        started_on,
        original_data,
        main_items,
        planned_items,
        linkage_key,
        consent_requirement,
        consent_note
    );
    if pick("aliases") {
        let new = given
            .aliases
            .0
            .iter()
            .filter(|alias| !held.aliases.0.contains(alias));
        row.aliases = held.aliases.0.iter().chain(new).cloned().collect();
    }
    row
}

/// Database, number and their joint key.
fn part(row: &mut RowReader<'_>, table: &str) -> Option<(DatabaseId, i64, String)> {
    let (database, number) = (row.required_code("database", "database"), numbered(row));
    let (database, number) = (DatabaseId::new(database?), number?);
    let id = part_id(&database, number);
    if !row.key(table, &id) {
        return None;
    }
    row.evidence(
        &database::subject(&database),
        table,
        &id,
        Some(&format!("{table}.{number}")),
    );
    Some((database, number, id))
}

fn numbered(row: &mut RowReader<'_>) -> Option<i64> {
    row.required("number")?;
    let number = row.integer("number")?;
    if number == 0 {
        row.problem("number", "counts from 1", "1から数えてください");
        return None;
    }
    Some(number)
}

fn provision(row: &mut RowReader<'_>) -> Option<Provision> {
    let form = row.required_word("form");
    let state = row.required_word("state");
    let starts_on = row.partial_date("from");
    let (database, number, id) = part(row, "provisions")?;
    Some(Provision {
        id,
        since_revision: 0,
        until_revision: None,
        database,
        number,
        form: form?,
        starts_on,
        state: state?,
        recipients: row.list("recipients").into_iter().collect::<Texts>(),
        condition: row.text("condition"),
    })
}

fn review_body(row: &mut RowReader<'_>) -> Option<ReviewBody> {
    let state: Option<ProvisionState> = row.required_word("state");
    let starts_on = row.partial_date("from");
    let name_ja = row.text("name_ja");
    let (database, number, id) = part(row, "review_bodies")?;
    let state = state?;
    if (state == ProvisionState::Undecided) != name_ja.is_none() {
        row.problem(
            "name_ja",
            "goes with the state: a body that is UNDECIDED has no name, every other has one",
            "状態が UNDECIDED のときだけ空欄にしてください",
        );
        return None;
    }
    Some(ReviewBody {
        id,
        since_revision: 0,
        until_revision: None,
        database,
        number,
        name_ja,
        name_en: row.text("name_en"),
        state,
        starts_on,
    })
}

fn volume(row: &mut RowReader<'_>) -> Option<Volume> {
    row.required("quantity");
    let quantity = row.integer("quantity");
    let unit = row.required("unit");
    let approximate = row.boolean("approximate");
    let as_of = row.partial_date("as_of");
    let (database, number, id) = part(row, "volumes")?;
    Some(Volume {
        id,
        since_revision: 0,
        until_revision: None,
        database,
        number,
        quantity: quantity?,
        unit: unit?,
        approximate,
        as_of,
    })
}

fn linkage_statement(row: &mut RowReader<'_>) -> Option<LinkageStatement> {
    let id = row.identifier("id");
    let stated_by = row.required_code("stated_by", "database");
    let about = row.code("about", "database");
    let form = row.required_word("form");
    let state: Option<LinkageState> = row.required_word("state");
    let [planned_from, planned_by, in_force_from, until] =
        ["planned_from", "planned_by", "in_force_from", "until"]
            .map(|column| row.partial_date(column));
    // What does not say on what it rests counts as the weakest; a day that is written is taken as printed.
    let basis = row.word("basis").unwrap_or(Basis::Reported);
    let day_derivation = row.word("day").unwrap_or(DayDerivation::Printed);
    row.required("stated_on");
    let stated_on = row.partial_date("stated_on");
    let id = StatementId::new(id?);
    if !row.key("linkage_statements", id.as_str()) {
        return None;
    }
    row.evidence(
        &statement::subject(&id),
        "linkage_statements",
        id.as_str(),
        None,
    );
    let (stated_by, state) = (stated_by?, state?);
    if about.as_ref() == Some(&stated_by) {
        row.problem(
            "about",
            "is the database itself: name its partner",
            "相手のデータベースを書いてください",
        );
        return None;
    }
    let names_none = matches!(state, LinkageState::Undecided | LinkageState::NotStated);
    if about.is_none() && !names_none {
        row.problem(
            "about",
            "is missing: only UNDECIDED and NOT_STATED may name no partner",
            "相手のデータベースを書いてください。空欄にできるのは UNDECIDED と NOT_STATED だけです",
        );
        return None;
    }
    if state != LinkageState::Planned && (planned_from.is_some() || planned_by.is_some()) {
        row.problem(
            "state",
            "has a planned date: only PLANNED may",
            "予定日は PLANNED のときだけ書けます",
        );
        return None;
    }
    if state != LinkageState::InForce && (in_force_from.is_some() || until.is_some()) {
        row.problem(
            "state",
            "has a day of coming into force or ending: only IN_FORCE may",
            "施行開始と終了は IN_FORCE のときだけ書けます",
        );
        return None;
    }
    if let (Some(start), Some(end)) = (in_force_from, until)
        && end.last_day() < start.first_day()
    {
        row.problem(
            "until",
            "lies before `in_force_from`",
            "施行開始より前の日付です",
        );
        return None;
    }
    Some(LinkageStatement {
        id,
        since_revision: 0,
        until_revision: None,
        stated_by: DatabaseId::new(stated_by),
        about: about.map(DatabaseId::new),
        form: form?,
        state,
        planned_from,
        planned_by,
        in_force_from,
        until,
        stated_on: stated_on?,
        basis,
        day_derivation,
    })
}

fn route_step(row: &mut RowReader<'_>) -> Option<RouteStep> {
    let number = numbered(row);
    let applies_to = row.required("applies_to");
    let (body_ja, action_ja) = (row.required("body_ja"), row.required("action_ja"));
    let (number, applies_to) = (number?, applies_to?);
    let only = (applies_to != "*").then(|| DatabaseId::new(applies_to.as_str()));
    if only.is_some() {
        row.refer("applies_to", "database", &applies_to);
    }
    let id = format!("{applies_to}:{number}");
    if !row.key("route_steps", &id) {
        return None;
    }
    row.evidence(&route::subject(&id), "route_steps", &id, None);
    Some(RouteStep {
        id,
        since_revision: 0,
        until_revision: None,
        number,
        applies_to: only,
        body_ja: body_ja?,
        body_en: row.text("body_en"),
        action_ja: action_ja?,
        action_en: row.text("action_en"),
    })
}
