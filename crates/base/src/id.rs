//! The catalogue's stable codes, one type per kind of thing, so that an operator's code never passes for a registry's.

use std::convert::Infallible;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        #[sea_orm(value_type = "String")]
        // Short codes lie where they are named, without memory of their own: there are millions.
        pub struct $name(SmolStr);

        impl $name {
            /// Takes a code as it stands; whether it is known is for the catalogue to say.
            pub fn new(code: impl Into<SmolStr>) -> Self {
                Self(code.into())
            }

            /// The code itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self(code.into())
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                Self(code.into())
            }
        }

        impl std::str::FromStr for $name {
            type Err = Infallible;

            fn from_str(code: &str) -> Result<Self, Infallible> {
                Ok(code.into())
            }
        }

        // sea-orm asks this of every primary key; a text code is never a row number.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// A public database, the operators' own, or MID-NET: `ndb`, `jisedai`.
    DatabaseId;
    /// A certified operator: `ldi`.
    OperatorId;
    /// A cooperating institution: prefecture and running number as printed, `26-01`.
    InstitutionId;
    /// One approved use: operator and number, `ldi:12`.
    ApprovalId;
    /// A registry: the slug of the registries' list.
    RegistryId;
    /// A source document.
    DocumentId;
    /// One linkage statement: `T01`.
    StatementId;
    /// A disease concept: `heart-failure`, `nando-1200001`.
    DiseaseId;
    /// A kind of data: `ehr`.
    DataItemId;
    /// A prefecture's JIS code, `01` to `47`.
    PrefectureId;
    /// An organisation that hosts, holds or processes.
    OrganisationId;
}
