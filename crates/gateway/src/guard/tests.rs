mod operations;

use std::time::{Duration, Instant};

use async_graphql::Variables;

use super::{Lengths, Lists, Refusal, check};
use crate::{code::Code, limits::Limits};

/// What the guard says of a document, which it must say within 50 ms of its own time: the quickest of five runs, for
/// other tests share the machine.
fn verdict(text: &str) -> Result<(), Refusal> {
    let mut quickest = Duration::MAX;
    let mut verdict = Ok(());
    for _ in 0..5 {
        let start = Instant::now();
        verdict = check(text, &Limits::default()).map(|_| ());
        quickest = quickest.min(start.elapsed());
    }
    assert!(quickest < Duration::from_millis(50), "took {quickest:?}");
    verdict
}

/// The limit that a document passes.
fn passed(text: &str) -> &'static str {
    let refusal = verdict(text).expect_err("past a limit");
    assert_eq!(refusal.code, Code::DocumentTooComplex);
    let limit = refusal.limit.expect("names its limit");
    assert!(limit.actual > limit.maximum);
    limit.name
}

fn syntax_error(text: &str) {
    let refusal = verdict(text).expect_err("not a document");
    assert_eq!(refusal.code, Code::GraphqlParseFailed, "{text:.40}");
}

fn many(text: &str, times: usize) -> String {
    text.repeat(times)
}

#[test]
fn two_thousand_brackets_are_refused_in_every_shape() {
    let open = many("[", 2_000);
    for text in [
        format!("{{ a(x: {open} }}"),
        format!("{{ a(x: {open}1{}) }}", many("]", 2_000)),
        format!("query($x: [Int] = {open}) {{ a(x: $x) }}"),
        format!("query($x: {open}Int) {{ a(x: $x) }}"),
        format!("{{ a @d(x: {open}) }}"),
        format!("query @d(x: {open}) {{ a }}"),
        format!("query($x: Int @d(x: {open})) {{ a }}"),
        format!("fragment F on Q @d(x: {open}) {{ a }}"),
        format!("{{ ... @d(x: {open}) {{ a }} }}"),
        format!("{{ a(x: {}1) }}", many("{x: ", 2_000)),
        format!("{{ a(x: {}1) }}", many("[{x: ", 1_000)),
        many("{a", 2_000),
        format!("{{{}}}", many("...{", 2_000)),
        format!("{{{}}}", many("... on Q {", 2_000)),
        many("(", 2_000),
        format!("{{ a(x: \"closed\" {open} }}"),
        format!("{{ a(x: \"\"\"closed\"\"\" {open} }}"),
        format!("# comment\n{{ a(x: {open} }}"),
        format!("# comment\r{{ a(x: {open} }}"),
        format!("\u{feff}{{ a(x: {open} }}"),
        format!("{{ a(x: \"\\\\\" {open} }}"),
        format!("{{ a(x: \"\\\"\" {open} }}"),
        format!("{{ a(x: \"\"\"\\\"\"\"\"\"\" {open} }}"),
        format!("{{ a(x: \"\" {open} }}"),
    ] {
        assert_eq!(passed(&text), "nesting", "{text:.40}");
    }
}

/// After an unterminated block string the parser would take its first two quotes for an empty string and read on.
#[test]
fn an_open_string_hides_nothing() {
    let open = many("[", 2_000);
    syntax_error(&format!("{{ a(x: [\"\"\"b\" {open} }}"));
    syntax_error(&format!("{{ a(x: \"{open} }}"));
    syntax_error(&format!("{{ a(x: \"{open}\n\" }}"));
    syntax_error(&format!("{{ a(x: \"{open}\\"));
    syntax_error("{ a(x: \"\"\"");
    syntax_error("{ a(x: \"\"\"\\\"\"\"");
}

#[test]
fn brackets_in_strings_and_comments_pass() {
    let brackets = many("[{(", 5_000);
    for text in [
        format!("{{ a(x: \"{brackets}\") }}"),
        format!("{{ a(x: \"\"\"{brackets}\n \"quoted\" \\\"\"\" {brackets}\"\"\") }}"),
        format!("{{ a }} # {brackets}"),
        format!("# {brackets}\n{{ a }}"),
        format!("{{ a(x: \"\\\" {brackets}\") }}"),
        format!("{{ a(x: \"\\\\\", y: \"{brackets}\") }}"),
        format!("{{ a(x: \"連結 # {brackets}\") }}"),
    ] {
        assert_eq!(verdict(&text), Ok(()), "{text:.40}");
    }
}

#[test]
fn sixty_four_brackets_pass_and_one_more_does_not() {
    let nested = |depth: usize| format!("{{ a(x: {}{}) }}", many("[", depth), many("]", depth));
    assert_eq!(verdict(&nested(62)), Ok(()));
    assert_eq!(passed(&nested(63)), "nesting");
}

/// Each fragment spreads the next twice: 2^n fields from 40 n bytes.
#[test]
fn doubling_fragments_are_refused() {
    let chain = |length: usize| {
        let fragments = (0..length).map(|at| {
            let next = at + 1;
            format!("fragment F{at} on Q {{ ...F{next} ...F{next} }} ")
        });
        let fragments: String = fragments.collect();
        format!("{{ ...F0 }} {fragments} fragment F{length} on Q {{ a }}")
    };
    assert_eq!(passed(&chain(25)), "selections");
    assert_eq!(passed(&chain(200)), "levels");
    // without a field at the end, the last fragment unknown
    assert_eq!(
        passed(&chain(25).replace("fragment F25", "fragment G")),
        "selections"
    );
    // not spread by any operation
    assert_eq!(
        passed(&chain(25).replace("{ ...F0 }", "{ a }")),
        "selections"
    );
    // through fields and inline fragments
    assert_eq!(
        passed(&chain(20).replace("...F", "b: a { ... { a } } ...F")),
        "selections"
    );
    // one operation each is small, together they are not
    let operations: String = (0..30)
        .map(|at| format!("query Q{at} {{ a {{ ...F0 }} }} "))
        .collect();
    assert_eq!(
        passed(&chain(8).replace("{ ...F0 }", &operations)),
        "selections"
    );
    assert_eq!(verdict(&chain(4)), Ok(()));
}

#[test]
fn a_long_chain_of_fragments_does_not_exhaust_the_stack() {
    let fragments = (0..250).map(|at| format!("fragment F{at} on Q {{ ...F{} }} ", at + 1));
    let fragments: String = fragments.collect();
    assert_eq!(
        passed(&format!(
            "{{ ...F0 }} {fragments} fragment F250 on Q {{ a }}"
        )),
        "levels"
    );
    let fragments: String = (0..250)
        .map(|at| format!("fragment F{} on Q {{ ...F{at} }} ", at + 1))
        .collect();
    assert_eq!(
        passed(&format!("{{ a }} {fragments} fragment F0 on Q {{ a }}")),
        "levels"
    );
}

#[test]
fn circular_fragments_are_refused() {
    for text in [
        "{ ...A } fragment A on Q { ...A }",
        "{ ...A } fragment A on Q { a { ...B } } fragment B on Q { ...A }",
        "{ a } fragment A on Q { ...B } fragment B on Q { ... on Q { ...A } }",
    ] {
        let refusal = verdict(text).expect_err("a cycle");
        assert_eq!(refusal.code, Code::GraphqlValidationFailed);
        assert!(refusal.at.is_some());
    }
}

#[test]
fn every_limit_holds_at_its_edge() {
    let limits = Limits::default();
    let edge = |name: &str, count: usize, text: &dyn Fn(usize) -> String| {
        assert_eq!(verdict(&text(count)), Ok(()), "{name}");
        assert_eq!(passed(&text(count + 1)), name);
    };
    edge("depth", limits.depth, &|n| many("{a", n) + &many("}", n));
    edge("levels", limits.levels, &|n| {
        format!("{{{}a{}}}", many("...{", n - 1), many("}", n - 1))
    });
    edge("aliases", limits.aliases, &|n| {
        format!("{{a{{{}}}}}", many("b:a ", n))
    });
    edge("rootFields", limits.root_fields, &|n| {
        format!("{{{}}}", many("a ", n))
    });
    edge("directives", limits.directives, &|n| {
        format!("{{a {} }}", many("@d ", n))
    });
    edge("directives", limits.directives, &|n| {
        format!("query {} {{a}}", many("@d ", n))
    });
    edge("variables", limits.variables, &|n| {
        let variables: String = (0..n).map(|at| format!("$v{at}: Int ")).collect();
        format!("query({variables}) {{ a }}")
    });
    edge("tokens", limits.tokens, &|n| {
        format!("{{a(x:[{}])}}", many("1 ", n - 9))
    });
    edge("selections", limits.selections, &|n| {
        let twenty = "fragment F on Q { a a a a a a a a a a a a a a a a a a a }";
        format!(
            "{{ a {{ {} {} }} }} {twenty}",
            many("...F ", (n - 1) / 20),
            many("a ", (n - 1) % 20)
        )
    });
    edge("introspectionLists", limits.introspection_lists, &|n| {
        format!(
            "{{ __schema {{ types {{ {} name {} }} }} }}",
            many("fields { type {", n),
            many("}}", n)
        )
    });
    assert_eq!(
        passed(&format!("{{ a }} #{}", many(" ", limits.document_bytes))),
        "documentBytes"
    );
}

#[test]
fn lists_named_like_those_of_introspection_are_free_elsewhere() {
    assert_eq!(
        verdict("{ a { fields { fields { fields { fields { name } } } } } }"),
        Ok(())
    );
}

#[test]
fn floods_are_refused() {
    for text in [
        many("a ", 30_000),
        format!("{{ {} }}", many("a ", 30_000)),
        format!("{{ a(x: \"{}\") }}", many("\u{1F600}", 20_000)),
        format!("{{ a {} }}", many("@d(x: 1) ", 5_000)),
        many("query Q { a } ", 4_000),
        many("\u{0}", 30_000),
        many("\"\"", 30_000),
        many("\u{feff}", 20_000),
        many(".", 60_000),
        many("#\n", 30_000),
        many("1", 60_000),
        many("\u{202e}", 20_000),
    ] {
        assert!(verdict(&text).is_err(), "{text:.20}");
    }
}

#[test]
fn what_is_not_graphql_is_a_syntax_error_with_a_place() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "{ a",
        "{}",
        "query",
        "{ a(x: 1e9999) }",
        "fragment F on Q { a }",
    ] {
        syntax_error(text);
    }
    let refusal = verdict("{\n  a(x: ?)\n}").expect_err("not a document");
    assert_eq!(refusal.at.map(|at| (at.line, at.column)), Some((2, 8)));
    assert_eq!(refusal.message, "syntax error: expected value");
    let refusal = verdict("{ 連結(x: \"").expect_err("not a document");
    assert_eq!(refusal.at.map(|at| (at.line, at.column)), Some((1, 9)));
}

#[test]
fn the_standard_introspection_passes() {
    let types = many("ofType { kind name ", 9) + &many("}", 9);
    let text = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...T }} directives {{ name args {{ ...I }} }} }} }}
         fragment T on __Type {{ kind name fields(includeDeprecated: true) {{ name args {{ ...I }} type {{ ...R }} }}
           inputFields {{ ...I }} interfaces {{ ...R }} enumValues {{ name }} possibleTypes {{ ...R }} }}
         fragment I on __InputValue {{ name type {{ ...R }} defaultValue }}
         fragment R on __Type {{ kind name {types} }}"
    );
    assert_eq!(verdict(&text), Ok(()));
    let limits = Limits::default();
    let checked = check(&text, &limits).expect("passes");
    assert!(checked.introspects);
    let run = checked.operation(
        None,
        &Variables::default(),
        &limits,
        &lists(),
        &Lengths::default(),
    );
    run.expect("is not too costly");
    assert!(!check("{ a }", &limits).expect("passes").introspects);
}

fn lists() -> Lists {
    Lists::of_schema(
        "type Query { \"one [two]\" a(x: [Int]): A list: [A!]! l: Page deep: [[Int]] other: [A] } type Page { nodes: [Query] } type A { nodes: [A] }",
    )
}
