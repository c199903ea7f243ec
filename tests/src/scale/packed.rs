//! Octets packed as the Registry packs them, with the dictionaries that stand in it.

use std::collections::HashMap;

use rusqlite::Connection;
use zstd::bulk::Compressor;
use zstd::zstd_safe::CParameter;

/// The level for events and that for the bytes of certificates.
pub(super) const EVENT: i32 = 1;
pub(super) const CERTIFICATE: i32 = -1;

/// Contents of dictionaries by their number.
pub(super) type Dictionaries = HashMap<i64, Vec<u8>>;

/// The newest dictionary of each kind; kinds are named as in the Registry.
pub(super) fn newest(registry: &Connection) -> HashMap<String, i64> {
    let sql = "SELECT kind, max(id) FROM dictionaries GROUP BY kind";
    let mut statement = registry.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

pub(super) fn dictionaries(registry: &Connection) -> Dictionaries {
    let sql = "SELECT id, content FROM dictionaries";
    let mut statement = registry.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Packs for one thread.
pub(super) struct Packer<'a> {
    dictionaries: &'a Dictionaries,
    compressors: HashMap<i64, Compressor<'static>>,
}

impl<'a> Packer<'a> {
    pub(super) fn new(dictionaries: &'a Dictionaries) -> Self {
        Self {
            dictionaries,
            compressors: HashMap::new(),
        }
    }

    /// The octets as a row with this dictionary holds them.
    pub(super) fn pack(&mut self, dictionary: Option<i64>, level: i32, plain: Vec<u8>) -> Vec<u8> {
        let Some(id) = dictionary else {
            return plain;
        };
        let content = &self.dictionaries[&id];
        let compressor = self.compressors.entry(id).or_insert_with(|| {
            let mut compressor = Compressor::with_dictionary(level, content).unwrap();
            compressor
                .set_parameter(CParameter::ChecksumFlag(true))
                .unwrap();
            compressor
        });
        compressor.compress(&plain).unwrap()
    }
}
