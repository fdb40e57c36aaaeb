//! The one operation of a document that a request runs.

use async_graphql::{Positioned, Request, Value, Variables};
use async_graphql_parser::types::{DocumentOperations, OperationDefinition, OperationType};

use crate::{code::Code, limits::Limits};

use super::{Checked, Lengths, Lists, Refusal, cost, to_u64};

/// An operation that may run: chosen, priced, its required variables given.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The document it belongs to.
    pub checked: &'a Checked,
    /// What it does.
    pub kind: OperationType,
    /// Its estimated cost, in fields.
    pub cost: u64,
    /// Whether lists without pages are nested in it, so that its cost is only an average.
    pub multiplies: bool,
}

impl Checked {
    /// The operation that a request with this name and these variables runs.
    ///
    /// # Errors
    ///
    /// No such operation, or not one of several named; a subscription; a required variable missing; too costly.
    pub fn operation(
        &self,
        name: Option<&str>,
        variables: &Variables,
        limits: &Limits,
        lists: &Lists,
        lengths: &Lengths,
    ) -> Result<Operation<'_>, Refusal> {
        let definition = self.choose(name)?;
        let node = &definition.node;
        if node.ty == OperationType::Subscription {
            let message = "subscriptions are not served over this transport";
            return Err(Refusal::new(Code::BadRequest, message).at(definition.pos));
        }
        require(node, variables)?;
        let estimate = cost::estimate(&self.document, node, variables, limits, (lists, lengths));
        // The resolver says so of what no configuration allows, with the field it is about.
        let is_narrowed = to_u64(base::Page::MAXIMUM) > limits.max_page_size;
        if is_narrowed && estimate.largest_page > limits.max_page_size {
            let (actual, maximum) = (estimate.largest_page, limits.max_page_size);
            let refusal = Refusal::limit("pageSize", "rows of a page", actual, maximum);
            return Err(refusal.at(definition.pos));
        }
        let cost = estimate.cost;
        if cost > limits.cost {
            let what = "estimated cost of the operation in fields";
            return Err(Refusal::limit("cost", what, cost, limits.cost).at(definition.pos));
        }
        Ok(Operation {
            checked: self,
            kind: node.ty,
            cost,
            multiplies: estimate.lists > 1,
        })
    }

    fn choose(&self, name: Option<&str>) -> Result<&Positioned<OperationDefinition>, Refusal> {
        let found = match (&self.document.operations, name) {
            (DocumentOperations::Single(operation), None) => Some(operation),
            (DocumentOperations::Single(_), Some(_)) => None,
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
            (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
                operations.values().next()
            }
            (DocumentOperations::Multiple(_), None) => None,
        };
        found.ok_or_else(|| {
            let message = match name {
                Some(name) => {
                    let name: String = name.chars().take(100).collect();
                    format!("the document has no operation named \"{name}\"")
                }
                None => "the document has several operations: name one in operationName".to_owned(),
            };
            Refusal::new(Code::OperationResolutionFailure, message)
        })
    }
}

/// The library lets a missing variable pass until a resolver asks for it.
fn require(operation: &OperationDefinition, variables: &Variables) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let node = &definition.node;
        let missing = match variables.get(&node.name.node) {
            Some(Value::Null) => "null",
            Some(_) => continue,
            None if node.default_value.is_some() => continue,
            None => "missing",
        };
        if !node.var_type.node.nullable {
            let message = format!(
                "the variable \"${}\" of type \"{}\" is {missing}",
                node.name.node, node.var_type.node
            );
            return Err(Refusal::new(Code::BadUserInput, message).at(definition.pos));
        }
    }
    Ok(())
}

impl Operation<'_> {
    /// The request that runs it, with the document already parsed.
    #[must_use]
    pub fn request(&self, text: &str, name: Option<&str>, variables: Variables) -> Request {
        let mut request = Request::new(text).variables(variables);
        request.operation_name = name.map(str::to_owned);
        request.set_parsed_query(self.checked.document.clone());
        request
    }
}
