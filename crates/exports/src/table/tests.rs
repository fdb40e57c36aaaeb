use super::*;

#[test]
fn cells_are_quoted_where_they_must_be_and_never_changed() {
    let mut table = begin(["a", "b"]).unwrap();
    table.write_record(["\"", "電子カルテ、DPC,調査"]).unwrap();
    table.write_record(["=1+1", "+81"]).unwrap();
    table.write_record(["-", "@x\ny"]).unwrap();
    let text = end_of(table).unwrap();
    assert_eq!(
        std::str::from_utf8(&text).unwrap(),
        "\u{feff}a,b\r\n\"\"\"\",\"電子カルテ、DPC,調査\"\r\n=1+1,+81\r\n-,\"@x\ny\"\r\n"
    );
}

#[test]
fn the_unknown_is_an_empty_cell() {
    assert_eq!(cell(None::<i64>), "");
    assert_eq!(cell(Some(3)), "3");
    assert_eq!(list(["a", "b"]), "a|b");
}
