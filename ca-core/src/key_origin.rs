//! Where a subject's key was made (REG-08): evidence from a device or from the bureau that
//! personalised it, and the document that says whose word counts.
//!
//! - `document`: the document as it is spelled, and what is wrong with it;
//! - `record`: what a bureau says of a key, in JSON;
//! - `signed_data`: the bureau's signature around it (RFC 5652);
//! - `chain`: the certificates by which a device vouches for a key.

pub(crate) mod chain;
mod document;
mod record;
pub(crate) mod signed_data;

use std::sync::LazyLock;

use const_oid::ObjectIdentifier;

pub use self::chain::ChainDefect;
use self::chain::{Link, Marking};
use self::document::Personaliser;
pub use self::document::{KeyOriginsError, KeyOriginsFault, KeyOriginsRule};
use self::record::Record;
use crate::digest::Sha256Digest;
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;
use crate::verify::VerifyError;

/// Name of the document in the Registry.
pub const KEY_ORIGINS: &str = "key-origins";

/// Most octets of evidence.
pub const MAX_EVIDENCE: usize = 64 * 1024;

/// Most certificates in an attestation.
pub const MAX_CHAIN: usize = 8;

/// Whose word counts about keys in devices; made by [`KeyOrigins::parse`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOrigins {
    text: String,
    personalisers: Vec<Personaliser>,
    attestations: Vec<Attestation>,
}

/// A root by which a kind of device vouches for its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Attestation {
    device: String,
    root: Link,
    markings: Vec<Marking>,
}

static SHIPPED: LazyLock<KeyOrigins> = LazyLock::new(|| KeyOrigins {
    text: include_str!("../tables/key-origins.toml").to_owned(),
    personalisers: Vec::new(),
    attestations: Vec::new(),
});

/// A key that is in a device, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOrigin {
    /// Name of the kind of device, as the document lists it.
    pub device: String,
    /// Serial number of the device, where the evidence tells it.
    pub device_serial: Option<String>,
    /// The evidence: its PEM blocks, without the text that stood around them.
    pub evidence: String,
    /// Digest of the document by which it counted.
    pub document: Sha256Digest,
}

impl KeyOrigin {
    /// SHA-256 of the evidence as it is kept.
    #[must_use]
    pub fn evidence_sha256(&self) -> Sha256Digest {
        Sha256Digest::of(self.evidence.as_bytes())
    }
}

impl KeyOrigins {
    /// Reads and validates a document.
    ///
    /// # Errors
    /// Tells everything that is wrong.
    pub fn parse(text: &str) -> Result<Self, KeyOriginsError> {
        document::parse(text)
    }

    /// The document that comes with the program: nobody's word counts yet.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The document's bytes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's address.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }

    /// Proves by `evidence` that `key` is in a listed device. The evidence is PEM: one `CMS`
    /// block, a personaliser's signed record; or `CERTIFICATE` blocks, the attestation of the
    /// key first, towards a listed root.
    ///
    /// # Errors
    /// Says why the evidence proves nothing.
    pub fn prove(
        &self,
        evidence: &[u8],
        key: &SubjectKey,
        now: Timestamp,
    ) -> Result<KeyOrigin, OriginError> {
        if evidence.len() > MAX_EVIDENCE {
            let limit = MAX_EVIDENCE;
            return Err(OriginError::TooLarge { limit });
        }
        let blocks = pem::parse_many(evidence).map_err(|_| OriginError::Unreadable)?;
        let all_are = |tag: &str| blocks.iter().all(|block| block.tag() == tag);
        let (device, device_serial) = match blocks.as_slice() {
            [] => return Err(OriginError::Unreadable),
            [only] if only.tag() == "CMS" => self.recorded(only.contents(), key, now)?,
            _ if all_are("CERTIFICATE") => (self.attested(&blocks, key, now)?, None),
            _ => return Err(OriginError::Unreadable),
        };
        Ok(KeyOrigin {
            device,
            device_serial,
            evidence: blocks.iter().map(written).collect(),
            document: self.digest(),
        })
    }

    /// The device that a personaliser's record names, and its serial number.
    fn recorded(
        &self,
        cms: &[u8],
        key: &SubjectKey,
        now: Timestamp,
    ) -> Result<(String, Option<String>), OriginError> {
        let (personaliser, content) = signed_data::open(cms, &self.personalisers, now)?;
        let record = Record::parse(&content)?;
        if !personaliser.devices.contains(&record.device) {
            let device = record.device;
            return Err(OriginError::UnknownDevice { device });
        }
        if record.key != key.spki_sha256() {
            return Err(OriginError::OtherKey);
        }
        if record.personalised > now.plus(record::CLOCK_SKEW) {
            let personalised = record.personalised;
            return Err(OriginError::NotYet { personalised });
        }
        let (personalised, not_before) = (record.personalised, personaliser.not_before());
        if personalised < not_before {
            return Err(OriginError::TooEarly {
                personalised,
                not_before,
            });
        }
        Ok((record.device, Some(record.device_serial)))
    }

    /// The device whose root the chain leads to.
    fn attested(
        &self,
        blocks: &[pem::Pem],
        key: &SubjectKey,
        now: Timestamp,
    ) -> Result<String, OriginError> {
        if blocks.len() > MAX_CHAIN {
            let limit = MAX_CHAIN;
            return Err(OriginError::TooLarge { limit });
        }
        let links = blocks.iter().map(|block| Link::parse(block.contents()));
        let links: Option<Vec<_>> = links.collect();
        let mut path = links.ok_or(OriginError::Unreadable)?;
        let attestation = self.root_of(&path)?;
        if path.last() != Some(&attestation.root) {
            path.push(attestation.root.clone());
        }
        chain::check(&path, &attestation.markings, key, now)?;
        Ok(attestation.device.clone())
    }

    /// The listed root that the chain ends in, or that its last certificate names.
    fn root_of(&self, path: &[Link]) -> Result<&Attestation, OriginError> {
        let last = path.last().ok_or(OriginError::Unreadable)?;
        let mut listed = self.attestations.iter();
        let is_root = |attestation: &&Attestation| attestation.root == *last;
        let issued = |attestation: &&Attestation| attestation.root.issued(last);
        let found = listed.clone().find(is_root).or_else(|| listed.find(issued));
        found.ok_or(OriginError::UnknownSigner)
    }
}

/// A PEM block without headers, as OpenSSL writes it.
fn written(block: &pem::Pem) -> String {
    let block = pem::Pem::new(block.tag(), block.contents());
    let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&block, lines)
}

/// Why the origin of a key is not proven (REG-08).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// The profile wants evidence and none was given.
    #[error("no evidence of the key's origin was given")]
    Absent,
    /// Longer than any evidence needs to be.
    #[error("the evidence of the key's origin is larger than {limit}")]
    TooLarge {
        /// Most octets, or most certificates.
        limit: usize,
    },
    /// Neither one PEM block `CMS` with a signed record nor a chain of `CERTIFICATE` blocks.
    #[error("the evidence of the key's origin cannot be read")]
    Unreadable,
    /// Who signed is not listed among the key origins.
    #[error("the evidence is signed by nobody whose word counts")]
    UnknownSigner,
    /// The signature of a record was refused.
    #[error("the signature of the evidence was refused")]
    Signature(#[from] VerifyError),
    /// The evidence is for another key than the request's.
    #[error("the evidence is for another key")]
    OtherKey,
    /// The personaliser does not speak for this device.
    #[error("the signer does not speak for the device `{device}`")]
    UnknownDevice {
        /// The device that the record names.
        device: String,
    },
    /// Who signed may not sign now, or a certificate of the chain is not valid now.
    #[error("a certificate of the evidence is valid from {not_before} to {not_after} only")]
    NotValidNow {
        /// Start of validity.
        not_before: Timestamp,
        /// End of validity, or of the trust that the document gives.
        not_after: Timestamp,
    },
    /// The record is from the future.
    #[error("the evidence says that the key will be made {personalised}")]
    NotYet {
        /// The time in the record.
        personalised: Timestamp,
    },
    /// The record is of a time before the personaliser's certificate.
    #[error("the evidence is of {personalised}, the signer's certificate of {not_before}")]
    TooEarly {
        /// The time in the record.
        personalised: Timestamp,
        /// Start of the certificate's validity.
        not_before: Timestamp,
    },
    /// The attestation lacks an extension, or has another value in it, that says that the device
    /// made the key.
    #[error("the attestation does not say by {extension} that the device made the key")]
    NotMarked {
        /// The extension that the document requires.
        extension: ObjectIdentifier,
    },
    /// A certificate of the chain breaks it.
    #[error("certificate {place} of the evidence breaks the chain")]
    Chain {
        /// Its place, 1 for that of the key.
        place: usize,
        /// How.
        #[source]
        defect: ChainDefect,
    },
}

impl OriginError {
    /// The requirement that refuses.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        "REG-08"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str =
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn prove(evidence: &[u8]) -> Result<KeyOrigin, OriginError> {
        let key = SubjectKey::from_spki(&hex::decode(KEY).unwrap()).unwrap();
        let now = Timestamp::from_unix_seconds(1_795_249_800);
        KeyOrigins::shipped().prove(evidence, &key, now)
    }

    #[test]
    fn shipped_document_is_valid_and_trusts_nobody() {
        let shipped = KeyOrigins::shipped();
        assert_eq!(KeyOrigins::parse(shipped.text()).unwrap(), *shipped);
    }

    #[test]
    fn reg_08_what_is_no_evidence_is_refused() {
        let pem = |tag: &str, content: &[u8]| pem::encode(&pem::Pem::new(tag, content));
        let cms = pem("CMS", b"no CMS");
        for (evidence, expected) in [
            (String::new(), OriginError::Unreadable),
            ("no PEM".to_owned(), OriginError::Unreadable),
            (pem("PRIVATE KEY", b"x"), OriginError::Unreadable),
            (pem("CERTIFICATE", b"x"), OriginError::Unreadable),
            (cms.clone(), OriginError::Unreadable),
            (format!("{cms}{cms}"), OriginError::Unreadable),
            (
                "x".repeat(MAX_EVIDENCE + 1),
                OriginError::TooLarge {
                    limit: MAX_EVIDENCE,
                },
            ),
            (
                pem("CERTIFICATE", b"x").repeat(MAX_CHAIN + 1),
                OriginError::TooLarge { limit: MAX_CHAIN },
            ),
        ] {
            assert_eq!(prove(evidence.as_bytes()), Err(expected));
        }
    }

    proptest! {
        #[test]
        fn proving_never_panics(
            tag in prop::sample::select(vec!["CMS", "CERTIFICATE"]),
            blocks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..4),
        ) {
            let blocks: Vec<_> = blocks.into_iter().map(|block| pem::Pem::new(tag, block)).collect();
            prop_assert!(prove(pem::encode_many(&blocks).as_bytes()).is_err());
        }

        #[test]
        fn parsing_never_panics(text in ".*") {
            prop_assert!(KeyOrigins::parse(&text).is_err());
        }
    }
}
