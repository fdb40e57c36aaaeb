//! The words sentences are made of: dates, forms, states, what a statement says and where it stands.

use base::{DatabaseId, PartialDate, Precision, StatementId};
use chrono::{Datelike, NaiveDate};

use super::{Language, Narrator};
use crate::statement::{DataForm, DayDerivation, LinkageState, LinkageStatement};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Language {
    pub(super) fn pick<'t>(self, japanese: &'t str, english: &'t str) -> &'t str {
        match self {
            Self::Ja => japanese,
            Self::En => english,
        }
    }
}

impl Narrator<'_, '_> {
    pub(super) fn find(&self, statement: &StatementId) -> Option<&LinkageStatement> {
        (self.sources.statement)(statement)
    }

    /// Several databases, joined: `NDBと介護DB`, `NDB, LTCI and DPC`.
    pub(super) fn group(&self, databases: &[DatabaseId]) -> String {
        let names: Vec<_> = databases
            .iter()
            .map(|id| (self.sources.database)(id))
            .collect();
        match (self.language, &names[..]) {
            (Language::En, [first @ .., last]) if !first.is_empty() => {
                format!("{} and {last}", first.join(", "))
            }
            _ => names.join("と"),
        }
    }

    /// Where a statement stands: on whose side, of which day, in which document of which day.
    pub(super) fn source(&self, id: &StatementId) -> String {
        let Some(statement) = self.find(id) else {
            return self.say(format!("記載{id}"), format!("statement {id}"));
        };
        let by = (self.sources.database)(&statement.stated_by);
        let day = self.date(statement.stated_on);
        let inferred = statement.day_derivation == DayDerivation::Inferred;
        let day = match inferred {
            true => self.say(
                format!("{day}時点と推定"),
                format!("as of about {day}, inferred"),
            ),
            false => self.say(format!("{day}時点"), format!("as of {day}")),
        };
        let Some(place) = (self.sources.place)(id) else {
            return self.say(
                format!("{by}側の記載({day})"),
                format!("the entry for {by} ({day})"),
            );
        };
        let published = place.published_on.map(|on| self.date(on));
        let of_the_document = match &published {
            Some(on) => self.say(format!("、{on}公表"), format!(", published {on}")),
            None => String::new(),
        };
        // 表「…」 and スライド「…」 begin a locator; anything else is not told here.
        let part = match place.locator {
            Some(locator) if locator.starts_with('表') => ("の表", "table in "),
            Some(locator) if locator.starts_with("スライド") => ("のスライド", "slide in "),
            _ => ("", ""),
        };
        let (title, part) = (place.title, self.language.pick(part.0, part.1));
        self.say(
            format!("{by}側の記載({day}、『{title}』{part}{of_the_document})"),
            format!("the entry for {by} ({day}; {part}‘{title}’{of_the_document})"),
        )
    }

    /// What a statement says: its state with its dates.
    pub(super) fn says(&self, id: &StatementId) -> String {
        let Some(statement) = self.find(id) else {
            return id.to_string();
        };
        let date = |date: Option<PartialDate>| date.map(|date| self.date(date));
        let state = match statement.state {
            LinkageState::Planned => {
                match (date(statement.planned_from), date(statement.planned_by)) {
                    (None, None) => self.say(
                        "予定(時期の記載なし)".to_owned(),
                        "planned, without a date".to_owned(),
                    ),
                    (Some(from), None) => {
                        self.say(format!("{from}からの予定"), format!("planned from {from}"))
                    }
                    (None, Some(by)) => {
                        self.say(format!("{by}までの予定"), format!("planned by {by}"))
                    }
                    (Some(from), Some(by)) => self.say(
                        format!("{from}から、遅くとも{by}までの予定"),
                        format!("planned from {from}, by {by} at the latest"),
                    ),
                }
            }
            LinkageState::InForce => match date(statement.in_force_from) {
                None => self.say(
                    "連結可能(開始日の記載なし)".to_owned(),
                    "in force, without a start".to_owned(),
                ),
                Some(from) => self.say(
                    format!("{from}から連結可能"),
                    format!("in force from {from}"),
                ),
            },
            LinkageState::NotStated => self.say(
                "-(記載なし)".to_owned(),
                "“-” (nothing is stated)".to_owned(),
            ),
            state => self.state(state).to_owned(),
        };
        match date(statement.until) {
            None => state,
            Some(until) => self.say(
                format!("{state}、{until}まで"),
                format!("{state}, until {until}"),
            ),
        }
    }

    pub(super) fn state(&self, state: LinkageState) -> &'static str {
        let (japanese, english) = match state {
            LinkageState::Prohibited => ("連結できません", "prohibited"),
            LinkageState::NotStated => ("記載なし", "not stated"),
            LinkageState::Undecided => ("未定", "undecided"),
            LinkageState::Planned => ("予定", "planned"),
            LinkageState::InForce => ("連結可能", "in force"),
        };
        self.language.pick(japanese, english)
    }

    pub(super) fn form(&self, form: DataForm) -> &'static str {
        let (japanese, english) = match form {
            DataForm::Anonymised => ("匿名データ", "anonymised data"),
            DataForm::Pseudonymised => ("仮名データ", "pseudonymised data"),
            DataForm::Identified => ("顕名データ", "identified data"),
        };
        self.language.pick(japanese, english)
    }

    pub(super) fn day(&self, day: NaiveDate) -> String {
        self.written(day, Precision::Day)
    }

    /// A date in the precision in which it is printed.
    pub(super) fn date(&self, date: PartialDate) -> String {
        self.written(date.first_day(), date.precision())
    }

    fn written(&self, first: NaiveDate, precision: Precision) -> String {
        let (year, month, day) = (first.year(), first.month(), first.day());
        let name = MONTHS[first.month0() as usize];
        match precision {
            Precision::Year => self.say(format!("{year}年"), format!("{year}")),
            Precision::Month => self.say(format!("{year}年{month}月"), format!("{name} {year}")),
            Precision::Day => self.say(
                format!("{year}年{month}月{day}日"),
                format!("{day} {name} {year}"),
            ),
        }
    }
}
