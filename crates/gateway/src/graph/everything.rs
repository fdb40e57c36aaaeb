//! One box over everything: a ranked list of every kind of thing.

use std::sync::Arc;

use async_graphql::{Enum, Union};
use catalogue::search::{Everything, Kind};
use text::Query;

use crate::error::ApiError;
use crate::graph::access::AccessRule;
use crate::graph::approval::{Approval, Paging};
use crate::graph::connection::{connection, page};
use crate::graph::database::Database;
use crate::graph::facet::{self, Facet};
use crate::graph::fact::ReportedFact;
use crate::graph::institution::Institution;
use crate::graph::operator::Operator;
use crate::graph::ranking;
use crate::graph::registry::Registry;
use crate::graph::search::{Highlight, Understood, highlights, of_terms};
use crate::graph::uses::ReportedUse;
use crate::plain::Plain;
use crate::view::View;

/// A kind of thing that can be searched.
#[derive(Clone, Copy, PartialEq, Eq, Enum, Plain)]
#[graphql(remote = "catalogue::search::Kind")]
pub(crate) enum SearchKind {
    /// Registries (疾患登録システム).
    Registry,
    /// Approved uses (利活用実績).
    Approval,
    /// Cooperating institutions (協力医療情報取扱事業者).
    Institution,
    /// Certified operators (認定作成事業者).
    Operator,
    /// Public databases, those of the operators, MID-NET.
    Database,
    /// Reported uses of public databases (利用の報告), a sample.
    ReportedUse,
    /// Rules of access (利用の手続・条件): fees, lead times, forms, ethics review.
    AccessRule,
    /// Dated facts: figures printed elsewhere, the days of a reform, kinds of certification.
    ReportedFact,
}

/// Something that a text found.
#[derive(Clone, Union, Plain)]
pub(crate) enum SearchResult {
    Registry(Registry),
    Approval(Approval),
    Institution(Institution),
    Operator(Operator),
    Database(Database),
    ReportedUse(ReportedUse),
    AccessRule(AccessRule),
    ReportedFact(ReportedFact),
}

impl SearchResult {
    /// The thing at a place of the table of its kind.
    fn at(catalogue: &View, kind: Kind, row: u32) -> Self {
        match kind {
            Kind::Registry => Self::Registry(Registry::at(catalogue, row)),
            Kind::Approval => Self::Approval(Approval::at(catalogue, row)),
            Kind::Institution => Self::Institution(Institution::at(catalogue, row)),
            Kind::Operator => Self::Operator(Operator::at(catalogue, row)),
            Kind::Database => Self::Database(Database::at(catalogue, row)),
            Kind::ReportedUse => Self::ReportedUse(ReportedUse::new(
                catalogue,
                &catalogue.reported_uses[row as usize],
            )),
            Kind::AccessRule => Self::AccessRule(AccessRule::new(
                catalogue,
                &catalogue.access_rules[row as usize],
            )),
            Kind::ReportedFact => Self::ReportedFact(ReportedFact::new(
                catalogue,
                &catalogue.reported_facts[row as usize],
            )),
        }
    }
}

/// What a search keeps for its further fields.
pub(crate) struct More {
    catalogue: View,
    everything: Everything,
}

/// What an edge keeps for its further fields.
#[derive(Clone)]
pub(crate) struct Match {
    catalogue: View,
    query: Arc<Query>,
    kind: Kind,
    row: u32,
    score: f32,
}

connection!(
    "Everything that a text finds, best first.", SearchConnection(More), SearchEdge(Match), SearchResult;
    {
        /// One facet, `kind`: how many things of each kind the text finds. It leaves the argument `kinds` out.
        async fn facets(&self) -> Vec<Facet> {
            let values = self.more.everything.counts.iter().map(|(kind, count)| base::FacetValue {
                value: Some(kind.word().to_owned()),
                count: *count,
            });
            let mut values: Vec<_> = values.collect();
            // most frequent first, in the order of the kinds where equal
            values.sort_by_key(|value| std::cmp::Reverse(value.count));
            facet::labelled(&self.more.catalogue, None, vec![base::Facet { name: "kind", values }])
        }

        /// How the text was understood, with the expansions that something in the catalogue holds; empty for a blank text.
        async fn understood_as(&self) -> Vec<Understood> {
            of_terms(&self.more.everything.understood_as)
        }

        /// False where nothing holds every word of the text, so that some were left out (`droppedWords`).
        async fn all_words_held(&self) -> bool {
            self.more.everything.dropped.is_empty()
        }

        /// The words that the best thing found does not hold, because nothing holds them all; others may lack other words, none
        /// lacks the disease.
        async fn dropped_words(&self) -> &[String] {
            &self.more.everything.dropped
        }
    }
    {
        /// How well it matches: scores of one text compare across kinds. A name that is the text stands above a name or
        /// title that holds it, and that above any other text that does.
        async fn score(&self) -> f32 {
            self.more.score
        }

        /// The passages that match, over every field that is searched: names, titles, diseases, hosts, purposes and so on.
        async fn highlights(&self) -> Vec<Highlight> {
            let Match { catalogue, query, kind, row, .. } = &self.more;
            highlights(catalogue, *kind, *row, Some(query))
        }
    }
);

/// What a text finds over some kinds, or over all.
pub(crate) fn search(
    catalogue: &View,
    text: String,
    kinds: Option<Vec<SearchKind>>,
    (first, after, last, before): Paging,
) -> Result<SearchConnection, ApiError> {
    let page = page(first, after, last, before)?;
    let text = ranking::checked("text", Some(text))?.unwrap_or_default();
    let kinds: Option<Vec<Kind>> = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
    let query = Arc::new(catalogue.search.query(&text).unwrap_or_default());
    let everything = catalogue.search.everything(&query, kinds.as_deref());
    let list = format!("search:rank:{}", ranking::fingerprint(&text));
    let slice = page.cut(&list, &everything.found, |found| {
        vec![
            ranking::rank(found.score),
            base::Part::Int(found.kind as i64),
            base::Part::Int(found.row.into()),
        ]
    })?;
    let slice = slice.map(|found| {
        let node = SearchResult::at(catalogue, found.kind, found.row);
        let found = Match {
            catalogue: catalogue.clone(),
            query: query.clone(),
            kind: found.kind,
            row: found.row,
            score: found.score,
        };
        (node, found)
    });
    Ok(SearchConnection {
        slice,
        total: everything.found.len() as u64,
        more: More {
            catalogue: catalogue.clone(),
            everything,
        },
    })
}
