//! Who entrusts whom, level by level.

use super::{Chart, Drawing, FAINT, GRID, INK, position, text_width};

/// One entrustment.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) level: i64,
}

/// The first of the chain on the left, each level a column.
pub(crate) fn chain(
    name: &'static str,
    title: &str,
    head: [&str; 3],
    first: &str,
    links: &[Link],
) -> Chart {
    const COLUMN: f64 = 270.0;
    const ROW: f64 = 46.0;
    const HIGH: f64 = 32.0;
    let mut boxes: Vec<(String, usize, usize)> = vec![(first.to_owned(), 0, 0)];
    let mut filled = vec![1_usize];
    let mut ordered = links.to_vec();
    ordered.sort_by_key(|link| link.level);
    for link in &ordered {
        let column = usize::try_from(link.level).unwrap_or(1).clamp(1, 4);
        if boxes
            .iter()
            .any(|(name, at, _)| *name == link.to && *at == column)
        {
            continue;
        }
        filled.resize(filled.len().max(column + 1), 0);
        boxes.push((link.to.clone(), column, filled[column]));
        filled[column] += 1;
    }
    let rows = filled.iter().copied().max().unwrap_or(1);
    let width = COLUMN * position(filled.len());
    let mut drawing = Drawing::new(width, ROW * position(rows) + 8.0, title);
    let corner = |(_, column, row): &(String, usize, usize)| {
        (COLUMN * position(*column) + 4.0, ROW * position(*row) + 6.0)
    };
    for link in &ordered {
        let from = boxes
            .iter()
            .find(|(name, ..)| *name == link.from)
            .or(boxes.first());
        let to = boxes.iter().find(|(name, ..)| *name == link.to);
        if let (Some(from), Some(to)) = (from, to) {
            let ((x1, y1), (x2, y2)) = (corner(from), corner(to));
            drawing.line(
                [x1 + COLUMN - 40.0, y1 + HIGH / 2.0, x2, y2 + HIGH / 2.0],
                FAINT,
                link.level > 1,
            );
        }
    }
    for held in &boxes {
        let (x, y) = corner(held);
        drawing.rect([x, y, COLUMN - 40.0, HIGH], GRID, &held.0);
        let mut label = held.0.clone();
        while text_width(&label, 12.0) > COLUMN - 54.0 {
            label.pop();
        }
        if label.len() < held.0.len() {
            label.pop();
            label.push('…');
        }
        drawing.text_in(x + 8.0, y + 20.0, "start", INK, 12, label);
    }
    let rows = ordered
        .iter()
        .map(|link| vec![link.from.clone(), link.to.clone(), link.level.to_string()]);
    Chart {
        name,
        title: title.to_owned(),
        svg: drawing.finish(),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
