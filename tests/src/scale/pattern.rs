//! The rows of certificates that were truly issued.

use std::collections::HashMap;
use std::fmt::Display;

use ca_core::audit::AuditLog;
use ca_core::audit::event::RecordedEvent;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::registry::Registry;
use ca_store::Store;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::form::{Facts, Form};
use super::issue::Issued;
use super::packed;
use super::tbs::{self, TbsForm};

/// Tables with rows for each certificate, in the order in which they are filled.
pub(super) const TABLES: [&str; 15] = [
    "certificates",
    "serials",
    "persons",
    "requests",
    "signatures",
    "feed",
    "audit_events",
    "revocations",
    "notices",
    "compromised_keys",
    "subject_attributes",
    "marks",
    "event_objects",
    "event_pages",
    "tree_nodes",
];

/// Columns by their names, of the tables that there are.
#[derive(Clone, Debug)]
pub(super) struct Tables(HashMap<&'static str, Vec<String>>);

impl Tables {
    pub(super) fn of(registry: &Connection) -> Self {
        let columns = TABLES.map(|table| {
            let sql = "SELECT name FROM pragma_table_info(?1)";
            let mut statement = registry.prepare(sql).unwrap();
            let names = statement.query_map([table], |row| row.get(0)).unwrap();
            (table, names.map(Result::unwrap).collect())
        });
        Self(columns.into_iter().collect())
    }

    pub(super) fn columns(&self, table: &str) -> &[String] {
        &self.0[table]
    }

    /// The statement that adds a row. Marks of blocks and pages may be there already.
    pub(super) fn insertion(&self, table: &str) -> String {
        let columns = self.columns(table);
        let values = vec!["?"; columns.len()].join(", ");
        let columns = columns.join(", ");
        let is_mark = ["marks", "event_pages"].contains(&table);
        let unless = if is_mark {
            " ON CONFLICT DO NOTHING"
        } else {
            ""
        };
        format!("INSERT INTO {table} ({columns}) VALUES ({values}){unless}")
    }
}

/// A row as it stands in its table; what is put in is put in by its column's name.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) table: &'static str,
    pub(super) values: Vec<Value>,
}

impl Row {
    pub(super) fn put(&mut self, tables: &Tables, column: &str, value: impl Into<Value>) {
        let place = tables
            .columns(self.table)
            .iter()
            .position(|name| name == column);
        let place = place.unwrap_or_else(|| panic!("{} has no {column}", self.table));
        self.values[place] = value.into();
    }

    /// As [`Row::put`], in a column that may not be there or not be used.
    pub(super) fn put_if_set(&mut self, tables: &Tables, column: &str, value: impl Into<Value>) {
        let place = tables
            .columns(self.table)
            .iter()
            .position(|name| name == column);
        if let Some(place) = place
            && self.values[place] != Value::Null
        {
            self.values[place] = value.into();
        }
    }

    pub(super) fn get(&self, tables: &Tables, column: &str) -> &Value {
        let place = tables
            .columns(self.table)
            .iter()
            .position(|name| name == column);
        &self.values[place.unwrap()]
    }

    pub(super) fn integer(&self, tables: &Tables, column: &str) -> i64 {
        let value = self.get(tables, column);
        let Value::Integer(number) = value else {
            panic!("{}.{column} is {value:?}", self.table);
        };
        *number
    }

    /// The number in a column that may be empty.
    pub(super) fn integer_if_any(&self, tables: &Tables, column: &str) -> Option<i64> {
        let Value::Integer(number) = self.get(tables, column) else {
            return None;
        };
        Some(*number)
    }
}

/// An event: its row and the form of its octets.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) row: Row,
    pub(super) form: Form,
    pub(super) dictionary: Option<i64>,
    /// What its page is marked with.
    pub(super) mark: Row,
    /// What it is found by, and whether that is the request.
    pub(super) names: Vec<(Row, bool)>,
}

/// Everything about one certificate.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) tbs: TbsForm,
    pub(super) dictionary: Option<i64>,
    pub(super) certificate: Row,
    pub(super) serial: Row,
    pub(super) person: Row,
    pub(super) request: Row,
    pub(super) signature: Row,
    pub(super) feed: Row,
    pub(super) requested: Event,
    pub(super) issued: Event,
    pub(super) validity: i64,
    /// What a revocation adds; the serial's row is then this one's.
    pub(super) withdrawal: Option<Withdrawal>,
}

/// What a revocation adds.
#[derive(Clone, Debug)]
pub(super) struct Withdrawal {
    pub(super) revocation: Row,
    /// The notice that waits to be laid out.
    pub(super) notice: Row,
    pub(super) event: Event,
    pub(super) is_compromise: bool,
}

/// Reads the patterns.
pub(super) fn read(
    store: &Store,
    registry: &Connection,
    tables: &Tables,
    issued: &[Issued],
) -> Vec<Pattern> {
    let reader = Reader {
        registry,
        tables,
        dictionaries: packed::newest(registry),
        events: events(store),
    };
    let issuer: GenerationId = "citizens"
        .parse::<ca_core::generation::LineName>()
        .unwrap()
        .generation(1);
    let patterns = issued.iter().map(|issued| {
        let serial = issued.serial.parse().unwrap();
        let record = store.certificate(&issuer, &serial).unwrap().unwrap();
        reader.pattern(issued, &record.tbs)
    });
    patterns.collect()
}

/// All events about one object, by their act.
type Events = HashMap<(String, String), (i64, Vec<u8>)>;

fn events(store: &Store) -> Events {
    let entries = store.entries(0, 100_000).unwrap();
    let about = entries.into_iter().filter_map(|entry| {
        let body = entry.body?;
        let event = RecordedEvent::parse(&body)?;
        let index = i64::try_from(entry.index).unwrap();
        Some(((event.r#type, event.object?), (index, body)))
    });
    about.collect()
}

struct Reader<'a> {
    registry: &'a Connection,
    tables: &'a Tables,
    dictionaries: HashMap<String, i64>,
    events: Events,
}

impl Reader<'_> {
    fn pattern(&self, issued: &Issued, tbs: &[u8]) -> Pattern {
        let tables = self.tables;
        let serial = hex::decode(&issued.serial).unwrap();
        let certificate = self.row("certificates", "serial", serial.clone());
        let sequence = certificate.integer(tables, "sequence");
        let form = TbsForm::of(tbs, issued);
        let facts = facts(issued, tbs, &certificate, tables);
        let [not_before, not_after] =
            ["not_before", "not_after"].map(|column| certificate.integer(tables, column));
        let person = ca_core::authority::issue::person_in(tbs, &"citizens".parse().unwrap());
        let serials = self.row("serials", "certificate", sequence);
        Pattern {
            tbs: form,
            dictionary: self.dictionary("certificate", certificate.integer(tables, "generation")),
            person: self.row("persons", "identifier", person.unwrap().identifier.to_vec()),
            request: self.row("requests", "certificate", sequence),
            signature: self.row("signatures", "sequence", sequence),
            feed: self.row("feed", "serial", serial),
            requested: self.event("certificate.request", &facts),
            issued: self.event("certificate.issue", &facts),
            validity: not_after - not_before,
            withdrawal: issued.is_revoked.then(|| Withdrawal {
                revocation: self.row("revocations", "certificate", sequence),
                notice: self.row("notices", "certificate", sequence),
                event: self.event("certificate.revoke", &facts),
                is_compromise: serials.integer_if_any(tables, "reason") == Some(1),
            }),
            serial: serials,
            certificate,
        }
    }

    /// The first row whose column has this value.
    fn row(&self, table: &'static str, column: &str, value: impl Into<Value>) -> Row {
        let condition = format!("{column} = ?1");
        self.rows(table, &condition, &[value.into()])[0].clone()
    }

    fn event(&self, act: &str, facts: &Facts) -> Event {
        let (index, body) = &self.events[&(act.to_owned(), facts.serial.clone())];
        let row = self.row("audit_events", "log_index", *index);
        let names = [(&facts.serial, false), (&facts.request_id, true)];
        let names = names.into_iter().filter_map(|(name, is_request)| {
            let wanted = Value::from(finder(name));
            let sql = "event = ?1 AND object = ?2";
            let row = self
                .rows("event_objects", sql, &[(*index).into(), wanted])
                .pop()?;
            Some((row, is_request))
        });
        let mark = "page = ?1 AND act = ?2";
        let mark = self.rows(
            "event_pages",
            mark,
            &[(index / 256).into(), act.to_owned().into()],
        );
        Event {
            dictionary: self.dictionary("event", act),
            form: Form::of(body, facts),
            names: names.collect(),
            mark: mark[0].clone(),
            row,
        }
    }

    /// What bodies of a kind are packed with now; patterns may have come before it.
    fn dictionary(&self, what: &str, kind: impl Display) -> Option<i64> {
        self.dictionaries.get(&format!("{what} {kind}")).copied()
    }

    fn rows(&self, table: &'static str, condition: &str, values: &[Value]) -> Vec<Row> {
        let columns = self.tables.columns(table).join(", ");
        let width = self.tables.columns(table).len();
        let sql = format!("SELECT {columns} FROM {table} WHERE {condition}");
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|place| row.get(place)).collect();
        let mut statement = self.registry.prepare(&sql).unwrap();
        let rows = statement.query_map(rusqlite::params_from_iter(values), read);
        let rows = rows.unwrap().map(Result::unwrap);
        rows.map(|values| Row { table, values }).collect()
    }
}

/// The octets that an event is found by.
pub(super) fn finder(name: &str) -> Vec<u8> {
    Sha256Digest::of(name.as_bytes()).as_bytes()[..8].to_vec()
}

/// What is known of a certificate as its events tell it; salt and time are each event's own.
fn facts(issued: &Issued, tbs: &[u8], certificate: &Row, tables: &Tables) -> Facts {
    let Value::Blob(key_hash) = certificate.get(tables, "key_hash") else {
        panic!("a key has a digest");
    };
    let date = |column| tbs::rfc3339(certificate.integer(tables, column));
    Facts {
        serial: issued.serial.clone(),
        request_id: issued.request_id.clone(),
        salt: String::new(),
        time: String::new(),
        tbs_sha256: tbs::hex_digest(tbs),
        key_sha256: hex::encode(key_hash),
        not_before: date("not_before"),
        not_after: date("not_after"),
    }
}
