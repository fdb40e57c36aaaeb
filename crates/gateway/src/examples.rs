//! The operations that GraphiQL opens with: the questions of the product's users.

use crate::http::Example;

/// A document of `schema/operations`, with the fragments that it spreads.
macro_rules! operation {
    ($name:literal) => {
        include_str!(concat!("../../../schema/operations/", $name, ".graphql"))
    };
}

const FRAGMENTS: &str = operation!("fragments");

/// A question in both languages, with the operation that asks it and variables that make it a good start.
struct Question {
    en: &'static str,
    ja: &'static str,
    document: &'static str,
    variables: &'static str,
}

/// What a company, an academic and a front-end team ask, in this order.
const QUESTIONS: [Question; 11] = [
    Question {
        en: "A company: which registries may serve as an external control for Duchenne muscular dystrophy?",
        ja: "企業: デュシェンヌ型筋ジストロフィーの外部対照として使えるレジストリはどれか。",
        document: operation!("match-registries"),
        variables: r#"{
  "need": { "diseases": ["デュシェンヌ型筋ジストロフィー"], "purposes": ["EXTERNAL_CONTROL"] },
  "first": 5
}"#,
    },
    Question {
        en: "A company: may NDB and the certified operators' data be linked?",
        ja: "企業: NDBと次世代DBは連結できるか。",
        document: operation!("linkage"),
        variables: r#"{"databases": ["ndb", "jisedai"], "form": "ANONYMISED"}"#,
    },
    Question {
        en: "A company: what must it do to get these data?",
        ja: "企業: そのデータを利用するにはどのような手続が必要か。",
        document: operation!("access-plan"),
        variables: r#"{"databases": ["ndb", "jisedai"], "sector": "COMPANY"}"#,
    },
    Question {
        en: "An academic: who used imaging data?",
        ja: "研究者: 画像データを利用したのは誰か。",
        document: operation!("approvals"),
        variables: r#"{"filter": {"dataItems": {"any": ["imaging"]}}, "first": 10}"#,
    },
    Question {
        en: "An academic: has anyone done something like this before?",
        ja: "研究者: 似た研究の前例はあるか。",
        document: operation!("precedents"),
        variables: r#"{
  "like": { "text": "高齢者の心不全の再入院", "dataItems": ["ehr", "dpc"], "userSector": "ACADEMIA" },
  "first": 5
}"#,
    },
    Question {
        en: "An academic: how has use grown, by year and operator?",
        ja: "研究者: 利活用は年・事業者別にどう増えてきたか。",
        document: operation!("approval-statistics"),
        variables: r#"{"groupBy": ["YEAR", "OPERATOR"]}"#,
    },
    Question {
        en: "An academic: which institutions supply the data?",
        ja: "研究者: データを提供しているのはどの医療機関等か。",
        document: operation!("institutions"),
        variables: r#"{"search": "京都大学", "first": 5}"#,
    },
    Question {
        en: "A front-end team: one search box over everything.",
        ja: "フロントエンド開発者: すべてを一つの検索窓で。",
        document: operation!("search"),
        variables: r#"{"text": "心不全", "first": 10}"#,
    },
    Question {
        en: "A front-end team: a list with facets and pages.",
        ja: "フロントエンド開発者: ファセットとページ送りのある一覧。",
        document: operation!("registries"),
        variables: r#"{
  "search": "がん",
  "filter": { "companyUse": ["YES", "CONDITIONAL"] },
  "first": 10
}"#,
    },
    Question {
        en: "A front-end team: a matrix to draw.",
        ja: "フロントエンド開発者: 描画用の連結マトリックス。",
        document: operation!("linkage-matrix"),
        variables: r#"{"form": "ANONYMISED"}"#,
    },
    Question {
        en: "A front-end team: what is loaded, and how fresh is it?",
        ja: "フロントエンド開発者: 何が収録され、どこまで新しいか。",
        document: operation!("catalogue"),
        variables: "{}",
    },
];

/// The operations with all that they need to run.
pub fn examples() -> Vec<Example> {
    QUESTIONS
        .iter()
        .map(|question| {
            let Question {
                en, ja, document, ..
            } = question;
            let mut query = format!("# {en}\n# {ja}\n#\n{document}");
            // A fragment may spread another one: later ones are looked at with all that stands before them.
            for name in ["StatementParts", "EvidenceParts"] {
                if query.contains(&format!("...{name}")) {
                    query.push('\n');
                    query.push_str(&fragment(name));
                }
            }
            Example {
                query,
                variables: question.variables.to_owned(),
            }
        })
        .collect()
}

/// One fragment out of the shared file.
fn fragment(name: &str) -> String {
    let start = FRAGMENTS
        .find(&format!("fragment {name} "))
        .unwrap_or(FRAGMENTS.len());
    let text = &FRAGMENTS[start..];
    let end = text.find("\n}").map_or(text.len(), |end| end + 2);
    text[..end].to_owned() + "\n"
}
