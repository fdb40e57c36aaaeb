//! Folded texts, one after the other. An index shares those of the one that it was made beside.

use std::sync::Arc;

/// Parts that are kept apart; with more they are put together, so that a text is found in few steps.
const MOST: usize = 8;

/// Texts by their numbers, which rise from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    parts: Vec<Arc<Part>>,
}

/// Texts that were added together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// The number of the first one.
    first: u32,
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Part {
    /// Adds a text; whoever adds sees that all stay below 4 GiB.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all together.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[place] as usize]
    }
}

impl Texts {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.parts
            .last()
            .map_or(0, |last| last.first as usize + last.len())
    }

    /// Bytes of all together.
    pub(crate) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.bytes()).sum()
    }

    /// A text by its number.
    pub(crate) fn get(&self, number: u32) -> &str {
        let after = self.parts.partition_point(|part| part.first <= number);
        let part = &self.parts[after - 1];
        part.get((number - part.first) as usize)
    }

    /// These and later ones.
    pub(crate) fn followed_by(&self, mut later: Part) -> Self {
        let mut texts = self.clone();
        if later.len() == 0 {
            return texts;
        }
        if texts.parts.len() == MOST {
            let mut whole = Part::default();
            for part in &texts.parts {
                (0..part.len()).for_each(|place| whole.push(part.get(place)));
            }
            texts.parts = vec![Arc::new(whole)];
        }
        later.first = texts.len() as u32;
        later.text.shrink_to_fit();
        later.ends.shrink_to_fit();
        texts.parts.push(Arc::new(later));
        texts
    }
}
