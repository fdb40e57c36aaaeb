use super::*;

fn keys() -> Vec<(Key, u32)> {
    (0..7)
        .map(|n| (vec![Part::Int(n), Part::Text(format!("r{n}"))], n as u32))
        .collect()
}

fn cut(page: Page) -> (Vec<u32>, bool, bool) {
    let rows = keys();
    let slice = page.cut("things", &rows, |row| row.0.clone()).unwrap();
    (
        slice.rows.iter().map(|(row, _)| row.1).collect(),
        slice.has_next,
        slice.has_previous,
    )
}

fn cursor(n: i64) -> String {
    Cursor {
        list: "things".into(),
        key: vec![Part::Int(n), Part::Text(format!("r{n}"))],
    }
    .encode()
}

#[test]
fn pages_forward_and_backward() {
    let page = |first, after, last, before| Page::new(first, after, last, before).unwrap();
    assert_eq!(
        cut(page(Some(3), None, None, None)),
        (vec![0, 1, 2], true, false)
    );
    assert_eq!(
        cut(page(Some(3), Some(cursor(2)), None, None)),
        (vec![3, 4, 5], true, true)
    );
    assert_eq!(
        cut(page(Some(3), Some(cursor(5)), None, None)),
        (vec![6], false, true)
    );
    assert_eq!(
        cut(page(None, None, Some(2), None)),
        (vec![5, 6], false, true)
    );
    assert_eq!(
        cut(page(None, None, Some(2), Some(cursor(2)))),
        (vec![0, 1], true, false)
    );
    assert_eq!(cut(page(Some(0), None, None, None)), (vec![], true, false));
}

#[test]
fn a_cursor_outlives_its_row() {
    let mut rows = keys();
    rows.remove(3);
    let page = Page::new(Some(2), Some(cursor(3)), None, None).unwrap();
    let slice = page.cut("things", &rows, |row| row.0.clone()).unwrap();
    assert_eq!(
        slice.rows.iter().map(|(row, _)| row.1).collect::<Vec<_>>(),
        [4, 5]
    );
}

#[test]
fn bad_arguments_are_named() {
    let message = |result: Result<Page, PageError>| result.unwrap_err().to_string();
    insta::assert_snapshot!(message(Page::new(Some(1), None, Some(1), None)), @"`first` and `last` cannot be given together: page either forward or backward");
    insta::assert_snapshot!(message(Page::new(Some(-1), None, None, None)), @"`first` is -1: a page size is 0 or more");
    insta::assert_snapshot!(message(Page::new(None, None, Some(101), None)), @"`last` is 101: a page holds at most 100");
    let rows = keys();
    let broken = Page::new(Some(1), Some("?".into()), None, None).unwrap();
    insta::assert_snapshot!(broken.cut("things", &rows, |row| row.0.clone()).unwrap_err(), @"`after` is not a cursor of this API: pass one from `pageInfo` or `edges` unchanged");
    let foreign = Page::new(Some(1), Some(cursor(1)), None, None).unwrap();
    insta::assert_snapshot!(foreign.cut("others", &rows, |row| row.0.clone()).unwrap_err(), @"`after` is a cursor of `things`, this list is `others`: ask for the first page again");
}

#[test]
fn missing_stands_last_in_either_direction() {
    let mut rising = [vec![Part::Missing], vec![Part::Int(2)], vec![Part::Int(1)]];
    rising.sort();
    assert_eq!(
        rising,
        [vec![Part::Int(1)], vec![Part::Int(2)], vec![Part::Missing]]
    );
    let mut falling = [
        vec![Part::Missing],
        vec![Part::Int(-1)],
        vec![Part::Int(-2)],
    ];
    falling.sort();
    assert_eq!(
        falling,
        [
            vec![Part::Int(-2)],
            vec![Part::Int(-1)],
            vec![Part::Missing]
        ]
    );
}
