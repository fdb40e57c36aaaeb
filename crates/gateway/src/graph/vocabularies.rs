//! Every closed vocabulary of the API with its labels: no client needs a dictionary of its own.

use async_graphql::registry::{MetaType, Registry};
use async_graphql::{OutputType, SimpleObject};
use base::Words;

use crate::code::Code;
use crate::error::ApiError;
use crate::graph::access::{AccessStepKind, RuleStatus, RuleTopic, RuleUnit};
use crate::graph::approval::{
    ApprovalDimension, ApprovalMethod, ApprovalOrderField, OrderDirection, UserSector,
};
use crate::graph::catalogue::{ChangeKind, ReconciliationStatus};
use crate::graph::database::{ConsentRequirement, DatabaseStatus, HeldAs, ProvisionState};
use crate::graph::document::{DocumentKind, TextQuality};
use crate::graph::everything::SearchKind;
use crate::graph::evidence::Derivation;
use crate::graph::institution::{InstitutionKind, InstitutionOrderField, UnknownReason};
use crate::graph::language::Language;
use crate::graph::linkage::{ConflictField, Resolution};
use crate::graph::operator::CertificationKind;
use crate::graph::precedent::PrecedentAspect;
use crate::graph::registry::{
    BiospecimensAnswer, CaseCountKind, CaseCountUnit, CompanyUseAnswer, CompanyUseMode, HostKind,
    MatchCriterionKind, MatchFit, MatchOutcome, RegistryDataItem, RegistryKind, RegistryOrderField,
    RegistryPurpose, RegistryRegion, RegistryStanding,
};
use crate::graph::statement::{
    DataForm, DayDerivation, LinkageState, StatementBasis, StatementForm,
};
use crate::graph::uses::{UseNumberKind, UseStage, UserCertificationType};
use crate::graph::vocabulary::DiseaseProgramme;
use crate::plain::Plain;

/// A closed vocabulary: an enum of this schema, in the order in which a reader needs its values.
#[derive(SimpleObject, Plain)]
pub(crate) struct Vocabulary {
    /// Name of the enum in this schema: `LinkageState`.
    name: String,
    /// What the vocabulary is.
    description: Option<String>,
    /// Its values.
    terms: Vec<VocabularyTerm>,
}

/// A value of a closed vocabulary.
#[derive(SimpleObject, Plain)]
pub(crate) struct VocabularyTerm {
    /// The value as this API writes it: `IN_FORCE`.
    code: String,
    /// What it is called in Japanese.
    label_ja: String,
    /// What it is called in English.
    label_en: String,
    /// What it means.
    description: Option<String>,
}

type Labels = (&'static str, &'static str);

/// Labels of a vocabulary that files and database share with the API.
fn words<W: Words>(code: &str) -> Option<Labels> {
    W::from_word(code).map(Words::labels)
}

/// Labels of values that no file and no row holds.
fn own(code: &str) -> Option<Labels> {
    Some(match code {
        "ASC" => ("昇順", "rising"),
        "DESC" => ("降順", "falling"),
        "JA" => ("日本語", "Japanese"),
        "EN" => ("英語", "English"),
        "NAME" => ("名称", "name"),
        "STARTED_ON" => ("開始時期", "start"),
        "CASE_COUNT" => ("症例数", "case count"),
        "CODE" => ("都道府県順", "by prefecture, as printed"),
        "ONGOING" => ("登録継続中", "ongoing"),
        "CLOSED" => ("登録終了", "closed"),
        "ONE_OFF" => ("一度限り", "one-off"),
        "UNKNOWN" => ("不明", "unknown"),
        "TYPE_I" => ("I型", "type I"),
        "TYPE_II" => ("II型", "type II"),
        "AGREES" => ("一致", "agrees"),
        "DIFFERS_AS_EXPLAINED" => ("説明のとおり相違", "differs as explained"),
        "BROKEN" => ("不一致", "broken"),
        "PREFECTURE" => ("都道府県", "prefecture"),
        _ => return None,
    })
}

fn criterion(code: &str) -> Option<Labels> {
    use catalogue::matching::Criterion;
    let all = [
        Criterion::Disease,
        Criterion::CaseCount,
        Criterion::CompanyUse,
        Criterion::Mode,
        Criterion::Purpose,
        Criterion::DataItem,
        Criterion::Biospecimens,
        Criterion::Region,
        Criterion::Standing,
    ];
    of(
        all.map(|value| (format!("{value:?}"), value.labels())),
        code,
    )
}

fn fit(code: &str) -> Option<Labels> {
    use catalogue::matching::Fit;
    let all = [
        Fit::Full,
        Fit::Possible,
        Fit::Unknown,
        Fit::Partial,
        Fit::None,
    ];
    of(
        all.map(|value| (format!("{value:?}"), value.labels())),
        code,
    )
}

fn outcome(code: &str) -> Option<Labels> {
    use catalogue::matching::Outcome;
    let all = [Outcome::Met, Outcome::Unmet, Outcome::Unknown];
    of(
        all.map(|value| (format!("{value:?}"), value.labels())),
        code,
    )
}

fn aspect(code: &str) -> Option<Labels> {
    use catalogue::precedent::Aspect;
    let all = [
        Aspect::Disease,
        Aspect::Method,
        Aspect::Words,
        Aspect::DataItem,
        Aspect::UserSector,
    ];
    of(
        all.map(|value| (format!("{value:?}"), value.labels())),
        code,
    )
}

/// The labels of the variant whose name is the code in capitals.
fn of<const N: usize>(all: [(String, Labels); N], code: &str) -> Option<Labels> {
    let plain = code.replace('_', "");
    let found = all
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&plain));
    found.map(|(_, labels)| labels)
}

fn kind(code: &str) -> Option<Labels> {
    catalogue::search::Kind::from_word(code).map(catalogue::search::Kind::labels)
}

fn error(code: &str) -> Option<Labels> {
    let code = Code::ALL.iter().find(|known| known.as_str() == code)?;
    Some((code.message_ja(), code.message()))
}

/// All of them, by name.
pub(crate) fn vocabularies() -> Vec<Vocabulary> {
    macro_rules! all {
        ($($name:ty => $labels:expr;)*) => { vec![$(vocabulary::<$name>($labels)),*] };
    }
    let mut all = all! {
        ApprovalDimension => words::<approvals::Dimension>;
        ApprovalOrderField => words::<approvals::OrderBy>;
        BiospecimensAnswer => words::<registries::Biospecimens>;
        CaseCountKind => words::<registries::CountKind>;
        CaseCountUnit => words::<registries::CountUnit>;
        CertificationKind => words::<operators::CertificationKind>;
        ChangeKind => words::<base::ChangeKind>;
        CompanyUseAnswer => words::<registries::CompanyUse>;
        CompanyUseMode => words::<registries::Mode>;
        ConflictField => words::<linkage::ConflictField>;
        ConsentRequirement => words::<linkage::ConsentRequirement>;
        DataForm => words::<linkage::DataForm>;
        DatabaseStatus => words::<linkage::DatabaseStatus>;
        DayDerivation => words::<linkage::DayDerivation>;
        Derivation => words::<base::Derivation>;
        DocumentKind => words::<base::DocumentKind>;
        HostKind => words::<registries::HostKind>;
        Code => error;
        HeldAs => words::<linkage::HeldAs>;
        InstitutionKind => words::<institutions::InstitutionKind>;
        InstitutionOrderField => own;
        Language => own;
        LinkageState => words::<linkage::LinkageState>;
        MatchCriterionKind => criterion;
        MatchFit => fit;
        MatchOutcome => outcome;
        OrderDirection => own;
        PrecedentAspect => aspect;
        ProvisionState => words::<linkage::ProvisionState>;
        RegistryDataItem => words::<registries::DataClass>;
        RegistryKind => words::<registries::RegistryKind>;
        RegistryOrderField => own;
        RegistryPurpose => words::<registries::Purpose>;
        RegistryRegion => words::<registries::Region>;
        Resolution => words::<linkage::Resolution>;
        SearchKind => kind;
        StatementBasis => words::<linkage::Basis>;
        StatementForm => words::<linkage::StatementForm>;
        TextQuality => words::<base::TextQuality>;
        UnknownReason => words::<institutions::UnknownReason>;
        UserSector => words::<approvals::UserSector>;
    };
    all.extend(all! {
        DiseaseProgramme => words::<vocabulary::Programme>;
        ApprovalMethod => words::<approvals::Method>;
        AccessStepKind => words::<linkage::plan::StepKind>;
        RegistryStanding => words::<registries::Standing>;
        RuleStatus => words::<linkage::RuleStatus>;
        RuleTopic => words::<linkage::RuleTopic>;
        RuleUnit => words::<linkage::RuleUnit>;
        UseNumberKind => words::<approvals::UseNumberKind>;
        UseStage => words::<approvals::UseStage>;
        UserCertificationType => own;
        ReconciliationStatus => own;
    });
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// One of them.
pub(crate) fn named(name: &str) -> Result<Vocabulary, ApiError> {
    let mut all = vocabularies();
    if let Some(place) = all
        .iter()
        .position(|one| one.name.eq_ignore_ascii_case(name))
    {
        return Ok(all.swap_remove(place));
    }
    let known = all.iter().map(|one| one.name.as_str());
    let labels = ("enum of this schema", "列挙型(enum)");
    Err(ApiError::unknown_code(
        "name",
        labels,
        name,
        known,
        |near| Some((near.to_owned(), None)),
    ))
}

/// The enum's values and descriptions as the schema has them, with their labels.
fn vocabulary<E: OutputType>(labels: fn(&str) -> Option<Labels>) -> Vocabulary {
    let mut registry = Registry::default();
    E::create_type_info(&mut registry);
    let name = E::type_name().into_owned();
    let (description, terms) = match registry.types.get(&name) {
        Some(MetaType::Enum {
            enum_values,
            description,
            ..
        }) => (description.clone(), enum_values.values().collect()),
        _ => (None, Vec::new()),
    };
    let terms = terms.into_iter().map(|value| {
        let code = value.name.to_string();
        let (ja, en) = labels(&code).unwrap_or_default();
        VocabularyTerm {
            label_ja: ja.to_owned(),
            label_en: en.to_owned(),
            description: value.description.clone(),
            code,
        }
    });
    Vocabulary {
        terms: terms.collect(),
        description,
        name,
    }
}
