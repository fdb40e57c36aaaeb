use proptest::prelude::*;

use super::*;
use crate::{IndexBuilder, Synonyms, Weights};

fn synonyms() -> Synonyms {
    let mut synonyms = Synonyms::new();
    synonyms.add(["筋ジストロフィー", "筋ジス", "muscular dystrophy"]);
    synonyms.add(["がん", "癌", "悪性腫瘍", "cancer"]);
    synonyms.add(["筋萎縮性側索硬化症", "ALS"]);
    synonyms
}

const ROWS: [&[(Field, &str)]; 8] = [
    &[
        (Field::Name, "筋ジストロフィー患者登録システム"),
        (Field::EnglishName, "Registry of Muscular Dystrophy"),
        (Field::Alias, "Remudy"),
        (Field::Body, "患者が自ら登録する。2014年に開始"),
    ],
    &[
        (Field::Name, "筋萎縮性側索硬化症患者レジストリー"),
        (Field::Alias, "ALS"),
        (Field::Alias, "JaCALS"),
        (Field::Body, "多施設共同 ALS 患者登録・遺伝子検体バンク"),
    ],
    &[
        (Field::Name, "全国がん登録"),
        (Field::EnglishName, "National Cancer Registry"),
        (
            Field::Body,
            "がん登録等の推進に関する法律による。平成28年開始",
        ),
    ],
    &[
        (Field::Name, "肺癌コホート"),
        (
            Field::Body,
            "肺がん患者を対象とする。false hypothesis。ALSも含む",
        ),
    ],
    &[
        (Field::Title, "がん登録を用いた研究"),
        (Field::Body, "1型糖尿病"),
    ],
    &[(Field::Alias, "がん登録"), (Field::Body, "2型糖尿病 1例")],
    &[(
        Field::Body,
        "クロイツフェルト・ヤコブ病、COVID-19、がん登録",
    )],
    &[(Field::Body, "医学と薬学部、😀")],
];

fn index() -> Index {
    let mut builder = IndexBuilder::new(Weights::default());
    for (row, fields) in ROWS.iter().enumerate() {
        for (field, text) in *fields {
            builder.add(row as u32, *field, text);
        }
    }
    builder.build()
}

fn rows(text: &str) -> Vec<u32> {
    let query = Query::parse(text, &synonyms()).unwrap();
    let hits = index().search(&query, None);
    let mut sorted: Vec<u32> = hits.rows.iter().map(|&(row, _)| row).collect();
    let ranked = sorted.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, hits.bitmap.iter().collect::<Vec<_>>());
    ranked
}

#[test]
fn names_come_before_titles_before_text() {
    assert_eq!(rows("がん登録"), [5, 2, 4, 6]);
}

#[test]
fn abbreviations_match_whole_words_and_come_first() {
    assert_eq!(rows("ALS"), [1, 3]);
    assert_eq!(rows("ａｌｓ"), [1, 3]);
    assert_eq!(rows("JaCALS"), [1]);
    assert_eq!(rows("筋萎縮性側索硬化症"), [1, 3]);
}

#[test]
fn one_character_and_its_synonyms() {
    let found = rows("癌");
    assert_eq!(found[..3], [3, 5, 2]);
    assert_eq!(found.len(), 5);
    assert_eq!(rows("😀"), [7]);
}

#[test]
fn compounds_are_read_in_parts() {
    assert_eq!(rows("筋ジス登録"), [0]);
    assert_eq!(rows("筋ジスレジストリ"), []);
    assert_eq!(rows("muscular dystrophy"), [0]);
    assert_eq!(rows("dystro"), [0]);
    assert_eq!(rows("muscular 患者"), [0]);
}

#[test]
fn spellings_do_not_matter() {
    assert_eq!(rows("レジストリ"), [1]);
    assert_eq!(rows("ﾚｼﾞｽﾄﾘｰ"), [1]);
    assert_eq!(rows("クロイツフェルトヤコブ病"), [6]);
    assert_eq!(rows("COVID19"), [6]);
    assert_eq!(rows("covid 19"), [6]);
    assert_eq!(rows("ALS患者登録"), [1]);
    assert_eq!(rows("rejisutori-"), [1]);
}

#[test]
fn dates_in_both_calendars() {
    assert_eq!(rows("平成26年"), [0]);
    assert_eq!(rows("H26"), [0]);
    assert_eq!(rows("2016"), [2]);
}

#[test]
fn neighbours_are_neighbours() {
    assert_eq!(rows("1型糖尿病"), [4]);
    assert_eq!(rows("医学部"), []);
    assert_eq!(rows("学と薬学部"), [7]);
}

#[test]
fn all_terms_must_be_there() {
    assert_eq!(rows("がん 肺"), [3]);
    assert_eq!(rows("がん　肺"), [3]);
    assert_eq!(rows("がん 心不全"), []);
    assert_eq!(rows("、"), []);
}

#[test]
fn a_set_restricts() {
    let query = Query::parse("がん登録", &synonyms()).unwrap();
    let restrict = RoaringBitmap::from([2, 3, 6, 900]);
    let hits = index().search(&query, Some(&restrict));
    assert_eq!(hits.bitmap, RoaringBitmap::from([2, 6]));
    assert_eq!(hits.rows[0].0, 2);
    let none = index().search(&query, Some(&RoaringBitmap::new()));
    assert!(none.rows.is_empty());
}

#[test]
fn only_expansions_that_exist_are_shown() {
    let query = Query::parse("癌", &synonyms()).unwrap();
    let hits = index().search(&query, None);
    assert_eq!(hits.understood_as[0].expansions, ["がん", "cancer"]);
}

#[test]
fn an_empty_index_finds_nothing() {
    let query = Query::parse("がん", &synonyms()).unwrap();
    let hits = IndexBuilder::default().build().search(&query, None);
    assert!(hits.rows.is_empty());
}

#[test]
fn ties_keep_the_order_of_rows() {
    let mut builder = IndexBuilder::new(Weights::default());
    for row in (0..3_000).rev() {
        builder.add(row, Field::Body, "心不全");
    }
    let query = Query::parse("心不全", &Synonyms::new()).unwrap();
    let hits = builder.build().search(&query, None);
    assert!(hits.rows.iter().map(|&(row, _)| row).eq(0..3_000));
}

proptest! {
    #[test]
    fn any_query_is_answered(text in "(.|\\n|[ 　、癌がん登録ALSals0-9令和年-]){0,60}") {
        if let Some(query) = Query::parse(&text, &synonyms()) {
            index().search(&query, None);
        }
    }

    #[test]
    fn a_substring_of_an_indexed_text_is_found(
        text in "[あ-んア-ヴー癌患者登録研究髙ｱ-ﾝ・、。　]{1,60}",
        from in 0usize..60,
        length in 1usize..20,
    ) {
        let part: String = text.chars().skip(from).take(length).collect();
        let mut builder = IndexBuilder::new(Weights::default());
        builder.add(0, Field::Body, &text);
        let query = Query::parse(&part, &Synonyms::new());
        if let Some(query) = query.filter(|query| !query.terms.is_empty()) {
            prop_assert_eq!(builder.build().search(&query, None).rows.len(), 1);
        }
    }

    #[test]
    fn a_phrase_is_found_where_the_text_contains_it_and_nowhere_else(
        texts in prop::collection::vec("[心腎不全病がん、]{1,12}", 1..12),
        phrase in "[心腎不全病がん]{2,5}",
    ) {
        let mut builder = IndexBuilder::new(Weights::default());
        for (row, text) in texts.iter().enumerate() {
            builder.add(row as u32, Field::Body, text);
        }
        let query = Query::parse(&phrase, &Synonyms::new()).unwrap();
        let found: Vec<u32> = builder.build().search(&query, None).bitmap.iter().collect();
        let expected: Vec<u32> = (0..texts.len() as u32)
            .filter(|&row| texts[row as usize].contains(&phrase))
            .collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn half_of_the_terms_are_enough_for_a_relaxed_query() {
    let mut builder = IndexBuilder::new(Weights::default());
    for (row, text) in ["心不全の登録", "心不全の再入院", "肺"]
        .into_iter()
        .enumerate()
    {
        builder.add(row as u32, Field::Title, text);
    }
    let index = builder.build();
    let query = Query::parse("心不全 再入院 宇宙", &Synonyms::new()).unwrap();
    assert!(index.search(&query, None).rows.is_empty());
    let hits = index.search(&query.relaxed().unwrap(), None);
    let rows: Vec<u32> = hits.rows.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, [1]);
    let none = RoaringBitmap::from_iter([0, 2]);
    assert!(
        index
            .search(&query.relaxed().unwrap(), Some(&none))
            .rows
            .is_empty()
    );
}
