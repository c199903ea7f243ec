//! Proof that a key is compromised (REV-06, BR 4.9.1.1): whoever has it signs a text that says so.
//! The text names the certificate and the day, so that a proof says nothing of another one, and no
//! certificate, request or answer is ever these octets.

use crate::algorithm::SignatureAlgorithm;
use crate::csr::{Csr, CsrError};
use crate::serial::Serial;
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;
use crate::verify;

/// What is shown.
#[derive(Clone, Debug)]
pub enum CompromiseProof {
    /// A signature over [`text`], as X.509 carries those of this algorithm.
    Signature {
        /// How it was made.
        algorithm: SignatureAlgorithm,
        /// The signature.
        octets: Vec<u8>,
    },
    /// A certificate signing request, PEM or DER, with [`text`] as the only name.
    Request(Vec<u8>),
}

/// The text that is signed: the certificate, and the day in UTC on which it is signed.
#[must_use]
pub fn text(serial: &Serial, day: Timestamp) -> String {
    let date = day.to_string();
    let date = date.split('T').next().unwrap_or_default();
    format!("key compromise {serial} {date}")
}

/// Proves that whoever made the proof has the private half of `key`, and says so of this
/// certificate, today or yesterday.
///
/// # Errors
/// Says what is wrong with the proof.
pub fn prove(
    proof: &CompromiseProof,
    key: &SubjectKey,
    serial: &Serial,
    now: Timestamp,
) -> Result<(), NoProof> {
    let texts = [now, now.minus(DAY)].map(|day| text(serial, day));
    match proof {
        CompromiseProof::Signature { algorithm, octets } => {
            let fits = algorithm.fits(key.kind());
            let signed = |text: &String| {
                verify::verify(key.spki(), *algorithm, text.as_bytes(), octets).is_ok()
            };
            (fits && texts.iter().any(signed))
                .then_some(())
                .ok_or(NoProof::Signature)
        }
        CompromiseProof::Request(request) => {
            let csr = Csr::parse(request)?;
            if csr.key().hash() != key.hash() {
                return Err(NoProof::OtherKey);
            }
            let says = |text: &String| csr.subject() == format!("CN={text}");
            texts.iter().any(says).then_some(()).ok_or(NoProof::Text)
        }
    }
}

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// Why the compromise of a key is not proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoProof {
    /// The signature is not by that key over the text.
    #[error("the signature is not by the certificate's key over the text of this day")]
    Signature,
    /// The request is for another key.
    #[error("the request is for another key than the certificate")]
    OtherKey,
    /// The request is for the key, and does not say that it is compromised.
    #[error("the request does not have the text as its only name")]
    Text,
    /// The request is none, or does not prove possession of its key.
    #[error("the request was refused")]
    Csr(#[from] CsrError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rev_06_text_names_certificate_and_day_and_fits_into_a_name() {
        let serial: Serial = "40aabbccddeeff00112233445566778899".parse().unwrap();
        let day = Timestamp::parse_rfc3339("2026-11-22T23:59:59Z").unwrap();
        let text = text(&serial, day);
        assert_eq!(
            text,
            "key compromise 40aabbccddeeff00112233445566778899 2026-11-22"
        );
        assert!(text.len() <= 64, "ub-common-name");
    }
}
