use super::*;
use crate::set::linkage;
use crate::statement::DataForm;
use crate::statement::samples::{databases, day, said, table};
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
    let verdict = linkage(&databases(codes), statements, &question).unwrap();
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
        document: &|id| (id.as_str() == "S01").then_some("制度概要"),
    };
    explain(&verdict, language, &sources)
}

#[test]
fn the_weakest_of_the_day_in_both_languages() {
    let days = ["2024-03-01", "2024-02-01"];
    assert_eq!(
        told(&["ndb", "idb"], &table(), days, Language::Ja),
        [
            "感染症DBとNDBの匿名データでの連結について、2024年2月1日までの記載は2件です。",
            "NDBについての2024年1月11日の記載の「2024年4月からの予定」に従います。最も新しい同じ日付の記載が食い違い、そのうち最も弱い記載だからです。",
            "感染症DBについての2024年1月11日の記載は「連結可能(開始日の記載なし)」としており食い違いますが、同じ日付の記載では弱い方を優先します。",
            "したがって、2024年3月1日の時点で感染症DBとNDBの匿名データでの連結は「予定」です。",
        ]
    );
    assert_eq!(
        told(&["ndb", "idb"], &table(), days, Language::En),
        [
            "2 statements about linking IDB and NDB as anonymised data were known by 1 February 2024.",
            "The statement for NDB of 11 January 2024 governs, the weakest of the newest statements, which are of one day and differ; it says: planned from April 2024.",
            "The statement for IDB of 11 January 2024 differs, saying: in force, without a start; of statements of one day the weaker governs.",
            "So on 1 March 2024, linking IDB and NDB as anonymised data is: planned.",
        ]
    );
}

#[test]
fn an_overdue_plan_and_a_later_date() {
    let told = |language| {
        told(
            &["ndb", "jisedai"],
            &table(),
            ["2025-03-01", "2025-03-31"],
            language,
        )
    };
    assert_eq!(
        told(Language::Ja)[1..3],
        [
            "次世代DBについての2024年1月11日の記載の「2024年5月までの予定」に従います。最も新しい同じ日付の記載のうち、示す日が最も遅い、または日を示さない記載だからです。",
            "予定された期限(2024年5月)は2025年3月1日にはすでに過ぎていますが、2025年3月31日までにそれを確認する記載はありません。",
        ]
    );
    assert_eq!(
        told(Language::En)[2..4],
        [
            "The planned deadline, May 2024, had passed by 1 March 2025, and no source known by 31 March 2025 confirms it.",
            "The statement for NDB of 11 January 2024 differs, saying: planned from April 2024; of statements of one day the one with the later date, or with none, governs.",
        ]
    );
}

#[test]
fn a_fact_that_attests_only_from_its_day_names_its_document() {
    let statements = [said("S01", "2024-11-25", "jisedai", "ndb", InForce)];
    let told = |language| {
        told(
            &["ndb", "jisedai"],
            &statements,
            ["2024-11-01", "2025-01-01"],
            language,
        )
    };
    assert_eq!(
        told(Language::Ja)[1..],
        [
            "次世代DBについての2024年11月25日の記載(『制度概要』)は開始日を記さず、その日付からしか連結を示さないため、2024年11月1日については用いません。",
            "2024年11月1日について述べた記載はほかにありません(禁止という意味ではありません)。",
            "したがって、2024年11月1日の時点で次世代DBとNDBの匿名データでの連結は「記載なし」です。",
        ]
    );
    assert_eq!(
        told(Language::En)[1],
        "The statement for Jisedai DB of 25 November 2024 ('制度概要') prints no start and attests the link only from its own day, so it does not speak of 1 November 2024."
    );
}

#[test]
fn starts_ends_and_cells_without_a_partner() {
    let later = said("A", "2025-11-27", "jisedai", "idb", InForce).in_force_from("2025-12-01");
    let en = |statements: &[LinkageStatement], days| {
        told(&["jisedai", "idb"], statements, days, Language::En)[1..3].to_vec()
    };
    assert_eq!(
        en(&[later], ["2025-11-30", "2025-12-15"]),
        [
            "The statement for Jisedai DB of 27 November 2025 governs, the only statement that speaks of that day; it says: in force from 1 December 2025.",
            "Its start, 1 December 2025, lies after 30 November 2025, so on that day it is still a plan.",
        ]
    );
    let ended = said("A", "2024", "jisedai", "idb", InForce).until("2025");
    assert_eq!(
        en(&[ended], ["2026-01-01", "2026-01-01"]),
        [
            "The statement for Jisedai DB of 2024 governs, the only statement that speaks of that day; it says: in force, without a start, until 2025.",
            "The link lasted until 2025 and had ended by 1 January 2026.",
        ]
    );
    let undecided = said("A", "2024", "idb", "", Undecided);
    let hyphen = said("B", "2024", "jisedai", "", NotStated);
    assert_eq!(
        en(&[undecided, hyphen], ["2026-01-01", "2026-01-01"]),
        [
            "The statement for Jisedai DB of 2024 prints only \"-\" and does not count, because something else speaks.",
            "The statement for IDB of 2024 governs, the only statement that speaks of that day; it says: undecided. It names no partner and speaks of every one.",
        ]
    );
}

#[test]
fn a_set_names_the_pair_that_decides() {
    let statements = [
        said("A", "2024-01-11", "ndb", "idb", InForce),
        said("B", "2024-01-11", "ndb", "jisedai", Planned),
    ];
    let told = |language| {
        told(
            &["ndb", "idb", "jisedai"],
            &statements,
            ["2024-03-01", "2024-03-01"],
            language,
        )
    };
    assert_eq!(
        told(Language::Ja),
        [
            "3つのデータベースの3組のうち最も弱い組で決まり、それは「記載なし」の感染症DBと次世代DBです。",
            "感染症DBと次世代DBの匿名データでの連結について、2024年3月1日までに述べた記載はありません(禁止という意味ではありません)。",
            "したがって、2024年3月1日の時点で感染症DBと次世代DBの匿名データでの連結は「記載なし」です。",
            "ほかに、まだ連結可能でない組は次世代DBとNDBです。",
            "互いに連結可能な最大の組合せは、感染症DBとNDBです。",
        ]
    );
    assert_eq!(
        told(Language::En),
        [
            "Of the 3 pairs of 3 databases the weakest decides: IDB and Jisedai DB (not stated).",
            "By 1 March 2024 nobody had stated anything about linking IDB and Jisedai DB as anonymised data; that is not a prohibition.",
            "So on 1 March 2024, linking IDB and Jisedai DB as anonymised data is: not stated.",
            "Also not yet in force: Jisedai DB and NDB.",
            "The largest sets that can be linked: IDB and NDB.",
        ]
    );
}
