//! The goals of the basic plan with their KPIs and figures: what documents declare beside what the catalogue counts.

use async_graphql::Context;
use base::{Figure, OperatorId, PartialDate as Day};
use catalogue::indicators::{COMPUTED_GOAL, Computed, Facts};

use crate::error::ApiError;
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::language::Language;
use crate::graph::scalars::{PartialDate, partial};
use crate::plain::Object;
use crate::view::View;

/// One goal (ゴール) of the basic plan for medical devices (医療機器基本計画).
pub(crate) struct PlanGoal {
    catalogue: View,
    place: u32,
}

impl PlanGoal {
    /// Every goal, or the one with a number; an unknown number is the client's mistake.
    pub(crate) fn all(catalogue: &View, number: Option<i32>) -> Result<Vec<Self>, ApiError> {
        let goal = |place| Self {
            catalogue: catalogue.clone(),
            place,
        };
        let goals = catalogue.indicators.goals();
        let Some(number) = number else {
            return Ok((0..goals.len() as u32).map(goal).collect());
        };
        if let Some(place) = catalogue.indicators.find(number.into()) {
            return Ok(vec![goal(place)]);
        }
        let (use_en, use_ja) = match (goals.first(), goals.last()) {
            (Some(first), Some(last)) => (
                format!("use a number from {} to {}", first.number, last.number),
                format!(
                    "{}から{}までの番号を指定してください。",
                    first.number, last.number
                ),
            ),
            _ => (
                "the catalogue holds none".to_owned(),
                "ゴールは登録されていません。".to_owned(),
            ),
        };
        Err(ApiError::bad_input(
            "number",
            format!("there is no goal {number}: {use_en}"),
            format!("ゴール{number}はありません。{use_ja}"),
        ))
    }

    fn row(&self) -> &indicators::PlanGoal {
        self.catalogue.indicators.get(self.place)
    }
}

/// One goal (ゴール) of the basic plan for medical devices (医療機器基本計画).
#[Object]
impl PlanGoal {
    /// 1 to 11, as printed.
    async fn number(&self) -> i32 {
        self.row().number.try_into().unwrap_or(i32::MAX)
    }

    /// As printed (ゴール).
    async fn title_ja(&self) -> &str {
        &self.row().title_ja
    }

    /// Our translation; null where there is none.
    async fn title_en(&self) -> Option<&str> {
        self.row().title_en.as_deref()
    }

    /// The KPIs set for it (設定するKPI), in printed order.
    async fn kpis(&self) -> Vec<PlanKpi> {
        (0..self.catalogue.indicators.kpis(self.place).len())
            .map(|number| PlanKpi {
                catalogue: self.catalogue.clone(),
                goal: self.place,
                number,
            })
            .collect()
    }

    /// What the follow-up documents report under it, in printed order; empty where they report no number. Under goal 5
    /// the figures that the certified operators declare follow, then those that only the catalogue counts.
    async fn figures(&self) -> Vec<PlanFigure> {
        let reported = self.catalogue.indicators.figures(self.place);
        let mut found: Vec<Source> = Vec::with_capacity(reported.len());
        if self.row().number == COMPUTED_GOAL {
            let facts = Facts::of(&self.catalogue);
            let beside = reported.iter().map(|row| facts.beside(row));
            found.extend(
                beside
                    .zip(0..)
                    .map(|(count, place)| Source::Reported(place, count)),
            );
            found.extend(
                (0..self.catalogue.figures.len())
                    .filter(|place| {
                        let figure = &self.catalogue.figures[*place];
                        figure.subject.starts_with("operator:")
                    })
                    .map(|place| {
                        let id = &self.catalogue.figures[place].id;
                        let mut compared = self.catalogue.reconciliations.iter();
                        Source::Operator(
                            place,
                            compared.position(|one| one.figures == [id.as_str()]),
                        )
                    }),
            );
            found.extend(facts.computed().into_iter().map(Source::Computed));
        } else {
            found.extend((0..reported.len()).map(|place| Source::Reported(place, None)));
        }
        found
            .into_iter()
            .map(|source| PlanFigure {
                catalogue: self.catalogue.clone(),
                goal: self.place,
                source,
            })
            .collect()
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let row = format!("plan_goals/{}", self.row().id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, indicators::subject(&self.row().id), row row),
        ))
    }
}

/// One KPI of a goal.
pub(crate) struct PlanKpi {
    catalogue: View,
    goal: u32,
    number: usize,
}

impl PlanKpi {
    fn row(&self) -> &indicators::PlanKpi {
        &self.catalogue.indicators.kpis(self.goal)[self.number]
    }
}

/// One KPI of a goal.
#[Object]
impl PlanKpi {
    /// As printed (設定するKPI).
    async fn title_ja(&self) -> &str {
        &self.row().title_ja
    }

    /// Who collects or reports it (実施主体), as printed; null where no source says.
    async fn reported_by(&self) -> Option<&str> {
        self.row().reported_by.as_deref()
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let row = format!("plan_kpis/{}", self.row().id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, indicators::subject(&self.row().goal), row row),
        ))
    }
}

enum Source {
    /// A figure of the goal, by its place there, and what the catalogue counts beside it.
    Reported(usize, Option<i64>),
    /// A figure that an operator declares, by its place among the declared figures, and the place of the
    /// reconciliation that compares it alone.
    Operator(usize, Option<usize>),
    /// A number that only the catalogue counts.
    Computed(Computed),
}

/// A source with its row.
enum Row<'a> {
    Reported(&'a indicators::PlanFigure),
    Operator(&'a Figure),
    Computed(&'a Computed),
}

/// One number of a goal: what a document declares, what the catalogue counts, or both side by side. Never added up.
pub(crate) struct PlanFigure {
    catalogue: View,
    goal: u32,
    source: Source,
}

impl PlanFigure {
    fn row(&self) -> Row<'_> {
        match &self.source {
            Source::Reported(number, _) => {
                Row::Reported(&self.catalogue.indicators.figures(self.goal)[*number])
            }
            Source::Operator(place, _) => Row::Operator(&self.catalogue.figures[*place]),
            Source::Computed(computed) => Row::Computed(computed),
        }
    }

    fn stated(&self) -> Option<f64> {
        match self.row() {
            Row::Reported(row) => Some(row.quantity.as_f64()),
            Row::Operator(row) => Some(row.quantity as f64),
            Row::Computed(_) => None,
        }
    }

    fn counted(&self) -> Option<f64> {
        let count = match &self.source {
            Source::Reported(_, beside) => *beside,
            Source::Operator(..) => self.compared().and_then(|one| one.computed),
            Source::Computed(row) => Some(row.quantity),
        };
        count.map(|count| count as f64)
    }

    /// The comparison of an operator's figure with what the catalogue counts.
    fn compared(&self) -> Option<&catalogue::Reconciliation> {
        match self.source {
            Source::Operator(_, Some(place)) => Some(&self.catalogue.reconciliations[place]),
            _ => None,
        }
    }

    fn span(&self) -> (Option<Day>, Option<Day>) {
        match self.row() {
            Row::Reported(row) => (row.period_from, row.period_to),
            Row::Operator(_) => (None, None),
            Row::Computed(row) => row
                .period
                .as_ref()
                .map_or((None, None), |(_, from, to)| (Some(*from), Some(*to))),
        }
    }

    async fn proof(&self, ctx: &Context<'_>) -> Result<Vec<Evidence>, ApiError> {
        use base::{Versioned, figure};
        match self.row() {
            Row::Reported(row) => evidence!(ctx, &self.catalogue, row.subject()),
            Row::Operator(row) => evidence!(ctx, &self.catalogue, figure::subject(&row.id)),
            Row::Computed(_) => Ok(Vec::new()),
        }
    }
}

/// One number of a goal: what a document declares, what the catalogue counts, or both side by side. Never added up.
#[Object]
impl PlanFigure {
    /// Stable code of the declared figure; null where only the catalogue counts.
    async fn code(&self) -> Option<&str> {
        match self.row() {
            Row::Reported(row) => Some(&row.id),
            Row::Operator(row) => Some(&row.id),
            Row::Computed(_) => None,
        }
    }

    /// What is counted: `BUDGET`, `BUDGET_DRAFT` (予算案), `DEVICE_LAG`, `PERSONS`, `APPROVALS_CUMULATIVE`.
    async fn kind(&self) -> &str {
        match self.row() {
            Row::Reported(row) => &row.kind,
            Row::Operator(row) => &row.kind,
            Row::Computed(row) => row.kind,
        }
    }

    /// The heading or the KPI of the slide under which it is reported, as printed; null where there is none.
    async fn heading_ja(&self) -> Option<&str> {
        match self.row() {
            Row::Reported(row) => row.heading_ja.as_deref(),
            Row::Operator(_) | Row::Computed(_) => None,
        }
    }

    /// What the number is of, in the source's words; of an operator's figure with the operator in front.
    async fn label_ja(&self) -> String {
        match self.row() {
            Row::Reported(row) => row.label_ja.clone(),
            Row::Operator(row) => {
                let code = row.subject.strip_prefix("operator:").unwrap_or_default();
                let operators = &self.catalogue.operators;
                let name = operators
                    .find(&OperatorId::new(code))
                    .and_then(|row| operators.get(row).abbreviation.as_deref());
                format!("{} {}", name.unwrap_or(code), row.label_ja)
            }
            Row::Computed(row) => row.label_ja.to_owned(),
        }
    }

    /// The number in its unit: the declared one, or the computed one where none is declared.
    async fn quantity(&self) -> Option<f64> {
        self.stated().or_else(|| self.counted())
    }

    /// What one of it is: `JPY` (yen written out: 8.3億円 is 830000000), `YEARS`, `PERSONS`, `INSTITUTIONS`, `APPROVALS`,
    /// `REGISTRIES`, `COUNTRIES` (countries and regions), `PROJECTS` (課題), `RESEARCH_GROUPS` (研究班), `RECORDS` and others.
    async fn unit(&self) -> &str {
        match self.row() {
            Row::Reported(row) => &row.unit,
            Row::Operator(row) => &row.unit,
            Row::Computed(row) => row.unit,
        }
    }

    /// The period that it is of, as printed (令和5年度); null where it is of a day or no period is printed.
    async fn period(&self) -> Option<&str> {
        match self.row() {
            Row::Reported(row) => row.period.as_deref(),
            Row::Operator(_) => None,
            Row::Computed(row) => row.period.as_ref().map(|(name, _, _)| name.as_str()),
        }
    }

    /// First month of the period: a fiscal year (年度) begins in April.
    async fn period_from(&self) -> Option<PartialDate> {
        partial(self.span().0)
    }

    /// Last month of the period: a fiscal year (年度) ends in March.
    async fn period_to(&self) -> Option<PartialDate> {
        partial(self.span().1)
    }

    /// The day of the count; null where none is printed.
    async fn as_of(&self) -> Option<PartialDate> {
        partial(match self.row() {
            Row::Reported(row) => row.as_of,
            Row::Operator(row) => row.as_of,
            Row::Computed(row) => row.as_of,
        })
    }

    /// What the document declares; null where only the catalogue counts.
    async fn declared(&self) -> Option<f64> {
        self.stated()
    }

    /// What the catalogue counts at this revision; null where it cannot count that: unknown, not zero. Persons are the
    /// sum of what the operators declare: a person known to two of them counts twice.
    async fn computed(&self) -> Option<f64> {
        self.counted()
    }

    /// Whether the source says 約.
    async fn approximate(&self) -> bool {
        match self.row() {
            Row::Reported(row) => row.approximate,
            Row::Operator(row) => row.approximate,
            Row::Computed(_) => false,
        }
    }

    /// Whether the source says that there is more (等, 超, 以上).
    async fn at_least(&self) -> bool {
        match self.row() {
            Row::Reported(row) => row.at_least,
            Row::Operator(row) => row.at_least,
            Row::Computed(_) => false,
        }
    }

    /// の内数: the number is that of a larger whole, of which this gets an undisclosed part. Never add it up.
    async fn share_of(&self) -> bool {
        matches!(self.row(), Row::Reported(row) if row.share_of)
    }

    /// Code of the figure that includes this one (8 of 18); null where none does. Do not add the two.
    async fn part_of(&self) -> Option<&str> {
        match self.row() {
            Row::Reported(row) => row.part_of.as_deref(),
            Row::Operator(_) | Row::Computed(_) => None,
        }
    }

    /// What a reader should know of the number, such as why two numbers differ; null where there is nothing. What
    /// concerns its transcription stands in the evidence.
    async fn note(
        &self,
        #[graphql(
            default_with = "Some(Language::Ja)",
            desc = "Language of what the catalogue says itself; a remark of a source stays in its own."
        )]
        language: Option<Language>,
    ) -> Option<&str> {
        match self.row() {
            Row::Reported(row) => row.remark.as_deref(),
            Row::Operator(_) => self
                .compared()
                .map(|one| language.unwrap_or_default().of(&one.explanation)),
            Row::Computed(row) => Some(row.note),
        }
    }

    /// The text as printed (原文), of the first passage; null where only the catalogue counts.
    async fn raw_text(&self, ctx: &Context<'_>) -> Option<Result<String, ApiError>> {
        match self.proof(ctx).await {
            Ok(found) => found.into_iter().find_map(Evidence::into_raw_text).map(Ok),
            Err(error) => Some(Err(error)),
        }
    }

    /// Every passage that declares it; empty where only the catalogue counts.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(document_kinds, self.proof(ctx).await))
    }
}
