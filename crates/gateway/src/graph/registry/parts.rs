//! What a registry is made of: counts, sites, company use, hosts.

use async_graphql::{ID, SimpleObject};
use base::OrganisationId;

use crate::error::ApiError;
use crate::graph::approval::Paging;
use crate::graph::node::global_id;
use crate::graph::registry::list::{RegistryConnection, RegistryFilter, registries};
use crate::graph::registry::words::{
    CaseCountKind, CaseCountUnit, CompanyUseAnswer, CompanyUseMode, HostKind,
};
use crate::graph::scalars::{BigInt, PartialDate, partial};
use crate::plain::{Object, Plain};
use crate::view::View;

/// A number of cases (症例数) that a source prints. Counts of one registry may overlap: never add them up.
#[derive(SimpleObject, Plain)]
pub(crate) struct CaseCount {
    /// How many.
    quantity: BigInt,
    /// What one of it is.
    unit: CaseCountUnit,
    /// What it spans.
    kind: CaseCountKind,
    /// What the text says is counted; null where it says nothing of its own.
    label: Option<String>,
    /// Whether the source says 約.
    approximate: bool,
    /// Whether the source says 超 or 以上.
    at_least: bool,
    /// The day of the count; null where no source says.
    as_of: Option<PartialDate>,
    /// The text as printed (原文).
    raw_text: String,
}

impl From<&registries::CaseCount> for CaseCount {
    fn from(row: &registries::CaseCount) -> Self {
        Self {
            quantity: BigInt(row.quantity),
            unit: row.unit.into(),
            kind: row.kind.into(),
            label: row.label.clone(),
            approximate: row.approximate,
            at_least: row.at_least,
            as_of: partial(row.as_of),
            raw_text: row.raw_text.clone(),
        }
    }
}

/// How many institutions take part (施設数).
#[derive(SimpleObject, Plain)]
pub(crate) struct RegistrySites {
    /// How many; null where the text gives no one number.
    count: Option<i32>,
    /// Whether the source says 約.
    approximate: bool,
    /// Whether the source says 超 or 以上.
    at_least: bool,
    /// The day of the number.
    as_of: Option<PartialDate>,
    /// The text as printed (原文).
    raw_text: String,
}

impl RegistrySites {
    pub(super) fn of(row: &registries::Registry) -> Option<Self> {
        Some(Self {
            count: row.sites.and_then(|count| count.try_into().ok()),
            approximate: row.sites_approximate,
            at_least: row.sites_at_least,
            as_of: partial(row.sites_as_of),
            raw_text: row.sites_raw.clone()?,
        })
    }
}

/// Whether a company may use a registry (企業の利用), and in which ways.
#[derive(SimpleObject, Plain)]
pub(crate) struct CompanyUse {
    /// The answer; UNKNOWN where no source says, whatever ways it names.
    answer: CompanyUseAnswer,
    /// The ways that its sources name; they can be known where the answer is not.
    modes: Vec<CompanyUseMode>,
    /// What the sources say of it, conditions included; null where they say nothing.
    note: Option<String>,
}

impl CompanyUse {
    pub(super) fn of(row: &registries::Registry) -> Self {
        let modes = row.company_use_modes.0.iter();
        Self {
            answer: row.company_use.into(),
            modes: modes.map(|mode| (*mode).into()).collect(),
            note: row.company_use_raw.clone(),
        }
    }
}

/// An organisation that hosts registries (運営主体), with its names now and before.
#[derive(Clone)]
pub(crate) struct HostOrganisation {
    catalogue: View,
    id: OrganisationId,
}

impl HostOrganisation {
    pub(crate) fn find(catalogue: &View, id: &OrganisationId) -> Option<Self> {
        catalogue.registries.organisation(id)?;
        Some(Self {
            catalogue: catalogue.clone(),
            id: id.clone(),
        })
    }

    pub(super) fn at(catalogue: &View, place: usize) -> Self {
        let row = &catalogue.registries.organisations()[place];
        Self {
            catalogue: catalogue.clone(),
            id: row.id.clone(),
        }
    }

    fn row(&self) -> &registries::HostOrganisation {
        self.catalogue
            .registries
            .organisation(&self.id)
            .expect("a handle is made of an organisation that was found")
    }
}

/// An organisation that hosts registries (運営主体), with its names now and before.
#[Object]
impl HostOrganisation {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        global_id(&self.catalogue, "HostOrganisation", self.id.as_str())
    }

    /// Stable code: `ncnp`.
    async fn code(&self) -> &str {
        self.id.as_str()
    }

    /// Its name now.
    async fn name_ja(&self) -> &str {
        &self.row().name_ja
    }

    /// English name; null where none is known.
    async fn name_en(&self) -> Option<&str> {
        self.row().name_en.as_deref()
    }

    /// What it is (種別), read from its name; null where the name does not say.
    async fn kind(&self) -> Option<HostKind> {
        self.row().kind().map(Into::into)
    }

    /// Short names (略称).
    async fn abbreviations(&self) -> Vec<&str> {
        self.row().abbreviations.iter().collect()
    }

    /// Names under which it was known before (旧称); searches and filters find it by them.
    async fn former_names(&self) -> Vec<&str> {
        self.row().former_names.iter().collect()
    }

    /// What a reader should know.
    async fn note(&self) -> Option<&str> {
        self.row().note.as_deref()
    }

    /// The registries that it hosts, by name.
    async fn registries(
        &self,
        #[graphql(desc = "Rows from the front, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the back, at most 100.")] last: Option<i32>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<RegistryConnection, ApiError> {
        let rows = self.catalogue.registries.of_host(&self.id);
        let paging: Paging = (first, after, last, before);
        registries(
            &self.catalogue,
            RegistryFilter::only(rows),
            None,
            None,
            paging,
        )
    }
}

/// One host of one registry (運営主体).
pub(crate) struct RegistryHost {
    organisation: HostOrganisation,
    registry: u32,
    place: usize,
}

impl RegistryHost {
    pub(super) fn at(catalogue: &View, registry: u32, place: usize) -> Option<Self> {
        let host = &catalogue.registries.hosts(registry).get(place)?.host;
        Some(Self {
            organisation: HostOrganisation::find(catalogue, host)?,
            registry,
            place,
        })
    }

    fn row(&self) -> &registries::RegistryHost {
        let registries = &self.organisation.catalogue.registries;
        &registries.hosts(self.registry)[self.place]
    }
}

/// One host of one registry (運営主体).
#[Object]
impl RegistryHost {
    /// The organisation's code.
    async fn code(&self) -> &str {
        self.organisation.id.as_str()
    }

    /// The organisation's name now.
    async fn name_ja(&self) -> &str {
        &self.organisation.row().name_ja
    }

    /// Its English name; null where none is known.
    async fn name_en(&self) -> Option<&str> {
        self.organisation.row().name_en.as_deref()
    }

    /// Names under which it was known before (旧称).
    async fn former_names(&self) -> Vec<&str> {
        self.organisation.row().former_names.iter().collect()
    }

    /// Its part, where the source gives one: a predecessor, a data centre.
    async fn role_note(&self) -> Option<&str> {
        self.row().role_note.as_deref()
    }

    /// How the source prints it (原文).
    async fn printed(&self) -> Option<&str> {
        self.row().printed.as_deref()
    }

    /// The organisation itself, and what else it hosts.
    async fn organisation(&self) -> &HostOrganisation {
        &self.organisation
    }
}
