//! The file of a Registry as SQL sees it. Bodies are packed with dictionaries that stand beside
//! them: `plain(dictionary, body)` gives what was packed.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use zstd::bulk::Decompressor;

/// Longest body that is unpacked.
const LONGEST: usize = 1 << 20;

/// Opens a Registry's file with the function `plain`, which knows the dictionaries of now.
///
/// # Panics
/// It cannot be opened.
#[must_use]
pub fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    let dictionaries = dictionaries(&connection);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function("plain", 2, flags, move |call| {
            let body: Option<Vec<u8>> = call.get(1)?;
            let dictionary: Option<i64> = call.get(0)?;
            Ok(match (dictionary, body) {
                (Some(dictionary), Some(body)) => Some(unpacked(&dictionaries[&dictionary], &body)),
                (None, body) => body,
                (Some(_), None) => None,
            })
        })
        .unwrap();
    connection
}

fn dictionaries(connection: &Connection) -> HashMap<i64, Vec<u8>> {
    let mut statement = connection
        .prepare("SELECT id, content FROM dictionaries")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn unpacked(dictionary: &[u8], body: &[u8]) -> Vec<u8> {
    let mut decompressor = Decompressor::with_dictionary(dictionary).unwrap();
    decompressor.decompress(body, LONGEST).unwrap()
}
