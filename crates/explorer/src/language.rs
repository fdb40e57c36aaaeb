//! The reader's language.

use http::{HeaderMap, header};

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Ja,
    En,
}

impl Language {
    /// `?lang=` first, then the first known language of `Accept-Language`, else Japanese.
    pub(crate) fn of(asked: Option<&str>, headers: &HeaderMap) -> Self {
        if let Some(language) = asked.and_then(Self::named) {
            return language;
        }
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|accepted| accepted.to_str().ok())
            .unwrap_or_default();
        let mut ranked: Vec<(f32, Self)> = accepted
            .split(',')
            .filter_map(|range| {
                let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
                let quality = quality.trim().parse().unwrap_or(0.0);
                Some((quality, Self::named(tag.trim())?))
            })
            .collect();
        // Stable: of equal wishes the first stays first.
        ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        ranked.first().map_or(Self::Ja, |(_, language)| *language)
    }

    /// What a text is written in: an English one may name things in Japanese, and a Japanese one in Latin letters.
    pub(crate) fn of_text(text: &str) -> Self {
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        let japanese = text.chars().filter(|letter| *letter >= '\u{3040}').count();
        if 3 * japanese >= latin {
            Self::Ja
        } else {
            Self::En
        }
    }

    fn named(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// As in `lang=` of HTML.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// As in the API's enum `Language`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ja => "JA",
            Self::En => "EN",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }

    pub(crate) fn pick<'t>(self, ja: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}
