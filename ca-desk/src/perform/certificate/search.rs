//! What certificates are searched by, as the Registry asks it (REV-09).

use std::ops::RangeInclusive;

use ca_api::certificate::{ProfileVersion, Search, Standing};
use ca_api::issuer::IssuerName;
use ca_api::operation::Operation;
use ca_api::word::Word;
use ca_core::digest::Sha256Digest;
use ca_core::profile::Profile;
use ca_core::registry::records::{CertificateQuery, DocumentKind, ListedStatus};
use ca_core::registry::subject_value::SubjectValue;
use ca_core::registry::{Registry, RegistryError};
use ca_core::san::SubjectAltName;
use ca_core::subject::Subject;
use ca_core::timestamp::{Clock, Timestamp};

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::issuer::find;
use crate::wiring::clock::SystemClock;

/// The query, from the first certificate on.
///
/// # Errors
/// There is no such version of the profile, or the Registry cannot be read.
pub(super) fn query(registry: &dyn Registry, search: Search) -> Result<CertificateQuery, Failure> {
    let profiles = profiles(registry, &search)?;
    let (line, issuer) = match search.issuer.map(Word::into_value) {
        None => (None, None),
        Some(IssuerName::Line(line)) => (Some(line), None),
        Some(IssuerName::Generation(id)) => (None, Some(id)),
    };
    Ok(CertificateQuery {
        subject: values(search.subject.as_deref(), &search.san),
        serials: search.serial.into_iter().map(Word::into_value).collect(),
        line,
        issuer,
        profile_name: search.profile,
        profiles,
        key_hash: search.key.map(Word::into_value),
        officer: search.officer.map(Word::into_value),
        lint_version: search.lint_version.map(|versions| versions.into_value().0),
        request_id: search.request_id,
        status: search.status.map(status),
        reason: search.reason.map(Word::into_value),
        prepared: between(search.prepared_after, search.prepared_before),
        issued: between(search.issued_after, search.issued_before),
        not_before: between(search.starts_after, search.starts_before),
        not_after: ends(search.expires_after, search.expires_before),
        withdrawn: between(search.revoked_after, search.revoked_before),
        ..CertificateQuery::default()
    })
}

/// Refuses the name of an issuer that is not in the Registry, or out of reach, and the name of a
/// profile of which there never was a version: an empty list would look like an answer.
///
/// # Errors
/// There is none, or the Registry cannot be read.
pub(super) fn require_known<O: Operation>(
    registry: &dyn Registry,
    who: &Admitted<O>,
    search: &Search,
) -> Result<(), Failure> {
    let unlisted = |why| Failure::because(Message::new("cert-not-listed"), why);
    if let Some(issuer) = &search.issuer {
        let is_within = who.reaches_line(issuer.line());
        let known = if is_within {
            find::require(registry, &issuer.to_string())
        } else {
            Err(find::unknown(&issuer.to_string()))
        };
        known.map_err(unlisted)?;
    }
    let profile = search.profile.as_ref();
    profile.map_or(Ok(()), |profile| {
        require_profile(registry, profile).map_err(unlisted)
    })
}

/// Refuses the name of a profile of which the Registry never had a version.
///
/// # Errors
/// There is none, or the Registry cannot be read.
pub(super) fn require_profile(registry: &dyn Registry, name: &str) -> Result<(), Explanation> {
    let versions = registry.documents(DocumentKind::Profile, name);
    let versions = versions.map_err(|error| explain::registry(&error))?;
    if !versions.is_empty() {
        return Ok(());
    }
    let cause = Message::new("profile-unknown").with("name", name);
    let why = Explanation::new(Kind::Refused, cause).hint(Message::new("hint-profile-list"));
    Err(why.named("profile-unknown"))
}

/// A list that cannot be read.
pub(super) fn unlisted(error: &RegistryError) -> Failure {
    Failure::because(Message::new("cert-not-listed"), explain::registry(error))
}

/// The documents that have the version; none where no version is asked for.
fn profiles(registry: &dyn Registry, search: &Search) -> Result<Vec<Sha256Digest>, Failure> {
    let Some(version) = search.profile_version.as_deref() else {
        return Ok(Vec::new());
    };
    let name = search.profile.as_deref().unwrap_or_default();
    let documents = registry.documents(DocumentKind::Profile, name);
    let documents = documents.map_err(|error| unlisted(&error))?;
    let matching = documents.iter().filter(|document| match version {
        ProfileVersion::Number(number) => {
            let profile = Profile::parse(&document.content);
            profile.is_ok_and(|profile| profile.version() == *number)
        }
        ProfileVersion::Digest(begin) => document.digest().to_string().starts_with(begin),
    });
    let digests: Vec<_> = matching.map(|document| document.digest()).collect();
    if !digests.is_empty() {
        return Ok(digests);
    }
    let cause = Message::new("profile-no-version").with("profile", name);
    let why = Explanation::new(Kind::Refused, cause).named("profile-version-unknown");
    Err(Failure::because(Message::new("cert-not-listed"), why))
}

/// What has expired already no longer expires: without a beginning it is from now on.
fn ends(
    after: Option<Word<Timestamp>>,
    before: Option<Word<Timestamp>>,
) -> Option<RangeInclusive<Timestamp>> {
    match (after, before) {
        (None, Some(end)) => Some(SystemClock.now()..=*end),
        (after, before) => between(after, before),
    }
}

/// A range with at least one end, both included.
fn between(
    after: Option<Word<Timestamp>>,
    before: Option<Word<Timestamp>>,
) -> Option<RangeInclusive<Timestamp>> {
    let first = Timestamp::from_unix_millis(i64::MIN);
    match (after, before) {
        (None, None) => None,
        (after, before) => {
            let last = before.map_or(Timestamp::NO_END, Word::into_value);
            Some(after.map_or(first, Word::into_value)..=last)
        }
    }
}

fn values(subject: Option<&Subject>, names: &[Word<SubjectAltName>]) -> Vec<SubjectValue> {
    let attributes = subject.into_iter().flat_map(Subject::iter);
    let attributes = attributes.map(|(kind, value)| SubjectValue::attribute(kind, value));
    let names = names
        .iter()
        .map(|name| SubjectValue::alternative_name(name));
    attributes.chain(names).collect()
}

const fn status(standing: Standing) -> ListedStatus {
    match standing {
        Standing::Good => ListedStatus::Good,
        Standing::Suspended => ListedStatus::Suspended,
        Standing::Revoked => ListedStatus::Revoked,
        Standing::Open => ListedStatus::Open,
        Standing::Abandoned => ListedStatus::Abandoned,
    }
}
