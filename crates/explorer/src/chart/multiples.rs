//! Small multiples: what is declared beside what is computed, each on a scale of its own.

use super::{Chart, Drawing, FAINT, colour, fitting, position};

/// A figure with its declared and its computed value.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    pub(crate) label: String,
    pub(crate) declared: Option<f64>,
    pub(crate) computed: Option<f64>,
    pub(crate) shown: [String; 2],
}

pub(crate) fn multiples(
    name: &'static str,
    title: &str,
    head: [&str; 3],
    measures: &[Measure],
) -> Chart {
    const CELL: f64 = 330.0;
    const HIGH: f64 = 78.0;
    const ACROSS: usize = 2;
    // Behind a bar stands what it says.
    const WORDS: f64 = 160.0;
    let rows = measures.len().div_ceil(ACROSS).max(1);
    let mut drawing = Drawing::new(CELL * position(ACROSS), HIGH * position(rows), title);
    for (at, measure) in measures.iter().enumerate() {
        let x = CELL * position(at % ACROSS) + 8.0;
        let y = HIGH * position(at / ACROSS) + 14.0;
        let label = fitting(&measure.label, 12.0, CELL - 20.0);
        drawing.text(x, y, "start", label);
        let values = [measure.declared, measure.computed];
        let most = values.iter().flatten().copied().fold(1.0, f64::max);
        for (which, value) in values.iter().enumerate() {
            let y = y + 8.0 + 22.0 * position(which);
            let width = value.map_or(0.0, |value| (CELL - WORDS) * value / most);
            let said = format!("{}: {}", head[which + 1], measure.shown[which]);
            drawing.rect([x, y, width, 14.0], colour(which), &said);
            drawing.text_in(x + width + 6.0, y + 12.0, "start", FAINT, 11, &said);
        }
    }
    let rows = measures.iter().map(|measure| {
        let [declared, computed] = measure.shown.clone();
        vec![measure.label.clone(), declared, computed]
    });
    Chart {
        name,
        title: title.to_owned(),
        svg: drawing.finish(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
