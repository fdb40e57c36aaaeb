//! Charts as SVG, made on the server, each with the table that it draws.
//!
//! Nothing in them is a style attribute: the page's policy allows the style sheet only. A chart that is downloaded carries its
//! own colours as presentation attributes, so it looks alike everywhere.

mod bars;
mod chain;
mod dots;
mod multiples;
mod tiles;
mod timeline;

use std::fmt::{Display, Write as _};

pub(crate) use bars::{Bar, horizontal, stacked};
pub(crate) use chain::{Link, chain};
pub(crate) use dots::{Dot, dots};
pub(crate) use multiples::{Measure, multiples};
pub(crate) use tiles::tiles;
pub(crate) use timeline::{Mark, sign, timeline};

/// A drawing and its figures.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// As in `?chart=` of the page's address.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) svg: String,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Chart {
    /// The table as CSV, with the mark that spreadsheets need to read it as UTF-8.
    pub(crate) fn csv(&self) -> String {
        let mut text = String::from('\u{feff}');
        for row in std::iter::once(&self.head).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }

    /// The drawing as a file of its own.
    pub(crate) fn stand_alone(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", self.svg)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A cell that no spreadsheet takes for a formula.
fn csv_cell(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t']) && cell.parse::<f64>().is_err();
    let cell = if is_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// Colours that differ for readers who confuse red and green, each with 3:1 against white; marks or words stand beside them.
pub(crate) const PALETTE: [&str; 8] = [
    "#0b5fa5", "#b3541e", "#2f7d4f", "#7a4fa3", "#8a6d00", "#9c2f5b", "#3f6b75", "#5d5d5d",
];

pub(crate) fn colour(at: usize) -> &'static str {
    PALETTE[at % PALETTE.len()]
}

const INK: &str = "#1f2933";
const FAINT: &str = "#52606d";
const GRID: &str = "#cbd2d9";

/// An SVG that is being written.
pub(crate) struct Drawing {
    body: String,
    width: f64,
    height: f64,
    label: String,
}

impl Drawing {
    pub(crate) fn new(width: f64, height: f64, label: &str) -> Self {
        Self {
            body: String::new(),
            width,
            height,
            label: label.to_owned(),
        }
    }

    pub(crate) fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str, title: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\">",
            short(x),
            short(y),
            short(width.max(0.0)),
            short(height.max(0.0)),
        );
        self.title(title);
        self.body.push_str("</rect>");
    }

    pub(crate) fn circle(&mut self, x: f64, y: f64, radius: f64, fill: &str, title: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\"1\">",
            short(x),
            short(y),
            short(radius),
        );
        self.title(title);
        self.body.push_str("</circle>");
    }

    pub(crate) fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], stroke: &str, dashed: bool) {
        let dash = if dashed {
            " stroke-dasharray=\"4 3\""
        } else {
            ""
        };
        let _ = write!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"1.5\"{dash}/>",
            short(x1),
            short(y1),
            short(x2),
            short(y2),
        );
    }

    /// `anchor`: start, middle, end.
    pub(crate) fn text(&mut self, x: f64, y: f64, anchor: &str, text: impl Display) {
        self.text_in(x, y, anchor, INK, 12, text);
    }

    pub(crate) fn small(&mut self, x: f64, y: f64, anchor: &str, text: impl Display) {
        self.text_in(x, y, anchor, FAINT, 11, text);
    }

    pub(crate) fn text_in(
        &mut self,
        x: f64,
        y: f64,
        anchor: &str,
        fill: &str,
        size: u8,
        text: impl Display,
    ) {
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\" font-size=\"{size}\">{}</text>",
            short(x),
            short(y),
            escape(&text.to_string()),
        );
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            let _ = write!(self.body, "<title>{}</title>", escape(title));
        }
    }

    pub(crate) fn link(&mut self, address: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.body, "<a href=\"{}\">", escape(address));
        draw(self);
        self.body.push_str("</a>");
    }

    pub(crate) fn finish(self) -> String {
        let Self {
            body,
            width,
            height,
            label,
        } = self;
        // What is one image to a screen reader has no links inside; a drawing with links is a group of them.
        let role = if body.contains("<a ") { "group" } else { "img" };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"{role}\" \
             aria-label=\"{}\" font-family=\"sans-serif\">{body}</svg>",
            short(width),
            short(height),
            short(width),
            short(height),
            escape(&label),
        )
    }
}

/// At most one digit after the point: nobody sees more, and pages stay small.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other if other.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A count as a length: what a chart draws is far below the bound of exact numbers.
pub(crate) fn length(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::from(i32::MAX), f64::from)
}

pub(crate) fn position(at: usize) -> f64 {
    u32::try_from(at).map_or(0.0, f64::from)
}

/// Room that a text takes: full-width letters count double.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let units: f64 = text
        .chars()
        .map(|letter| if letter.is_ascii() { 0.56 } else { 1.0 })
        .sum();
    units * size
}

/// A text that fits into a width, with a sign where something was left out.
pub(crate) fn fitting(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while !short.is_empty() && text_width(&short, size) > width - size {
        short.pop();
    }
    format!("{short}…")
}

/// A round step for an axis of at most six lines above its foot.
pub(crate) fn step(most: i64) -> i64 {
    let mut magnitude = 1;
    loop {
        for factor in [1, 2, 5] {
            if most / (magnitude * factor) <= 6 {
                return magnitude * factor;
            }
        }
        magnitude *= 10;
    }
}

#[cfg(test)]
mod tests;
