//! What is asked of databases: form, day, what was known; and why a list of them is no question.

use async_graphql::Context;
use chrono::NaiveDate;
use linkage::{Question, SetError};

use crate::error::ApiError;
use crate::graph::scalars::Date;
use crate::graph::statement::DataForm;
use crate::scope::Scope;

/// The question about a day, with today where the client does not say.
pub(crate) fn question(
    ctx: &Context<'_>,
    form: Option<DataForm>,
    on: Option<Date>,
    known_by: Option<Date>,
) -> Result<Question, ApiError> {
    let today: NaiveDate = Scope::of(ctx)?.today;
    let day = |date: Option<Date>| date.map_or(today, |date| date.0);
    Ok(Question {
        form: form.unwrap_or(DataForm::Anonymised).into(),
        on: day(on),
        known_by: day(known_by),
    })
}

/// Why databases are no set to ask about.
pub(crate) fn bad_set(argument: &str, codes: &[String], error: SetError) -> ApiError {
    match error {
        SetError::TooFew { given, needed } => ApiError::bad_input(
            argument,
            format!("too few databases: {given} given, at least {needed} needed"),
            format!("データベースが足りません(指定{given}件)。{needed}件以上指定してください。"),
        ),
        SetError::NamedTwice(id) => {
            let second = codes
                .iter()
                .rposition(|code| code == id.as_str())
                .unwrap_or(0);
            ApiError::bad_input(
                format!("{argument}[{second}]"),
                format!("the database `{id}` is named twice: name each once"),
                format!("データベース「{id}」が重複しています。"),
            )
        }
    }
}
