//! Dated counts of one thing: dots that nobody adds up.

use super::{Chart, Drawing, FAINT, GRID, colour, position};

/// One count.
#[derive(Clone, Debug)]
pub(crate) struct Dot {
    pub(crate) label: String,
    /// With its thousands parted, as printed beside the dot.
    pub(crate) shown: String,
    pub(crate) value: f64,
    pub(crate) day: String,
    pub(crate) kind: String,
}

/// One row for each count, on one scale, with its day and kind in words.
pub(crate) fn dots(name: &'static str, title: &str, head: [&str; 4], counts: &[Dot]) -> Chart {
    const LEFT: f64 = 92.0;
    const WIDTH: f64 = 560.0;
    const ROW: f64 = 28.0;
    let most = counts.iter().map(|dot| dot.value).fold(1.0, f64::max);
    let mut drawing = Drawing::new(WIDTH, 10.0 + ROW * position(counts.len()), title);
    for (row, dot) in counts.iter().enumerate() {
        let y = 18.0 + ROW * position(row);
        let x = LEFT + (WIDTH - LEFT - 240.0) * dot.value / most;
        drawing.small(LEFT - 8.0, y + 4.0, "end", &dot.day);
        drawing.line([LEFT, y, x, y], GRID, false);
        drawing.circle(x, y, 5.0, colour(0), &dot.label);
        drawing.text(x + 10.0, y + 4.0, "start", &dot.shown);
        drawing.text_in(
            x + 18.0 + 8.0 * position(dot.shown.chars().count()),
            y + 4.0,
            "start",
            FAINT,
            11,
            &dot.kind,
        );
    }
    let rows = counts.iter().map(|dot| {
        vec![
            dot.day.clone(),
            dot.shown.clone(),
            dot.kind.clone(),
            dot.label.clone(),
        ]
    });
    Chart {
        name,
        title: title.to_owned(),
        svg: drawing.finish(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
