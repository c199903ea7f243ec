//! The options by which certificates are searched.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ca_core::certificate::{self, Summary};
use ca_core::csr::Csr;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::profile::Profile;
use ca_core::registry::Registry;
use ca_core::registry::records::{
    CertificateQuery, DocumentKind, ListedReason, ListedStatus, Officer,
};
use ca_core::registry::subject_value::SubjectValue;
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

use super::criterion::{self, ProfileVersion};
use crate::cli::lookup;
use crate::cli::value;
use ca_api::issuer::IssuerName;

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
    profile_version: Option<ProfileVersion>,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject)]
    subject: Option<Subject>,
    #[arg(long, value_name = "SAN", value_parser = value::alternative_name)]
    san: Vec<SubjectAltName>,
    #[arg(long, value_name = "HASH_OR_FILE")]
    key: Option<PathBuf>,
    #[arg(long, value_name = "OFFICER", value_parser = value::officer)]
    officer: Option<Officer>,
    #[arg(long, value_name = "VERSIONS", value_parser = criterion::versions)]
    lint_version: Option<RangeInclusive<u32>>,
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
    #[arg(long, value_name = "STATUS", value_enum)]
    status: Option<Status>,
    #[arg(long, value_name = "REASON", value_parser = criterion::reason())]
    reason: Option<ListedReason>,
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

impl From<Status> for ListedStatus {
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
    /// The query, from the first certificate on.
    ///
    /// # Errors
    /// The file with the key cannot be read, or there is no such issuer, profile or version of it.
    pub(super) fn query(self, registry: &dyn Registry) -> Result<CertificateQuery, Failure> {
        self.require_known(registry)?;
        let profiles = self.profiles(registry)?;
        let (line, issuer): (Option<LineName>, Option<GenerationId>) = match self.issuer {
            None => (None, None),
            Some(IssuerName::Line(line)) => (Some(line), None),
            Some(IssuerName::Generation(id)) => (None, Some(id)),
        };
        let times = self.times;
        let (not_before, not_after) = (times.starts(), times.ends());
        Ok(CertificateQuery {
            serials: self.serial,
            line,
            issuer,
            profile_name: self.profile,
            profiles,
            subject: values(self.subject.as_ref(), &self.san),
            key_hash: self.key.as_deref().map(key_of).transpose()?,
            officer: self.officer,
            lint_version: self.lint_version,
            request_id: self.request_id,
            status: self.status.map(ListedStatus::from),
            reason: self.reason,
            prepared: between(times.prepared_after, times.prepared_before),
            issued: between(times.issued_after, times.issued_before),
            not_before,
            not_after,
            withdrawn: between(times.revoked_after, times.revoked_before),
            ..CertificateQuery::default()
        })
    }

    fn require_known(&self, registry: &dyn Registry) -> Result<(), Failure> {
        let issuer = self.issuer.as_ref().map(|issuer| match issuer {
            IssuerName::Line(line) => line.to_string(),
            IssuerName::Generation(id) => id.to_string(),
        });
        let issuer = issuer.map(|issuer| lookup::require_issuer(registry, &issuer));
        let profile = self.profile.as_ref();
        let profile = profile.map(|profile| lookup::require_profile(registry, profile));
        let unlisted = |why| Failure::because(Message::new("cert-not-listed"), why);
        let known = issuer.into_iter().chain(profile).collect::<Result<(), _>>();
        known.map_err(unlisted)
    }

    /// The documents that have the version; none where no version is asked for.
    fn profiles(&self, registry: &dyn Registry) -> Result<Vec<Sha256Digest>, Failure> {
        let (Some(name), Some(version)) = (&self.profile, &self.profile_version) else {
            return Ok(Vec::new());
        };
        let documents = registry.documents(DocumentKind::Profile, name);
        let documents = documents.map_err(|error| super::unlisted(&error))?;
        let matching = documents.iter().filter(|document| match version {
            ProfileVersion::Number(number) => {
                let profile = Profile::parse(&document.content);
                profile.is_ok_and(|profile| profile.version() == *number)
            }
            ProfileVersion::Digest(begin) => document.digest().to_string().starts_with(begin),
        });
        let digests: Vec<_> = matching.map(|document| document.digest()).collect();
        if digests.is_empty() {
            let refused = Message::new("cert-not-listed");
            let cause = Message::new("profile-no-version").with("profile", name);
            return Err(Failure::new(Kind::Refused, refused).cause(cause));
        }
        Ok(digests)
    }
}

impl Times {
    fn starts(&self) -> Option<RangeInclusive<Timestamp>> {
        between(self.starts_after, self.starts_before)
    }

    /// What has expired already no longer expires: without a beginning it is from now on.
    fn ends(&self) -> Option<RangeInclusive<Timestamp>> {
        let now = SystemClock.now();
        match (self.expiring, self.expires_after, self.expires_before) {
            (Some(span), ..) => Some(now..=now.plus(span)),
            (None, None, Some(end)) => Some(now..=end),
            (None, after, before) => between(after, before),
        }
    }
}

/// A range with at least one end, both included.
fn between(
    after: Option<Timestamp>,
    before: Option<Timestamp>,
) -> Option<RangeInclusive<Timestamp>> {
    let first = Timestamp::from_unix_millis(i64::MIN);
    match (after, before) {
        (None, None) => None,
        (after, before) => Some(after.unwrap_or(first)..=before.unwrap_or(Timestamp::NO_END)),
    }
}

fn values(subject: Option<&Subject>, names: &[SubjectAltName]) -> Vec<SubjectValue> {
    let attributes = subject.into_iter().flat_map(Subject::iter);
    let attributes = attributes.map(|(kind, value)| SubjectValue::attribute(kind, value));
    let names = names.iter().map(SubjectValue::alternative_name);
    attributes.chain(names).collect()
}

/// What the Registry knows a key by: given as it is, or the key of a certificate or request.
fn key_of(given: &Path) -> Result<Sha256Digest, Failure> {
    let hash = given.to_str().and_then(criterion::key_hash);
    if let Some(hash) = hash.filter(|_| !given.exists()) {
        return Ok(hash);
    }
    let content = input::read(given, input::CERTIFICATE_LIMIT)?;
    let key = match certificate::parse(&content).and_then(|der| Summary::of(&der)) {
        Ok(summary) => Some(summary.public_key),
        Err(_) => Csr::parse(&content)
            .ok()
            .map(|csr| csr.key().spki().to_vec()),
    };
    key.map(|key| key_hash(&key)).ok_or_else(|| {
        let unread = Message::new("error-not-read").with("file", given.display());
        Failure::new(Kind::Refused, unread).cause(Message::new("cert-no-key-in-file"))
    })
}
