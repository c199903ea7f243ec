//! One event with all that proves it, in one file that needs nothing else (AUD-03): event, leaf,
//! path to the root, signed head, certificates. Format 1, JSON; the event is a text, since its
//! very octets are what was hashed.

use serde::{Deserialize, Serialize};

use crate::audit::checkpoint::Checkpoint;
use crate::audit::event::RecordedEvent;
use crate::audit::head::{HeadDefect, SignedHead};
use crate::audit::merkle::{ProofDefect, verify_inclusion};
use crate::audit::signer::{SignerDefect, verify_chain};
use crate::certificate;
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// Most octets of the file.
pub const LARGEST_EVIDENCE: usize = 1 << 20;

/// The word by which the file is told from others.
const KIND: &str = "audit-proof";

/// An event and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Place in the log, from 0.
    pub index: u64,
    /// SHA-256 of the event's octets.
    pub leaf_data: Sha256Digest,
    /// The event's octets, canonical JSON; absent once it was purged at term.
    pub event: Option<String>,
    /// From the leaf to the root, from below.
    pub path: Vec<Sha256Digest>,
    /// A head that covers the event.
    pub head: SignedHead,
    /// DER certificates of those above the signer, the root last.
    pub chain: Vec<Vec<u8>>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Format {
    format: u32,
    kind: String,
    index: u64,
    leaf: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    path: Vec<String>,
    head: String,
    signed: String,
    /// PEM, the signer first, the root last.
    certificates: Vec<String>,
}

impl Evidence {
    /// The file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let certificates = std::iter::once(&self.head.signer).chain(&self.chain);
        let format = Format {
            format: 1,
            kind: KIND.to_owned(),
            index: self.index,
            leaf: self.leaf_data.to_string(),
            event: self.event.clone(),
            path: self.path.iter().map(ToString::to_string).collect(),
            head: self.head.note.clone(),
            signed: self.head.signed.to_string(),
            certificates: certificates.map(|der| certificate::to_pem(der)).collect(),
        };
        // Texts and numbers: there is nothing that JSON could not hold.
        let json = serde_json::to_string_pretty(&format).unwrap_or_default();
        json + "\n"
    }

    /// Reads a file; nothing in it is proven yet.
    ///
    /// # Errors
    /// Says what makes it no evidence.
    pub fn from_json(octets: &[u8]) -> Result<Self, EvidenceError> {
        if octets.len() > LARGEST_EVIDENCE {
            return Err(EvidenceError::TooLarge {
                found: octets.len(),
            });
        }
        let format: Format = serde_json::from_slice(octets)?;
        if format.format != 1 || format.kind != KIND {
            return Err(EvidenceError::Kind {
                format: format.format,
                kind: format.kind,
            });
        }
        let mut certificates = Vec::new();
        for pem in &format.certificates {
            let der = certificate::parse(pem.as_bytes());
            certificates.push(der.map_err(|_| EvidenceError::Field("certificates"))?);
        }
        let mut certificates = certificates.into_iter();
        let signer = certificates
            .next()
            .ok_or(EvidenceError::Field("certificates"))?;
        let signed = Timestamp::parse_rfc3339(&format.signed);
        Ok(Self {
            index: format.index,
            leaf_data: digest(&format.leaf).ok_or(EvidenceError::Field("leaf"))?,
            event: format.event,
            path: format
                .path
                .iter()
                .map(|hash| digest(hash))
                .collect::<Option<_>>()
                .ok_or(EvidenceError::Field("path"))?,
            head: SignedHead {
                note: format.head,
                signer,
                signed: signed.ok_or(EvidenceError::Field("signed"))?,
            },
            chain: certificates.collect(),
        })
    }

    /// Proves event, path, head and signer; gives what the head says. Whether the last
    /// certificate is the right root, the caller must know.
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn verify(&self) -> Result<Checkpoint, EvidenceError> {
        if let Some(event) = &self.event {
            if Sha256Digest::of(event.as_bytes()) != self.leaf_data {
                return Err(EvidenceError::Leaf);
            }
            if RecordedEvent::parse(event.as_bytes()).is_none() {
                return Err(EvidenceError::Field("event"));
            }
        }
        let checkpoint = self.head.verify()?;
        verify_inclusion(&self.leaf_data, self.index, &checkpoint.head, &self.path)?;
        let certificates = std::iter::once(&self.head.signer).chain(&self.chain);
        let certificates: Vec<_> = certificates.cloned().collect();
        verify_chain(&certificates, self.head.signed)?;
        Ok(checkpoint)
    }
}

fn digest(text: &str) -> Option<Sha256Digest> {
    let octets = hex::decode(text).ok()?;
    Sha256Digest::try_from(octets.as_slice()).ok()
}

/// Why something does not prove an event.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// It is larger than any proof.
    #[error("a proof of {found} octets, {LARGEST_EVIDENCE} at most are read")]
    TooLarge {
        /// Octets.
        found: usize,
    },
    /// Not JSON, or a field is missing or unknown.
    #[error("the proof does not parse")]
    Syntax(#[from] serde_json::Error),
    /// It is something else, or of another format.
    #[error("format {format} of `{kind}` is not format 1 of `audit-proof`")]
    Kind {
        /// The number of its format.
        format: u32,
        /// Its word.
        kind: String,
    },
    /// A field has a value that cannot be.
    #[error("the field `{0}` cannot be read")]
    Field(&'static str),
    /// The event does not have the digest of the leaf.
    #[error("the event does not give the leaf")]
    Leaf,
    /// The path does not lead to the root of the head.
    #[error("the path does not lead to the root")]
    Path(#[from] ProofDefect),
    /// The head is not signed as it must be.
    #[error("the head does not hold")]
    Head(#[from] HeadDefect),
    /// The signer's certificate does not lead to a root, or is of another kind.
    #[error("the signer does not hold")]
    Signer(#[from] SignerDefect),
}
