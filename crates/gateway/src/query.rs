//! The table of contents of the API.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use base::DatabaseId;
use catalogue::Catalogue as Loaded;
use chrono::NaiveDate;
use linkage::{Question, SetError};

use crate::error::ApiError;
use crate::graph::catalogue::Catalogue;
use crate::graph::database::Database;
use crate::graph::linkage::{LinkageCandidate, LinkageMatrix, LinkageVerdict};
use crate::graph::node::{self, Node};
use crate::graph::scalars::Date;
use crate::graph::statement::{DataForm, LinkageState};
use crate::scope::Scope;

/// The root of the graph, at the present revision.
#[derive(Clone, Default)]
pub(crate) struct Query;

impl Query {
    fn loaded(&self, ctx: &Context<'_>) -> Result<Arc<Loaded>, ApiError> {
        Ok(Scope::of(ctx)?.catalogue.clone())
    }
}

/// Everything that can be asked: which health databases of Japan may be linked, and which projects used which data.
#[Object]
impl Query {
    /// May these databases be linked with one another, in this form, on this day, by what was stated until then?
    async fn linkage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of two or more databases.")] databases: Vec<String>,
        #[graphql(default_with = "DataForm::Anonymised", desc = "Form of the data.")]
        form: DataForm,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only statements made until this day; today where left out.")]
        known_by: Option<Date>,
    ) -> Result<LinkageVerdict, ApiError> {
        let catalogue = self.loaded(ctx)?;
        let ids = known_databases(&catalogue, "databases", &databases)?;
        let question = question(ctx, form, on, known_by)?;
        let verdict = linkage::linkage(&ids, &catalogue.statements, &question)
            .map_err(|error| bad_set("databases", &databases, error))?;
        Ok(LinkageVerdict::new(&catalogue, verdict))
    }

    /// The whole picture on one day: every database against every other.
    async fn linkage_matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "DataForm::Anonymised", desc = "Form of the data.")]
        form: DataForm,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only statements made until this day; today where left out.")]
        known_by: Option<Date>,
    ) -> Result<LinkageMatrix, ApiError> {
        let question = question(ctx, form, on, known_by)?;
        Ok(LinkageMatrix {
            catalogue: self.loaded(ctx)?,
            question,
        })
    }

    /// What can still be added to the databases one has, the strongest first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the question")]
    async fn linkable_with(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of one or more databases.")] having: Vec<String>,
        #[graphql(default_with = "DataForm::Anonymised", desc = "Form of the data.")]
        form: DataForm,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only statements made until this day; today where left out.")]
        known_by: Option<Date>,
        #[graphql(desc = "Only candidates in one of these states; all where left out.")]
        states: Option<Vec<LinkageState>>,
    ) -> Result<Vec<LinkageCandidate>, ApiError> {
        let catalogue = self.loaded(ctx)?;
        let ids = known_databases(&catalogue, "having", &having)?;
        let question = question(ctx, form, on, known_by)?;
        let states: Option<Vec<linkage::LinkageState>> =
            states.map(|states| states.into_iter().map(Into::into).collect());
        let all = catalogue.databases.ids();
        let found = linkage::linkable_with(
            &ids,
            &all,
            states.as_deref(),
            &catalogue.statements,
            &question,
        )
        .map_err(|error| bad_set("having", &having, error))?;
        Ok(found
            .into_iter()
            .map(|candidate| LinkageCandidate {
                catalogue: catalogue.clone(),
                candidate,
            })
            .collect())
    }

    /// One database by its code.
    async fn database(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code: `ndb`.")] code: String,
    ) -> Option<Result<Database, ApiError>> {
        let found = self.loaded(ctx).and_then(|catalogue| {
            let ids = known_databases(&catalogue, "code", std::slice::from_ref(&code))?;
            Ok(ids.first().and_then(|id| Database::find(&catalogue, id)))
        });
        found.transpose()
    }

    /// Every database, in the order of the table of 2024-01-11.
    async fn databases(&self, ctx: &Context<'_>) -> Result<Vec<Database>, ApiError> {
        Ok(Database::all(&self.loaded(ctx)?))
    }

    /// Anything by its global id; null where the catalogue has no such thing.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id.")] id: ID,
    ) -> Option<Result<Node, ApiError>> {
        let found = self
            .loaded(ctx)
            .and_then(|catalogue| node::find(&catalogue, &id, "id"));
        found.transpose()
    }

    /// Many things by their global ids, in the order asked; null where the catalogue has no such thing.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 global ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        if ids.len() > base::Page::MAXIMUM {
            return Err(ApiError::bad_input(
                "ids",
                format!(
                    "{} ids were given: at most {} at a time",
                    ids.len(),
                    base::Page::MAXIMUM
                ),
                format!("ids は一度に{}件までです。", base::Page::MAXIMUM),
            ));
        }
        let catalogue = self.loaded(ctx)?;
        ids.iter()
            .enumerate()
            .map(|(n, id)| node::find(&catalogue, id, &format!("ids[{n}]")))
            .collect()
    }

    /// What is loaded, how fresh it is, whether it adds up.
    async fn catalogue(&self, ctx: &Context<'_>) -> Result<Catalogue, ApiError> {
        Ok(Catalogue {
            loaded: self.loaded(ctx)?,
        })
    }
}

/// The question about a day, with today where the client does not say.
fn question(
    ctx: &Context<'_>,
    form: DataForm,
    on: Option<Date>,
    known_by: Option<Date>,
) -> Result<Question, ApiError> {
    let today: NaiveDate = Scope::of(ctx)?.today;
    let day = |date: Option<Date>| date.map_or(today, |date| date.0);
    Ok(Question {
        form: form.into(),
        on: day(on),
        known_by: day(known_by),
    })
}

/// Codes as ids; an unknown one is named, with the nearest known ones.
fn known_databases(
    catalogue: &Loaded,
    argument: &str,
    codes: &[String],
) -> Result<Vec<DatabaseId>, ApiError> {
    let single = argument == "code";
    codes
        .iter()
        .enumerate()
        .map(|(n, code)| {
            let id = DatabaseId::new(code.as_str());
            if catalogue.databases.find(&id).is_some() {
                return Ok(id);
            }
            let place = if single {
                argument.to_owned()
            } else {
                format!("{argument}[{n}]")
            };
            let known = catalogue.databases.all().iter().map(|row| row.id.as_str());
            // Names are offered as their codes: 介護DB means `kaigo`.
            let named = catalogue.databases.all().iter().find(|row| {
                let names = [
                    Some(row.name_ja.as_str()),
                    row.name_en.as_deref(),
                    row.official_name_ja.as_deref(),
                ];
                let folded = text::fold_text(code);
                names
                    .into_iter()
                    .flatten()
                    .chain(row.aliases.iter())
                    .any(|name| text::fold_text(name) == folded)
            });
            match named {
                Some(row) => Err(ApiError::unknown_code(
                    place,
                    ("database", "データベース"),
                    row.id.as_str(),
                    [row.id.as_str()],
                )
                .about(code)),
                None => Err(ApiError::unknown_code(
                    place,
                    ("database", "データベース"),
                    code,
                    known,
                )),
            }
        })
        .collect()
}

fn bad_set(argument: &str, codes: &[String], error: SetError) -> ApiError {
    match error {
        SetError::TooFew { given, needed } => ApiError::bad_input(
            argument,
            format!("{given} database(s) were named: name at least {needed}"),
            format!("データベースを{needed}つ以上指定してください。"),
        ),
        SetError::NamedTwice(id) => {
            let second = codes
                .iter()
                .rposition(|code| code == id.as_str())
                .unwrap_or(0);
            ApiError::bad_input(
                format!("{argument}[{second}]"),
                format!("the database `{id}` is named twice: name each once"),
                format!("データベース「{id}」が重複しています。"),
            )
        }
    }
}
