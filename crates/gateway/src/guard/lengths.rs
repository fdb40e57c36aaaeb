//! How long lists are, asked of the graph itself: what stands below a list without pages costs as often as it has items, and a page has
//! no more rows than there are.
//!
//! Every type is reached once, by a page of the root or the shortest way, and the lengths of its lists are counted there. So a list that
//! is added to the schema has its price, and a price grows with the catalogue.

use std::collections::{BTreeMap, HashMap, VecDeque};

use async_graphql::{Name, Response, Value};

use super::{
    lists::{Arguments, Known, Lists},
    to_u64,
};

/// The type at which every way begins.
const ROOT: &str = "Query";
/// Under this name stands what leads on; all else is to be counted.
const ON: &str = "on";
/// The field of a connection that tells how many rows there are.
pub(super) const TOTAL: &str = "totalCount";
/// Rows of a page that are looked at.
const ROWS: usize = 100;

/// How long lists without pages are, by type and field, and how many rows a connection has by its type: as long as the list is, on
/// average, in which an item is found. That is more than their average, for whoever comes back to a thing by one of its items comes
/// most often to what has many.
#[derive(Clone, Debug, Default)]
pub struct Lengths {
    of_type: HashMap<(Name, Name), u64>,
    /// The longest of a name, for types that nobody can reach without an argument.
    named: HashMap<Name, u64>,
}

/// The lists of one type, and the document that asks them.
struct Question<'a> {
    of: &'a Name,
    document: String,
}

/// Items, and each as often as its list is long.
#[derive(Clone, Copy, Default)]
struct Sum {
    items: u64,
    squares: u64,
}

impl Lengths {
    /// Asks how long the lists of these types are.
    pub async fn ask<A: Future<Output = Response>>(
        lists: &Lists,
        mut ask: impl FnMut(String) -> A,
    ) -> Self {
        let mut known = Self::default();
        for question in questions(lists) {
            let answer = ask(question.document).await;
            let mut sums = BTreeMap::new();
            count(&answer.data, &mut sums);
            for (field, sum) in sums {
                known.add(question.of, field, sum);
            }
        }
        known
    }

    fn add(&mut self, of: &Name, field: &Name, sum: Sum) {
        // It is empty everywhere here, perhaps for want of an argument.
        if sum.items == 0 {
            return;
        }
        let length = sum.squares.div_ceil(sum.items);
        let named = self.named.entry(field.clone()).or_default();
        *named = length.max(*named);
        self.of_type.insert((of.clone(), field.clone()), length);
    }

    /// None of a list that could not be counted: what waits for the record is not asked, and arguments are not guessed.
    pub(super) fn of(&self, of: &str, field: &str) -> Option<u64> {
        let place = (Name::new(of), Name::new(field));
        let length = self.of_type.get(&place);
        length.or_else(|| self.named.get(&place.1)).copied()
    }
}

/// A question for each type that has lists and can be reached.
fn questions(lists: &Lists) -> Vec<Question<'_>> {
    let mut questions = Vec::new();
    let Some((root, _)) = lists.types.get_key_value(ROOT) else {
        return questions;
    };
    let mut ways = HashMap::from([(root, (String::new(), String::new()))]);
    let mut next = VecDeque::from([root]);
    while let Some(of) = next.pop_front() {
        let (way, back) = ways[of].clone();
        let mut counted = Vec::new();
        for field in &lists.types[of] {
            if !is_open(field, of == root) {
                continue;
            }
            if field.name == TOTAL {
                counted.push(TOTAL.to_owned());
            }
            let object = lists.types.get_key_value(&field.of);
            if field.is_without_pages() && field.arguments == Arguments::Optional {
                let items = object.map_or("", |_| " { __typename }");
                counted.push(format!("{}{items}", field.name));
            }
            let Some((object, _)) = object else { continue };
            if !ways.contains_key(object) {
                let page = field.arguments == Arguments::Page;
                let rows = page.then(|| format!("(first: {ROWS})"));
                let rows = rows.unwrap_or_default();
                let way = format!("{way} {ON}: {}{rows} {{", field.name);
                ways.insert(object, (way, format!("{back} }}")));
                match page {
                    true => next.push_front(object),
                    false => next.push_back(object),
                }
            }
        }
        if !counted.is_empty() {
            let counted = counted.join(" ");
            let document = format!("{{{way} {counted}{back} }}");
            questions.push(Question { of, document });
        }
    }
    questions
}

/// Whether a field can be asked as it is, and without the record: fields that wait for it are nullable, as are those of the root that
/// judge an argument.
fn is_open(field: &Known, is_root: bool) -> bool {
    field.arguments != Arguments::Required && (is_root || !field.is_nullable)
}

fn count<'v>(value: &'v Value, sums: &mut BTreeMap<&'v Name, Sum>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| count(item, sums)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let length = match value {
                    _ if name == ON => {
                        count(value, sums);
                        continue;
                    }
                    Value::List(items) => to_u64(items.len()),
                    Value::Number(total) => total.as_u64().unwrap_or_default(),
                    _ => continue,
                };
                let sum = sums.entry(name).or_default();
                sum.items += length;
                sum.squares += length * length;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        Lists::of_schema(
            "type Query { things: [Thing!]  page(first: Int): Page  one(code: String!): Hidden  past: Past }
             type Page { nodes: [Row!]!  words: [String!]!  totalCount: Int! }
             type Row { things: [Thing!]!  any: [Any!]!  proofs: [Thing!] }
             type Thing { names: [String!]!  rows: [Row!]!  some(of: Int!): [Row!]!  top(first: Int): [Row!]! }
             type Hidden { names: [String!]!  proofs: [Thing!] }
             type Past { things: [Thing!] }
             union Any = Thing | Row",
        )
    }

    #[test]
    fn every_type_is_asked_once_by_the_shortest_way() {
        let lists = lists();
        let documents = questions(&lists)
            .into_iter()
            .map(|question| question.document);
        assert_eq!(
            documents.collect::<Vec<_>>(),
            [
                "{ things { __typename } }",
                "{ on: page(first: 100) { words totalCount } }",
                "{ on: things { names rows { __typename } } }",
                "{ on: page(first: 100) { on: nodes { things { __typename } any { __typename } } } }",
            ]
        );
    }

    #[tokio::test]
    async fn a_list_is_as_long_as_the_one_in_which_an_item_is_found() {
        let answer = |document: String| async move {
            let data = match document.contains("names") {
                true => async_graphql::value!({ "on": [
                    { "names": ["a", "b", "c", "d"], "rows": [] },
                    { "names": ["e"], "rows": [] },
                ] }),
                false => Value::Null,
            };
            Response::new(data)
        };
        let lengths = Lengths::ask(&lists(), answer).await;
        assert_eq!(lengths.of("Thing", "names"), Some(4), "17 / 5, rounded up");
        assert_eq!(lengths.of("Thing", "rows"), None, "it is empty everywhere");
        assert_eq!(lengths.of("Hidden", "names"), Some(4), "of the same name");
        assert_eq!(lengths.of("Row", "proofs"), None);
    }
}
