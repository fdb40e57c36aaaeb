//! A verdict in plain sentences, Japanese or English, one for each step. They say nothing that no statement says.

use base::{DatabaseId, StatementId};

use crate::set::SetVerdict;
use crate::statement::{LinkageState, LinkageStatement};
use crate::verdict::{PairVerdict, Reason, Resolution, Step};

mod words;

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// Where an explanation finds what verdicts only point at.
pub struct Sources<'a> {
    /// What a database is called in the language asked for.
    pub database: &'a dyn Fn(&DatabaseId) -> &'a str,
    /// A statement by its code.
    pub statement: &'a dyn Fn(&StatementId) -> Option<&'a LinkageStatement>,
    /// The title of the document in which a statement stands, if it is to be named.
    pub document: &'a dyn Fn(&StatementId) -> Option<&'a str>,
}

/// How the verdict on a set came about: of two databases the pair's steps; of more, which pairs decide, the steps of
/// each of these, and which subsets can be linked.
pub fn explain(verdict: &SetVerdict, language: Language, sources: &Sources<'_>) -> Vec<String> {
    if let [pair] = &verdict.pairs[..] {
        return explain_pair(pair, language, sources);
    }
    let narrator = Narrator { language, sources };
    let mut sentences = vec![narrator.weakest(verdict)];
    for pair in verdict
        .weakest_pairs()
        .filter(|pair| pair.state < LinkageState::InForce)
    {
        sentences.extend(explain_pair(pair, language, sources));
    }
    sentences.extend(narrator.also_blocking(verdict));
    sentences.push(narrator.subsets(verdict));
    sentences
}

/// How the verdict on a pair came about, one sentence for each step.
pub fn explain_pair(
    verdict: &PairVerdict,
    language: Language,
    sources: &Sources<'_>,
) -> Vec<String> {
    let narrator = Narrator { language, sources };
    verdict
        .steps
        .iter()
        .map(|step| narrator.step(verdict, step))
        .collect()
}

struct Narrator<'n, 'a> {
    language: Language,
    sources: &'n Sources<'a>,
}

impl Narrator<'_, '_> {
    fn say(&self, japanese: String, english: String) -> String {
        match self.language {
            Language::Ja => japanese,
            Language::En => english,
        }
    }

    fn step(&self, verdict: &PairVerdict, step: &Step) -> String {
        let question = &verdict.question;
        let (on, known_by) = (self.day(question.on), self.day(question.known_by));
        let form = self.form(question.form);
        let pair = self.group(&verdict.databases);
        match step {
            Step::Silence => self.say(
                format!("{pair}の{form}での連結について、{known_by}までに述べた記載はありません(禁止という意味ではありません)。"),
                format!("By {known_by} nobody had stated anything about linking {pair} as {form}; that is not a prohibition."),
            ),
            Step::Considered { statements: 1 } => self.say(
                format!("{pair}の{form}での連結について、{known_by}までの記載は1件です。"),
                format!("One statement about linking {pair} as {form} was known by {known_by}."),
            ),
            Step::Considered { statements } => self.say(
                format!("{pair}の{form}での連結について、{known_by}までの記載は{statements}件です。"),
                format!("{statements} statements about linking {pair} as {form} were known by {known_by}."),
            ),
            Step::SaysNothing { statement } => {
                let source = self.source(statement);
                self.say(
                    format!("{source}は「-」とあるだけで、ほかに記載があるため数えません。"),
                    format!("{source} prints only \"-\" and does not count, because something else speaks."),
                )
            }
            Step::AttestsOnlyFromItsDay { statement } => {
                let source = self.source(statement);
                self.say(
                    format!("{source}は開始日を記さず、その日付からしか連結を示さないため、{on}については用いません。"),
                    format!("{source} prints no start and attests the link only from its own day, so it does not speak of {on}."),
                )
            }
            Step::NoneLeft => self.say(
                format!("{on}について述べた記載はほかにありません(禁止という意味ではありません)。"),
                format!("No other statement speaks of {on}; that is not a prohibition."),
            ),
            Step::Governs { statement, reason } => self.governs(statement, *reason),
            Step::StartsLater { start } => {
                let start = self.date(*start);
                self.say(
                    format!("開始は{start}で{on}より後のため、{on}の時点ではまだ予定です。"),
                    format!("Its start, {start}, lies after {on}, so on that day it is still a plan."),
                )
            }
            Step::Ended { until } => {
                let until = self.date(*until);
                self.say(
                    format!("連結は{until}までで、{on}にはすでに終わっています。"),
                    format!("The link lasted until {until} and had ended by {on}."),
                )
            }
            Step::Overdue { planned, deadline } => {
                let planned = self.date(*planned);
                let (ja, en) = if *deadline { ("期限", "deadline") } else { ("開始", "start") };
                self.say(
                    format!("予定された{ja}({planned})は{on}にはすでに過ぎていますが、{known_by}までにそれを確認する記載はありません。"),
                    format!("The planned {en}, {planned}, had passed by {on}, and no source known by {known_by} confirms it."),
                )
            }
            Step::Differs { statement, resolution } => self.differs(statement, *resolution),
            Step::Answer { state } => {
                let state = self.state(*state);
                self.say(
                    format!("したがって、{on}の時点で{pair}の{form}での連結は「{state}」です。"),
                    format!("So on {on}, linking {pair} as {form} is: {state}."),
                )
            }
        }
    }

    fn governs(&self, statement: &StatementId, reason: Reason) -> String {
        let (source, says) = (self.source(statement), self.says(statement));
        let (ja, en) = match reason {
            Reason::Only => (
                "この日について述べる唯一の記載だからです",
                "the only statement that speaks of that day",
            ),
            Reason::Newest => ("最も新しい記載だからです", "the newest statement"),
            Reason::WeakestOfTheDay => (
                "最も新しい同じ日付の記載が食い違い、そのうち最も弱い記載だからです",
                "the weakest of the newest statements, which are of one day and differ",
            ),
            Reason::LaterDateOfTheDay => (
                "最も新しい同じ日付の記載のうち、示す日が最も遅い、または日を示さない記載だからです",
                "of the newest statements, all of one day, the one that gives the latest date or none",
            ),
        };
        let no_partner = self
            .find(statement)
            .is_some_and(|statement| statement.about.is_none());
        let (ja_all, en_all) = match no_partner {
            true => (
                "相手を挙げず、すべての相手について述べています。",
                " It names no partner and speaks of every one.",
            ),
            false => ("", ""),
        };
        self.say(
            format!("{source}の「{says}」に従います。{ja}。{ja_all}"),
            format!("{source} governs, {en}; it says: {says}.{en_all}"),
        )
    }

    fn differs(&self, statement: &StatementId, resolution: Resolution) -> String {
        let (source, says) = (self.source(statement), self.says(statement));
        let (ja, en) = match resolution {
            Resolution::NewestGoverns => {
                ("より新しい記載を優先します", "the newer statement governs")
            }
            Resolution::WeakestOfTheDayGoverns => (
                "同じ日付の記載では弱い方を優先します",
                "of statements of one day the weaker governs",
            ),
            Resolution::LaterDateOfTheDayGoverns => (
                "同じ日付の記載では、示す日が遅い、または日を示さない方を優先します",
                "of statements of one day the one with the later date, or with none, governs",
            ),
            Resolution::AttestsOnlyFromItsDay => (
                "その日付より前については示しません",
                "it attests nothing before its own day",
            ),
        };
        self.say(
            format!("{source}は「{says}」としており食い違いますが、{ja}。"),
            format!("{source} differs, saying: {says}; {en}."),
        )
    }

    fn weakest(&self, verdict: &SetVerdict) -> String {
        let (databases, pairs) = (verdict.databases.len(), verdict.pairs.len());
        let state = self.state(verdict.state);
        let weakest = self.list(verdict.weakest_pairs());
        if verdict.state == LinkageState::InForce {
            return self.say(
                format!("{databases}つのデータベースの{pairs}組はすべて「{state}」です。"),
                format!("All {pairs} pairs of the {databases} databases are: {state}."),
            );
        }
        self.say(
            format!("{databases}つのデータベースの{pairs}組のうち最も弱い組で決まり、それは「{state}」の{weakest}です。"),
            format!("Of the {pairs} pairs of {databases} databases the weakest decides: {weakest} ({state})."),
        )
    }

    fn also_blocking(&self, verdict: &SetVerdict) -> Option<String> {
        let mut others = verdict
            .blocking_pairs()
            .filter(|pair| pair.state != verdict.state)
            .peekable();
        others.peek()?;
        let others = self.list(others);
        Some(self.say(
            format!("ほかに、まだ連結可能でない組は{others}です。"),
            format!("Also not yet in force: {others}."),
        ))
    }

    fn subsets(&self, verdict: &SetVerdict) -> String {
        let subsets: Vec<_> = verdict
            .largest_linkable_subsets
            .iter()
            .map(|subset| self.group(subset))
            .collect();
        let subsets = subsets.join(self.language.pick("、または", ", or "));
        if verdict.largest_linkable_subsets.is_empty() {
            return self.say(
                "この時点で連結できると記載された組は一つもありません。".to_owned(),
                "Of no two of them is a link in force.".to_owned(),
            );
        }
        self.say(
            format!("互いに連結可能な最大の組合せは、{subsets}です。"),
            format!("The largest sets that can be linked: {subsets}."),
        )
    }

    fn list<'p>(&self, pairs: impl Iterator<Item = &'p PairVerdict>) -> String {
        let pairs: Vec<_> = pairs.map(|pair| self.group(&pair.databases)).collect();
        pairs.join(self.language.pick("、", "; "))
    }
}

#[cfg(test)]
mod tests;
