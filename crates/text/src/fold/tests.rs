use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(original: &str, folded: &str) {
    assert_eq!(fold_text(original), folded);
}

#[test]
fn width_case_and_kana() {
    check("ｶﾞﾝ", "がん");
    check("ガン", "がん");
    check("か\u{3099}ん", "がん");
    check("ハ\u{309C}ーキンソン", "ぱーきんそん");
    check("ＡＬＳ", "als");
    check("Ⅱ型", "ii型");
    check("ヴェルナー", "ゔぇるな");
    check("茅ヶ崎", "茅け崎");
}

#[test]
fn diacritics_leave_latin_and_stay_in_japanese() {
    check(
        "Ménière Sjögren Guillain–Barré",
        "meniere sjogren guillain-barre",
    );
    check("e\u{301}", "e");
    check("Straße Æther", "strasse aether");
    check("バビブ", "ばびぶ");
    check("ΑΒΓς", "αβγσ");
}

#[test]
fn separators_become_classes() {
    check("クロイツフェルト・ヤコブ病", "くろいつふぇるとやこぶ病");
    check("ALS 患者", "als患者");
    check("ALS\u{3000}患者　登録", "als患者登録");
    check("COVID-19", "covid-19");
    check("COVID‐19", "covid-19");
    check("heart   failure", "heart failure");
    check("（がん、腎臓）", "がん.腎臓");
    check("1,000例 2019,20201", "1000例2019.20201");
    check("「」。！ 　", "");
    check("", "");
}

#[test]
fn long_vowels_are_sensible() {
    check("レジストリー", "れじすとり");
    check("レジストリー研究", "れじすとり研究");
    check("データベース", "でーたべーす");
    check("コンピュ－タ", "こんぴゅーた");
    check("コンピュ−タ", "こんぴゅーた");
    check("ﾃﾞｰﾀ", "でーた");
    check("ー", "");
}

#[test]
fn kanji_variants_and_selectors() {
    check("髙﨑　齋藤", "高崎斎藤");
    check("葛\u{E0100}飾", "葛飾");
}

#[test]
fn positions_lead_back() {
    let original = "日本 ｶﾞﾝ・登録";
    let folded = fold(original);
    assert_eq!(folded.text(), "日本がん登録");
    let at = folded.text().find("がん").unwrap();
    let range = folded.original(at..at + "がん".len());
    assert_eq!(&original[range], "ｶﾞﾝ");
    let range = folded.original(at..folded.text().len());
    assert_eq!(&original[range], "ｶﾞﾝ・登録");
    assert_eq!(folded.original(500..600), 0..0);
}

#[test]
fn parts_of_a_syllable_meet_where_a_long_vowel_was_dropped() {
    check("\u{1100}ー\u{1161}", "가");
}

#[test]
fn keys_ignore_separators() {
    assert_eq!(key("COVID-19"), key("covid 19"));
    assert_eq!(key("Muscular  Dystrophy"), "musculardystrophy");
}

/// Letters, marks and separators that meet in difficult ways.
pub(crate) const DIFFICULT: &str = "[ -~あ-んア-ヶー・゛゜\u{3099}\u{309A}ｦ-ﾟ癌病\u{2010}-\u{2015}、。　\u{300}-\u{30F}À-ɏΑ-ωа-я\u{1100}-\u{1112}\u{1161}-\u{1175}ß😀👨\u{200D}]{0,24}";

proptest! {
    #[test]
    fn folding_twice_is_folding_once(original in "\\PC*|(.|\\n){0,40}") {
        let once = fold_text(&original);
        prop_assert_eq!(fold_text(&once), once);
    }

    #[test]
    fn folding_twice_is_folding_once_difficult(original in DIFFICULT) {
        let once = fold_text(&original);
        prop_assert_eq!(fold_text(&once), once);
    }

    #[test]
    fn ranges_lie_between_characters(original in DIFFICULT) {
        let folded = fold(&original);
        for (at, c) in folded.text().char_indices() {
            let range = folded.original(at..at + c.len_utf8());
            prop_assert!(original.get(range).is_some_and(|text| !text.is_empty()));
        }
        let whole = folded.original(0..folded.text().len());
        prop_assert!(original.get(whole).is_some());
    }
}
