//! What is served at one moment: issuers with their hashes, certificates, CRLs and signers, and
//! how the tokens of the signers do.
//!
//! A [`Catalogue`] never changes; the upkeep thread makes a new one and swaps it in, so that
//! requests read it without a lock.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::ocsp::issuer_hashes::IssuerHashes;
use ca_core::registry::records::{CrlRecord, Generation, GenerationState};
use ca_core::signer::TokenHealth;
use ca_core::timestamp::Timestamp;
use der::Decode;
use spki::SubjectPublicKeyInfoRef;

use crate::signer::DelegatedSigner;

/// All issuers that have a certificate.
#[derive(Debug, Default)]
pub struct Catalogue {
    issuers: Vec<Arc<Issuer>>,
    by_name: HashMap<String, Arc<Issuer>>,
    tokens: Vec<TokenHealth>,
}

impl Catalogue {
    /// The catalogue of these issuers, and how the tokens of their signers do.
    #[must_use]
    pub fn new(issuers: Vec<Arc<Issuer>>, tokens: Vec<TokenHealth>) -> Self {
        let named = |issuer: &Arc<Issuer>| (issuer.generation.id.to_string(), Arc::clone(issuer));
        let by_name = issuers.iter().map(named).collect();
        Self {
            issuers,
            by_name,
            tokens,
        }
    }

    /// How the tokens did at the last look.
    #[must_use]
    pub fn tokens(&self) -> &[TokenHealth] {
        &self.tokens
    }

    /// All issuers, by line and number.
    #[must_use]
    pub fn issuers(&self) -> &[Arc<Issuer>] {
        &self.issuers
    }

    /// The issuer with this name in URLs, such as `citizens-g1`.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<Issuer>> {
        self.by_name.get(name)
    }

    /// The issuer of this generation.
    #[must_use]
    pub fn generation(&self, id: &GenerationId) -> Option<&Arc<Issuer>> {
        self.issuers
            .iter()
            .find(|issuer| issuer.generation.id == *id)
    }
}

/// One generation and what is served for it.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// As the registry has it.
    pub generation: Generation,
    /// How CertIDs name it.
    pub hashes: IssuerHashes,
    /// Its certificate.
    pub certificate: File,
    /// Its newest CRL.
    pub crl: Option<Crl>,
    /// Who signs answers for it; absent for a root, whose ARL speaks for it.
    pub signer: Option<Arc<DelegatedSigner>>,
}

impl Issuer {
    /// What can be said of a generation without its CRL and signer; nothing while it has no
    /// certificate or its key cannot be read.
    #[must_use]
    pub fn of(generation: Generation) -> Option<Self> {
        let certificate = generation.certificate.clone()?;
        let key = SubjectPublicKeyInfoRef::from_der(&generation.public_key).ok()?;
        let hashes = IssuerHashes::new(&generation.name, key.subject_public_key.as_bytes()?);
        Some(Self {
            hashes,
            certificate: File::new(certificate),
            crl: None,
            signer: None,
            generation,
        })
    }

    /// Whether it may have a signer: a root has none.
    #[must_use]
    pub fn wants_signer(&self) -> bool {
        !self.generation.is_root()
    }

    /// Whether clients wait for answers: it has issued certificates, or does now.
    #[must_use]
    pub fn needs_signer(&self) -> bool {
        let serves = match self.generation.state {
            GenerationState::Active | GenerationState::Retired => true,
            GenerationState::Pending | GenerationState::Ready => false,
        };
        serves && self.wants_signer()
    }
}

/// Octets that are served as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The octets.
    pub content: Bytes,
    /// SHA-256 of them.
    pub digest: Sha256Digest,
}

impl File {
    /// A file with this content.
    #[must_use]
    pub fn new(content: Vec<u8>) -> Self {
        Self {
            digest: Sha256Digest::of(&content),
            content: content.into(),
        }
    }
}

/// A published CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crl {
    /// The CertificateList.
    pub file: File,
    /// cRLNumber.
    pub number: u64,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Timestamp,
}

impl From<CrlRecord> for Crl {
    fn from(record: CrlRecord) -> Self {
        Self {
            file: File::new(record.der),
            number: record.number,
            this_update: record.this_update,
            next_update: record.next_update,
        }
    }
}
