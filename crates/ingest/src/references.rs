//! Every code that is named somewhere is defined somewhere: in the batch or in the record.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use base::{Problem, Store, StoreError};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};

use crate::Batch;

/// Codes that neither the batch nor the record defines, as problems.
pub(crate) async fn unresolved(store: &Store, batch: &Batch) -> Result<Vec<Problem>, StoreError> {
    let mut missing: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    for (reference, places) in batch.reading.references() {
        if !batch
            .reading
            .definitions
            .contains(&(reference.kind, reference.code.clone()))
        {
            let of_kind = missing.entry(reference.kind).or_default();
            of_kind.push((reference, places));
        }
    }
    let mut problems = Vec::new();
    for (kind, references) in missing {
        let codes: BTreeSet<&str> = references
            .iter()
            .map(|(one, _)| one.code.as_str())
            .collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let mut known = HashSet::new();
        for some in codes.chunks(base::bulk::KEYS) {
            let select = Query::select()
                .column(Alias::new("id"))
                .from(Alias::new(format!("{kind}_ids")))
                .and_where(Expr::col(Alias::new("id")).is_in(some.iter().copied()))
                .to_owned();
            for row in store.db().query_all(&select).await? {
                known.insert(row.try_get::<String>("", "id")?);
            }
        }
        for (reference, places) in references {
            if known.contains(&reference.code) {
                continue;
            }
            problems.extend(places.map(|place| Problem {
                place,
                column: Some(reference.column.clone()),
                value: Some(reference.code.clone()),
                reason: format!("is no known {}: neither this batch nor the catalogue has it; add it or correct the code", kind.replace('_', " ")),
                reason_ja: format!("この{}は、今回のファイルにもカタログにもありません。追加するか、コードを直してください", called(kind)),
                more: 0,
            }));
        }
    }
    Ok(problems)
}

/// What a code of a kind is called in Japanese.
fn called(kind: &str) -> &'static str {
    match kind {
        "operator" => "事業者コード",
        "database" => "データベースコード",
        "document" => "資料ID",
        "data_item" => "データ項目コード",
        "disease" => "疾患コード",
        "institution" => "機関コード",
        "prefecture" => "都道府県コード",
        "registry" => "レジストリID",
        "organisation" => "組織コード",
        "host" => "運営主体コード",
        "approval" => "利活用実績の番号",
        "plan_goal" => "ゴール番号",
        "plan_figure" => "数値のID",
        _ => "コード",
    }
}
