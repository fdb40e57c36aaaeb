//! Reading the printed texts of a registry: pure functions, one file per question. What is not plain stays unread;
//! the raw text is always kept beside what was read.

mod cases;
mod classes;
mod company;
mod dates;
mod nature;
mod quantity;
mod sites;

pub use cases::{Count, CountContext, counts};
pub use classes::{biospecimens, data_classes, purposes};
pub use company::{company_use, modes};
pub use dates::{Started, as_of, started};
pub use nature::{Read, Times, kind, region, standing};
pub use sites::{Sites, sites};

/// Full-width digits, letters and signs as plain ones; everything else as it stands. One character stays one.
fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

/// Whether a text holds one of these words.
fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The first of these words that a text holds.
fn first<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    words.iter().copied().find(|word| text.contains(word))
}

#[cfg(test)]
mod tests;
