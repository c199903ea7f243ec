//! Revocation by whoever has the key and says so (REV-06).

use crate::actor::{Actor, ActorKind};
use crate::authority::Authority;
use crate::authority::withdraw::{Granted, WithdrawError};
use crate::certificate::{self, Summary};
use crate::generation::LineName;
use crate::registry::records::CertificateRecord;
use crate::revocation::Reason;
use crate::revocation::compromise::{self, CompromiseProof, NoProof};
use crate::revocation::request::{Requester, RevocationRequest};
use crate::serial::Serial;
use crate::subject_key::SubjectKey;

impl Authority {
    /// Revokes a certificate whose key is proven to be compromised, for that reason; one that was
    /// revoked for another reason gets this one. A proof that proves nothing is no event: anybody
    /// may send one.
    ///
    /// # Errors
    /// `Proof` if the key's holder did not make it; else as [`Authority::revoke`].
    pub fn revoke_by_proof(
        &self,
        line: &LineName,
        serial: &Serial,
        proof: &CompromiseProof,
    ) -> Result<Granted, WithdrawError> {
        let record = self.find_certificate(line, serial)?;
        let key = key_of(&record).ok_or(NoProof::Signature)?;
        compromise::prove(proof, &key, serial, self.ports.clock.now())?;
        let request = RevocationRequest {
            line: line.clone(),
            serial: serial.clone(),
            reason: Some(Reason::KeyCompromise),
            invalidity_date: None,
            effective: None,
            requester: Requester::KeyProof,
            received: None,
            authenticated: None,
            request_id: None,
        };
        let authentication = "proof of key compromise";
        let actor = Actor::new(ActorKind::Holder, serial.to_string(), authentication);
        self.grant(&actor, &request, false)
    }
}

fn key_of(record: &CertificateRecord) -> Option<SubjectKey> {
    let signature = record.signature.as_deref()?;
    let der = certificate::assemble(&record.tbs, signature).ok()?;
    SubjectKey::from_spki(&Summary::of(&der).ok()?.public_key).ok()
}
