use super::*;

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
        let mut postings: Vec<(u64, String)> = index
            .entries
            .iter()
            .map(|(key, postings)| (*key, format!("{postings:?}")))
            .collect();
        postings.sort();
        (values, postings, index.exact.clone())
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
