//! `sceau registry restore`.

use std::io::{self, BufReader, Read, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use ca_api::registry::RegistryState;
use ca_core::anchor::Anchored;
use ca_core::anchor::standing::Standing;
use ca_core::authority::continuity;
use ca_core::digest::{Sha256Digest, Sha256Stream};
use ca_core::registry::RegistryError;
use ca_desk::config::Config;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::perform::registry;
use ca_desk::perform::registry::examination::{Finding, examine};
use ca_desk::wiring;
use ca_store::backup;
use ca_store::backup::keys::Identities;
use ca_store::sqlite::Restoring;
use ca_store::url::RegistryUrl;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::cli::registry::backup::keys_failure;
use crate::cli::registry::check;
use crate::cli::registry::state;
use crate::cli::value;
use crate::desk::actor;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress::{self, Share};

/// Most octets of a file of identities.
const IDENTITY_LIMIT: u64 = 64 * 1024;

/// Octets moved at a time.
const BUFFER: usize = 1 << 18;

#[derive(Args, Debug)]
pub(crate) struct Restore {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    #[arg(long, value_name = "URL", value_parser = value::registry_url)]
    registry: Option<RegistryUrl>,
    #[arg(long, value_name = "SHA256", value_parser = value::sha256)]
    sha256: Option<Sha256Digest>,
}

impl Restore {
    /// Reads the backup beside its place, examines what came out of it, records that it was put
    /// back, and only then gives it its name.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = match &self.registry {
            Some(_) if !invocation.has_config() => None,
            Some(_) | None => Some(invocation.config()?),
        };
        let target = self.target(config.as_ref())?;
        has_folder(&target)?;
        let identities = self.identities(invocation)?;
        let restoring = Restoring::begin(&target).map_err(|error| registry_failure(&error))?;
        let digest = self.fill(&restoring, &identities, invocation)?;
        let draft = restoring.draft();
        sound(draft, invocation)?;
        let anchor = config.map(|config| config.anchor);
        let standing = standing(draft, anchor)?;
        let backup = continuity::Backup {
            sha256: digest,
            octets: self.file.metadata().map_or(0, |metadata| metadata.len()),
            holds: standing.found.clone(),
        };
        let proven = standing.anchor.is_some() && standing.gap.is_none();
        record(draft, &backup, proven)?;
        restoring
            .finish()
            .map_err(|error| registry_failure(&error))?;
        Ok(Answer::of(RestoreReport {
            registry: RegistryUrl::Sqlite(target).to_string(),
            sha256: digest.to_string(),
            state: registry::state(&standing.found),
            lost_events: standing.lost_events(),
            stale: !proven,
        }))
    }

    /// A backup goes into an SQLite file; from there `registry copy` leads to other engines.
    fn target(&self, config: Option<&Config>) -> Result<PathBuf, Failure> {
        let named = self.registry.as_ref();
        match named.or(config.map(|config| &config.registry)) {
            Some(RegistryUrl::Sqlite(path)) => Ok(path.clone()),
            Some(_) | None => Err(Failure::new(Kind::Usage, not_restored())
                .cause(Message::new("registry-restore-sqlite"))
                .hint(Message::new("hint-registry-restore-sqlite"))),
        }
    }

    /// Whoever can read the file can read every backup; that it is open to others is told and no
    /// reason to refuse it in an emergency.
    fn identities(&self, invocation: &Invocation) -> Result<Identities, Failure> {
        let text = SecretString::from(input::read_text(&self.identity, IDENTITY_LIMIT)?);
        let mode = self
            .identity
            .metadata()
            .map_or(0, |file| file.mode() & 0o777);
        if *self.identity != *"-" && mode & 0o077 != 0 {
            let message =
                Message::new("registry-identity-open").with("mode", format!("{mode:04o}"));
            invocation.tell(&message.with("file", self.identity.display()));
        }
        Identities::parse(text.expose_secret()).map_err(|error| keys_failure(&error, "identity"))
    }

    /// Fills the place with the content of the backup; returns the file's digest, which is the
    /// one that the operator expects, if any.
    fn fill(
        &self,
        restoring: &Restoring,
        identities: &Identities,
        invocation: &Invocation,
    ) -> Result<Sha256Digest, Failure> {
        let unread = |error: &io::Error| {
            let message = Message::new("error-not-read").with("file", self.file.display());
            Failure::because(message, explain::file(error))
        };
        let mut file = input::regular(&self.file).map_err(|error| unread(&error))?;
        let octets = file.metadata().map_or(0, |metadata| metadata.len());
        let digest = digest(&mut file).map_err(|error| unread(&error))?;
        if let Some(expected) = self.sha256.filter(|expected| *expected != digest) {
            let cause = Message::new("backup-other-digest").with("found", digest);
            let why = Explanation::new(Kind::Refused, cause.with("expected", expected));
            return Err(Failure::because(not_restored(), why));
        }
        file.rewind().map_err(|error| unread(&error))?;
        let share = Share::start(invocation, &Message::new("progress-restore"));
        let counted = Counted {
            file: BufReader::new(file),
            read: 0,
            watch: &|read| share.reach(read, octets),
        };
        let filled = backup::open(counted, identities)
            .and_then(|mut content| Ok(restoring.fill(&mut content)?));
        share.finish();
        filled.map_err(|error| Failure::because(not_restored(), explain::backup(&error)))?;
        Ok(digest)
    }
}

/// The folder is made by whoever knows which accounts share it.
fn has_folder(target: &Path) -> Result<(), Failure> {
    let folder = target.parent().filter(|folder| *folder != "");
    let Some(folder) = folder.filter(|folder| matches!(folder.try_exists(), Ok(false))) else {
        return Ok(());
    };
    let cause = Message::new("registry-restore-folder").with("folder", folder.display());
    let hint = Message::new("hint-registry-restore-folder").with("folder", folder.display());
    Err(Failure::new(Kind::Usage, not_restored())
        .cause(cause)
        .hint(hint))
}

fn digest(file: &mut impl Read) -> io::Result<Sha256Digest> {
    let (mut stream, mut buffer) = (Sha256Stream::default(), vec![0; BUFFER]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(stream.finish());
        }
        stream.update(buffer.get(..read).unwrap_or_default());
    }
}

/// Tells how far a file was read.
struct Counted<'w, R> {
    file: R,
    read: u64,
    watch: &'w dyn Fn(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read += u64::try_from(read).unwrap_or(0);
        (self.watch)(self.read);
        Ok(read)
    }
}

/// That the Registry in the backup is whole, before it has a name.
fn sound(draft: &Path, invocation: &Invocation) -> Result<(), Failure> {
    let store = wiring::unanchored(draft).map_err(|error| registry_failure(&error))?;
    let at_work = |check: &'static str, work: &dyn Fn() -> Finding| {
        let what = Message::new("progress-registry-check");
        let what = what.say("check", Message::of("registry-check", check));
        progress::during(invocation, &what, work)
    };
    let findings = examine(&store, true, &at_work);
    let bad = findings.iter().filter(|finding| finding.defects > 0);
    let why = bad.fold(Explanation::empty(Kind::Refused), |why, finding| {
        let check = Message::of("registry-check", finding.check);
        let line = Message::new("registry-check-bad").say("check", check);
        let why = why.cause(line.count("defects", finding.defects));
        let outcome = finding.report(&invocation.catalogue);
        check::lines(&outcome)
            .into_iter()
            .fold(why, Explanation::cause)
    });
    if why.causes.is_empty() {
        return Ok(());
    }
    let why = why.hint(Message::new("hint-backup-older"));
    Err(Failure::because(not_restored(), why))
}

/// How what came out of the backup stands to the anchor, which is only read.
fn standing(draft: &Path, anchor: Option<PathBuf>) -> Result<Standing, Failure> {
    let standing = wiring::unanchored(draft).and_then(|store| match anchor {
        Some(anchor) => store.anchored(anchor).standing(),
        None => store.standing(),
    });
    standing.map_err(|error| registry_failure(&error))
}

fn record(draft: &Path, backup: &continuity::Backup, proven: bool) -> Result<(), Failure> {
    let opened = wiring::without_anchor(draft);
    let (store, authority) = opened.map_err(|error| registry_failure(&error))?;
    authority
        .record_restore(&actor::os_user(), store.as_ref(), backup, proven)
        .map_err(|error| Failure::because(not_restored(), explain::continuity(&error)))
}

fn registry_failure(error: &RegistryError) -> Failure {
    if let RegistryError::Exists { object } = error {
        let cause = Message::new("registry-restore-exists").with("place", object);
        let why = Explanation::new(Kind::Refused, cause);
        return Failure::because(
            not_restored(),
            why.hint(Message::new("hint-registry-aside")),
        );
    }
    Failure::because(not_restored(), explain::registry(error))
}

fn not_restored() -> Message {
    Message::new("registry-not-restored")
}

/// A Registry that was put back.
#[derive(Debug, Serialize)]
struct RestoreReport {
    registry: String,
    /// SHA-256 of the backup.
    sha256: String,
    #[serde(flatten)]
    state: RegistryState,
    /// Events that the anchor knows and the backup does not have.
    lost_events: u64,
    /// It is not written before that is acknowledged.
    stale: bool,
}

impl Report for RestoreReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("registry-restored").with("registry", &self.registry));
        page.field("field-sha256", &self.sha256);
        state::write(&self.state, page);
        page.sentence(&if self.stale {
            Message::new("registry-restored-stale").count("lost", self.lost_events)
        } else {
            Message::new("registry-restored-whole")
        });
    }
}
