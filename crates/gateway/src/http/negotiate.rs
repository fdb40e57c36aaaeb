//! Which form an answer takes (`Accept`, `Accept-Encoding`) and in which form a body may come (`Content-Type`).

use ::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The media types of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells whether there is data.
    GraphqlResponse,
    /// `application/json`: status 200 for every well-formed request.
    Json,
    /// `text/html`: a browser, for GraphiQL.
    Html,
}

impl Media {
    pub(super) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Media::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Media::Json => "application/json; charset=utf-8",
            Media::Html => "text/html; charset=utf-8",
        })
    }
}

/// Content codings of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Zstd,
    Brotli,
}

/// One element of a list with weights: its value in lower case, its parameters, its weight in thousandths.
struct Weighted {
    value: String,
    parameters: Vec<(String, String)>,
    weight: u32,
}

fn weighted(headers: &HeaderMap, name: HeaderName) -> Vec<Weighted> {
    let lines = headers.get_all(name).into_iter();
    let elements = lines.filter_map(|line| line.to_str().ok());
    let elements = elements.flat_map(|line| line.split(','));
    elements
        .filter(|element| !element.trim().is_empty())
        .map(|element| {
            let mut parts = element.split(';').map(str::trim);
            let value = parts.next().unwrap_or_default().to_ascii_lowercase();
            let parameters = parts.filter_map(|part| part.split_once('='));
            let mut parameters: Vec<(String, String)> = parameters
                .map(|(name, value)| {
                    let value = value.trim().trim_matches('"');
                    (name.trim().to_ascii_lowercase(), value.to_ascii_lowercase())
                })
                .collect();
            let weight = parameters.iter().position(|(name, _)| name == "q");
            let weight = weight.map(|at| parameters.swap_remove(at).1);
            Weighted {
                value,
                parameters,
                weight: weight.map_or(1_000, |weight| thousandths(&weight)),
            }
        })
        .collect()
}

/// A weight that cannot be read counts as none given.
fn thousandths(weight: &str) -> u32 {
    match weight.parse::<f32>() {
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1_000.0).round() as u32,
        _ => 1_000,
    }
}

/// The form of the answer; `None` if nothing we have is acceptable. No `Accept`, or `*/*`, means `application/json`.
pub(super) fn media(headers: &HeaderMap, html: bool) -> Option<Media> {
    if !headers.contains_key(header::ACCEPT) {
        return Some(Media::Json);
    }
    let ranges = weighted(headers, header::ACCEPT);
    let weight = |media: Media, own: &str, wide: &[&str]| {
        let matching = ranges.iter().filter(|range| is_utf8(&range.parameters));
        let exact = matching.clone().find(|range| range.value == own);
        let found = exact.map(|range| (range, true)).or_else(|| {
            let wide = |value: &str| wide.contains(&value);
            matching
                .clone()
                .find(|range| wide(&range.value))
                .map(|range| (range, false))
        });
        found
            .filter(|(range, _)| range.weight > 0)
            .map(|(range, exact)| (range.weight, exact, media))
    };
    // In rising order of preference at equal weight: of two that were both named, the more telling one.
    let offers = [
        weight(Media::Json, "application/json", &["application/*", "*/*"]),
        weight(
            Media::GraphqlResponse,
            "application/graphql-response+json",
            &[],
        ),
        html.then(|| weight(Media::Html, "text/html", &["text/*"]))
            .flatten(),
    ];
    let best = offers
        .into_iter()
        .flatten()
        .max_by_key(|(weight, exact, _)| (*weight, *exact));
    best.map(|(_, _, media)| media)
}

fn is_utf8(parameters: &[(String, String)]) -> bool {
    parameters
        .iter()
        .filter(|(name, _)| name == "charset")
        .all(|(_, charset)| charset == "utf-8" || charset == "utf8")
}

/// The coding of the answer: at equal weight brotli before zstd before gzip.
pub(super) fn encoding(headers: &HeaderMap) -> Encoding {
    if !headers.contains_key(header::ACCEPT_ENCODING) {
        return Encoding::Identity;
    }
    let codings = weighted(headers, header::ACCEPT_ENCODING);
    let weight = |name: &str| {
        let named = codings.iter().find(|coding| coding.value == name);
        named.map_or(0, |coding| coding.weight)
    };
    let best = [
        (weight("gzip"), Encoding::Gzip),
        (weight("zstd"), Encoding::Zstd),
        (weight("br"), Encoding::Brotli),
    ];
    let best = best.into_iter().max_by_key(|(weight, _)| *weight);
    match best {
        Some((weight, encoding)) if weight > 0 => encoding,
        _ => Encoding::Identity,
    }
}

/// Whether a body is JSON in UTF-8 that is not compressed.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).into_iter();
    if !codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return false;
    }
    match weighted(headers, header::CONTENT_TYPE).as_slice() {
        [only] => only.value == "application/json" && is_utf8(&only.parameters),
        _ => false,
    }
}
