use super::*;

#[test]
fn a_quantity_keeps_its_decimals_and_nothing_else() {
    let shown = |text: &str| {
        text.parse::<Quantity>()
            .map(|quantity| quantity.to_string())
    };
    for (text, canonical) in [
        ("0.4", "0.4"),
        ("0.40", "0.4"),
        ("0", "0"),
        ("0.0", "0"),
        ("1.05", "1.05"),
        ("287,614", "287614"),
        ("２８７，６１４", "287614"),
        ("007", "7"),
        ("25000000000", "25000000000"),
    ] {
        assert_eq!(shown(text).as_deref(), Ok(canonical), "{text}");
    }
    for text in [
        "",
        ".",
        "4.",
        ".4",
        "-1",
        "1e3",
        "約11",
        "1.2.3",
        "1234567890123456",
        "+1",
    ] {
        assert!(shown(text).is_err(), "{text}");
    }
}

#[test]
fn a_quantity_is_the_nearest_number_and_whole_only_without_decimals() {
    let quantity = |text: &str| text.parse::<Quantity>().unwrap();
    assert_eq!(quantity("0.4").as_f64(), 0.4);
    assert_eq!(quantity("3.9").as_f64(), 3.9);
    assert_eq!(quantity("0.4").whole(), None);
    assert_eq!(quantity("4550000").whole(), Some(4_550_000));
}
