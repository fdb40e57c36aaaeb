//! The catalogue from Rust: types that `graphql_client` makes of the schema and an operation, sent with `ureq`.

use graphql_client::{GraphQLQuery, Response};

/// Has anyone done something like this before?
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../schema/catalogue.graphql",
    query_path = "../schema/operations/precedents.graphql",
    normalization = "rust",
    skip_serializing_none
)]
struct Precedents;

type Date = String;
type UseNumber = serde_json::Value;

/// The nearest approved projects, as lines of text.
pub(crate) fn nearest(url: &str, text: &str) -> Result<Vec<String>, ureq::Error> {
    let like = precedents::PrecedentInput {
        text: Some(text.to_owned()),
        diseases: None,
        data_items: None,
        user_sector: None,
    };
    let body = Precedents::build_query(precedents::Variables {
        like,
        first: Some(3),
    });
    let answer: Response<precedents::ResponseData> =
        ureq::post(url).send_json(&body)?.body_mut().read_json()?;
    for error in answer.errors.iter().flatten() {
        let code = error
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get("code"));
        eprintln!("{code:?}: {}", error.message);
    }
    let found = answer
        .data
        .into_iter()
        .filter_map(|data| data.precedents)
        .flat_map(|precedents| precedents.nodes);
    Ok(found.map(|near| near.approval.title_ja).collect())
}
