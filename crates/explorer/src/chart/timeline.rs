//! What was stated of a pair, on a line of days.

use super::{Chart, Drawing, FAINT, GRID, INK, position};

/// A statement: the day on which it was made, the days it speaks of, how far it says the link has come.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// Day of the statement, `2024-04-01`, `2024-04` or `2024`.
    pub(crate) on: String,
    /// The start that it prints.
    pub(crate) from: Option<String>,
    pub(crate) label: String,
    /// As in the API's enum `LinkageState`.
    pub(crate) state: String,
    pub(crate) state_label: String,
    pub(crate) is_governing: bool,
}

/// Colour and sign of a state: never the colour alone.
pub(crate) fn sign(state: &str) -> (&'static str, &'static str) {
    match state {
        "IN_FORCE" => ("#2f7d4f", "●"),
        "PLANNED" => ("#0b5fa5", "◐"),
        "UNDECIDED" => ("#8a6d00", "?"),
        "PROHIBITED" => ("#a3262a", "×"),
        _ => ("#5d5d5d", "–"),
    }
}

/// A year as a number with its part: enough to place a mark.
fn year(day: &str) -> Option<f64> {
    let mut parts = day.split('-');
    let year: f64 = parts.next()?.parse().ok()?;
    let month: f64 = parts
        .next()
        .and_then(|month| month.parse().ok())
        .unwrap_or(1.0);
    let day: f64 = parts.next().and_then(|day| day.parse().ok()).unwrap_or(1.0);
    Some(year + (month - 1.0) / 12.0 + (day - 1.0) / 365.0)
}

pub(crate) fn timeline(
    name: &'static str,
    title: &str,
    head: [&str; 4],
    marks: &[Mark],
    on: &str,
) -> Chart {
    const LEFT: f64 = 20.0;
    const WIDTH: f64 = 640.0;
    const ROW: f64 = 30.0;
    let days = marks
        .iter()
        .flat_map(|mark| [Some(mark.on.as_str()), mark.from.as_deref()]);
    let days: Vec<f64> = days.flatten().chain([on]).filter_map(year).collect();
    let first = days.iter().copied().fold(f64::INFINITY, f64::min).floor();
    let last = days
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max)
        .ceil();
    let (first, last) = if first.is_finite() && last > first {
        (first, last)
    } else {
        (2020.0, 2030.0)
    };
    let place = |at: f64| LEFT + (at - first) / (last - first) * (WIDTH - 2.0 * LEFT);
    let bottom = 30.0 + ROW * position(marks.len());
    let mut drawing = Drawing::new(WIDTH, bottom + 24.0, title);
    let mut at = first;
    let every = if last - first > 12.0 { 2.0 } else { 1.0 };
    while at <= last {
        drawing.line([place(at), 20.0, place(at), bottom], GRID, false);
        drawing.small(place(at), 14.0, "middle", format!("{at:.0}"));
        at += every;
    }
    if let Some(on) = year(on) {
        drawing.line([place(on), 20.0, place(on), bottom], INK, true);
    }
    for (row, mark) in marks.iter().enumerate() {
        let y = 42.0 + ROW * position(row);
        let (colour, sign) = sign(&mark.state);
        let Some(stated) = year(&mark.on) else {
            continue;
        };
        let from = mark.from.as_deref().and_then(year);
        if let Some(from) = from {
            drawing.line([place(stated), y, place(from), y], colour, from > stated);
            drawing.circle(place(from), y, 4.0, "#ffffff", &mark.state_label);
        }
        drawing.circle(
            place(stated),
            y,
            8.0,
            colour,
            &format!("{} {}", mark.on, mark.state_label),
        );
        drawing.text_in(place(stated), y + 4.0, "middle", "#ffffff", 11, sign);
        let words = if mark.is_governing {
            format!("★ {}", mark.label)
        } else {
            mark.label.clone()
        };
        let right = from.map_or(stated, |from| from.max(stated));
        let room = place(right) < WIDTH * 0.55;
        let (x, anchor) = if room {
            (place(right) + 14.0, "start")
        } else {
            (place(stated.min(right)) - 14.0, "end")
        };
        drawing.text_in(x, y + 4.0, anchor, FAINT, 12, words);
    }
    let rows = marks.iter().map(|mark| {
        vec![
            mark.on.clone(),
            mark.state_label.clone(),
            mark.from.clone().unwrap_or_default(),
            mark.label.clone(),
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
