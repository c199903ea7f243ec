//! Documents row by row.

use std::collections::HashMap;

use ca_core::certificate::describe::Field;
use toml::{Table, Value};

/// The fields of a TOML document, row by row: an element of a list of tables is named by what
/// it is about, so that a row that moves is no difference.
pub(super) fn rows(text: &str) -> Vec<Field> {
    let mut rows = Rows::default();
    if let Ok(table) = text.parse::<Table>() {
        rows.table("", &table);
    }
    rows.fields
}

#[derive(Default)]
struct Rows {
    fields: Vec<Field>,
    /// How often each path was there.
    times: HashMap<String, usize>,
}

impl Rows {
    fn table(&mut self, path: &str, table: &Table) {
        for (key, value) in table {
            let place = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            self.value(place, value);
        }
    }

    fn value(&mut self, path: String, value: &Value) {
        match value {
            Value::Table(table) => self.table(&path, table),
            Value::Array(list) if list.iter().any(Value::is_table) => {
                for element in list.iter().filter_map(Value::as_table) {
                    let path = self.unique(format!("{path}[{}]", subject(element)));
                    self.table(&path, element);
                }
            }
            Value::Array(list) => {
                let value = list.iter().map(word).collect::<Vec<_>>().join(", ");
                self.fields.push(Field { path, value });
            }
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_) => {
                let value = word(value);
                self.fields.push(Field { path, value });
            }
        }
    }

    /// Two rows about the same are told apart by their number.
    fn unique(&mut self, path: String) -> String {
        let times = self.times.entry(path.clone()).or_default();
        *times += 1;
        if *times == 1 {
            path
        } else {
            format!("{path}[{times}]")
        }
    }
}

/// What a row is about, by the fields that name rows in our documents.
fn subject(row: &Table) -> String {
    let names = ["name", "kind", "device", "reference"];
    let mut words: Vec<String> = names
        .iter()
        .filter_map(|name| row.get(*name))
        .take(1)
        .map(word)
        .collect();
    // Sizes tell the rows of RSA keys apart.
    words.extend(row.get("bits").map(word));
    words.join(" ")
}

/// A value on one line.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().replace('\n', " "),
        Value::Array(list) => list.iter().map(word).collect::<Vec<_>>().join("–"),
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Table(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use ca_core::certificate::compare::{Change, compare};

    use super::*;

    #[test]
    fn ops_08_rows_are_known_by_what_they_are_about() {
        let before = "a = 1\n[[key]]\nkind = \"p256\"\n[[key]]\nkind = \"rsa\"\nbits = [1, 2]\n";
        let moved = "a = 1\n[[key]]\nkind = \"rsa\"\nbits = [1, 2]\n[[key]]\nkind = \"p256\"\n";
        assert_eq!(compare(&rows(before), &rows(moved)), []);
        let changed = before.replace("\"p256\"\n", "\"p256\"\nlast_issue = 2030-01-01\n");
        let told = compare(&rows(before), &rows(&changed));
        assert_eq!(told[0].path, "key[p256].last_issue");
        assert_eq!(told[0].change, Change::Added("2030-01-01".to_owned()));
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn ops_08_no_row_hides_behind_another() {
        let twice = "[[x]]\nname = \"a\"\nv = 1\n[[x]]\nname = \"a\"\nv = 2\n";
        let paths: Vec<_> = rows(twice).into_iter().map(|field| field.path).collect();
        assert_eq!(paths, ["x[a].name", "x[a].v", "x[a][2].name", "x[a][2].v"]);
    }
}
