//! The OpenAPI 3.1 document, made from the table and the types of requests and answers.

mod schema;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use self::schema::Members;
use crate::failure::Problem;
use crate::operation::{Body, Door, Effect, Method, Operation, Row};

/// What stands before each path.
pub const BASE: &str = "/v1";

macro_rules! describe_all {
    ($($operation:path,)*) => {
        fn describe_all(document: &mut Document, door: Door) {
            $(document.describe::<$operation>(door);)*
        }
    };
}

crate::operations!(describe_all);

/// The document of what can be asked for at a door.
#[must_use]
pub fn document(door: Door) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut document = Document {
        generator: settings.into_generator(),
        paths: Map::new(),
    };
    let problem = document.generator.subschema_for::<Problem>();
    describe_all(&mut document, door);
    let Document {
        mut generator,
        paths,
    } = document;
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "sceau",
            "summary": "Certificates of a state: issued, revoked, accounted for.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": BASE }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "responses": { "Problem": {
                "description": "Not done (RFC 9457).",
                "content": { "application/problem+json": { "schema": problem } },
            } },
            "securitySchemes": { "operator": {
                "type": "mutualTLS",
                "description": "A certificate of the issuer `administration`, in force and with a \
                                role that the operation asks for.",
            } },
        },
    })
}

/// The document while it is put together.
struct Document {
    generator: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Document {
    fn describe<O: Operation>(&mut self, door: Door) {
        let row = &O::ROW;
        if row.door != door {
            return;
        }
        let members = Members::of::<O::Request>(&mut self.generator, row.path);
        let answer = self.generator.subschema_for::<O::Answer>();
        let path = self.paths.entry(row.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            let method = row.method.as_str().to_ascii_lowercase();
            methods.insert(method, described(row, members, &json!(answer)));
        }
    }
}

/// An operation (OpenAPI 3.1 4.8.10).
fn described(row: &Row, members: Members, answer: &Value) -> Value {
    let mut described = Map::new();
    let mut put = |name: &str, value: Value| described.insert(name.to_owned(), value);
    put("operationId", row.name.into());
    put("summary", row.summary.into());
    put("description", rights(row).into());
    put("responses", responses(row, answer));
    if row.door == Door::Operators {
        put("security", json!([{ "operator": [] }]));
    }
    let (parameters, body) = match row.method {
        Method::Get => (members.all_parameters(), None),
        Method::Post => members.path_parameters_and_body(),
    };
    if !parameters.is_empty() {
        put("parameters", parameters.into());
    }
    if let Some(schema) = body.filter(|_| row.body != Body::None) {
        let content = json!({ "application/json": { "schema": schema } });
        put(
            "requestBody",
            json!({ "required": true, "content": content }),
        );
    }
    described.into()
}

/// Who may ask, in words for readers of the document.
fn rights(row: &Row) -> String {
    let roles: Vec<_> = row.roles.set().iter().map(|role| role.as_str()).collect();
    let scope: Vec<_> = row
        .scope
        .iter()
        .map(|dimension| dimension.as_str())
        .collect();
    let who = if row.roles.is_of_holders() {
        "For the holder of the certificate.".to_owned()
    } else {
        format!("For: {}.", roles.join(", "))
    };
    let within = if scope.is_empty() {
        String::new()
    } else {
        format!(
            " Within the scope of the assignment in: {}.",
            scope.join(", ")
        )
    };
    let effect = match row.effect {
        Effect::Reads => String::new(),
        Effect::ReadsPersons(act) => {
            format!(" Recorded as `{}` before anything is told.", act.as_str())
        }
        Effect::Changes => {
            " The same request id with the same content gives the same answer.".to_owned()
        }
        Effect::Governs => " A statement signed by a security officer.".to_owned(),
    };
    who + &within + &effect
}

/// Statuses of problems, whatever is asked for.
const ALWAYS: [u16; 6] = [400, 403, 404, 422, 429, 503];
/// Statuses of problems with a body.
const WITH_BODY: [u16; 2] = [413, 415];
/// The status of a problem where something else came first.
const CONFLICT: u16 = 409;

fn responses(row: &Row, answer: &Value) -> Value {
    let success = json!({
        "description": "Done.",
        "content": { "application/json": { "schema": {
            "allOf": [
                answer,
                {
                    "type": "object",
                    "properties": { "format": { "const": 1 } },
                    "required": ["format"],
                },
            ],
        } } },
    });
    let changes = matches!(row.effect, Effect::Changes | Effect::Governs);
    let mut responses = Map::new();
    responses.insert(row.success.status().to_string(), success.clone());
    if changes {
        responses.insert("200".to_owned(), success);
    }
    let problems = ALWAYS.into_iter();
    let problems = problems.chain(WITH_BODY.into_iter().filter(|_| row.body != Body::None));
    for status in problems.chain(changes.then_some(CONFLICT)) {
        let problem = json!({ "$ref": "#/components/responses/Problem" });
        responses.insert(status.to_string(), problem);
    }
    responses.into()
}

#[cfg(test)]
mod tests;
