//! The parameters of an export, read strictly: an unknown or repeated one is refused, not ignored.

use base::{Revision, Words};
use chrono::NaiveDate;

use crate::export::{ExportError, Offer};
use crate::files::REVISION;

/// What was given.
#[derive(Clone, Copy)]
pub(crate) struct Parameters<'a>(&'a [(String, String)]);

impl<'a> Parameters<'a> {
    /// Takes the pairs given, if the offer knows each of them and none comes twice.
    pub(crate) fn new(given: &'a [(String, String)], offer: &Offer) -> Result<Self, ExportError> {
        for (place, (name, _)) in given.iter().enumerate() {
            if !offer.parameters.iter().any(|known| known.name == name) {
                let known: Vec<&str> = offer.parameters.iter().map(|known| known.name).collect();
                let (know, know_ja) = if known.is_empty() {
                    ("none".to_owned(), "なし".to_owned())
                } else {
                    (known.join(", "), known.join("、"))
                };
                return Err(wrong(
                    name,
                    format!("is not known to {}: {know} are", offer.name),
                    format!("は {} では使えません(使えるもの: {know_ja})。", offer.name),
                ));
            }
            if given[..place].iter().any(|(earlier, _)| earlier == name) {
                return Err(wrong(name, "is given twice", "が2回指定されています。"));
            }
        }
        Ok(Self(given))
    }

    /// The text of a parameter; none where it is not given or empty.
    fn text(self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(given, _)| given == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A day of the form 2026-11-21.
    pub(crate) fn day(self, name: &str) -> Result<Option<NaiveDate>, ExportError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let strict = text.len() == 10 && text.is_ascii();
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(day) if strict => Ok(Some(day)),
            _ => Err(wrong(
                name,
                format!("is `{}`, not a day such as 2026-11-21", shown(text)),
                format!(
                    "「{}」は日付ではありません。2026-11-21 のように指定してください。",
                    shown(text)
                ),
            )),
        }
    }

    /// A word of a closed vocabulary.
    pub(crate) fn word<W: Words>(self, name: &str) -> Result<Option<W>, ExportError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match W::from_word(text) {
            Some(word) => Ok(Some(word)),
            None => {
                let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
                Err(wrong(
                    name,
                    format!("is `{}`, not one of {}", shown(text), words.join(", ")),
                    format!(
                        "「{}」は使えません。{} のいずれかを指定してください。",
                        shown(text),
                        words.join("、")
                    ),
                ))
            }
        }
    }

    /// The number of a revision.
    pub(crate) fn revision(self, name: &str) -> Result<Option<Revision>, ExportError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if number > 0 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Some(Revision(number)))
            }
            _ => Err(no_revision(name, text)),
        }
    }
}

/// The revision that is asked for, of an offer that knows no other parameter.
pub fn revision_of(
    given: &[(String, String)],
    offer: &Offer,
) -> Result<Option<Revision>, ExportError> {
    Parameters::new(given, offer)?.revision(REVISION.name)
}

/// There is no such revision.
pub fn no_revision(name: &str, text: &str) -> ExportError {
    wrong(
        name,
        format!("is `{}`: there is no such revision", shown(text)),
        format!("「{}」という版はありません。", shown(text)),
    )
}

fn wrong(name: &str, problem: impl Into<String>, problem_ja: impl Into<String>) -> ExportError {
    ExportError::Parameter {
        name: shown(name),
        problem: problem.into(),
        problem_ja: problem_ja.into(),
    }
}

/// As much of a client's text as is worth repeating.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use linkage::DataForm;

    use super::*;
    use crate::export::Parameter;

    const OFFER: Offer = Offer {
        name: "a.csv",
        content_type: "text/csv",
        about: "",
        about_ja: "",
        parameters: &[
            Parameter {
                name: "on",
                about: "",
                about_ja: "",
            },
            Parameter {
                name: "form",
                about: "",
                about_ja: "",
            },
        ],
        inline: false,
    };

    fn refused(given: &[(&str, &str)]) -> String {
        let given: Vec<_> = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let read = Parameters::new(&given, &OFFER).and_then(|given| {
            given.day("on")?;
            given.word::<DataForm>("form")?;
            given.revision("revision")
        });
        read.map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn each_parameter_is_refused_by_name() {
        assert_eq!(refused(&[]), "");
        assert_eq!(refused(&[("on", ""), ("form", "IDENTIFIED")]), "");
        insta::assert_snapshot!(refused(&[("off", "1")]), @"the parameter `off` is not known to a.csv: on, form are");
        insta::assert_snapshot!(refused(&[("on", ""), ("on", "")]), @"the parameter `on` is given twice");
        insta::assert_snapshot!(refused(&[("on", "2026-2-1")]), @"the parameter `on` is `2026-2-1`, not a day such as 2026-11-21");
        insta::assert_snapshot!(refused(&[("on", "2026-02-30")]), @"the parameter `on` is `2026-02-30`, not a day such as 2026-11-21");
        insta::assert_snapshot!(refused(&[("form", "anonymised")]), @"the parameter `form` is `anonymised`, not one of ANONYMISED, PSEUDONYMISED, IDENTIFIED");
    }
}
