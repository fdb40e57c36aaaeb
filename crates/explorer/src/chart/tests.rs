use super::*;

#[test]
fn text_cannot_leave_a_drawing() {
    let mut drawing = Drawing::new(10.0, 10.0, "a \"b\" <c>");
    drawing.text(0.0, 0.0, "start", "</svg><script>alert(1)</script>");
    let svg = drawing.finish();
    assert!(!svg.contains("<script>"), "{svg}");
    assert!(svg.contains("&quot;b&quot; &lt;c&gt;"), "{svg}");
}

#[test]
fn a_cell_is_no_formula() {
    assert_eq!(csv_cell("=1+1"), "'=1+1");
    assert_eq!(csv_cell("-5"), "-5");
    assert_eq!(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
}

#[test]
fn axes_have_few_lines() {
    for most in [1, 4, 9, 17, 62, 147, 1_000, 123_456] {
        let step = step(most);
        assert!(most / step <= 7, "{most} in steps of {step}");
    }
}

#[test]
fn the_map_has_each_prefecture_once_and_no_tile_twice() {
    let counts: Vec<_> = (1..=47)
        .map(|code| (format!("{code:02}"), format!("p{code}"), 0, "/x".to_owned()))
        .collect();
    let chart = tiles("map", "map", ["a", "b"], &counts);
    assert_eq!(chart.svg.matches("<rect").count(), 47);
    let places: std::collections::BTreeSet<&str> = chart
        .svg
        .split("<rect ")
        .skip(1)
        .map(|rest| rest.split(" width").next().unwrap_or(rest))
        .collect();
    assert_eq!(places.len(), 47);
}
