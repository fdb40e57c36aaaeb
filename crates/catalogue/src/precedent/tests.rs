use approvals::approval::ApprovalDisease;
use approvals::approval::data_item::Model as ApprovalDataItem;
use approvals::{Approval, UserSectors};
use base::{Derivation, PartialDate};
use vocabulary::{DataItem, Disease, DiseaseBroader};

use super::*;

const TITLES: [(&str, UserSector, &[&str], &[&str]); 6] = [
    (
        "乳がんデータ項目に関するフィージビリティ調査",
        UserSector::Company,
        &["ehr"],
        &["breast-cancer"],
    ),
    (
        "心不全データベース研究のためのフィージビリティ調査",
        UserSector::Company,
        &["ehr", "dpc"],
        &["heart-failure"],
    ),
    (
        "高齢心不全患者における診療ガイドラインに基づく標準的治療と再入院の関連",
        UserSector::Academia,
        &["ehr", "dpc"],
        &["heart-failure"],
    ),
    (
        "高齢心不全患者における心臓リハビリテーションの効果と再入院の関連",
        UserSector::Company,
        &["ehr", "dpc"],
        &["heart-failure"],
    ),
    (
        "がん患者に対する臨床的負担の研究",
        UserSector::Company,
        &["ehr"],
        &["cancer"],
    ),
    (
        "統合型ヘルスケアシステムの構築における生成AIの活用",
        UserSector::Academia,
        &["ehr"],
        &[],
    ),
];

fn approvals() -> Approvals {
    let mut rows = Vec::new();
    let mut items = Vec::new();
    let mut tags = Vec::new();
    for (number, (title, sector, taken, about)) in (1..).zip(TITLES) {
        let id: base::ApprovalId = format!("ldi:{number}").into();
        rows.push(Approval {
            id: id.clone(),
            since_revision: 1,
            until_revision: None,
            operator: "ldi".into(),
            number,
            approved_on: PartialDate::of_year(2030 - number as i32)
                .unwrap()
                .first_day(),
            title_ja: title.to_owned(),
            data_form: None,
            user_sectors: UserSectors(vec![sector]),
            printed_items: None,
            items_derivation: None,
            items_note: None,
        });
        for (place, item) in (1..).zip(taken) {
            items.push(ApprovalDataItem {
                id: format!("{id}:{item}"),
                since_revision: 1,
                until_revision: None,
                approval: id.clone(),
                data_item: (*item).into(),
                number: place,
            });
        }
        for disease in about {
            tags.push(ApprovalDisease {
                id: format!("{id}:{disease}"),
                since_revision: 1,
                until_revision: None,
                approval: id.clone(),
                disease: (*disease).into(),
                derivation: Derivation::TitleTagged,
                printed: None,
            });
        }
    }
    Approvals::new(rows, items, Vec::new(), tags)
}

fn diseases() -> Diseases {
    let row = |id: &str, name: &str, en: &str, synonyms: &[&str]| Disease {
        id: id.into(),
        since_revision: 1,
        until_revision: None,
        name_ja: name.to_owned(),
        name_en: Some(en.to_owned()),
        printed_ja: None,
        printed_en: None,
        kana: None,
        synonyms_ja: synonyms.iter().map(|name| (*name).to_owned()).collect(),
        synonyms_en: Default::default(),
        abbreviations: Default::default(),
        same_as: Default::default(),
        notification_number: None,
        deprecated: false,
        source: "tsunagu".to_owned(),
        note: None,
    };
    let link = |narrower: &str, broader: &str| DiseaseBroader {
        id: format!("{narrower}:{broader}"),
        since_revision: 1,
        until_revision: None,
        narrower: narrower.into(),
        broader: broader.into(),
        source: "tsunagu".to_owned(),
    };
    Diseases::new(
        vec![
            row("cancer", "がん", "Cancer", &["癌", "ガン"]),
            row("breast-cancer", "乳がん", "Breast cancer", &["乳癌"]),
            row("heart-failure", "心不全", "Heart failure", &[]),
        ],
        &[link("breast-cancer", "cancer")],
    )
}

fn near(like: &Like<'_>) -> Vec<(String, Vec<String>)> {
    let approvals = approvals();
    let diseases = diseases();
    let data_items = DataItems::new(vec![DataItem {
        id: "ehr".into(),
        since_revision: 1,
        until_revision: None,
        name_ja: "電子カルテ".to_owned(),
        name_en: Some("Electronic health records".to_owned()),
        printed: Default::default(),
        source: "tsunagu".to_owned(),
        note: None,
    }]);
    let titles = approvals.all().map(|row| row.title_ja.as_str());
    let precedents = Precedents::new(titles, [], &diseases);
    let terms = Terms {
        approvals: &approvals,
        diseases: &diseases,
        data_items: &data_items,
    };
    let comparison = precedents.comparison(like, terms);
    let near = comparison.near().into_iter().map(|near| {
        let reasons = comparison.reasons(near.row).into_iter();
        let reasons = reasons.map(|reason| format!("{:?} {}", reason.aspect, reason.label_ja));
        (approvals.get(near.row).id.to_string(), reasons.collect())
    });
    near.collect()
}

fn ids(like: &Like<'_>) -> Vec<String> {
    near(like).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn the_nearest_come_first_with_their_reasons() {
    let found = near(&Like {
        text: Some("高齢者の心不全の再入院"),
        data_items: vec!["ehr".into(), "dpc".into()],
        user_sector: Some(UserSector::Academia),
        diseases: Vec::new(),
    });
    let first: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(first, ["ldi:3", "ldi:4", "ldi:2"]);
    assert_eq!(
        found[0].1,
        [
            "Disease 心不全",
            "Words 高齢、心不全、再入院",
            "Method 再入院",
            "DataItem dpc、電子カルテ",
            "UserSector アカデミア",
        ]
    );
}

#[test]
fn broader_and_narrower_diseases_are_near() {
    let found = near(&Like {
        diseases: vec!["cancer".into()],
        ..Like::default()
    });
    assert_eq!(
        found,
        [
            ("ldi:5".to_owned(), vec!["Disease がん".to_owned()]),
            (
                "ldi:1".to_owned(),
                vec!["Disease 乳がん（より狭い疾患）".to_owned()]
            ),
        ]
    );
    let found = near(&Like {
        text: Some("乳癌"),
        ..Like::default()
    });
    assert_eq!(found[0].0, "ldi:1");
    assert_eq!(
        found[1],
        (
            "ldi:5".to_owned(),
            vec!["Disease がん（より広い疾患）".to_owned()]
        )
    );
}

#[test]
fn ways_of_working_are_known_by_any_name() {
    let found = near(&Like {
        text: Some("Feasibility"),
        ..Like::default()
    });
    assert_eq!(
        found,
        [
            (
                "ldi:1".to_owned(),
                vec!["Method フィージビリティ".to_owned()]
            ),
            (
                "ldi:2".to_owned(),
                vec!["Method フィージビリティ".to_owned()]
            ),
        ]
    );
}

#[test]
fn data_and_sector_alone_are_near_only_where_nothing_else_is_asked() {
    let sector = Like {
        user_sector: Some(UserSector::Academia),
        ..Like::default()
    };
    assert_eq!(ids(&sector), ["ldi:3", "ldi:6"]);
    let other = Like {
        text: Some("天気"),
        ..sector
    };
    assert!(ids(&other).is_empty());
    assert!(ids(&Like::default()).is_empty());
}

#[test]
fn long_texts_are_cut() {
    let text = "あ".repeat(READ) + "心不全";
    let like = Like {
        text: Some(&text),
        ..Like::default()
    };
    assert!(ids(&like).is_empty());
}

#[test]
fn parts_of_words_are_no_words() {
    let diseases = diseases();
    assert!(diseases_in("オルガン", &diseases).is_empty());
    assert_eq!(diseases_in("進行ガンと心不全", &diseases).len(), 2);
    assert_eq!(
        diseases_in("乳がん", &diseases),
        [DiseaseId::from("breast-cancer")]
    );
}
