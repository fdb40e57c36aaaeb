use super::*;
use crate::set::linkage;
use crate::statement::samples::{databases, day, facts, said, table};
use crate::statement::{Basis, DataForm};
use crate::verdict::Question;
use LinkageState::*;

fn told(
    codes: &[&str],
    statements: &[LinkageStatement],
    days: [&str; 2],
    language: Language,
) -> Vec<String> {
    let [on, known_by] = days.map(day);
    let question = Question {
        form: DataForm::Anonymised,
        on,
        known_by,
    };
    let verdict = linkage(&databases(codes), &facts(statements), &question).unwrap();
    let sources = Sources {
        database: &|id| match (id.as_str(), language) {
            ("ndb", _) => "NDB",
            ("idb", Language::Ja) => "感染症DB",
            ("idb", Language::En) => "IDB",
            ("jisedai", Language::Ja) => "次世代DB",
            ("jisedai", Language::En) => "Jisedai DB",
            _ => "?",
        },
        statement: &|id| statements.iter().find(|statement| statement.id == *id),
        place: &|id| {
            (id.as_str() == "S01").then_some(Place {
                title: "制度概要",
                published_on: "2024-12-01".parse().ok(),
                locator: Some("表「連結」"),
                is_inferred: true,
            })
        },
    };
    explain(&verdict, language, &sources)
}

/// Both languages, one sentence a line.
fn both(codes: &[&str], statements: &[LinkageStatement], days: [&str; 2]) -> String {
    [Language::Ja, Language::En]
        .map(|language| told(codes, statements, days, language).join("\n"))
        .join("\n\n")
}

#[test]
fn the_weakest_of_the_day() {
    let days = ["2024-03-01", "2024-02-01"];
    insta::assert_snapshot!(both(&["ndb", "idb"], &table(), days));
}

#[test]
fn an_overdue_plan_and_a_later_date() {
    let days = ["2025-03-01", "2025-03-31"];
    insta::assert_snapshot!(both(&["ndb", "jisedai"], &table(), days));
}

#[test]
fn an_enactment_that_a_slide_of_inferred_day_contests() {
    let statements = [
        said("A01", "2024-04-01", "jisedai", "ndb", InForce)
            .in_force_from("2024-04-01")
            .basis(Basis::Enactment),
        said("S01", "2024-12", "jisedai", "ndb", Planned).of_inferred_day(),
        said("D01", "2024-03-12", "jisedai", "ndb", InForce),
    ];
    let days = ["2025-03-01", "2025-03-31"];
    insta::assert_snapshot!(both(&["ndb", "jisedai"], &statements, days));
}

#[test]
fn a_prohibition_that_is_read_from_the_wording_says_so() {
    let statements = [said("S01", "2024-11-25", "jisedai", "ndb", Prohibited)];
    let days = ["2025-01-01", "2025-01-01"];
    insta::assert_snapshot!(both(&["ndb", "jisedai"], &statements, days));
}

#[test]
fn a_statement_of_a_later_day_names_its_document() {
    let statements = [said("S01", "2024-11-25", "jisedai", "ndb", InForce)];
    let days = ["2024-11-01", "2025-01-01"];
    insta::assert_snapshot!(both(&["ndb", "jisedai"], &statements, days));
}

#[test]
fn starts_ends_and_cells_without_a_partner() {
    let later = said("A", "2025-11-27", "jisedai", "idb", InForce).in_force_from("2025-12-01");
    let ended = said("A", "2024", "jisedai", "idb", InForce).until("2025");
    let undecided = said("A", "2024", "idb", "", Undecided);
    let hyphen = said("B", "2024", "jisedai", "", NotStated);
    let pair = ["jisedai", "idb"];
    let all = [
        both(&pair, &[later], ["2025-11-30", "2025-12-15"]),
        both(&pair, &[ended], ["2026-01-01", "2026-01-01"]),
        both(
            &pair,
            &[undecided, hyphen.clone()],
            ["2026-01-01", "2026-01-01"],
        ),
        both(&pair, &[hyphen], ["2026-01-01", "2026-01-01"]),
        both(&pair, &[], ["2026-01-01", "2026-01-01"]),
    ];
    insta::assert_snapshot!(all.join("\n\n---\n"));
}

#[test]
fn a_set_names_the_pair_that_decides() {
    let statements = [
        said("A", "2024-01-11", "ndb", "idb", InForce),
        said("B", "2024-01-11", "ndb", "jisedai", Planned),
    ];
    let days = ["2024-03-01", "2024-03-01"];
    insta::assert_snapshot!(both(&["ndb", "idb", "jisedai"], &statements, days));
}
