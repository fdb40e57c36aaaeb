//! Statements for the tests of this crate: a short way to write one, and the table of 2024-01-11.

use super::*;
use LinkageState::*;

/// The columns of the table.
pub(crate) const DATABASES: [&str; 11] = [
    "ndb",
    "kaigo",
    "dpc",
    "vaccination",
    "disability",
    "cancer-registry",
    "nanbyo",
    "shoman",
    "idb",
    "jisedai",
    "mid-net",
];

pub(crate) fn database(code: &str) -> DatabaseId {
    DatabaseId::new(code)
}

pub(crate) fn databases(codes: &[&str]) -> Vec<DatabaseId> {
    codes.iter().copied().map(DatabaseId::new).collect()
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// An anonymised statement without dates. An empty `about` names no partner.
pub(crate) fn said(
    id: &str,
    stated_on: &str,
    stated_by: &str,
    about: &str,
    state: LinkageState,
) -> LinkageStatement {
    LinkageStatement {
        since_revision: 1,
        until_revision: None,
        id: StatementId::new(id),
        stated_by: database(stated_by),
        about: (!about.is_empty()).then(|| database(about)),
        form: StatementForm::Anonymised,
        state,
        planned_from: None,
        planned_by: None,
        in_force_from: None,
        until: None,
        stated_on: stated_on.parse().unwrap(),
        basis: Basis::Official,
        day_derivation: DayDerivation::Printed,
    }
}

/// Every database of the tests, given out in every form.
pub(crate) fn given_out() -> HashSet<(DatabaseId, DataForm)> {
    let forms = [
        DataForm::Anonymised,
        DataForm::Pseudonymised,
        DataForm::Identified,
    ];
    let others = ["a", "b", "c", "d"];
    let all = DATABASES.iter().chain(&others);
    all.flat_map(|code| forms.map(|form| (database(code), form)))
        .collect()
}

static GIVEN_OUT: std::sync::LazyLock<HashSet<(DatabaseId, DataForm)>> =
    std::sync::LazyLock::new(given_out);

/// These statements about databases that are given out in every form.
pub(crate) fn facts(statements: &[LinkageStatement]) -> Facts<'_> {
    Facts {
        statements,
        given_out: &GIVEN_OUT,
    }
}

impl LinkageStatement {
    pub(crate) fn form(self, form: StatementForm) -> Self {
        Self { form, ..self }
    }

    pub(crate) fn basis(self, basis: Basis) -> Self {
        Self { basis, ..self }
    }

    pub(crate) fn of_inferred_day(self) -> Self {
        Self {
            day_derivation: DayDerivation::Inferred,
            ..self
        }
    }

    pub(crate) fn planned_from(self, date: &str) -> Self {
        Self {
            planned_from: date.parse().ok(),
            ..self
        }
    }

    pub(crate) fn planned_by(self, date: &str) -> Self {
        Self {
            planned_by: date.parse().ok(),
            ..self
        }
    }

    pub(crate) fn in_force_from(self, date: &str) -> Self {
        Self {
            in_force_from: date.parse().ok(),
            ..self
        }
    }

    pub(crate) fn until(self, date: &str) -> Self {
        Self {
            until: date.parse().ok(),
            ..self
        }
    }
}

/// The row 連結解析 of the table of 2024-01-11: twenty directed statements, two cells 未定, two "-".
pub(crate) fn table() -> Vec<LinkageStatement> {
    let mut rows = Vec::new();
    let mut add = |by: &str, about: &str, state| {
        let id = format!("T{:02}", rows.len() + 1);
        rows.push(said(&id, "2024-01-11", by, about, state));
    };
    let first = ["ndb", "kaigo", "dpc"];
    for by in first {
        first
            .iter()
            .filter(|about| **about != by)
            .for_each(|about| add(by, about, InForce));
        add(by, "jisedai", Planned);
        add(by, "idb", Planned);
    }
    add("vaccination", "", Undecided);
    add("disability", "", Undecided);
    add("cancer-registry", "", NotStated);
    add("nanbyo", "shoman", Planned);
    add("shoman", "nanbyo", Planned);
    first.iter().for_each(|about| add("idb", about, InForce));
    first
        .iter()
        .for_each(|about| add("jisedai", about, Planned));
    add("mid-net", "", NotStated);
    let dated = |row: LinkageStatement| match (row.state, row.stated_by.as_str()) {
        (Planned, "jisedai") => row.planned_by("2024-05"),
        (Planned, _) => row.planned_from("2024-04"),
        _ => row,
    };
    rows.into_iter().map(dated).collect()
}
