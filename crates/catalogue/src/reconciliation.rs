//! A declared number beside the computed one, with the difference explained or admitted. Computed at each revision,
//! never typed in.

use approvals::approval::{self, ApprovedOn};
use base::{Figure, OperatorId, PrefectureId, Revision, StoreError, figure};
use institutions::Institutions;
use sea_orm::ConnectionTrait;

/// The tables whose rows are compared.
pub const TABLES: [&str; 5] = [
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
    pub(crate) approvals: &'a ApprovedOn,
    pub(crate) registries: u64,
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
    /// Why they differ, or that nobody knows: in Japanese, in English.
    pub explanation: [String; 2],
}

fn told(ja: impl Into<String>, en: impl Into<String>) -> [String; 2] {
    [ja.into(), en.into()]
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
    let approvals = approval::counted(db, at).await?;
    let registries = base::count::<registries::registry::Entity>(db, at).await?;
    Ok(all(&Facts {
        figures: &figures,
        institutions: &institutions,
        approvals: &approvals,
        registries,
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
    agree: [&str; 2],
    differ: [&str; 2],
) -> Reconciliation {
    let declared = figures.iter().map(|figure| figure.quantity).sum();
    let holds = declared == computed;
    Reconciliation {
        subject,
        figures: figures.iter().map(|figure| figure.id.clone()).collect(),
        declared: Some(declared),
        computed: Some(computed),
        holds,
        explanation: if holds { agree } else { differ }.map(str::to_owned),
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
                ["公表された機関数は、ページに掲載された名称の数と一致します。同じ名称が異なる印とともに2回掲載されているものは、注記を付けて2件として保持しています。",
"The declared number of institutions is the number of names on the page; one name stands twice with \
                 different marks and is kept as two flagged records."],
                ["カタログの名称の数は公表値と異なります。理由を説明する資料はありません。",
"The number of names in the catalogue differs from the declared one; no source explains why."],
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
                ["都道府県名に添えられた数は、その下に掲載された名称の数と一致します。",
"The count beside the prefecture's name is the number of names below it."],
                ["都道府県名に添えられた数は、その下に掲載された名称の数と異なります。理由を説明する資料はありません。",
"The count beside the prefecture's name differs from the number of names below it; no source explains \
                 why."],
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
            explanation: told(
                format!(
                    "事業者の公表値の合計は{total}件、ページで確認できる印は{known}件です。印が失われた{unknown}機関が残りの{missing}件に当たりますが、それぞれがどの事業者に協力しているかは不明です。"
                ),
                format!(
                    "The operators declare {total} memberships, the page's visible marks show {known}. {unknown} \
                 institutions have lost their marks and stand for the other {missing}; which operator each supplies \
                 is unknown."
                ),
            ),
        },
        Reconciliation {
            subject: "INSTITUTIONS_AGAINST_MEMBERSHIPS".to_owned(),
            figures: ids(),
            declared: Some(total),
            computed: Some(catalogue.institutions.all().len() as i64),
            holds: total >= catalogue.institutions.all().len() as i64,
            explanation: told(
                "協力関係の数は機関の数ではありません。複数の事業者に協力する機関は、それぞれに1件と数えます。なお、両者の時点は異なります(2025年1月31日と2024年12月31日)。",
                "Memberships are not institutions: an institution that supplies several operators counts \
                          once for each. The figures are of two days (2025-01-31 and 2024-12-31).",
            ),
        },
        Reconciliation {
            subject: "INSTITUTIONS_WITHOUT_OPERATOR".to_owned(),
            figures: Vec::new(),
            declared: None,
            computed: Some(unknown),
            holds: true,
            explanation: told(
                "ページの5列目の印が失われているため、これらの機関の協力先は不明です。名称からの推測はしていません。",
                "The fifth column of the page has lost its marks: whom these institutions supply is unknown \
                          and is not guessed from their names.",
            ),
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
            explanation: told(format!("公表された{}機関のうち、印で確認できるのは{visible}機関です。残りは印が失われた{unknown}機関に含まれます。公表値の時点はページより1か月後です。", figure.quantity), format!(
                "The visible marks show {visible} of the {} declared institutions; the others are among the {unknown} \
                 that have lost their marks. The declared number is a month younger than the page.",
                figure.quantity
            )),
        });
    }
    found
}

/// Approvals until the day of a figure: a later one does not make a declared number wrong.
fn approvals_until(catalogue: &Facts<'_>, figure: &Figure, operator: &str) -> i64 {
    let day = figure.as_of.map(|day| day.last_day());
    let until = catalogue
        .approvals
        .iter()
        .filter(|((of, _), _)| of.as_str() == operator)
        .filter(|((_, approved_on), _)| day.is_none_or(|day| *approved_on <= day));
    until.map(|(_, count)| count).sum()
}

/// The operator that a figure is about.
fn operator_of(figure: &Figure) -> Option<&str> {
    figure.subject.strip_prefix("operator:")
}

fn approvals(catalogue: &Facts<'_>) -> Vec<Reconciliation> {
    let declared: Vec<&Figure> = figures(catalogue, "APPROVALS", of_operators).collect();
    let mut found = Vec::new();
    if !declared.is_empty() {
        found.push(equal(
            "APPROVALS".to_owned(),
            &declared,
            declared
                .iter()
                .filter_map(|figure| Some(approvals_until(catalogue, figure, operator_of(figure)?)))
                .sum(),
            ["事業者のスライドの件数の合計は、同じ日までに承認された利活用実績の件数と一致します。",
"The numbers that the operators' slide gives add up to the number of listed approvals."],
            ["事業者のスライドの件数の合計は、同じ日までに承認された利活用実績の件数と異なります。一覧の時点が異なる可能性があります。",
"The numbers that the operators' slide gives do not add up to the number of listed approvals; the list may \
             be of another day."],
        ));
    }
    for figure in declared {
        let Some(code) = figure.subject.strip_prefix("operator:") else {
            continue;
        };
        found.push(equal(
            format!("APPROVALS:{code}"),
            &[figure],
            approvals_until(catalogue, figure, code),
            ["事業者のスライドの件数は、同じ日までに承認された利活用実績の件数と一致します。",
"The number on the operators' slide is the number of listed approvals."],
            ["事業者のスライドの件数は、同じ日までに承認された利活用実績の件数と異なります。一覧の時点が異なる可能性があります。",
"The number on the operators' slide differs from that of the listed approvals; the list may be of another \
             day."],
        ));
    }
    for figure in figures(catalogue, "APPROVALS", of_catalogue) {
        let Some(day) = figure.as_of.map(|date| date.last_day()) else {
            continue;
        };
        let mut days: Vec<_> = catalogue
            .approvals
            .iter()
            .filter(|((_, approved_on), _)| *approved_on <= day)
            .flat_map(|((_, approved_on), count)| (0..*count).map(|_| *approved_on))
            .collect();
        days.sort_unstable();
        let computed = days.len() as i64;
        let until = usize::try_from(figure.quantity)
            .ok()
            .and_then(|nth| days.get(nth))
            .copied();
        let quantity = figure.quantity;
        let explanation = match until {
            Some(next) => told(
                format!(
                    "{next}より前の承認は{quantity}件、{day}までの承認は{computed}件です。集計がそれ以降の承認より前に行われたか、それらを含まないと考えられます。"
                ),
                format!(
                    "{quantity} approvals are dated before {next} and {computed} until {day}: the count was made before \
                     the later ones, or leaves them out."
                ),
            ),
            None => told(
                format!("{day}までの承認は{computed}件です。"),
                format!("{computed} approvals are dated until {day}."),
            ),
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
            explanation: told("全体の人数(約)と、各事業者の人数の合計です。いずれも概数です。同じ人が複数の事業者に含まれる可能性があるため、合計は延べ数であり、実人数ではありません。", "About so many persons in all, and the operators' own numbers added up; every number is 約. A \
                          person may be known to several operators: the sum is theirs, not a count of people."
                ),
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
                explanation: told("資料はこれらのレジストリの名称を示していません。また、18件、4件、11件の区分は重複する可能性があるため、合計も集計もしていません。", "The source does not name these registries, and the groups of 18, 4 and 11 may overlap: \
                              they are not added up and not counted here."
                    ),
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
            explanation: told("2019年に国内で報告された数(約)です。カタログには公開ページで確認できたものだけを収録しており、全体の数は推計していません。", "So many were reported for Japan in 2019 (約); the catalogue holds those seen in public pages, a \
                          part of them, and does not estimate the whole."
                ),
        });
    }
    found
}
