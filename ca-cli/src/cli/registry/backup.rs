//! `sceau registry backup`.

use std::env;
use std::fs::File;
use std::io::{self, BufWriter, Seek};
use std::path::PathBuf;

use ca_api::registry::RegistryState;
use ca_core::anchor::Anchor;
use ca_core::authority::continuity;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::perform::registry;
use ca_desk::wiring::{Store, Wiring};
use ca_store::backup::keys::{InvalidKeys, Recipients};
use ca_store::backup::{self, OpenError, Sealed};
use clap::{ArgGroup, Args};
use serde::Serialize;

use crate::cli::registry::state;
use crate::desk;
use crate::destination::Destination;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress::Share;

/// Where the copy of a server's registry is made, unless `TMPDIR` names another folder: on a disk
/// of this machine, never on the medium that the backup is for.
const SCRATCH: &str = "/var/tmp";

/// Most octets of a file of recipients.
const RECIPIENTS_LIMIT: u64 = 64 * 1024;

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("readers").required(true).multiple(true).args(["recipient", "recipients_file"]))]
pub(crate) struct Backup {
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long, value_name = "RECIPIENT")]
    recipient: Vec<String>,
    #[arg(long, value_name = "FILE")]
    recipients_file: Option<PathBuf>,
}

impl Backup {
    /// Records the intent, copies the Registry as it is at one moment, writes the copy encrypted,
    /// reads it back, and records the backup.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let recipients = self.recipients()?;
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let destination = Destination::private(&self.out)?;
        let recorded = |result: Result<(), _>| {
            result.map_err(|error| Failure::because(not_made(), explain::continuity(&error)))
        };
        let names = recipients.names();
        recorded(wiring.authority.begin_backup(&wiring.actor, &names))?;
        let (content, holds) = self.copy(&wiring, invocation)?;
        let sealed = self.write(destination, content, &recipients, invocation)?;
        let backup = continuity::Backup {
            sha256: sealed.sha256,
            octets: sealed.octets,
            holds,
        };
        recorded(wiring.authority.finish_backup(&wiring.actor, &backup))?;
        Ok(Answer::of(BackupReport {
            file: self.out.display().to_string(),
            sha256: backup.sha256.to_string(),
            octets: backup.octets,
            registry_octets: sealed.content_octets(),
            recipients: names,
            state: registry::state(&backup.holds),
        }))
    }

    fn recipients(&self) -> Result<Recipients, Failure> {
        let mut text = self.recipient.join("\n");
        let Some(file) = &self.recipients_file else {
            return Recipients::parse(&text).map_err(|error| keys_failure(&error, "recipient"));
        };
        text.push('\n');
        let listed = input::read_text(file, RECIPIENTS_LIMIT)?;
        // A fault is told with the line of the file.
        Recipients::parse(&listed).map_err(|error| keys_failure(&error, "recipient"))?;
        text.push_str(&listed);
        Recipients::parse(&text).map_err(|error| keys_failure(&error, "recipient"))
    }

    fn copy(&self, wiring: &Wiring, invocation: &Invocation) -> Result<(File, Anchor), Failure> {
        let scratch = env::var_os("TMPDIR").map_or_else(|| SCRATCH.into(), PathBuf::from);
        let share = Share::start(invocation, &Message::new("progress-backup-copy"));
        let passed = &mut |done, all| share.reach(done, all);
        let copied = wiring.store.copy(&scratch, passed);
        share.finish();
        copied.map_err(|error| Failure::because(not_made(), explain::registry(&error)))
    }

    /// The file has its name only once it was read back.
    fn write(
        &self,
        destination: Destination,
        mut content: File,
        recipients: &Recipients,
        invocation: &Invocation,
    ) -> Result<Sealed, Failure> {
        let unwritten = |error: &io::Error| {
            let message = Message::new("error-not-written").with("file", self.out.display());
            Failure::because(message, explain::file(error))
        };
        let octets = content.metadata().map_or(0, |metadata| metadata.len());
        let share = Share::start(invocation, &Message::new("progress-backup-encrypt"));
        let sealed = content.rewind().and_then(|()| {
            let file = BufWriter::new(destination.file());
            let passed = &mut |done| share.reach(done, octets);
            let (file, sealed) = backup::seal(&mut content, file, recipients, passed)?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?;
            destination.file().sync_all()?;
            Ok(sealed)
        });
        share.finish();
        let sealed = sealed.map_err(|error| unwritten(&error))?;
        let share = Share::start(invocation, &Message::new("progress-backup-verify"));
        let verified = destination.file().rewind().map_err(OpenError::from);
        let verified = verified.and_then(|()| {
            let passed = &mut |done| share.reach(done, octets);
            sealed.verify(io::BufReader::new(destination.file()), passed)
        });
        share.finish();
        verified.map_err(|error| Failure::because(not_made(), explain::backup(&error)))?;
        destination.keep()?;
        Ok(sealed)
    }
}

fn not_made() -> Message {
    Message::new("registry-not-backed-up")
}

/// Keys that are none; `kind` is `recipient` or `identity`.
pub(super) fn keys_failure(error: &InvalidKeys, kind: &'static str) -> Failure {
    let cause = match error {
        InvalidKeys::Line { line } => Message::of("backup-key-line", kind).count("line", *line),
        InvalidKeys::None => Message::of("backup-key-none", kind),
        other => Message::verbatim(other),
    };
    let why = Explanation::new(Kind::Usage, cause).hint(Message::new("hint-backup-keys"));
    Failure::because(Message::of("backup-key-unknown", kind), why)
}

/// A backup that was made and read back.
#[derive(Debug, Serialize)]
struct BackupReport {
    file: String,
    /// SHA-256 of the file.
    sha256: String,
    octets: u64,
    /// Length of the Registry's own file.
    registry_octets: u64,
    recipients: Vec<String>,
    #[serde(flatten)]
    state: RegistryState,
}

impl Report for BackupReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("registry-backed-up").with("file", &self.file));
        page.field("field-sha256", &self.sha256);
        page.field("field-octets", self.octets);
        page.field("field-registry-octets", self.registry_octets);
        page.field("field-recipients", self.recipients.join("\n"));
        state::write(&self.state, page);
    }
}
