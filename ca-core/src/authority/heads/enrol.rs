//! The signer of heads gets its certificate, by a request that proves possession as any other
//! (CRT-18).

use der::asn1::{BitString, SetOfVec};
use der::{Decode, Encode};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};

use crate::actor::Actor;
use crate::algorithm::KeyAlgorithm;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::heads::HeadError;
use crate::authority::issue::{Confirmed, IssuanceRequest, Issued};
use crate::generation::LineName;
use crate::signer::{KeyUri, StoredKey};
use crate::subject::Subject;
use crate::subject_key::key_hash;

/// The profile of signers of heads.
pub const AUDIT_SIGNER: &str = "audit-signer";

/// A wish for the certificate of a signer of heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEnrolment {
    /// The issuer line that certifies it.
    pub line: LineName,
    /// Its key, made before (HSM-01).
    pub key: KeyUri,
    /// Its common name; the profile adds country and organisation of the authority.
    pub subject: Subject,
}

impl Authority {
    /// Certifies the key that signs the heads of the log. The same key may be certified again:
    /// the newest certificate counts.
    ///
    /// # Errors
    /// `Unprotected` for a key that could leave its token, `Algorithm` for one that is not
    /// ECDSA; else as [`Authority::issue`].
    pub fn enrol_audit_signer(
        &self,
        actor: &Actor,
        enrolment: &AuditEnrolment,
    ) -> Result<Issued, HeadError> {
        let mut fields = EventFields {
            issuer: Some(enrolment.line.to_string()),
            details: [("key", enrolment.key.to_string())].into(),
            ..EventFields::default()
        };
        let issued = self.try_enrol(actor, enrolment);
        let (issued, key) = issued
            .map_err(|error| self.record_failure(Act::AuditEnrol, actor, fields.clone(), error))?;
        fields.issuer = Some(issued.issuer.to_string());
        fields.object = Some(issued.serial.to_string());
        fields.request_id = Some(issued.request_id.clone());
        fields
            .details
            .insert("key_sha256", key_hash(&key.public_key).to_string());
        let event = self.done(Act::AuditEnrol, actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(issued)
    }

    fn try_enrol(
        &self,
        actor: &Actor,
        enrolment: &AuditEnrolment,
    ) -> Result<(Issued, StoredKey), HeadError> {
        self.watch_tokens::<HeadError>(actor)?;
        let key = self.head_key(&enrolment.key)?;
        let request = IssuanceRequest {
            line: enrolment.line.clone(),
            profile: AUDIT_SIGNER.to_owned(),
            csr: self.request_for(actor, &key)?,
            subject: enrolment.subject.clone(),
            alternative_names: Vec::new(),
            request_id: None,
            validity: None,
            key_origin: None,
            original_name: None,
            confirmed: Confirmed::default(),
        };
        Ok((self.issue(actor, &request)?, key))
    }

    /// A key that may sign heads: protected as an issuer's (I8), since whoever could copy it
    /// could rewrite the log, and of a kind that heads are signed with.
    pub(super) fn head_key(&self, uri: &KeyUri) -> Result<StoredKey, HeadError> {
        let stored = self.ports.keys.find(uri)?;
        let mut defects = stored.protection.defects();
        if !defects.is_empty() {
            defects = self.copies()?.defects(&stored);
        }
        if !defects.is_empty() {
            return Err(HeadError::Unprotected {
                key: uri.clone(),
                defects: defects.join(", "),
            });
        }
        match stored.algorithm {
            Some(algorithm) if KeyAlgorithm::OF_HEADS.contains(&algorithm) => Ok(stored),
            found => Err(HeadError::Algorithm {
                key: uri.clone(),
                found: found.map_or("none", KeyAlgorithm::as_str),
            }),
        }
    }

    /// A PKCS#10 request whose subject is empty: the profile decides what is certified (CRT-08).
    fn request_for(&self, actor: &Actor, key: &StoredKey) -> Result<Vec<u8>, HeadError> {
        let info = CertReqInfo {
            version: Version::V1,
            subject: Name::default(),
            public_key: SubjectPublicKeyInfoOwned::from_der(&key.public_key)?,
            attributes: SetOfVec::new(),
        };
        let (algorithm, signature) = self.sign_with(actor, key, &info.to_der()?)?;
        let request = CertReq {
            info,
            algorithm: algorithm.identifier(),
            signature: BitString::from_bytes(&signature)?,
        };
        Ok(request.to_der()?)
    }
}
