//! The tables of goals, KPIs and reported figures as they are imported.

use std::collections::{HashMap, HashSet};

use base::record::{Column, Kind, RecordType, column};
use base::{Changes, Revision, RowReader, StoreError, Versioned};
use sea_orm::ConnectionTrait;

use crate::figure::{self, PlanFigure, fiscal_year};
use crate::goal::{GoalEntity, KpiEntity, PlanGoal, PlanKpi, subject};
use crate::{Quantity, QuantityError};

const GOAL: Column = column("goal", "ゴール", true, Kind::Integer);
const NUMBER: Column = column("number", "番号", true, Kind::Integer);

/// The tables that this crate reads.
pub const RECORDS: [RecordType; 3] = [
    RecordType {
        name: "plan-goals",
        about: "One goal of the basic plan for medical devices.",
        columns: &[
            NUMBER,
            column("title_ja", "ゴール名", true, Kind::Text),
            column("title_en", "ゴール名(英語)", false, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "plan-kpis",
        about: "One KPI of one goal; all KPIs of a goal are given together.",
        columns: &[
            GOAL,
            NUMBER,
            column("title_ja", "KPI", true, Kind::Text),
            column("reported_by", "実施主体", false, Kind::Text),
        ],
        evidence: true,
    },
    RecordType {
        name: "plan-figures",
        about: "One number that a document reports under a goal. A number that is printed in several places has one row \
                for each, with the same facts and another 該当箇所.",
        columns: &[
            column("id", "ID", true, Kind::Text),
            GOAL,
            NUMBER,
            column("kind", "種類", true, Kind::Text),
            column("heading_ja", "見出し", false, Kind::Text),
            column("label_ja", "名称", true, Kind::Text),
            column("quantity", "数量", true, Kind::Text),
            column("unit", "単位", true, Kind::Text),
            column("period", "期間", false, Kind::Text),
            column("period_from", "期間開始", false, Kind::PartialDate),
            column("period_to", "期間終了", false, Kind::PartialDate),
            column("as_of", "時点(数量)", false, Kind::PartialDate),
            column("approximate", "概数", false, Kind::Boolean),
            column("at_least", "以上", false, Kind::Boolean),
            column("share_of", "内数", false, Kind::Boolean),
            column("part_of", "内訳元", false, Kind::Code("plan_figure")),
            column("remark", "備考", false, Kind::Text),
        ],
        evidence: true,
    },
];

/// Rows of one batch, read and checked, not yet written.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    goals: Vec<PlanGoal>,
    kpis: Vec<PlanKpi>,
    figures: Vec<PlanFigure>,
    places: HashMap<String, usize>,
}

impl Batch {
    /// Reads one row of one of [`RECORDS`].
    pub fn read(&mut self, record: &str, row: &mut RowReader<'_>) {
        match record {
            "plan-goals" => self.goals.extend(goal(row)),
            "plan-kpis" => self.kpis.extend(kpi(row)),
            _ => self.figure(row),
        }
    }

    /// A figure, or one more passage of a figure that the batch has.
    fn figure(&mut self, row: &mut RowReader<'_>) {
        let Some(new) = figure(row) else {
            return;
        };
        row.define("plan_figure", &new.id);
        let locator = row.text("locator").unwrap_or_default();
        if !row.key("plan_figures", &format!("{} {locator}", new.id)) {
            return;
        }
        if let Some(place) = self.places.get(&new.id) {
            if self.figures[*place] != new {
                row.problem(
                    "id",
                    "has other facts than a row above with this id: give each passage of a figure with the same facts, or \
                     another figure another id",
                    "同じIDの上の行と内容が異なります。同じ数値の別の掲載箇所は内容をそろえ、別の数値には別のIDを付けてください",
                );
                return;
            }
        } else {
            self.places.insert(new.id.clone(), self.figures.len());
            self.figures.push(new.clone());
        }
        row.evidence(&new.subject(), "plan_figures", &new.id, None);
    }

    /// Writes the rows in an order in which every row finds those that it points at.
    pub async fn write(
        self,
        tx: &impl ConnectionTrait,
        at: Revision,
        changes: &mut Changes,
    ) -> Result<(), StoreError> {
        let none = HashSet::new();
        base::write::<GoalEntity>(tx, self.goals, &none, at, changes).await?;
        base::write::<KpiEntity>(tx, self.kpis, &none, at, changes).await?;
        base::write::<figure::Entity>(tx, self.figures, &none, at, changes).await
    }
}

fn goal(row: &mut RowReader<'_>) -> Option<PlanGoal> {
    let number = counted(row, "number");
    let title_ja = row.required("title_ja");
    let number = number?;
    let id = number.to_string();
    row.define("plan_goal", &id);
    if !row.key("plan_goals", &id) {
        return None;
    }
    row.evidence(&subject(&id), "plan_goals", &id, None);
    Some(PlanGoal {
        id,
        since_revision: 0,
        until_revision: None,
        number,
        title_ja: title_ja?,
        title_en: row.text("title_en"),
    })
}

fn kpi(row: &mut RowReader<'_>) -> Option<PlanKpi> {
    let (goal, number) = (goal_id(row), counted(row, "number"));
    let title_ja = row.required("title_ja");
    let (goal, number) = (goal?, number?);
    let id = format!("{goal}:{number}");
    if !row.key("plan_kpis", &id) {
        return None;
    }
    let field = format!("kpis.{number}");
    row.evidence(&subject(&goal), "plan_kpis", &id, Some(&field));
    Some(PlanKpi {
        id,
        since_revision: 0,
        until_revision: None,
        goal,
        number,
        title_ja: title_ja?,
        reported_by: row.text("reported_by"),
    })
}

fn figure(row: &mut RowReader<'_>) -> Option<PlanFigure> {
    let (goal, number) = (goal_id(row), counted(row, "number"));
    let [id, label_ja] = ["id", "label_ja"].map(|column| row.required(column));
    let [kind, unit] = ["kind", "unit"].map(|column| code_word(row, column));
    let quantity = quantity(row);
    let period = row.text("period");
    let (period_from, period_to) = span(row, period.as_deref())?;
    let as_of = row.partial_date("as_of");
    let [approximate, at_least, share_of] =
        ["approximate", "at_least", "share_of"].map(|column| row.boolean(column));
    let part_of = row.code("part_of", "plan_figure");
    let id = id?;
    if part_of.as_ref() == Some(&id) {
        row.problem(
            "part_of",
            "is the figure itself: name the figure that includes it, or leave the cell empty",
            "自分自身です。この数値を含む数値のIDを書くか、空欄にしてください",
        );
        return None;
    }
    Some(PlanFigure {
        id,
        since_revision: 0,
        until_revision: None,
        goal: goal?,
        number: number?,
        kind: kind?,
        heading_ja: row.text("heading_ja"),
        label_ja: label_ja?,
        quantity: quantity?,
        unit: unit?,
        period,
        period_from,
        period_to,
        as_of,
        approximate,
        at_least,
        share_of,
        part_of,
        remark: row.text("remark"),
    })
}

/// A number of a list that starts with 1.
fn counted(row: &mut RowReader<'_>, column: &str) -> Option<i64> {
    row.required(column)?;
    let number = row.integer(column)?;
    if number == 0 {
        row.problem(column, "counts from 1", "1から数えてください");
        return None;
    }
    Some(number)
}

fn goal_id(row: &mut RowReader<'_>) -> Option<String> {
    let goal = counted(row, "goal")?.to_string();
    row.refer("goal", "plan_goal", &goal);
    Some(goal)
}

fn quantity(row: &mut RowReader<'_>) -> Option<Quantity> {
    let text = row.required("quantity")?;
    let quantity: Result<Quantity, QuantityError> = text.parse();
    if quantity.is_err() {
        row.problem(
            "quantity",
            "is not a number, 0 or more, of at most 15 digits: write it out in the unit, 830000000 for 8.3億円",
            "0以上の数（15桁以内）ではありません。単位に直した数を書いてください（8.3億円なら 830000000）",
        );
    }
    quantity.ok()
}

/// An upper-case code such as `BUDGET` or `NOVEL_DEVICES_LISTED_C1`.
fn code_word(row: &mut RowReader<'_>, column: &str) -> Option<String> {
    let word = row.required(column)?;
    let legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if !word.chars().all(legal) {
        row.problem(
            column,
            "is not a code: use A to Z, digits and _",
            "コードではありません。半角の英大文字、数字、_ を使ってください",
        );
        return None;
    }
    Some(word)
}

type Span = (Option<base::PartialDate>, Option<base::PartialDate>);

/// The period's ends; those of a fiscal year follow from its name and may be left out.
fn span(row: &mut RowReader<'_>, period: Option<&str>) -> Option<Span> {
    let given = (
        row.partial_date("period_from"),
        row.partial_date("period_to"),
    );
    if let (Some(from), Some(to)) = given
        && from.first_day() > to.last_day()
    {
        row.problem(
            "period_to",
            "lies before period_from",
            "期間開始より前の日付です",
        );
        return None;
    }
    let Some((from, to)) = period.and_then(fiscal_year) else {
        return Some(given);
    };
    let fits = |given: Option<base::PartialDate>, is| given.is_none_or(|given| given == is);
    for (column, fits, is) in [
        ("period_from", fits(given.0, from), from),
        ("period_to", fits(given.1, to), to),
    ] {
        if !fits {
            let value = row.text(column);
            row.problem_value(
                Some(column),
                value,
                format!("does not fit the period: a fiscal year begins in April, write {is}"),
                format!("期間と合いません。年度は4月に始まります。{is} と書いてください"),
            );
            return None;
        }
    }
    Some((Some(from), Some(to)))
}

#[cfg(test)]
pub(crate) mod tests;
