//! Bars: stacked over time, or lying side by side.

use super::{Chart, Drawing, FAINT, GRID, colour, fitting, length, position, step, text_width};

/// A bar: its label, its address where it leads somewhere, a count for each series.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) address: Option<String>,
    pub(crate) counts: Vec<i64>,
}

/// Standing bars, one for each time, whose parts are the series.
pub(crate) fn stacked(
    name: &'static str,
    title: &str,
    axis: &str,
    series: &[String],
    bars: &[Bar],
) -> Chart {
    const LEFT: f64 = 36.0;
    const TOP: f64 = 12.0;
    const HEIGHT: f64 = 180.0;
    const BELOW: f64 = 46.0;
    let legend = 20.0 * position(series.len());
    let slot = if bars.len() > 24 { 22.0 } else { 31.0 };
    let width = (LEFT + slot * position(bars.len()) + 12.0).max(360.0);
    let mut drawing = Drawing::new(width, TOP + HEIGHT + BELOW + legend, title);
    let most = bars
        .iter()
        .map(|bar| bar.counts.iter().sum::<i64>())
        .max()
        .unwrap_or(0)
        .max(1);
    let scale = HEIGHT / length(most);
    let step = step(most);
    let mut line = 0;
    while line <= most {
        let y = TOP + HEIGHT - scale * length(line);
        drawing.line([LEFT, y, width - 8.0, y], GRID, false);
        drawing.small(LEFT - 6.0, y + 4.0, "end", line);
        line += step;
    }
    for (at, bar) in bars.iter().enumerate() {
        let x = LEFT + slot * position(at) + 4.0;
        let mut top = TOP + HEIGHT;
        for (which, &count) in bar.counts.iter().enumerate() {
            if count == 0 {
                continue;
            }
            let height = scale * length(count);
            top -= height;
            let label = series.get(which).map_or("", String::as_str);
            let said = format!("{} {label}: {count}", bar.label);
            let draw = |drawing: &mut Drawing| {
                drawing.rect([x, top, slot - 8.0, height - 0.5], colour(which), &said)
            };
            match &bar.address {
                Some(address) => drawing.link(address, draw),
                None => draw(&mut drawing),
            }
        }
        // A year under its first bar, the rest of the label under each.
        let (year, rest) = bar
            .label
            .split_once('-')
            .unwrap_or(("", bar.label.as_str()));
        drawing.small(x + (slot - 8.0) / 2.0, TOP + HEIGHT + 14.0, "middle", rest);
        let is_first = at == 0 || !bars[at - 1].label.starts_with(year);
        if !year.is_empty() && is_first {
            drawing.small(x, TOP + HEIGHT + 30.0, "start", year);
        }
    }
    for (which, label) in series.iter().enumerate() {
        let x = LEFT;
        let y = TOP + HEIGHT + BELOW + 20.0 * position(which);
        drawing.rect([x, y - 10.0, 12.0, 12.0], colour(which), "");
        drawing.text(x + 16.0, y, "start", label);
    }
    let mut head = vec![axis.to_owned()];
    head.extend(series.iter().cloned());
    let rows = bars.iter().map(|bar| {
        let counts = bar.counts.iter().map(ToString::to_string);
        std::iter::once(bar.label.clone()).chain(counts).collect()
    });
    Chart {
        name,
        title: title.to_owned(),
        svg: drawing.finish(),
        head,
        rows: rows.collect(),
    }
}

/// Lying bars of one series, the label before each.
pub(crate) fn horizontal(name: &'static str, title: &str, head: [&str; 2], bars: &[Bar]) -> Chart {
    let labels = bars
        .iter()
        .map(|bar| text_width(&bar.label, 12.0))
        .fold(60.0, f64::max)
        .min(270.0);
    let left = labels + 12.0;
    let height = 24.0 * position(bars.len()) + 8.0;
    let mut drawing = Drawing::new(left + 150.0, height, title);
    let count = |bar: &Bar| bar.counts.iter().sum::<i64>();
    let most = bars.iter().map(count).max().unwrap_or(0).max(1);
    for (at, bar) in bars.iter().enumerate() {
        let y = 24.0 * position(at) + 4.0;
        let width = 110.0 * length(count(bar)) / length(most);
        let said = format!("{}: {}", bar.label, count(bar));
        let draw = |drawing: &mut Drawing| {
            drawing.text(
                left - 8.0,
                y + 13.0,
                "end",
                fitting(&bar.label, 12.0, labels),
            );
            drawing.rect([left, y, width.max(1.0), 16.0], colour(0), &said);
        };
        match &bar.address {
            Some(address) => drawing.link(address, draw),
            None => draw(&mut drawing),
        }
        drawing.text_in(left + width + 6.0, y + 13.0, "start", FAINT, 12, count(bar));
    }
    let rows = bars
        .iter()
        .map(|bar| vec![bar.label.clone(), count(bar).to_string()]);
    Chart {
        name,
        title: title.to_owned(),
        svg: drawing.finish(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
