//! Answers of fields that need no wait, written straight to JSON.
//!
//! The library makes a future, a value and a map entry for every field. Most fields read a row in memory, so here a root field's
//! answer is written in one go, by the same methods: [`Object`] declares them to both. Whatever has an error, waits, or is not
//! known here makes the writer give up ([`None`]), and the library answers that root field from the beginning: there is one way to
//! fail.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::{MetaType, Registry};
use async_graphql::{
    Context, ContextSelectionSet, ID, InputType, OutputType, Positioned, ScalarType, ServerResult,
    Value,
};
use base::cancel;
pub(crate) use plain::{Object, Plain};

use crate::error::ApiError;
use crate::graph::scalars::{BigInt, Date, DateTime, PartialDate, UseNumber};
use crate::scope::Scope;
use crate::watch::{Bound, Counted};

/// What can be written without a wait.
pub(crate) trait Plain {
    /// Writes what the document asks of this value; none where the library has to.
    fn write(&self, at: &At<'_>, out: &mut Vec<u8>) -> Option<()>;
}

/// A root field's answer: written here where that is possible, else by the library.
pub(crate) struct Quick<T>(pub(crate) T);

/// What a field of the root returns: null where it failed, with its error.
pub(crate) type Answered<T> = Option<Result<Quick<T>, ApiError>>;

/// A root field's answer from what came of it.
pub(crate) fn answered<T>(answer: Result<T, ApiError>) -> Answered<T> {
    Some(answer.map(Quick))
}

impl<T: OutputType + Plain> OutputType for Quick<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match written(&self.0, ctx, field) {
            Some(ready) => Ok(Value::Binary(ready.into())),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

fn written<T: Plain>(
    value: &T,
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> Option<Vec<u8>> {
    let is_root = ctx.path_node.is_some_and(|node| node.parent.is_none());
    if !is_root || !ctx.data_opt::<Scope>()?.writes || !is_once(ctx, field) {
        return None;
    }
    let writing = Writing {
        ctx: ctx.clone(),
        bound: ctx.data_opt::<Arc<Bound>>().map(|bound| &**bound),
        counted: Cell::new(0),
    };
    let at = At {
        writing: &writing,
        field,
        sets: vec![ctx.item],
        plans: RefCell::default(),
    };
    let mut out = Vec::with_capacity(4_096);
    let done = value.write(&at, &mut out);
    if let (None, Some(bound)) = (done, writing.bound) {
        bound.uncount(writing.counted.get());
    }
    done.map(|()| out)
}

/// Whether the root asks once under this name: answers that are merged field by field are not ready ones.
fn is_once(ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> bool {
    fn count(ctx: &ContextSelectionSet<'_>, set: &SelectionSet, key: &str) -> usize {
        let each = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => usize::from(field.node.response_key().node == key),
            Selection::InlineFragment(inline) => count(ctx, &inline.node.selection_set.node, key),
            Selection::FragmentSpread(spread) => {
                let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |fragment| {
                    count(ctx, &fragment.node.selection_set.node, key)
                })
            }
        });
        each.sum()
    }
    let root = &ctx.query_env.operation.node.selection_set.node;
    count(ctx, root, &field.node.response_key().node) == 1
}

/// One writing of one root field.
struct Writing<'a> {
    ctx: ContextSelectionSet<'a>,
    /// What bounds the answer where its lists multiply.
    bound: Option<&'a Bound>,
    counted: Cell<u64>,
}

impl Writing<'_> {
    /// Counts what is written; none where it is more than may be, which the library says in its words.
    fn count(&self, more: u64) -> Option<()> {
        let Some(bound) = self.bound else {
            return Some(());
        };
        self.counted.set(self.counted.get() + more);
        if bound.count(more).ok()? == Counted::Stretch {
            cancel::look();
        }
        Some(())
    }
}

/// A place in the document: a field, and what is asked below it.
pub(crate) struct At<'a> {
    writing: &'a Writing<'a>,
    field: &'a Positioned<Field>,
    /// Selections under the same name, to be merged.
    sets: Vec<&'a Positioned<SelectionSet>>,
    /// What is asked of each type that was met here.
    plans: RefCell<Vec<Rc<Plan<'a>>>>,
}

/// The fields of one type at one place, merged and in order.
struct Plan<'a> {
    type_name: Cow<'static, str>,
    fields: Vec<Planned<'a>>,
}

struct Planned<'a> {
    /// `"name":`.
    key: Vec<u8>,
    /// The field's number in its type; none for `__typename`.
    number: Option<usize>,
    at: At<'a>,
}

impl<'a> At<'a> {
    /// Writes an object; `write` writes the field of a number.
    pub(crate) fn object<T: OutputType>(
        &self,
        names: &[&str],
        out: &mut Vec<u8>,
        write: impl Fn(usize, &At<'_>, &mut Vec<u8>) -> Option<()>,
    ) -> Option<()> {
        let plan = self.plan(T::type_name(), names)?;
        self.writing.count(plan.fields.len() as u64)?;
        out.push(b'{');
        for (place, field) in plan.fields.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&field.key);
            match field.number {
                Some(number) => write(number, &field.at, out)?,
                None => str::write(&plan.type_name, &field.at, out)?,
            }
        }
        out.push(b'}');
        Some(())
    }

    /// The context of the field, with a path that nobody reads: what has an error is left to the library.
    pub(crate) fn context(&self) -> Context<'_> {
        self.writing.ctx.with_field(self.field)
    }

    /// An argument of the field; none where it is not good.
    pub(crate) fn argument<T: InputType>(
        &self,
        name: &str,
        default: Option<fn() -> T>,
    ) -> Option<T> {
        let (_, value) = self.context().param_value(name, default).ok()?;
        Some(value)
    }

    fn list<T: Plain>(&self, items: &[T], out: &mut Vec<u8>) -> Option<()> {
        self.writing.count(items.len() as u64)?;
        out.push(b'[');
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            item.write(self, out)?;
        }
        out.push(b']');
        Some(())
    }

    fn plan(&self, type_name: Cow<'static, str>, names: &[&str]) -> Option<Rc<Plan<'a>>> {
        let known = self.plans.borrow();
        if let Some(plan) = known.iter().find(|plan| plan.type_name == type_name) {
            return Some(plan.clone());
        }
        drop(known);
        let mut plan = Plan {
            type_name,
            fields: Vec::new(),
        };
        for set in &self.sets {
            plan.add(self.writing, names, &set.node)?;
        }
        let plan = Rc::new(plan);
        self.plans.borrow_mut().push(plan.clone());
        Some(plan)
    }
}

impl<'a> Plan<'a> {
    fn add(
        &mut self,
        writing: &'a Writing<'a>,
        names: &[&str],
        set: &'a SelectionSet,
    ) -> Option<()> {
        for selection in &set.items {
            let (condition, set) = match &selection.node {
                Selection::Field(field) => {
                    self.add_field(writing, names, field)?;
                    continue;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = &writing.ctx.query_env.fragments.get(name)?.node;
                    (Some(&fragment.type_condition), &fragment.selection_set)
                }
                Selection::InlineFragment(inline) => (
                    inline.node.type_condition.as_ref(),
                    &inline.node.selection_set,
                ),
            };
            let condition = condition.map(|condition| condition.node.on.node.as_str());
            if condition
                .is_none_or(|condition| self.is_a(&writing.ctx.schema_env.registry, condition))
            {
                self.add(writing, names, &set.node)?;
            }
        }
        Some(())
    }

    fn add_field(
        &mut self,
        writing: &'a Writing<'a>,
        names: &[&str],
        field: &'a Positioned<Field>,
    ) -> Option<()> {
        if !field.node.directives.is_empty() {
            return None;
        }
        let mut key = serde_json::to_vec(field.node.response_key().node.as_str()).ok()?;
        key.push(b':');
        let set = &field.node.selection_set;
        if let Some(same) = self.fields.iter_mut().find(|known| known.key == key) {
            same.at.sets.push(set);
            return Some(());
        }
        let name = field.node.name.node.as_str();
        let number = match name {
            "__typename" => None,
            name => Some(names.iter().position(|known| *known == name)?),
        };
        let at = At {
            writing,
            field,
            sets: vec![set],
            plans: RefCell::default(),
        };
        self.fields.push(Planned { key, number, at });
        Some(())
    }

    /// Whether a fragment on this type speaks of the plan's type.
    fn is_a(&self, registry: &Registry, condition: &str) -> bool {
        let is_member = || {
            let found = registry.types.get(condition);
            matches!(found, Some(MetaType::Union { possible_types, .. }) if possible_types.contains(&*self.type_name))
        };
        let implements = || {
            let all = registry.implements.get(&*self.type_name);
            all.is_some_and(|all| all.contains(condition))
        };
        self.type_name == condition || implements() || is_member()
    }
}

/// Writes a value of the library, ready parts as they are.
pub(crate) fn write_value(value: &Value, out: &mut Vec<u8>) -> Option<()> {
    match value {
        Value::Binary(ready) => out.extend_from_slice(ready),
        Value::Object(fields) => {
            out.push(b'{');
            for (place, (name, value)) in fields.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, name.as_str()).ok()?;
                out.push(b':');
                write_value(value, out)?;
            }
            out.push(b'}');
        }
        other => serde_json::to_writer(out, other).ok()?,
    }
    Some(())
}

/// Types that serde writes as the library does.
macro_rules! as_they_are {
    ($($type:ty),*) => {
        $(impl Plain for $type {
            fn write(&self, _: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
                serde_json::to_writer(out, self).ok()
            }
        })*
    };
}
as_they_are!(str, String, bool, i32, u32);

/// Scalars, by the library's values.
macro_rules! as_values {
    ($($type:ty),*) => {
        $(impl Plain for $type {
            fn write(&self, _: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
                write_value(&ScalarType::to_value(self), out)
            }
        })*
    };
}
as_values!(f32, f64, ID, Date, DateTime, PartialDate, BigInt, UseNumber);

impl<T: Plain + ?Sized> Plain for &T {
    fn write(&self, at: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
        T::write(self, at, out)
    }
}

impl<T: Plain> Plain for Option<T> {
    fn write(&self, at: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
        match self {
            Some(value) => value.write(at, out),
            None => {
                out.extend_from_slice(b"null");
                Some(())
            }
        }
    }
}

impl<T: Plain, E> Plain for Result<T, E> {
    fn write(&self, at: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
        self.as_ref().ok()?.write(at, out)
    }
}

impl<T: Plain> Plain for [T] {
    fn write(&self, at: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
        at.list(self, out)
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn write(&self, at: &At<'_>, out: &mut Vec<u8>) -> Option<()> {
        at.list(self, out)
    }
}
