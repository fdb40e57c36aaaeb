//! For search engines: which pages there are.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Value, json};

use crate::Explorer;
use crate::chart::escape;
use crate::context::Context;
use crate::frame;
use crate::link::path;
use crate::operations::SITEMAP;
use crate::problem::Problem;

/// Pages that are always there.
const FIXED: [&str; 11] = [
    "/",
    "/search",
    "/linkage/matrix",
    "/registries",
    "/registries/match",
    "/uses",
    "/institutions",
    "/indicators",
    "/sources",
    "/changes",
    "/about",
];

/// The site map's format allows so many addresses in one file.
const MOST: usize = 50_000;

pub(super) async fn sitemap(State(explorer): State<Arc<Explorer>>, request: Request) -> Response {
    let context = Context::new(explorer, request, Vec::new());
    let paths = match paths(&context).await {
        Ok(paths) => paths,
        Err(problem) => return frame::respond(&context, Err(problem)).await,
    };
    let origin = context.origin();
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths.iter().take(MOST) {
        let _ = writeln!(
            xml,
            "<url><loc>{}</loc></url>",
            escape(&format!("{origin}{path}"))
        );
    }
    xml.push_str("</urlset>\n");
    (
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8")],
        xml,
    )
        .into_response()
}

/// Every page that has an address of its own.
async fn paths(context: &Context) -> Result<Vec<String>, Problem> {
    let mut paths: Vec<String> = FIXED.iter().map(|path| (*path).to_owned()).collect();
    let mut variables = json!({ "registries": null, "approvals": null });
    let mut is_first = true;
    loop {
        let response = context.ask(SITEMAP, &variables).await?;
        let data = &response.data;
        let codes = |rows: &Value| -> Vec<String> {
            let rows = rows.as_array().into_iter().flatten();
            rows.filter_map(|row| row["code"].as_str().map(str::to_owned))
                .collect()
        };
        if is_first {
            paths.extend(
                codes(&data["databases"])
                    .iter()
                    .map(|code| path(&["databases", code])),
            );
            paths.extend(
                codes(&data["operators"]["nodes"])
                    .iter()
                    .map(|code| path(&["operators", code])),
            );
        }
        paths.extend(
            codes(&data["registries"]["nodes"])
                .iter()
                .map(|code| path(&["registries", code])),
        );
        for use_ in data["approvals"]["nodes"].as_array().into_iter().flatten() {
            let operator = use_["operator"]["code"].as_str().unwrap_or_default();
            paths.push(path(&["approvals", operator, &use_["number"].to_string()]));
        }
        let mut goes_on = false;
        for list in ["registries", "approvals"] {
            let info = &data[list]["pageInfo"];
            // A list that has ended is asked once more from its end, which is empty.
            variables[list] = info["endCursor"].clone();
            goes_on |= info["hasNextPage"].as_bool() == Some(true);
            if info["endCursor"].is_null() {
                variables[list] = Value::Null;
            }
        }
        is_first = false;
        if !goes_on || paths.len() > MOST {
            paths.dedup();
            return Ok(paths);
        }
    }
}

pub(super) async fn robots(State(explorer): State<Arc<Explorer>>, request: Request) -> Response {
    let context = Context::new(explorer, request, Vec::new());
    let text = format!(
        "User-agent: *\nDisallow: {}\nDisallow: /export/\nDisallow: /*?*cite=\nSitemap: {}/sitemap.xml\n",
        context.explorer.options.api_path,
        context.origin()
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
