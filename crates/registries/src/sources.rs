//! The sources of a row: titles, addresses and excerpts that stand side by side in three columns.
//!
//! Each source becomes a document and one piece of evidence. A copy of a page, held by somebody else, proves what was
//! seen there but is never offered as an address.

mod kind;

use base::{Derivation, Document, DocumentId, DocumentKind, Evidence, RowReader, TextQuality};
use sha2::{Digest, Sha256};

/// One source of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The page, or what stands for it.
    pub(crate) document: DocumentId,
    /// A document to be written; none where the source is one that the documents' table holds.
    pub(crate) page: Option<Document>,
    /// The given title, where the document has a title of its own.
    pub(crate) locator: Option<String>,
    /// What was seen there, in our own words.
    pub(crate) excerpt: String,
    /// Whether the page is a copy.
    pub(crate) copy: bool,
}

/// Stands for the title of a document of our own table, where its evidence names no part of it.
pub(crate) const NO_TITLE: &str = "-";

/// Hosts and parts of hosts that hold copies of pages; a part without a dot is one label of the host's name.
const COPIES: [&str; 28] = [
    "websiteproxy.net",
    "47.251.13.51:8081",
    "pdfslide",
    "dokumen",
    "vdocuments",
    "happylibus",
    "docsplayer",
    "expydoc",
    "paperzz",
    "123deta",
    "bohrium",
    "tbsnewz",
    "nginx-nbi-portal-master",
    "test.jast-hp.org",
    "biomed.reviewer.ly",
    "booksci.cn",
    "c.coek.info",
    "discovery.researcher.life",
    "docksci.com",
    "docslib.org",
    "iuris.jp",
    "nanbyo.jp",
    "ouci.dntb.gov.ua",
    "proxy.weglot.com",
    "siftdesk.org",
    "slideshare",
    "smmwelch.com",
    "suppr.wilddata.cn",
];

/// Words of a title that say that the page is a copy.
const COPY_SAID: [&str; 3] = ["写し", "転載", "代理表示"];

/// Whether a title says that the page is a copy.
pub(crate) fn says_copy(title: &str) -> bool {
    COPY_SAID.iter().any(|word| title.contains(word))
}

/// Whether an address is that of a copy.
pub fn is_copy(url: &str) -> bool {
    let host = host_of(url);
    COPIES.iter().any(|copy| {
        if copy.contains('.') {
            kind::is_below(&host, copy)
        } else {
            host.split('.').any(|label| label == *copy)
        }
    })
}

/// The host of an address, its port included, in small letters.
fn host_of(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = after_scheme.split(['/', '?', '#']).next().unwrap_or("");
    host.to_lowercase()
}

/// The id of the document at an address: the same address is the same document.
pub fn document_id(url: &str) -> DocumentId {
    let digest = Sha256::digest(url.as_bytes());
    DocumentId::new(format!("page-{}", hex::encode(&digest[..6])))
}

/// Reads `source_title`, `source_url` and `retrieved_excerpt`, joined by ` | ` and numbered `[1]`, `[2]`.
pub(crate) fn read(row: &mut RowReader<'_>) -> Option<Vec<Source>> {
    let [titles, urls, excerpts] =
        ["source_title", "source_url", "retrieved_excerpt"].map(|column| row.required(column));
    let (titles, urls, excerpts) = (titles?, urls?, excerpts?);
    let titles: Vec<&str> = titles.split(" | ").map(str::trim).collect();
    let urls: Vec<&str> = urls.split(" | ").map(str::trim).collect();
    let excerpts = numbered(&excerpts);
    if titles.len() != urls.len() || excerpts.len() != urls.len() {
        let (t, u, e) = (titles.len(), urls.len(), excerpts.len());
        row.problem_value(
            Some("source_url"),
            None,
            format!("has {u} addresses for {t} titles and {e} excerpts: give one of each per source, joined by ` | `"),
            format!("題名 {t} 件、URL {u} 件、抜粋 {e} 件の数が合いません。出典ごとに一つずつ ` | ` で区切ってください"),
        );
        return None;
    }
    let own = row.text("website");
    let mut sources = Vec::new();
    for ((title, url), excerpt) in titles.into_iter().zip(urls).zip(excerpts) {
        sources.push(source(row, (title, url), own.as_deref(), excerpt)?);
    }
    Some(sources)
}

fn source(
    row: &mut RowReader<'_>,
    (title, url): (&str, &str),
    own: Option<&str>,
    excerpt: String,
) -> Option<Source> {
    if let Some(document) = url.strip_prefix("document:") {
        row.refer("source_url", "document", document);
        return Some(Source {
            document: document.into(),
            page: None,
            locator: (title != NO_TITLE).then(|| title.to_owned()),
            excerpt,
            copy: false,
        });
    }
    if !base::cell::is_address(url) {
        row.problem_value(
            Some("source_url"),
            Some(url.to_owned()),
            "is no address: write https://... or document:ID for a document that is known"
                .to_owned(),
            "URLではありません。https://... か、登録済み資料なら document:資料ID と書いてください"
                .to_owned(),
        );
        return None;
    }
    let (document, copy) = (document_id(url), says_copy(title) || is_copy(url));
    row.define("document", document.as_str());
    let page = Document {
        id: document.clone(),
        since_revision: 0,
        until_revision: None,
        title: title.to_owned(),
        publisher: None,
        published_on: None,
        url: (!copy).then(|| url.to_owned()),
        kind: if copy {
            Some(DocumentKind::Copy)
        } else {
            kind::of_page(title, url, own)
        },
        licence: None,
        text_quality: if copy {
            TextQuality::Copy
        } else {
            TextQuality::PublicPage
        },
        retrieved_on: None,
        note: copy
            .then(|| "Seen in a copy of the original page; its address is not offered.".to_owned()),
    };
    Some(Source {
        document,
        page: Some(page),
        locator: None,
        excerpt,
        copy,
    })
}

/// `[1] ... | [2] ...` as a list without the numbers.
fn numbered(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(" | ") {
        let mark = format!("[{}]", parts.len() + 1);
        match part.trim().strip_prefix(mark.as_str()) {
            Some(rest) => parts.push(rest.trim().to_owned()),
            // A bar inside an excerpt, or an excerpt without a number.
            None => match parts.last_mut() {
                Some(last) => *last = format!("{last} | {part}"),
                None => parts.push(part.trim().to_owned()),
            },
        }
    }
    parts
}

impl Source {
    /// The evidence of a fact that this source states. Ids, subject and row are filled in by the reader.
    pub(crate) fn states(&self) -> Evidence {
        let copy = if self.copy { " (seen in a copy)" } else { "" };
        self.evidence(None, Derivation::Stated, format!("{}{copy}", self.excerpt))
    }

    /// The evidence of a value that we read out of words of this source or of the name.
    pub(crate) fn implies(&self, field: &str, basis: &str) -> Evidence {
        let note = format!("Read from the words 「{basis}」.");
        self.evidence(Some(field), Derivation::Inferred, note)
    }

    fn evidence(&self, field: Option<&str>, derivation: Derivation, note: String) -> Evidence {
        Evidence {
            id: String::new(),
            since_revision: 0,
            until_revision: None,
            subject: String::new(),
            row: String::new(),
            field: field.map(str::to_owned),
            document: self.document.clone(),
            locator: self.locator.clone(),
            stated_on: None,
            raw_text: None,
            derivation,
            note: Some(note),
        }
    }
}
