//! A declared number beside the computed one, with the difference explained or admitted. Computed at each revision.

use base::Figure;

use crate::Catalogue;

/// A value with what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(i64),
    /// Not known: not zero.
    Unknown,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// What is compared, a stable code.
    pub subject: String,
    /// The figure that declares it; evidence hangs on it.
    pub figure: Option<String>,
    /// What the source prints.
    pub declared: Option<i64>,
    /// What the catalogue counts.
    pub computed: Option<i64>,
    /// Whether the two agree, or differ exactly as explained.
    pub holds: bool,
    /// Why they differ, or that nobody knows.
    pub explanation: String,
}

impl Reconciliation {
    /// Computed less declared; none where either is unknown.
    pub fn difference(&self) -> Option<i64> {
        Some(self.computed? - self.declared?)
    }
}

/// Every comparison that the loaded facts allow.
pub(crate) fn all(catalogue: &Catalogue) -> Vec<Reconciliation> {
    let mut found = Vec::new();
    if let Some(figure) = figure(catalogue, "registries-in-japan") {
        found.push(Reconciliation {
            subject: "REGISTRIES_IN_JAPAN".to_owned(),
            figure: Some(figure.id.clone()),
            declared: Some(figure.quantity),
            computed: None,
            holds: true,
            explanation: "About 700 registries were reported for Japan in 2019; the catalogue holds those seen in \
                          public pages, a part of them, and does not estimate the whole."
                .to_owned(),
        });
    }
    found
}

fn figure<'a>(catalogue: &'a Catalogue, id: &str) -> Option<&'a Figure> {
    catalogue.figures.iter().find(|figure| figure.id == id)
}
