//! Japan as 47 tiles: each prefecture one tile, about where it lies.

use super::{Chart, Drawing, text_width};

/// JIS code, column and row of each prefecture's tile.
const PLACES: [(&str, u8, u8); 47] = [
    ("01", 12, 0),
    ("02", 12, 1),
    ("03", 12, 2),
    ("04", 12, 3),
    ("05", 11, 2),
    ("06", 11, 3),
    ("07", 12, 4),
    ("08", 13, 5),
    ("09", 12, 5),
    ("10", 11, 5),
    ("11", 11, 6),
    ("12", 13, 6),
    ("13", 12, 6),
    ("14", 12, 7),
    ("15", 11, 4),
    ("16", 10, 4),
    ("17", 9, 4),
    ("18", 9, 5),
    ("19", 11, 7),
    ("20", 10, 5),
    ("21", 9, 6),
    ("22", 10, 7),
    ("23", 9, 7),
    ("24", 8, 7),
    ("25", 8, 6),
    ("26", 7, 5),
    ("27", 7, 7),
    ("28", 6, 6),
    ("29", 8, 8),
    ("30", 7, 8),
    ("31", 5, 5),
    ("32", 4, 5),
    ("33", 5, 6),
    ("34", 4, 6),
    ("35", 3, 6),
    ("36", 6, 9),
    ("37", 6, 8),
    ("38", 5, 8),
    ("39", 5, 9),
    ("40", 2, 7),
    ("41", 1, 7),
    ("42", 0, 7),
    ("43", 1, 8),
    ("44", 2, 8),
    ("45", 2, 9),
    ("46", 1, 9),
    ("47", 0, 10),
];

/// `counts`: code, name and count of each prefecture, and where its tile leads.
pub(crate) fn tiles(
    name: &'static str,
    title: &str,
    head: [&str; 2],
    counts: &[(String, String, i64, String)],
) -> Chart {
    const HEIGHT: f64 = 46.0;
    // Squares for the names of Japanese; those of English are longer, and no tile is so narrow that its name is not read.
    let widest = counts
        .iter()
        .map(|(_, label, ..)| text_width(short(label), 11.0) + 15.0)
        .fold(HEIGHT, f64::max);
    let mut drawing = Drawing::new(widest * 14.0 + 8.0, HEIGHT * 11.0 + 8.0, title);
    let most = counts
        .iter()
        .map(|(_, _, count, _)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    for (code, label, count, address) in counts {
        let Some((_, column, row)) = PLACES.iter().find(|(known, ..)| known == code) else {
            continue;
        };
        let x = f64::from(*column) * widest + 4.0;
        let y = f64::from(*row) * HEIGHT + 4.0;
        let (fill, ink) = shade(*count, most);
        let middle = x + (widest - 3.0) / 2.0;
        drawing.link(address, |drawing| {
            drawing.rect(
                [x, y, widest - 3.0, HEIGHT - 3.0],
                fill,
                &format!("{label}: {count}"),
            );
            drawing.text_in(middle, y + 17.0, "middle", ink, 11, short(label));
            drawing.text_in(middle, y + 33.0, "middle", ink, 12, count);
        });
    }
    let rows = counts
        .iter()
        .map(|(_, label, count, _)| vec![label.clone(), count.to_string()]);
    Chart {
        name,
        title: title.to_owned(),
        svg: drawing.finish(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// 京都 for 京都府; 北海道 has no short form.
fn short(label: &str) -> &str {
    label.strip_suffix(['県', '府', '都']).unwrap_or(label)
}

/// Five shades with an ink that is read on them; the number stands on each tile.
fn shade(count: i64, most: i64) -> (&'static str, &'static str) {
    const SHADES: [(&str, &str); 5] = [
        ("#e4e7eb", "#1f2933"),
        ("#c9dff0", "#1f2933"),
        ("#8fbde0", "#1f2933"),
        ("#2f78b5", "#ffffff"),
        ("#0a416f", "#ffffff"),
    ];
    if count == 0 {
        return SHADES[0];
    }
    let at = 1 + usize::try_from((count - 1) * 4 / most.max(1)).unwrap_or(0);
    SHADES[at.min(4)]
}
