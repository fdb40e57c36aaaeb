use std::collections::HashMap;

use base::{Changes, Store, TextQuality};
use sea_orm::{ConnectionTrait, Schema};

use super::*;
use crate::samples::{bundled, read, rows};
use crate::{Registries, document_id, is_copy};

#[test]
fn every_bundled_row_reads() {
    let (batch, reading) = bundled();
    assert_eq!(reading.problems, []);
    assert_eq!(batch.registries.len(), 434);
    assert_eq!(batch.organisations.len(), rows("host-organisations").len());
    assert_eq!(batch.hosts.len(), rows("registry-hosts").len());
    let pairs: HashSet<_> = batch
        .diseases
        .iter()
        .map(|row| (&row.registry, &row.disease))
        .collect();
    assert_eq!(
        pairs.len(),
        batch.diseases.len(),
        "one row per registry and disease"
    );
    let printed: usize = batch.diseases.iter().map(|row| row.printed.0.len()).sum();
    assert_eq!(printed, rows("registry-diseases").len());
    // What is named is defined here, but for diseases and the one document of the other part.
    let unknown: HashSet<_> = reading
        .references()
        .map(|(reference, _)| reference)
        .filter(|named| {
            !reading
                .definitions
                .contains(&(named.kind, named.code.clone()))
        })
        .filter(|named| named.kind != "disease")
        .map(|named| (named.kind, named.code.as_str()))
        .collect();
    assert_eq!(unknown, HashSet::from([("document", "mhlw-kpi-5")]));
}

#[test]
fn every_source_is_evidence_and_a_document() {
    let (batch, reading) = bundled();
    let (mut sources, mut addresses) = (0, HashSet::new());
    for row in rows("registries") {
        let subject = format!("registry:{}", row["id_slug"]);
        let proofs: Vec<_> = reading
            .evidence
            .iter()
            .filter(|proof| proof.subject == subject && proof.field.is_none())
            .collect();
        let urls: Vec<&str> = row["source_url"].split(" | ").collect();
        assert_eq!(proofs.len(), urls.len(), "{subject}");
        let titles = row["source_title"].split(" | ");
        for ((proof, url), title) in proofs.iter().zip(&urls).zip(titles) {
            let copy = is_copy(url) || crate::sources::says_copy(title);
            let note = proof.note.as_deref().unwrap();
            assert_eq!(proof.raw_text, None);
            assert_eq!(proof.derivation, Derivation::Stated);
            assert!(!note.starts_with('['), "{note}");
            assert_eq!(note.ends_with("(seen in a copy)"), copy, "{url}");
            if let Some(known) = url.strip_prefix("document:") {
                assert_eq!(proof.document.as_str(), known);
                continue;
            }
            addresses.insert(url.to_string());
            let page = &batch.documents[&document_id(url)];
            assert_eq!(page.text_quality == TextQuality::Copy, copy, "{url}");
            assert_eq!(page.url.as_deref(), (!copy).then_some(*url));
        }
        sources += urls.len();
    }
    assert_eq!(sources, 690);
    assert_eq!(batch.documents.len(), addresses.len());
    assert_eq!(addresses.len(), 662);
    // One page may be cited under two titles: the first is kept, the other told.
    let also = |page: &&Document| {
        page.note
            .as_deref()
            .is_some_and(|note| note.contains("Also cited"))
    };
    let jsn = document_id("https://jsn.or.jp/member/registry/policy02.php");
    assert!(batch.documents.get(&jsn).is_some_and(|page| also(&page)));
}

#[test]
fn copies_are_known_and_never_offered() {
    let copies = [
        "http://47.251.13.51:8081/30842388",
        "https://pdfslide.tips/documents/x.html",
        "https://vdocuments.mx/y",
        "https://nginx-nbi-portal-master.bi-oneweb.com/jp",
        "http://test.jast-hp.org/z",
        "https://bohrium.dp.tech/paper",
        "https://suppr.wilddata.cn/browses/detail/pubmed/28942783",
        "https://ouci.dntb.gov.ua/en/works/4LRNp069",
        "https://de.slideshare.net/a/b",
        "https://proxy.weglot.com/x/ja/ja/www.example.org/",
    ];
    assert!(copies.into_iter().all(is_copy));
    let originals = [
        "https://www.ncd.or.jp/",
        "http://47.251.13.51/",
        "https://example.org/pdfslide.tips/",
        "https://jast-hp.org/",
        "https://mypdfslide.tips/",
        "https://www.nanbyou.or.jp/",
        "https://coek.info/",
        "",
    ];
    assert!(!originals.into_iter().any(is_copy));

    let only_copies = [
        "jtdb",
        "jr-net3",
        "jr-net1-2",
        "jncvd-achd",
        "kawasaki-survey",
        "prion-surveillance",
        "jacop",
        "jplsg-chm14",
        "remit-jav",
        "japan-mg",
        "j-pvad",
    ];
    let (batch, reading) = bundled();
    let qualities: HashMap<&str, TextQuality> = batch
        .documents
        .values()
        .map(|page| (page.id.as_str(), page.text_quality))
        .collect();
    let found: Vec<&str> = batch
        .registries
        .iter()
        .filter(|registry| {
            let subject = subject(&registry.id).to_string();
            reading
                .evidence
                .iter()
                .filter(|proof| proof.subject == subject)
                .all(|proof| qualities.get(proof.document.as_str()) == Some(&TextQuality::Copy))
        })
        .map(|registry| registry.id.as_str())
        .collect();
    let found = HashSet::<&str>::from_iter(found);
    for registry in only_copies {
        assert!(found.contains(registry), "{registry}");
    }
    // Newer facts of the first list bring two of them an original page; of the second list 55 rest on copies.
    assert_eq!(found.len(), only_copies.len() + 55);
    assert!(!found.contains("jrdr") && !found.contains("jips"));

    let mut row = rows("registries").remove(0);
    row.insert(
        "website".into(),
        "https://pdfslide.tips/documents/x.html".into(),
    );
    let (batch, reading) = read(&[("registries", vec![row])]);
    assert_eq!(reading.problems, []);
    assert_eq!(batch.registries[0].website, None);
}

#[test]
fn all_problems_of_a_batch_are_found() {
    let good = rows("registries").remove(0);
    let with = |changes: &[(&str, &str)]| {
        let mut row = good.clone();
        for (column, value) in changes {
            row.insert((*column).to_owned(), (*value).to_owned());
        }
        row
    };
    let registries = vec![
        good.clone(),
        good.clone(),
        with(&[("id_slug", "a"), ("source_title", "only one")]),
        with(&[
            ("id_slug", "b"),
            ("name_ja", ""),
            ("source_url", "/a/path | http://x.jp/"),
        ]),
        with(&[("id_slug", "")]),
    ];
    let hosts = vec![HashMap::from([("registry".to_owned(), "a".to_owned())])];
    let (batch, reading) = read(&[("registries", registries), ("registry-hosts", hosts)]);
    assert_eq!(batch.registries.len(), 1);
    let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"), @r"
    registries.csv:3 `remudy`: is given twice, first in registries.csv row 2: keep one of the two rows
    registries.csv:4 source_url: has 2 addresses for 1 titles and 2 excerpts: give one of each per source, joined by ` | `
    registries.csv:5 name_ja: is empty: fill it in
    registries.csv:5 source_url `/a/path`: is no address: write https://... or document:ID for a document that is known
    registries.csv:6 id_slug: is empty: fill it in
    registry-hosts.csv:2 host: is empty: fill it in
    ");
}

#[test]
fn a_second_title_of_an_address_is_noted() {
    let first = rows("registries").remove(0);
    let mut second = first.clone();
    second.insert("id_slug".into(), "other".into());
    second.insert(
        "source_title".into(),
        "別の題名 | 第42回日本臨床薬理学会 1-S14-4".into(),
    );
    let (batch, reading) = read(&[("registries", vec![first, second])]);
    assert_eq!(reading.problems, []);
    let notes: Vec<&str> = batch
        .documents
        .values()
        .filter_map(|page| page.note.as_deref())
        .collect();
    assert_eq!(notes, ["Also cited as: 別の題名."]);
}

#[test]
fn blanks_are_unknown_and_never_no() {
    let (batch, _) = bundled();
    let silent = batch
        .registries
        .iter()
        .filter(|row| row.company_use_raw.is_none());
    assert!(silent.clone().count() > 90);
    assert!(
        silent
            .into_iter()
            .all(|row| row.company_use == crate::CompanyUse::Unknown)
    );
    // No source of the data set says that companies may not.
    assert!(
        !batch
            .registries
            .iter()
            .any(|row| row.company_use == crate::CompanyUse::No)
    );
    for row in rows("registries") {
        let starts = |word: &str| row["company_use"].starts_with(word);
        let read = batch
            .registries
            .iter()
            .find(|read| read.id.as_str() == row["id_slug"])
            .unwrap();
        assert_eq!(
            read.company_use == crate::CompanyUse::Yes,
            starts("可"),
            "{}",
            read.id
        );
        assert_eq!(
            read.company_use == crate::CompanyUse::Conditional,
            starts("条件付き可")
        );
    }
}

/// The tables as the entities describe them; the migrations are tested with all crates together.
async fn store() -> Store {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    let schema = Schema::new(store.db().get_database_backend());
    for table in [
        schema.create_table_from_entity(base::document::Entity),
        schema.create_table_from_entity(base::change::Entity),
        schema.create_table_from_entity(registry::Entity),
        schema.create_table_from_entity(count::Entity),
        schema.create_table_from_entity(host::OrganisationEntity),
        schema.create_table_from_entity(host::EdgeEntity),
        schema.create_table_from_entity(disease::Entity),
    ] {
        store.db().execute(&table).await.unwrap();
    }
    for identity in ["document_ids", "registry_ids", "host_ids"] {
        let sql = format!("CREATE TABLE {identity} (id TEXT PRIMARY KEY)");
        store.db().execute_unprepared(&sql).await.unwrap();
    }
    store
}

async fn write(store: &Store, batch: Batch, at: i64) -> Changes {
    let mut changes = Changes::default();
    batch
        .write(store.db(), Revision(at), &mut changes)
        .await
        .unwrap();
    changes
}

#[tokio::test]
async fn a_second_import_changes_nothing_and_a_lost_count_is_withdrawn() {
    let store = store().await;
    let first = write(&store, bundled().0, 1).await;
    assert_eq!(first.counts["registries"], [434, 0, 0, 0]);
    let again = write(&store, bundled().0, 2).await;
    assert!(again.is_empty(), "{:?}", again.counts);

    let before = store.selects();
    let loaded = Registries::load(&store, Revision(1)).await.unwrap();
    assert_eq!(store.selects() - before, 5, "one statement per table");
    let fresh = Registries::new(bundled().0.into_tables());
    for row in 0..434 {
        let (mut loaded_row, fresh_row) = (loaded.get(row).clone(), fresh.get(row));
        loaded_row.since_revision = 0;
        assert_eq!(&loaded_row, fresh_row);
        assert_eq!(loaded.case_counts(row).len(), fresh.case_counts(row).len());
    }

    let mut row = rows("registries").remove(0);
    row.insert("cases".into(), "".into());
    let changed = write(&store, read(&[("registries", vec![row])]).0, 3).await;
    assert_eq!(changed.counts["registries"], [0, 1, 0, 0]);
    assert_eq!(changed.counts["registry_case_counts"], [0, 0, 0, 1]);
    let now = Registries::load(&store, Revision(3)).await.unwrap();
    let remudy = now.find(&"remudy".into()).unwrap();
    assert_eq!(now.size(remudy), None);
    let past = Registries::load(&store, Revision(2)).await.unwrap();
    assert_eq!(past.size(remudy), Some(3000));
}
