//! Lists of registries: filter, order, connection.

use std::collections::BTreeSet;

use async_graphql::{Enum, InputObject};
use base::Words;
use catalogue::Catalogue;
use catalogue::search::Kind;
use registries::{AnyOf, Direction, SIZE_BANDS};
use roaring::RoaringBitmap;

use crate::error::ApiError;
use crate::graph::approval::{OrderDirection, Paging};
use crate::graph::connection::page;
use crate::graph::lookup::{self, Thing, given};
use crate::graph::ranking::{More, Search, ranked_connection};
use crate::graph::registry::Registry;
use crate::graph::registry::words::{
    BiospecimensAnswer, CaseCountUnit, CompanyUseAnswer, CompanyUseMode, HostKind,
    RegistryDataItem, RegistryKind, RegistryPurpose, RegistryRegion, RegistryStanding,
};
use crate::graph::scalars::{BigInt, PartialDate};
use crate::graph::vocabulary::expanded;
use crate::plain::Plain;
use crate::view::View;

/// How many cases (症例数). It speaks of the largest count in the unit.
#[derive(InputObject)]
pub(crate) struct CaseCountRange {
    /// At least so many.
    min: Option<BigInt>,
    /// At most so many.
    max: Option<BigInt>,
    /// In this unit only; patients or cases where left out. Counts of other units do not compare.
    unit: Option<CaseCountUnit>,
    /// Keep registries without a count in the unit: unknown is no no.
    #[graphql(default_with = "Some(true)")]
    include_unknown: Option<bool>,
}

/// When registration began (開始). A start that is known to the year only is in the range where its year may be.
#[derive(InputObject)]
pub(crate) struct StartedRange {
    /// Not before this.
    from: Option<PartialDate>,
    /// Not after this.
    to: Option<PartialDate>,
    /// Keep registries whose start is unknown.
    #[graphql(default_with = "Some(true)")]
    include_unknown: Option<bool>,
}

/// Which registries. All conditions must hold; within a list one value is enough, an empty list is no condition.
///
/// `...Unknown: true` takes the registries of which the property is unknown, alone or beside those of the list;
/// `false` without a list takes those of which it is known.
#[derive(Default, InputObject)]
pub(crate) struct RegistryFilter {
    /// Whether a company may use it (企業の利用); UNKNOWN is an answer like the others.
    company_use: Option<Vec<CompanyUseAnswer>>,
    /// Ways in which companies work with it.
    modes: Option<Vec<CompanyUseMode>>,
    /// The ways are unknown, or known.
    modes_unknown: Option<bool>,
    /// How many cases (症例数).
    case_count: Option<CaseCountRange>,
    /// Bands of size, as the facet `sizeBand` names them: `0-99`, `100-999`, `1000-9999`, `10000-99999`, `100000-`.
    size_bands: Option<Vec<String>>,
    /// The size is unknown, or known.
    size_unknown: Option<bool>,
    /// When it began (開始).
    started: Option<StartedRange>,
    /// Decades in which it began, by their first year: `2010`.
    start_decades: Option<Vec<String>>,
    /// When it began is unknown, or known.
    start_unknown: Option<bool>,
    /// Codes or names, present or former, of the hosts (運営主体).
    hosts: Option<Vec<String>>,
    /// The host is unknown, or known.
    host_unknown: Option<bool>,
    /// What the hosts are (運営主体の種別), read from their names.
    host_kinds: Option<Vec<HostKind>>,
    /// What the hosts are is unknown, or known.
    host_kinds_unknown: Option<bool>,
    /// What it is (種別).
    kinds: Option<Vec<RegistryKind>>,
    /// What it is for (目的).
    purposes: Option<Vec<RegistryPurpose>>,
    /// The purposes are unknown, or known.
    purposes_unknown: Option<bool>,
    /// What it holds (データ項目).
    data_items: Option<Vec<RegistryDataItem>>,
    /// What it holds is unknown, or known.
    data_items_unknown: Option<bool>,
    /// Codes or names of diseases (疾患); narrower ones are included.
    diseases: Option<Vec<String>>,
    /// The disease is unknown, or known.
    disease_unknown: Option<bool>,
    /// Whether specimens are kept (生体試料).
    biospecimens: Option<Vec<BiospecimensAnswer>>,
    /// From where patients come (地域).
    regions: Option<Vec<RegistryRegion>>,
    /// Whether they stand (登録の継続).
    standings: Option<Vec<RegistryStanding>>,
    #[graphql(skip)]
    restrict: Option<RoaringBitmap>,
}

impl RegistryFilter {
    /// A filter for our own edges.
    pub(crate) fn only(rows: RoaringBitmap) -> Self {
        Self {
            restrict: Some(rows),
            ..Self::default()
        }
    }

    /// The filter of the table; unknown codes are errors that name the nearest.
    fn resolve(self, catalogue: &Catalogue) -> Result<registries::RegistryFilter, ApiError> {
        let hosts = given(self.hosts)
            .map(|list| lookup::codes(catalogue, Thing::HostOrganisation, "filter.hosts", &list))
            .transpose()?;
        let diseases = given(self.diseases)
            .map(|list| expanded(catalogue, "filter.diseases", &list))
            .transpose()?;
        Ok(registries::RegistryFilter {
            company_use: words(self.company_use),
            modes: any_of(words(self.modes), self.modes_unknown, every_word),
            case_count: self.case_count.map(CaseCountRange::resolve).transpose()?,
            size_bands: any_of(bands(self.size_bands)?, self.size_unknown, || {
                SIZE_BANDS.map(str::to_owned).to_vec()
            }),
            started: self.started.map(StartedRange::resolve).transpose()?,
            start_decades: any_of(decades(self.start_decades)?, self.start_unknown, || {
                (0..1000).map(|decade| (decade * 10).to_string()).collect()
            }),
            hosts: any_of(hosts, self.host_unknown, || {
                let all = catalogue.registries.organisations().iter();
                all.map(|row| row.id.clone()).collect()
            }),
            host_kinds: any_of(words(self.host_kinds), self.host_kinds_unknown, every_word),
            kinds: words(self.kinds),
            purposes: any_of(words(self.purposes), self.purposes_unknown, every_word),
            data_items: any_of(words(self.data_items), self.data_items_unknown, every_word),
            biospecimens: words(self.biospecimens),
            diseases: any_of(
                diseases.map(|found| found.into_iter().collect()),
                self.disease_unknown,
                || {
                    let table = &catalogue.registries;
                    let rows = 0..table.all().len() as u32;
                    let tags = rows.flat_map(|row| table.diseases(row));
                    let all: BTreeSet<_> = tags.map(|tag| tag.disease.clone()).collect();
                    all.into_iter().collect()
                },
            ),
            regions: words(self.regions),
            standings: words(self.standings),
            restrict: self.restrict,
        })
    }
}

impl CaseCountRange {
    fn resolve(self) -> Result<registries::CaseCountRange, ApiError> {
        let [min, max] = [self.min, self.max].map(|bound| bound.map(|BigInt(number)| number));
        for (name, bound) in [("min", min), ("max", max)] {
            if let Some(number) = bound.filter(|number| *number < 0) {
                return Err(negative(format!("filter.caseCount.{name}"), number));
            }
        }
        if let (Some(min), Some(max)) = (min, max)
            && max < min
        {
            return Err(ApiError::bad_input(
                "filter.caseCount",
                format!("the range ends at {max}, before it begins at {min}"),
                "症例数の上限が下限より小さくなっています。",
            ));
        }
        Ok(registries::CaseCountRange {
            min,
            max,
            unit: self.unit.map(Into::into),
            include_unknown: self.include_unknown.unwrap_or(true),
        })
    }
}

impl StartedRange {
    fn resolve(self) -> Result<registries::StartedRange, ApiError> {
        let [from, to] = [self.from, self.to].map(|bound| bound.map(|PartialDate(date)| date));
        if let (Some(from), Some(to)) = (from, to)
            && to.last_day() < from.first_day()
        {
            return Err(ApiError::bad_input(
                "filter.started",
                format!("the range ends on {to}, before it begins on {from}"),
                "期間の終わりが始まりより前です。",
            ));
        }
        Ok(registries::StartedRange {
            from,
            to,
            include_unknown: self.include_unknown.unwrap_or(true),
        })
    }
}

/// A count that cannot be.
pub(super) fn negative(argument: impl Into<String>, number: i64) -> ApiError {
    ApiError::bad_input(
        argument,
        format!("{number} is below zero: a count is 0 or more"),
        "症例数は0以上にしてください。",
    )
}

fn words<W, V: From<W>>(list: Option<Vec<W>>) -> Option<Vec<V>> {
    given(list).map(|list| list.into_iter().map(Into::into).collect())
}

fn every_word<V: Words>() -> Vec<V> {
    V::WORDS.iter().map(|(_, value)| *value).collect()
}

fn bands(list: Option<Vec<String>>) -> Result<Option<Vec<String>>, ApiError> {
    let list = given(list);
    for (n, band) in list.iter().flatten().enumerate() {
        if !SIZE_BANDS.contains(&band.as_str()) {
            let known = SIZE_BANDS.join(", ");
            return Err(ApiError::bad_input(
                format!("filter.sizeBands[{n}]"),
                format!("`{band}` is no band of size: they are {known}"),
                format!("「{band}」という規模の区分はありません。指定できる値: {known}"),
            ));
        }
    }
    Ok(list)
}

fn decades(list: Option<Vec<String>>) -> Result<Option<Vec<String>>, ApiError> {
    let list = given(list);
    for (n, decade) in list.iter().flatten().enumerate() {
        if decade.len() != 4 || decade.parse::<u16>().map_or(true, |year| year % 10 != 0) {
            return Err(ApiError::bad_input(
                format!("filter.startDecades[{n}]"),
                format!("`{decade}` is no decade: give its first year, as 2010"),
                format!(
                    "「{decade}」は年代ではありません。2010 のように最初の年を指定してください。"
                ),
            ));
        }
    }
    Ok(list)
}

/// A list and what is said of the unknown as one condition; none where neither is given.
fn any_of<V>(
    values: Option<Vec<V>>,
    unknown: Option<bool>,
    every: impl FnOnce() -> Vec<V>,
) -> Option<AnyOf<V>> {
    let values = match (values, unknown) {
        (None, None) => return None,
        (Some(values), _) => values,
        (None, Some(true)) => Vec::new(),
        (None, Some(false)) => every(),
    };
    Some(AnyOf {
        values,
        unknown: unknown == Some(true),
    })
}

/// By what registries are ordered. What is unknown stands last in either direction.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "registries::RegistryOrder")]
pub(crate) enum RegistryOrderField {
    /// Those that go on, those of which no source says, those that have ended, surveys made once; then by name.
    Standing,
    /// By Japanese name (名称), by code point.
    Name,
    /// By the largest count of patients or cases (症例数), then name.
    CaseCount,
    /// By the first day that the start (開始) can mean, then name.
    StartedOn,
}

/// Order of registries. Where it is left out: by standing; with a search, the best match first.
#[derive(Clone, Copy, InputObject)]
pub(crate) struct RegistryOrder {
    /// By what.
    field: RegistryOrderField,
    /// Rising or falling.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    direction: Option<OrderDirection>,
}

ranked_connection!(
    "Registries under a filter.", RegistryConnection, RegistryEdge, Registry, Kind::Registry, registries::RegistryFilter;
    /// How many of the rows have each company use, mode, kind, purpose, data item, host, size band, start decade,
    /// disease and branch of diseases, and so on; unknown is a value.
    Catalogue::registry_facets
);

/// A list of registries.
pub(crate) fn registries(
    catalogue: &View,
    filter: RegistryFilter,
    search: Option<String>,
    order: Option<RegistryOrder>,
    (first, after, last, before): Paging,
) -> Result<RegistryConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let mut filter = filter.resolve(catalogue)?;
    let index = catalogue.search.index_of(Kind::Registry);
    let search = Search::new(catalogue, index, search, &mut filter.restrict)?;
    let selection = catalogue.registries.select(&filter);
    let ranked = match order {
        None => search.page("registries", &selection, &page).transpose()?,
        Some(_) => None,
    };
    let query = search.query;
    let slice = match ranked {
        Some(slice) => {
            slice.map(|(row, score)| (Registry::at(catalogue, row), (Some(score), query.clone())))
        }
        None => {
            let (field, direction) = order.map_or_else(Default::default, |order| {
                let direction = match order.direction.unwrap_or_default() {
                    OrderDirection::Asc => Direction::Ascending,
                    OrderDirection::Desc => Direction::Descending,
                };
                (order.field.into(), direction)
            });
            catalogue
                .registries
                .page(&selection, field, direction, &page)?
                .map(|row| (Registry::at(catalogue, row), (None, query.clone())))
        }
    };
    let more = More {
        catalogue: catalogue.clone(),
        filter,
        query,
        dropped_words: search.dropped_words,
    };
    Ok(RegistryConnection {
        slice,
        total: selection.len(),
        more,
    })
}
