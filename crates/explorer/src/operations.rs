//! The documents that pages send: those of `schema/operations/pages`, with the fragments that they name.

/// A document of `schema/operations/pages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Name of its file.
    pub(crate) file: &'static str,
    text: &'static str,
}

macro_rules! operations {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(pub(crate) const $name: Operation = Operation {
            file: $file,
            text: include_str!(concat!("../../../schema/operations/pages/", $file, ".graphql")),
        };)*
    };
}

operations! {
    ABOUT = "about",
    APPROVAL = "approval",
    CHANGES = "changes",
    COMPARE = "compare",
    DATABASE = "database",
    DISEASE = "disease",
    HOME = "home",
    INDICATORS = "indicators",
    INSTITUTION = "institution",
    INSTITUTIONS = "institutions",
    LINKAGE = "linkage",
    MATCH = "match",
    MATRIX = "matrix",
    OPERATOR = "operator",
    REGISTRIES = "registries",
    REGISTRY = "registry",
    SEARCH = "search",
    SITEMAP = "sitemap",
    SOURCE = "source",
    SOURCES = "sources",
    USES = "uses",
    VOCABULARIES = "vocabularies",
}

const FRAGMENTS: &str = include_str!("../../../schema/operations/pages/fragments.graphql");

impl Operation {
    /// The document with the fragments that it names and those that they name; over a past revision where one is asked for, as
    /// the same questions below `asOf`.
    pub(crate) fn document(self, revision: Option<i64>) -> String {
        let text = without_comments(self.text);
        let mut document = match revision {
            None => text,
            Some(revision) => below_as_of(&text, revision),
        };
        let fragments = fragments();
        let mut from = 0;
        // A fragment may name another one, so what was added is read as well.
        while let Some(found) = document[from..].find("...") {
            let at = from + found + 3;
            from = at;
            let name: String = document[at..]
                .chars()
                .take_while(|letter| letter.is_ascii_alphanumeric())
                .collect();
            let known = format!("fragment {name} on ");
            if name.is_empty() || name == "on" || document.contains(&known) {
                continue;
            }
            if let Some(fragment) = fragments.iter().find(|text| text.starts_with(&known)) {
                document.push('\n');
                document.push_str(fragment);
            }
        }
        document
    }
}

fn without_comments(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

fn fragments() -> Vec<String> {
    let text = without_comments(FRAGMENTS);
    let mut fragments = Vec::new();
    let mut rest = text.as_str();
    while let Some(end) = rest.find("\n}") {
        fragments.push(rest[..end + 2].trim().to_owned());
        rest = &rest[end + 2..];
    }
    fragments
}

/// `query X($a: T) { selection }` as `query X($a: T) { asOf(revision: 3) { selection } }`.
fn below_as_of(text: &str, revision: i64) -> String {
    let mut depth = 0_i32;
    let mut opens = None;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            '{' if depth == 0 => {
                opens = Some(at);
                break;
            }
            _ => {}
        }
    }
    match (opens, text.rfind('}')) {
        (Some(opens), Some(closes)) if opens < closes => format!(
            "{}{{\n  asOf(revision: {revision}) {}\n}}",
            &text[..opens],
            &text[opens..=closes],
        ),
        _ => text.to_owned(),
    }
}
