//! What is asked of linking databases and of the way to their data.

use async_graphql::{Context, Object};
use base::DatabaseId;

use super::Part;
use crate::graph::access::{self, AccessPlan};
use crate::graph::approval::UserSector;
use crate::graph::linkage::{LinkageCandidate, LinkageMatrix, LinkageVerdict};
use crate::graph::lookup::{self, Thing};
use crate::graph::question::{bad_set, question};
use crate::graph::scalars::Date;
use crate::graph::statement::{DataForm, LinkageState};
use crate::plain::{Answered, answered};

/// The questions about links.
#[derive(Clone, Default)]
pub(crate) struct Linking(pub(super) Part);

/// The questions about links.
#[Object]
impl Linking {
    /// May these databases be linked with one another, in this form, on this day, by what was stated until then?
    async fn linkage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes or names of two or more databases.")] databases: Vec<String>,
        #[graphql(
            default_with = "Some(DataForm::Anonymised)",
            desc = "Form of the data."
        )]
        form: Option<DataForm>,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only statements made until this day; today where left out.")]
        known_by: Option<Date>,
    ) -> Answered<LinkageVerdict> {
        let answer = async {
            let catalogue = self.0.loaded(ctx)?;
            let ids: Vec<DatabaseId> =
                lookup::codes(&catalogue, Thing::Database, "databases", &databases)?;
            let question = question(ctx, form, on, known_by)?;
            let verdict = linkage::linkage(&ids, &catalogue.linkage_facts(), &question)
                .map_err(|error| bad_set("databases", &databases, error))?;
            Ok(LinkageVerdict::new(&catalogue, verdict))
        };
        answered(answer.await)
    }

    /// The whole picture on one day: every database against every other.
    async fn linkage_matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default_with = "Some(DataForm::Anonymised)",
            desc = "Form of the data."
        )]
        form: Option<DataForm>,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only statements made until this day; today where left out.")]
        known_by: Option<Date>,
    ) -> Answered<LinkageMatrix> {
        let answer = async {
            let question = question(ctx, form, on, known_by)?;
            Ok(LinkageMatrix {
                catalogue: self.0.loaded(ctx)?,
                question,
            })
        };
        answered(answer.await)
    }

    /// What can still be added to the databases one has, the strongest first.
    async fn linkable_with(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes or names of one or more databases.")] having: Vec<String>,
        #[graphql(
            default_with = "Some(DataForm::Anonymised)",
            desc = "Form of the data."
        )]
        form: Option<DataForm>,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only statements made until this day; today where left out.")]
        known_by: Option<Date>,
        #[graphql(desc = "Only candidates in one of these states; all where left out.")]
        states: Option<Vec<LinkageState>>,
    ) -> Answered<Vec<LinkageCandidate>> {
        let answer = async {
            let catalogue = self.0.loaded(ctx)?;
            let ids: Vec<DatabaseId> =
                lookup::codes(&catalogue, Thing::Database, "having", &having)?;
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
        };
        answered(answer.await)
    }

    /// What must one do to get these data, linked where there are several, in this form? A reading of sources, not legal advice.
    async fn access_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes or names of one or more databases.")] databases: Vec<String>,
        #[graphql(
            default_with = "Some(DataForm::Anonymised)",
            desc = "Form of the data."
        )]
        form: Option<DataForm>,
        #[graphql(
            desc = "Sector of the applicant: steps say whether the recipients that a source lists name it."
        )]
        sector: Option<UserSector>,
        #[graphql(desc = "The day that is asked about; today where left out.")] on: Option<Date>,
        #[graphql(desc = "Use only what was stated until this day; today where left out.")]
        known_by: Option<Date>,
    ) -> Answered<AccessPlan> {
        let answer = question(ctx, form, on, known_by).and_then(|question| {
            access::planned(&self.0.loaded(ctx)?, &databases, question, sector)
        });
        answered(answer)
    }
}
