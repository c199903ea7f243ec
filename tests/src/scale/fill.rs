//! The way of rows into the file of a registry that nobody else has open.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ca_core::audit::AuditLog;
use ca_core::audit::event::RecordedEvent;
use ca_core::audit::merkle::Frontier;
use ca_core::digest::Sha256Digest;
use ca_core::timestamp::{Clock, Timestamp};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::Size;
use super::issue::Issued;
use super::packed;
use super::pattern::{self, TABLES, Tables};
use super::produce::{Chunk, Numbers, Plan};
use crate::house::MovableClock;

/// Certificates of a chunk.
const CHUNK: u64 = 4096;

/// Threads that make rows while one puts them in.
const MAKERS: usize = 2;

/// Chunks that may wait.
const WAITING: usize = 4;

/// Memory for the file's pages, in KiB: while they all have room no page is written twice.
const CACHE: u64 = 6 << 20;

/// Fills the registry; returns the place of the first certificate.
pub(super) fn fill(path: &Path, issued: &[Issued], size: Size) -> u64 {
    let plan = plan(path, issued, size);
    let first = u64::try_from(plan.after.sequence + 1).unwrap();
    let registry = Connection::open(path).unwrap();
    registry.busy_timeout(Duration::from_secs(10)).unwrap();
    // Nobody reads meanwhile, and a load that fails is done again from the start.
    let settings = format!(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA foreign_keys = OFF; PRAGMA cache_size = -{CACHE};"
    );
    registry.execute_batch(&settings).unwrap();
    let triggers = without_triggers(&registry);
    registry.execute_batch("BEGIN").unwrap();
    let mut filler = Filler::new(&registry, &plan);
    made(&plan, |chunk| filler.put(chunk));
    filler.end();
    for trigger in triggers {
        registry.execute_batch(&trigger).unwrap();
    }
    registry
        .execute_batch("COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;")
        .unwrap();
    registry.close().unwrap();
    std::fs::File::open(path).unwrap().sync_all().unwrap();
    first
}

fn plan(path: &Path, issued: &[Issued], size: Size) -> Plan {
    let clock = Arc::new(MovableClock::default());
    let now = clock.now();
    let store = ca_store::sqlite::open(path, clock).unwrap();
    let registry = Connection::open(path).unwrap();
    let tables = Tables::of(&registry);
    let number = |sql: &str| registry.query_row(sql, [], |row| row.get(0)).unwrap();
    let after = Numbers {
        sequence: number("SELECT max(sequence) FROM certificates"),
        position: number("SELECT feed_position FROM heads"),
        log_size: number("SELECT log_size FROM heads"),
        revocation: number("SELECT max(id) FROM revocations"),
    };
    let last = store
        .entries(u64::try_from(after.log_size - 1).unwrap(), 1)
        .unwrap();
    let last = RecordedEvent::parse(last[0].body.as_ref().unwrap()).unwrap();
    let last = Timestamp::parse_rfc3339(&last.time).unwrap();
    Plan {
        size,
        patterns: pattern::read(&store, &registry, &tables, issued),
        tables,
        dictionaries: packed::dictionaries(&registry),
        after,
        times: last.unix_millis()..now.unix_millis(),
    }
}

/// Drops the triggers, which would judge each row, and gives their texts.
fn without_triggers(registry: &Connection) -> Vec<String> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let mut statement = registry.prepare(sql).unwrap();
    let triggers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let triggers: Vec<(String, String)> = triggers.unwrap().map(Result::unwrap).collect();
    for (name, _) in &triggers {
        registry
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    triggers.into_iter().map(|(_, sql)| sql).collect()
}

/// Makes all chunks on some threads and gives them to `put` in their order.
fn made(plan: &Plan, mut put: impl FnMut(Chunk)) {
    let total = plan.size.certificates;
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        let (sender, chunks) = sync_channel(WAITING);
        let turn = Arc::new((Mutex::new(0_u64), std::sync::Condvar::new()));
        for _ in 0..MAKERS {
            let (sender, turn, next) = (sender.clone(), Arc::clone(&turn), &next);
            scope.spawn(move || make(plan, next, &turn, &sender));
        }
        drop(sender);
        let mut done = 0;
        for chunk in chunks {
            done += chunk.certificates;
            put(chunk);
            if done % 1_000_000 < CHUNK {
                eprintln!("loaded {done} of {total} certificates");
            }
        }
    });
}

/// One of the threads: takes the next chunk to make, and sends it when its turn comes.
fn make(
    plan: &Plan,
    next: &AtomicU64,
    turn: &(Mutex<u64>, std::sync::Condvar),
    sender: &SyncSender<Chunk>,
) {
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let start = place * CHUNK;
        if start >= plan.size.certificates {
            return;
        }
        let chunk = plan.chunk(start..plan.size.certificates.min(start + CHUNK));
        let (sent, moved) = turn;
        let mut sent = moved
            .wait_while(sent.lock().unwrap(), |sent| *sent != place)
            .unwrap();
        sender.send(chunk).unwrap();
        *sent += 1;
        moved.notify_all();
    }
}

struct Filler<'a> {
    registry: &'a Connection,
    plan: &'a Plan,
    insertions: HashMap<&'static str, String>,
    tree: Frontier,
}

impl<'a> Filler<'a> {
    fn new(registry: &'a Connection, plan: &'a Plan) -> Self {
        registry.set_prepared_statement_cache_capacity(64);
        let insertions = TABLES.map(|table| (table, plan.tables.insertion(table)));
        let sql = "SELECT frontier FROM heads";
        let roots: Vec<u8> = registry.query_row(sql, [], |row| row.get(0)).unwrap();
        let size = u64::try_from(plan.after.log_size).unwrap();
        Self {
            registry,
            plan,
            insertions: insertions.into_iter().collect(),
            tree: Frontier::from_bytes(size, &roots).unwrap(),
        }
    }

    fn put(&mut self, chunk: Chunk) {
        for row in &chunk.rows {
            let sql = &self.insertions[row.table];
            let mut statement = self.registry.prepare_cached(sql).unwrap();
            statement
                .execute(rusqlite::params_from_iter(&row.values))
                .unwrap();
        }
        for leaf in chunk.leaves {
            for node in self.tree.append(&Sha256Digest::from_bytes(leaf)) {
                let place = i64::try_from(node.index).unwrap();
                let row = (node.level, place, node.hash.as_bytes());
                let sql = "INSERT INTO tree_nodes (level, place, hash) VALUES (?1, ?2, ?3)";
                self.registry
                    .prepare_cached(sql)
                    .unwrap()
                    .execute(row)
                    .unwrap();
            }
        }
    }

    /// Writes what orders the commits.
    fn end(self) {
        let certificates = self.plan.size.certificates + self.plan.size.revoked;
        let position = self.plan.after.position + i64::try_from(certificates).unwrap();
        let size = i64::try_from(self.tree.size()).unwrap();
        let roots = Value::from(self.tree.to_bytes());
        let sql = "UPDATE heads SET feed_position = ?1, log_size = ?2, frontier = ?3";
        self.registry.execute(sql, (position, size, roots)).unwrap();
    }
}
