//! The table of contents of the API.

use async_graphql::{Context, ID, MergedObject, Object};

mod linking;
mod terms;

use crate::code::Code;
use crate::error::ApiError;
use crate::graph::approval::{
    self, Approval, ApprovalConnection, ApprovalDimension, ApprovalFilter, ApprovalOrder,
    ApprovalStatistics,
};
use crate::graph::catalogue::Catalogue;
use crate::graph::database::Database;
use crate::graph::document::Document;
use crate::graph::error_code::ErrorMeaning;
use crate::graph::everything::{self, SearchConnection, SearchKind};
use crate::graph::fact::{self, ReportedFact};
use crate::graph::indicator::PlanGoal;
use crate::graph::institution::{
    self, Institution, InstitutionConnection, InstitutionFilter, InstitutionOrder,
};
use crate::graph::lookup::{self, Thing};
use crate::graph::node::{self, Node};
use crate::graph::operator::{self, Operator, OperatorConnection, OperatorFilter};
use crate::graph::precedent::{self, PrecedentConnection, PrecedentInput};
use crate::graph::registry::{
    self, HostOrganisation, MatchFit, Registry, RegistryConnection, RegistryFilter,
    RegistryMatchConnection, RegistryNeed, RegistryOrder,
};
use crate::graph::scalars::Date;
use crate::graph::snapshot::{self, Snapshot};
use crate::graph::uses::{self, CertifiedUser, UseConnection, UseFilter};
use crate::graph::vocabularies::{self, Vocabulary};
use crate::graph::vocabulary::{DataItem, Disease, Prefecture};
use crate::plain::{Answered, answered};
use crate::scope::Scope;
use crate::view::View;

/// The revision that a part of the root answers from.
#[derive(Clone, Default)]
pub(crate) struct Part {
    at: Option<View>,
}

impl Part {
    fn loaded(&self, ctx: &Context<'_>) -> Result<View, ApiError> {
        match &self.at {
            Some(past) => Ok(past.clone()),
            None => Ok(Scope::of(ctx)?.catalogue.clone()),
        }
    }
}

/// Everything that can be asked: which health databases of Japan may be linked, and which projects used which data.
#[derive(Clone, Default, MergedObject)]
#[graphql(name = "Query")]
pub(crate) struct Query(linking::Linking, Asking, terms::Terms);

impl Query {
    /// The root at a named revision.
    pub(crate) fn of(past: View) -> Self {
        let part = Part { at: Some(past) };
        Self(
            linking::Linking(part.clone()),
            Asking(part.clone()),
            terms::Terms(part),
        )
    }

    pub(crate) fn loaded(&self, ctx: &Context<'_>) -> Result<View, ApiError> {
        self.1.0.loaded(ctx)
    }
}

/// The questions about everything else.
#[derive(Clone, Default)]
pub(crate) struct Asking(Part);

/// The questions about everything else.
#[Object]
impl Asking {
    /// Who used which data: approved uses of the operators' data and reported uses of public databases, never added up.
    #[expect(
        clippy::too_many_arguments,
        reason = "filter, search and the four Relay arguments"
    )]
    async fn uses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which uses.")] filter: Option<UseFilter>,
        #[graphql(
            desc = "Free text, read as that of `approvals` and of `search`: title, disease, data, purpose, user or day hold every word."
        )]
        search: Option<String>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Answered<UseConnection> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            uses::uses(
                &catalogue,
                filter.unwrap_or_default(),
                search,
                (first, after, last, before),
            )
        });
        answered(found)
    }

    /// Who is certified to use pseudonymised medical information, since when.
    async fn certified_users(&self, ctx: &Context<'_>) -> Answered<Vec<CertifiedUser>> {
        let loaded = self.0.loaded(ctx);
        answered(loaded.map(|catalogue| uses::certified_users(&catalogue)))
    }

    /// Dated facts that are neither statements about linking nor rules of access, the newest first; of one scheme where it is named
    /// (`reform`, `hic`, `emr-sharing`).
    async fn reported_facts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only facts of this scheme.")] scheme: Option<String>,
    ) -> Answered<Vec<ReportedFact>> {
        let found = self.0.loaded(ctx);
        answered(found.map(|catalogue| fact::of_scheme(&catalogue, scheme.as_deref())))
    }

    /// Every enum of this schema with labels in Japanese and English: no client needs a dictionary of its own.
    async fn vocabularies(&self) -> Option<Vec<Vocabulary>> {
        Some(vocabularies::vocabularies())
    }

    /// One enum of this schema with the labels of its values.
    async fn vocabulary(
        &self,
        #[graphql(desc = "Name of the enum: `LinkageState`.")] name: String,
    ) -> Answered<Vocabulary> {
        answered(vocabularies::named(&name))
    }

    /// One database by its code or name.
    async fn database(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `ndb`, or one of its names.")] code: String,
    ) -> Answered<Database> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Database, "code", &code)?;
            Database::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// Every database, in the order of the table of 2024-01-11; with a search those that it finds, the best match first.
    async fn databases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that names, holder or note hold.")] search: Option<String>,
    ) -> Answered<Vec<Database>> {
        let loaded = self.0.loaded(ctx);
        answered(loaded.and_then(|catalogue| Database::found(&catalogue, search)))
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
    ) -> Answered<ApprovalConnection> {
        let answer = async {
            let catalogue = self.0.loaded(ctx)?;
            approval::approvals(
                &catalogue,
                filter.unwrap_or_default(),
                search,
                order_by,
                (first, after, last, before),
            )
        };
        answered(answer.await)
    }

    /// One approved use by operator and number.
    async fn approval(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The operator's code or name.")] operator: String,
        #[graphql(desc = "The number in its list.")] number: i32,
    ) -> Answered<Approval> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let operator: base::OperatorId =
                lookup::code(&catalogue, Thing::Operator, "operator", &operator)?;
            let id = format!("{operator}:{number}");
            Approval::find(&catalogue, &id.into()).ok_or_else(|| {
                ApiError::bad_input(
                    "number",
                    format!("the list of `{operator}` has no number {number}"),
                    format!("「{operator}」の利活用実績に No.{number} はありません。"),
                )
            })
        });
        answered(found)
    }

    /// How many approvals per year, operator, sector, data item and so on, in any combination, with running totals.
    async fn approval_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to four dimensions; none gives the total alone.")] group_by: Vec<
            ApprovalDimension,
        >,
        #[graphql(desc = "Which approvals.")] filter: Option<ApprovalFilter>,
    ) -> Answered<ApprovalStatistics> {
        let answer = async { approval::statistics(&self.0.loaded(ctx)?, group_by, filter) };
        answered(answer.await)
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
    ) -> Answered<OperatorConnection> {
        let answer = async {
            operator::operators(
                &self.0.loaded(ctx)?,
                filter,
                search,
                (first, after, last, before),
            )
        };
        answered(answer.await)
    }

    /// One certified operator by its code or name.
    async fn operator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `ldi`, or one of its names.")] code: String,
    ) -> Answered<Operator> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Operator, "code", &code)?;
            Operator::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// The cooperating institutions, by prefecture as printed; with a search, the best match first.
    #[expect(
        clippy::too_many_arguments,
        reason = "search, filter, order and the four Relay arguments"
    )]
    async fn institutions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text that name, group or operator hold.")] search: Option<String>,
        #[graphql(desc = "Which institutions.")] filter: Option<InstitutionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<InstitutionOrder>,
        #[graphql(desc = "Rows from the front, at most 100; 20 where nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Answered<InstitutionConnection> {
        let answer = async {
            let catalogue = self.0.loaded(ctx)?;
            institution::institutions(
                &catalogue,
                filter.unwrap_or_default(),
                search,
                order_by,
                (first, after, last, before),
            )
        };
        answered(answer.await)
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
    ) -> Answered<RegistryConnection> {
        let answer = async {
            registry::registries(
                &self.0.loaded(ctx)?,
                filter.unwrap_or_default(),
                search,
                order_by,
                (first, after, last, before),
            )
        };
        answered(answer.await)
    }

    /// One registry by its code or name.
    async fn registry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `remudy`, or one of its names.")] code: String,
    ) -> Answered<Registry> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Registry, "code", &code)?;
            Registry::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
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
    ) -> Answered<RegistryMatchConnection> {
        let answer = async {
            registry::matches(
                &self.0.loaded(ctx)?,
                need,
                minimum_fit,
                (first, after, last, before),
            )
        };
        answered(answer.await)
    }

    /// One box over everything, best first: names that are the text, then names, titles and other texts that hold it; ties by
    /// kind. No character is an operator. All words must be there, and where nothing holds them all, half of them and every
    /// disease. A blank text finds nothing.
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
    ) -> Answered<SearchConnection> {
        let answer = async {
            everything::search(
                &self.0.loaded(ctx)?,
                text,
                kinds,
                (first, after, last, before),
            )
        };
        answered(answer.await)
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
    ) -> Answered<PrecedentConnection> {
        let answer = async {
            precedent::precedents(&self.0.loaded(ctx)?, like, (first, after, last, before))
        };
        answered(answer.await)
    }

    /// One disease concept by its code or name.
    async fn disease(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `heart-failure`, or its name.")] code: String,
    ) -> Answered<Disease> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Disease, "code", &code)?;
            Disease::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// One cooperating institution by its code or name.
    async fn institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `26-01`, or its name as printed.")] code: String,
    ) -> Answered<Institution> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Institution, "code", &code)?;
            Institution::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// One document (資料) by its code or title.
    async fn document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `mhlw-kpi-5`, or its title.")] code: String,
    ) -> Answered<Document> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Document, "code", &code)?;
            Document::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// One organisation that hosts registries, by its code or one of its names, former ones included.
    async fn host_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `ncnp`, or one of its names.")] code: String,
    ) -> Answered<HostOrganisation> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::HostOrganisation, "code", &code)?;
            HostOrganisation::find(&catalogue, &id)
                .ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// One kind of data that approved uses take, by its code or name.
    async fn data_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `imaging`, or one of its names.")] code: String,
    ) -> Answered<DataItem> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::DataItem, "code", &code)?;
            DataItem::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// One prefecture by its JIS code or name.
    async fn prefecture(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `38`, or its name.")] code: String,
    ) -> Answered<Prefecture> {
        let found = self.0.loaded(ctx).and_then(|catalogue| {
            let id = lookup::code(&catalogue, Thing::Prefecture, "code", &code)?;
            Prefecture::find(&catalogue, &id).ok_or(ApiError::Broken("a code without its thing"))
        });
        answered(found)
    }

    /// The goals of the basic plan for medical devices (医療機器基本計画) by number, with KPIs and every reported figure.
    async fn plan_goals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the goal with this number, 1 to 11; all of them where left out.")]
        number: Option<i32>,
    ) -> Answered<Vec<PlanGoal>> {
        let answer = async { PlanGoal::all(&self.0.loaded(ctx)?, number) };
        answered(answer.await)
    }

    /// Anything by its global id; null where the catalogue has no such thing.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A global id.")] id: ID,
    ) -> Answered<Node> {
        let found = async { node::find(ctx, &self.0.loaded(ctx)?, &id, "id").await };
        found.await.transpose().and_then(answered)
    }

    /// Many things by their global ids, in the order asked; null where the catalogue has no such thing.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 global ids.")] ids: Vec<ID>,
    ) -> Answered<Vec<Option<Node>>> {
        let answer = async {
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
            let catalogue = self.0.loaded(ctx)?;
            let mut found = Vec::with_capacity(ids.len());
            for (n, id) in ids.iter().enumerate() {
                found.push(node::find(ctx, &catalogue, id, &format!("ids[{n}]")).await?);
            }
            Ok(found)
        };
        answered(answer.await)
    }

    /// The same questions, answered as the catalogue stood at a past revision or at the end of a past day (in Japan):
    /// counts, filters and searches included. Name one of the two. Things of a snapshot have ids of that revision.
    async fn as_of(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A revision's number, from 1.")] revision: Option<i32>,
        #[graphql(desc = "A day: the newest revision imported until its end.")] date: Option<Date>,
    ) -> Option<Result<Snapshot, ApiError>> {
        let past = snapshot::past(ctx, revision, date).await;
        Some(past.map(|past| Snapshot(Query::of(past))))
    }

    /// Every code that an error can have, with what it means.
    async fn error_codes(&self) -> Option<Vec<ErrorMeaning>> {
        Some(Code::ALL.iter().map(|code| ErrorMeaning(*code)).collect())
    }

    /// What is loaded, how fresh it is, whether it adds up.
    async fn catalogue(&self, ctx: &Context<'_>) -> Answered<Catalogue> {
        let answer = async {
            Ok(Catalogue {
                loaded: self.0.loaded(ctx)?,
            })
        };
        answered(answer.await)
    }
}
