//! A declared number beside the computed one, with the difference explained or admitted. Computed at each revision,
//! never typed in.

use approvals::{Approval, approval};
use base::{Figure, OperatorId, PrefectureId, Revision, StoreError, figure};
use institutions::Institutions;
use sea_orm::ConnectionTrait;

/// The tables whose rows are compared.
pub(crate) const TABLES: [&str; 5] = [
    "approvals",
    "cooperations",
    "figures",
    "institutions",
    "registries",
];

/// What is compared.
pub(crate) struct Facts<'a> {
    pub(crate) figures: &'a [Figure],
    pub(crate) institutions: &'a Institutions,
    pub(crate) approvals: &'a [Approval],
    pub(crate) registries: usize,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// What is compared, a stable code: `INSTITUTIONS`, `APPROVALS:ldi`.
    pub subject: String,
    /// The figures that declare it; evidence hangs on them.
    pub figures: Vec<String>,
    /// What the sources print, added up where several figures stand together.
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

/// Every comparison at a revision, read without the rest of the catalogue: also inside a transaction.
pub async fn reconciliations(
    db: &impl ConnectionTrait,
    at: Revision,
) -> Result<Vec<Reconciliation>, StoreError> {
    let figures = base::load::<figure::Entity>(db, at).await?;
    let institutions = Institutions::load(db, at).await?;
    let approvals = base::load::<approval::Entity>(db, at).await?;
    let registries = base::load::<registries::registry::Entity>(db, at).await?;
    Ok(all(&Facts {
        figures: &figures,
        institutions: &institutions,
        approvals: &approvals,
        registries: registries.len(),
    }))
}

/// Every comparison that the facts allow.
pub(crate) fn all(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let mut found = Vec::new();
    found.extend(institutions(catalogue));
    found.extend(prefectures(catalogue));
    found.extend(memberships(catalogue));
    found.extend(approvals(catalogue));
    found.extend(persons(catalogue));
    found.extend(registries(catalogue));
    found
}

/// The figures of a kind, by subject.
fn figures<'a>(
    catalogue: &'a Facts<'a>,
    kind: &'a str,
    subject: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = &'a Figure> {
    catalogue
        .figures
        .iter()
        .filter(move |figure| figure.kind == kind && subject(&figure.subject))
}

fn of_catalogue(subject: &str) -> bool {
    subject == "catalogue"
}

fn of_operators(subject: &str) -> bool {
    subject.starts_with("operator:")
}

/// A comparison that holds where both numbers agree.
fn equal(
    subject: String,
    figures: &[&Figure],
    computed: i64,
    agree: &str,
    differ: &str,
) -> Reconciliation {
    let declared = figures.iter().map(|figure| figure.quantity).sum();
    let holds = declared == computed;
    Reconciliation {
        subject,
        figures: figures.iter().map(|figure| figure.id.clone()).collect(),
        declared: Some(declared),
        computed: Some(computed),
        holds,
        explanation: if holds { agree } else { differ }.to_owned(),
    }
}

fn institutions(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let computed = catalogue.institutions.all().len() as i64;
    figures(catalogue, "INSTITUTIONS", of_catalogue)
        .map(|figure| {
            equal(
                "INSTITUTIONS".to_owned(),
                &[figure],
                computed,
                "The declared number of institutions is the number of names on the page; one name stands twice with \
                 different marks and is kept as two flagged records.",
                "The number of names in the catalogue differs from the declared one; no source explains why.",
            )
        })
        .collect()
}

fn prefectures(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let mut found: Vec<Reconciliation> = figures(catalogue, "INSTITUTIONS", |subject| subject.starts_with("prefecture:"))
        .filter_map(|figure| {
            let code = figure.subject.strip_prefix("prefecture:")?;
            let computed = catalogue.institutions.in_prefecture(&PrefectureId::new(code)).len() as i64;
            Some(equal(
                format!("INSTITUTIONS:prefecture:{code}"),
                &[figure],
                computed,
                "The count beside the prefecture's name is the number of names below it.",
                "The count beside the prefecture's name differs from the number of names below it; no source explains \
                 why.",
            ))
        })
        .collect();
    found.sort_by(|a, b| a.subject.cmp(&b.subject));
    found
}

fn memberships(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let unknown = catalogue.institutions.unknown_count() as i64;
    let declared: Vec<&Figure> = figures(catalogue, "INSTITUTIONS", of_operators).collect();
    if declared.is_empty() {
        return Vec::new();
    }
    let total: i64 = declared.iter().map(|figure| figure.quantity).sum();
    let ids = || {
        declared
            .iter()
            .map(|figure| figure.id.clone())
            .collect::<Vec<_>>()
    };
    let known = catalogue.institutions.known_memberships() as i64;
    let missing = total - known;
    let mut found = vec![
        Reconciliation {
            subject: "MEMBERSHIPS".to_owned(),
            figures: ids(),
            declared: Some(total),
            computed: Some(known),
            // Each institution without a mark supplies somebody, and may supply several.
            holds: missing >= unknown,
            explanation: format!(
                "The operators declare {total} memberships, the page's visible marks show {known}. {unknown} \
                 institutions have lost their marks and stand for the other {missing}; which operator each supplies \
                 is unknown."
            ),
        },
        Reconciliation {
            subject: "INSTITUTIONS_AGAINST_MEMBERSHIPS".to_owned(),
            figures: ids(),
            declared: Some(total),
            computed: Some(catalogue.institutions.all().len() as i64),
            holds: total >= catalogue.institutions.all().len() as i64,
            explanation: "Memberships are not institutions: an institution that supplies several operators counts \
                          once for each. The figures are of two days (2025-01-31 and 2024-12-31)."
                .to_owned(),
        },
        Reconciliation {
            subject: "INSTITUTIONS_WITHOUT_OPERATOR".to_owned(),
            figures: Vec::new(),
            declared: None,
            computed: Some(unknown),
            holds: true,
            explanation: "The fifth column of the page has lost its marks: whom these institutions supply is unknown \
                          and is not guessed from their names."
                .to_owned(),
        },
    ];
    for figure in declared {
        let Some(code) = figure.subject.strip_prefix("operator:") else {
            continue;
        };
        let visible = catalogue
            .institutions
            .memberships_of(&OperatorId::new(code)) as i64;
        found.push(Reconciliation {
            subject: format!("MEMBERSHIPS:{code}"),
            figures: vec![figure.id.clone()],
            declared: Some(figure.quantity),
            computed: Some(visible),
            holds: visible <= figure.quantity && figure.quantity - visible <= unknown,
            explanation: format!(
                "The visible marks show {visible} of the {} declared institutions; the others are among the {unknown} \
                 that have lost their marks. The declared number is a month younger than the page.",
                figure.quantity
            ),
        });
    }
    found
}

fn approvals_of(catalogue: &Facts<'_>, operator: &str) -> i64 {
    let rows = catalogue.approvals.iter();
    rows.filter(|row| row.operator.as_str() == operator).count() as i64
}

fn approvals(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let declared: Vec<&Figure> = figures(catalogue, "APPROVALS", of_operators).collect();
    let mut found = Vec::new();
    if !declared.is_empty() {
        found.push(equal(
            "APPROVALS".to_owned(),
            &declared,
            catalogue.approvals.len() as i64,
            "The numbers that the operators' slide gives add up to the number of listed approvals.",
            "The numbers that the operators' slide gives do not add up to the number of listed approvals; the list may \
             be of another day.",
        ));
    }
    for figure in declared {
        let Some(code) = figure.subject.strip_prefix("operator:") else {
            continue;
        };
        found.push(equal(
            format!("APPROVALS:{code}"),
            &[figure],
            approvals_of(catalogue, code),
            "The number on the operators' slide is the number of listed approvals.",
            "The number on the operators' slide differs from that of the listed approvals; the list may be of another \
             day.",
        ));
    }
    for figure in figures(catalogue, "APPROVALS", of_catalogue) {
        let Some(day) = figure.as_of.map(|date| date.last_day()) else {
            continue;
        };
        let mut days: Vec<_> = catalogue
            .approvals
            .iter()
            .map(|approval| approval.approved_on)
            .filter(|approved_on| *approved_on <= day)
            .collect();
        days.sort_unstable();
        let computed = days.len() as i64;
        let until = usize::try_from(figure.quantity)
            .ok()
            .and_then(|nth| days.get(nth))
            .copied();
        let explanation = match until {
            Some(next) => format!(
                "{} approvals are dated before {next} and {computed} until {day}: the count was made before the later \
                 ones, or leaves them out.",
                figure.quantity
            ),
            None => format!("{computed} approvals are dated until {day}."),
        };
        found.push(Reconciliation {
            subject: format!(
                "APPROVALS_BY:{}",
                figure
                    .as_of
                    .map(|date| date.to_string())
                    .unwrap_or_default()
            ),
            figures: vec![figure.id.clone()],
            declared: Some(figure.quantity),
            computed: Some(computed),
            holds: computed >= figure.quantity
                && days
                    .iter()
                    .filter(|d| Some(**d) < until.or(Some(day)))
                    .count() as i64
                    <= figure.quantity,
            explanation,
        });
    }
    found
}

fn persons(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let parts: Vec<&Figure> = figures(catalogue, "PERSONS", of_operators).collect();
    let sum: i64 = parts.iter().map(|figure| figure.quantity).sum();
    figures(catalogue, "PERSONS", of_catalogue)
        .filter(|_| !parts.is_empty())
        .map(|figure| Reconciliation {
            subject: "PERSONS".to_owned(),
            figures: std::iter::once(figure).chain(parts.iter().copied()).map(|figure| figure.id.clone()).collect(),
            declared: Some(figure.quantity),
            computed: Some(sum),
            holds: figure.quantity == sum,
            explanation: "About so many persons in all, and the operators' own numbers added up; every number is 約. A \
                          person may be known to several operators: the sum is theirs, not a count of people."
                .to_owned(),
        })
        .collect()
}

fn registries(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let mut found = Vec::new();
    for kind in [
        "REGISTRIES_BUILT",
        "REGISTRIES_SUPPORTED",
        "REGISTRIES_MODIFIED",
    ] {
        for figure in figures(catalogue, kind, of_catalogue) {
            found.push(Reconciliation {
                subject: kind.to_owned(),
                figures: vec![figure.id.clone()],
                declared: Some(figure.quantity),
                computed: None,
                holds: true,
                explanation: "The source does not name these registries, and the groups of 18, 4 and 11 may overlap: \
                              they are not added up and not counted here."
                    .to_owned(),
            });
        }
    }
    for figure in figures(catalogue, "REGISTRIES_IN_JAPAN", of_catalogue) {
        let computed = catalogue.registries as i64;
        found.push(Reconciliation {
            subject: "REGISTRIES_IN_JAPAN".to_owned(),
            figures: vec![figure.id.clone()],
            declared: Some(figure.quantity),
            computed: Some(computed),
            holds: computed <= figure.quantity,
            explanation: "So many were reported for Japan in 2019 (約); the catalogue holds those seen in public pages, a \
                          part of them, and does not estimate the whole."
                .to_owned(),
        });
    }
    found
}
