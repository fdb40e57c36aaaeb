//! The graph as a part of a federated one: other services extend our types by their global id.
//!
//! The library turns federation on for good once a root has an entity resolver. So the root is wrapped, and the graph that is not
//! federated knows nothing of it.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Error, ID, Name, ObjectType, OutputType,
    Positioned, ServerResult, Value,
};

use crate::error::ApiError;
use crate::graph::node::{self, Node};
use crate::query::Query;
use crate::view::View;

/// The one type without a code of its own: its key is its operator's code with its number.
const APPROVAL: &str = "Approval";

/// The types that have keys: all that have a global id, which is one, and a code, which is the other.
const ENTITIES: [&str; 11] = [
    "Approval",
    "DataItem",
    "Database",
    "Disease",
    "Document",
    "HostOrganisation",
    "Institution",
    "LinkageStatement",
    "Operator",
    "Registry",
    "ReportedUse",
];

/// The root of the graph with `_entities` and `_service`.
#[derive(Clone, Default)]
pub(crate) struct Subgraph(Query);

impl OutputType for Subgraph {
    fn type_name() -> Cow<'static, str> {
        Query::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = Query::create_type_info(registry);
        for entity in ENTITIES {
            registry.add_keys(entity, "id");
            let natural = if entity == APPROVAL {
                "operator { code } number"
            } else {
                "code"
            };
            registry.add_keys(entity, natural);
        }
        name
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

impl ContainerType for Subgraph {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }

    /// A representation that cannot be used is null with an error, so that the others are answered.
    async fn find_entity(
        &self,
        ctx: &Context<'_>,
        representation: &Value,
    ) -> ServerResult<Option<Value>> {
        let found = async { entity(ctx, &self.0.loaded(ctx)?, representation).await }.await;
        match found {
            Ok(Some(node)) => {
                let below = ctx.with_selection_set(&ctx.item.node.selection_set);
                OutputType::resolve(&node, &below, ctx.item).await.map(Some)
            }
            Ok(None) => Ok(Some(Value::Null)),
            Err(error) => {
                let error = Error::from(error).into_server_error(ctx.item.pos);
                ctx.add_error(ctx.set_error_path(error));
                Ok(Some(Value::Null))
            }
        }
    }
}

impl ObjectType for Subgraph {}

/// The thing that a representation names; none where the catalogue has no such thing.
async fn entity(
    ctx: &Context<'_>,
    catalogue: &View,
    representation: &Value,
) -> Result<Option<Node>, ApiError> {
    const ARGUMENT: &str = "representations";
    let Value::Object(fields) = representation else {
        return Err(ApiError::bad_input(
            ARGUMENT,
            "a representation is an object with `__typename` and `id`",
            "representation は __typename と id を持つオブジェクトにしてください。",
        ));
    };
    let text = |name: &str| match fields.get(name) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let Some(name) = text("__typename") else {
        return Err(ApiError::bad_input(
            ARGUMENT,
            "a representation has no `__typename`",
            "representation に __typename がありません。",
        ));
    };
    if !ENTITIES.contains(&name) {
        let kind = ("type with a key", "キーを持つ型");
        return Err(ApiError::unknown_code(
            ARGUMENT,
            kind,
            name,
            ENTITIES,
            |_| None,
        ));
    }
    let Some(id) = text("id") else {
        let code = match name {
            APPROVAL => number_of(fields),
            _ => text("code").map(str::to_owned),
        };
        let code = code.ok_or_else(|| {
            let natural = match name {
                APPROVAL => "`operator { code }` with `number`",
                _ => "`code`",
            };
            ApiError::bad_input(
                ARGUMENT,
                format!("a representation of {name} has neither `id` nor {natural}"),
                format!("{name} の representation に id も {natural} もありません。"),
            )
        })?;
        return Ok(node::held(catalogue, name, &code));
    };
    let id = ID::from(id);
    if node::type_of(&id, ARGUMENT)? != name {
        return Err(ApiError::bad_input(
            ARGUMENT,
            format!("an `id` is not one of type {name}"),
            format!("id が {name} のものではありません。"),
        ));
    }
    node::find(ctx, catalogue, &id, ARGUMENT).await
}

/// `operator { code } number` as the code of an approval: `ldi:45`.
fn number_of(fields: &IndexMap<Name, Value>) -> Option<String> {
    let Some(Value::Object(operator)) = fields.get("operator") else {
        return None;
    };
    match (operator.get("code")?, fields.get("number")?) {
        (Value::String(operator), Value::Number(number)) => Some(format!("{operator}:{number}")),
        (Value::String(operator), Value::String(number)) => Some(format!("{operator}:{number}")),
        _ => None,
    }
}
