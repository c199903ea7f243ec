//! The table of operations and roles, asked of the daemon (REG-03).

use std::hash::{DefaultHasher, Hash, Hasher};

use ca_api::client::{Client, ClientError};
use ca_api::operation::{Door, Effect, Method};
use ca_api::wire;
use ca_core::governance::role::{Role, RoleSet};
use rusqlite::Connection;
use rusqlite::types::Value;
use sceau_tests::house::{House, in_house};
use sceau_tests::stored;

use super::site::Site;
use super::specimen::Specimen;

#[test]
fn reg_03_each_operation_and_role_is_as_the_table_says() {
    in_house(|house| {
        let site = Site::open(house);
        let mut faults = Vec::new();
        for role in Role::ALL {
            let client = site.client(role);
            ask_all_as(&site, role, &client, &mut faults);
        }
        assert!(faults.is_empty(), "{faults:#?}");
        refuse_nobody(&site);
    });
}

macro_rules! each_operation {
    ($($operation:path,)*) => {
        fn ask_all_as(site: &Site<'_>, role: Role, client: &Client, faults: &mut Vec<String>) {
            $(faults.extend(ask::<$operation>(site, role, client));)*
        }

        fn refuse_nobody(site: &Site<'_>) {
            let before = state(site.house());
            $(stranger::<$operation>(site);)*
            assert_eq!(state(site.house()), before, "nobody left a trace");
        }
    };
}

ca_api::operations!(each_operation);

/// What is otherwise than the table says.
fn ask<O: Specimen>(site: &Site<'_>, role: Role, client: &Client) -> Option<String> {
    let row = &O::ROW;
    assert_eq!(
        row.door,
        Door::Operators,
        "{}: no story asks there",
        row.name
    );
    let before = state(site.house());
    let told = match client.call::<O>(&O::request()) {
        Ok(_) => None,
        Err(ClientError::Problem(problem)) => Some((problem.status, problem.kind)),
        Err(other) => panic!("{} as {}: {other:?}", row.name, role.as_str()),
    };
    let admitted = row.roles.admit(RoleSet::of(&[role]));
    let refusal = match row.effect {
        _ if !admitted => Some("urn:sceau:problem:REG-03"),
        Effect::Governs => Some("urn:sceau:problem:statement-required"),
        Effect::Reads | Effect::ReadsPersons(_) | Effect::Changes => None,
    };
    let is_so = match (refusal, &told) {
        (Some(word), Some((403, kind))) => kind == word && is_one_refusal(site.house(), &before),
        (Some(_), _) => false,
        (None, Some((status, _))) => ![401, 403, 500].contains(status),
        (None, None) => true,
    };
    (!is_so).then(|| format!("{} as {}: {told:?}", row.name, role.as_str()))
}

fn stranger<O: Specimen>(site: &Site<'_>) {
    let carried = wire::write::<O>(&O::request()).unwrap();
    let body = String::from_utf8(carried.body).unwrap();
    let json = ["-H", "Content-Type: application/json", "--data-raw", &body];
    let more: &[&str] = match O::ROW.method {
        Method::Get => &[],
        Method::Post => &json,
    };
    let (status, said) = site.curl(None, more, &carried.target);
    assert_eq!(status, 401, "{}: {said}", O::ROW.name);
    let slug = "urn:sceau:problem:client-certificate-required";
    assert!(said.contains(slug), "{}: {said}", O::ROW.name);
}

/// How many events there are, and each row of what is no part of the log.
#[derive(Debug, PartialEq, Eq)]
struct State {
    events: i64,
    rest: Vec<(String, u64)>,
}

/// The tables in which an event is kept. `actors` names who acted; `dictionaries` grows when enough
/// was written to pack it better.
const LOG: [&str; 7] = [
    "dictionaries",
    "audit_events",
    "event_objects",
    "event_pages",
    "tree_nodes",
    "actors",
    "heads",
];

fn state(house: &House) -> State {
    let database = stored::open(&house.database());
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut tables = database.prepare(tables).unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    let rest = names
        .into_iter()
        .filter(|name| !LOG.contains(&name.as_str()));
    State {
        events: house.count("SELECT count(*) FROM audit_events"),
        rest: rest
            .map(|name| (name.clone(), content(&database, &name)))
            .collect(),
    }
}

/// A hash of all rows of a table.
fn content(database: &Connection, table: &str) -> u64 {
    let mut rows = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = rows.column_count();
    let mut hasher = DefaultHasher::new();
    let mut rows = rows.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            let value: Value = row.get(column).unwrap();
            format!("{value:?}").hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Whether nothing happened since but that somebody was refused.
fn is_one_refusal(house: &House, before: &State) -> bool {
    let after = state(house);
    after.events == before.events + 1
        && after.rest == before.rest
        && last_act(house) == "operator.refuse"
}

fn last_act(house: &House) -> String {
    let database = stored::open(&house.database());
    let query = "SELECT plain(dictionary, body) FROM audit_events ORDER BY log_index DESC LIMIT 1";
    let body: Vec<u8> = database.query_row(query, [], |row| row.get(0)).unwrap();
    let event: serde_json::Value = serde_json::from_slice(&body).unwrap();
    event["type"].as_str().unwrap().to_owned()
}
