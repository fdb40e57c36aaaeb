use proptest::prelude::*;

use super::*;
use crate::Synonyms;

fn marked(original: &str, query: &str) -> Vec<String> {
    let mut synonyms = Synonyms::new();
    synonyms.add(["がん", "癌", "cancer"]);
    synonyms.add(["筋ジストロフィー", "筋ジス"]);
    let query = Query::parse(query, &synonyms).unwrap();
    highlights(original, &query)
        .into_iter()
        .map(|fragment| {
            let mut text = fragment.text;
            for range in fragment.ranges.iter().rev() {
                text.insert(range.end, ']');
                text.insert(range.start, '[');
            }
            text
        })
        .collect()
}

#[test]
fn the_original_is_marked() {
    assert_eq!(marked("全国ｶﾞﾝ・登録", "がん"), ["全国[ｶﾞﾝ]・登録"]);
    assert_eq!(
        marked("肺癌とガンとCancer", "癌"),
        ["肺[癌]と[ガン]と[Cancer]"]
    );
    assert_eq!(
        marked("筋ジストロフィーの登録", "筋ジス登録"),
        ["[筋ジストロフィー]の[登録]"]
    );
    assert_eq!(marked("２０２４年開始", "令和6年"), ["[２０２４]年開始"]);
}

#[test]
fn words_are_whole_or_begun() {
    assert_eq!(marked("false ALS", "als"), ["false [ALS]"]);
    assert_eq!(
        marked("Muscular Dystrophy", "dystr"),
        ["Muscular [Dystr]ophy"]
    );
    assert!(marked("medical", "dica").is_empty());
}

#[test]
fn long_texts_give_a_few_passages() {
    let text = format!(
        "がん{}がん{}がん{0}がん",
        "あ".repeat(200),
        "い".repeat(200)
    );
    let found = marked(&text, "がん");
    assert_eq!(found.len(), 3);
    assert!(found[0].starts_with("[がん]あ"));
    assert_eq!(found[0].chars().count(), 2 + 2 + 30);
    assert_eq!(found[1].chars().count(), 30 + 2 + 2 + 30);
}

#[test]
fn nothing_found_is_nothing() {
    assert!(marked("肺", "がん").is_empty());
    assert!(marked("", "がん").is_empty());
    assert!(marked("がん", "、").is_empty());
}

proptest! {
    #[test]
    fn ranges_are_cut_between_characters(
        original in "[が-んカ-ンA-Za-z0-9癌ｶﾞﾝ・ー 、\u{3099}\u{301}😀]{0,80}",
        query in "[が-んカ-ンa-z癌 ]{1,4}",
    ) {
        if let Some(query) = Query::parse(&query, &Synonyms::new()) {
            for fragment in highlights(&original, &query) {
                prop_assert!(original[fragment.start..].starts_with(&fragment.text));
                for range in fragment.ranges {
                    prop_assert!(fragment.text.get(range).is_some());
                }
            }
        }
    }
}
