//! Who signs the heads: a key and the newest certificate in force for it.

use crate::authority::Authority;
use crate::authority::heads::{AUDIT_SIGNER, HeadError};
use crate::certificate;
use crate::generation::GenerationId;
use crate::registry::RegistryError;
use crate::registry::records::{CertificateQuery, CertificateRecord, ListedStatus};
use crate::serial::Serial;
use crate::signer::{KeyUri, StoredKey};
use crate::subject_key::key_hash;
use crate::timestamp::Timestamp;

/// A signer of heads that can sign now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditSigner {
    /// Its key, protected as an issuer's.
    pub key: StoredKey,
    /// The generation that certified it.
    pub issuer: GenerationId,
    /// The serial number of its certificate.
    pub serial: Serial,
    /// The end of its validity.
    pub not_after: Timestamp,
    /// Its certificate in DER.
    pub certificate: Vec<u8>,
}

impl Authority {
    /// The signer of heads with this key.
    ///
    /// # Errors
    /// `NotEnrolled` if no certificate for it is in force; else as
    /// [`Authority::enrol_audit_signer`].
    pub fn audit_signer(&self, key: &KeyUri) -> Result<AuditSigner, HeadError> {
        let stored = self.head_key(key)?;
        let now = self.ports.clock.now();
        let query = CertificateQuery {
            key_hash: Some(key_hash(&stored.public_key)),
            profile_name: Some(AUDIT_SIGNER.to_owned()),
            status: Some(ListedStatus::Good),
            not_after: Some(now..=Timestamp::NO_END),
            ..CertificateQuery::default()
        };
        let mut records = self.ports.registry.certificates(&query)?;
        records.retain(|record| record.not_before <= now);
        let newest = records.into_iter().max_by_key(|record| record.sequence);
        let Some((record, signature)) = newest.and_then(signed) else {
            return Err(HeadError::NotEnrolled { key: key.clone() });
        };
        Ok(AuditSigner {
            key: stored,
            certificate: certificate::assemble(&record.tbs, &signature)?,
            issuer: record.issuer,
            serial: record.serial,
            not_after: record.not_after,
        })
    }

    /// The certificates from that of a generation up to its root's, in DER, as an export carries
    /// them.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn chain_of(&self, generation: &GenerationId) -> Result<Vec<Vec<u8>>, RegistryError> {
        let all = self.ports.registry.generations()?;
        let (mut chain, mut id) = (Vec::new(), generation);
        // A line of generations has no loop but a root's to itself; rows that say otherwise end.
        while chain.len() < all.len() {
            let Some(found) = all.iter().find(|one| one.id == *id) else {
                break;
            };
            chain.extend(found.certificate.clone());
            if found.is_root() {
                break;
            }
            id = &found.issuer;
        }
        Ok(chain)
    }
}

fn signed(record: CertificateRecord) -> Option<(CertificateRecord, Vec<u8>)> {
    let signature = record.signature.clone()?;
    Some((record, signature))
}
