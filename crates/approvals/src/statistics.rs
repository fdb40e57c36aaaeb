//! How many approvals per year, operator, sector and so on, in any combination.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Add, Mul};

use base::FacetColumn;
use base::cancel::Cancellable;
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

impl Dimension {
    /// Whether it is a time.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Self::Year | Self::FiscalYear | Self::Quarter | Self::Month
        )
    }

    /// The period that a month lies in; none where this is no time.
    fn period_of(self, month: &str) -> Option<String> {
        let (year, number) = month.split_once('-')?;
        let (year, number): (i32, u32) = (year.parse().ok()?, number.parse().ok()?);
        let period = match self {
            Self::Year => format!("{year:04}"),
            Self::FiscalYear => format!("{:04}", year - i32::from(number < 4)),
            Self::Quarter => format!("{year:04}-Q{}", (number - 1) / 3 + 1),
            Self::Month => month.to_owned(),
            _ => return None,
        };
        Some(period)
    }

    /// The last month of a period, as months are written; none where this is no time.
    fn last_month(self, period: &str) -> Option<String> {
        let (year, rest) = period.split_at_checked(4)?;
        let last = match self {
            Self::Year => format!("{year}-12"),
            Self::FiscalYear => format!("{:04}-03", year.parse::<i32>().ok()? + 1),
            Self::Quarter => {
                let quarter: u32 = rest.strip_prefix("-Q")?.parse().ok()?;
                format!("{year}-{:02}", quarter * 3)
            }
            Self::Month => period.to_owned(),
            _ => return None,
        };
        Some(last)
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
    let grid = Grid::of(approvals, &asked);
    let (counts, so_far) = match asked.iter().any(|dimension| dimension.is_time()) {
        true => by_month(approvals, selection, &grid),
        false => (grid.count(selection), HashMap::new()),
    };
    let months = approvals.column(Dimension::Month).values();
    let groups = counts.into_iter().map(|(key, count)| {
        let ends = grid.values(&key).filter_map(|(dimension, value)| {
            let end = dimension.last_month(value?)?;
            Some(months.partition_point(|month| *month <= end))
        });
        let cumulative = match (ends.min(), so_far.get(&grid.timeless(&key))) {
            (Some(end), Some(held)) => {
                let until = held.partition_point(|(month, _)| (*month as usize) < end);
                held[..until].last().map_or(0, |(_, count)| *count)
            }
            _ => count,
        };
        let keys = grid.values(&key);
        Group {
            keys: keys
                .map(|(dimension, value)| (dimension, value.map(str::to_owned)))
                .collect(),
            count,
            cumulative,
        }
    });
    Statistics {
        groups: groups.collect(),
        distinct_total: selection.len(),
    }
}

/// The months of the approvals that share all values but the times, each with how many there were up to its end.
type SoFar = HashMap<Vec<u32>, Vec<(u32, u64)>>;

/// Counts by month, of which every other time is made up, so that the rows are read once.
fn by_month(
    approvals: &Approvals,
    selection: &RoaringBitmap,
    grid: &Grid<'_>,
) -> (Vec<(Vec<u32>, u64)>, SoFar) {
    let timeless = grid.dimensions.iter().copied();
    let finest: Vec<Dimension> = timeless
        .filter(|dimension| !dimension.is_time())
        .chain([Dimension::Month])
        .collect();
    let months = approvals.column(Dimension::Month).values();
    // The code of each month's period, for each time that is asked for.
    let periods: Vec<Option<Vec<u32>>> = grid
        .dimensions
        .iter()
        .zip(&grid.columns)
        .map(|(dimension, column)| {
            let code = |month: &String| {
                let period = dimension.period_of(month)?;
                let place = column.values().binary_search(&period);
                place.ok().map(|place| place as u32)
            };
            months.iter().map(code).collect()
        })
        .collect();
    let mut counts: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
    let mut so_far = SoFar::new();
    for (mut shared, count) in Grid::of(approvals, &finest).count(selection) {
        let month = shared.pop().unwrap_or_default();
        let mut others = shared.iter().copied();
        let key = periods.iter().map(|periods| match periods {
            Some(periods) => periods.get(month as usize).copied(),
            None => others.next(),
        });
        *counts
            .entry(key.map(Option::unwrap_or_default).collect())
            .or_default() += count;
        let held = so_far.entry(shared).or_default();
        let before = held.last().map_or(0, |(_, before)| *before);
        held.push((month, before + count));
    }
    (counts.into_iter().collect(), so_far)
}

/// Every combination of the values of some columns, unknown last.
struct Grid<'a> {
    dimensions: Vec<Dimension>,
    columns: Vec<&'a FacetColumn>,
}

impl<'a> Grid<'a> {
    /// Combinations up to which each has a counter of its own.
    const DENSE: u128 = 1 << 20;

    fn of(approvals: &'a Approvals, dimensions: &[Dimension]) -> Self {
        let columns = dimensions.iter();
        Self {
            dimensions: dimensions.to_vec(),
            columns: columns
                .map(|dimension| approvals.column(*dimension))
                .collect(),
        }
    }

    /// The values of a combination; none where it is unknown.
    fn values(&self, key: &[u32]) -> impl Iterator<Item = (Dimension, Option<&'a str>)> {
        let columns = self.dimensions.iter().zip(&self.columns);
        columns.zip(key).map(|((dimension, column), code)| {
            let value = column.values().get(*code as usize);
            (*dimension, value.map(String::as_str))
        })
    }

    /// A combination without the times.
    fn timeless(&self, key: &[u32]) -> Vec<u32> {
        let codes = self.dimensions.iter().zip(key);
        let timeless = codes.filter(|(dimension, _)| !dimension.is_time());
        timeless.map(|(_, code)| *code).collect()
    }

    /// The combinations that selected rows have, rising, and how many have them.
    fn count(&self, selection: &RoaringBitmap) -> Vec<(Vec<u32>, u64)> {
        let size: u128 = self.columns.iter().map(|column| radix(column)).product();
        let rows = selection.iter().cancellable();
        let counted: Vec<(u128, u64)> = if size <= Self::DENSE {
            let mut counts = vec![0_u64; size as usize];
            rows.for_each(|row| {
                each(&self.columns, row, 0_u64, &mut |key| {
                    counts[key as usize] += 1
                });
            });
            (0..).zip(counts).filter(|(_, count)| *count > 0).collect()
        } else {
            let mut counts: HashMap<u128, u64> = HashMap::new();
            rows.for_each(|row| {
                each(&self.columns, row, 0_u128, &mut |key| {
                    *counts.entry(key).or_default() += 1;
                });
            });
            let mut counts: Vec<(u128, u64)> = counts.into_iter().collect();
            counts.sort_unstable();
            counts
        };
        counted
            .into_iter()
            .map(|(key, count)| (self.codes(key), count))
            .collect()
    }

    /// The code in each column; past its values where it is unknown.
    fn codes(&self, mut key: u128) -> Vec<u32> {
        let mut codes: Vec<u32> = Vec::with_capacity(self.columns.len());
        for column in self.columns.iter().rev() {
            codes.push((key % radix(column)) as u32);
            key /= radix(column);
        }
        codes.reverse();
        codes
    }
}

/// The values of a column, and unknown. All columns' together multiply to far less than the number can hold.
fn radix(column: &FacetColumn) -> u128 {
    column.values().len() as u128 + 1
}

/// Every way of taking one value of a row in each column, as one number that rises with the values.
fn each<N>(columns: &[&FacetColumn], row: u32, key: N, take: &mut impl FnMut(N))
where
    N: Copy + Mul<Output = N> + Add<Output = N> + From<u32>,
{
    let Some((column, rest)) = columns.split_first() else {
        return take(key);
    };
    let unknown = column.values().len() as u32;
    let key = key * (N::from(unknown) + N::from(1));
    match column.codes(row) {
        [] => each(rest, row, key + N::from(unknown), take),
        codes => codes
            .iter()
            .for_each(|code| each(rest, row, key + N::from(*code), take)),
    }
}

#[cfg(test)]
mod tests;
