use proptest::prelude::*;

use super::*;

fn synonyms() -> Synonyms {
    let mut synonyms = Synonyms::new();
    synonyms.add(["筋ジストロフィー", "筋ジス", "muscular dystrophy"]);
    synonyms.add(["がん", "癌", "cancer"]);
    synonyms.add(["筋萎縮性側索硬化症", "ALS"]);
    synonyms
}

#[track_caller]
fn check(text: &str, expected: &[(&str, &[&str])]) {
    let query = Query::parse(text, &synonyms()).unwrap();
    let expected: Vec<Understood> = expected
        .iter()
        .map(|(term, expansions)| Understood {
            term: (*term).to_owned(),
            expansions: expansions.iter().map(|&text| text.to_owned()).collect(),
            broader: Vec::new(),
            correction_of: None,
            is_excluded: false,
        })
        .collect();
    assert_eq!(query.understood_as(), expected);
}

#[test]
fn blanks_part_terms_and_synonyms_join_them() {
    check("肺　登録", &[("肺", &[]), ("登録", &[])]);
    check("肺、登録", &[("肺", &[]), ("登録", &[])]);
    check(
        " Muscular Dystrophy ",
        &[("Muscular Dystrophy", &["筋ジストロフィー", "筋ジス"])],
    );
    check(
        "muscular dystrophy 登録",
        &[
            ("muscular dystrophy", &["筋ジストロフィー", "筋ジス"]),
            ("登録", &[]),
        ],
    );
}

#[test]
fn synonyms_inside_compounds() {
    check("肺癌", &[("肺癌", &["肺がん", "肺cancer"])]);
    check(
        "筋ジス患者登録",
        &[(
            "筋ジス患者登録",
            &[
                "筋ジストロフィー患者登録",
                "muscular dystrophy患者登録",
                "筋ジス 患者登録",
            ],
        )],
    );
    check(
        "ALSの登録",
        &[("ALSの登録", &["筋萎縮性側索硬化症の登録", "ALS 登録"])],
    );
}

#[test]
fn romaji_and_dates() {
    check("gan", &[("gan", &["がん", "癌", "cancer"])]);
    check("registry", &[("registry", &[])]);
    check("令和6年", &[("令和6年", &["2024", "令和6", "r6"])]);
}

#[test]
fn nothing_is_no_query_and_punctuation_is_one() {
    for text in ["", " ", "\u{3000}\t\n", "\0"] {
        assert!(Query::parse(text, &synonyms()).is_none());
    }
    for text in ["、", "!?", "ー", "（）"] {
        assert!(Query::parse(text, &synonyms()).unwrap().terms.is_empty());
    }
}

#[test]
fn long_queries_are_cut_and_say_so() {
    let cut = |text: &str| Query::parse(text, &synonyms()).unwrap().is_cut();
    assert!(!cut("がん 登録"));
    assert!(cut(&"癌".repeat(10_000)));
    assert!(cut(&"a ".repeat(5_000)));
    let many: String = (0..100).map(|n| format!("語{n} ")).collect();
    assert!(cut(&many));
    let query = Query::parse(&many, &synonyms()).unwrap();
    assert_eq!(query.terms.len(), MAX_TERMS);
}

#[test]
fn expansions_are_bounded() {
    let mut synonyms = Synonyms::new();
    for group in 0..20 {
        synonyms.add((0..30).map(|member| format!("病{group}名{member}")));
    }
    let text: String = (0..16).map(|n| format!("病{n}名1 ")).collect();
    let query = Query::parse(&text, &synonyms).unwrap();
    assert!(query.is_cut());
    assert_eq!(query.terms.len(), 16);
    assert!(query.phrases().count() <= MAX_PHRASES + 16);
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in "(.|\\n|[ 　、癌がんALSals0-9令和年月日rhs.-]){0,60}") {
        if let Some(query) = Query::parse(&text, &synonyms()) {
            query.understood_as();
        }
    }
}

#[test]
fn a_plural_is_read_as_its_singular_too() {
    check("cancers", &[("cancers", &["cancer", "がん", "癌"])]);
    check("ALS", &[("ALS", &["筋萎縮性側索硬化症"])]);
    check("diagnosis", &[("diagnosis", &[])]);
}

#[test]
fn what_nothing_holds_is_asked_less_strictly() {
    let relaxed = |text: &str| {
        let query = Query::parse(text, &synonyms()).unwrap();
        query.relaxed().map(|relaxed| {
            let terms: Vec<String> = relaxed.terms.iter().map(|term| term.text.clone()).collect();
            (terms.join(" "), relaxed.enough)
        })
    };
    assert_eq!(
        relaxed("肺 登録 宇宙"),
        Some(("肺 登録 宇宙".to_owned(), Some(2)))
    );
    // hiragana that joins the words of a sentence is no word
    assert_eq!(
        relaxed("筋ジスについての患者"),
        Some(("筋ジス 患者".to_owned(), Some(1)))
    );
    assert_eq!(
        relaxed("筋ジスになる"),
        Some(("筋ジス".to_owned(), Some(1)))
    );
    assert_eq!(relaxed("肺"), None);
    let query = Query::parse("肺 登録", &synonyms()).unwrap();
    assert!(query.relaxed().unwrap().relaxed().is_none());
}
