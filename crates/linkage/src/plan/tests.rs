use base::Texts;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::statement::samples::{database, databases, day};

fn rule(id: &str, scheme: &str, topic: RuleTopic, as_of: &str) -> AccessRule {
    let codes = scheme
        .split(['|', '+'])
        .filter_map(|part| part.split(':').next());
    AccessRule {
        id: id.to_owned(),
        since_revision: 1,
        until_revision: None,
        scheme: scheme.to_owned(),
        databases: codes.map(str::to_owned).collect::<Texts>(),
        topic,
        said: format!("{id} says"),
        value: None,
        amount: None,
        unit: None,
        status: RuleStatus::InForce,
        as_of: as_of.parse().ok(),
    }
}

fn rules() -> Vec<AccessRule> {
    vec![
        rule("E1", "jisedai", RuleTopic::Ethics, "2024-11"),
        rule("E2", "jisedai+ndb", RuleTopic::Ethics, "2024-11"),
        rule("E3", "kaigo", RuleTopic::Ethics, "2024-03-14"),
        rule(
            "C1",
            "jisedai:certified-user:type-1",
            RuleTopic::LeadTime,
            "2024-11-25",
        ),
        rule("F1", "ndb", RuleTopic::Fee, "2025-09-03"),
        rule("P1", "kaigo", RuleTopic::Publication, "2022-12-12"),
        rule("U1", "nanbyo|shoman", RuleTopic::Fee, ""),
    ]
}

fn facts() -> Vec<ReportedFact> {
    let fact = |id: &str, scheme: &str, as_of: &str| ReportedFact {
        id: id.to_owned(),
        since_revision: 1,
        until_revision: None,
        databases: Texts::default(),
        operators: Texts::default(),
        institutions: Texts::default(),
        scheme: Some(scheme.to_owned()),
        fact: format!("{id} is"),
        value: "so".to_owned(),
        said: format!("{id} says"),
        as_of: as_of.parse().ok(),
    };
    vec![
        fact("G1", ETHICS_FACTS, "2021"),
        fact("T1", USER_FACTS, ""),
        fact("N1", "reform", "2021"),
    ]
}

/// `kind ground databases`, one line a step.
fn asked(
    codes: &[&str],
    form: DataForm,
    state: Option<LinkageState>,
    known_by: &str,
) -> Vec<String> {
    let (rules, facts) = (rules(), facts());
    let applicant = Applicant {
        databases: databases(codes),
        form,
        sector: None,
        known_by: day(known_by),
    };
    let ways = Ways {
        rules: &rules,
        route: &[],
        review_bodies: &|_| &[],
        provisions: &|_| &[],
        facts: &facts,
    };
    let plan = plan(&applicant, state, &ways, &|id| {
        [id.to_string(), id.to_string()]
    });
    let line = |step: &PlanStep<'_>| {
        let ground = match &step.ground {
            Ground::Rule(rule) => rule.id.as_str(),
            Ground::Fact(fact) => fact.id.as_str(),
            _ => "?",
        };
        let databases: Vec<&str> = step.databases.iter().map(|id| id.as_str()).collect();
        format!(
            "{} {} {ground} {}",
            step.step,
            step.kind.word(),
            databases.join(",")
        )
    };
    plan.steps.iter().map(line).collect()
}

#[test]
fn the_operators_data_alone_need_no_ethics_committee_and_with_ndb_they_do() {
    let alone = asked(&["jisedai"], DataForm::Anonymised, None, "2026-01-01");
    assert!(alone.is_empty(), "{alone:?}");
    let linked = asked(
        &["jisedai", "ndb"],
        DataForm::Anonymised,
        Some(LinkageState::InForce),
        "2026-01-01",
    );
    assert_eq!(
        linked,
        [
            "1 ETHICS_REVIEW E2 jisedai,ndb",
            "1 ETHICS_REVIEW G1 jisedai,ndb",
            "2 FEE F1 ndb"
        ]
    );
}

#[test]
fn rules_for_certified_users_are_about_pseudonymised_data() {
    let months = asked(&["jisedai"], DataForm::Pseudonymised, None, "2026-01-01");
    assert_eq!(
        months,
        ["1 CERTIFICATION T1 jisedai", "2 LEAD_TIME C1 jisedai"]
    );
}

#[test]
fn what_is_prohibited_has_no_way_and_says_so() {
    let (rules, facts) = (rules(), facts());
    let applicant = Applicant {
        databases: databases(&["jisedai", "ndb"]),
        form: DataForm::Pseudonymised,
        sector: None,
        known_by: day("2026-01-01"),
    };
    let ways = Ways {
        rules: &rules,
        route: &[],
        review_bodies: &|_| &[],
        provisions: &|_| &[],
        facts: &facts,
    };
    let plan = plan(&applicant, Some(LinkageState::Prohibited), &ways, &|id| {
        [id.to_string(), id.to_string()]
    });
    assert!(!plan.available && plan.steps.is_empty() && plan.reason.is_some());
}

#[test]
fn of_a_database_without_any_rule_everything_is_unknown() {
    let (rules, facts) = (rules(), facts());
    let applicant = Applicant {
        databases: vec![database("dpc")],
        form: DataForm::Anonymised,
        sector: None,
        known_by: day("2026-01-01"),
    };
    let ways = Ways {
        rules: &rules,
        route: &[],
        review_bodies: &|_| &[],
        provisions: &|_| &[],
        facts: &facts,
    };
    let plan = plan(&applicant, None, &ways, &|id| {
        [id.to_string(), id.to_string()]
    });
    assert!(plan.available && plan.steps.is_empty());
    assert_eq!(plan.unknown.len(), 8);
}

proptest! {
    #[test]
    fn a_larger_set_never_has_fewer_steps(
        more in subsequence(vec!["jisedai", "ndb", "kaigo", "nanbyo", "dpc"], 1..=5),
        keep in 1usize..5,
        form in select(vec![DataForm::Anonymised, DataForm::Pseudonymised]),
    ) {
        let fewer = &more[..keep.min(more.len())];
        let steps = |codes: &[&str]| asked(codes, form, None, "2026-01-01").len();
        prop_assert!(steps(fewer) <= steps(&more));
    }

    #[test]
    fn a_rule_that_is_not_known_yet_changes_nothing(known_by in 2020i32..2030) {
        let codes = ["jisedai", "ndb", "kaigo"];
        let known = asked(&codes, DataForm::Anonymised, None, &format!("{known_by}-01-01"));
        let later = rules().into_iter().filter(|rule| {
            rule.as_of.is_some_and(|as_of| as_of.last_day() > day(&format!("{known_by}-01-01")))
        });
        for rule in later {
            let named = known.iter().any(|line| line.split(' ').any(|word| word == rule.id));
            prop_assert!(!named, "a rule of a later day");
        }
    }
}
