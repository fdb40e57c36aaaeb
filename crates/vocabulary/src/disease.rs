//! Disease concepts: those of the ontology of intractable diseases, and those listed by hand for titles and registries.
//!
//! Two lists share one table. Where both know a concept, the hand-made row says so in `same_as`, and whoever asks for
//! one finds the other.

use base::record::{Kind, RecordType, column};
use base::{DiseaseId, Revision, RowReader, Subject, Texts, Versioned};

use crate::{NANDO, OWN_LIST};

mod row {
    use base::{DiseaseId, Texts};
    use sea_orm::entity::prelude::*;

    /// One disease, group of diseases or procedure.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "diseases")]
    pub struct Model {
        /// Its stable code: `heart-failure`, `nando-1200001`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DiseaseId,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// Its name.
        pub name_ja: String,
        /// English name.
        pub name_en: Option<String>,
        /// The name as its source prints it, where that differs: `[指定] 球脊髄性筋萎縮症`.
        pub printed_ja: Option<String>,
        /// The English name as its source prints it, where that differs.
        pub printed_en: Option<String>,
        /// The name's reading.
        pub kana: Option<String>,
        /// Other Japanese names.
        #[sea_orm(column_type = "Json")]
        pub synonyms_ja: Texts,
        /// Other English names.
        #[sea_orm(column_type = "Json")]
        pub synonyms_en: Texts,
        /// Short names.
        #[sea_orm(column_type = "Json")]
        pub abbreviations: Texts,
        /// Codes of rows of another list that mean the same concept.
        #[sea_orm(column_type = "Json")]
        pub same_as: Texts,
        /// 告示番号.
        pub notification_number: Option<i64>,
        /// Whether its source has withdrawn it.
        pub deprecated: bool,
        /// The list it comes from: `nando-2025-08-26`, `tsunagu`.
        pub source: String,
        /// What a reader should know.
        pub note: Option<String>,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use row::{Entity, Model as Disease};

impl Disease {
    /// Everything that it is called, its reading apart.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name_ja.as_str())
            .chain(self.name_en.as_deref())
            .chain(self.synonyms_ja.iter())
            .chain(self.synonyms_en.iter())
            .chain(self.abbreviations.iter())
    }
}

impl Versioned for Disease {
    const IDENTITY: Option<&'static str> = Some("disease_ids");

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn subject(&self) -> Subject {
        subject(&self.id)
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// Which concept lies under which.
pub mod broader {
    use base::DiseaseId;
    use sea_orm::entity::prelude::*;

    /// One concept and one that is broader.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "disease_broader")]
    pub struct Model {
        /// Both codes.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// First revision in which the row holds.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_revision: i64,
        /// First revision in which it no longer holds.
        pub until_revision: Option<i64>,
        /// The narrower concept.
        pub narrower: DiseaseId,
        /// The broader one.
        pub broader: DiseaseId,
        /// The list that says so.
        pub source: String,
    }

    /// Edges are drawn by the gateway.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use broader::Model as DiseaseBroader;

impl Versioned for DiseaseBroader {
    const GROUP: Option<&'static str> = Some("source || '/' || narrower");

    fn id(&self) -> String {
        self.id.clone()
    }

    fn subject(&self) -> Subject {
        subject(&self.narrower)
    }

    // What one list says of a concept is given together; what another says of it stays.
    fn group(&self) -> Option<String> {
        Some(group(&self.source, &self.narrower))
    }

    fn since(&mut self, revision: Revision) {
        self.since_revision = revision.0;
        self.until_revision = None;
    }
}

/// A disease as the thing that facts are about.
pub fn subject(id: &DiseaseId) -> Subject {
    Subject::new("disease", id.as_str())
}

/// The links of one concept that one list gives.
pub(crate) fn group(source: &str, narrower: &DiseaseId) -> String {
    format!("{source}/{narrower}")
}

/// The link from a concept to a broader one.
pub(crate) fn link(narrower: &DiseaseId, broader: &DiseaseId, source: &str) -> DiseaseBroader {
    DiseaseBroader {
        id: format!("{narrower}:{broader}"),
        since_revision: 0,
        until_revision: None,
        narrower: narrower.clone(),
        broader: broader.clone(),
        source: source.to_owned(),
    }
}

/// The ontology of intractable diseases as it is imported.
pub const NANDO_RECORD: RecordType = RecordType {
    name: "nando",
    about: "One concept of NANDO, the ontology of intractable diseases.",
    columns: &[
        column("code", "コード", true, Kind::Text),
        column("label_ja", "名称", true, Kind::Text),
        column("label_en", "英語名", false, Kind::Text),
        column("printed_ja", "名称(原文)", false, Kind::Text),
        column("printed_en", "英語名(原文)", false, Kind::Text),
        column("kana", "よみ", false, Kind::Text),
        column("synonyms_ja", "別名", false, Kind::List),
        column("synonyms_en", "英語別名", false, Kind::List),
        column("parents", "上位概念", false, Kind::Codes("disease")),
        column("notification_number", "告示番号", false, Kind::Integer),
        column("deprecated", "廃止", false, Kind::Boolean),
    ],
    evidence: false,
};

/// The hand-made list of diseases as it is imported.
pub const RECORD: RecordType = RecordType {
    name: "diseases",
    about: "One disease or group of diseases, with its other names and the concepts of NANDO that mean the same.",
    columns: &[
        column("code", "コード", true, Kind::Text),
        column("name_ja", "名称", true, Kind::Text),
        column("name_en", "英語名", false, Kind::Text),
        column("kana", "よみ", false, Kind::Text),
        column("synonyms_ja", "別名", false, Kind::List),
        column("synonyms_en", "英語別名", false, Kind::List),
        column("abbreviations", "略称", false, Kind::List),
        column("broader", "上位概念", false, Kind::Codes("disease")),
        column("same_as", "同一概念", false, Kind::Codes("disease")),
        column("note", "注記", false, Kind::Text),
    ],
    evidence: false,
};

/// Further links between concepts as they are imported.
pub const BROADER_RECORD: RecordType = RecordType {
    name: "disease-broader",
    about: "One concept and one that is broader, across the lists.",
    columns: &[
        column("narrower", "下位概念", true, Kind::Code("disease")),
        column("broader", "上位概念", true, Kind::Code("disease")),
    ],
    evidence: false,
};

/// Reads one row of NANDO: the concept and its broader ones.
pub fn read_nando(row: &mut RowReader<'_>) -> Option<(Disease, Vec<DiseaseBroader>)> {
    let (code, name_ja) = (row.required("code"), row.required("label_ja"));
    let notification_number = row.integer("notification_number");
    let deprecated = row.boolean("deprecated");
    let id = defined(row, code?)?;
    let links = links(row, &id, "parents", NANDO);
    let (name_ja, name_en) = (name_ja?, row.text("label_en"));
    Some((
        Disease {
            id,
            since_revision: 0,
            until_revision: None,
            printed_ja: row.text("printed_ja").filter(|text| *text != name_ja),
            printed_en: row
                .text("printed_en")
                .filter(|text| Some(text) != name_en.as_ref()),
            name_ja,
            name_en,
            kana: row.text("kana"),
            synonyms_ja: texts(row, "synonyms_ja"),
            synonyms_en: texts(row, "synonyms_en"),
            abbreviations: Texts::default(),
            same_as: Texts::default(),
            notification_number,
            deprecated,
            source: NANDO.to_owned(),
            note: None,
        },
        links,
    ))
}

/// Reads one row of the hand-made list: the concept and its broader ones.
pub fn read(row: &mut RowReader<'_>) -> Option<(Disease, Vec<DiseaseBroader>)> {
    let (code, name_ja) = (row.required("code"), row.required("name_ja"));
    let id = defined(row, code?)?;
    let links = links(row, &id, "broader", OWN_LIST);
    let same_as = row.codes("same_as", "disease").into_iter().collect();
    Some((
        Disease {
            id,
            since_revision: 0,
            until_revision: None,
            name_ja: name_ja?,
            name_en: row.text("name_en"),
            printed_ja: None,
            printed_en: None,
            kana: row.text("kana"),
            synonyms_ja: texts(row, "synonyms_ja"),
            synonyms_en: texts(row, "synonyms_en"),
            abbreviations: texts(row, "abbreviations"),
            same_as,
            notification_number: None,
            deprecated: false,
            source: OWN_LIST.to_owned(),
            note: row.text("note"),
        },
        links,
    ))
}

/// Reads one row of the further links.
pub fn read_broader(row: &mut RowReader<'_>) -> Option<DiseaseBroader> {
    let narrower = row.required_code("narrower", "disease");
    let broader = row.required_code("broader", "disease");
    let (narrower, broader) = (DiseaseId::new(narrower?), DiseaseId::new(broader?));
    if narrower == broader {
        itself(row, "broader");
        return None;
    }
    let link = link(&narrower, &broader, OWN_LIST);
    row.key("disease_broader", &link.id).then_some(link)
}

fn defined(row: &mut RowReader<'_>, code: String) -> Option<DiseaseId> {
    row.define("disease", &code);
    row.key("diseases", &code).then(|| code.into())
}

fn links(
    row: &mut RowReader<'_>,
    id: &DiseaseId,
    column: &str,
    source: &str,
) -> Vec<DiseaseBroader> {
    let codes: Vec<DiseaseId> = row
        .codes(column, "disease")
        .into_iter()
        .map(DiseaseId::new)
        .collect();
    if codes.contains(id) {
        itself(row, column);
    }
    codes
        .iter()
        .filter(|code| *code != id)
        .map(|code| link(id, code, source))
        .collect()
}

fn itself(row: &mut RowReader<'_>, column: &str) {
    row.problem(
        column,
        "names the concept itself: name a broader one",
        "自分自身を上位概念にはできません。より広い概念を書いてください",
    );
}

fn texts(row: &RowReader<'_>, column: &str) -> Texts {
    row.list(column).into_iter().collect()
}

base::words! {
    /// A programme of support, by whose list NANDO has a concept: its labels begin with `[指定]` or `[小慢]`, and its codes tell the
    /// two apart.
    pub enum Programme {
        /// 指定難病.
        DesignatedIntractable = "DESIGNATED_INTRACTABLE" ("指定難病", "designated intractable disease"),
        /// 小児慢性特定疾病.
        ChronicPaediatric = "CHRONIC_PAEDIATRIC" ("小児慢性特定疾病", "specified chronic paediatric disease"),
    }
}

impl Programme {
    /// The programme of a concept of NANDO by its code; none for our own list.
    pub fn of(code: &str) -> Option<Self> {
        let number = code.strip_prefix("nando-")?;
        Some(match number.starts_with('1') {
            true => Self::DesignatedIntractable,
            false => Self::ChronicPaediatric,
        })
    }
}
