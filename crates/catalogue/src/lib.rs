#![doc = include_str!("../README.md")]

mod beside;
mod branches;
mod catalogues;
pub mod indicators;
pub mod matching;
pub mod precedent;
mod reconciliation;
pub mod search;
mod similar;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::indicators::Indicators;
use approvals::{Approvals, CertifiedUser, NamedUser, ReportedUse, uses};
use base::document::Document;
use base::{
    Citation, DatabaseId, DocumentId, Figure, PartialDate, RegistryId, Revision, RevisionRow,
    StatementId, Store, StoreError, figure,
};
use institutions::Institutions;
use linkage::access;
use linkage::provision::{provision, review_body, volume};
use linkage::{
    AccessRule, DataForm, Database, Databases, Facts, LinkageStatement, Provision, ReportedFact,
    ReviewBody, RouteStep, Volume, route, statement,
};
use operators::Operators;
use registries::{Registries, RegistryKind};
use vocabulary::{DataItems, Diseases, Organisation, Prefectures, organisation};

use beside::Beside;
use branches::Branches;
pub use catalogues::{Catalogues, CataloguesError, Past};
pub use precedent::Precedents;
pub use reconciliation::{Reconciliation, TABLES as COMPARED, reconciliations};
pub use search::Search;

/// Everything that holds at one revision, with the indexes that answer questions.
#[derive(Debug)]
pub struct Catalogue {
    /// The revision and when it was made.
    pub revision: RevisionRow,
    /// The documents that state facts.
    pub documents: Vec<Document>,
    /// Organisations with their former names.
    pub organisations: Vec<Organisation>,
    /// The databases.
    pub databases: Databases,
    /// Every linkage statement, by its code.
    pub statements: Vec<LinkageStatement>,
    /// The way of a request.
    pub route_steps: Vec<RouteStep>,
    /// What one must do to get data, by code.
    pub access_rules: Vec<AccessRule>,
    /// Dated facts, in the order of their codes.
    pub reported_facts: Vec<ReportedFact>,
    /// Reported uses of public databases, by code.
    pub reported_uses: Vec<ReportedUse>,
    /// Users that a source names.
    pub named_users: Vec<NamedUser>,
    /// Certified users.
    pub certified_users: Vec<CertifiedUser>,
    /// Declared figures.
    pub figures: Vec<Figure>,
    /// The goals of the basic plan with their KPIs and reported figures.
    pub indicators: Indicators,
    /// Disease concepts.
    pub diseases: Arc<Diseases>,
    /// Kinds of data.
    pub data_items: DataItems,
    /// Prefectures.
    pub prefectures: Prefectures,
    /// Certified operators.
    pub operators: Operators,
    /// Cooperating institutions.
    pub institutions: Institutions,
    /// Approved uses.
    pub approvals: Arc<Approvals>,
    /// Registries.
    pub registries: Arc<Registries>,
    /// The text indexes.
    pub search: Search,
    /// The titles of approvals, to compare others with.
    pub precedents: Arc<Precedents>,
    /// The first and the last day on which a fact was stated.
    pub stated_span: (Option<PartialDate>, Option<PartialDate>),
    /// Declared beside computed.
    pub reconciliations: Vec<Reconciliation>,
    /// What was seen on the pages of each registry: searched, and shown where it matches.
    excerpts: HashMap<RegistryId, Vec<String>>,
    branches: Branches,
    provisions: HashMap<DatabaseId, Vec<Provision>>,
    review_bodies: HashMap<DatabaseId, Vec<ReviewBody>>,
    volumes: HashMap<DatabaseId, Vec<Volume>>,
    document_places: HashMap<DocumentId, usize>,
    statement_places: HashMap<StatementId, usize>,
    statement_citations: HashMap<String, Citation>,
    /// The forms in which some source gives a database out.
    given_out: HashSet<(DatabaseId, DataForm)>,
}

impl Catalogue {
    /// Reads one revision: one `SELECT` per table. `None` where there is no such revision.
    pub async fn load(store: &Store, at: Revision) -> Result<Option<Self>, StoreError> {
        Self::load_beside(store, at, None).await
    }

    /// The same, taking over from another catalogue what would be made of the same texts: indexes cost more than all the rest.
    pub async fn load_beside(
        store: &Store,
        at: Revision,
        other: Option<&Self>,
    ) -> Result<Option<Self>, StoreError> {
        let Some(revision) = RevisionRow::find(store, at).await? else {
            return Ok(None);
        };
        let db = store.db();
        let mut beside = match other {
            Some(other) => Some(Beside::of(store, at, other).await?),
            None => None,
        };
        let (diseases, approvals, registries) = match &mut beside {
            Some(beside) => (
                beside.diseases(store, at).await?,
                beside.approvals(store, at).await?,
                beside.registries(store, at).await?,
            ),
            // the large tables, each over a connection of its own
            None => {
                let diseases = Diseases::load(db, at);
                let approvals = Approvals::load(store, at);
                let registries = Registries::load(store, at);
                let loaded = tokio::try_join!(diseases, approvals, registries)?;
                (loaded.0.into(), loaded.1.into(), loaded.2.into())
            }
        };
        let organisations = base::load::<organisation::Entity>(db, at).await?;
        let databases = Databases::load(store, at).await?;
        let data_items = DataItems::load(store, at).await?;
        let prefectures = Prefectures::load(store, at).await?;
        let operators = Operators::load(store, at).await?;
        let institutions = Institutions::load(db, at).await?;
        let excerpts = excerpts(store, at).await?;
        let access_rules = base::load::<access::access_rule::Entity>(db, at).await?;
        let reported_facts = base::load::<linkage::fact::reported_fact::Entity>(db, at).await?;
        let reported_uses = base::load::<uses::reported_use::Entity>(db, at).await?;
        let mut documents = match &beside {
            Some(beside) => beside.documents(store, at).await?,
            None => base::load::<base::document::Entity>(db, at).await?,
        };
        // the order of text in a database may be that of its language
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        let from = search::Sources {
            registries: &registries,
            approvals: &approvals,
            institutions: &institutions,
            operators: &operators,
            databases: &databases,
            diseases: &diseases,
            data_items: &data_items,
            prefectures: &prefectures,
            organisations: &organisations,
            access_rules: &access_rules,
            reported_facts: &reported_facts,
            reported_uses: &reported_uses,
            excerpts: &excerpts,
        };
        let precedents = || match &beside {
            Some(beside) => beside.precedents(&from),
            None => Arc::new(Precedents::new(
                approvals.all().map(|row| row.title_ja.as_str()),
                reported_uses
                    .iter()
                    .map(|row: &ReportedUse| row.title_ja.as_str()),
                &diseases,
            )),
        };
        let branches = match &beside {
            Some(beside) => beside.branches(&diseases, &registries, &approvals),
            None => Branches::new(&diseases, &registries, &approvals),
        };
        let (precedents, search) = std::thread::scope(|scope| {
            let precedents = scope.spawn(precedents);
            let search = Search::new(&from, beside.as_ref());
            (search::joined(precedents), search)
        });
        let mut catalogue = Self {
            revision,
            branches,
            diseases,
            data_items,
            prefectures,
            operators,
            institutions,
            approvals,
            registries,
            search,
            precedents,
            excerpts,
            documents,
            organisations,
            databases,
            statements: base::load::<statement::Entity>(db, at).await?,
            route_steps: base::load::<route::Entity>(db, at).await?,
            access_rules,
            reported_facts,
            reported_uses,
            named_users: base::load::<uses::named_user::Entity>(db, at).await?,
            certified_users: base::load::<uses::certified_user::Entity>(db, at).await?,
            figures: base::load::<figure::Entity>(db, at).await?,
            indicators: Indicators::load(store, at).await?,
            stated_span: base::stated_span(store, at).await?,
            reconciliations: Vec::new(),
            provisions: grouped(base::load::<provision::Entity>(db, at).await?, |row| {
                &row.database
            }),
            review_bodies: grouped(base::load::<review_body::Entity>(db, at).await?, |row| {
                &row.database
            }),
            volumes: grouped(base::load::<volume::Entity>(db, at).await?, |row| {
                &row.database
            }),
            document_places: HashMap::new(),
            statement_places: HashMap::new(),
            statement_citations: base::citations_of(store, "statement:", at).await?,
            given_out: HashSet::new(),
        };
        catalogue.document_places = catalogue
            .documents
            .iter()
            .zip(0..)
            .map(|(row, place)| (row.id.clone(), place))
            .collect();
        catalogue.statement_places = catalogue
            .statements
            .iter()
            .zip(0..)
            .map(|(row, place)| (row.id.clone(), place))
            .collect();
        let provisions = catalogue.provisions.values().flatten();
        catalogue.given_out = provisions
            .map(|provision| (provision.database.clone(), provision.form))
            .collect();
        catalogue.reconciliations = reconciliation::all(&reconciliation::Facts {
            figures: &catalogue.figures,
            institutions: &catalogue.institutions,
            approvals: &approvals::approval::counts(catalogue.approvals.all()),
            registries: catalogue.registries.all().len() as u64,
        });
        Ok(Some(catalogue))
    }

    /// The texts of a row that are searched, each with its field: what a match can be shown in.
    pub fn passages(&self, kind: search::Kind, row: u32) -> Vec<search::Passage<'_>> {
        search::passages(&self.sources(), kind, row)
    }

    fn sources(&self) -> search::Sources<'_> {
        search::Sources {
            registries: &self.registries,
            approvals: &self.approvals,
            institutions: &self.institutions,
            operators: &self.operators,
            databases: &self.databases,
            diseases: &self.diseases,
            data_items: &self.data_items,
            prefectures: &self.prefectures,
            organisations: &self.organisations,
            access_rules: &self.access_rules,
            reported_facts: &self.reported_facts,
            reported_uses: &self.reported_uses,
            excerpts: &self.excerpts,
        }
    }

    /// Compares what is looked for with approved projects and reported uses.
    pub fn precedents<'a>(&'a self, like: &'a precedent::Like<'a>) -> precedent::Comparison<'a> {
        let terms = precedent::Terms {
            approvals: &self.approvals,
            diseases: &self.diseases,
            data_items: &self.data_items,
        };
        self.precedents.comparison(like, terms)
    }

    /// The revision's number.
    pub fn at(&self) -> Revision {
        Revision(self.revision.number)
    }

    /// The public database that a registry is: one that the minister holds, under the database's own name.
    pub fn database_of(&self, registry: u32) -> Option<&Database> {
        let registry = self.registries.get(registry);
        if registry.kind != RegistryKind::NationalDatabase {
            return None;
        }
        let bare = |name: &str| {
            let name = name.split('(').next().unwrap_or(name).trim();
            let name = name.trim_end_matches("データベース");
            name.trim_end_matches("DB").to_owned()
        };
        let name = bare(&registry.name_ja);
        let named = |database: &&Database| {
            let official = database.official_name_ja.iter().map(String::as_str);
            std::iter::once(database.name_ja.as_str())
                .chain(official)
                .any(|own| bare(own) == name)
        };
        self.databases.all().iter().find(named)
    }

    /// How a database's data are given out, in printed order.
    pub fn provisions(&self, database: &DatabaseId) -> &[Provision] {
        self.provisions.get(database).map_or(&[], Vec::as_slice)
    }

    /// Who reviews a request for a database's data, in printed order.
    pub fn review_bodies(&self, database: &DatabaseId) -> &[ReviewBody] {
        self.review_bodies.get(database).map_or(&[], Vec::as_slice)
    }

    /// How much a database holds, by source.
    pub fn volumes(&self, database: &DatabaseId) -> &[Volume] {
        self.volumes.get(database).map_or(&[], Vec::as_slice)
    }

    /// A document by its id.
    pub fn document(&self, id: &DocumentId) -> Option<&Document> {
        self.document_places
            .get(id)
            .map(|place| &self.documents[*place])
    }

    /// A statement by its code.
    pub fn statement(&self, id: &StatementId) -> Option<&LinkageStatement> {
        self.statement_places
            .get(id)
            .map(|place| &self.statements[*place])
    }

    /// What proves a statement: where it stands, and how it was read.
    pub fn citation_of(&self, statement: &StatementId) -> Option<&Citation> {
        self.statement_citations
            .get(&format!("statement:{statement}"))
    }

    /// The document in which a statement stands.
    pub fn document_of(&self, statement: &StatementId) -> Option<&Document> {
        self.document(&self.citation_of(statement)?.document)
    }

    /// What verdicts are computed from.
    pub fn linkage_facts(&self) -> Facts<'_> {
        Facts {
            statements: &self.statements,
            given_out: &self.given_out,
        }
    }

    /// How many things of each kind there are.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        vec![
            ("ACCESS_RULE", self.access_rules.len() as u64),
            ("APPROVAL", self.approvals.all().len() as u64),
            ("DATABASE", self.databases.all().len() as u64),
            ("DOCUMENT", self.documents.len() as u64),
            ("INSTITUTION", self.institutions.all().len() as u64),
            ("LINKAGE_STATEMENT", self.statements.len() as u64),
            ("OPERATOR", self.operators.all().len() as u64),
            ("ORGANISATION", self.organisations.len() as u64),
            ("REGISTRY", self.registries.all().len() as u64),
            ("REPORTED_FACT", self.reported_facts.len() as u64),
            ("REPORTED_USE", self.reported_uses.len() as u64),
        ]
    }
}

/// What was seen on the pages of each registry, from its evidence.
async fn excerpts(
    store: &Store,
    at: Revision,
) -> Result<HashMap<RegistryId, Vec<String>>, StoreError> {
    const REGISTRY: &str = "registry:";
    let mut excerpts: HashMap<RegistryId, Vec<String>> = HashMap::new();
    for (subject, note) in base::notes_of(store, REGISTRY, at).await? {
        let id = subject.strip_prefix(REGISTRY).unwrap_or(&subject);
        excerpts.entry(id.into()).or_default().push(note);
    }
    Ok(excerpts)
}

/// Rows by their parent, each in the order of its number (which their ids do not follow past nine).
fn grouped<T: Numbered>(
    rows: Vec<T>,
    parent: impl Fn(&T) -> &DatabaseId,
) -> HashMap<DatabaseId, Vec<T>> {
    let mut groups: HashMap<DatabaseId, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(parent(&row).clone()).or_default().push(row);
    }
    for group in groups.values_mut() {
        group.sort_by_key(Numbered::number);
    }
    groups
}

trait Numbered {
    fn number(&self) -> i64;
}

macro_rules! numbered {
    ($($row:ty),*) => {$(impl Numbered for $row { fn number(&self) -> i64 { self.number } })*};
}
numbered!(Provision, ReviewBody, Volume);
