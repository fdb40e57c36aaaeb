//! The changes of the catalogue as a feed (Atom, RFC 4287): one entry for each revision.

use base::{Change, RevisionDigest};
use bytes::Bytes;
use catalogue::Catalogue;
use chrono::{DateTime, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::export::ExportError;
use crate::site::Site;

/// Entries of the feed.
pub(crate) const ENTRIES: u64 = 50;
/// Changes of an entry that are looked at for its first subjects.
pub(crate) const CHANGES: i64 = 200;
/// Subjects that an entry names.
const SUBJECTS: usize = 10;

/// Writes the feed, newest revision first. Subjects are named as the present catalogue names them.
pub(crate) fn write(
    catalogue: &Catalogue,
    digests: &[RevisionDigest],
    site: &Site,
) -> Result<Bytes, ExportError> {
    let mut feed = Feed(Writer::new_with_indent(Vec::new(), b' ', 1));
    feed.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    feed.open(
        "feed",
        &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "ja")],
    )?;
    feed.element("id", &[], &site.tag("feed", "changes"))?;
    let title = "つなぐ: カタログの変更 / Tsunagu: changes to the catalogue";
    feed.element("title", &[], title)?;
    feed.element("updated", &[], &moment(catalogue.revision.imported_at))?;
    feed.open("author", &[])?;
    feed.element("name", &[], "Tsunagu")?;
    feed.close("author")?;
    if let Some(address) = site.link("/feed.atom") {
        feed.empty("link", &[("rel", "self"), ("href", &address)])?;
    }
    if let Some(address) = site.link("/export") {
        feed.empty("link", &[("rel", "alternate"), ("href", &address)])?;
    }
    for digest in digests {
        entry(catalogue, digest, site, &mut feed)?;
    }
    feed.close("feed")?;
    let mut bytes = feed.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes.into())
}

fn entry(
    catalogue: &Catalogue,
    digest: &RevisionDigest,
    site: &Site,
    feed: &mut Feed,
) -> Result<(), ExportError> {
    let number = digest.revision.number.to_string();
    let at = moment(digest.revision.imported_at);
    let [added, changed, withdrawn] = digest.total();
    let title = format!(
        "第{number}版: 追加{added}行、変更{changed}行、取消{withdrawn}行 / Revision {number}: {added} rows added, {changed} changed, {withdrawn} withdrawn"
    );
    feed.open("entry", &[])?;
    feed.element("id", &[], &site.tag("revision", &number))?;
    feed.element("title", &[], &title)?;
    feed.element("updated", &[], &at)?;
    feed.element("published", &[], &at)?;
    feed.element("content", &[("type", "text")], &content(catalogue, digest))?;
    feed.close("entry")
}

/// Counts per table, and the first things that changed.
fn content(catalogue: &Catalogue, digest: &RevisionDigest) -> String {
    let mut text =
        "表ごとの追加・変更・取消の行数 / Rows added, changed, withdrawn per table:\n".to_owned();
    for (table, [added, changed, withdrawn]) in &digest.tables {
        text += &format!("{table}: {added}, {changed}, {withdrawn}\n");
    }
    let mut first: Vec<&Change> = Vec::new();
    for change in &digest.first {
        if !first.iter().any(|known| known.subject == change.subject) {
            first.push(change);
        }
    }
    text += "最初の変更 / First changes:\n";
    for change in first.iter().take(SUBJECTS) {
        text += &change.subject;
        if let Some(name) = name(catalogue, &change.subject) {
            text += &format!(" 「{name}」");
        }
        text += &format!(" {}", change.kind.word());
        if let Some(field) = &change.field {
            text += &format!(" {field}");
        }
        text.push('\n');
    }
    if first.len() > SUBJECTS || digest.first.len() as i64 >= CHANGES {
        text += "…\n";
    }
    text
}

/// What people call a subject.
fn name<'c>(catalogue: &'c Catalogue, subject: &str) -> Option<&'c str> {
    let (kind, code) = subject.split_once(':')?;
    Some(match kind {
        "approval" => {
            let table = &catalogue.approvals;
            &table.get(table.find(&code.into())?).title_ja
        }
        "database" => {
            let table = &catalogue.databases;
            &table.get(table.find(&code.into())?).name_ja
        }
        "document" => &catalogue.document(&code.into())?.title,
        "operator" => {
            let table = &catalogue.operators;
            &table.get(table.find(&code.into())?).name_ja
        }
        "registry" => {
            let table = &catalogue.registries;
            &table.get(table.find(&code.into())?).name_ja
        }
        _ => return None,
    })
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A writer of elements.
struct Feed(Writer<Vec<u8>>);

impl Feed {
    fn event(&mut self, event: Event<'_>) -> Result<(), ExportError> {
        self.0.write_event(event).map_err(ExportError::writer)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), ExportError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Start(start))
    }

    fn close(&mut self, name: &str) -> Result<(), ExportError> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), ExportError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Empty(start))
    }

    fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> Result<(), ExportError> {
        self.open(name, attributes)?;
        // Some characters have no place in XML, escaped or not.
        let text: String = text.chars().filter(|c| is_xml(*c)).collect();
        self.event(Event::Text(BytesText::new(&text)))?;
        self.close(name)
    }
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{7f}'..='\u{9f}')
}
