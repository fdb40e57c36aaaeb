//! The table of contents of the API.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use base::{DatabaseId, Revision};
use catalogue::Catalogue as Loaded;
use chrono::{NaiveDate, NaiveTime};
use linkage::{Question, SetError};

use crate::code::Code;
use crate::error::ApiError;
use crate::graph::approval::{
    self, Approval, ApprovalConnection, ApprovalDimension, ApprovalFilter, ApprovalOrder,
    ApprovalStatistics,
};
use crate::graph::catalogue::Catalogue;
use crate::graph::database::Database;
use crate::graph::error_code::ErrorMeaning;
use crate::graph::everything::{self, SearchConnection, SearchKind};
use crate::graph::indicator::PlanGoal;
use crate::graph::institution::{self, InstitutionConnection, InstitutionFilter, InstitutionOrder};
use crate::graph::linkage::{LinkageCandidate, LinkageMatrix, LinkageVerdict};
use crate::graph::node::{self, Node};
use crate::graph::operator::{self, Operator, OperatorConnection, OperatorFilter};
use crate::graph::precedent::{self, PrecedentConnection, PrecedentInput};
use crate::graph::registry::{
    self, MatchFit, Registry, RegistryConnection, RegistryFilter, RegistryMatchConnection,
    RegistryNeed, RegistryOrder,
};
use crate::graph::scalars::Date;
use crate::graph::statement::{DataForm, LinkageState};
use crate::graph::vocabulary::{DataItem, Disease, Prefecture};
use crate::scope::Scope;

/// The root of the graph, at the present revision or at a past one.
#[derive(Clone, Default)]
pub(crate) struct Query {
    at: Option<Arc<Loaded>>,
}

impl Query {
    pub(crate) fn loaded(&self, ctx: &Context<'_>) -> Result<Arc<Loaded>, ApiError> {
        match &self.at {
            Some(past) => Ok(past.clone()),
            None => Ok(Scope::of(ctx)?.catalogue.clone()),
        }
    }
}

/// From the start of a UTC day to the end of the same day in Japan (UTC+9), less a millisecond.
const JAPAN_DAY_ENDS: chrono::TimeDelta = chrono::TimeDelta::milliseconds(15 * 3_600_000 - 1);

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
        let verdict = linkage::linkage(&ids, &catalogue.linkage_facts(), &question)
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
            &catalogue.linkage_facts(),
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

    /// Which projects used which data? The newest first; with a search, the best match first.
    #[expect(
        clippy::too_many_arguments,
        reason = "search, filter, order and the four Relay arguments"
    )]
    async fn approvals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that title, diseases, data items, operator, sector or date hold.")]
        search: Option<String>,
        #[graphql(desc = "Which approvals.")] filter: Option<ApprovalFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ApprovalOrder>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<ApprovalConnection, ApiError> {
        let catalogue = self.loaded(ctx)?;
        approval::approvals(
            &catalogue,
            filter.unwrap_or_default(),
            search,
            order_by,
            (first, after, last, before),
        )
    }

    /// One approval by operator and number.
    async fn approval(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The operator's code.")] operator: String,
        #[graphql(desc = "The number in its list.")] number: i32,
    ) -> Result<Option<Approval>, ApiError> {
        let catalogue = self.loaded(ctx)?;
        approval::known_operators(&catalogue, "operator", vec![operator.clone()])?;
        Ok(Approval::find(
            &catalogue,
            &format!("{operator}:{number}").into(),
        ))
    }

    /// How many approvals per year, operator, sector, data item and so on, in any combination, with running totals.
    async fn approval_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to four dimensions; none gives the total alone.")] group_by: Vec<
            ApprovalDimension,
        >,
        #[graphql(desc = "Which approvals.")] filter: Option<ApprovalFilter>,
    ) -> Result<ApprovalStatistics, ApiError> {
        approval::statistics(&self.loaded(ctx)?, group_by, filter)
    }

    /// The certified operators.
    #[expect(
        clippy::too_many_arguments,
        reason = "search, filter and the four Relay arguments"
    )]
    async fn operators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that names, processors or address hold.")] search: Option<String>,
        #[graphql(desc = "Which operators.")] filter: Option<OperatorFilter>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<OperatorConnection, ApiError> {
        operator::operators(
            &self.loaded(ctx)?,
            filter,
            search,
            (first, after, last, before),
        )
    }

    /// One operator by its code; null where there is none.
    async fn operator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code: `ldi`.")] code: String,
    ) -> Result<Option<Operator>, ApiError> {
        Ok(Operator::find(&self.loaded(ctx)?, &code.into()))
    }

    /// The cooperating institutions, by prefecture as printed; with a search, the best match first.
    #[expect(
        clippy::too_many_arguments,
        reason = "search, filter, order and the four Relay arguments"
    )]
    async fn institutions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that name, group, prefecture or operator hold.")] search: Option<
            String,
        >,
        #[graphql(desc = "Which institutions.")] filter: Option<InstitutionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<InstitutionOrder>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<InstitutionConnection, ApiError> {
        let catalogue = self.loaded(ctx)?;
        institution::institutions(
            &catalogue,
            filter.unwrap_or_default(),
            search,
            order_by,
            (first, after, last, before),
        )
    }

    /// The registries of patients, by name; with a search, the best match first.
    #[expect(
        clippy::too_many_arguments,
        reason = "search, filter, order and the four Relay arguments"
    )]
    async fn registries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that names, diseases, hosts, purposes or data items hold.")] search: Option<
            String,
        >,
        #[graphql(desc = "Which registries.")] filter: Option<RegistryFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<RegistryOrder>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<RegistryConnection, ApiError> {
        registry::registries(
            &self.loaded(ctx)?,
            filter.unwrap_or_default(),
            search,
            order_by,
            (first, after, last, before),
        )
    }

    /// One registry by its slug; null where there is none.
    async fn registry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its slug: `remudy`.")] slug: String,
    ) -> Result<Option<Registry>, ApiError> {
        Ok(Registry::find(&self.loaded(ctx)?, &slug.into()))
    }

    /// Which registries could serve this need? All of them, in order of fit, with every criterion met, unmet or unknown.
    #[expect(
        clippy::too_many_arguments,
        reason = "need, least fit and the four Relay arguments"
    )]
    async fn match_registries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is needed.")] need: RegistryNeed,
        #[graphql(desc = "Only registries that fit at least so well; all where left out.")]
        minimum_fit: Option<MatchFit>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<RegistryMatchConnection, ApiError> {
        registry::matches(
            &self.loaded(ctx)?,
            need,
            minimum_fit,
            (first, after, last, before),
        )
    }

    /// One box over everything: registries, approvals, institutions, operators and databases in one list, best first. Names
    /// that are the text come first, then names, titles and other texts that hold it; ties by kind, then by the default
    /// order of the kind. The text is text: no character is an operator; words between blanks must all be there,
    /// and where nothing holds them all, half of them. A blank
    /// text asks for nothing and finds nothing.
    #[expect(
        clippy::too_many_arguments,
        reason = "text, kinds and the four Relay arguments"
    )]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What to look for, in Japanese or Latin letters, at most 10,000 characters; the first 1,000 are read."
        )]
        text: String,
        #[graphql(desc = "Only these kinds; all where left out.")] kinds: Option<Vec<SearchKind>>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<SearchConnection, ApiError> {
        let catalogue = self.loaded(ctx)?;
        everything::search(&catalogue, text, kinds, (first, after, last, before))
    }

    /// Has anyone done something like this before? The approved projects that are nearest, each with what makes it near. A
    /// project that shares only data or sector counts only where neither text nor diseases were given.
    async fn precedents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the project in mind is like.")] like: PrecedentInput,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<PrecedentConnection, ApiError> {
        let catalogue = self.loaded(ctx)?;
        precedent::precedents(&catalogue, like, (first, after, last, before))
    }

    /// Every kind of data that approved uses take.
    async fn data_items(&self, ctx: &Context<'_>) -> Result<Vec<DataItem>, ApiError> {
        Ok(DataItem::all(&self.loaded(ctx)?))
    }

    /// Every prefecture, by code.
    async fn prefectures(&self, ctx: &Context<'_>) -> Result<Vec<Prefecture>, ApiError> {
        Ok(Prefecture::all(&self.loaded(ctx)?))
    }

    /// One disease concept by its code; null where there is none.
    async fn disease(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code: `heart-failure`.")] code: String,
    ) -> Result<Option<Disease>, ApiError> {
        Ok(Disease::find(&self.loaded(ctx)?, &code.into()))
    }

    /// The goals of the basic plan for medical devices (医療機器基本計画) by number, with KPIs and every reported figure.
    async fn plan_goals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the goal with this number, 1 to 11; all of them where left out.")]
        number: Option<i32>,
    ) -> Result<Vec<PlanGoal>, ApiError> {
        PlanGoal::all(&self.loaded(ctx)?, number)
    }

    /// Anything by its global id; null where the catalogue has no such thing.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id.")] id: ID,
    ) -> Option<Result<Node, ApiError>> {
        let found = async { node::find(ctx, &self.loaded(ctx)?, &id, "id").await };
        found.await.transpose()
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
        let mut found = Vec::with_capacity(ids.len());
        for (n, id) in ids.iter().enumerate() {
            found.push(node::find(ctx, &catalogue, id, &format!("ids[{n}]")).await?);
        }
        Ok(found)
    }

    /// The same questions, answered as the catalogue stood at a past revision or at the end of a past day (in Japan):
    /// counts, filters and searches included. Name one of the two.
    async fn as_of(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A revision's number, from 1.")] revision: Option<i32>,
        #[graphql(desc = "A day: the newest revision imported until its end.")] date: Option<Date>,
    ) -> Result<Query, ApiError> {
        // Each root within a root takes a large piece of the stack.
        if self.at.is_some() {
            return Err(ApiError::bad_input(
                "revision",
                "`asOf` cannot stand within `asOf`: name the past once",
                "asOf の中で asOf は使えません。過去の時点は一度だけ指定してください。",
            ));
        }
        let catalogues = &Scope::of(ctx)?.catalogues;
        let newest = catalogues.present().at();
        let past = match (revision, date) {
            (Some(number), None) => catalogues.at(Revision(number.into())).await?.ok_or_else(
                || {
                    ApiError::bad_input(
                        "revision",
                        format!("there is no revision {number}: revisions are 1 to {newest}"),
                        format!(
                            "リビジョン{number}はありません。1から{newest}までを指定してください。"
                        ),
                    )
                },
            )?,
            (None, Some(Date(day))) => {
                let end = day.and_time(NaiveTime::MIN).and_utc() + JAPAN_DAY_ENDS;
                catalogues.as_of(end).await?.ok_or_else(|| {
                    ApiError::bad_input(
                        "date",
                        format!("nothing was imported until {day}: ask for a later day"),
                        format!("{day}までに取り込まれたデータはありません。"),
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
        Ok(Query { at: Some(past) })
    }

    /// Every code that an error can have in `extensions.code`, with what it means.
    async fn error_codes(&self) -> Vec<ErrorMeaning> {
        Code::ALL.iter().map(|code| ErrorMeaning(*code)).collect()
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
pub(crate) fn known_databases(
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
