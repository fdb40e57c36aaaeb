//! A catalogue that takes over what an older one has of the same texts answers as one that is loaded whole.

use std::path::Path;
use std::ptr;

use base::{Revision, Store};
use catalogue::Catalogue;
use catalogue::precedent::Like;
use catalogue::search::Kind;
use harness::{Backend, Record, import_tables};
use ingest::{Limits, Tables};

/// Imports that each change something else: a new row, another title, a name that other kinds are found by, a row less.
const IMPORTS: [(&str, &str); 11] = [
    (
        "approvals.csv",
        "operator,number,approved_on,title_ja,data_items,document\nldi,900,2026-03-01,肺がんの新しい研究,ehr,mhlw-kpi-5\n",
    ),
    (
        "approvals.csv",
        "operator,number,approved_on,title_ja,document\nldi,900,2026-03-01,糖尿病の別の研究,mhlw-kpi-5\n",
    ),
    (
        "operator-facts.csv",
        "operator,field,value,document\nldi,abbreviation,ライフ新略称,mhlw-kpi-5\n",
    ),
    (
        "figures.csv",
        "id,subject,kind,label_ja,quantity,unit,document\nnew,catalogue,PERSONS,人,3,PERSONS,mhlw-kpi-5\n",
    ),
    (
        "withdrawals.csv",
        "record,key,reason,document\napprovals,ldi:900,取り消し,mhlw-kpi-5\n",
    ),
    (
        "approval-diseases.csv",
        "operator,number,disease,printed,derivation\nldi,1,diabetes,糖尿病,TITLE_TAGGED\n",
    ),
    (
        "registries.csv",
        "id_slug,name_ja,consent,source_title,source_url,retrieved_excerpt\nremudy,神経・筋疾患患者登録(Remudy),書面による新しい同意,Remudy,https://example.org/,新しい同意を得て登録する\n",
    ),
    (
        "registry-diseases.csv",
        "registry,disease,derivation,printed\nremudy,heart-failure,INFERRED,\n",
    ),
    (
        "diseases.csv",
        "code,name_ja,synonyms_ja\nheart-failure,心不全,ポンプ失調\n",
    ),
    ("data-items.csv", "code,name_ja\nehr,電子診療録\n"),
    (
        "host-organisations.csv",
        "code,name_ja,abbreviations\nncnp,国立精神・神経医療研究センター,新NCNP\n",
    ),
];

const QUESTIONS: [&str; 12] = [
    "新しい同意",
    "ポンプ失調",
    "電子診療録",
    "新NCNP",
    "肺がん",
    "糖尿病",
    "研究",
    "ライフ新略称",
    "No.900",
    "2026年3月",
    "レジストリ",
    "diabets",
];

async fn loaded(store: &Store, at: i64, other: Option<&Catalogue>) -> Catalogue {
    let loaded = Catalogue::load_beside(store, Revision(at), other).await;
    loaded.expect("the record is read").expect("a revision")
}

/// Everything that a catalogue finds, as text.
fn answers(catalogue: &Catalogue) -> Vec<String> {
    let found = QUESTIONS.iter().flat_map(|question| {
        let all = catalogue.search.find(question, None);
        let like = Like {
            text: Some(question),
            ..Like::default()
        };
        let near = catalogue.precedents(&like).near();
        [format!("{all:?}"), format!("{near:?}")]
    });
    let facets = [
        format!("{:?}", catalogue.approval_facets(&Default::default())),
        format!("{:?}", catalogue.registry_facets(&Default::default())),
    ];
    let rows = (0..).zip(catalogue.approvals.all()).map(|(place, row)| {
        let table = &catalogue.approvals;
        let (items, diseases) = (table.data_items(place), table.diseases(place));
        let (databases, methods) = (table.databases(place), table.methods(place));
        format!("{row:?} {items:?} {databases:?} {diseases:?} {methods:?}")
    });
    found.chain(facets).chain(rows).collect()
}

#[tokio::test]
async fn a_catalogue_beside_another_answers_as_one_that_is_loaded_whole() {
    let record = Record::empty(Backend::Sqlite).await;
    let store = &record.store;
    let (sheets, files) = ingest::bundled().expect("the bundled data set is read");
    let imported = harness::import(store, &sheets, files).await;
    imported.unwrap_or_else(|problems| panic!("{problems}"));
    let mut before = loaded(store, 1, None).await;
    let mut shared = Vec::new();
    for (at, (file, text)) in (2..).zip(IMPORTS) {
        let mut tables = Tables::default();
        tables.add(Path::new(file), text.as_bytes(), &Limits::default());
        let report = import_tables(store, tables).await;
        let report = report.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(report.revision, Some(Revision(at)), "{report}");
        let whole = loaded(store, at, None).await;
        let beside = loaded(store, at, Some(&before)).await;
        assert_eq!(answers(&beside), answers(&whole), "after {file}");
        let same = |kind: &Kind| {
            let (old, new) = (&before.search, &beside.search);
            ptr::eq(old.index_of(*kind), new.index_of(*kind))
        };
        shared.push(Kind::ALL.into_iter().filter(same).collect::<Vec<_>>());
        before = beside;
    }
    let all_but = |changed: &[Kind]| {
        let others = Kind::ALL.into_iter().filter(|kind| !changed.contains(kind));
        others.collect::<Vec<_>>()
    };
    assert_eq!(shared[0], all_but(&[Kind::Approval]));
    assert_eq!(shared[1], all_but(&[Kind::Approval]));
    assert!(!shared[2].contains(&Kind::Operator) && !shared[2].contains(&Kind::Approval));
    assert!(shared[2].contains(&Kind::Registry));
    assert_eq!(shared[3], Kind::ALL, "a figure is no text that is searched");
    assert_eq!(shared[4], all_but(&[Kind::Approval]));
    assert_eq!(shared[6], all_but(&[Kind::Registry]));
    // And one revision beside a later one.
    let past = loaded(store, 1, Some(&before)).await;
    assert_eq!(answers(&past), answers(&loaded(store, 1, None).await));
}
