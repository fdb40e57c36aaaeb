//! Closed vocabularies as words: `IN_FORCE`, `ACADEMIA`.

/// A closed vocabulary whose values are written as upper-case words in files, in the database and in the API.
pub trait Words: Sized + Copy + 'static {
    /// Every value with its word, in the order in which documentation lists them.
    const WORDS: &'static [(&'static str, Self)];

    /// What the value is called, in Japanese and in English.
    fn labels(self) -> (&'static str, &'static str) {
        ("", "")
    }

    /// The value that a word stands for.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, value)| *value)
    }

    /// The value that a reader calls so, in Japanese or in English.
    fn from_label(label: &str) -> Option<Self> {
        let label = label.trim();
        let mut all = Self::WORDS.iter().map(|(_, value)| *value);
        all.find(|value| {
            let (ja, en) = value.labels();
            !label.is_empty() && (ja == label || en.eq_ignore_ascii_case(label))
        })
    }
}

/// Declares a closed vocabulary: a Rust enum, stored as its word, read from files by the same word, shown by its labels. A
/// vocabulary that no reader sees may leave its labels out: then the word stands for itself.
#[macro_export]
macro_rules! words {
    (@labels $word:literal) => { ($word, $word) };
    (@labels $word:literal, $ja:literal, $en:literal) => { ($ja, $en) };
    ($(#[$about:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $value:ident = $word:literal $(($ja:literal, $en:literal))?,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize,
                 ::sea_orm::EnumIter, ::sea_orm::DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        $vis enum $name {
            $($(#[$doc])* #[sea_orm(string_value = $word)] #[serde(rename = $word)] $value,)*
        }

        impl $crate::Words for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $name::$value),)*];

            fn labels(self) -> (&'static str, &'static str) {
                $name::labels(self)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.word()
            }
        }

        impl $name {
            /// The word by which files, database and API know this value.
            pub fn word(self) -> &'static str {
                match self { $($name::$value => $word,)* }
            }

            /// What this value is called, in Japanese and in English.
            pub fn labels(self) -> (&'static str, &'static str) {
                match self { $($name::$value => $crate::words!(@labels $word $(, $ja, $en)?),)* }
            }
        }
    };
}
