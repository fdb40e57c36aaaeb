//! Certified operators.

use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, SimpleObject};
use base::OperatorId;
use catalogue::search::Kind;
use operators::subject;

use crate::error::ApiError;
use crate::graph::approval::{ApprovalConnection, ApprovalFilter, Paging, approvals};
use crate::graph::connection::{connection, page};
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::fact::{ReportedFact, reported_facts};
use crate::graph::institution::{InstitutionConnection, InstitutionFilter, institutions};
use crate::graph::language::Language;
use crate::graph::lookup::{self, Thing, given};
use crate::graph::node::global_id;
use crate::graph::ranking::Search;
use crate::graph::scalars::{BigInt, Date, PartialDate, partial};
use crate::plain::{Object, Plain};
use crate::view::View;

/// What an operator is certified to make.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "operators::CertificationKind")]
pub(crate) enum CertificationKind {
    /// 認定匿名加工医療情報作成事業者: anonymised information.
    Anonymised,
    /// 認定仮名加工医療情報作成事業者: pseudonymised information, possible since the Act's amendment of 2024-04-01.
    Pseudonymised,
}

/// A certification (認定).
#[derive(SimpleObject, Plain)]
#[graphql(complex)]
pub(crate) struct Certification {
    /// What it allows.
    kind: CertificationKind,
    /// 認定日 (day of certification).
    certified_on: Date,
    #[graphql(skip)]
    proof: Proof,
}

#[ComplexObject]
impl Certification {
    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let found = self.proof.read(ctx).await?;
        Some(of_kinds(document_kinds, found))
    }
}

/// The row of an operator's evidence that proves a part of what is told of it.
struct Proof {
    catalogue: View,
    operator: OperatorId,
    row: String,
}

impl Proof {
    async fn read(&self, ctx: &Context<'_>) -> Option<Result<Vec<Evidence>, ApiError>> {
        let subject = operators::subject(&self.operator);
        Some(evidence!(ctx, &self.catalogue, subject, row self.row.clone()))
    }
}

/// An organisation named in a chain of entrustment.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct EntrustedParty {
    /// Its name.
    name_ja: String,
}

/// One link of the chain in which the handling of medical information is entrusted (委託, 再委託).
#[derive(SimpleObject, Plain)]
#[graphql(complex)]
pub(crate) struct Entrustment {
    /// Who entrusts.
    from: EntrustedParty,
    /// Who is entrusted (認定医療情報等取扱受託事業者).
    to: EntrustedParty,
    /// 1 for 委託, 2 for 再委託.
    level: i32,
    #[graphql(skip)]
    proof: Proof,
}

#[ComplexObject]
impl Entrustment {
    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let found = self.proof.read(ctx).await?;
        Some(of_kinds(document_kinds, found))
    }
}

/// A number that a source declares of an operator, beside what the catalogue counts.
pub(crate) struct OperatorFigure {
    catalogue: View,
    place: usize,
    operator: OperatorId,
}

impl OperatorFigure {
    fn row(&self) -> &base::Figure {
        &self.catalogue.figures[self.place]
    }
}

/// A number that a source declares of an operator, beside what the catalogue counts.
#[Object]
impl OperatorFigure {
    /// What is counted: `INSTITUTIONS`, `PERSONS`, `APPROVALS`.
    async fn kind(&self) -> &str {
        &self.row().kind
    }

    /// The source's own words for it.
    async fn label_ja(&self) -> &str {
        &self.row().label_ja
    }

    /// What the source prints.
    async fn declared(&self) -> BigInt {
        BigInt(self.row().quantity)
    }

    /// What the catalogue counts; null where it cannot: unknown, not zero.
    async fn computed(&self) -> Option<BigInt> {
        match self.row().kind.as_str() {
            "INSTITUTIONS" => Some(self.catalogue.institutions.memberships_of(&self.operator)),
            "APPROVALS" => Some(self.catalogue.approvals.of_operator(&self.operator).len()),
            _ => None,
        }
        .map(|count| BigInt(count as i64))
    }

    /// What one of it is.
    async fn unit(&self) -> &str {
        &self.row().unit
    }

    /// Whether the source says 約.
    async fn approximate(&self) -> bool {
        self.row().approximate
    }

    /// The day of the count.
    async fn as_of(&self) -> Option<PartialDate> {
        partial(self.row().as_of)
    }

    /// Why declared and computed differ; null where they agree or nothing is computed.
    async fn note(
        &self,
        #[graphql(default_with = "Some(Language::Ja)", desc = "Language of the text.")]
        language: Option<Language>,
    ) -> Option<&str> {
        let kind = match self.row().kind.as_str() {
            "INSTITUTIONS" => "MEMBERSHIPS",
            other => other,
        };
        let subject = format!("{kind}:{}", self.operator);
        let found = self
            .catalogue
            .reconciliations
            .iter()
            .find(|row| row.subject == subject)?;
        (found.difference() != Some(0)).then(|| language.unwrap_or_default().of(&found.explanation))
    }

    /// Who declares it.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, base::figure::subject(&self.row().id)),
        ))
    }
}

/// A certified operator (認定作成事業者): makes anonymised or pseudonymised medical information under the Next-Generation
/// Medical Infrastructure Act (次世代医療基盤法).
#[derive(Clone)]
pub(crate) struct Operator {
    catalogue: View,
    row: u32,
}

impl Operator {
    pub(crate) fn at(catalogue: &View, row: u32) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row,
        }
    }

    pub(crate) fn find(catalogue: &View, id: &OperatorId) -> Option<Self> {
        Some(Self::at(catalogue, catalogue.operators.find(id)?))
    }

    fn proof(&self, row: String) -> Proof {
        Proof {
            catalogue: self.catalogue.clone(),
            operator: self.row().id.clone(),
            row,
        }
    }

    fn row(&self) -> &operators::Operator {
        self.catalogue.operators.get(self.row)
    }
}

/// A certified operator (認定作成事業者): makes anonymised or pseudonymised medical information under the Next-Generation
/// Medical Infrastructure Act (次世代医療基盤法).
#[Object]
impl Operator {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "Operator", self.row().id.as_str())
    }

    /// Stable code: `ldi`, `j-mimo`, `fast-hdj`.
    async fn code(&self) -> &str {
        self.row().id.as_str()
    }

    /// Japanese name.
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name; null where no source prints one.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// Short name.
    async fn abbreviation(&self) -> Option<&str> {
        self.row().abbreviation.as_deref()
    }

    /// Other spellings under which documents print it.
    async fn spellings(&self) -> Vec<&str> {
        self.row().spellings.iter().collect()
    }

    /// 設立日.
    async fn established_on(&self) -> Option<PartialDate> {
        partial(self.row().established_on)
    }

    /// 所在地.
    async fn address(&self) -> Option<&str> {
        self.row().address.as_deref()
    }

    /// Its certifications (認定), the oldest first.
    async fn certifications(&self) -> Vec<Certification> {
        self.catalogue
            .operators
            .certifications_of(self.row)
            .iter()
            .map(|row| Certification {
                kind: row.kind.into(),
                certified_on: Date(row.certified_on),
                proof: self.proof(format!("certifications/{}", row.id)),
            })
            .collect()
    }

    /// To whom the handling of medical information is entrusted, as a chain.
    async fn entrustments(&self) -> Vec<Entrustment> {
        self.catalogue
            .operators
            .entrustments_of(self.row)
            .iter()
            .map(|row| Entrustment {
                from: EntrustedParty {
                    name_ja: row.from_ja.clone(),
                },
                to: EntrustedParty {
                    name_ja: row.to_ja.clone(),
                },
                level: row.level.try_into().unwrap_or(i32::MAX),
                proof: self.proof(format!("entrustments/{}", row.id)),
            })
            .collect()
    }

    /// Declared numbers beside counted ones.
    async fn figures(&self) -> Vec<OperatorFigure> {
        let subject = subject(&self.row().id).to_string();
        (0..self.catalogue.figures.len())
            .filter(|place| self.catalogue.figures[*place].subject == subject)
            .map(|place| OperatorFigure {
                catalogue: self.catalogue.clone(),
                place,
                operator: self.row().id.clone(),
            })
            .collect()
    }

    /// The institutions that are known to supply it. Others may: 31 have lost their marks.
    async fn institutions(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<InstitutionConnection, ApiError> {
        let rows = self.catalogue.institutions.of_operator(&self.row().id);
        institutions(
            &self.catalogue,
            InstitutionFilter::only(rows),
            None,
            None,
            (first, after, last, before),
        )
    }

    /// The uses that it approved, the newest first.
    async fn approvals(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<ApprovalConnection, ApiError> {
        let rows = self.catalogue.approvals.of_operator(&self.row().id);
        approvals(
            &self.catalogue,
            ApprovalFilter::only(rows),
            None,
            None,
            (first, after, last, before),
        )
    }

    /// Certified users of its pseudonymised information (認定利用事業者): null, no source names any; unknown, not none.
    async fn certified_users(&self) -> Option<Vec<EntrustedParty>> {
        None
    }

    /// What sources state of it beside, each dated, the newest first.
    async fn reported_facts(&self) -> Vec<ReportedFact> {
        let code = self.row().id.as_str();
        reported_facts(&self.catalogue, |fact| {
            fact.operators.iter().any(|one| one == code)
        })
    }

    /// Who says what is told here, field by field.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject(&self.row().id)),
        ))
    }
}

/// Which operators. All conditions must hold.
#[derive(Clone, Default, InputObject)]
pub(crate) struct OperatorFilter {
    /// Codes or names of operators.
    codes: Option<Vec<String>>,
    /// Certified to make one of these.
    certifications: Option<Vec<CertificationKind>>,
    /// Certified on or before this day.
    certified_on: Option<Date>,
}

connection!("Certified operators, by their first certification.", OperatorConnection(()), OperatorEdge(()), Operator; {} {});

/// A list of operators.
pub(crate) fn operators(
    catalogue: &View,
    filter: Option<OperatorFilter>,
    search: Option<String>,
    (first, after, last, before): Paging,
) -> Result<OperatorConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let filter = filter.unwrap_or_default();
    let mut restrict = None;
    let index = catalogue.search.index_of(Kind::Operator);
    let search = Search::new(catalogue, index, search, &mut restrict)?;
    let selection = catalogue.operators.select(&operators::OperatorFilter {
        operators: given(filter.codes)
            .map(|list| lookup::codes(catalogue, Thing::Operator, "filter.codes", &list))
            .transpose()?,
        certifications: given(filter.certifications)
            .map(|list| list.into_iter().map(Into::into).collect()),
        certified_on: filter.certified_on.map(|day| day.0),
        restrict,
    });
    let slice = match search.page("operators", &selection, &page).transpose()? {
        Some(slice) => slice.map(|(row, _)| (Operator::at(catalogue, row), ())),
        None => catalogue
            .operators
            .page(&selection, operators::OperatorOrder::default(), &page)?
            .map(|row| (Operator::at(catalogue, row), ())),
    };
    Ok(OperatorConnection {
        slice,
        total: selection.len(),
        more: (),
    })
}
