//! A holder's own revocation (REV-02): by the one-time code, whoever it is told to.

use crate::actor::{Actor, ActorKind};
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issue::counted;
use crate::authority::withdraw::WithdrawError;
use crate::generation::LineName;
use crate::registry::records::CertificateRecord;
use crate::revocation::code::{RevocationCode, StoredCode};
use crate::revocation::desk::PresentedCode;
use crate::revocation::request::{Asking, Requester};
use crate::revocation::{Reason, Revocation};
use crate::serial::Serial;

impl Authority {
    /// Gives the holder of a certificate a code, in place of the one before. It is told here once
    /// and never again.
    ///
    /// # Errors
    /// Refuses certificates that are not issued, or revoked.
    pub fn issue_revocation_code(
        &self,
        actor: &Actor,
        line: &LineName,
        serial: &Serial,
    ) -> Result<RevocationCode, WithdrawError> {
        let act = Act::RevocationCodeIssue;
        self.withdraw(act, actor, line, serial, None, |record, fields| {
            let random = self.ports.random.as_ref();
            let code = RevocationCode::draw(random)?;
            let stored = StoredCode::of(&code, &record.issuer, serial, random)?;
            let event = self.done(act, actor, fields)?;
            let registry = self.ports.registry.as_ref();
            registry.store_code(&record.issuer, serial, &stored, &event)?;
            Ok(code)
        })
    }

    /// Revokes the holder's own certificate. `told_to` is the officer who was told the code;
    /// nobody where the holder gave it at the public door.
    ///
    /// # Errors
    /// `CodeRefused` for everything that is wrong with certificate or code: one answer, so that a
    /// stranger learns nothing. What strangers try is no event; the Registry counts it.
    pub fn revoke_by_code(
        &self,
        told_to: Option<&Actor>,
        line: &LineName,
        serial: &Serial,
        code: &str,
        reason: Option<Reason>,
    ) -> Result<Revocation, WithdrawError> {
        if let Some(reason) = reason.filter(|reason| !HOLDERS.contains(reason)) {
            return Err(WithdrawError::ReasonForbidden { reason });
        }
        let code: RevocationCode = code.parse().map_err(|_| WithdrawError::CodeRefused)?;
        let record = match self.find_certificate(line, serial) {
            Ok(record) => record,
            Err(WithdrawError::Unknown { .. }) => return Err(WithdrawError::CodeRefused),
            Err(error) => return Err(error),
        };
        let now = self.ports.clock.now();
        let revocation = Revocation {
            effective: now.truncated_to_second(),
            reason,
            invalidity_date: None,
        };
        let asking = Asking {
            requester: Requester::Holder,
            received: now,
            authenticated: now,
        };
        let presented = PresentedCode {
            issuer: record.issuer.clone(),
            serial: serial.clone(),
            code,
            at: now,
        };
        let holder = Actor::new(ActorKind::Holder, serial.to_string(), "revocation code");
        let actor = told_to.unwrap_or(&holder);
        let event = self.done(Act::CertificateRevoke, actor, &fields(&record, reason))?;
        let registry = self.ports.registry.as_ref();
        if registry.redeem_code(&presented, &revocation, &asking, &event)? {
            Ok(revocation)
        } else {
            Err(WithdrawError::CodeRefused)
        }
    }
}

fn fields(record: &CertificateRecord, reason: Option<Reason>) -> EventFields {
    let mut details = counted(&record.profile_name, record.not_after);
    details.insert("asked_by", Requester::Holder.as_str().to_owned());
    EventFields {
        request_id: None,
        issuer: Some(record.issuer.to_string()),
        object: Some(record.serial.to_string()),
        reason: reason.map(|reason| reason.as_str().to_owned()),
        details,
    }
}

/// What a holder can say of the own certificate.
const HOLDERS: [Reason; 4] = [
    Reason::KeyCompromise,
    Reason::AffiliationChanged,
    Reason::Superseded,
    Reason::CessationOfOperation,
];
