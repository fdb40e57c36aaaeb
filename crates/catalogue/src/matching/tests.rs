use registries::{CaseCount, DataClasses, Modes, Purposes, RegistryDisease, RegistryKind, Tables};
use vocabulary::{Disease, DiseaseBroader, OWN_LIST};

use super::*;

fn concept(id: &str, name_ja: &str, name_en: &str) -> Disease {
    Disease {
        id: id.into(),
        since_revision: 1,
        until_revision: None,
        name_ja: name_ja.to_owned(),
        name_en: Some(name_en.to_owned()),
        printed_ja: None,
        printed_en: None,
        kana: None,
        synonyms_ja: Default::default(),
        synonyms_en: Default::default(),
        abbreviations: Default::default(),
        same_as: Default::default(),
        notification_number: None,
        deprecated: false,
        source: OWN_LIST.to_owned(),
        note: None,
    }
}

/// 筋疾患 > 筋ジストロフィー > デュシェンヌ型; 先天性筋ジストロフィー stands under 先天性筋疾患 as well.
fn diseases() -> Diseases {
    let rows = vec![
        concept("muscle", "筋疾患", "Muscle diseases"),
        concept("dystrophy", "筋ジストロフィー", "Muscular dystrophy"),
        concept("duchenne", "デュシェンヌ型筋ジストロフィー", "Duchenne"),
        concept("congenital", "先天性筋疾患", "Congenital muscle diseases"),
        concept("congenital-dystrophy", "先天性筋ジストロフィー", "CMD"),
        concept("heart", "心疾患", "Heart diseases"),
        concept(PROCEDURES, "手技・機器", "Procedures and devices"),
        concept("surgery", "外科手術", "Surgery"),
    ];
    let links: Vec<DiseaseBroader> = [
        ("dystrophy", "muscle"),
        ("congenital", "muscle"),
        ("duchenne", "dystrophy"),
        ("congenital-dystrophy", "dystrophy"),
        ("congenital-dystrophy", "congenital"),
        ("surgery", PROCEDURES),
    ]
    .into_iter()
    .map(|(narrower, broader)| DiseaseBroader {
        id: format!("{narrower}:{broader}"),
        since_revision: 1,
        until_revision: None,
        narrower: narrower.into(),
        broader: broader.into(),
        source: OWN_LIST.to_owned(),
    })
    .collect();
    Diseases::new(rows, &links)
}

/// A registry of which nothing is known but its name.
fn registry(slug: &str) -> Registry {
    Registry {
        id: slug.into(),
        since_revision: 1,
        until_revision: None,
        name_ja: slug.to_owned(),
        name_en: None,
        abbreviations: Default::default(),
        kind: RegistryKind::Registry,
        kind_basis: None,
        disease_areas: Default::default(),
        host_names: Default::default(),
        started_on: None,
        started_approximate: false,
        started_note: None,
        started_raw: None,
        cases_raw: None,
        cases_as_of_raw: None,
        sites: None,
        sites_approximate: false,
        sites_at_least: false,
        sites_as_of: None,
        sites_raw: None,
        company_use: CompanyUse::Unknown,
        company_use_modes: Modes::default(),
        company_use_raw: None,
        purposes: Default::default(),
        purpose_words: Purposes::default(),
        data_items: Default::default(),
        data_classes: DataClasses::default(),
        biospecimens: Biospecimens::Unknown,
        consent: None,
        region: Region::Unknown,
        region_basis: None,
        prefectures: Default::default(),
        standing: Standing::Unknown,
        standing_basis: None,
        website: None,
    }
}

fn count(slug: &str, quantity: i64, unit: CountUnit) -> CaseCount {
    CaseCount {
        id: format!("{slug}:{quantity}:{}", unit.word()),
        since_revision: 1,
        until_revision: None,
        registry: slug.into(),
        number: 1,
        quantity,
        unit,
        kind: CountKind::Enrolled,
        approximate: false,
        at_least: false,
        as_of: "2021-11".parse().ok(),
        label: None,
        raw_text: quantity.to_string(),
    }
}

fn tags(slug: &str, codes: &[&str]) -> Vec<RegistryDisease> {
    codes
        .iter()
        .map(|code| RegistryDisease {
            id: format!("{slug}:{code}"),
            since_revision: 1,
            until_revision: None,
            registry: slug.into(),
            disease: (*code).into(),
            derivation: base::Derivation::Stated,
            printed: Default::default(),
        })
        .collect()
}

fn table(
    rows: Vec<Registry>,
    counts: Vec<CaseCount>,
    diseases: Vec<RegistryDisease>,
) -> Registries {
    Registries::new(Tables {
        registries: rows,
        counts,
        diseases,
        ..Tables::default()
    })
}

/// The only finding of one registry for a need of one condition: outcome and what was found.
fn judged(table: &Registries, need: &Need) -> String {
    let diseases = diseases();
    let matching = Matching::new(table, &diseases, need);
    let [finding] = &matching.findings(0)[..] else {
        panic!("one condition, one finding");
    };
    let found = finding.found.as_ref().map_or("-", |said| said.en.as_str());
    format!("{:?}: {found}", finding.outcome)
}

fn of_disease(wanted: &[&str], tagged: &[&str]) -> String {
    let need = Need {
        diseases: wanted.iter().map(|code| (*code).into()).collect(),
        ..Need::default()
    };
    judged(
        &table(vec![registry("r")], vec![], tags("r", tagged)),
        &need,
    )
}

#[test]
fn a_disease_is_met_by_itself_and_by_what_is_narrower() {
    assert_eq!(
        of_disease(&["dystrophy"], &["dystrophy"]),
        "Met: Muscular dystrophy"
    );
    assert_eq!(
        of_disease(&["dystrophy"], &["heart", "duchenne"]),
        "Met: Duchenne"
    );
    // One of the wanted is enough.
    assert_eq!(
        of_disease(&["heart", "muscle"], &["duchenne"]),
        "Met: Duchenne"
    );
}

#[test]
fn a_broader_an_overlapping_and_no_tag_leave_the_disease_open() {
    assert_eq!(
        of_disease(&["duchenne"], &["muscle", "heart"]),
        "Unknown: only broader or overlapping concepts: Muscle diseases"
    );
    assert_eq!(
        of_disease(&["dystrophy"], &["congenital"]),
        "Unknown: only broader or overlapping concepts: Congenital muscle diseases"
    );
    assert_eq!(of_disease(&["duchenne"], &[]), "Unknown: -");
}

#[test]
fn a_disease_is_unmet_where_the_tags_have_nothing_in_common_with_it() {
    assert_eq!(
        of_disease(&["dystrophy"], &["heart"]),
        "Unmet: Heart diseases"
    );
    assert_eq!(
        of_disease(&["duchenne"], &["congenital"]),
        "Unmet: Congenital muscle diseases"
    );
}

#[test]
fn procedures_and_diseases_do_not_exclude_each_other() {
    assert_eq!(
        of_disease(&["heart"], &["surgery"]),
        "Unknown: only concepts of another kind: Surgery"
    );
    assert_eq!(
        of_disease(&["heart"], &["surgery", "muscle"]),
        "Unmet: Muscle diseases"
    );
    assert_eq!(
        of_disease(&["surgery"], &["heart"]),
        "Unknown: only concepts of another kind: Heart diseases"
    );
}

fn of_counts(counts: Vec<CaseCount>, quantity: i64, unit: CountUnit) -> String {
    let need = Need {
        minimum: Some(Minimum { quantity, unit }),
        ..Need::default()
    };
    judged(&table(vec![registry("r")], counts, vec![]), &need)
}

#[test]
fn the_largest_count_in_the_unit_must_reach_the_number() {
    let patients = |quantity| vec![count("r", quantity, CountUnit::Patients)];
    let of = |counts| of_counts(counts, 500, CountUnit::Patients);
    assert_eq!(of(patients(500)), "Met: 500 patients as of 2021-11");
    assert_eq!(of(patients(499)), "Unmet: 499 patients as of 2021-11");
    assert_eq!(of(vec![]), "Unknown: -");
    let both = [patients(400), vec![count("r", 9000, CountUnit::Cases)]].concat();
    assert_eq!(of(both), "Unmet: 400 patients as of 2021-11");
}

#[test]
fn counts_of_another_unit_do_not_compare() {
    let counts = vec![count("r", 12_345, CountUnit::Cases)];
    assert_eq!(
        of_counts(counts.clone(), 500, CountUnit::Patients),
        "Unknown: not counted in patients: 12,345 cases as of 2021-11"
    );
    assert_eq!(
        of_counts(counts, 500, CountUnit::Cases),
        "Met: 12,345 cases as of 2021-11"
    );
}

#[test]
fn more_than_and_parts_say_nothing_against_a_larger_number() {
    let mut more = count("r", 3000, CountUnit::Patients);
    more.at_least = true;
    assert_eq!(
        of_counts(vec![more], 3500, CountUnit::Patients),
        "Unknown: at least 3,000 patients as of 2021-11"
    );
    let mut yearly = count("r", 400, CountUnit::Patients);
    yearly.kind = CountKind::PerYear;
    assert_eq!(
        of_counts(vec![yearly.clone()], 500, CountUnit::Patients),
        "Unknown: 400 patients per year as of 2021-11"
    );
    assert_eq!(
        of_counts(vec![yearly.clone()], 400, CountUnit::Patients),
        "Met: 400 patients per year as of 2021-11"
    );
    // Beside a total, the total decides.
    let total = count("r", 300, CountUnit::Patients);
    assert_eq!(
        of_counts(vec![yearly, total], 500, CountUnit::Patients),
        "Unmet: 300 patients as of 2021-11"
    );
}

#[test]
fn conditions_do_not_make_company_use_unmet_and_silence_is_no_refusal() {
    let need = Need {
        company_use: true,
        ..Need::default()
    };
    let of = |answer, raw: Option<&str>, modes: &[Mode]| {
        let mut row = registry("r");
        row.company_use = answer;
        row.company_use_raw = raw.map(str::to_owned);
        row.company_use_modes = modes.iter().copied().collect();
        judged(&table(vec![row], vec![], vec![]), &need)
    };
    assert_eq!(of(CompanyUse::Yes, None, &[]), "Met: yes");
    assert_eq!(
        of(CompanyUse::Conditional, Some("条件付き可(承認が必要)"), &[]),
        "Met: on conditions; as printed: 「条件付き可(承認が必要)」"
    );
    assert_eq!(
        of(CompanyUse::No, Some("企業は対象外"), &[]),
        "Unmet: no; as printed: 「企業は対象外」"
    );
    assert_eq!(of(CompanyUse::Unknown, None, &[]), "Unknown: -");
    assert_eq!(
        of(CompanyUse::Unknown, None, &[Mode::Recruitment]),
        "Unknown: whether they can is not said; ways named: recruitment"
    );
}

#[test]
fn a_way_can_be_known_where_the_answer_is_not() {
    let need = Need {
        modes: vec![Mode::Recruitment],
        ..Need::default()
    };
    let of = |answer, modes: &[Mode]| {
        let mut row = registry("r");
        row.company_use = answer;
        row.company_use_raw = Some("治験の案内".to_owned());
        row.company_use_modes = modes.iter().copied().collect();
        judged(&table(vec![row], vec![], vec![]), &need)
    };
    assert_eq!(
        of(CompanyUse::Unknown, &[Mode::Recruitment]),
        "Met: recruitment; as printed: 「治験の案内」"
    );
    assert_eq!(
        of(CompanyUse::Yes, &[Mode::JointResearch]),
        "Unknown: ways named: joint research"
    );
    assert_eq!(of(CompanyUse::Unknown, &[]), "Unknown: -");
    assert_eq!(
        of(CompanyUse::No, &[]),
        "Unmet: no; as printed: 「治験の案内」"
    );
}

#[test]
fn purposes_and_data_items_that_are_not_listed_are_unknown() {
    let mut row = registry("r");
    row.purposes = ["外部対照(ビルテプソ)", "自然歴"].into_iter().collect();
    row.purpose_words = [Purpose::ExternalControl, Purpose::NaturalHistory]
        .into_iter()
        .collect();
    row.company_use_modes = [Mode::Recruitment].into_iter().collect();
    row.company_use_raw = Some("治験の案内".to_owned());
    row.biospecimens = Biospecimens::Yes;
    let table = table(vec![row, registry("silent")], vec![], vec![]);
    let purpose = |purpose| Need {
        purposes: vec![purpose],
        ..Need::default()
    };
    assert_eq!(
        judged(&table, &purpose(Purpose::ExternalControl)),
        "Met: external control; as printed: 「外部対照(ビルテプソ)」"
    );
    assert_eq!(
        judged(&table, &purpose(Purpose::Policy)),
        "Unknown: not among what is listed; as printed: 「外部対照(ビルテプソ)、自然歴」"
    );
    // A way of company use is a purpose too.
    assert!(judged(&table, &purpose(Purpose::Recruitment)).starts_with("Met: recruitment"));
    let item = |class| Need {
        data_items: vec![class],
        ..Need::default()
    };
    assert_eq!(judged(&table, &item(DataClass::Imaging)), "Unknown: -");
    assert_eq!(
        judged(&table, &item(DataClass::Biospecimen)),
        "Met: specimens are named"
    );
    let specimens = Need {
        biospecimens: true,
        ..Need::default()
    };
    assert_eq!(judged(&table, &specimens), "Met: specimens are named");
}

#[test]
fn region_and_standing_are_open_where_no_text_says() {
    let of = |found, wanted| {
        let mut row = registry("r");
        row.region = found;
        let need = Need {
            region: Some(wanted),
            ..Need::default()
        };
        judged(&table(vec![row], vec![], vec![]), &need)
    };
    assert_eq!(
        of(Region::Nationwide, Region::Nationwide),
        "Met: nationwide"
    );
    assert_eq!(of(Region::Regional, Region::Nationwide), "Unmet: regional");
    assert_eq!(
        of(Region::International, Region::Nationwide),
        "Unknown: international"
    );
    assert_eq!(of(Region::Unknown, Region::Regional), "Unknown: -");
    let of = |found| {
        let mut row = registry("r");
        row.standing = found;
        let need = Need {
            standing: Some(Standing::Ongoing),
            ..Need::default()
        };
        judged(&table(vec![row], vec![], vec![]), &need)
    };
    assert_eq!(of(Standing::Ongoing), "Met: ongoing");
    assert_eq!(of(Standing::Closed), "Unmet: closed");
    assert_eq!(of(Standing::Unknown), "Unknown: -");
}

#[test]
fn fewest_unmet_come_first_then_most_met_then_size_then_name() {
    let mut usable = registry("b-usable");
    usable.company_use = CompanyUse::Yes;
    let mut refusing = registry("a-refusing");
    refusing.company_use = CompanyUse::No;
    let rows = vec![
        refusing,
        usable,
        registry("d-silent"),
        registry("c-silent"),
        registry("e-large"),
    ];
    let counts = vec![count("e-large", 9000, CountUnit::Cases)];
    let tagged = [
        tags("b-usable", &["duchenne"]),
        tags("a-refusing", &["duchenne"]),
    ]
    .concat();
    let table = table(rows, counts, tagged);
    let need = Need {
        diseases: vec!["dystrophy".into()],
        company_use: true,
        ..Need::default()
    };
    let diseases = diseases();
    let matching = Matching::new(&table, &diseases, &need);
    let order: Vec<(&str, Fit)> = matching
        .ranked()
        .into_iter()
        .map(|(row, score)| (table.get(row).id.as_str(), score.fit()))
        .collect();
    assert_eq!(
        order,
        [
            ("b-usable", Fit::Full),
            ("e-large", Fit::Unknown),
            ("c-silent", Fit::Unknown),
            ("d-silent", Fit::Unknown),
            ("a-refusing", Fit::Partial),
        ]
    );
}

#[test]
fn every_kind_of_wish_is_named_and_an_empty_need_has_none() {
    assert!(Need::default().is_empty());
    let need = Need {
        diseases: vec!["dystrophy".into()],
        minimum: Some(Minimum {
            quantity: 1_000,
            unit: CountUnit::Patients,
        }),
        company_use: true,
        modes: vec![Mode::Recruitment],
        purposes: vec![Purpose::Safety],
        data_items: vec![DataClass::Imaging],
        biospecimens: true,
        region: Some(Region::Nationwide),
        standing: Some(Standing::Ongoing),
    };
    assert!(!need.is_empty());
    let table = table(vec![registry("r")], vec![], vec![]);
    let diseases = diseases();
    let matching = Matching::new(&table, &diseases, &need);
    let wanted: Vec<String> = matching
        .findings(0)
        .into_iter()
        .map(|finding| {
            let (ja, en) = finding.criterion.labels();
            format!("{en}: {} / {ja}: {}", finding.wanted.en, finding.wanted.ja)
        })
        .collect();
    assert_eq!(
        wanted,
        [
            "disease: Muscular dystrophy / 対象疾患: 筋ジストロフィー",
            "case count: at least 1,000 patients / 症例数: 1,000人以上",
            "company use: companies can use it / 企業の利用: 企業が利用できる",
            "mode of company use: recruitment / 企業との連携の形: 患者リクルート",
            "purpose: safety / 目的: 安全性",
            "data item: imaging / データ項目: 画像",
            "biospecimens: specimens are kept / 生体試料: 生体試料がある",
            "region: nationwide / 地域: 全国",
            "standing: ongoing / 登録の継続: 登録継続中",
        ]
    );
    assert_eq!(matching.score(0).unknown, 9);
}
