//! The options by which certificates are searched.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ca_api::certificate::{LintVersions, ProfileVersion, Search, Standing};
use ca_api::issuer::IssuerName;
use ca_api::word::Word;
use ca_core::certificate::{self, Summary};
use ca_core::csr::Csr;
use ca_core::digest::Sha256Digest;
use ca_core::registry::records::{ListedReason, Officer};
use ca_core::san::SubjectAltName;
use ca_core::serial::Serial;
use ca_core::subject::Subject;
use ca_core::subject_key::key_hash;
use ca_core::timestamp::{Clock, Timestamp};
use ca_desk::error::{Failure, Kind};
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use clap::{Args, ValueEnum};

use super::criterion;
use crate::cli::value;

#[derive(Args, Debug)]
pub(super) struct Criteria {
    #[arg(long, value_name = "SERIAL", value_parser = value::serial)]
    serial: Vec<Serial>,
    #[arg(long, value_name = "ISSUER", value_parser = value::issuer)]
    issuer: Option<IssuerName>,
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    #[arg(long, value_name = "VERSION", requires = "profile",
        value_parser = criterion::profile_version)]
    profile_version: Option<Word<ProfileVersion>>,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject_as_given)]
    subject: Option<Word<Subject>>,
    #[arg(long, value_name = "SAN", value_parser = value::alternative_name_as_given)]
    san: Vec<Word<SubjectAltName>>,
    #[arg(long, value_name = "HASH_OR_FILE")]
    key: Option<PathBuf>,
    #[arg(long, value_name = "OFFICER", value_parser = value::officer_as_given)]
    officer: Option<Word<Officer>>,
    #[arg(long, value_name = "VERSIONS", value_parser = criterion::versions)]
    lint_version: Option<Word<LintVersions>>,
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
    #[arg(long, value_name = "STATUS", value_enum)]
    status: Option<Status>,
    #[arg(long, value_name = "REASON", value_parser = criterion::reason())]
    reason: Option<Word<ListedReason>>,
    #[command(flatten)]
    times: Times,
}

#[derive(Args, Debug)]
struct Times {
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    prepared_after: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    prepared_before: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    issued_after: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    issued_before: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    starts_after: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    starts_before: Option<Timestamp>,
    #[arg(long, value_name = "DAYS", value_parser = criterion::span,
        conflicts_with_all = ["expires_after", "expires_before"])]
    expiring: Option<Duration>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    expires_after: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    expires_before: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    revoked_after: Option<Timestamp>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    revoked_before: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Status {
    Good,
    Suspended,
    Revoked,
    Open,
    Abandoned,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Self {
        match status {
            Status::Good => Self::Good,
            Status::Suspended => Self::Suspended,
            Status::Revoked => Self::Revoked,
            Status::Open => Self::Open,
            Status::Abandoned => Self::Abandoned,
        }
    }
}

impl Criteria {
    /// What is searched for.
    ///
    /// # Errors
    /// The file with the key cannot be read.
    pub(super) fn search(self) -> Result<Search, Failure> {
        let times = self.times;
        // The desk lets what expires begin now.
        let expiring = times.expiring.map(|span| SystemClock.now().plus(span));
        Ok(Search {
            serial: self.serial.into_iter().map(Word::of).collect(),
            issuer: self.issuer.map(Word::of),
            profile: self.profile,
            profile_version: self.profile_version,
            subject: self.subject,
            san: self.san,
            key: self.key.as_deref().map(key_of).transpose()?,
            officer: self.officer,
            lint_version: self.lint_version,
            request_id: self.request_id,
            status: self.status.map(Standing::from),
            reason: self.reason,
            prepared_after: times.prepared_after.map(Word::of),
            prepared_before: times.prepared_before.map(Word::of),
            issued_after: times.issued_after.map(Word::of),
            issued_before: times.issued_before.map(Word::of),
            starts_after: times.starts_after.map(Word::of),
            starts_before: times.starts_before.map(Word::of),
            expires_after: times.expires_after.map(Word::of),
            expires_before: expiring.or(times.expires_before).map(Word::of),
            revoked_after: times.revoked_after.map(Word::of),
            revoked_before: times.revoked_before.map(Word::of),
        })
    }
}

/// What the Registry knows a key by: given as it is, or the key of a certificate or request.
fn key_of(given: &Path) -> Result<Word<Sha256Digest>, Failure> {
    let hash = given.to_str().and_then(criterion::key_hash);
    if let Some(hash) = hash.filter(|_| !given.exists()) {
        return Ok(Word::of(hash));
    }
    let content = input::read(given, input::CERTIFICATE_LIMIT)?;
    let key = match certificate::parse(&content).and_then(|der| Summary::of(&der)) {
        Ok(summary) => Some(summary.public_key),
        Err(_) => Csr::parse(&content)
            .ok()
            .map(|csr| csr.key().spki().to_vec()),
    };
    key.map(|key| Word::of(key_hash(&key))).ok_or_else(|| {
        let unread = Message::new("error-not-read").with("file", given.display());
        Failure::new(Kind::Refused, unread).cause(Message::new("cert-no-key-in-file"))
    })
}
