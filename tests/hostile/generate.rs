//! Documents made of the real schema. A case is a list of numbers, each a choice: proptest can shrink it, and where the numbers end
//! every choice is the plainest one.

use std::collections::BTreeMap;

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};

/// The types of the schema by name.
pub(crate) struct Grammar(BTreeMap<String, TypeDefinition>);

impl Grammar {
    pub(crate) fn of_schema() -> Self {
        let document = parse_schema(gateway::sdl()).expect("the schema is GraphQL");
        let types = document.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(of_type) = definition else {
                return None;
            };
            Some((of_type.node.name.node.to_string(), of_type.node))
        });
        Self(types.collect())
    }

    /// A document that the schema allows, unless a value in it means nothing.
    pub(crate) fn document(&self, choices: &[u16]) -> String {
        let mut writer = Writer {
            grammar: self,
            choices: choices.iter(),
            budget: 40,
            aliases: 0,
            fragments: vec![],
        };
        let body = writer.selections("Query", 5);
        let name = writer.one_of(&["", "query", "query Q", "query Q($yes: Boolean = true)"]);
        let body = match name.contains('$') {
            true => format!("{{ yes: catalogue @include(if: $yes) {{ revision }} {body} }}"),
            false => format!("{{ {body} }}"),
        };
        format!("{name} {body} {}", writer.fragments.join(" "))
    }
}

struct Writer<'a> {
    grammar: &'a Grammar,
    choices: std::slice::Iter<'a, u16>,
    /// Fields that may still be written.
    budget: usize,
    aliases: usize,
    fragments: Vec<String>,
}

/// What a stranger may write for a text: real codes, near ones, and what breaks careless programs.
const TEXTS: [&str; 22] = [
    "ndb",
    "jisedai",
    "ldi",
    "remudy",
    "imaging",
    "heart-failure",
    "心不全",
    "筋ジス",
    "27",
    "2024-03-01",
    "2024",
    "",
    " ",
    "' OR 1=1 --",
    "%_%",
    "[[[[{{{{((((",
    "\\u202e\\u0000\\ud7ff",
    "ｶﾞﾝ　癌",
    "😀😀😀",
    "あああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああ",
    "\\\"\\\\\\n\\t",
    "9999-99-99",
];

/// What an argument takes: every second time a document asks for something that is there.
const FITTING: [(&str, &str); 9] = [
    ("databases", "ndb"),
    ("having", "kaigo"),
    ("database", "ndb"),
    ("operator", "ldi"),
    ("operators", "j-mimo"),
    ("diseases", "heart-failure"),
    ("prefectures", "27"),
    ("registry", "remudy"),
    ("name", "LinkageState"),
];

const NUMBERS: [&str; 12] = [
    "1",
    "2",
    "0",
    "5",
    "100",
    "101",
    "-1",
    "2024",
    "2147483647",
    "-2147483648",
    "2147483648",
    "9007199254740993",
];

impl<'a> Writer<'a> {
    fn choice(&mut self, of: usize) -> usize {
        usize::from(self.choices.next().copied().unwrap_or_default()) % of.max(1)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        let at = self.choice(all.len());
        all[at]
    }

    fn selections(&mut self, of: &str, depth: usize) -> String {
        let grammar = self.grammar;
        let Some(definition) = grammar.0.get(of) else {
            return "__typename".to_owned();
        };
        match &definition.kind {
            TypeKind::Object(object) => self.fields(of, &object.fields, depth),
            TypeKind::Interface(interface) => {
                let own = self.fields(of, &interface.fields, depth);
                let those = grammar.0.iter().filter(|(_, definition)| {
                    matches!(&definition.kind, TypeKind::Object(object)
                        if object.implements.iter().any(|name| name.node == of))
                });
                let those: Vec<&str> = those.map(|(name, _)| name.as_str()).collect();
                format!("{own} {}", self.narrowed(&those, depth))
            }
            TypeKind::Union(union) => {
                let those: Vec<&str> = union
                    .members
                    .iter()
                    .map(|name| name.node.as_str())
                    .collect();
                format!("__typename {}", self.narrowed(&those, depth))
            }
            _ => String::new(),
        }
    }

    /// Inline fragments on some of these types.
    fn narrowed(&mut self, types: &[&str], depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.choice(3) {
            let of = self.one_of(types);
            let below = self.selections(of, depth.saturating_sub(1));
            text += &format!("... on {of} {{ {below} }} ");
        }
        text
    }

    fn fields<'b>(
        &mut self,
        of: &str,
        all: impl IntoIterator<Item = &'b async_graphql_parser::Positioned<FieldDefinition>>,
        depth: usize,
    ) -> String {
        let all: Vec<&FieldDefinition> = all.into_iter().map(|field| &field.node).collect();
        let mut text = String::new();
        for _ in 0..=self.choice(5) {
            let field = self.one_of(&all);
            if self.budget == 0 {
                break;
            }
            let below = named(&field.ty.node);
            let is_leaf = self.is_leaf(below);
            if !is_leaf && depth == 0 {
                continue;
            }
            self.budget -= 1;
            let arguments = self.arguments(field.arguments.iter().map(|of| &of.node));
            // Two fields of one name may not differ: each has a name of its own.
            self.aliases += 1;
            text += &format!("f{}: {}{arguments} ", self.aliases, field.name);
            text += self.one_of(&["", "", "", "@include(if: true) ", "@skip(if: false) "]);
            if !is_leaf {
                let below = self.selections(below, depth - 1);
                text += &format!("{{ {below} }} ");
            }
        }
        if text.is_empty() {
            return "__typename".to_owned();
        }
        if self.choice(6) == 1 {
            let name = format!("F{}", self.fragments.len());
            let fragment = format!("fragment {name} on {of} {{ {text} }}");
            self.fragments.push(fragment);
            return format!("...{name}");
        }
        text
    }

    fn is_leaf(&self, name: &str) -> bool {
        let kind = self.grammar.0.get(name).map(|definition| &definition.kind);
        matches!(kind, None | Some(TypeKind::Scalar | TypeKind::Enum(_)))
    }

    fn arguments<'b>(&mut self, all: impl Iterator<Item = &'b InputValueDefinition>) -> String {
        let given: Vec<String> = self.given(all);
        if given.is_empty() {
            return String::new();
        }
        format!("({})", given.join(", "))
    }

    /// Those that must be given, and some of the others.
    fn given<'b>(&mut self, all: impl Iterator<Item = &'b InputValueDefinition>) -> Vec<String> {
        let mut given = vec![];
        for value in all {
            let is_required = !value.ty.node.nullable && value.default_value.is_none();
            if is_required || self.choice(3) == 1 {
                given.push(format!("{}: {}", value.name, self.argument(value)));
            }
        }
        given
    }

    fn argument(&mut self, of: &InputValueDefinition) -> String {
        let fitting = FITTING
            .iter()
            .find(|(name, _)| *name == of.name.node.as_str());
        match fitting.filter(|_| named(&of.ty.node) == "String") {
            Some((_, text)) if self.choice(2) == 0 => match of.ty.node.base {
                BaseType::List(_) => format!("[\"{text}\"]"),
                BaseType::Named(_) => format!("\"{text}\""),
            },
            _ => self.value(&of.ty.node),
        }
    }

    fn value(&mut self, of: &Type) -> String {
        if of.nullable && self.choice(12) == 1 {
            return "null".to_owned();
        }
        let name = match &of.base {
            BaseType::List(of) => {
                let items: Vec<String> = (0..self.choice(4)).map(|_| self.value(of)).collect();
                return format!("[{}]", items.join(", "));
            }
            BaseType::Named(name) => name.as_str(),
        };
        let grammar = self.grammar;
        match grammar.0.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(words)) => {
                let words: Vec<&str> = words
                    .values
                    .iter()
                    .map(|word| word.node.value.node.as_str())
                    .collect();
                self.one_of(&words).to_owned()
            }
            Some(TypeKind::InputObject(input)) => {
                let given = self.given(input.fields.iter().map(|field| &field.node));
                format!("{{ {} }}", given.join(", "))
            }
            _ => self.scalar(name),
        }
    }

    fn scalar(&mut self, name: &str) -> String {
        match name {
            "Int" | "BigInt" => self.one_of(&NUMBERS).to_owned(),
            "Float" => self.one_of(&["0.5", "-1e308", "1e308", "0"]).to_owned(),
            "Boolean" => self.one_of(&["true", "false"]).to_owned(),
            "Date" => {
                let day = self.one_of(&[
                    "2024-04-01",
                    "2026-11-21",
                    "0001-01-01",
                    "9999-12-31",
                    "2024-02-30",
                ]);
                format!("\"{day}\"")
            }
            "ID" => {
                let kind = self.one_of(&["Database", "Approval", "Registry", "Operator", "Query"]);
                let code = self.one_of(&TEXTS);
                match self.choice(4) {
                    0 => format!("\"{code}\""),
                    _ => format!("\"{}\"", global_id(kind, code)),
                }
            }
            _ => format!("\"{}\"", self.one_of(&TEXTS)),
        }
    }
}

/// The type at the heart of lists.
fn named(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(of) => named(of),
    }
}

/// Pieces that broken documents are made with.
const PIECES: [&str; 26] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "...",
    "$",
    "@",
    "!",
    "|",
    ":",
    "=",
    "#",
    "&",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    "fragment F on Query { ...F }",
    "__schema { types { fields { name } } }",
    "query",
    "null",
    "\\u{110000}",
    "-",
];

/// The document with a few of its parts taken out, doubled, or replaced by pieces that mean something to a parser.
pub(crate) fn broken(document: &str, choices: &[u16]) -> String {
    let mut letters: Vec<char> = document.chars().collect();
    for change in choices.chunks_exact(4).take(6) {
        let at = usize::from(change[1]) % (letters.len() + 1);
        let to = (at + usize::from(change[2]) % 12).min(letters.len());
        match change[0] % 3 {
            0 => drop(letters.drain(at..to)),
            1 => {
                let twice: Vec<char> = letters[at..to].to_vec();
                letters.splice(at..at, twice);
            }
            _ => {
                let piece = PIECES[usize::from(change[3]) % PIECES.len()];
                letters.splice(at..to, piece.chars());
            }
        }
    }
    letters.into_iter().collect()
}

/// A global id as the API makes them, written by hand: the tests are not to take it from the code that they test.
pub(crate) fn global_id(kind: &str, code: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let text = format!("{kind}:{code}");
    let mut id = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three
            .iter()
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            id.push(char::from(LETTERS[bits >> (18 - 6 * at) & 63]));
        }
    }
    id
}
