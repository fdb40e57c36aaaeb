//! The catalogue as it stood: the root's questions under a type of their own, so that no cache mixes past and present.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::resolver_utils::resolve_container;
use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned,
};
use async_graphql::{ServerResult, Value};
use base::Revision;
use chrono::NaiveTime;

use crate::error::ApiError;
use crate::graph::scalars::Date;
use crate::http::outside;
use crate::query::Query;
use crate::scope::Scope;
use crate::view::View;

/// From the start of a UTC day to the end of the same day in Japan (UTC+9), less a millisecond.
const JAPAN_DAY_ENDS: chrono::TimeDelta = chrono::TimeDelta::milliseconds(15 * 3_600_000 - 1);

/// The root at a named revision.
pub(crate) struct Snapshot(pub(crate) Query);

/// The field of the root that leads here; a snapshot has none of its own.
const AS_OF: &str = "asOf";

impl OutputType for Snapshot {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Snapshot")
    }

    /// The root's fields without `asOf`: the past is named once.
    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |_| {
            // The root leads here: it is asked for its fields apart, where this type is known already.
            let mut apart = Registry::default();
            apart
                .types
                .insert(Self::type_name().into_owned(), object(Default::default()));
            Query::create_type_info(&mut apart);
            match apart.types.remove(&*Query::type_name()) {
                Some(MetaType::Object { mut fields, .. }) => {
                    fields.shift_remove(AS_OF);
                    object(fields)
                }
                _ => object(Default::default()),
            }
        })
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

/// The type with these fields.
fn object(fields: IndexMap<String, MetaField>) -> MetaType {
    const ABOUT: &str = "The catalogue as it stood at a revision: every question of the root. Ids of its things name the revision.";
    MetaType::Object {
        name: Snapshot::type_name().into_owned(),
        description: Some(ABOUT.to_owned()),
        fields,
        cache_control: Default::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        keys: None,
        visible: None,
        inaccessible: false,
        interface_object: false,
        tags: Default::default(),
        is_subscription: false,
        rust_typename: Some(std::any::type_name::<Snapshot>()),
        directive_invocations: Default::default(),
        requires_scopes: Default::default(),
    }
}

impl ContainerType for Snapshot {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await
    }
}

impl ObjectType for Snapshot {}

/// The revision that `asOf` names.
pub(crate) async fn past(
    ctx: &Context<'_>,
    revision: Option<i32>,
    date: Option<Date>,
) -> Result<View, ApiError> {
    let catalogues = &Scope::of(ctx)?.catalogues;
    let newest = catalogues.present().at();
    let past = match (revision, date) {
        (Some(number), None) => outside(catalogues.at(Revision(number.into())))
            .await??
            .ok_or_else(|| {
                ApiError::bad_input(
                    "revision",
                    format!("there is no revision {number}: revisions are 1 to {newest}"),
                    format!(
                        "リビジョン{number}はありません。1から{newest}までを指定してください。"
                    ),
                )
            })?,
        (None, Some(Date(day))) => {
            let end = day.and_time(NaiveTime::MIN).and_utc() + JAPAN_DAY_ENDS;
            outside(catalogues.as_of(end)).await??.ok_or_else(|| {
                ApiError::bad_input(
                    "date",
                    format!("nothing was imported until {day}: ask for a later day"),
                    format!(
                        "{day}までに取り込まれたデータはありません。より後の日を指定してください。"
                    ),
                )
            })?
        }
        _ => {
            return Err(ApiError::bad_input(
                "revision",
                "name either `revision` or `date`",
                "revision か date のどちらか一方を指定してください。",
            ));
        }
    };
    Ok(View::snapshot(past))
}
