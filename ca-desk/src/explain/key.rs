//! Keys: what is wrong with one, what the table of algorithms says, where it was made.

use ca_core::algorithm_table::AlgorithmRefusal;
use ca_core::key_origin::{ChainDefect, OriginError};
use ca_core::subject_key::KeyDefect;
use ca_core::verify::VerifyError;

use super::refused;
use crate::error::Explanation;
use crate::message::Message;

/// A key that may not be certified, with what to do about it.
pub(super) fn key(defect: &KeyDefect) -> Explanation {
    refused(key_defect(defect))
        .by(Some(defect.requirement()))
        .hint(Message::new("hint-sound-key"))
}

/// A key that may not be certified.
pub(super) fn key_defect(defect: &KeyDefect) -> Message {
    match defect {
        KeyDefect::Malformed(_) => Message::new("key-malformed"),
        KeyDefect::UnusedBits => Message::new("key-unused-bits"),
        KeyDefect::UnsupportedAlgorithm { oid } => Message::new("key-algorithm").with("oid", oid),
        KeyDefect::Parameters { oid } => Message::new("key-parameters").with("oid", oid),
        KeyDefect::UnsupportedCurve { oid } => Message::new("key-curve").with("oid", oid),
        KeyDefect::UnnamedCurve => Message::new("key-curve-unnamed"),
        KeyDefect::PointForm { curve } => Message::new("key-point-form").with("curve", curve),
        KeyDefect::PointAtInfinity { curve } => {
            Message::new("key-point-infinity").with("curve", curve)
        }
        KeyDefect::PointOffCurve { curve } => Message::new("key-point-off").with("curve", curve),
        KeyDefect::Length {
            kind,
            found,
            expected,
        } => Message::new("key-length")
            .with("kind", kind)
            .count("found", *found)
            .with("expected", expected),
        KeyDefect::LowOrder => Message::new("key-low-order"),
        KeyDefect::ShortVector { kind } => Message::new("key-short-vector").with("kind", kind),
        KeyDefect::ModulusSize { bits, least, most } => Message::new("key-modulus-size")
            .with("bits", bits)
            .with("least", least)
            .with("most", most),
        KeyDefect::SmallFactor { prime } => Message::new("key-small-factor").with("prime", prime),
        KeyDefect::Roca => Message::new("key-roca"),
        KeyDefect::ClosePrimes { rounds } => {
            Message::new("key-close-primes").count("rounds", *rounds)
        }
        KeyDefect::Exponent { exponent } => Message::new("key-exponent").with("exponent", exponent),
        other => Message::verbatim(other),
    }
}

/// What the table of algorithms does not allow.
pub(super) fn algorithm(refusal: &AlgorithmRefusal) -> Explanation {
    let hint = if matches!(refusal, AlgorithmRefusal::WeakerIssuer { .. }) {
        "hint-stronger-issuer"
    } else {
        "hint-sound-key"
    };
    refused(algorithm_refusal(refusal))
        .by(Some(refusal.requirement()))
        .hint(Message::new(hint))
}

/// What the table of algorithms does not allow, in words.
pub(super) fn algorithm_refusal(refusal: &AlgorithmRefusal) -> Message {
    match refusal {
        AlgorithmRefusal::Unknown { algorithm } => {
            Message::new("algorithm-unknown").with("algorithm", algorithm)
        }
        AlgorithmRefusal::NotCertified { kind } => {
            Message::new("algorithm-not-certified").with("kind", kind)
        }
        AlgorithmRefusal::Size { kind, least, most } => Message::new("algorithm-size")
            .with("kind", kind)
            .with("least", least)
            .with("most", most),
        AlgorithmRefusal::IssuedTooLate {
            algorithm,
            last_issue,
            ..
        } => Message::new("algorithm-issued-too-late")
            .with("algorithm", algorithm)
            .with("last", last_issue),
        AlgorithmRefusal::EndsTooLate {
            algorithm,
            not_after,
            last_end,
        } => Message::new("algorithm-ends-too-late")
            .with("algorithm", algorithm)
            .with("end", not_after)
            .with("last", last_end),
        AlgorithmRefusal::WeakerIssuer {
            issuer,
            issuer_strength,
            subject,
            subject_strength,
        } => Message::new("algorithm-weaker-issuer")
            .with("issuer", issuer)
            .with("issuer_strength", issuer_strength)
            .with("subject", subject)
            .with("subject_strength", subject_strength),
        other => Message::verbatim(other),
    }
}

/// A signature that was not accepted.
pub(super) fn signature(error: &VerifyError) -> Message {
    match error {
        VerifyError::BadSignature => Message::new("signature-bad"),
        VerifyError::UnsupportedAlgorithm { oid } => {
            Message::new("signature-algorithm").with("oid", oid)
        }
        VerifyError::WeakHash { oid } => Message::new("signature-weak-hash").with("oid", oid),
        VerifyError::Parameters { oid } => Message::new("signature-parameters").with("oid", oid),
        VerifyError::Malformed => Message::new("signature-malformed"),
        other => Message::verbatim(other),
    }
}

/// Evidence that does not prove where a key was made.
pub(super) fn origin(error: &OriginError) -> Explanation {
    let explanation =
        match error {
            OriginError::Absent => {
                refused(Message::new("origin-absent")).hint(Message::new("hint-origin"))
            }
            OriginError::TooLarge { limit } => {
                refused(Message::new("origin-too-large").count("limit", *limit))
            }
            OriginError::Unreadable => {
                refused(Message::new("origin-unreadable")).hint(Message::new("hint-origin"))
            }
            OriginError::UnknownSigner => refused(Message::new("origin-unknown-signer"))
                .hint(Message::new("hint-key-origins")),
            OriginError::Signature(error) => {
                refused(Message::new("origin-signature")).cause(signature(error))
            }
            OriginError::OtherKey => refused(Message::new("origin-other-key"))
                .hint(Message::new("hint-origin-other-key")),
            OriginError::UnknownDevice { device } => {
                refused(Message::new("origin-unknown-device").with("device", device))
                    .hint(Message::new("hint-key-origins"))
            }
            OriginError::NotValidNow {
                not_before,
                not_after,
            } => refused(
                Message::new("origin-not-valid-now")
                    .with("from", not_before)
                    .with("to", not_after),
            ),
            OriginError::NotYet { personalised } => {
                refused(Message::new("origin-not-yet").with("time", personalised))
            }
            OriginError::TooEarly {
                personalised,
                not_before,
            } => refused(
                Message::new("origin-too-early")
                    .with("time", personalised)
                    .with("from", not_before),
            ),
            OriginError::NotMarked { extension } => {
                refused(Message::new("origin-not-marked").with("oid", extension))
                    .hint(Message::new("hint-key-origins"))
            }
            OriginError::Chain { place, defect } => {
                refused(Message::new("origin-chain").count("place", *place))
                    .cause(chain_defect(*defect))
            }
            other => refused(Message::verbatim(other)),
        };
    explanation.by(Some(error.requirement()))
}

/// How a certificate breaks a chain.
pub(super) fn chain_defect(defect: ChainDefect) -> Message {
    match defect {
        ChainDefect::NotIssued => Message::new("chain-not-issued"),
        ChainDefect::IssuerMayNot => Message::new("chain-issuer-may-not"),
        ChainDefect::IsCa => Message::new("chain-is-ca"),
        ChainDefect::CriticalExtension => Message::new("chain-critical-extension"),
        ChainDefect::UnsoundKey => Message::new("chain-unsound-key"),
        other => Message::verbatim(other),
    }
}
