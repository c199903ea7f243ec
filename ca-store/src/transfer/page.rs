//! Rows on their way, in the order of their key.

use crate::fault::Failure;
use crate::session::Session;
use crate::session::row::{FromColumn, Row};
use crate::session::value::{ToValue, Value};

use super::table::Table;

/// What a column holds, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Octets(Vec<u8>),
}

impl FromColumn for Cell {
    fn from_column(value: Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Octets(octets) => Self::Octets(octets.to_vec()),
        })
    }
}

impl ToValue for Cell {
    fn to_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Text(text) => Value::Text(text),
            Self::Octets(octets) => Value::Octets(octets),
        }
    }
}

/// The columns of a table on both sides, those of its key first.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) table: Table,
    columns: Vec<String>,
}

impl Shape {
    /// The shape of a table with these columns.
    pub(crate) fn new(table: Table, columns: impl IntoIterator<Item = String>) -> Self {
        let is_key = |column: &String| table.key.contains(&column.as_str());
        let others = columns.into_iter().filter(|column| !is_key(column));
        let key = table.key.iter().map(|column| (*column).to_owned());
        Self {
            table,
            columns: key.chain(others).collect(),
        }
    }

    /// The key of a row.
    pub(crate) fn key<'a>(&self, row: &'a [Cell]) -> &'a [Cell] {
        row.get(..self.table.key.len()).unwrap_or(row)
    }

    /// The rows after a key, or the first ones, as many as a page has.
    pub(crate) fn page(
        &self,
        session: &dyn Session,
        after: Option<&[Cell]>,
    ) -> Result<Vec<Vec<Cell>>, Failure> {
        let (columns, key) = (self.columns.join(", "), self.table.key.join(", "));
        let (name, page) = (self.table.name, self.table.page);
        let from = after.map_or_else(String::new, |_| {
            format!("WHERE ({key}) > ({})", places(1, self.table.key.len()))
        });
        let sql = format!("SELECT {columns} FROM {name} {from} ORDER BY {key} LIMIT {page}");
        session.all(&sql, values(after.unwrap_or_default()).as_slice(), |row| {
            self.read(row)
        })
    }

    /// The last key there is.
    pub(crate) fn last_key(&self, session: &dyn Session) -> Result<Option<Vec<Cell>>, Failure> {
        let key = self.table.key;
        let backwards: Vec<_> = key.iter().map(|column| format!("{column} DESC")).collect();
        let (key_list, order, name) = (key.join(", "), backwards.join(", "), self.table.name);
        let sql = format!("SELECT {key_list} FROM {name} ORDER BY {order} LIMIT 1");
        session.optional(&sql, (), |row| {
            (0..key.len()).map(|place| row.get(place)).collect()
        })
    }

    /// Adds rows.
    pub(crate) fn insert(&self, session: &dyn Session, rows: &[Vec<Cell>]) -> Result<(), Failure> {
        let width = self.columns.len();
        let tuples: Vec<_> = (0..rows.len())
            .map(|row| format!("({})", places(row * width + 1, width)))
            .collect();
        let (name, columns, tuples) = (self.table.name, self.columns.join(", "), tuples.join(", "));
        let sql = format!("INSERT INTO {name} ({columns}) VALUES {tuples}");
        let cells: Vec<_> = rows.iter().flatten().map(ToValue::to_value).collect();
        session.run(&sql, cells.as_slice())?;
        Ok(())
    }

    /// Number of rows.
    pub(crate) fn count(&self, session: &dyn Session) -> Result<u64, Failure> {
        session.only(&format!("SELECT count(*) FROM {}", self.table.name), ())
    }

    fn read(&self, row: &Row<'_>) -> Result<Vec<Cell>, Failure> {
        (0..self.columns.len())
            .map(|place| row.get(place))
            .collect()
    }
}

fn values(cells: &[Cell]) -> Vec<Value<'_>> {
    cells.iter().map(ToValue::to_value).collect()
}

/// `?1, ?2, …` from a number on.
fn places(first: usize, count: usize) -> String {
    let places: Vec<_> = (first..first + count)
        .map(|place| format!("?{place}"))
        .collect();
    places.join(", ")
}
