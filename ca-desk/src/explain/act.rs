//! Acts of the authority that were not done.

use ca_core::authority::Rule;
use ca_core::authority::crls::CrlError;
use ca_core::authority::documents::DocumentUnavailable;
use ca_core::authority::found::{FoundError, SettingsUnavailable};
use ca_core::authority::issue::IssueError;
use ca_core::authority::keys::KeyError;
use ca_core::authority::profiles::ProfileUnavailable;
use ca_core::authority::withdraw::WithdrawError;
use ca_core::generation::GenerationId;
use ca_core::profile::KeyReuse;
use ca_core::registration::RegistrationFault;
use ca_core::revocation::compromise::NoProof;
use ca_core::revocation::request::Excess;
use ca_core::serial::Serial;

use super::device::state_word;
use super::{
    activate, bug, document_unavailable, finding, issuer, profile_unavailable, random, refused,
    registry, request, settings_unavailable, signer, unavailable,
};
use crate::error::Explanation;
use crate::message::Message;

/// An authority that was not founded.
pub fn found(error: &FoundError) -> Explanation {
    match error {
        FoundError::Founded => {
            refused(Message::new("authority-founded")).hint(Message::new("hint-other-registry"))
        }
        FoundError::Registry(error) => registry(error),
        FoundError::Document(error) => activate(error),
        FoundError::Random(_) => random(),
        other => bug(other),
    }
}

/// Something that was not done to a key, with the requirement that forbids it.
pub fn key(error: &KeyError) -> Explanation {
    key_cause(error).by(error.requirement()).named(error.rule())
}

fn key_cause(error: &KeyError) -> Explanation {
    match error {
        KeyError::InUse { generation } => {
            refused(Message::new("key-in-use").with("generation", generation))
                .hint(Message::new("hint-key-in-use"))
        }
        KeyError::Anonymous { key } => refused(Message::new("key-anonymous").with("key", key)),
        KeyError::StillThere { token } => {
            unavailable(Message::new("key-still-there").with("token", token))
                .hint(Message::new("hint-key-still-there"))
        }
        KeyError::NoBackup { key } => refused(Message::new("key-no-backup").with("key", key))
            .hint(Message::new("hint-key-no-backup")),
        KeyError::Unprotected { defects } => {
            refused(Message::new("key-unprotected").with("defects", defects))
                .hint(Message::new("hint-key-unprotected"))
        }
        KeyError::Signer(error) => signer(error),
        KeyError::Registry(error) => registry(error).hint(Message::new("hint-key-unrecorded")),
        KeyError::Random(_) => random(),
        other => bug(other),
    }
}

/// A certificate that was not issued, with the requirement that forbids it.
pub fn issue(error: &IssueError) -> Explanation {
    let explanation = cause(error);
    if explanation.rule.is_some() {
        return explanation;
    }
    explanation.by(error.requirement()).named(error.rule())
}

fn cause(error: &IssueError) -> Explanation {
    match error {
        IssueError::Csr(error) => request::csr(error),
        IssueError::Key(defect) => super::key::key(defect),
        IssueError::Profile(error) => request::prepare(error),
        IssueError::NoProfile(error) => no_profile(error),
        IssueError::NoSettings(error) => no_settings(error),
        IssueError::NoDocument(error) => no_document(error),
        IssueError::KeyOrigin(error) => super::key::origin(error),
        IssueError::Issuer(error) => issuer(error),
        IssueError::Signer(error) => signer(error),
        IssueError::Registry(error) => registry(error),
        IssueError::Random(_) => random(),
        IssueError::KeyBarred => {
            refused(Message::new("issue-key-barred")).hint(Message::new("hint-sound-key"))
        }
        IssueError::KeyReused {
            issuer,
            serial,
            allowed,
        } => key_reused(issuer, serial, *allowed),
        IssueError::OtherName => {
            refused(Message::new("issue-other-name")).hint(Message::new("hint-renamed"))
        }
        IssueError::WrongProfile { profile } => {
            refused(Message::new("issue-wrong-profile").with("profile", profile))
                .hint(Message::new("hint-profile-list"))
        }
        IssueError::KeyAlgorithm { asked, allowed } => {
            let message = Message::new("issue-key-algorithm").with("asked", asked);
            refused(message.with("allowed", allowed)).hint(Message::new("hint-profile-show"))
        }
        IssueError::Lint { findings } => {
            let message = Message::new("issue-lint").count("count", findings.len());
            findings
                .iter()
                .map(|found| finding::message(found).by(found.rule))
                .fold(refused(message), Explanation::cause)
                .ruled(error.requirement())
        }
        IssueError::RequestId { found } => {
            refused(Message::new("issue-request-id").with("found", found))
        }
        IssueError::NotResumable { request_id, state } => {
            let message = Message::new("issue-not-resumable").with("request", request_id);
            refused(message.say("state", state_word(state)))
                .hint(Message::new("hint-other-request"))
        }
        IssueError::Registration(fault) => refused(Message::new(match fault {
            RegistrationFault::Missing => "registration-missing",
            RegistrationFault::Form => "registration-form",
            RegistrationFault::EvidenceCount => "registration-evidence-count",
            RegistrationFault::EvidenceEnded => "registration-evidence-ended",
            RegistrationFault::AcceptanceInFuture => "registration-acceptance",
            RegistrationFault::Prefecture => "registration-prefecture",
            RegistrationFault::OfficerIsSubject => "registration-officer",
            other => return bug(other),
        })),
        IssueError::Clock { doubt } => {
            let doubt = Message::of("clock-doubt", doubt.as_str());
            unavailable(Message::new("issue-clock").say("doubt", doubt))
                .hint(Message::new("hint-clock"))
        }
        IssueError::Unreadable(cause) => bug(cause),
        IssueError::Encoding(cause) => bug(cause),
        other => bug(other),
    }
}

/// A profile in force that is no longer valid stands against every request alike: it is named so,
/// not by the requirement that it breaks, which might be the fault of one.
fn no_profile(error: &ProfileUnavailable) -> Explanation {
    let is_invalid = matches!(error, ProfileUnavailable::Invalid(_));
    in_force(
        profile_unavailable(error),
        error,
        is_invalid,
        "profile-unfit",
    )
}

/// As [`no_profile`].
fn no_settings(error: &SettingsUnavailable) -> Explanation {
    let is_invalid = matches!(error, SettingsUnavailable::Invalid(_));
    in_force(
        settings_unavailable(error),
        error,
        is_invalid,
        "settings-unfit",
    )
}

/// As [`no_profile`].
fn no_document(error: &DocumentUnavailable) -> Explanation {
    if let DocumentUnavailable::Settings(error) = error {
        return no_settings(error);
    }
    let is_invalid = matches!(
        error,
        DocumentUnavailable::Country(_)
            | DocumentUnavailable::Algorithms(_)
            | DocumentUnavailable::KeyOrigins(_)
    );
    in_force(
        document_unavailable(error),
        error,
        is_invalid,
        "document-unfit",
    )
}

fn in_force(
    why: Explanation,
    error: &impl Rule,
    is_invalid: bool,
    word: &'static str,
) -> Explanation {
    if is_invalid {
        why.ruled(Some(word))
    } else {
        why.named(error.rule())
    }
}

/// A key that stands in another certificate (CRT-21).
fn key_reused(issuer: &GenerationId, serial: &Serial, allowed: KeyReuse) -> Explanation {
    let id = match allowed {
        KeyReuse::Renewal => "issue-key-renewal",
        KeyReuse::Free | KeyReuse::Never => "issue-key-reused",
    };
    let message = Message::new(id).with("serial", serial);
    refused(message.with("issuer", issuer)).hint(Message::new("hint-sound-key"))
}

/// A certificate whose status was not changed.
pub fn withdraw(error: &WithdrawError) -> Explanation {
    withdraw_cause(error).named(error.rule())
}

fn withdraw_cause(error: &WithdrawError) -> Explanation {
    match error {
        WithdrawError::Unknown { line, .. } => {
            refused(Message::new("withdraw-unknown").with("line", line))
                .hint(Message::new("hint-cert-list"))
        }
        WithdrawError::NotIssued { state, .. } => {
            refused(Message::new("withdraw-not-issued").say("state", state_word(state)))
        }
        WithdrawError::AlreadyRevoked { since, .. } => {
            refused(Message::new("withdraw-revoked").with("since", since))
        }
        WithdrawError::AlreadySuspended { since, .. } => {
            refused(Message::new("withdraw-suspended").with("since", since))
        }
        WithdrawError::NotSuspended { .. } => refused(Message::new("withdraw-not-suspended")),
        WithdrawError::SuspensionForbidden { profile } => {
            refused(Message::new("withdraw-no-suspension").with("profile", profile))
                .hint(Message::new("hint-revoke-instead"))
        }
        WithdrawError::ReasonForbidden { reason } => {
            refused(Message::new("withdraw-reason").with("reason", reason))
        }
        WithdrawError::InvalidityInFuture { date } => {
            refused(Message::new("withdraw-invalidity").with("date", date))
        }
        WithdrawError::InvalidityTooEarly { date } => {
            refused(Message::new("withdraw-invalidity-early").with("date", date))
        }
        WithdrawError::Unproven { requester } => {
            refused(Message::new("withdraw-unproven").with("requester", requester))
        }
        WithdrawError::Excess { requester, excess } => {
            let id = match excess {
                Excess::InvalidityDate => "withdraw-excess-date",
                Excess::Reason => "withdraw-excess-reason",
            };
            refused(Message::new(id).with("requester", requester))
        }
        WithdrawError::EffectivePast { effective } => {
            refused(Message::new("withdraw-effective-past").with("effective", effective))
        }
        WithdrawError::EffectiveBeyondEnd { effective, end } => {
            let message = Message::new("withdraw-effective-beyond").with("effective", effective);
            refused(message.with("end", end))
        }
        WithdrawError::CodeRefused => refused(Message::new("withdraw-code")),
        WithdrawError::Proof(error) => no_proof(error),
        WithdrawError::NoProfile(error) => profile_unavailable(error),
        WithdrawError::Registry(error) => registry(error),
        WithdrawError::Random(_) => random(),
        other => bug(other),
    }
}

/// Compromise of a key that is not proven (REV-06).
fn no_proof(error: &NoProof) -> Explanation {
    match error {
        NoProof::Signature => refused(Message::new("proof-signature")),
        NoProof::OtherKey => refused(Message::new("proof-other-key")),
        NoProof::Text => refused(Message::new("proof-text")),
        NoProof::Csr(error) => request::csr(error),
        other => bug(other),
    }
}

/// A CRL that was not published.
pub fn crl(error: &CrlError) -> Explanation {
    crl_cause(error).named(error.rule())
}

fn crl_cause(error: &CrlError) -> Explanation {
    match error {
        CrlError::NoCertificate { generation } => {
            refused(Message::new("crl-no-certificate").with("generation", generation))
        }
        CrlError::TooLong {
            generation,
            algorithm,
            octets,
            most,
        } => {
            let message = Message::new("crl-too-long")
                .with("generation", generation)
                .with("algorithm", algorithm)
                .with("octets", octets)
                .with("most", most);
            refused(message).hint(Message::new("hint-crl-too-long"))
        }
        CrlError::Issuer(error) => issuer(error),
        CrlError::NoProfile(error) => profile_unavailable(error),
        CrlError::Registry(error) => registry(error),
        CrlError::Random(_) => random(),
        CrlError::Encoding(cause) => bug(cause),
        other => bug(other),
    }
}
