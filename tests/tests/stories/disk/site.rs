//! A Registry on a disk that is in trouble.

use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Command;

use rusqlite::Connection;
use rusqlite::types::FromSql;
use sceau_tests::books::Books;
use sceau_tests::csr;
use sceau_tests::disk::Disk;
use sceau_tests::lab::Lab;
use sceau_tests::moved::Moved;
use sceau_tests::run::{Run, tool};
use sceau_tests::subject::{AICHA, openssl_request};
use sceau_tests::works::files_below;
use serde_json::{Value, json};

/// What is wrong, how it is put right again, and what the operator is told: in English, in French.
pub(crate) struct Trouble {
    pub(crate) name: &'static str,
    pub(crate) cause: fn(&Site),
    pub(crate) cure: fn(&Site),
    pub(crate) words: [&'static str; 2],
    pub(crate) hint: [&'static str; 2],
}

/// The Registry, and what left the house.
pub(crate) struct Site {
    moved: Moved,
    books: Books,
    csr: PathBuf,
    schema: u32,
    sound: Vec<u8>,
    issued: u32,
}

impl Site {
    pub(crate) fn of(lab: &Lab) -> Self {
        let moved = Moved::from(lab);
        let schema = schema_of(&moved);
        Self {
            books: Books::of(lab),
            csr: openssl_request(lab, "site", "EC -pkeyopt ec_paramgen_curve:P-256"),
            sound: fs::read(moved.registry()).unwrap(),
            moved,
            schema,
            issued: 0,
        }
    }

    pub(crate) const fn disk(&self) -> &Disk {
        &self.moved.disk
    }

    /// The schema that the program makes.
    pub(crate) const fn schema(&self) -> u32 {
        self.schema
    }

    pub(crate) fn set_mode(&self, name: &str, mode: u32) {
        let path = self.moved.folder().join(name);
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    pub(crate) fn set_schema(&self, version: u32) {
        let database = Connection::open(self.moved.registry()).unwrap();
        database
            .pragma_update(None, "user_version", version)
            .unwrap();
    }

    pub(crate) fn overwrite(&self, place: u64, octets: &[u8]) {
        let file = OpenOptions::new().write(true).open(self.moved.registry());
        file.unwrap().write_all_at(octets, place).unwrap();
    }

    pub(crate) fn truncate(&self, length: u64) {
        let file = OpenOptions::new().write(true).open(self.moved.registry());
        file.unwrap().set_len(length).unwrap();
    }

    /// The file is again what it was before the trouble.
    pub(crate) fn put_back(&self) {
        for log in ["-wal", "-shm"] {
            let _gone = fs::remove_file(format!("{}{log}", self.moved.registry().display()));
        }
        fs::write(self.moved.registry(), &self.sound).unwrap();
    }

    /// In trouble nothing is issued, in both languages; without it, all is as before.
    pub(crate) fn meets(&mut self, trouble: &Trouble) {
        self.sound = fs::read(self.moved.registry()).unwrap();
        for (language, place) in [("en", 0), ("fr", 1)] {
            (trouble.cause)(self);
            let run = Run::of(&mut self.issue(language, "in-trouble"));
            assert_eq!(run.code, Some(5), "{}: {run}", trouble.name);
            assert!(run.stdout.is_empty(), "{}: {run}", trouble.name);
            for words in [
                trouble.words[place],
                trouble.hint[place],
                ["hint:", "conseil"][place],
            ] {
                assert!(
                    run.stderr.contains(words),
                    "{}: `{words}`: {run}",
                    trouble.name
                );
            }
            (trouble.cure)(self);
        }
        self.is_sound(trouble);
    }

    /// Nothing was signed in trouble that is not known, and the next certificate is issued.
    fn is_sound(&mut self, trouble: &Trouble) {
        let _whole = self.moved.sceau(["audit", "verify"]).succeeds();
        assert_eq!(self.signed(), 0, "{}: signed", trouble.name);
        self.issued += 1;
        let issued = Run::of(&mut self.issue("en", &format!("after-{}", self.issued)));
        let issued = issued.succeeds();
        self.books.certificate_left(issued.stdout.as_bytes());
        self.books.balance(self.moved.registry());
    }

    /// Issues, revokes and publishes, so that each table has rows; all of it is in the file.
    pub(crate) fn has_a_history(&mut self) {
        for number in 0..20 {
            let issued = Run::of(&mut self.issue("en", &format!("history-{number}"))).succeeds();
            self.books.certificate_left(issued.stdout.as_bytes());
        }
        let serial: String =
            self.ask("SELECT lower(hex(serial)) FROM certificates ORDER BY sequence DESC");
        let revoke = ["cert", "revoke", "--issuer", "citizens", &serial, "--yes"];
        let reason = ["--reason", "keyCompromise"];
        let _revoked = self.moved.sceau(revoke.iter().chain(&reason)).succeeds();
        self.books.revocation_acknowledged(&serial);
        let publish = ["crl", "publish", "--issuer", "citizens"];
        let _published = self.moved.sceau(publish).succeeds();
        let _copied: i64 = self.ask("PRAGMA wal_checkpoint(TRUNCATE)");
        self.sound = fs::read(self.moved.registry()).unwrap();
    }

    /// Tables and indices that have rows, and the last of their pages that has some.
    pub(crate) fn trees(&self) -> Vec<(String, u32)> {
        let database = self.open();
        let sql = "SELECT name, max(pageno) FROM dbstat WHERE pagetype = 'leaf' AND ncell > 0
                   GROUP BY name";
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// Whether a page full of zeros is found, and nobody calls it a bug.
    pub(crate) fn finds_a_lost_page(&self, page: u32) -> bool {
        self.overwrite(u64::from(page - 1) * PAGE, &[0; PAGE_OCTETS]);
        let found = self.is_found();
        let told = Run::of(&mut self.issue("en", "history-0"));
        assert!(matches!(told.code, Some(0 | 1 | 5)), "page {page}: {told}");
        self.put_back();
        found
    }

    /// Whether another octet in the last row of a column is found.
    pub(crate) fn finds_a_changed_octet(&self, table: &str, column: &str) -> bool {
        let sql = format!("SELECT CAST({column} AS blob) FROM {table} ORDER BY rowid DESC");
        let octets: Vec<u8> = self.ask(&sql);
        let sought = &octets[..octets.len().min(400)];
        let place = self
            .sound
            .windows(sought.len())
            .position(|here| here == sought);
        let last = place.expect("the column is in the file") + sought.len() - 1;
        let changed = self.sound[last] ^ 1;
        self.overwrite(u64::try_from(last).unwrap(), &[changed]);
        let found = self.is_found();
        self.put_back();
        found
    }

    /// Whether `registry check` ends as it must when something is wrong.
    fn is_found(&self) -> bool {
        let run = self.moved.sceau(["registry", "check", "--deep"]);
        assert!(matches!(run.code, Some(0 | 1 | 5)), "{run}");
        run.code != Some(0)
    }

    fn ask<T: FromSql>(&self, question: &str) -> T {
        let answer = self.open().query_row(question, (), |row| row.get(0));
        answer.unwrap()
    }

    fn open(&self) -> Connection {
        Connection::open(self.moved.registry()).unwrap()
    }

    /// Issues a batch in which a sync fails; gives the lines of its results.
    pub(crate) fn batch_with_a_failing_sync(&mut self, syncs: u64) -> Vec<Value> {
        let lines = (0..150).map(|number| {
            let person = format!("serialNumber=IDCTD-{syncs:02}{number:04}");
            let subject = format!("C=TD,SN=Ngaré,GN=Aïcha,{person},CN=Aïcha Ngaré");
            let id = format!("item-{syncs}-{number}");
            json!({ "id": id, "csr": csr::p256(), "subject": subject, "san": [] }).to_string()
        });
        fs::write(self.requests(), lines.collect::<Vec<_>>().join("\n")).unwrap();
        self.disk().fail_sync_of("-wal", syncs);
        let _failed = Run::of(&mut self.batch()).ends_with(5);
        for (path, octets) in files_below(&self.folder()) {
            if path.extension() == Some("pem".as_ref()) {
                self.books.certificate_left(&octets);
            }
        }
        let results = fs::read_to_string(self.folder().join("results.jsonl")).unwrap();
        let line = |line| serde_json::from_str(line).unwrap();
        results.lines().map(line).collect()
    }

    /// Another run of the same batch does what is left, and all is as it should be.
    pub(crate) fn finishes_the_batch(&self) {
        let _done = Run::of(&mut self.batch()).succeeds();
        let _whole = self.moved.sceau(["audit", "verify"]).succeeds();
        self.books.balance(self.moved.registry());
    }

    fn batch(&self) -> Command {
        let issue = ["cert", "issue", "--issuer", "citizens"];
        let mut batch = self
            .moved
            .command(issue.iter().chain(&["--profile", "citizen-signature"]));
        batch.arg("--batch").arg(self.requests());
        batch.arg("--out-dir").arg(self.folder());
        batch
    }

    fn requests(&self) -> PathBuf {
        self.csr.with_extension("jsonl")
    }

    /// Beside the disk: only the Registry is on it.
    fn folder(&self) -> PathBuf {
        self.csr.with_extension("batch")
    }

    /// How many certificates were signed in trouble.
    fn signed(&self) -> i64 {
        let database = Connection::open(self.moved.registry()).unwrap();
        let query = "select count(*) from certificates join signatures using (sequence) \
                     where request_id = 'in-trouble'";
        database.query_row(query, [], |row| row.get(0)).unwrap()
    }

    /// Asks for a certificate. Root is bound by no permission, unless it gives that up.
    fn issue(&self, language: &str, request: &str) -> Command {
        let issue = self
            .moved
            .command(["cert", "issue", "--issuer", "citizens"]);
        let mut bound = tool("setpriv");
        bound.env_clear().envs(
            issue
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        if Run::of(tool("id").arg("-u")).stdout.trim() == "0" {
            bound.args(["--bounding-set", "-dac_override,-dac_read_search"]);
        }
        bound
            .arg("--")
            .arg(issue.get_program())
            .args(issue.get_args());
        bound.args([
            "--profile",
            "citizen-signature",
            "--subject",
            AICHA,
            "--csr",
        ]);
        bound
            .arg(&self.csr)
            .args(["--request-id", request, "--lang", language]);
        bound
    }
}

fn schema_of(moved: &Moved) -> u32 {
    let database = Connection::open(moved.registry()).unwrap();
    let version = database.pragma_query_value(None, "user_version", |row| row.get(0));
    version.unwrap()
}

/// Octets of a page of the Registry.
const PAGE: u64 = 4096;
const PAGE_OCTETS: usize = 4096;
