//! What one must do to get data, linked where there is more than one database: a pure function over rules, review bodies, the
//! way of a request and the verdict. A reading of sources, not legal advice.

use base::{DatabaseId, PartialDate};
use chrono::NaiveDate;

use crate::access::{AccessRule, RuleStatus, RuleTopic};
use crate::database::OPERATORS;
use crate::fact::ReportedFact;
use crate::provision::{Provision, ProvisionState, ReviewBody};
use crate::route::{Decider, RouteStep, route};
use crate::statement::{DataForm, LinkageState};

base::words! {
    /// What kind of step one takes.
    pub enum StepKind {
        /// See whether one may apply at all.
        CheckEligibility = "CHECK_ELIGIBILITY" ("利用資格の確認", "check eligibility"),
        /// Be certified as a user.
        Certification = "CERTIFICATION" ("利用者の認定", "certification"),
        /// The operator's committee decides.
        Committee = "COMMITTEE" ("認定事業者の審査委員会", "operator's committee"),
        /// Ethics review.
        EthicsReview = "ETHICS_REVIEW" ("倫理審査", "ethics review"),
        /// Apply.
        Application = "APPLICATION" ("申出・申請", "application"),
        /// A council is heard.
        Hearing = "HEARING" ("提供時の意見聴取", "hearing"),
        /// Have a place in which the data may be used.
        Environment = "ENVIRONMENT" ("利用環境の準備", "environment"),
        /// Pay.
        Fee = "FEE" ("手数料", "fee"),
        /// Wait.
        LeadTime = "LEAD_TIME" ("所要期間", "lead time"),
        /// Have the results checked before they are published.
        PublicationCheck = "PUBLICATION_CHECK" ("公表前の確認", "publication check"),
    }
}

/// The sector of an applicant, as far as lists of recipients tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicantSector {
    /// A university or another research institution.
    Academia,
    /// A private company.
    Company,
}

impl ApplicantSector {
    /// Words by which lists of recipients name the sector.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Academia => &["大学", "研究機関", "研究者"],
            Self::Company => &["民間"],
        }
    }

    fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Academia => ("アカデミア", "academia"),
            Self::Company => ("民間企業", "companies"),
        }
    }
}

/// For whom, of what and when a plan is made.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The databases, each once.
    pub databases: Vec<DatabaseId>,
    /// The form of the data.
    pub form: DataForm,
    /// The sector; none where it is not told.
    pub sector: Option<ApplicantSector>,
    /// Rules after this day are not known yet.
    pub known_by: NaiveDate,
}

/// What is known of the way to data.
pub struct Ways<'a> {
    /// The rules.
    pub rules: &'a [AccessRule],
    /// The way of a request to link.
    pub route: &'a [RouteStep],
    /// Who is heard before a database's data are given out.
    pub review_bodies: &'a dyn Fn(&DatabaseId) -> &'a [ReviewBody],
    /// How a database's data are given out.
    pub provisions: &'a dyn Fn(&DatabaseId) -> &'a [Provision],
    /// What documents say of ethics review and of the certification of users in general.
    pub facts: &'a [ReportedFact],
}

/// What a step rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground<'a> {
    /// A rule.
    Rule(&'a AccessRule),
    /// A body that is heard.
    Review(&'a ReviewBody),
    /// A step of the way of a request to link.
    Route(&'a RouteStep),
    /// A row of how the data are given out.
    Provision(&'a Provision),
    /// What a document says of every such step.
    Fact(&'a ReportedFact),
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep<'a> {
    /// Its place, from 1; steps of one place stand side by side.
    pub step: usize,
    /// What kind of step.
    pub kind: StepKind,
    /// What says so.
    pub ground: Ground<'a>,
    /// Whose data it is about.
    pub databases: Vec<DatabaseId>,
    /// The applicant's sector.
    sector: Option<ApplicantSector>,
}

/// The way to data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Whether there is a way: false where a source prohibits the link.
    pub available: bool,
    /// Why there is none: in Japanese, in English.
    pub reason: Option<[String; 2]>,
    /// What to do, in order.
    pub steps: Vec<PlanStep<'a>>,
    /// Every rule that was known and concerns the databases, those overtaken included.
    pub rules: Vec<&'a AccessRule>,
    /// What no source says: in Japanese, in English.
    pub unknown: Vec<[String; 2]>,
}

const CERTIFIED_USER: &str = "jisedai:certified-user";

/// Schemes of facts about every ethics review, and about every certified user.
const ETHICS_FACTS: &str = "ethics-guideline";
const USER_FACTS: &str = "certified-user";

impl StepKind {
    const ORDER: [Self; 10] = [
        Self::CheckEligibility,
        Self::Certification,
        Self::Committee,
        Self::EthicsReview,
        Self::Application,
        Self::Hearing,
        Self::Environment,
        Self::Fee,
        Self::LeadTime,
        Self::PublicationCheck,
    ];

    fn of(topic: RuleTopic) -> Self {
        match topic {
            RuleTopic::Eligibility => Self::CheckEligibility,
            RuleTopic::Certification => Self::Certification,
            RuleTopic::Ethics => Self::EthicsReview,
            RuleTopic::Form => Self::Application,
            RuleTopic::Environment => Self::Environment,
            RuleTopic::Fee => Self::Fee,
            RuleTopic::LeadTime => Self::LeadTime,
            RuleTopic::Publication => Self::PublicationCheck,
        }
    }

    /// What of a database's way nobody says, where no step of this kind is known for it.
    fn missing(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::CheckEligibility => ("利用資格", "who may apply"),
            Self::EthicsReview => ("倫理審査の要否", "whether an ethics review is needed"),
            Self::Application => ("申出の方法", "how to apply"),
            Self::Hearing => ("提供時に意見を聴く機関", "which body is heard"),
            Self::Environment => ("利用環境の条件", "where the data may be used"),
            Self::Fee => ("手数料", "what it costs"),
            Self::LeadTime => ("所要期間", "how long it takes"),
            Self::PublicationCheck => ("公表前の確認", "what is checked before publication"),
            Self::Certification | Self::Committee => return None,
        })
    }
}

/// The way to the databases' data, as far as sources describe it. `state` is the verdict on linking them; none for one database.
///
/// A step is added by what a source says of one database or of several together, so a larger set never has fewer steps.
pub fn plan<'a>(
    applicant: &Applicant,
    state: Option<LinkageState>,
    ways: &Ways<'a>,
    name: &dyn Fn(&DatabaseId) -> [String; 2],
) -> Plan<'a> {
    let rules: Vec<&AccessRule> = ways
        .rules
        .iter()
        .filter(|rule| rule.concerns(&applicant.databases))
        .filter(|rule| rule.is_known_by(applicant.known_by))
        .filter(|rule| is_of_the_form(rule, applicant.form))
        .collect();
    if state == Some(LinkageState::Prohibited) {
        return Plan {
            available: false,
            reason: Some([
                "この形態での連結はできないとする資料があるため、手続はありません。".to_owned(),
                "A source says that linking them in this form is not possible, so there is no way to it.".to_owned(),
            ]),
            rules,
            ..Plan::default()
        };
    }
    let mut steps = grounds(applicant, &rules, ways);
    steps.sort_by_key(|(kind, ..)| StepKind::ORDER.iter().position(|known| known == kind));
    let unknown = unknown(applicant, state, &steps, name);
    let mut numbered = Vec::new();
    let mut place = 0;
    let mut last = None;
    for (kind, ground, databases) in steps {
        if last.replace(kind) != Some(kind) {
            place += 1;
        }
        numbered.push(PlanStep {
            step: place,
            kind,
            ground,
            databases,
            sector: applicant.sector,
        });
    }
    Plan {
        available: true,
        reason: None,
        steps: numbered,
        rules,
        unknown,
    }
}

type Grounds<'a> = Vec<(StepKind, Ground<'a>, Vec<DatabaseId>)>;

/// Rules for certified users are about pseudonymised data only.
fn is_of_the_form(rule: &AccessRule, form: DataForm) -> bool {
    form == DataForm::Pseudonymised || !rule.scheme.starts_with(CERTIFIED_USER)
}

/// What says what is to be done, in no order yet.
fn grounds<'a>(applicant: &Applicant, rules: &[&'a AccessRule], ways: &Ways<'a>) -> Grounds<'a> {
    let mut found: Grounds<'a> = Vec::new();
    for database in &applicant.databases {
        let given = (ways.provisions)(database).iter();
        let given = given.filter(|row| row.form == applicant.form);
        found.extend(
            given
                .filter(|row| row.state != ProvisionState::NotStated)
                .map(|row| {
                    (
                        StepKind::CheckEligibility,
                        Ground::Provision(row),
                        vec![database.clone()],
                    )
                }),
        );
    }
    for leg in route(ways.route, ways.review_bodies, &applicant.databases) {
        let (kind, ground) = match leg.decider {
            Decider::Step(step) if step.applies_to.is_some() => {
                (StepKind::Committee, Ground::Route(step))
            }
            Decider::Step(step) => (StepKind::Application, Ground::Route(step)),
            Decider::Review(body) => (StepKind::Hearing, Ground::Review(body)),
        };
        found.push((kind, ground, vec![leg.database]));
    }
    for rule in rules.iter().filter(|rule| is_to_be_done(rule)) {
        let of_the_rule = applicant.databases.iter();
        let of_the_rule =
            of_the_rule.filter(|id| rule.databases.iter().any(|code| code == id.as_str()));
        found.push((
            StepKind::of(rule.topic),
            Ground::Rule(rule),
            of_the_rule.cloned().collect(),
        ));
    }
    found.extend(facts(applicant, &found, ways));
    found
}

/// What documents say of ethics reviews, where a rule asks for one, and of certified users, where their data are asked for.
fn facts<'a>(applicant: &Applicant, found: &Grounds<'a>, ways: &Ways<'a>) -> Grounds<'a> {
    let reviewed = applicant.databases.iter().filter(|id| {
        found
            .iter()
            .any(|(kind, _, of)| *kind == StepKind::EthicsReview && of.contains(id))
    });
    let reviewed: Vec<DatabaseId> = reviewed.cloned().collect();
    let operators = applicant.databases.iter();
    let operators: Vec<DatabaseId> = operators
        .filter(|id| id.as_str() == OPERATORS && applicant.form == DataForm::Pseudonymised)
        .cloned()
        .collect();
    let known = ways.facts.iter();
    known
        .filter(|fact| fact.is_known_by(applicant.known_by))
        .filter_map(|fact| {
            let (kind, of) = match fact.scheme.as_deref()? {
                ETHICS_FACTS => (StepKind::EthicsReview, &reviewed),
                USER_FACTS => (StepKind::Certification, &operators),
                _ => return None,
            };
            (!of.is_empty()).then(|| (kind, Ground::Fact(fact), of.clone()))
        })
        .collect()
}

/// Whether a rule asks for a step: what was so once does not, nor does the word that no ethics committee is needed.
fn is_to_be_done(rule: &AccessRule) -> bool {
    let spares = rule.topic == RuleTopic::Ethics && rule.scheme == OPERATORS;
    rule.status != RuleStatus::History && !spares
}

/// What no source says, for each database by the kind of step.
fn unknown(
    applicant: &Applicant,
    state: Option<LinkageState>,
    steps: &Grounds<'_>,
    name: &dyn Fn(&DatabaseId) -> [String; 2],
) -> Vec<[String; 2]> {
    let mut unknown = Vec::new();
    if let Some(state) = state.filter(|state| *state < LinkageState::Planned) {
        let (ja, en) = state.labels();
        unknown.push([
            format!("連結の可否: {ja}(連結できると記した資料は確認できません)。"),
            format!("Whether they may be linked: {en}; no source says that they may."),
        ]);
    }
    for database in &applicant.databases {
        let [ja, en] = name(database);
        let is_operators = database.as_str() == OPERATORS;
        for kind in StepKind::ORDER {
            let has = steps
                .iter()
                .any(|(known, _, databases)| *known == kind && databases.contains(database));
            // The committee of the operator stands in the place of a council and of an ethics committee.
            let stands_in = is_operators
                && matches!(
                    kind,
                    StepKind::Hearing | StepKind::EthicsReview | StepKind::Application
                );
            if let Some((what, what_en)) = kind.missing().filter(|_| !has && !stands_in) {
                unknown.push([
                    format!("{ja}: {what}を示す資料は確認できません。"),
                    format!("{en}: no source says {what_en}."),
                ]);
            }
        }
    }
    unknown
}

impl PlanStep<'_> {
    /// How far what the step rests on holds; none where its source says nothing of that.
    pub fn status(&self) -> Option<RuleStatus> {
        match self.ground {
            Ground::Rule(rule) => Some(rule.status),
            Ground::Provision(row) => match row.state {
                ProvisionState::InForce => Some(RuleStatus::InForce),
                ProvisionState::Planned => Some(RuleStatus::Target),
                _ => None,
            },
            Ground::Fact(_) | Ground::Review(_) | Ground::Route(_) => None,
        }
    }

    /// The day of what the step rests on.
    pub fn as_of(&self) -> Option<PartialDate> {
        match self.ground {
            Ground::Rule(rule) => rule.as_of,
            Ground::Review(body) => body.starts_on,
            Ground::Provision(row) => row.starts_on,
            Ground::Fact(fact) => fact.as_of,
            Ground::Route(_) => None,
        }
    }

    /// Whether the recipients that a source lists name the applicant's sector, in words.
    fn among(&self, row: &Provision) -> (String, String) {
        let Some(sector) = self.sector.filter(|_| !row.recipients.0.is_empty()) else {
            return Default::default();
        };
        let (ja, en) = sector.labels();
        let has = |word: &&str| {
            row.recipients
                .iter()
                .any(|recipient| recipient.contains(*word))
        };
        if sector.words().iter().any(has) {
            return (format!("({ja}を含む)"), format!(" (names {en})"));
        }
        (
            format!("({ja}は挙げられていない)"),
            format!(" (does not name {en})"),
        )
    }

    /// What to do: in Japanese, in English.
    pub fn action(&self) -> [String; 2] {
        match self.ground {
            Ground::Rule(rule) => {
                let value = rule.value.as_deref().unwrap_or("see the source");
                [
                    rule.said.clone(),
                    format!("{}: {value}", rule.topic.labels().1),
                ]
            }
            Ground::Fact(fact) => [fact.said.clone(), format!("{}: {}", fact.fact, fact.value)],
            Ground::Review(_) => [
                "提供時の意見聴取".to_owned(),
                "Hearing before the data are given out".to_owned(),
            ],
            Ground::Route(step) => [
                step.action_ja.clone(),
                step.action_en
                    .clone()
                    .unwrap_or_else(|| step.action_ja.clone()),
            ],
            Ground::Provision(row) => {
                let recipients: Vec<&str> = row.recipients.iter().collect();
                let recipients = if recipients.is_empty() {
                    "記載なし".to_owned()
                } else {
                    recipients.join("、")
                };
                let condition = row
                    .condition
                    .as_deref()
                    .map(|text| format!("。条件: {text}"))
                    .unwrap_or_default();
                let (ja, en) = self.among(row);
                [
                    format!("提供先に該当するかを確認する: {recipients}{condition}{ja}"),
                    format!(
                        "See whether you are among those to whom the data are given: {recipients}{condition}{en}"
                    ),
                ]
            }
        }
    }
}

#[cfg(test)]
mod tests;
