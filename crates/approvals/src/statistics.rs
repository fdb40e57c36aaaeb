//! How many approvals per year, operator, sector and so on, in any combination.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use roaring::RoaringBitmap;

use crate::Approvals;

base::words! {
    /// What approvals can be grouped by.
    pub enum Dimension {
        /// Calendar year: `2024`.
        Year = "YEAR" ("年", "year"),
        /// 年度, from April, named by the year in which it begins: `2024`.
        FiscalYear = "FISCAL_YEAR" ("年度", "fiscal year"),
        /// Quarter of the calendar year: `2024-Q1`.
        Quarter = "QUARTER" ("四半期", "quarter"),
        /// Month: `2024-04`.
        Month = "MONTH" ("月", "month"),
        /// Operator code.
        Operator = "OPERATOR" ("事業者", "operator"),
        /// Sector of the user.
        UserSector = "USER_SECTOR" ("活用者区分", "user sector"),
        /// Way of working, as the title names it.
        Method = "METHOD" ("手法", "way of working"),
        /// Data item code.
        DataItem = "DATA_ITEM" ("データ項目", "data item"),
        /// Database code.
        Database = "DATABASE" ("データベース", "database"),
        /// Disease code, as tagged.
        Disease = "DISEASE" ("疾患", "disease"),
        /// Form of the data.
        DataForm = "DATA_FORM" ("データの形態", "form of the data"),
    }
}

/// One combination of values and its approvals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value of each dimension that was asked for, in that order; none where it is unknown.
    pub keys: Vec<(Dimension, Option<String>)>,
    /// Approvals with all these values.
    pub count: u64,
    /// With a time among the dimensions: approvals with the same other values, from the first of the selection up to the
    /// end of this time (of several times, the one that ends first). Without one: the same as `count`.
    pub cumulative: u64,
}

/// Groups of approvals. Their counts may add up to more than the total: an approval with two sectors counts in each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// By their values in the order of the dimensions, times rising, unknown last; combinations that no approval has are
    /// left out.
    pub groups: Vec<Group>,
    /// Approvals, each counted once.
    pub distinct_total: u64,
}

/// One value of one dimension, unknown last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Value<'a> {
    /// A period's number: years, or months or quarters since the year 0.
    Time(i32),
    Code(&'a str),
    Unknown,
}

impl Dimension {
    /// Whether it is a time.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Self::Year | Self::FiscalYear | Self::Quarter | Self::Month
        )
    }

    /// The values of one row; one unknown where there is none.
    fn values<'a>(self, approvals: &'a Approvals, row: u32) -> Vec<Value<'a>> {
        let approval = approvals.get(row);
        let day = approval.approved_on;
        let month = day.month0() as i32;
        let mut values: Vec<Value<'a>> = match self {
            Self::Year => vec![Value::Time(day.year())],
            Self::FiscalYear => vec![Value::Time(fiscal_year(day))],
            Self::Quarter => vec![Value::Time(day.year() * 4 + month / 3)],
            Self::Month => vec![Value::Time(day.year() * 12 + month)],
            Self::Operator => vec![Value::Code(approval.operator.as_str())],
            Self::UserSector => {
                let sectors = approval.user_sectors.0.iter();
                sectors.map(|sector| Value::Code(sector.word())).collect()
            }
            Self::Method => {
                let methods = approvals.methods(row).iter();
                methods.map(|method| Value::Code(method.word())).collect()
            }
            Self::DataItem => {
                let items = approvals.data_items(row).iter();
                items.map(|item| Value::Code(item.as_str())).collect()
            }
            Self::Database => {
                let databases = approvals.databases(row).iter();
                databases
                    .map(|database| Value::Code(database.as_str()))
                    .collect()
            }
            Self::Disease => {
                let tags = approvals.diseases(row).iter();
                tags.map(|tag| Value::Code(tag.disease.as_str())).collect()
            }
            Self::DataForm => {
                let form = approval.data_form.iter();
                form.map(|form| Value::Code(form.word())).collect()
            }
        };
        if values.is_empty() {
            values.push(Value::Unknown);
        }
        values.sort_unstable();
        values.dedup();
        values
    }

    fn write(self, value: Value<'_>) -> Option<String> {
        match (self, value) {
            (_, Value::Unknown) => None,
            (_, Value::Code(code)) => Some(code.to_owned()),
            (Self::Quarter, Value::Time(number)) => Some(format!(
                "{:04}-Q{}",
                number.div_euclid(4),
                number.rem_euclid(4) + 1
            )),
            (Self::Month, Value::Time(number)) => Some(format!(
                "{:04}-{:02}",
                number.div_euclid(12),
                number.rem_euclid(12) + 1
            )),
            (_, Value::Time(number)) => Some(format!("{number:04}")),
        }
    }

    /// The month after the period, counted from the year 0.
    fn month_after(self, period: i32) -> i32 {
        match self {
            Self::Year => (period + 1) * 12,
            Self::FiscalYear => (period + 1) * 12 + 3,
            Self::Quarter => (period + 1) * 3,
            _ => period + 1,
        }
    }
}

/// The fiscal year of a day, named by the year in which it begins in April.
pub fn fiscal_year(day: NaiveDate) -> i32 {
    day.year() - i32::from(day.month() < 4)
}

/// Groups the selected approvals by these dimensions; a dimension named twice counts once.
pub fn statistics(
    approvals: &Approvals,
    selection: &RoaringBitmap,
    dimensions: &[Dimension],
) -> Statistics {
    let mut asked: Vec<Dimension> = Vec::new();
    for dimension in dimensions {
        if !asked.contains(dimension) {
            asked.push(*dimension);
        }
    }
    let mut counts: HashMap<Vec<Value<'_>>, u64> = HashMap::new();
    // The months of the approvals that share all values but the times.
    let mut months: HashMap<Vec<Value<'_>>, Vec<i32>> = HashMap::new();
    let timed = asked.iter().any(|dimension| dimension.is_time());
    for row in selection {
        let values: Vec<Vec<Value<'_>>> = asked
            .iter()
            .map(|dimension| dimension.values(approvals, row))
            .collect();
        let day = approvals.get(row).approved_on;
        combine(&values, |key| {
            if timed {
                let month = day.year() * 12 + day.month0() as i32;
                months.entry(timeless(&asked, key)).or_default().push(month);
            }
            if let Some(count) = counts.get_mut(key) {
                *count += 1;
            } else {
                counts.insert(key.to_vec(), 1);
            }
        });
    }
    for list in months.values_mut() {
        list.sort_unstable();
    }
    let mut keys: Vec<(Vec<Value<'_>>, u64)> = counts.into_iter().collect();
    keys.sort_unstable();
    let groups = keys
        .into_iter()
        .map(|(key, count)| {
            let end = asked
                .iter()
                .zip(&key)
                .filter_map(|(dimension, value)| match value {
                    Value::Time(period) => Some(dimension.month_after(*period)),
                    _ => None,
                })
                .min();
            let cumulative = match (end, months.get(&timeless(&asked, &key))) {
                (Some(end), Some(months)) => months.partition_point(|month| *month < end) as u64,
                _ => count,
            };
            Group {
                keys: asked
                    .iter()
                    .zip(key)
                    .map(|(dimension, value)| (*dimension, dimension.write(value)))
                    .collect(),
                count,
                cumulative,
            }
        })
        .collect();
    Statistics {
        groups,
        distinct_total: selection.len(),
    }
}

/// The values that are no times.
fn timeless<'a>(dimensions: &[Dimension], key: &[Value<'a>]) -> Vec<Value<'a>> {
    dimensions
        .iter()
        .zip(key)
        .filter(|(dimension, _)| !dimension.is_time())
        .map(|(_, value)| *value)
        .collect()
}

/// Every way of taking one value of each list.
fn combine<'a>(lists: &[Vec<Value<'a>>], mut take: impl FnMut(&[Value<'a>])) {
    let mut places = vec![0; lists.len()];
    let mut key: Vec<Value<'a>> = lists.iter().map(|list| list[0]).collect();
    loop {
        take(&key);
        let Some(next) = (0..lists.len())
            .rev()
            .find(|list| places[*list] + 1 < lists[*list].len())
        else {
            return;
        };
        places[next] += 1;
        key[next] = lists[next][places[next]];
        for later in next + 1..lists.len() {
            places[later] = 0;
            key[later] = lists[later][0];
        }
    }
}

#[cfg(test)]
mod tests;
