//! Asks the database itself; shares no code with the programs that write it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use sceau_tests::books::Books;
use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, tool};
use sceau_tests::works::files_below;

/// Remembers what was acknowledged and checks that it is there.
pub(crate) struct Auditor {
    database: PathBuf,
    tokens: PathBuf,
    folder: tempfile::TempDir,
    issued: RefCell<Vec<String>>,
    revoked: RefCell<Vec<String>>,
    books: RefCell<Books>,
}

impl Auditor {
    pub(crate) fn of(lab: &Lab) -> Self {
        Self {
            database: lab.file("registry/sceau.db"),
            tokens: lab.file("ca/tokens"),
            folder: tempfile::tempdir().unwrap(),
            issued: RefCell::default(),
            revoked: RefCell::default(),
            books: RefCell::new(Books::of(lab)),
        }
        .keeping_the_token()
    }

    /// SoftHSM 2.6.1 writes `token.object` anew at each login, in place: a program killed in
    /// the middle leaves a file that SoftHSM takes for no token. A device keeps its own state,
    /// so this loss is not the one that these stories are about: the file is put back.
    pub(crate) fn restores_the_token(&self) {
        copy(&self.kept_token(), &self.tokens);
    }

    fn keeping_the_token(self) -> Self {
        std::fs::create_dir(self.delivered()).unwrap();
        copy(&self.tokens, &self.kept_token());
        self
    }

    fn kept_token(&self) -> PathBuf {
        self.file("tokens")
    }

    /// Where certificates are delivered.
    pub(crate) fn delivered(&self) -> PathBuf {
        self.folder.path().join("delivered")
    }

    /// A file of the story.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A certificate with this serial left the house.
    pub(crate) fn acknowledged(&self, serial: &str) {
        self.issued.borrow_mut().push(serial.to_owned());
        assert_eq!(
            self.state_of(serial),
            "issued",
            "{serial} left and is not in the registry"
        );
    }

    /// A revocation was acknowledged.
    pub(crate) fn acknowledged_revocation(&self, serial: &str) {
        self.revoked.borrow_mut().push(serial.to_owned());
        assert!(
            self.is_revoked(serial),
            "the revocation of {serial} was lost"
        );
    }

    pub(crate) fn is_revoked(&self, serial: &str) -> bool {
        let query = "select count(*) from serials where hex(serial) = upper(?1) and withdrawn > 0";
        self.number(query, serial) == 1
    }

    fn state_of(&self, serial: &str) -> String {
        let query = "select state from serials where hex(serial) = upper(?1)";
        self.open()
            .query_row(query, [serial], |row| row.get(0))
            .unwrap()
    }

    /// How often an act was done to a serial; that the log says so as often is told at the end.
    pub(crate) fn acts(&self, act: &str, serial: &str) -> i64 {
        let query = match act {
            "issue" => {
                "select count(*) from signatures join serials on certificate = sequence \
                 where hex(serial) = upper(?1)"
            }
            _ => {
                "select count(*) from revocations join serials using (certificate) \
                 where act = 'revoke' and hex(serial) = upper(?1)"
            }
        };
        self.number(query, serial)
    }

    /// How many certificates a request has been given.
    pub(crate) fn issued_for(&self, request: &str) -> i64 {
        let query = "select count(*) from certificates \
                     join serials on serials.certificate = certificates.sequence \
                     where request_id = ?1 and serials.state = 'issued'";
        self.number(query, request)
    }

    fn number(&self, query: &str, argument: &str) -> i64 {
        self.open()
            .query_row(query, [argument], |row| row.get(0))
            .unwrap()
    }

    /// All that was acknowledged is there, and a judge who shares no code with us finds nothing.
    pub(crate) fn closes_the_books(&self) {
        let mut books = self.books.borrow_mut();
        for (path, octets) in files_below(&self.delivered()) {
            // Who was killed leaves drafts, under names with a dot in front.
            if !path.to_string_lossy().starts_with('.') {
                books.certificate_left(&octets);
            }
        }
        for serial in self.issued.borrow().iter() {
            assert_eq!(self.state_of(serial), "issued");
        }
        for serial in self.revoked.borrow().iter() {
            books.revocation_acknowledged(serial);
        }
        books.balance(&self.database);
    }

    fn open(&self) -> Connection {
        let database =
            Connection::open_with_flags(&self.database, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        database
            .busy_timeout(std::time::Duration::from_secs(10))
            .unwrap();
        database
    }
}

/// Copies the content of a folder.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    let (from, to) = (from.join("."), to.to_owned());
    let _copied = Run::of(tool("cp").arg("-a").arg(from).arg(to)).succeeds();
}
