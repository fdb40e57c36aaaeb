//! What one must do to get data: rules as sources state them, and the plan that follows from them.

use async_graphql::{Context, Enum, ID, SimpleObject};
use base::DatabaseId;
use linkage::plan::{Applicant, ApplicantSector, Ground, Plan, PlanStep, Ways};
use linkage::{Question, SetError};

use crate::error::ApiError;
use crate::graph::approval::UserSector;
use crate::graph::database::{Database, named};
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::language::Language;
use crate::graph::linkage::LinkageVerdict;
use crate::graph::lookup::{self, Thing};
use crate::graph::node::global_id;
use crate::graph::question::bad_set;
use crate::graph::scalars::{BigInt, PartialDate, partial};
use crate::plain::{Object, Plain};
use crate::view::View;

/// What a rule of access is about.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::RuleTopic")]
pub(crate) enum RuleTopic {
    /// Who may apply, for what (利用資格).
    Eligibility,
    /// The form of the application and of what is given out (申出・提供の形式).
    Form,
    /// Where the data may be used (利用環境).
    Environment,
    /// Ethics review (倫理審査).
    Ethics,
    /// Certification of the user (利用者の認定).
    Certification,
    /// What it costs (手数料).
    Fee,
    /// How long it takes (所要期間).
    LeadTime,
    /// What is asked before results are published (公表).
    Publication,
}

/// How far a rule holds, read from its words.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::RuleStatus")]
pub(crate) enum RuleStatus {
    /// It holds.
    InForce,
    /// A draft says so (案).
    Draft,
    /// It is aimed at, asked for or announced (目標, 要求, 予定).
    Target,
    /// It was so once; a newer rule of the scheme and topic has overtaken it.
    History,
}

/// In what the amount of a rule is counted.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::RuleUnit")]
pub(crate) enum RuleUnit {
    /// Japanese yen (円).
    #[graphql(name = "JPY")]
    Yen,
    /// Yen an hour (円/時間).
    #[graphql(name = "JPY_PER_HOUR")]
    YenPerHour,
    /// Yen for six months (円/6か月).
    #[graphql(name = "JPY_PER_6_MONTHS")]
    YenPerSixMonths,
    /// Days (日).
    Days,
    /// Months (か月).
    Months,
}

/// What kind of step one takes, in the order in which they come.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "linkage::plan::StepKind", name = "AccessStepKind")]
pub(crate) enum AccessStepKind {
    /// See whether one may apply at all (利用資格の確認).
    CheckEligibility,
    /// Be certified as a user (利用者の認定).
    Certification,
    /// The operator's review committee decides (認定事業者の審査委員会).
    Committee,
    /// Ethics review (倫理審査).
    EthicsReview,
    /// Apply (申出・申請).
    Application,
    /// A council is heard (提供時の意見聴取).
    Hearing,
    /// Have a place in which the data may be used (利用環境).
    Environment,
    /// Pay (手数料). Fees of several rules are never added up.
    Fee,
    /// How long it takes (所要期間).
    LeadTime,
    /// Have the results checked before they are published (公表前の確認).
    PublicationCheck,
}

/// One rule of what must be done, paid, awaited or fulfilled to get data, as one source states it. Newer rules of one scheme and
/// topic overtake older ones, which stay readable.
#[derive(Clone)]
pub(crate) struct AccessRule {
    catalogue: View,
    row: linkage::AccessRule,
}

impl AccessRule {
    pub(crate) fn new(catalogue: &View, row: &linkage::AccessRule) -> Self {
        Self {
            catalogue: catalogue.clone(),
            row: row.clone(),
        }
    }
}

/// One rule of what must be done, paid, awaited or fulfilled to get data, as one source states it. Newer rules of one scheme and
/// topic overtake older ones, which stay readable.
#[Object]
impl AccessRule {
    /// Global id.
    async fn id(&self) -> ID {
        global_id(&self.catalogue, "AccessRule", &self.row.id)
    }

    /// Stable code of the rule.
    async fn code(&self) -> &str {
        &self.row.id
    }

    /// The scheme that it belongs to, as the source's list names it; some are none of the databases here.
    async fn scheme(&self) -> &str {
        &self.row.scheme
    }

    /// What it is about.
    async fn topic(&self) -> RuleTopic {
        self.row.topic.into()
    }

    /// What the source says, summarised in Japanese.
    async fn said(&self) -> &str {
        &self.row.said
    }

    /// The value in a few English words; null where the rule has none.
    async fn value(&self) -> Option<&str> {
        self.row.value.as_deref()
    }

    /// The value as a number of `unit`; null where it is none.
    async fn amount(&self) -> Option<BigInt> {
        self.row.amount.map(BigInt)
    }

    /// In what the amount is counted; null where there is none.
    async fn unit(&self) -> Option<RuleUnit> {
        self.row.unit.map(Into::into)
    }

    /// The databases whose data it is about; empty where the scheme is none of them.
    async fn databases(&self) -> Vec<Database> {
        named(&self.catalogue, self.row.databases.iter())
    }

    /// How far it holds.
    async fn status(&self) -> RuleStatus {
        self.row.status.into()
    }

    /// Since when, or as of when; null where the source carries no day.
    async fn as_of(&self) -> Option<PartialDate> {
        partial(self.row.as_of)
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let subject = linkage::access::access_rule::subject(&self.row.id);
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, subject),
        ))
    }
}

/// Who decides or is heard.
#[derive(Clone, SimpleObject, Plain)]
pub(crate) struct AccessBody {
    /// Japanese name.
    name_ja: String,
    /// English name; null where none is known.
    name_en: Option<String>,
}

/// One step of the way to data.
#[derive(Clone)]
pub(crate) struct AccessStep {
    catalogue: View,
    step: i32,
    kind: AccessStepKind,
    action: [String; 2],
    body: Option<AccessBody>,
    databases: Vec<DatabaseId>,
    status: Option<RuleStatus>,
    as_of: Option<PartialDate>,
    subject: base::Subject,
    /// The row of the subject's evidence that says so; none where all of it does.
    proof: Option<String>,
}

impl AccessStep {
    fn new(catalogue: &View, step: &PlanStep<'_>) -> Self {
        let (subject, proof) = match step.ground {
            Ground::Rule(rule) => (linkage::access::access_rule::subject(&rule.id), None),
            Ground::Route(step) => (linkage::route::subject(&step.id), None),
            Ground::Fact(fact) => (linkage::fact::reported_fact::subject(&fact.id), None),
            Ground::Review(body) => (
                linkage::database::subject(&body.database),
                Some(format!("review_bodies/{}", body.id)),
            ),
            Ground::Provision(row) => (
                linkage::database::subject(&row.database),
                Some(format!("provisions/{}", row.id)),
            ),
        };
        let body = match step.ground {
            Ground::Review(body) => body.name_ja.clone().map(|name_ja| AccessBody {
                name_ja,
                name_en: body.name_en.clone(),
            }),
            Ground::Route(step) => Some(AccessBody {
                name_ja: step.body_ja.clone(),
                name_en: step.body_en.clone(),
            }),
            Ground::Rule(_) | Ground::Provision(_) | Ground::Fact(_) => None,
        };
        Self {
            catalogue: catalogue.clone(),
            step: step.step.try_into().unwrap_or(i32::MAX),
            kind: step.kind.into(),
            action: step.action(),
            body,
            databases: step.databases.clone(),
            status: step.status().map(Into::into),
            as_of: partial(step.as_of()),
            subject,
            proof,
        }
    }
}

/// One step of the way to data. Steps with the same number stand side by side.
#[Object]
impl AccessStep {
    /// Which step, from 1; those of one number stand side by side.
    async fn step(&self) -> i32 {
        self.step
    }

    /// What kind of step.
    async fn kind(&self) -> AccessStepKind {
        self.kind
    }

    /// What to do, as the source says it; in English a few words of it.
    async fn action(
        &self,
        #[graphql(default_with = "Some(Language::Ja)", desc = "Language of the text.")]
        language: Option<Language>,
    ) -> &str {
        language.unwrap_or_default().of(&self.action)
    }

    /// Who decides or is heard; null where no body is named, or where it is undecided (未定).
    async fn body(&self) -> Option<&AccessBody> {
        self.body.as_ref()
    }

    /// The databases whose data the step is about.
    async fn databases(&self) -> Vec<Database> {
        named(&self.catalogue, self.databases.iter().map(|id| id.as_str()))
    }

    /// How far what it rests on holds; null where the source says nothing of that.
    async fn status(&self) -> Option<RuleStatus> {
        self.status
    }

    /// Since when, or as of when; null where the source carries no day.
    async fn as_of(&self) -> Option<PartialDate> {
        self.as_of
    }

    /// Who says so.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        let subject = self.subject.clone();
        Some(of_kinds(
            document_kinds,
            match &self.proof {
                None => evidence!(ctx, &self.catalogue, subject),
                Some(row) => evidence!(ctx, &self.catalogue, subject, row row.clone()),
            },
        ))
    }
}

/// The way to data, as far as sources describe it: a reading of sources, not legal advice.
pub(crate) struct AccessPlan {
    catalogue: View,
    available: bool,
    reason: Option<[String; 2]>,
    steps: Vec<AccessStep>,
    rules: Vec<linkage::AccessRule>,
    unknown: Vec<[String; 2]>,
    verdict: Option<linkage::SetVerdict>,
}

/// Lists of recipients tell these two sectors apart.
fn applicant_sector(sector: UserSector) -> Option<ApplicantSector> {
    match sector {
        UserSector::Academia => Some(ApplicantSector::Academia),
        UserSector::Company => Some(ApplicantSector::Company),
        UserSector::PublicBody | UserSector::ResearchBody => None,
    }
}

/// The way to the data of databases as a client names them.
pub(crate) fn planned(
    catalogue: &View,
    codes: &[String],
    question: Question,
    sector: Option<UserSector>,
) -> Result<AccessPlan, ApiError> {
    let databases: Vec<DatabaseId> = lookup::codes(catalogue, Thing::Database, "databases", codes)?;
    if databases.is_empty() {
        return Err(bad_set(
            "databases",
            codes,
            SetError::TooFew {
                given: 0,
                needed: 1,
            },
        ));
    }
    let verdict = match databases.len() {
        1 => None,
        _ => Some(
            linkage::linkage(&databases, &catalogue.linkage_facts(), &question)
                .map_err(|error| bad_set("databases", codes, error))?,
        ),
    };
    let applicant = Applicant {
        databases,
        form: question.form,
        sector: sector.and_then(applicant_sector),
        known_by: question.known_by,
    };
    Ok(access_plan(catalogue, &applicant, verdict))
}

/// The way to the data of databases that were looked up, under the verdict on linking them where there are several.
pub(crate) fn access_plan(
    catalogue: &View,
    applicant: &Applicant,
    verdict: Option<linkage::SetVerdict>,
) -> AccessPlan {
    let ways = Ways {
        rules: &catalogue.access_rules,
        route: &catalogue.route_steps,
        review_bodies: &|database| catalogue.review_bodies(database),
        provisions: &|database| catalogue.provisions(database),
        facts: &catalogue.reported_facts,
    };
    let name = |id: &DatabaseId| {
        let row = catalogue
            .databases
            .find(id)
            .map(|place| catalogue.databases.get(place));
        let ja = row.map_or(id.as_str(), |row| &row.name_ja);
        let en = row.and_then(|row| row.name_en.as_deref()).unwrap_or(ja);
        [ja.to_owned(), en.to_owned()]
    };
    let state = verdict.as_ref().map(|verdict| verdict.state);
    let Plan {
        available,
        reason,
        steps,
        rules,
        unknown,
    } = linkage::plan::plan(applicant, state, &ways, &name);
    AccessPlan {
        catalogue: catalogue.clone(),
        available,
        reason,
        steps: steps
            .iter()
            .map(|step| AccessStep::new(catalogue, step))
            .collect(),
        rules: rules.into_iter().cloned().collect(),
        unknown,
        verdict,
    }
}

/// The way to data, as far as sources describe it: a reading of sources, not legal advice.
#[Object]
impl AccessPlan {
    /// Whether there is a way: false where a source prohibits the link (`reason`).
    async fn available(&self) -> bool {
        self.available
    }

    /// Why there is no way; null where there is one.
    async fn reason(
        &self,
        #[graphql(default_with = "Some(Language::Ja)", desc = "Language of the text.")]
        language: Option<Language>,
    ) -> Option<&str> {
        let reason = self.reason.as_ref()?;
        Some(language.unwrap_or_default().of(reason))
    }

    /// The verdict on linking the databases; null for one database.
    async fn linkage(&self) -> Option<LinkageVerdict> {
        let verdict = self.verdict.clone()?;
        Some(LinkageVerdict::new(&self.catalogue, verdict))
    }

    /// What to do, in order.
    async fn steps(&self) -> &[AccessStep] {
        &self.steps
    }

    /// Every rule known by the day asked that concerns the databases, those that newer ones have overtaken included.
    async fn rules(&self) -> Vec<AccessRule> {
        let rules = self.rules.iter();
        rules
            .map(|rule| AccessRule::new(&self.catalogue, rule))
            .collect()
    }

    /// What no source says, in words.
    async fn unknown(
        &self,
        #[graphql(default_with = "Some(Language::Ja)", desc = "Language of the text.")]
        language: Option<Language>,
    ) -> Vec<&str> {
        let language = language.unwrap_or_default();
        self.unknown.iter().map(|text| language.of(text)).collect()
    }
}
