//! Japan as 47 tiles: each prefecture one square, about where it lies.

use super::{Chart, Drawing};

/// JIS code, column and row of each prefecture's tile.
const PLACES: [(&str, u8, u8); 47] = [
    ("01", 12, 0),
    ("02", 12, 2),
    ("03", 12, 3),
    ("04", 12, 4),
    ("05", 11, 3),
    ("06", 11, 4),
    ("07", 12, 5),
    ("08", 13, 6),
    ("09", 12, 6),
    ("10", 11, 6),
    ("11", 11, 7),
    ("12", 13, 7),
    ("13", 12, 7),
    ("14", 12, 8),
    ("15", 11, 5),
    ("16", 10, 5),
    ("17", 9, 5),
    ("18", 9, 6),
    ("19", 11, 8),
    ("20", 10, 6),
    ("21", 9, 7),
    ("22", 10, 8),
    ("23", 9, 8),
    ("24", 8, 8),
    ("25", 8, 7),
    ("26", 7, 6),
    ("27", 7, 8),
    ("28", 6, 7),
    ("29", 8, 9),
    ("30", 7, 9),
    ("31", 5, 6),
    ("32", 4, 6),
    ("33", 5, 7),
    ("34", 4, 7),
    ("35", 3, 7),
    ("36", 6, 10),
    ("37", 6, 9),
    ("38", 5, 9),
    ("39", 5, 10),
    ("40", 2, 8),
    ("41", 1, 8),
    ("42", 0, 8),
    ("43", 1, 9),
    ("44", 2, 9),
    ("45", 2, 10),
    ("46", 1, 10),
    ("47", 0, 12),
];

/// `counts`: code, name and count of each prefecture, and where its tile leads.
pub(crate) fn tiles(
    name: &'static str,
    title: &str,
    head: [&str; 2],
    counts: &[(String, String, i64, String)],
) -> Chart {
    const SIDE: f64 = 44.0;
    let mut drawing = Drawing::new(SIDE * 14.0 + 8.0, SIDE * 13.0 + 8.0, title);
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
        let x = f64::from(*column) * SIDE + 4.0;
        let y = f64::from(*row) * SIDE + 4.0;
        let (fill, ink) = shade(*count, most);
        let short: String = label
            .trim_end_matches(['県', '府', '都'])
            .chars()
            .take(4)
            .collect();
        drawing.link(address, |drawing| {
            drawing.rect(
                [x, y, SIDE - 3.0, SIDE - 3.0],
                fill,
                &format!("{label}: {count}"),
            );
            drawing.text_in(x + (SIDE - 3.0) / 2.0, y + 17.0, "middle", ink, 11, short);
            drawing.text_in(x + (SIDE - 3.0) / 2.0, y + 33.0, "middle", ink, 12, count);
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
