use super::*;
use crate::{Query, Synonyms};

#[test]
fn the_order_of_adding_does_not_matter() {
    let texts = [
        (0, Field::Name, "がん登録"),
        (1, Field::Body, "がん"),
        (0, Field::Body, "ALS がん"),
    ];
    let build = |order: [usize; 3]| {
        let mut builder = IndexBuilder::new(Weights::default());
        for at in order {
            let (row, field, text) = texts[at];
            builder.add(row, field, text);
        }
        let index = builder.build();
        let values: Vec<Vec<(u8, String)>> = (0..2)
            .map(|row| {
                let mut values: Vec<_> = index
                    .values(row)
                    .map(|(mask, text)| (mask, text.to_owned()))
                    .collect();
                values.sort();
                values
            })
            .collect();
        let hits = ["がん", "がん登録", "ALS"].map(|text| {
            let query = Query::parse(text, &Synonyms::new()).unwrap();
            index.search(&query, None).rows
        });
        (values, hits)
    };
    assert_eq!(build([0, 1, 2]), build([1, 2, 0]));
    assert_eq!(build([0, 2, 1]), build([1, 0, 2]));
}

#[test]
fn rows_without_text_have_no_values() {
    let mut builder = IndexBuilder::new(Weights::default());
    builder.add(3, Field::Name, "がん");
    builder.add(1, Field::Name, "、");
    builder.add(LAST_ROW + 1, Field::Name, "がん");
    let index = builder.build();
    assert_eq!(index.rows(), 4);
    assert_eq!(index.values(1).count(), 0);
    assert_eq!(index.values(3).count(), 1);
    assert_eq!(index.values(4).count(), 0);
}

#[test]
fn the_best_field_counts_and_the_others_a_little() {
    let table = Weights::default().table();
    assert_eq!(table[0], 0.0);
    assert_eq!(table[0b1], 10.0);
    assert!((table[0b10_0001] - 10.1).abs() < 1e-5);
}

#[test]
fn a_text_that_comes_again_is_kept_once_and_found_at_every_row() {
    let index_of = |names: &dyn Fn(u32) -> String| {
        let mut builder = IndexBuilder::new(Weights::default());
        for row in 0..200 {
            builder.add(row, Field::Title, &format!("研究 その{row}"));
            builder.add(row, Field::Related, &names(row));
            builder.add(row, Field::Alias, &names(row));
        }
        builder.build()
    };
    let again = index_of(&|_| "デュシェンヌ型筋ジストロフィー".to_owned());
    let apart = index_of(&|row| {
        format!(
            "デュシェンヌ型筋ジストロフィー{}",
            "。".repeat(row as usize)
        )
    });
    let query = Query::parse("筋ジストロフィー", &Synonyms::new()).expect("a query");
    let rows = |index: &Index| index.search(&query, None).bitmap.len();
    assert_eq!((rows(&again), rows(&apart)), (200, 200));
    let exact = Query::parse("デュシェンヌ型筋ジストロフィー", &Synonyms::new()).expect("a query");
    let scores: Vec<f32> = again
        .search(&exact, None)
        .rows
        .iter()
        .map(|hit| hit.1)
        .collect();
    assert!(
        scores.windows(2).all(|pair| pair[0] == pair[1]),
        "all are exactly that"
    );
    let name = crate::fold_text("デュシェンヌ");
    let texts = |index: &Index| 0..index.texts() as u32;
    let kept = |index: &Index| {
        texts(index)
            .filter(|text| index.text(*text).contains(&name))
            .count()
    };
    assert_eq!((kept(&again), kept(&apart)), (1, 200));
}

#[test]
fn an_index_beside_another_counts_and_finds_as_one_made_whole() {
    let title = |number: usize| format!("研究 その{number} {}", ["がん", "心不全"][number % 2]);
    let index_of =
        |titles: &[usize], mut builder: IndexBuilder<'_>, was: &dyn Fn(u32) -> Option<u32>| {
            for (row, number) in (0..).zip(titles) {
                match was(row) {
                    Some(was) => builder.add_as(row, was),
                    None => {
                        builder.add(row, Field::Title, &title(*number));
                        builder.add(row, Field::Related, "国立研究機関");
                    }
                }
            }
            builder.build()
        };
    let whole =
        |titles: &[usize]| index_of(titles, IndexBuilder::new(Weights::default()), &|_| None);
    let mut titles: Vec<usize> = (0..60).collect();
    let mut index = whole(&titles);
    // more often than parts of texts are kept apart
    for round in 0..20 {
        // one comes in front, and one goes
        titles.insert(0, 100 + round);
        let gone = titles.remove(20) as u32;
        let was = |row: u32| match row {
            0 => None,
            1..20 => Some(row - 1),
            _ => Some(row),
        };
        index = index_of(
            &titles,
            IndexBuilder::beside(&index, Weights::default()),
            &was,
        );
        let expected = whole(&titles);
        for (key, entry) in &expected.entries {
            assert_eq!(index.entries[key].rows, entry.rows, "without {gone}");
        }
        assert_eq!(index.exact.len(), expected.exact.len());
        for text in ["がん", "心不全 研究", "その101", "国立研究機関"] {
            let query = Query::parse(text, &Synonyms::new()).expect("a query");
            let rows = |index: &Index| index.search(&query, None).rows;
            assert_eq!(rows(&index), rows(&expected), "{text}");
        }
    }
}
