//! Several programs that write one Registry at once, and what each of them acknowledged.
//!
//! In each round a batch is issued, one more certificate, a CRL is published and a certificate is
//! revoked, all at the same time. Whoever ends the round early says what could be seen then; what
//! was seen has left the house, and what was acknowledged must be there ever after.
//!
//! - `desk`: where one program works.

mod desk;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rand::RngExt;
use serde_json::{Value, json};

use self::desk::Desk;
use crate::books::Books;
use crate::csr;
use crate::lab::Lab;
use crate::run::Run;
use crate::subject::{AICHA, openssl_request};

/// Files by their path below the folder of the works.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Programs at work on one Registry.
#[derive(Debug)]
pub struct Works<'a> {
    lab: &'a Lab,
    folder: PathBuf,
    /// One for each program of a round.
    desks: [Desk; 4],
    books: Books,
    csr: PathBuf,
    rounds: u32,
    /// The batch that is not at its end.
    batch: Option<Batch>,
    /// Serials that may still be revoked.
    living: Vec<String>,
}

/// A batch: the folder of its certificates, and its ids.
#[derive(Clone, Debug)]
struct Batch {
    name: String,
    ids: Vec<String>,
}

/// What a program does.
#[derive(Debug)]
enum Deed {
    Batch(Batch),
    Issue { file: PathBuf },
    Tell,
    Revoke { serial: String },
    Publish { file: PathBuf },
}

/// A program at work.
#[derive(Debug)]
pub struct Job {
    deed: Deed,
    child: Child,
}

/// What came of a round.
#[derive(Debug)]
pub struct Closed {
    /// Files that somebody was told are written.
    pub acknowledged: Files,
    /// What programs said that did not end well.
    pub failed: Vec<String>,
}

impl Job {
    /// kill -9. Says whether the program still ran.
    pub fn kill(&mut self) -> bool {
        let running = self.child.try_wait().unwrap().is_none();
        self.child.kill().unwrap();
        running
    }

    /// Whether it comes to its end by itself within this time.
    pub fn ends_within(&mut self, time: Duration) -> bool {
        let began = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            if began.elapsed() > time {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        true
    }
}

impl<'a> Works<'a> {
    /// On the Registry of a configuration; certificates and CRLs go into `folder`.
    #[must_use]
    pub fn of(lab: &'a Lab, folder: &Path, config: &Path) -> Self {
        Self {
            lab,
            folder: folder.to_owned(),
            desks: std::array::from_fn(|number| Desk::of(lab, config, number)),
            books: Books::of(lab),
            csr: openssl_request(lab, "works", "EC -pkeyopt ec_paramgen_curve:P-256"),
            rounds: 0,
            batch: None,
            living: Vec::new(),
        }
    }

    /// What left and was acknowledged so far.
    #[must_use]
    pub const fn books(&self) -> &Books {
        &self.books
    }

    /// Starts the programs of a round.
    pub fn start(&mut self, batch_size: u32) -> Vec<Job> {
        self.rounds += 1;
        let round = self.rounds;
        let batch = self
            .batch
            .take()
            .unwrap_or_else(|| self.new_batch(batch_size));
        let mut deeds = vec![
            Deed::Batch(batch),
            Deed::Publish {
                file: format!("{round}.crl").into(),
            },
            match round % 2 {
                0 => Deed::Tell,
                _ => Deed::Issue {
                    file: format!("{round}.pem").into(),
                },
            },
        ];
        if !self.living.is_empty() {
            let chosen = rand::rng().random_range(0..self.living.len());
            let serial = self.living.swap_remove(chosen);
            deeds.push(Deed::Revoke { serial });
        }
        let desks = self.desks.iter().zip(deeds);
        desks.map(|(desk, deed)| self.spawn(desk, deed)).collect()
    }

    /// Requests that nobody has made yet.
    fn new_batch(&self, size: u32) -> Batch {
        let name = format!("batch-{}", self.rounds);
        let numbers = (self.rounds * 1000..).take(usize::try_from(size).unwrap());
        let ids = numbers.clone().map(|number| format!("item-{number}"));
        let lines = numbers.map(|number| {
            let subject =
                format!("C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-{number:06},CN=Aïcha Ngaré");
            let id = format!("item-{number}");
            json!({ "id": id, "csr": csr::p256(), "subject": subject, "san": [] }).to_string()
        });
        let lines: Vec<_> = lines.collect();
        fs::write(self.requests(&name), lines.join("\n")).unwrap();
        Batch {
            name,
            ids: ids.collect(),
        }
    }

    fn requests(&self, batch: &str) -> PathBuf {
        self.lab.file(&format!("{batch}.jsonl"))
    }

    fn spawn(&self, desk: &Desk, deed: Deed) -> Job {
        let mut command = self.command(desk, &deed);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        Job { deed, child }
    }

    fn command(&self, desk: &Desk, deed: &Deed) -> Command {
        let citizen = ["--issuer", "citizens", "--profile", "citizen-signature"];
        let mut command = match deed {
            Deed::Revoke { serial } => {
                let revoke = ["cert", "revoke", "--issuer", "citizens", serial];
                desk.command(revoke.iter().chain(&["--reason", "superseded", "--yes"]))
            }
            Deed::Publish { .. } => desk.command(["crl", "publish", "--issuer", "citizens"]),
            Deed::Batch(_) | Deed::Issue { .. } | Deed::Tell => {
                desk.command(["cert", "issue"].iter().chain(&citizen))
            }
        };
        match deed {
            Deed::Batch(Batch { name, .. }) => {
                command.arg("--batch").arg(self.requests(name));
                command.arg("--out-dir").arg(self.folder.join(name));
            }
            Deed::Issue { .. } | Deed::Tell => {
                command.args(["--subject", AICHA, "--csr"]).arg(&self.csr);
            }
            Deed::Revoke { .. } | Deed::Publish { .. } => {}
        }
        if let Deed::Issue { file } | Deed::Publish { file } = deed {
            command.arg("--out").arg(self.folder.join(file));
        }
        command
    }

    /// Ends a round, all its programs having ended: notes what left and was acknowledged. `seen`
    /// are the files as anybody could have read them.
    pub fn close(&mut self, jobs: Vec<Job>, seen: &Files) -> Closed {
        let (mut acknowledged, mut failed) = (Files::new(), Vec::new());
        for job in jobs {
            let output = job.child.wait_with_output().unwrap();
            let succeeded = output.status.success();
            match &job.deed {
                Deed::Batch(batch) if !succeeded => self.batch = Some(batch.clone()),
                Deed::Tell if output.stdout.ends_with(b"-----END CERTIFICATE-----\n") => {
                    self.books.certificate_left(&output.stdout);
                }
                Deed::Revoke { serial } if succeeded => self.books.revocation_acknowledged(serial),
                Deed::Batch(_) | Deed::Issue { .. } | Deed::Tell => {}
                Deed::Revoke { .. } | Deed::Publish { .. } => {}
            }
            if !succeeded {
                let said = String::from_utf8_lossy(&output.stderr);
                failed.push(format!("{:?}: {}: {said}", job.deed, output.status));
            } else {
                acknowledged.extend(job.deed.files().map(|file| {
                    let octets = seen
                        .get(&file)
                        .unwrap_or_else(|| panic!("{file:?} is not there"));
                    (file, octets.clone())
                }));
            }
            self.living.extend(job.deed.serials(seen));
        }
        self.note(seen);
        self.desks.iter().for_each(Desk::puts_the_token_back);
        Closed {
            acknowledged,
            failed,
        }
    }

    /// What was seen has left the house. Drafts have names with a dot in front.
    fn note(&mut self, seen: &Files) {
        for (path, octets) in seen {
            let extension = path.extension().and_then(OsStr::to_str);
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            match extension.filter(|_| !name.starts_with('.')) {
                Some("pem") => self.books.certificate_left(octets),
                Some("crl") => self.books.crl_left(octets),
                Some(_) | None => {}
            }
        }
    }

    /// Runs the batch that is not at its end, if there is one, and insists that it ends well.
    pub fn finish(&mut self) {
        if let Some(batch) = self.batch.take() {
            let deed = Deed::Batch(batch);
            let _done = Run::of(&mut self.command(&self.desks[0], &deed)).succeeds();
        }
    }
}

impl Deed {
    /// The files that it acknowledges.
    fn files(&self) -> impl Iterator<Item = PathBuf> {
        let files = match self {
            Self::Batch(Batch { name, ids }) => {
                let files = ids.iter().map(|id| format!("{id}.pem"));
                let files = files.chain(["results.jsonl".to_owned()]);
                files.map(|file| Path::new(name).join(file)).collect()
            }
            Self::Issue { file } | Self::Publish { file } => vec![file.clone()],
            Self::Tell | Self::Revoke { .. } => Vec::new(),
        };
        files.into_iter()
    }

    /// Serials that it was told of, to be revoked in later rounds.
    fn serials(&self, seen: &Files) -> Vec<String> {
        let Self::Batch(Batch { name, .. }) = self else {
            return Vec::new();
        };
        let results = seen.get(&Path::new(name).join("results.jsonl"));
        let text = String::from_utf8_lossy(results.map_or(&[], Vec::as_slice)).into_owned();
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let fresh = lines.filter(|line| line["replayed"] == false);
        fresh
            .filter_map(|line| line["serial"].as_str().map(str::to_owned))
            .take(2)
            .collect()
    }
}

/// The files below a folder, as they are now.
#[must_use]
pub fn files_below(folder: &Path) -> Files {
    let (mut files, mut open) = (Files::new(), vec![folder.to_owned()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(octets) = fs::read(&path) {
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), octets);
            }
        }
    }
    files
}
