//! A verdict in plain sentences, Japanese or English, one for each step. They say nothing that no statement says.

use base::{DatabaseId, PartialDate, StatementId};

use crate::set::SetVerdict;
use crate::statement::{DayDerivation, LinkageState, LinkageStatement};
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
    /// Where a statement stands, if that is to be told.
    pub place: &'a dyn Fn(&StatementId) -> Option<Place<'a>>,
}

/// Where a statement stands and how it was read.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// The document's own day, which is not that of the statement.
    pub published_on: Option<PartialDate>,
    /// Where in the document, as its evidence says.
    pub locator: Option<&'a str>,
    /// What it says was read out of its wording, not printed.
    pub is_inferred: bool,
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
        .map(|step| capitalised(narrator.step(verdict, step)))
        .collect()
}

/// A sentence may begin with the name of a source.
fn capitalised(sentence: String) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() => {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        }
        _ => sentence,
    }
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
                format!("{pair}の{form}での連結については、{known_by}までに記載がありません(記載がないことは禁止を意味しません)。"),
                format!("By {known_by} no source had stated anything about linking {pair} as {form}; silence is not a prohibition."),
            ),
            Step::NotGivenOut { databases } => {
                let databases = self.group(databases);
                self.say(
                    format!("{databases}のデータを{form}で提供するとした資料はないため、形態を限らない記載は{form}での連結には用いません(禁止を意味しません)。"),
                    format!("No source gives out {databases} as {form}, so statements that name no form do not speak of it; that is not a prohibition."),
                )
            }
            Step::Considered { statements: 1 } => self.say(
                format!("{pair}の{form}での連結についての{known_by}までの記載は1件です。"),
                format!("One statement about linking {pair} as {form} was known by {known_by}."),
            ),
            Step::Considered { statements } => self.say(
                format!("{pair}の{form}での連結についての{known_by}までの記載は{statements}件です。"),
                format!("{statements} statements about linking {pair} as {form} were known by {known_by}."),
            ),
            Step::SaysNothing { statement } => {
                let source = self.source(statement);
                self.say(
                    format!("{source}は「-」で、連結について何も述べていません(禁止の記載ではありません)。ほかに記載があるため、考慮しません。"),
                    format!("{source} is “-”, which states nothing and prohibits nothing; it does not count, because other statements do."),
                )
            }
            Step::NothingButDashes { statements } => {
                let sources = self.all(statements);
                self.say(
                    format!("{sources}は「-」で、連結の可否は記されていません。ほかに{on}についての記載はありません(禁止という意味ではありません)。"),
                    format!("{sources} is “-”, which states nothing, and no other statement speaks of {on}; that is not a prohibition."),
                )
            }
            Step::SpeakFromTheirDay { statements } => {
                let (sources, number) = (self.all(statements), statements.len());
                match number {
                    1 => self.say(
                        format!("{sources}は、その時点より前の開始日を示していないため、{on}の判断には用いません。"),
                        format!("{sources} gives no earlier start, so it does not speak of {on}."),
                    ),
                    _ => self.say(
                        format!("次の{number}件は、それぞれの時点より前の開始日を示していないため、{on}の判断には用いません: {sources}。"),
                        format!("These {number} give no start earlier than their own days, so they do not speak of {on}: {sources}."),
                    ),
                }
            }
            Step::NoneLeft => self.say(
                format!("{on}について述べた記載はありません(記載がないことは禁止を意味しません)。"),
                format!("No statement speaks of {on}; silence is not a prohibition."),
            ),
            Step::Governs { statement, reason } => self.governs(statement, *reason),
            Step::StartsLater { start } => {
                let start = self.date(*start);
                self.say(
                    format!("開始日({start})は{on}より後であるため、{on}時点では予定です。"),
                    format!("It starts on {start}, after {on}, so on that day it is still planned."),
                )
            }
            Step::Ended { until } => {
                let until = self.date(*until);
                self.say(
                    format!("連結は{until}までとされており、{on}時点では終了しています。"),
                    format!("The link lasted until {until} and had ended by {on}."),
                )
            }
            Step::Overdue { planned, deadline } => {
                let planned = self.date(*planned);
                let (ja, en) = if *deadline { ("期限", "deadline") } else { ("開始時期", "start") };
                self.say(
                    format!("予定の{ja}({planned})は{on}時点で過ぎていますが、実施を確認できる記載は{known_by}までにありません。"),
                    format!("The planned {en}, {planned}, had passed by {on}, and no source known by {known_by} confirms that it was carried out."),
                )
            }
            Step::Contested { statement, resolution } => self.contested(statement, *resolution),
            Step::Confirmed { statements } => {
                let sources = self.all(statements);
                self.say(
                    format!("同じ内容の記載: {sources}。"),
                    format!("Confirmed by: {sources}."),
                )
            }
            Step::Differs { statement, resolution } => self.differs(statement, *resolution),
            Step::Answer { state: LinkageState::Prohibited } => self.say(
                format!("したがって、{on}時点では、{pair}を{form}で連結することはできません(禁止)。"),
                format!("Therefore, on {on}, linking {pair} as {form} is prohibited."),
            ),
            Step::Answer { state } => {
                let state = self.state(*state);
                self.say(
                    format!("したがって、{on}時点における{pair}の{form}での連結は「{state}」です。"),
                    format!("Therefore, on {on}, linking {pair} as {form} is {state}."),
                )
            }
        }
    }

    fn governs(&self, statement: &StatementId, reason: Reason) -> String {
        let (source, says) = (self.source(statement), self.says(statement));
        let (ja, en) = match reason {
            Reason::Only => (
                "この日について述べた唯一の記載であるため",
                "the only statement that speaks of that day",
            ),
            Reason::Enactment => (
                "施行されている法令の定めであるため",
                "an enactment in effect",
            ),
            Reason::Newest => ("最も新しい記載であるため", "the newest statement"),
            Reason::NewestPrinted => (
                "日付が明記された記載のうち最も新しいため",
                "the newest of those whose day is printed",
            ),
            Reason::FirmestOfTheDay => (
                "最も新しい同日の記載のうち根拠が最も確かなため",
                "of the newest statements, all of one day, the one on the firmest basis",
            ),
            Reason::WeakestOfTheDay => (
                "最も新しい同日の記載が異なり、そのうち最も慎重な内容であるため",
                "the weakest of the newest statements, which are of one day and differ",
            ),
            Reason::LaterDateOfTheDay => (
                "最も新しい同日の記載のうち、示す時期が最も遅い(または時期を示さない)ため",
                "of the newest statements, all of one day, the one that gives the latest date or none",
            ),
        };
        let mut text = self.say(
            format!("{ja}、{source}の「{says}」を採用します。"),
            format!("{source} governs ({en}): {says}."),
        );
        text.push_str(self.how_read(statement));
        let no_partner = self
            .find(statement)
            .is_some_and(|statement| statement.about.is_none());
        if no_partner {
            text.push_str(self.language.pick(
                "相手を特定せず、すべての相手についての記載です。",
                " It names no partner and speaks of every one.",
            ));
        }
        text
    }

    /// What of a statement is not printed: its reading, its day.
    fn how_read(&self, statement: &StatementId) -> &'static str {
        let reading = (self.sources.place)(statement).is_some_and(|place| place.is_inferred);
        let day = self
            .find(statement)
            .is_some_and(|statement| statement.day_derivation == DayDerivation::Inferred);
        let (ja, en) = match (reading, day) {
            (false, false) => ("", ""),
            (true, false) => (
                "この内容は明記されたものではなく、文言からの読み取り(推定)です。",
                " This is not printed as such: it is inferred from the wording.",
            ),
            (false, true) => (
                "この記載の時点は明記されておらず、推定です。",
                " Its day is not printed: it is inferred.",
            ),
            (true, true) => (
                "この内容は明記されたものではなく文言からの読み取り(推定)であり、時点も推定です。",
                " This is not printed as such: it is inferred from the wording, and its day is inferred as well.",
            ),
        };
        self.language.pick(ja, en)
    }

    fn contested(&self, statement: &StatementId, resolution: Resolution) -> String {
        let (source, says) = (self.source(statement), self.says(statement));
        let (ja, en) = rule(resolution);
        let mut text = self.say(
            format!("ただし、より新しい(または新しい可能性のある){source}は「{says}」としています。{ja}、結論は変わりませんが、ご確認ください。"),
            format!("However, {source}, which is or may be newer, says less: {says}. The verdict stands, because {en}; please check that source."),
        );
        text.push_str(self.how_read(statement));
        text
    }

    fn differs(&self, statement: &StatementId, resolution: Resolution) -> String {
        let (source, says) = (self.source(statement), self.says(statement));
        let (ja, en) = rule(resolution);
        let mut text = self.say(
            format!("{source}は「{says}」としており異なりますが、{ja}、採用しません。"),
            format!("{source} differs: {says}. It does not govern, because {en}."),
        );
        text.push_str(self.how_read(statement));
        text
    }

    fn weakest(&self, verdict: &SetVerdict) -> String {
        let (databases, pairs) = (verdict.databases.len(), verdict.pairs.len());
        let state = self.state(verdict.state);
        let weakest = self.list(verdict.weakest_pairs());
        if verdict.state == LinkageState::InForce {
            return self.say(
                format!(
                    "{databases}つのデータベースの{pairs}組の組合せは、すべて「{state}」です。"
                ),
                format!("All {pairs} pairs of the {databases} databases are {state}."),
            );
        }
        self.say(
            format!("{databases}つのデータベースすべての連結の可否は、{pairs}組の組合せのうち最も慎重な状態の組合せによります。該当するのは{weakest}(「{state}」)です。AとB、BとCが連結できても、AとCを連結できるとは限りません。"),
            format!("Of the {pairs} pairs of {databases} databases the weakest decides: {weakest} ({state}). Where A links with B and B with C, A does not thereby link with C."),
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
            format!("このほか、連結可能となっていない組合せは{others}です。"),
            format!("Also not in force: {others}."),
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
                "この時点で連結可能とされている組合せはありません。".to_owned(),
                "No two of them have a link in force.".to_owned(),
            );
        }
        self.say(
            format!("すべて互いに連結可能な最大の組合せは、{subsets}です。"),
            format!("The largest sets that can be linked: {subsets}."),
        )
    }

    fn all(&self, statements: &[StatementId]) -> String {
        let sources: Vec<_> = statements.iter().map(|id| self.source(id)).collect();
        sources.join(self.language.pick("、", "; "))
    }

    fn list<'p>(&self, pairs: impl Iterator<Item = &'p PairVerdict>) -> String {
        let pairs: Vec<_> = pairs.map(|pair| self.group(&pair.databases)).collect();
        pairs.join(self.language.pick("、", "; "))
    }
}

/// The rule that chose, as a reason.
fn rule(resolution: Resolution) -> (&'static str, &'static str) {
    match resolution {
        Resolution::Enactment => (
            "施行されている法令の定めが優先されるため",
            "an enactment in effect governs",
        ),
        Resolution::PrintedDay => (
            "日付が推定の記載は、日付が明記された記載に優先しないため",
            "a statement of inferred day never overrules one of printed day",
        ),
        Resolution::Newest => (
            "より新しい記載が優先されるため",
            "the newer statement governs",
        ),
        Resolution::FirmerBasisOfTheDay => (
            "同日の記載では根拠がより確かな記載が優先されるため",
            "the firmer of two statements of one day governs",
        ),
        Resolution::WeakestOfTheDay => (
            "同日の記載ではより慎重な内容が優先されるため",
            "the weaker of two statements of one day governs",
        ),
        Resolution::LaterDateOfTheDay => (
            "同日の記載では示す時期がより遅い(または時期を示さない)記載が優先されるため",
            "of two statements of one day the one with the later date, or with none, governs",
        ),
    }
}

#[cfg(test)]
mod tests;
