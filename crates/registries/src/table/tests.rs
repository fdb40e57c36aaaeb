use base::{Facet, PartialDate};

use super::*;
use crate::samples::tables;

fn registries() -> Registries {
    Registries::new(tables())
}

fn slugs(table: &Registries, rows: impl IntoIterator<Item = u32>) -> Vec<String> {
    rows.into_iter()
        .map(|row| table.get(row).id.to_string())
        .collect()
}

fn count(facet: &Facet, value: Option<&str>) -> u64 {
    let found = facet
        .values
        .iter()
        .find(|found| found.value.as_deref() == value);
    found.map_or(0, |found| found.count)
}

fn facet<'f>(facets: &'f [Facet], name: &str) -> &'f Facet {
    facets.iter().find(|facet| facet.name == name).unwrap()
}

#[test]
fn an_empty_filter_selects_everything() {
    let table = registries();
    assert_eq!(table.select(&RegistryFilter::default()).len(), 434);
    let all = table.all();
    assert!(all.is_sorted_by_key(|row| (row.name_ja.clone(), row.id.clone())));
    for (row, at) in all.iter().zip(0..) {
        assert_eq!(table.find(&row.id), Some(at));
    }
    assert_eq!(table.find(&"nowhere".into()), None);
}

#[test]
fn the_contract_filters_by_at_least_1000_cases() {
    let table = registries();
    let known = RegistryFilter {
        case_count: Some(CaseCountRange {
            min: Some(1000),
            include_unknown: false,
            ..CaseCountRange::default()
        }),
        ..RegistryFilter::default()
    };
    let selection = table.select(&known);
    let slice = table
        .page(
            &selection,
            RegistryOrder::CaseCount,
            Direction::Descending,
            &Page::first(10),
        )
        .unwrap();
    let top: Vec<(String, Option<i64>)> = slice
        .rows
        .iter()
        .map(|(row, _)| (table.get(*row).id.to_string(), table.size(*row)))
        .collect();
    let top: Vec<String> = top
        .iter()
        .map(|(id, size)| format!("{id} {}", size.unwrap_or(-1)))
        .collect();
    insta::assert_snapshot!(top.join("\n"), @r"
    j-aspect 7960000
    hosp-cancer-registry 1100415
    ncd-breast 892021
    jnd 571143
    jipad 400000
    jtdb 372314
    jrdr 339841
    biobank-japan 270000
    jsdb 270000
    jssr-db 158407
    ");

    // Unknown passes where it is not switched off, and only then.
    let mut open = known.clone();
    open.case_count = Some(CaseCountRange {
        min: Some(1000),
        ..CaseCountRange::default()
    });
    let unknown = table.select(&open) - &selection;
    assert!(unknown.iter().all(|row| table.size(row).is_none()));
    let sizes = (0..434).filter(|row| table.size(*row).is_none()).count();
    assert_eq!(unknown.len() as usize, sizes);
}

#[test]
fn counts_of_other_units_do_not_compare() {
    let table = registries();
    let of = |unit| {
        let filter = RegistryFilter {
            case_count: Some(CaseCountRange {
                min: Some(1),
                unit,
                include_unknown: false,
                ..CaseCountRange::default()
            }),
            ..RegistryFilter::default()
        };
        slugs(&table, table.select(&filter))
    };
    assert_eq!(of(Some(CountUnit::Images)), ["joi-registry", "j-mid"]);
    assert_eq!(
        of(Some(CountUnit::Specimens)),
        ["raredis-bank", "juntendo-bioresource"]
    );
    let people = of(None);
    for other in ["j-mid", "j-pci", "ncd", "jroad-dpc", "nanbyo-db"] {
        assert!(!people.contains(&other.to_owned()), "{other}");
    }
    let remudy = table.find(&"remudy".into()).unwrap();
    let largest = table.largest(remudy, CountUnit::Patients).unwrap();
    assert_eq!((largest.quantity, largest.at_least), (3000, true));
}

#[test]
fn filters_combine_and_unknown_can_be_asked_for() {
    let table = registries();
    let usable = RegistryFilter {
        company_use: Some(vec![CompanyUse::Yes, CompanyUse::Conditional]),
        ..RegistryFilter::default()
    };
    assert_eq!(table.select(&usable).len(), 17);
    let unknown = RegistryFilter {
        company_use: Some(vec![CompanyUse::Unknown]),
        ..RegistryFilter::default()
    };
    assert_eq!(table.select(&unknown).len(), 434 - 17);
    let external = RegistryFilter {
        purposes: Some(AnyOf::of([Purpose::ExternalControl])),
        ..RegistryFilter::default()
    };
    let found = slugs(&table, table.select(&external));
    assert_eq!(found, ["jccg-solid", "master-key", "remudy"]);
    let both = RegistryFilter {
        purposes: Some(AnyOf::of([Purpose::ExternalControl])),
        ..usable.clone()
    };
    assert_eq!(slugs(&table, table.select(&both)), ["master-key"]);

    let specimens = RegistryFilter {
        biospecimens: Some(vec![Biospecimens::Yes]),
        ..RegistryFilter::default()
    };
    let mut found = slugs(&table, table.select(&specimens));
    found.sort();
    assert_eq!(
        found,
        [
            "adult-ipd",
            "biobank-japan",
            "ccmv-registry",
            "circulate-galaxy",
            "fdr-diabetes",
            "hamnet",
            "idic",
            "jacals",
            "jalpac",
            "jami",
            "jmdp-data",
            "jpsc-ad",
            "jrc-haemovigilance",
            "juntendo-bioresource",
            "mi-registry",
            "moyamoya-registry",
            "ms-nmosd-biobank",
            "ncgg-biobank",
            "pap-survey",
            "raredis-bank",
            "rebind",
            "retina-raddar",
            "tmm-biobank",
        ]
    );

    let nobody = RegistryFilter {
        hosts: Some(AnyOf {
            values: vec![],
            unknown: true,
        }),
        ..RegistryFilter::default()
    };
    let hostless = table.select(&nobody);
    assert!(hostless.iter().all(|row| table.hosts(row).is_empty()));
    assert!(!hostless.is_empty());

    let dystrophy = RegistryFilter {
        diseases: Some(AnyOf::of([
            "muscular-dystrophy".into(),
            "myotonic-dystrophy".into(),
        ])),
        ..RegistryFilter::default()
    };
    let found = slugs(&table, table.select(&dystrophy));
    assert_eq!(found, ["remudy", "remudy-dm"]);
    let ncnp = table.of_host(&"ncnp".into());
    assert!(ncnp.contains(table.find(&"remudy".into()).unwrap()));
    assert!(table.of_disease(&"no-such".into()).is_empty());

    let none = RegistryFilter {
        restrict: Some(RoaringBitmap::new()),
        ..RegistryFilter::default()
    };
    assert!(table.select(&none).is_empty());
    let no_kind = RegistryFilter {
        kinds: Some(vec![]),
        ..RegistryFilter::default()
    };
    assert!(table.select(&no_kind).is_empty());
    let beyond = RegistryFilter {
        restrict: Some([5, 100_000].into_iter().collect()),
        ..RegistryFilter::default()
    };
    assert_eq!(table.select(&beyond).iter().collect::<Vec<_>>(), [5]);
}

#[test]
fn starts_are_ranges_of_partial_dates() {
    let table = registries();
    let of = |from: &str, to: &str, include_unknown| {
        let date = |text: &str| text.parse::<PartialDate>().ok();
        let filter = RegistryFilter {
            started: Some(StartedRange {
                from: date(from),
                to: date(to),
                include_unknown,
            }),
            ..RegistryFilter::default()
        };
        table.select(&filter)
    };
    let mut old = slugs(&table, of("", "1976", false));
    old.sort();
    assert_eq!(
        old,
        [
            "brain-tumor-registry",
            "hokkaido-iddm",
            "jes-esophageal",
            "jgca-gastric",
            "jp-gtd",
            "jrdr",
            "jsur-stone-survey",
            "kawasaki-survey",
            "lcsgj-liver",
            "meniere-registry",
            "ncd-breast",
            "retinoblastoma-registry"
        ]
    );
    let unknown = (0..434)
        .filter(|row| table.get(*row).started_on.is_none())
        .count() as u64;
    assert_eq!(of("2030", "", true).len(), unknown);
    assert_eq!(of("2030", "", false).len(), 0);
    // 2009 may be any day of 2009.
    let remudy = table.find(&"remudy".into()).unwrap();
    assert!(of("2009-12-31", "2009-12-31", false).contains(remudy));
}

#[test]
fn what_is_unknown_stands_last_in_either_direction() {
    let table = registries();
    let all = table.select(&RegistryFilter::default());
    for direction in [Direction::Ascending, Direction::Descending] {
        let sizes: Vec<Option<i64>> = table
            .sorted(&all, RegistryOrder::CaseCount, direction)
            .into_iter()
            .map(|row| table.size(row))
            .collect();
        let starts: Vec<Option<PartialDate>> = table
            .sorted(&all, RegistryOrder::StartedOn, direction)
            .into_iter()
            .map(|row| table.get(row).started_on)
            .collect();
        let known = sizes.iter().take_while(|size| size.is_some()).count();
        assert!(sizes[known..].iter().all(Option::is_none));
        let dated = starts.iter().take_while(|start| start.is_some()).count();
        assert!(starts[dated..].iter().all(Option::is_none));
        let days = |start: &Option<PartialDate>| start.map(PartialDate::first_day);
        if direction == Direction::Ascending {
            assert!(sizes[..known].is_sorted());
            assert!(starts[..dated].is_sorted_by_key(days));
        } else {
            assert!(sizes[..known].iter().rev().is_sorted());
            assert!(starts[..dated].iter().rev().is_sorted_by_key(days));
        }
    }
    let rising = table.sorted(&all, RegistryOrder::Name, Direction::Ascending);
    let falling = table.sorted(&all, RegistryOrder::Name, Direction::Descending);
    assert_eq!(rising, (0..434).collect::<Vec<u32>>());
    assert_eq!(falling, (0..434).rev().collect::<Vec<u32>>());
}

#[test]
fn pages_meet_without_gap_or_overlap() {
    let table = registries();
    let all = table.select(&RegistryFilter::default());
    for (order, direction, _) in ORDERS {
        let wanted = table.sorted(&all, order, direction);
        let (mut forward, mut after) = (Vec::new(), None);
        loop {
            let page = Page::new(Some(37), after.clone(), None, None).unwrap();
            let slice = table.page(&all, order, direction, &page).unwrap();
            forward.extend(slice.rows.iter().map(|(row, _)| *row));
            after = slice.rows.last().map(|(_, cursor)| cursor.clone());
            if !slice.has_next {
                break;
            }
        }
        assert_eq!(forward, wanted);
        let (mut backward, mut before) = (Vec::new(), None);
        loop {
            let page = Page::new(None, None, Some(50), before.clone()).unwrap();
            let slice = table.page(&all, order, direction, &page).unwrap();
            backward.splice(0..0, slice.rows.iter().map(|(row, _)| *row));
            before = slice.rows.first().map(|(_, cursor)| cursor.clone());
            if !slice.has_previous {
                break;
            }
        }
        assert_eq!(backward, wanted);
    }
    let first = table
        .page(
            &all,
            RegistryOrder::Name,
            Direction::Ascending,
            &Page::first(1),
        )
        .unwrap();
    let cursor = Some(first.rows[0].1.clone());
    let page = Page::new(Some(5), cursor, None, None).unwrap();
    let foreign = table.page(&all, RegistryOrder::StartedOn, Direction::Ascending, &page);
    assert!(matches!(foreign, Err(PageError::Foreign { .. })));
    let broken = Page::new(Some(5), Some("x".into()), None, None).unwrap();
    let broken = table.page(&all, RegistryOrder::Name, Direction::Ascending, &broken);
    assert!(matches!(broken, Err(PageError::Broken { .. })));
    let empty = table.page(
        &RoaringBitmap::new(),
        RegistryOrder::Name,
        Direction::Ascending,
        &Page::first(5),
    );
    let empty = empty.unwrap();
    assert!(empty.rows.is_empty() && !empty.has_next && !empty.has_previous);
}

#[test]
fn facets_leave_their_own_condition_out_and_count_the_unknown() {
    let table = registries();
    let facets = table.facets(&RegistryFilter::default());
    let company = facet(&facets, "company_use");
    assert_eq!(count(company, Some("YES")), 16);
    assert_eq!(count(company, Some("CONDITIONAL")), 1);
    assert_eq!(count(company, None), 417);
    assert_eq!(count(company, Some("UNKNOWN")), 0);
    let single = [
        "company_use",
        "kind",
        "size_band",
        "start_decade",
        "biospecimens",
        "region",
        "standing",
    ];
    for name in single {
        let sum: u64 = facet(&facets, name)
            .values
            .iter()
            .map(|value| value.count)
            .sum();
        assert_eq!(sum, 434, "{name}");
    }

    let usable = RegistryFilter {
        company_use: Some(vec![CompanyUse::Yes]),
        ..RegistryFilter::default()
    };
    let narrowed = table.facets(&usable);
    assert_eq!(facet(&narrowed, "company_use"), company);
    let kinds: u64 = facet(&narrowed, "kind")
        .values
        .iter()
        .map(|value| value.count)
        .sum();
    assert_eq!(kinds, 16);
    // Every bucket gives what it promises, the unknown included.
    for value in &facet(&narrowed, "purpose").values {
        let purposes = match &value.value {
            Some(word) => AnyOf::of(<Purpose as base::Words>::from_word(word)),
            None => AnyOf {
                values: vec![],
                unknown: true,
            },
        };
        let filter = RegistryFilter {
            purposes: Some(purposes),
            ..usable.clone()
        };
        assert_eq!(table.select(&filter).len(), value.count, "{value:?}");
    }
    let bands: Vec<String> = facet(&facets, "size_band")
        .values
        .iter()
        .map(|value| {
            format!(
                "{} {}",
                value.value.as_deref().unwrap_or("unknown"),
                value.count
            )
        })
        .collect();
    insta::assert_snapshot!(bands.join("\n"), @r"
    1000-9999 81
    100-999 51
    10000-99999 40
    100000- 16
    0-99 7
    unknown 239
    ");
}

#[test]
fn an_empty_table_answers() {
    let table = Registries::new(Tables::default());
    assert!(table.select(&RegistryFilter::default()).is_empty());
    assert!(
        table
            .facets(&RegistryFilter::default())
            .iter()
            .all(|facet| facet.values.is_empty())
    );
}

#[test]
fn registries_that_stand_come_first_and_what_was_never_registered_is_no_size() {
    let table = registries();
    let all = table.select(&RegistryFilter::default());
    let (order, direction) = Default::default();
    let places: Vec<u8> = table
        .sorted(&all, order, direction)
        .into_iter()
        .map(|row| table.get(row).standing.place())
        .collect();
    assert!(places.is_sorted() && places[0] == 0);
    // The text names only how many patients were looked at.
    let jroad = table.find(&"jroad-cr".into()).unwrap();
    assert_eq!(
        (table.case_counts(jroad).len(), table.size(jroad)),
        (1, None)
    );
}
