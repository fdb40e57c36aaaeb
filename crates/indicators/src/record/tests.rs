use std::collections::HashMap;
use std::fs;
use std::path::Path;

use base::{Derivation, Place, Reading};

use super::*;
use crate::Indicators;

fn bundled(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/data");
    fs::read_to_string(folder.join(file)).unwrap()
}

fn rows(text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Reads tables, each a record type's name and CSV.
fn read(tables: &[(&str, &str)]) -> (Batch, Reading) {
    let (mut batch, mut reading) = (Batch::default(), Reading::default());
    for (record, text) in tables {
        for (cells, row) in rows(text).iter().zip(2..) {
            let cells: HashMap<&str, &str> = cells
                .iter()
                .map(|(name, cell)| (name.as_str(), cell.as_str()))
                .collect();
            let place = Place {
                file: (*record).to_owned(),
                sheet: None,
                row,
            };
            batch.read(record, &mut RowReader::new(place, cells, &mut reading));
        }
    }
    (batch, reading)
}

fn read_bundled() -> (Batch, Reading) {
    read(&[
        ("plan-goals", &bundled("plan-goals.csv")),
        ("plan-kpis", &bundled("plan-kpis.csv")),
        ("plan-figures", &bundled("plan-figures.csv")),
    ])
}

/// The bundled indicators as one revision shows them.
pub(crate) fn indicators() -> Indicators {
    let batch = read_bundled().0;
    Indicators::new(batch.goals, batch.kpis, batch.figures)
}

fn reasons(record: &str, text: &str) -> Vec<String> {
    let (_, reading) = read(&[(record, text)]);
    reading.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_bundled_tables_have_no_problem_and_each_passage_is_evidence() {
    let (batch, reading) = read_bundled();
    assert_eq!(reading.problems, []);
    assert_eq!(
        (batch.goals.len(), batch.kpis.len(), batch.figures.len()),
        (11, 12, 50)
    );
    let passages = rows(&bundled("plan-figures.csv")).len();
    assert_eq!(reading.evidence.len(), 11 + 12 + passages);
    for (reference, _) in reading.references() {
        let defined = (reference.kind, reference.code.clone());
        assert!(
            reference.kind == "document" || reading.definitions.contains(&defined),
            "{reference:?}"
        );
    }
}

#[test]
fn trap_6_the_list_of_goals_and_kpis_stands_seven_times_and_counts_once() {
    let (batch, _) = read_bundled();
    let numbers: Vec<i64> = batch.goals.iter().map(|goal| goal.number).collect();
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
    let titles: HashSet<&str> = batch.kpis.iter().map(|kpi| kpi.title_ja.as_str()).collect();
    assert_eq!(titles.len(), batch.kpis.len());
    // The misreadings of later copies are not taken over.
    for text in batch.kpis.iter().map(|kpi| &kpi.title_ja) {
        assert!(
            !text.contains("レジストロフータ") && !text.contains("編埋"),
            "{text}"
        );
    }
    assert!(
        batch
            .goals
            .iter()
            .all(|goal| !goal.title_ja.contains("踏まえに"))
    );
}

#[test]
fn a_figure_printed_in_several_places_is_one_figure_with_several_passages() {
    let (batch, reading) = read_bundled();
    let passages = |id: &str| {
        let row = format!("plan_figures/{id}");
        reading.evidence.iter().filter(|one| one.row == row).count()
    };
    assert_eq!(passages("development-network-budget-2023"), 2);
    assert_eq!(passages("regional-hubs-budget-2023"), 3);
    assert_eq!(passages("operators-institutions-2024-12"), 2);
    let ids: HashSet<&str> = batch
        .figures
        .iter()
        .map(|figure| figure.id.as_str())
        .collect();
    assert_eq!(ids.len(), batch.figures.len());
}

#[test]
fn trap_15_what_is_printed_as_a_share_is_marked_and_nothing_else_is() {
    let (batch, reading) = read_bundled();
    let shares = batch.figures.iter().filter(|figure| figure.share_of);
    assert_eq!(shares.clone().count(), 6);
    assert!(
        shares
            .clone()
            .all(|figure| figure.quantity.whole() == Some(1_900_000_000))
    );
    for one in &reading.evidence {
        let printed = one.raw_text.as_deref().unwrap_or_default();
        if printed.contains("の内数") {
            let id = one.row.strip_prefix("plan_figures/").unwrap();
            let figure = batch.figures.iter().find(|figure| figure.id == id);
            assert!(figure.is_some_and(|figure| figure.share_of), "{id}");
        }
    }
    // 18, 4 and 11 registries may overlap: none is a part of another, and no sum is given.
    let registries: Vec<_> = batch
        .figures
        .iter()
        .filter(|figure| figure.unit == "REGISTRIES")
        .collect();
    assert_eq!(registries.len(), 3);
    assert!(registries.iter().all(|figure| figure.part_of.is_none()));
}

#[test]
fn parts_that_share_the_unit_of_their_whole_do_not_exceed_it() {
    let (batch, _) = read_bundled();
    let mut parts: HashMap<&str, f64> = HashMap::new();
    for figure in &batch.figures {
        let Some(whole) = &figure.part_of else {
            continue;
        };
        let whole = batch.figures.iter().find(|one| one.id == *whole).unwrap();
        assert_eq!(whole.goal, figure.goal);
        assert!(whole.part_of.is_none(), "{}: parts have no parts", whole.id);
        if whole.unit == figure.unit {
            *parts.entry(whole.id.as_str()).or_default() += figure.quantity.as_f64();
        }
    }
    let sum = |id: &str| parts.get(id).copied();
    assert_eq!(sum("device-lag-2023"), Some(0.4));
    assert_eq!(sum("new-devices-approved-2024-12"), Some(18.0));
    assert_eq!(sum("novel-devices-listed-2025-03"), Some(17.0));
    assert_eq!(
        sum("health-tech-startups-budget-total"),
        Some(380_000_000.0)
    );
    assert_eq!(parts.len(), 4);
}

#[test]
fn trap_12_era_years_are_fiscal_years_of_the_common_calendar() {
    let (batch, _) = read_bundled();
    let of = |id: &str| batch.figures.iter().find(|figure| figure.id == id).unwrap();
    let lag = of("device-lag-2023");
    assert_eq!(lag.period.as_deref(), Some("令和5年度"));
    assert_eq!(lag.period_from.unwrap().to_string(), "2023-04");
    assert_eq!(lag.period_to.unwrap().to_string(), "2024-03");
    assert_eq!(
        of("idaten-plans-2024-03").as_of.unwrap().to_string(),
        "2024-03-31"
    );
    assert_eq!(
        of("idaten-plans-2025-01").as_of.unwrap().to_string(),
        "2025-01-31"
    );
    assert_eq!(
        of("cin-registry-projects-drugs-2016")
            .period_to
            .unwrap()
            .to_string(),
        "2017-03"
    );
}

#[test]
fn amounts_are_yen_whatever_unit_is_printed() {
    let (batch, reading) = read_bundled();
    let mut checked = 0;
    for figure in batch.figures.iter().filter(|figure| figure.unit == "JPY") {
        let row = format!("plan_figures/{}", figure.id);
        let amount = figure.quantity.whole().unwrap();
        let millions = amount as f64 / 1_000_000.0;
        let shown = [
            format!("{}億", millions / 100.0),
            format!("{}憶", millions / 100.0),
            format!("{millions}百万"),
            format!("{},{:03}千円", amount / 1_000_000, amount / 1_000 % 1_000),
        ];
        for one in reading.evidence.iter().filter(|one| one.row == row) {
            let printed = one.raw_text.as_deref().unwrap_or_default();
            // A passage that interleaved columns cut off may begin after the amount.
            if !printed.starts_with("の内数") {
                assert!(
                    shown.iter().any(|shown| printed.contains(shown)),
                    "{row}: {printed}"
                );
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 24);
}

#[test]
fn numbers_that_are_counted_from_a_list_say_that_they_are_computed() {
    let (_, reading) = read_bundled();
    let computed: Vec<&str> = reading
        .evidence
        .iter()
        .filter(|one| one.derivation == Derivation::Computed)
        .filter_map(|one| one.row.strip_prefix("plan_figures/"))
        .collect();
    assert_eq!(
        computed,
        [
            "test-methods-published-2023",
            "bilateral-partners",
            "mdsap-members",
            "reference-countries-2025-01"
        ]
    );
    for (id, separator, count) in [
        ("bilateral-partners", '・', 5),
        ("mdsap-members", '、', 5),
        ("reference-countries-2025-01", '、', 13),
    ] {
        let row = format!("plan_figures/{id}");
        let one = reading.evidence.iter().find(|one| one.row == row).unwrap();
        let printed = one.raw_text.as_deref().unwrap();
        assert_eq!(printed.split(separator).count(), count, "{printed}");
    }
}

#[test]
fn what_the_declared_figures_say_as_well_is_the_same_here() {
    let (batch, _) = read_bundled();
    let pairs = [
        ("catalogue-institutions", "operators-institutions-2024-12"),
        ("catalogue-persons", "operators-persons-2024-12"),
        (
            "catalogue-approvals-2023-12",
            "approvals-cumulative-2023-12",
        ),
        ("catalogue-registries-built", "cin-registries-built"),
        ("catalogue-registries-supported", "cin-registries-supported"),
        ("catalogue-registries-modified", "cin-registries-modified"),
        ("catalogue-research-groups", "cin-research-groups"),
    ];
    let declared = rows(&bundled("figures-operators.csv"));
    for (declared_id, id) in pairs {
        let declared = declared
            .iter()
            .find(|row| row["id"] == declared_id)
            .unwrap();
        let figure = batch.figures.iter().find(|figure| figure.id == id).unwrap();
        assert_eq!(figure.quantity.to_string(), declared["quantity"], "{id}");
        assert_eq!(
            figure.approximate.to_string(),
            declared["approximate"],
            "{id}"
        );
        let as_of = figure.as_of.map(|day| day.to_string()).unwrap_or_default();
        assert_eq!(as_of, declared["as_of"], "{id}");
    }
}

#[test]
fn the_second_row_of_a_figure_must_agree_and_stand_elsewhere() {
    let header = "id,goal,number,kind,label_ja,quantity,unit,document,locator\n";
    let first = "a,5,1,BUDGET,予算,8,JPY,d,here\n";
    assert!(
        reasons(
            "plan-figures",
            &format!("{header}{first}a,5,1,BUDGET,予算,8,JPY,d,there\n")
        )
        .is_empty()
    );
    let twice = reasons("plan-figures", &format!("{header}{first}{first}"));
    assert!(twice[0].contains("is given twice"), "{twice:?}");
    let other = reasons(
        "plan-figures",
        &format!("{header}{first}a,5,1,BUDGET,予算,9,JPY,d,there\n"),
    );
    assert!(other[0].contains("has other facts"), "{other:?}");
}

#[test]
fn a_bad_cell_is_named_with_the_way_to_mend_it() {
    let header = "id,goal,number,kind,label_ja,quantity,unit,period,period_from,part_of,document\n";
    for (row, wanted) in [
        ("a,0,1,BUDGET,予算,8,JPY,,,,d", "goal `0`: counts from 1"),
        (
            "a,x,1,BUDGET,予算,8,JPY,,,,d",
            "goal `x`: is not a whole number",
        ),
        ("a,5,1,予算,予算,8,JPY,,,,d", "kind `予算`: is not a code"),
        (
            "a,5,1,BUDGET,予算,約8,JPY,,,,d",
            "quantity `約8`: is not a number",
        ),
        ("a,5,1,BUDGET,予算,8,,,,,d", "unit: is empty"),
        (
            "a,5,1,BUDGET,予算,8,JPY,令和5年度,2024-04,,d",
            "period_from `2024-04`: does not fit the period",
        ),
        (
            "a,5,1,BUDGET,予算,8,JPY,,,a,d",
            "part_of `a`: is the figure itself",
        ),
    ] {
        let found = reasons("plan-figures", &format!("{header}{row}\n"));
        assert!(
            found.iter().any(|one| one.contains(wanted)),
            "{row}: {found:?}"
        );
    }
}
