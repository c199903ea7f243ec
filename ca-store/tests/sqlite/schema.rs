//! The migrations build exactly what `schema.sql` shows.

use rusqlite::Connection;

use super::temporary::Place;

#[test]
fn migrations_build_the_schema_shown() {
    let place = Place::new();
    drop(place.create());
    let shown = Connection::open_in_memory().unwrap();
    shown
        .execute_batch(include_str!("../../schema.sql"))
        .unwrap();
    let (built, shown) = (objects(&place.raw()), objects(&shown));
    assert!(built.len() > 50, "{}", built.len());
    assert_eq!(built, shown);
}

/// Kind, name and text of each table, index and trigger; spaces and comments do not count.
pub(super) fn objects(connection: &Connection) -> Vec<(String, String, String)> {
    let sql = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let text: String = row.get(2)?;
        Ok((row.get(0)?, row.get(1)?, normalised(&text)))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn normalised(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap());
    // A column that was added stands after the line end and the comment of the one before it.
    let spaced = lines.map(|line| line.replace(',', " , ").replace(')', " ) "));
    let text: String = spaced.collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
