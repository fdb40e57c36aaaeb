//! A typed client of `schema/operations`, generated as `graphql-client generate` does it: `client.rs` runs each operation with it.

use std::fs;
use std::path::{Path, PathBuf};

use graphql_client_codegen::{
    CodegenMode, GraphQLClientCodegenOptions, generate_module_token_stream_from_string,
};

fn main() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let operations = schema.join("operations");
    println!("cargo::rerun-if-changed=build.rs");
    for watched in [&operations, &schema.join("catalogue.graphql")] {
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    let fragments = read(&operations.join("fragments.graphql"));
    let mut files: Vec<PathBuf> = fs::read_dir(&operations)
        .expect("the operations are there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "graphql"))
        .filter(|path| !path.ends_with("fragments.graphql"))
        .collect();
    files.sort();
    let mut code = String::new();
    let mut cases = String::new();
    for file in files {
        // Two things that this generator cannot do: narrow a union to an interface, and write an enum's default. Nothing else
        // of the operations hangs on them.
        let document = read(&file)
            .replace("... on Node { id }", "")
            .replace("DataForm! = ANONYMISED", "DataForm");
        let document = complete(document, &fragments);
        let mut options = GraphQLClientCodegenOptions::new(CodegenMode::Cli);
        options.set_variables_derives("Deserialize".to_owned());
        options.set_skip_serializing_none(true);
        let schema = schema.join("catalogue.graphql");
        let module = generate_module_token_stream_from_string(&document, &schema, options);
        let module = module.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        code += &format!("{module}\n");
        let case = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = document.split("query ").nth(1).unwrap_or_default();
        let name = name.split(|c: char| !c.is_alphanumeric()).next();
        cases += &format!(
            "super::run_each::<{}>($url, {case:?}, &$sets[{case:?}]); ",
            name.unwrap_or_default()
        );
    }
    code +=
        &format!("macro_rules! each_operation {{ ($url:expr, $sets:expr) => {{ {cases} }} }}\n");
    let out = std::env::var("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&out).join("operations.rs"), code).expect("the folder can be written");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The document with the fragments that it spreads, directly or through another.
fn complete(mut document: String, fragments: &str) -> String {
    let fragments: Vec<&str> = fragments.split("fragment ").skip(1).collect();
    loop {
        let missing = fragments.iter().find(|fragment| {
            let name = fragment.split_whitespace().next().unwrap_or_default();
            document.contains(&format!("...{name}"))
                && !document.contains(&format!("fragment {name} "))
        });
        match missing {
            Some(fragment) => document += &format!("\nfragment {fragment}"),
            None => return document,
        }
    }
}
