//! What was withdrawn: found again by its id, with the revision and the reason.

use async_graphql::Context;
use base::{Revision, Withdrawn, withdrawal};

use crate::error::ApiError;
use crate::graph::evidence::{Evidence, Kinds, evidence, of_kinds};
use crate::graph::scalars::DateTime;
use crate::http::outside;
use crate::plain::Object;
use crate::scope::Scope;
use crate::view::View;

/// The types whose things can be withdrawn, each with its table.
const TABLES: [(&str, &str); 4] = [
    ("Approval", "approvals"),
    ("Institution", "institutions"),
    ("LinkageStatement", "linkage_statements"),
    ("Registry", "registries"),
];

/// Those tables.
pub(crate) fn tables() -> [&'static str; 4] {
    TABLES.map(|(_, table)| table)
}

/// The end of something in the catalogue. Nothing is deleted: it stays readable as it stood before.
pub(crate) struct Withdrawal {
    catalogue: View,
    row: String,
    withdrawn: Withdrawn,
}

/// The end of something in the catalogue. Nothing is deleted: it stays readable as it stood before.
#[Object]
impl Withdrawal {
    /// The first revision in which it no longer holds.
    async fn revision(&self) -> i32 {
        let number = self.withdrawn.revision.number;
        number.try_into().unwrap_or(i32::MAX)
    }

    /// When that revision was made.
    async fn at(&self) -> DateTime {
        DateTime(self.withdrawn.revision.imported_at)
    }

    /// Why, in the curator's words; null where nobody said.
    async fn reason(&self) -> Option<&str> {
        self.withdrawn.reason.as_deref()
    }

    /// Who says so; null where the record could not be read.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands in documents of these kinds.")] document_kinds: Kinds,
    ) -> Option<Result<Vec<Evidence>, ApiError>> {
        Some(of_kinds(
            document_kinds,
            evidence!(ctx, &self.catalogue, withdrawal::subject(&self.row)),
        ))
    }
}

/// How a thing of the type came to its end; none while the present catalogue has it.
pub(crate) async fn of(
    ctx: &Context<'_>,
    type_name: &str,
    code: &str,
    held: impl FnOnce(&View) -> bool,
) -> Option<Result<Withdrawal, ApiError>> {
    let read = async {
        let scope = Scope::of(ctx)?;
        if held(&scope.catalogue) {
            return Ok(None);
        }
        Ok(find(scope, type_name, code)
            .await?
            .map(|(row, withdrawn)| Withdrawal {
                catalogue: scope.catalogue.clone(),
                row,
                withdrawn: withdrawn.clone(),
            }))
    };
    read.await.transpose()
}

/// The last catalogue that had a thing which was withdrawn until a revision.
pub(crate) async fn before(
    ctx: &Context<'_>,
    at: Revision,
    type_name: &str,
    code: &str,
) -> Result<Option<View>, ApiError> {
    let scope = Scope::of(ctx)?;
    match find(scope, type_name, code).await? {
        Some((_, withdrawn)) if withdrawn.revision.number <= at.0 => {
            let last = Revision(withdrawn.revision.number - 1);
            let last = outside(scope.catalogues.at(last)).await??;
            Ok(last.map(View::present))
        }
        _ => Ok(None),
    }
}

async fn find<'a>(
    scope: &'a Scope,
    type_name: &str,
    code: &str,
) -> Result<Option<(String, &'a Withdrawn)>, ApiError> {
    let Some((_, table)) = TABLES.iter().find(|(name, _)| *name == type_name) else {
        return Ok(None);
    };
    let row = format!("{table}/{code}");
    let all = scope.withdrawn().await?;
    Ok(all.get(&row).map(|withdrawn| (row, withdrawn)))
}
