//! What is searched of rules of access and of dated facts: what they are about, of which databases, what they say.

use text::Field;

use super::{Passages, Sources};

pub(super) fn rule<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let rule = &from.access_rules[row as usize];
    into.add(Field::Alias, "code", rule.id.as_str());
    let (ja, en) = rule.topic.labels();
    into.add(Field::Title, "topic", ja);
    into.add(Field::Title, "topic", en);
    into.databases(from.databases, rule.databases.iter());
    into.add(Field::Body, "said", rule.said.as_str());
    into.all(Field::Body, "value", rule.value.as_deref());
    if let Some(date) = rule.as_of {
        into.date("asOf", date);
    }
}

pub(super) fn fact<'a>(from: &Sources<'a>, row: u32, into: &mut Passages<'a>) {
    let fact = &from.reported_facts[row as usize];
    into.add(Field::Alias, "code", fact.id.as_str());
    into.add(Field::Title, "fact", fact.fact.as_str());
    into.add(Field::Related, "value", fact.value.as_str());
    into.databases(from.databases, fact.databases.iter());
    into.add(Field::Body, "said", fact.said.as_str());
    if let Some(date) = fact.as_of {
        into.date("asOf", date);
    }
}
