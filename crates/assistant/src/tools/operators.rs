//! Certified operators: `get_operator`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::Draft;
use crate::arguments::Asked;
use crate::evidence::{Passage, document_codes, or_default, sources_in};
use crate::pages;
use crate::problem::Problem;
use crate::quoted::Quoted;

use super::{Named, rows_of, typed};

/// A certified operator.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operator {
    /// Its code and names.
    #[serde(flatten)]
    named: Named,
    /// Short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    abbreviation: Option<Quoted>,
    /// When it was established.
    #[serde(skip_serializing_if = "Option::is_none")]
    established_on: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Quoted>,
    /// What it is certified to make, the oldest first.
    certifications: Vec<Certification>,
    /// To whom the handling of data is entrusted.
    entrustments: Vec<Entrustment>,
    /// How many institutions are known to supply it; others may.
    institutions: Counted,
    /// The uses that it approved, the newest of them by title.
    approvals: Approvals,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

/// A certification.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Certification {
    /// ANONYMISED or PSEUDONYMISED.
    kind: String,
    /// The day of certification.
    certified_on: String,
    /// Who says so.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "or_default")]
    passages: Vec<Passage>,
}

/// One link of the chain of entrustment.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Entrustment {
    /// Who entrusts.
    from: Entrusted,
    /// Who is entrusted.
    to: Entrusted,
    /// 1 for 委託, 2 for 再委託.
    level: i64,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

/// An organisation in the chain.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Entrusted {
    /// Its name.
    name_ja: Quoted,
}

/// How many.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Counted {
    /// How many.
    total_count: i64,
}

/// Approved uses.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Approvals {
    /// How many.
    total_count: i64,
    /// The newest.
    nodes: Vec<Approval>,
}

/// An approved use.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Approval {
    /// Number in the operator's list.
    number: i64,
    /// Its title as printed.
    title_ja: Quoted,
    /// When it was approved.
    approved_on: String,
}

/// A declared number beside the counted one.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Figure {
    /// What is counted.
    kind: String,
    /// The source's own words for it.
    label_ja: Quoted,
    /// What the source prints.
    declared: i64,
    /// What the catalogue counts; missing where it cannot: unknown, not zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    computed: Option<i64>,
    /// What one of it is.
    unit: String,
    /// Whether the source says "about".
    approximate: bool,
    /// The day of the count.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// Why the two differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Quoted>,
    /// Documents that say so, by code.
    #[serde(rename(deserialize = "evidence"), deserialize_with = "document_codes")]
    sources: Vec<String>,
}

pub(super) fn get(data: &Value, asked: &Asked) -> Result<Draft, Problem> {
    let found = &data["operator"];
    let operator: Operator = typed(found)?;
    let language = asked.language;
    let name = operator.named.quote(language);
    let kinds: Vec<String> = operator
        .certifications
        .iter()
        .map(|each| format!("{} {}", each.kind, each.certified_on))
        .collect();
    let kinds = kinds.join(", ");
    let (uses, suppliers) = (
        operator.approvals.total_count,
        operator.institutions.total_count,
    );
    let mut draft = Draft {
        summary: language.pick(
            format!("{name}: 認定は {kinds}、承認した利用は{uses}件、判明している協力機関は{suppliers}件です。"),
            format!("{name}: certified {kinds}; approved {uses} uses; {suppliers} institutions are known to supply it."),
        ),
        unknown: vec![language.pick(
            "協力機関のうち一部は供給先が資料から読み取れず、この事業者に供給している可能性があります。仮名加工医療情報の利用者名は、資料に記載があるものだけです。".to_owned(),
            "Of some institutions no source says whom they supply; it may be this operator. Users are known only where a source names them.".to_owned(),
        )],
        page: pages::path(&["operators", &operator.named.code]),
        rows: rows_of::<Figure>(&found["figures"])?,
        facts: json!(operator),
        ..Draft::default()
    };
    for field in ["evidence", "certifications", "entrustments"] {
        sources_in(&found[field], &mut draft.sources);
    }
    Ok(draft)
}
