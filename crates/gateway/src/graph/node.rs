//! Global ids and the interface of everything that has one.

use async_graphql::{Context, ID, Interface};
use base::Revision;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::ApiError;
use crate::graph::approval::Approval;
use crate::graph::database::Database;
use crate::graph::document::Document;
use crate::graph::institution::Institution;
use crate::graph::operator::Operator;
use crate::graph::registry::{HostOrganisation, Registry};
use crate::graph::statement::LinkageStatement;
use crate::graph::uses::ReportedUse;
use crate::graph::vocabulary::{DataItem, Disease};
use crate::graph::withdrawal;
use crate::http::outside;
use crate::plain::Plain;
use crate::scope::Scope;
use crate::view::View;

/// Anything that can be fetched again by its global id.
#[derive(Clone, Interface, Plain)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Global id: opaque, stable for ever. Things below `asOf` have ids of that revision, which `node` finds as well."
))]
pub(crate) enum Node {
    Approval(Approval),
    DataItem(DataItem),
    Database(Database),
    Disease(Disease),
    Document(Document),
    HostOrganisation(HostOrganisation),
    Institution(Institution),
    LinkageStatement(LinkageStatement),
    Operator(Operator),
    Registry(Registry),
    ReportedUse(ReportedUse),
}

/// The global id of a thing: `Type:code`, of a named revision `Type:code@3`, encoded.
pub(crate) fn global_id(view: &View, type_name: &str, code: &str) -> ID {
    let suffix = view.id_suffix();
    present_id(type_name, &format!("{code}{suffix}"))
}

/// The same of the thing as it is now, whatever revision tells of it.
pub(crate) fn present_id(type_name: &str, code: &str) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{type_name}:{code}")))
}

/// Type and code of a global id, and the revision that it names.
fn decode(id: &ID, argument: &str) -> Result<(String, String, Option<i64>), ApiError> {
    let broken = || {
        ApiError::bad_input(
            argument,
            "is not a global id of this API: pass an `id` field unchanged",
            "この API のグローバル ID ではありません。id フィールドの値をそのまま渡してください。",
        )
    };
    if id.0.len() > 1024 {
        return Err(broken());
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(id.0.as_bytes())
        .map_err(|_| broken())?;
    let text = String::from_utf8(bytes).map_err(|_| broken())?;
    let (type_name, code) = text.split_once(':').ok_or_else(broken)?;
    let (code, revision) = match code.rsplit_once('@') {
        None => (code, None),
        Some((code, revision)) => (code, Some(revision.parse().map_err(|_| broken())?)),
    };
    Ok((type_name.to_owned(), code.to_owned(), revision))
}

/// The type that a global id names, be there such a thing or not.
pub(crate) fn type_of(id: &ID, argument: &str) -> Result<String, ApiError> {
    decode(id, argument).map(|(type_name, ..)| type_name)
}

/// The thing with a global id; what was withdrawn as it stood last; none where the catalogue never had such a thing.
pub(crate) async fn find(
    ctx: &Context<'_>,
    catalogue: &View,
    id: &ID,
    argument: &str,
) -> Result<Option<Node>, ApiError> {
    let (type_name, code, revision) = decode(id, argument)?;
    if let Some(revision) = revision {
        let catalogues = &Scope::of(ctx)?.catalogues;
        let past = outside(catalogues.at(Revision(revision))).await??;
        let past = past.map(View::snapshot);
        return Ok(past.and_then(|past| held(&past, &type_name, &code)));
    }
    if let Some(found) = held(catalogue, &type_name, &code) {
        return Ok(Some(found));
    }
    let past = withdrawal::before(ctx, catalogue.at(), &type_name, &code).await?;
    Ok(past.and_then(|past| held(&past, &type_name, &code)))
}

/// What a catalogue holds of a type under a code.
pub(crate) fn held(catalogue: &View, type_name: &str, code: &str) -> Option<Node> {
    match type_name {
        "Approval" => Approval::find(catalogue, &code.into()).map(Node::Approval),
        "DataItem" => DataItem::find(catalogue, &code.into()).map(Node::DataItem),
        "Disease" => Disease::find(catalogue, &code.into()).map(Node::Disease),
        "HostOrganisation" => {
            HostOrganisation::find(catalogue, &code.into()).map(Node::HostOrganisation)
        }
        "Institution" => Institution::find(catalogue, &code.into()).map(Node::Institution),
        "Operator" => Operator::find(catalogue, &code.into()).map(Node::Operator),
        "Registry" => Registry::find(catalogue, &code.into()).map(Node::Registry),
        "ReportedUse" => ReportedUse::find(catalogue, code).map(Node::ReportedUse),
        "Database" => Database::find(catalogue, &code.into()).map(Node::Database),
        "Document" => Document::find(catalogue, &code.into()).map(Node::Document),
        "LinkageStatement" => {
            LinkageStatement::find(catalogue, &code.into()).map(Node::LinkageStatement)
        }
        _ => None,
    }
}
