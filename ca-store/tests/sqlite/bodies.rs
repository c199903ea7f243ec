//! Packed bodies are small, and standard tools read them without any program of ours.

use std::fs;
use std::process::Command;

use ca_core::digest::Sha256Digest;
use rusqlite::Connection;
use tempfile::TempDir;

use super::temporary::Place;
use crate::conformance::bodies;

#[test]
fn zstd_reads_what_is_packed() {
    let place = Place::new();
    bodies::bodies_read_back_octet_for_octet(&place.create());
    let raw = place.raw();
    let sql = "SELECT e.leaf_data, e.body, y.content FROM audit_events e
               JOIN dictionaries y ON y.id = e.dictionary";
    let read = read_by_zstd(&raw, sql);
    assert!(read.len() > 100, "{}", read.len());
    for (leaf_data, body) in read {
        assert_eq!(Sha256Digest::of(&body).as_bytes().as_slice(), leaf_data);
    }
    let sql = "SELECT x'', c.tbs, y.content FROM certificates c
               JOIN dictionaries y ON y.id = c.dictionary";
    let read = read_by_zstd(&raw, sql);
    assert!(read.len() > 100, "{}", read.len());
    assert!(read.iter().all(|(_, tbs)| tbs.len() == 700));
}

#[test]
fn packed_bodies_take_a_third_of_the_room() {
    let place = Place::new();
    bodies::bodies_read_back_octet_for_octet(&place.create());
    let raw = place.raw();
    // Of one shape and behind its first sample: 700 octets, 64 of them random.
    let sql = "SELECT max(length(tbs)) FROM certificates
               WHERE sequence > 100 AND sequence % 10 = 3 AND (sequence - 1) % 11 > 0";
    let longest: u32 = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!(longest < 230, "{longest}");
    let sql = "SELECT max(number) FROM
                   (SELECT count(*) AS number FROM dictionaries GROUP BY kind)";
    let most: u32 = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!((2..8).contains(&most), "{most}");
}

/// The first column of each row, and the second as `zstd -D` reads it with the third.
fn read_by_zstd(registry: &Connection, sql: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let folder = TempDir::new().unwrap();
    let mut statement = registry.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows = rows.unwrap().map(Result::unwrap);
    let read = rows.map(|(first, frame, dictionary): (Vec<u8>, Vec<u8>, Vec<u8>)| {
        let [frame_file, dictionary_file] =
            ["frame.zst", "dictionary"].map(|name| folder.path().join(name));
        fs::write(&frame_file, frame).unwrap();
        fs::write(&dictionary_file, dictionary).unwrap();
        let mut zstd = Command::new("zstd");
        zstd.args(["--decompress", "--stdout", "-D"])
            .arg(&dictionary_file)
            .arg(&frame_file);
        let output = zstd
            .output()
            .expect("zstd is missing: apt-get install zstd");
        assert!(output.status.success(), "{output:?}");
        (first, output.stdout)
    });
    read.collect()
}
