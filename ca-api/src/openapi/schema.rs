//! The members of a request: what stands in the path, and the rest.

use schemars::JsonSchema;
use schemars::generate::SchemaGenerator;
use serde_json::{Map, Value, json};

use crate::wire::names_in;

/// The members of a request with their schemas.
pub(super) struct Members {
    /// Those of the path, in its order.
    in_path: Vec<(String, Value)>,
    /// The others.
    others: Map<String, Value>,
    /// Names of members that must be there.
    required: Vec<String>,
    /// The schema of the whole request.
    whole: Value,
}

impl Members {
    /// The members of `R`; those that stand in braces in `path` belong to it.
    pub(super) fn of<R: JsonSchema>(generator: &mut SchemaGenerator, path: &str) -> Self {
        let schema = json!(R::json_schema(generator));
        let member = |name: &str| schema.get(name).cloned().unwrap_or_default();
        let mut others = member("properties")
            .as_object()
            .cloned()
            .unwrap_or_default();
        let required = member("required").as_array().cloned().unwrap_or_default();
        let required = required.iter().filter_map(Value::as_str);
        let in_path = names_in(path).filter_map(|name| {
            let schema = others.remove(name)?;
            Some((name.to_owned(), schema))
        });
        Self {
            in_path: in_path.collect(),
            required: required.map(str::to_owned).collect(),
            others,
            whole: schema,
        }
    }

    /// Each member as a parameter of the path or the query.
    pub(super) fn all_parameters(self) -> Vec<Value> {
        let mut parameters = path_parameters(&self.in_path);
        let required = &self.required;
        let query = self.others.into_iter().map(|(name, schema)| {
            let required = required.contains(&name);
            json!({ "name": name, "in": "query", "required": required, "schema": schema })
        });
        parameters.extend(query);
        parameters
    }

    /// The members of the path as parameters, and the schema of the body.
    pub(super) fn path_parameters_and_body(mut self) -> (Vec<Value>, Option<Value>) {
        let parameters = path_parameters(&self.in_path);
        let named = |name: &str| self.in_path.iter().any(|(known, _)| known == name);
        let required: Vec<_> = self.required.iter().filter(|name| !named(name)).collect();
        let required = json!(required);
        if let Some(whole) = self.whole.as_object_mut() {
            whole.insert("properties".to_owned(), self.others.into());
            whole.insert("required".to_owned(), required);
        }
        (parameters, Some(self.whole))
    }
}

fn path_parameters(members: &[(String, Value)]) -> Vec<Value> {
    let parameters = members.iter().map(
        |(name, schema)| json!({ "name": name, "in": "path", "required": true, "schema": schema }),
    );
    parameters.collect()
}
