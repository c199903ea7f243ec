//! Rows by the thousand.

use std::collections::HashSet;
use std::ops::Range;

use aws_lc_rs::digest::{SHA256, digest};
use ca_core::authority::issue::person_in;
use ca_core::generation::LineName;
use ca_core::registry::subject_value::SubjectValue;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rusqlite::types::Value;

use super::Size;
use super::form::Facts;
use super::packed::{self, Dictionaries, Packer};
use super::pattern::{self, Event, Pattern, Row, Tables, Withdrawal};
use super::tbs::{self, Subject};

/// What all chunks are made from.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) size: Size,
    pub(super) tables: Tables,
    pub(super) patterns: Vec<Pattern>,
    pub(super) dictionaries: Dictionaries,
    /// Where the registry's own numbers end.
    pub(super) after: Numbers,
    /// The latest moment in its log, and the present, in Unix milliseconds.
    pub(super) times: Range<i64>,
}

/// The last numbers given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    pub(super) sequence: i64,
    pub(super) position: i64,
    pub(super) log_size: i64,
    pub(super) revocation: i64,
}

/// The rows of some certificates, and the leaves of their events, in order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) rows: Vec<Row>,
    pub(super) leaves: Vec<[u8; 32]>,
    pub(super) certificates: u64,
}

/// The shortest validity, in milliseconds; the longest is the pattern's.
const SHORTEST: i64 = 30 * 86_400_000;

const DAY: i64 = 86_400_000;

impl Plan {
    /// The rows of these certificates, numbered from 0.
    pub(super) fn chunk(&self, numbers: Range<u64>) -> Chunk {
        let mut maker = Maker {
            plan: self,
            packer: Packer::new(&self.dictionaries),
            random: StdRng::seed_from_u64(numbers.start),
            line: "citizens".parse().unwrap(),
            pages: HashSet::new(),
            chunk: Chunk::default(),
        };
        maker.chunk.certificates = numbers.end - numbers.start;
        let mut marks = Vec::new();
        for number in numbers {
            maker.certificate(number, &mut marks);
        }
        marks.sort_unstable();
        marks.dedup();
        let rows = marks.into_iter().map(|(kind, value, block)| Row {
            table: "marks",
            values: vec![kind.to_owned().into(), value.into(), block.into()],
        });
        maker.chunk.rows.extend(rows);
        maker.chunk
    }

    /// The last numbers that were given before this certificate.
    fn before(&self, number: u64) -> Numbers {
        let [certificates, revoked] =
            [number, self.size.revoked_before(number)].map(|count| i64::try_from(count).unwrap());
        let Numbers {
            sequence,
            position,
            log_size,
            revocation,
        } = self.after;
        Numbers {
            sequence: sequence + certificates,
            position: position + certificates + revoked,
            log_size: log_size + 2 * certificates + revoked,
            revocation: revocation + revoked,
        }
    }

    fn share(&self, number: u64, whole: i64) -> i64 {
        let share = i128::from(whole) * i128::from(number) / i128::from(self.size.certificates);
        i64::try_from(share).unwrap()
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    packer: Packer<'a>,
    random: StdRng,
    line: LineName,
    /// Pages and acts of this chunk's events.
    pages: HashSet<(i64, &'static str)>,
    chunk: Chunk,
}

/// One certificate as it is made.
struct Certificate {
    numbers: Numbers,
    subject: Subject,
    tbs: Vec<u8>,
    key_hash: Vec<u8>,
    not_before: i64,
    not_after: i64,
    time: i64,
    facts: Facts,
}

impl Maker<'_> {
    fn certificate(&mut self, number: u64, marks: &mut Vec<(&'static str, i64, i64)>) {
        let plan = self.plan;
        let choice = usize::try_from(number).unwrap();
        let pattern = &plan.patterns[choice % plan.patterns.len()];
        let made = self.make(number, pattern);
        let is_revoked = plan.size.is_revoked(number);
        let place = usize::try_from(plan.size.revoked_before(number)).unwrap();
        let withdrawn: Vec<&Pattern> = plan
            .patterns
            .iter()
            .filter(|known| known.withdrawal.is_some())
            .collect();
        let withdrawal = is_revoked.then(|| withdrawn[place % withdrawn.len()]);
        self.mark(pattern, &made, withdrawal, marks);
        self.stand(pattern, &made, withdrawal);
        self.issue(pattern, &made);
        if let Some(other) = withdrawal {
            self.withdraw(pattern, other.withdrawal.as_ref().unwrap(), &made);
        }
    }

    fn make(&mut self, number: u64, pattern: &Pattern) -> Certificate {
        let subject = pattern.tbs.subject(number, &mut self.random);
        let time = self.plan.times.start
            + self
                .plan
                .share(number, self.plan.times.end - self.plan.times.start);
        let not_before = time / 1000 * 1000;
        // The longer ago a certificate of this validity had been issued, the sooner it ends.
        let validity = SHORTEST + self.plan.share(number, pattern.validity - SHORTEST);
        let not_after = (not_before + validity) / 1000 * 1000;
        let dates = [not_before, not_after].map(tbs::utc_time);
        let tbs = pattern.tbs.with(&subject, [&dates[0], &dates[1]]);
        let key_hash = tbs::key_hash(&subject.point);
        let facts = Facts {
            serial: hex::encode(subject.serial),
            request_id: self.request_id(),
            salt: String::new(),
            time: tbs::rfc3339(time),
            tbs_sha256: tbs::hex_digest(&tbs),
            key_sha256: hex::encode(&key_hash),
            not_before: tbs::rfc3339(not_before),
            not_after: tbs::rfc3339(not_after),
        };
        let numbers = self.plan.before(number);
        Certificate {
            numbers,
            subject,
            tbs,
            key_hash,
            not_before,
            not_after,
            time,
            facts,
        }
    }

    /// A UUID of version 4 (RFC 9562).
    fn request_id(&mut self) -> String {
        let mut octets: [u8; 16] = self.random.random();
        octets[6] = 0x40 | octets[6] & 0x0f;
        octets[8] = 0x80 | octets[8] & 0x3f;
        let digits = hex::encode(octets);
        [
            &digits[..8],
            &digits[8..12],
            &digits[12..16],
            &digits[16..20],
            &digits[20..],
        ]
        .join("-")
    }

    /// What the intent leaves: certificate, serial number, person, request, searches.
    fn stand(&mut self, pattern: &Pattern, made: &Certificate, withdrawal: Option<&Pattern>) {
        let tables = &self.plan.tables;
        let sequence = made.numbers.sequence + 1;
        let serial = made.subject.serial.to_vec();
        let person = person_in(&made.tbs, &self.line).unwrap();
        let values = SubjectValue::all_in(&made.tbs);
        for value in values.iter().filter(|value| value.is_indexed()) {
            let place = [sequence / 8192, value.digest().into(), sequence % 8192];
            self.chunk.rows.push(Row {
                table: "subject_attributes",
                values: place.map(Value::from).to_vec(),
            });
        }
        let mut row = pattern.certificate.clone();
        row.put(tables, "sequence", sequence);
        row.put(tables, "serial", serial.clone());
        row.put(
            tables,
            "dictionary",
            pattern.dictionary.map_or(Value::Null, Value::from),
        );
        row.put(tables, "request_id", made.facts.request_id.clone());
        row.put(
            tables,
            "tbs",
            self.packer
                .pack(pattern.dictionary, packed::CERTIFICATE, made.tbs.clone()),
        );
        row.put(tables, "key_hash", made.key_hash.clone());
        row.put(tables, "not_before", made.not_before);
        row.put(tables, "not_after", made.not_after);
        row.put(tables, "prepared", made.time);
        row.put_if_set(tables, "event", made.numbers.log_size);
        self.chunk.rows.push(row);
        let mut row = withdrawal
            .map_or(&self.good(pattern).serial, |other| &other.serial)
            .clone();
        row.put(tables, "serial", serial);
        row.put(tables, "certificate", sequence);
        row.put_if_set(tables, "withdrawn", made.numbers.position + 2);
        row.put_if_set(tables, "effective", made.not_before);
        self.chunk.rows.push(row);
        let mut row = pattern.person.clone();
        row.put(tables, "identifier", person.identifier.to_vec());
        row.put(tables, "name", person.name.to_vec());
        self.chunk.rows.push(row);
        let mut row = pattern.request.clone();
        row.put(tables, "request_id", made.facts.request_id.clone());
        row.put(tables, "certificate", sequence);
        row.put(
            tables,
            "content_digest",
            self.random.random::<[u8; 32]>().to_vec(),
        );
        self.chunk.rows.push(row);
        self.event("request", &pattern.requested, made, made.numbers.log_size);
    }

    /// A pattern that is not revoked, this one if it can be.
    fn good<'p>(&'p self, pattern: &'p Pattern) -> &'p Pattern {
        if pattern.withdrawal.is_none() {
            return pattern;
        }
        let mut patterns = self.plan.patterns.iter();
        patterns.find(|known| known.withdrawal.is_none()).unwrap()
    }

    /// What the signature leaves.
    fn issue(&mut self, pattern: &Pattern, made: &Certificate) {
        let tables = &self.plan.tables;
        let mut row = pattern.signature.clone();
        row.put(tables, "sequence", made.numbers.sequence + 1);
        row.put(tables, "issued", made.time);
        row.put_if_set(tables, "event", made.numbers.log_size + 1);
        let Value::Blob(signature) = row.get(tables, "signature") else {
            panic!("a signature is octets");
        };
        let signature = self.signature(signature.len());
        row.put(tables, "signature", signature);
        self.chunk.rows.push(row);
        self.announce(pattern, made, made.numbers.position + 1);
        self.event("issue", &pattern.issued, made, made.numbers.log_size + 1);
    }

    /// As long as a signature, and as random.
    fn signature(&mut self, length: usize) -> Vec<u8> {
        let random: [[u8; 32]; 3] = self.random.random();
        random.concat()[..length].to_vec()
    }

    fn announce(&mut self, pattern: &Pattern, made: &Certificate, position: i64) {
        let mut row = pattern.feed.clone();
        row.put(&self.plan.tables, "position", position);
        row.put(&self.plan.tables, "serial", made.subject.serial.to_vec());
        self.chunk.rows.push(row);
    }

    fn withdraw(&mut self, pattern: &Pattern, withdrawal: &Withdrawal, made: &Certificate) {
        let tables = &self.plan.tables;
        self.announce(pattern, made, made.numbers.position + 2);
        let index = made.numbers.log_size + 2;
        let mut row = withdrawal.revocation.clone();
        row.put(tables, "id", made.numbers.revocation + 1);
        row.put(tables, "certificate", made.numbers.sequence + 1);
        row.put(tables, "decided", made.time);
        row.put(tables, "effective", made.not_before);
        row.put(tables, "event", index);
        self.chunk.rows.push(row);
        let mut notice = withdrawal.notice.clone();
        notice.put(tables, "certificate", made.numbers.sequence + 1);
        self.chunk.rows.push(notice);
        if withdrawal.is_compromise {
            self.chunk.rows.push(Row {
                table: "compromised_keys",
                values: vec![made.key_hash.clone().into()],
            });
        }
        self.event("revoke", &withdrawal.event, made, index);
    }

    fn event(&mut self, act: &'static str, event: &Event, made: &Certificate, index: i64) {
        let tables = &self.plan.tables;
        let facts = Facts {
            salt: hex::encode(self.random.random::<[u8; 16]>()),
            ..made.facts.clone()
        };
        let body = event.form.with(&facts);
        let mut leaf = [0; 32];
        leaf.copy_from_slice(digest(&SHA256, &body).as_ref());
        let mut row = event.row.clone();
        row.put(tables, "log_index", index);
        row.put(
            tables,
            "dictionary",
            event.dictionary.map_or(Value::Null, Value::from),
        );
        row.put(tables, "leaf_data", leaf.to_vec());
        row.put(
            tables,
            "body",
            self.packer.pack(event.dictionary, packed::EVENT, body),
        );
        self.chunk.rows.push(row);
        self.chunk.leaves.push(leaf);
        for (row, is_request) in &event.names {
            let name = if *is_request {
                &facts.request_id
            } else {
                &facts.serial
            };
            let mut row = row.clone();
            row.put(tables, "object", pattern::finder(name));
            row.put(tables, "event", index);
            self.chunk.rows.push(row);
        }
        let page = index / 256;
        if self.pages.insert((page, act)) {
            let mut row = event.mark.clone();
            row.put(tables, "page", page);
            row.put(tables, "time", made.time);
            self.chunk.rows.push(row);
        }
    }

    /// The marks of a certificate's block (ADR 0023).
    fn mark(
        &self,
        pattern: &Pattern,
        made: &Certificate,
        withdrawal: Option<&Pattern>,
        marks: &mut Vec<(&'static str, i64, i64)>,
    ) {
        let tables = &self.plan.tables;
        let known = |column| pattern.certificate.integer(tables, column);
        let today = made.time / DAY;
        let block = (made.numbers.sequence + 1) / 256;
        let mut of_all = vec![
            ("generation", known("generation")),
            ("profile", known("profile")),
            ("actor", known("actor")),
            ("lint", known("lint_version")),
            ("prepared", today),
            ("issued", today),
            ("not-before", today),
            ("not-after", made.not_after / DAY),
        ];
        if let Some(other) = withdrawal {
            let reason = other.serial.integer_if_any(tables, "reason");
            of_all.extend([("withdrawn", today), ("reason", reason.unwrap_or(0))]);
        }
        marks.extend(of_all.into_iter().map(|(kind, value)| (kind, value, block)));
    }
}
