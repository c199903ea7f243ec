//! The audit log: defects, heads that were not signed, proofs, purges.

use ca_core::audit::AuditDefect;
use ca_core::audit::evidence::EvidenceError;
use ca_core::audit::export::{ExportError, MANIFEST};
use ca_core::audit::head::HeadDefect;
use ca_core::audit::merkle::ProofError;
use ca_core::audit::signer::SignerDefect;
use ca_core::authority::Rule;
use ca_core::authority::heads::{HeadError, LogNotExported, NoEvidence};
use ca_core::authority::logins::LoginUnrecorded;
use ca_core::authority::purge::PurgeError;

use super::device::system;
use super::{
    bug, document_unavailable, issue, profile_unavailable, random, refused, registry,
    settings_unavailable, signer, unavailable,
};
use crate::error::{Explanation, Kind};
use crate::message::Message;

/// An audit log that contradicts itself, or what is known of it.
pub fn audit(defect: &AuditDefect) -> Explanation {
    let at = |id, index: &u64| refused(Message::new(id).count("index", *index));
    let explanation = match defect {
        AuditDefect::Missing { index } => at("audit-missing", index),
        AuditDefect::Altered { index } => at("audit-altered", index),
        AuditDefect::NotAnEvent { index } => at("audit-not-an-event", index),
        AuditDefect::Unaccounted { index } => at("audit-unaccounted", index),
        AuditDefect::Unpurged { index } => at("audit-unpurged", index),
        AuditDefect::Purge { index } => at("audit-purge-false", index),
        AuditDefect::Early { index, time, ended } => {
            let message = Message::new("audit-purge-early").count("index", *index);
            refused(message.with("time", time).with("ended", ended))
        }
        AuditDefect::Withdrawn { size } => sized("audit-signer-withdrawn", *size),
        AuditDefect::Root { recorded, found } => {
            let message = Message::new("audit-root").with("recorded", recorded.root);
            refused(message.with("found", found.root))
        }
        AuditDefect::Hash { level, index } => {
            let message = Message::new("audit-hash").count("index", *index);
            refused(message.count("level", *level))
        }
        AuditDefect::Fork { size, .. } => sized("audit-other-tree", *size),
        AuditDefect::Truncated { signed, size } => {
            let message = Message::new("audit-truncated").count("signed", *signed);
            refused(message.count("size", *size))
        }
        AuditDefect::Order { number } => {
            refused(Message::new("audit-order").count("number", *number))
        }
        AuditDefect::Head { number, defect } => {
            let message = Message::new("audit-head-bad").count("number", *number);
            above(message, head_defect(defect))
        }
        AuditDefect::Earlier(defect) => {
            let why = above(Message::new("audit-earlier-bad"), head_defect(defect));
            return usage(why);
        }
        AuditDefect::Signer { size, defect } => {
            let message = Message::new("audit-signer-bad").count("size", *size);
            above(message, signer_defect(defect))
        }
        AuditDefect::OutOfReach { size, first } => {
            let message = Message::new("audit-out-of-reach").count("size", *size);
            return usage(refused(message.count("first", *first)));
        }
        AuditDefect::Origin { found, expected } => {
            let message = Message::new("audit-other-log").with("found", found);
            refused(message.with("expected", expected))
        }
        AuditDefect::OtherRoot { root, .. } => {
            refused(Message::new("audit-other-root-of").with("root", root))
        }
        AuditDefect::NoFile { path } if path == MANIFEST => {
            return usage(refused(Message::new("audit-no-export").with("file", path)));
        }
        AuditDefect::NoFile { path } => refused(Message::new("audit-no-file").with("file", path)),
        AuditDefect::Malformed { path } => {
            refused(Message::new("audit-malformed").with("file", path))
        }
        AuditDefect::Manifest(error) => {
            refused(Message::new("audit-manifest")).cause(Message::verbatim(error))
        }
        AuditDefect::Source(fault) => {
            return unavailable(Message::new("audit-export-unread")).cause(system(fault));
        }
        AuditDefect::Unreadable(error) => return registry(error),
        other => return bug(other),
    };
    explanation
        .by(Some("AUD-03"))
        .hint(Message::new("hint-audit-defect"))
}

/// What was given does not belong together: that says nothing of the log.
fn usage(why: Explanation) -> Explanation {
    let kind = Kind::Usage;
    Explanation { kind, ..why }
}

/// An export that contradicts itself, or what is known of its log. A head of more events than it
/// has was kept by the auditor, since an export ends with its own last head.
pub fn audit_export(defect: &AuditDefect) -> Explanation {
    if let AuditDefect::Truncated { signed, size } = defect {
        let message = Message::new("audit-export-older").count("signed", *signed);
        return refused(message.count("size", *size)).hint(Message::new("hint-audit-export-again"));
    }
    audit(defect)
}

fn sized(id: &'static str, size: u64) -> Explanation {
    refused(Message::new(id).count("size", size))
}

/// Puts a cause above those of an explanation.
fn above(cause: Message, mut below: Explanation) -> Explanation {
    below.causes.insert(0, cause);
    below
}

/// A head that was not signed, or a signer that was not enrolled.
pub fn head(error: &HeadError) -> Explanation {
    head_cause(error).named(error.rule())
}

fn head_cause(error: &HeadError) -> Explanation {
    match error {
        HeadError::Unprotected { key, defects } => {
            let message = Message::new("audit-key-unprotected").with("key", key);
            refused(message.with("defects", defects)).by(error.requirement())
        }
        HeadError::Algorithm { key, found } => {
            let message = Message::new("audit-key-algorithm").with("key", key);
            refused(message.with("found", found)).by(error.requirement())
        }
        HeadError::NotEnrolled { key } => refused(Message::new("audit-no-signer").with("key", key))
            .hint(Message::new("hint-audit-enrol")),
        HeadError::WrongSignature { key } => {
            unavailable(Message::new("audit-wrong-signature").with("key", key))
        }
        HeadError::Contradicted { size } => sized("audit-head-contradicted", *size)
            .by(error.requirement())
            .hint(Message::new("hint-audit-defect")),
        HeadError::Empty => refused(Message::new("audit-empty")),
        HeadError::Unsound(defect) => head_defect(defect),
        HeadError::NoSettings(error) => settings_unavailable(error),
        HeadError::Issue(error) => issue(error),
        HeadError::Signer(error) => signer(error),
        HeadError::Registry(error) => registry(error),
        HeadError::Random(_) => random(),
        HeadError::Encoding(cause) => bug(cause),
        other => bug(other),
    }
}

/// A log of which no head was ever signed.
pub fn no_head() -> Explanation {
    refused(Message::new("audit-no-head"))
        .hint(Message::new("hint-audit-sign"))
        .named("audit-uncovered")
}

/// Something that is not a signed head.
pub fn head_defect(defect: &HeadDefect) -> Explanation {
    match defect {
        HeadDefect::Note(_) | HeadDefect::Checkpoint(_) => {
            refused(Message::new("audit-head-malformed")).cause(Message::verbatim(defect))
        }
        HeadDefect::Certificate(_) => refused(Message::new("audit-signer-unreadable")),
        HeadDefect::Key => refused(Message::new("audit-signer-key")),
        HeadDefect::Signature => refused(Message::new("audit-head-signature")),
        other => bug(other),
    }
}

/// A certificate that is not that of a signer of heads.
pub(super) fn signer_defect(defect: &SignerDefect) -> Explanation {
    match defect {
        SignerDefect::Length { found } => {
            refused(Message::new("audit-chain-length").count("found", *found))
        }
        SignerDefect::NotASigner => refused(Message::new("audit-not-a-signer")),
        SignerDefect::Policy { place } => {
            refused(Message::new("audit-chain-policy").count("place", *place))
        }
        SignerDefect::Unreadable { place } => {
            refused(Message::new("audit-chain-unreadable").count("place", *place))
        }
        SignerDefect::NotValid {
            place,
            at,
            not_before,
            not_after,
        } => {
            let message = Message::new("audit-chain-not-valid").count("place", *place);
            let message = message.with("from", not_before).with("to", not_after);
            refused(message.with("at", at))
        }
        SignerDefect::Chain { place, defect } => {
            refused(Message::new("audit-chain-broken").count("place", *place))
                .cause(super::key::chain_defect(*defect))
        }
        other => bug(other),
    }
}

/// A file that does not prove an event.
pub fn evidence(error: &EvidenceError) -> Explanation {
    let kind = |message: Message| Explanation::new(Kind::Usage, message);
    match error {
        EvidenceError::TooLarge { found } => {
            kind(Message::new("audit-proof-large").with("found", found))
        }
        EvidenceError::Syntax(error) => {
            kind(Message::new("audit-proof-syntax")).cause(Message::verbatim(error))
        }
        EvidenceError::Kind { .. } => kind(Message::new("audit-proof-kind")),
        EvidenceError::Field(field) => kind(Message::new("audit-proof-field").with("field", field)),
        EvidenceError::Leaf => refused(Message::new("audit-proof-leaf")),
        EvidenceError::Path(_) => refused(Message::new("audit-proof-path")),
        EvidenceError::Head(defect) => head_defect(defect),
        EvidenceError::Signer(defect) => signer_defect(defect),
        other => bug(other),
    }
}

/// An event that cannot be proven.
pub fn no_evidence(error: &NoEvidence) -> Explanation {
    let rule = match error {
        NoEvidence::OutOfRange { .. } => "event-unknown",
        NoEvidence::NotCovered { .. } => "audit-uncovered",
        NoEvidence::Registry(error) | NoEvidence::Proof(ProofError::Unreadable(error)) => {
            error.rule()
        }
        NoEvidence::Malformed { .. }
        | NoEvidence::UnknownSigner
        | NoEvidence::Certificate(_)
        | NoEvidence::Head(_)
        | NoEvidence::Proof(_)
        | _ => "AUD-03",
    };
    no_evidence_cause(error).named(rule)
}

fn no_evidence_cause(error: &NoEvidence) -> Explanation {
    match error {
        NoEvidence::OutOfRange { size, .. } => {
            refused(Message::new("audit-no-event").count("size", *size))
        }
        NoEvidence::NotCovered { signed, .. } => {
            refused(Message::new("audit-not-covered").count("signed", *signed))
                .hint(Message::new("hint-audit-sign"))
        }
        NoEvidence::Malformed { index } => {
            refused(Message::new("audit-altered").count("index", *index))
                .hint(Message::new("hint-audit-defect"))
        }
        NoEvidence::UnknownSigner => refused(Message::new("audit-signer-foreign")),
        NoEvidence::Certificate(_) => refused(Message::new("audit-signer-unreadable")),
        NoEvidence::Head(defect) => head_defect(defect),
        NoEvidence::Proof(ProofError::Unreadable(error)) => registry(error),
        NoEvidence::Proof(error) => refused(Message::new("audit-tree-incomplete"))
            .cause(Message::verbatim(error))
            .hint(Message::new("hint-audit-defect")),
        NoEvidence::Registry(error) => registry(error),
        other => bug(other),
    }
}

/// A log that was not exported.
pub fn export(error: &LogNotExported) -> Explanation {
    let error = match error {
        LogNotExported::Export(error) => error,
        LogNotExported::Registry(error) => return registry(error),
        LogNotExported::Random(_) => return random(),
        other => return bug(other),
    };
    let damaged = |message: Message| refused(message).hint(Message::new("hint-audit-defect"));
    match error {
        ExportError::Unsigned => no_head(),
        ExportError::Begin { first, size } => {
            let message = Message::new("audit-export-begin").count("first", *first);
            refused(message.count("size", *size))
        }
        ExportError::Purged { size } => {
            refused(Message::new("audit-export-purged").count("size", *size))
                .hint(Message::new("hint-audit-sign"))
        }
        ExportError::Damaged { index } => {
            damaged(Message::new("audit-altered").count("index", *index))
        }
        ExportError::NoHash { .. } => damaged(Message::new("audit-tree-incomplete")),
        ExportError::Signer => damaged(Message::new("audit-signer-foreign")),
        ExportError::Head(defect) => head_defect(defect),
        ExportError::Encoding(cause) => bug(cause),
        ExportError::Manifest(cause) => bug(cause),
        ExportError::Certificate(_) => refused(Message::new("audit-signer-unreadable")),
        ExportError::Unreadable(error) => registry(error),
        ExportError::Sink(fault) => {
            unavailable(Message::new("audit-export-sink")).cause(Message::verbatim(fault))
        }
        other => bug(other),
    }
}

/// Bodies that were not purged.
pub fn purge(error: &PurgeError) -> Explanation {
    purge_cause(error).named(error.rule())
}

fn purge_cause(error: &PurgeError) -> Explanation {
    match error {
        PurgeError::BeforeTerm {
            ended,
            from,
            retention,
        } => {
            let message = Message::new("audit-before-term").with("ended", ended);
            let message = message
                .with("from", from)
                .with("country", &retention.country);
            refused(message.count("years", retention.years)).by(Some("AUD-05"))
        }
        PurgeError::NoCountry(error) => document_unavailable(error),
        PurgeError::NoProfile(error) => profile_unavailable(error),
        PurgeError::Registry(error) => registry(error),
        PurgeError::Random(_) => random(),
        other => bug(other),
    }
}

/// A refused login that could not be recorded.
pub fn login(error: &LoginUnrecorded) -> Explanation {
    match error {
        LoginUnrecorded::Registry(error) => registry(error),
        LoginUnrecorded::Random(_) => random(),
        other => bug(other),
    }
}
