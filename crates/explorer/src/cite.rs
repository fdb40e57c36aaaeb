//! How to cite a page: a sentence, BibTeX and RIS, with an address that answers the same in a year.

use crate::context::Context;
use crate::frame::Page;
use crate::language::Language;

/// A page of one revision.
pub(crate) struct Citation {
    title: String,
    revision: i64,
    /// The day on which the revision was made.
    day: String,
    /// Names the revision.
    pub(crate) address: String,
    /// Addresses of the BibTeX and RIS entries.
    pub(crate) bibtex: String,
    pub(crate) ris: String,
    language: Language,
}

impl Citation {
    /// None where the page shows nothing of the catalogue, or where the API does not tell its revision.
    pub(crate) fn of(context: &Context, page: &Page) -> Option<Self> {
        page.query.as_ref()?;
        let (revision, day) = page.revision.clone()?;
        let parameters = context
            .parameters
            .without("chart")
            .without("as")
            .without("cite");
        let fixed = parameters.with("revision", &revision.to_string());
        Some(Self {
            title: page.title.clone(),
            revision,
            day,
            address: format!("{}{}", context.origin(), fixed.at(context.path())),
            bibtex: fixed.with("cite", "bibtex").at(context.path()),
            ris: fixed.with("cite", "ris").at(context.path()),
            language: context.language,
        })
    }

    pub(crate) fn sentence(&self) -> String {
        let Self {
            title,
            revision,
            day,
            address,
            ..
        } = self;
        match self.language {
            Language::Ja => format!("Tsunagu「{title}」(第{revision}版、{day})<{address}>"),
            Language::En => {
                format!("Tsunagu, “{title}”, revision {revision} of {day}, <{address}>")
            }
        }
    }

    pub(crate) fn bibtex(&self) -> String {
        format!(
            "@misc{{tsunagu-r{},\n  title = {{{{{}}}}},\n  author = {{{{Tsunagu}}}},\n  note = {{Revision {} of {}}},\n  \
             howpublished = {{\\url{{{}}}}}\n}}\n",
            self.revision,
            without_braces(&self.title),
            self.revision,
            self.day,
            self.address,
        )
    }

    pub(crate) fn ris(&self) -> String {
        format!(
            "TY  - DATA\r\nTI  - {}\r\nAU  - Tsunagu\r\nET  - Revision {}\r\nDA  - {}\r\nUR  - {}\r\nER  - \r\n",
            self.title, self.revision, self.day, self.address,
        )
    }
}

/// A title cannot end BibTeX's braces.
fn without_braces(title: &str) -> String {
    title.replace(['{', '}', '\\'], " ")
}
