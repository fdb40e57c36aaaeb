//! Addresses of the pages for people.

use form_urlencoded::Serializer;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// A path with parameters, encoded.
pub(crate) fn at(path: &str, parameters: &[(&str, String)]) -> String {
    if parameters.is_empty() {
        return path.to_owned();
    }
    let mut query = Serializer::new(String::new());
    query.extend_pairs(parameters);
    format!("{path}?{}", query.finish())
}

/// All that stands for itself in a segment of a path is a letter, a digit or one of - _ . ~
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A path of segments that are encoded: `path(&["registries", code])`.
pub(crate) fn path(segments: &[&str]) -> String {
    let encoded = segments
        .iter()
        .map(|text| utf8_percent_encode(text, SEGMENT));
    encoded.map(|segment| format!("/{segment}")).collect()
}

/// The values of lists within an argument, each as a parameter of a page: `(parameter, field)`.
pub(crate) fn listed(
    argument: Option<&Value>,
    fields: &[(&'static str, &str)],
) -> Vec<(&'static str, String)> {
    let mut parameters = Vec::new();
    for (parameter, field) in fields {
        let values = argument.and_then(|argument| argument.get(field));
        let many = values.and_then(Value::as_array).into_iter().flatten();
        let one = values.filter(|value| value.is_string());
        let texts = many.chain(one).filter_map(Value::as_str);
        parameters.extend(texts.map(|text| (*parameter, text.to_owned())));
    }
    parameters
}
