//! Which registries serve a need.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject};
use catalogue::Catalogue;
use catalogue::matching::{Finding, Matching, Minimum, Need, Score};
use registries::{CountUnit, subject};

use crate::error::ApiError;
use crate::graph::approval::Paging;
use crate::graph::connection::{connection, page};
use crate::graph::evidence::{Evidence, Kinds, of_kinds};
use crate::graph::ranking;
use crate::graph::registry::Registry;
use crate::graph::registry::list::negative;
use crate::graph::registry::words::{
    CaseCountUnit, CompanyUseMode, RegistryDataItem, RegistryPurpose, RegistryRegion,
    RegistryStanding,
};
use crate::graph::scalars::BigInt;
use crate::graph::vocabulary::known_diseases;
use crate::plain::{Object, Plain};
use crate::scope::Scope;
use crate::view::View;

/// What somebody needs of a registry. Name at least one thing; an empty list asks for nothing.
#[derive(InputObject)]
pub(crate) struct RegistryNeed {
    /// Codes or names of diseases (対象疾患), at most 100. One of them is enough: together they are one criterion.
    diseases: Option<Vec<String>>,
    /// At least so many cases (症例数), counted in `caseUnit`.
    min_cases: Option<BigInt>,
    /// What `minCases` counts; patients (人) where left out. Counts of other units do not compare.
    case_unit: Option<CaseCountUnit>,
    /// `true`: companies must be able to use it (企業の利用), if need be on conditions. `false` asks for nothing.
    company_use: Option<bool>,
    /// Ways in which companies work with it (企業との連携の形). Each is a criterion of its own.
    modes: Option<Vec<CompanyUseMode>>,
    /// What it is for (目的). Each is a criterion of its own.
    purposes: Option<Vec<RegistryPurpose>>,
    /// What it holds (データ項目). Each is a criterion of its own.
    data_items: Option<Vec<RegistryDataItem>>,
    /// `true`: specimens (生体試料) must be kept. `false` asks for nothing.
    biospecimens: Option<bool>,
    /// From where patients come (地域); UNKNOWN cannot be needed.
    region: Option<RegistryRegion>,
    /// Whether patients are still registered (登録の継続); UNKNOWN cannot be needed.
    standing: Option<RegistryStanding>,
}

impl RegistryNeed {
    fn resolve(self, catalogue: &Catalogue) -> Result<Need, ApiError> {
        let minimum = self.min_cases.map(|BigInt(quantity)| quantity);
        if let Some(quantity) = minimum.filter(|quantity| *quantity < 0) {
            return Err(negative("need.minCases", quantity));
        }
        if minimum.is_none() && self.case_unit.is_some() {
            return Err(ApiError::bad_input(
                "need.caseUnit",
                "says what `minCases` counts: give `minCases` too",
                "caseUnit は minCases と一緒に指定してください。",
            ));
        }
        let unit = self.case_unit.map_or(CountUnit::Patients, Into::into);
        let region = self.region.map(registries::Region::from);
        let standing = self.standing.map(registries::Standing::from);
        for (argument, unknown) in [
            ("need.region", region == Some(registries::Region::Unknown)),
            (
                "need.standing",
                standing == Some(registries::Standing::Unknown),
            ),
        ] {
            if unknown {
                return Err(ApiError::bad_input(
                    argument,
                    "UNKNOWN cannot be needed: leave it out",
                    "UNKNOWN は条件にできません。指定しないでください。",
                ));
            }
        }
        let diseases = self.diseases.unwrap_or_default();
        let need = Need {
            diseases: sorted(known_diseases(catalogue, "need.diseases", &diseases)?),
            minimum: minimum.map(|quantity| Minimum { quantity, unit }),
            company_use: self.company_use.unwrap_or(false),
            modes: words(self.modes),
            purposes: words(self.purposes),
            data_items: words(self.data_items),
            biospecimens: self.biospecimens.unwrap_or(false),
            region,
            standing,
        };
        if need.is_empty() {
            return Err(ApiError::bad_input(
                "need",
                "asks for nothing: name a disease, a number of cases, company use or another need",
                "条件がありません。疾患、症例数、企業の利用などを一つ以上指定してください。",
            ));
        }
        Ok(need)
    }
}

fn words<W, V: From<W> + Ord>(list: Option<Vec<W>>) -> Vec<V> {
    sorted(list.into_iter().flatten().map(Into::into).collect())
}

fn sorted<V: Ord>(mut list: Vec<V>) -> Vec<V> {
    list.sort_unstable();
    list.dedup();
    list
}

/// What a criterion is about.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "catalogue::matching::Criterion")]
pub(crate) enum MatchCriterionKind {
    /// The registry's diseases (対象疾患): met by the wanted concept or a narrower one; unknown where only a broader or
    /// overlapping one is named, or none.
    Disease,
    /// The largest count in the unit (症例数): unmet where a total stays below the number on its day; unknown where only
    /// another unit, a part or a year is counted, where the total is printed as "more than", or where no count is.
    CaseCount,
    /// Whether a company may use it (企業の利用): met by 可 and 条件付き可.
    CompanyUse,
    /// A way in which companies work with it (企業との連携の形).
    Mode,
    /// A purpose (目的).
    Purpose,
    /// A class of data (データ項目).
    DataItem,
    /// Specimens (生体試料).
    Biospecimens,
    /// From where patients come (地域).
    Region,
    /// Whether it stands (登録の継続).
    Standing,
}

/// What a registry's sources say to one criterion.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "catalogue::matching::Outcome")]
pub(crate) enum MatchOutcome {
    /// They say what is wanted (満たす).
    Met,
    /// They say otherwise (満たさない).
    Unmet,
    /// They do not say (不明). Never a no.
    Unknown,
}

/// How well a registry serves a need, in one word, the best first.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "catalogue::matching::Fit")]
pub(crate) enum MatchFit {
    /// Every criterion is met (すべて満たす).
    Full,
    /// At least one is met, none is unmet, some are unknown (満たす可能性がある).
    Possible,
    /// Every criterion is unknown (すべて不明).
    Unknown,
    /// Some are met and some are unmet (一部を満たす).
    Partial,
    /// None is met and at least one is unmet (満たさない).
    None,
}

/// One criterion of a need held against one registry.
pub(crate) struct MatchCriterion {
    of: RegistryMatch,
    place: usize,
}

impl MatchCriterion {
    fn finding(&self) -> &Finding {
        &self.of.findings[self.place]
    }

    /// The evidence of the fields that decide, or of the registry as a whole where none has its own.
    async fn proofs(&self, ctx: &Context<'_>) -> Result<Vec<Evidence>, ApiError> {
        let catalogue = &self.of.registry.catalogue;
        let subject = subject(&self.of.registry.row().id).to_string();
        let found = Scope::of(ctx)?.evidence(subject, catalogue.at()).await?;
        let fields = self.finding().criterion.fields();
        let of_fields = |row: &&base::Evidence| {
            let field = row.field.as_deref();
            field.is_some_and(|field| fields.contains(&field))
        };
        let mut rows: Vec<&base::Evidence> = found.iter().filter(of_fields).collect();
        if rows.is_empty() {
            rows.extend(found.iter().filter(|row| row.field.is_none()));
        }
        Ok(rows
            .into_iter()
            .map(|row| Evidence::new(catalogue, row.clone()))
            .collect())
    }
}

/// One criterion of a need held against one registry.
#[Object]
impl MatchCriterion {
    /// What it is about.
    async fn criterion(&self) -> MatchCriterionKind {
        self.finding().criterion.into()
    }

    /// What it is called in Japanese.
    async fn criterion_label_ja(&self) -> &str {
        self.finding().criterion.labels().0
    }

    /// What it is called in English.
    async fn criterion_label_en(&self) -> &str {
        self.finding().criterion.labels().1
    }

    /// Whether the registry's sources meet it, say otherwise or do not say.
    async fn outcome(&self) -> MatchOutcome {
        self.finding().outcome.into()
    }

    /// What was wanted, in English.
    async fn wanted(&self) -> &str {
        &self.finding().wanted.en
    }

    /// What was wanted, in Japanese.
    async fn wanted_ja(&self) -> &str {
        &self.finding().wanted.ja
    }

    /// What the sources say to it, in English, with texts as printed; null where they say nothing about it.
    async fn found(&self) -> Option<&str> {
        Some(&self.finding().found.as_ref()?.en)
    }

    /// What the sources say to it, in Japanese; null where they say nothing about it.
    async fn found_ja(&self) -> Option<&str> {
        Some(&self.finding().found.as_ref()?.ja)
    }

    /// The sources of what was found: those of the field, or of the registry as a whole where no source is kept for the
    /// field alone. Where nothing was found: the sources in which it was looked for.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(document_kinds, self.proofs(ctx).await))
    }
}

/// A registry and how it serves a need.
#[derive(Clone)]
pub(crate) struct RegistryMatch {
    registry: Registry,
    score: Score,
    findings: Arc<Vec<Finding>>,
}

/// A registry and how it serves a need.
#[Object]
impl RegistryMatch {
    /// The registry.
    async fn registry(&self) -> &Registry {
        &self.registry
    }

    /// How well it serves, in one word.
    async fn fit(&self) -> MatchFit {
        self.score.fit().into()
    }

    /// How many criteria are met.
    async fn met(&self) -> u32 {
        self.score.met
    }

    /// How many criteria are unmet.
    async fn unmet(&self) -> u32 {
        self.score.unmet
    }

    /// How many criteria are unknown.
    async fn unknown(&self) -> u32 {
        self.score.unknown
    }

    /// Every criterion in the order of the need.
    async fn criteria(&self) -> Vec<MatchCriterion> {
        (0..self.findings.len())
            .map(|place| MatchCriterion {
                of: self.clone(),
                place,
            })
            .collect()
    }
}

connection!(
    "Registries in order of fit: fewest criteria unmet, then most met, then the largest count of patients or cases, then name.",
    RegistryMatchConnection(()), RegistryMatchEdge(()), RegistryMatch; {} {}
);

/// Every registry held against a need, or only those that fit at least so well.
pub(crate) fn matches(
    catalogue: &View,
    need: RegistryNeed,
    minimum_fit: Option<MatchFit>,
    (first, after, last, before): Paging,
) -> Result<RegistryMatchConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let need = need.resolve(catalogue)?;
    let matching = Matching::new(&catalogue.registries, &catalogue.diseases, &need);
    let mut rows = matching.ranked();
    if let Some(minimum) = minimum_fit {
        let minimum = minimum.into();
        rows.retain(|(_, score)| score.fit() <= minimum);
    }
    // A cursor is good for the same need only.
    let list = format!(
        "registry-matches:{}",
        ranking::fingerprint(&format!("{need:?}"))
    );
    let slice = page.cut(&list, &rows, |(row, score)| matching.key(*row, *score))?;
    Ok(RegistryMatchConnection {
        total: rows.len() as u64,
        slice: slice.map(|(row, score)| {
            let registry = Registry::at(catalogue, row);
            let findings = Arc::new(matching.findings(row));
            let found = RegistryMatch {
                registry,
                score,
                findings,
            };
            (found, ())
        }),
        more: (),
    })
}
