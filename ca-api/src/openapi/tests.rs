use std::collections::BTreeSet;

use super::*;
use crate::table::TABLE;
use crate::wire::names_in;

fn operations(document: &Value) -> Vec<&Value> {
    let paths = document["paths"].as_object().unwrap().values();
    paths
        .flat_map(|path| path.as_object().unwrap().values())
        .collect()
}

#[test]
fn the_document_has_each_operation_of_its_door_once() {
    for door in [Door::Operators, Door::Public] {
        let document = document(door);
        let described = operations(&document);
        let names: BTreeSet<_> = described
            .iter()
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let rows = TABLE.iter().filter(|row| row.door == door);
        let expected: BTreeSet<_> = rows.map(|row| row.name).collect();
        assert_eq!(names, expected);
        assert_eq!(described.len(), expected.len());
    }
}

#[test]
fn each_member_in_a_path_is_a_parameter_and_each_reference_leads_somewhere() {
    let document = document(Door::Operators);
    for row in TABLE.iter().filter(|row| row.door == Door::Operators) {
        let method = row.method.as_str().to_ascii_lowercase();
        let described = &document["paths"][row.path][method];
        let parameters = described["parameters"].as_array().cloned();
        let in_path: Vec<_> = parameters
            .unwrap_or_default()
            .into_iter()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect();
        let names: Vec<_> = names_in(row.path).collect();
        assert_eq!(in_path, names, "{}", row.name);
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn nothing_that_nobody_knows_is_taken() {
    let document = document(Door::Operators);
    for operation in operations(&document) {
        if let Some(body) = operation.get("requestBody") {
            let schema = &body["content"]["application/json"]["schema"];
            assert_eq!(schema["additionalProperties"], false, "{operation}");
        }
    }
}
