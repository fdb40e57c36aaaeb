//! One ranked list over all kinds.

use text::{Hits, Query, Understood};

use super::Search;

/// A kind of thing that can be searched, in the order that breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A registry.
    Registry,
    /// An approved use.
    Approval,
    /// A cooperating institution.
    Institution,
    /// A certified operator.
    Operator,
    /// A database.
    Database,
    /// A reported use.
    ReportedUse,
    /// A rule of access.
    AccessRule,
    /// A dated fact.
    ReportedFact,
}

impl Kind {
    /// Every kind, in the order that breaks ties.
    pub const ALL: [Self; 8] = [
        Self::Registry,
        Self::Approval,
        Self::Institution,
        Self::Operator,
        Self::Database,
        Self::ReportedUse,
        Self::AccessRule,
        Self::ReportedFact,
    ];

    /// The kind that a word of the API stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What a thing of this kind is called, in Japanese and in English.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Registry => ("レジストリ", "registry"),
            Self::Approval => ("利活用実績", "approved use"),
            Self::Institution => ("協力医療情報取扱事業者", "cooperating institution"),
            Self::Operator => ("認定作成事業者", "certified operator"),
            Self::Database => ("データベース", "database"),
            Self::ReportedUse => ("公的データベースの利用の報告", "reported use"),
            Self::AccessRule => ("利用の手続・条件", "rule of access"),
            Self::ReportedFact => ("日付のある事実", "dated fact"),
        }
    }

    /// The word by which the API knows this kind.
    pub fn word(self) -> &'static str {
        match self {
            Self::Registry => "REGISTRY",
            Self::Approval => "APPROVAL",
            Self::Institution => "INSTITUTION",
            Self::Operator => "OPERATOR",
            Self::Database => "DATABASE",
            Self::ReportedUse => "REPORTED_USE",
            Self::AccessRule => "ACCESS_RULE",
            Self::ReportedFact => "REPORTED_FACT",
        }
    }
}

/// One thing found: its kind, its place in the table of that kind, its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its place in the table of its kind.
    pub row: u32,
    /// How well it matches; comparable across kinds for one text.
    pub score: f32,
}

/// What a text finds over all kinds.
#[derive(Clone, Debug, Default)]
pub struct Everything {
    /// Things of the kinds that were asked for, best first; ties by kind, then by the order of their table.
    pub found: Vec<Found>,
    /// How many things of each kind the text finds, whatever kinds were asked for; kinds without any are left out.
    pub counts: Vec<(Kind, u64)>,
    /// How each term was read, with the expansions that some index holds.
    pub understood_as: Vec<Understood>,
    /// The words that the best thing found does not hold, where nothing holds them all.
    pub dropped: Vec<String>,
}

impl Search {
    /// Finds things of some kinds, or of all. A blank text asks for nothing and finds nothing.
    pub fn find(&self, text: &str, kinds: Option<&[Kind]>) -> Everything {
        self.query(text)
            .map(|query| self.everything(&query, kinds))
            .unwrap_or_default()
    }

    /// The same for a text that was read before. Where nothing of any kind holds every term, things that hold half of
    /// them are taken.
    pub fn everything(&self, query: &Query, kinds: Option<&[Kind]>) -> Everything {
        let asked = self.ask(
            query,
            |query| self.strictly(query, kinds),
            |everything| everything.counts.is_empty(),
        );
        let mut everything = asked.answer;
        if let (Some(relaxed), Some(best)) = (&asked.relaxed, everything.found.first()) {
            everything.dropped = self.index_of(best.kind).lacking(relaxed, best.row);
        }
        everything
    }

    fn strictly(&self, query: &Query, kinds: Option<&[Kind]>) -> Everything {
        let hits = Kind::ALL.map(|kind| (kind, self.index_of(kind).search(query, None)));
        let mut found: Vec<Found> = hits
            .iter()
            .filter(|(kind, _)| kinds.is_none_or(|kinds| kinds.contains(kind)))
            .flat_map(|(kind, hits)| {
                hits.rows.iter().map(|(row, score)| Found {
                    kind: *kind,
                    row: *row,
                    score: *score,
                })
            })
            .collect();
        found.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| (a.kind, a.row).cmp(&(b.kind, b.row)))
        });
        Everything {
            found,
            counts: hits
                .iter()
                .map(|(kind, hits)| (*kind, hits.bitmap.len()))
                .filter(|(_, count)| *count > 0)
                .collect(),
            understood_as: held(query, &hits),
            dropped: Vec::new(),
        }
    }
}

/// Every term with those of its expansions that at least one index can hold, in the order of the query.
fn held(query: &Query, hits: &[(Kind, Hits)]) -> Vec<Understood> {
    let mut understood = query.understood_as();
    for (place, term) in understood.iter_mut().enumerate() {
        term.expansions.retain(|expansion| {
            hits.iter().any(|(_, hits)| {
                hits.understood_as
                    .get(place)
                    .is_some_and(|term| term.expansions.contains(expansion))
            })
        });
    }
    understood
}
