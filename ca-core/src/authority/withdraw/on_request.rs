//! A revocation that an officer decides on somebody's request (REV-01, REV-02, REV-04): at once,
//! later, or as a change of reason.

use std::collections::BTreeMap;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, INVALIDITY};
use crate::authority::Authority;
use crate::authority::withdraw::{WithdrawError, check_invalidity, check_reason};
use crate::registry::records::{CertificateRecord, CertificateStatus};
use crate::revocation::desk::LaterRevocation;
use crate::revocation::request::{Asking, RevocationRequest};
use crate::revocation::{Reason, Revocation};
use crate::timestamp::Timestamp;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Granted {
    /// It is revoked from now on.
    Now(Revocation),
    /// It was revoked before; its reason is keyCompromise now.
    Amended(Revocation),
    /// It will be.
    Later {
        /// The number by which it can be called off.
        id: u64,
        /// When.
        effective: Timestamp,
    },
}

impl Authority {
    /// Revokes a certificate on request: now, or at the moment that the request names, up to the
    /// end of its validity. A certificate that is revoked for another reason gets the reason
    /// keyCompromise, the only change of a revocation (REV-03).
    ///
    /// # Errors
    /// Refuses requesters who must show something of their own, what a requester may not say, and
    /// what [`Authority::revoke`] refuses.
    pub fn revoke_on_request(
        &self,
        actor: &Actor,
        request: &RevocationRequest,
    ) -> Result<Granted, WithdrawError> {
        self.grant(actor, request, true)
    }

    /// As [`Authority::revoke_on_request`], for what was shown otherwise than by an office too.
    pub(super) fn grant(
        &self,
        actor: &Actor,
        request: &RevocationRequest,
        by_office: bool,
    ) -> Result<Granted, WithdrawError> {
        let said = request.reason.map(|reason| reason.as_str().to_owned());
        let (act, line, serial) = (Act::CertificateRevoke, &request.line, &request.serial);
        self.withdraw(act, actor, line, serial, said, |record, fields| {
            if by_office && !request.requester.is_shown_by_office() {
                let requester = request.requester.as_str();
                return Err(WithdrawError::Unproven { requester });
            }
            check_excess(request)?;
            check_reason(record, request.reason)?;
            let now = self.ports.clock.now();
            let asking = asking(request, now);
            let fields = EventFields {
                request_id: request.request_id.clone(),
                details: told(&asking, request, fields),
                ..fields.clone()
            };
            match request.effective {
                Some(effective) => self.set_for_later(actor, request, record, effective, &fields),
                None => self.revoke_now(actor, request, record, &asking, &fields),
            }
        })
    }

    fn revoke_now(
        &self,
        actor: &Actor,
        request: &RevocationRequest,
        record: &CertificateRecord,
        asking: &Asking,
        fields: &EventFields,
    ) -> Result<Granted, WithdrawError> {
        let effective = self.ports.clock.now().truncated_to_second();
        check_invalidity(request.invalidity_date, effective)?;
        let revocation = Revocation {
            effective,
            reason: request.reason,
            invalidity_date: request.invalidity_date,
        };
        let (registry, id) = (self.ports.registry.as_ref(), &record.issuer);
        match &record.status {
            CertificateStatus::Revoked(before) if is_worse(before, &revocation) => {
                let amended = Revocation {
                    effective: before.effective,
                    ..revocation
                };
                let mut fields = fields.clone();
                let former = before.reason.map_or("unspecified", Reason::as_str);
                fields.details.insert("former_reason", former.to_owned());
                let event = self.done(Act::RevocationAmend, actor, &fields)?;
                registry.amend_revocation(id, &record.serial, &amended, asking, &event)?;
                Ok(Granted::Amended(amended))
            }
            CertificateStatus::Revoked(_)
            | CertificateStatus::Good
            | CertificateStatus::Suspended(_)
            | CertificateStatus::NeverIssued => {
                let event = self.done(Act::CertificateRevoke, actor, fields)?;
                let asking = Some(asking);
                registry.revoke_asked(id, &record.serial, &revocation, asking, &event)?;
                Ok(Granted::Now(revocation))
            }
        }
    }

    fn set_for_later(
        &self,
        actor: &Actor,
        request: &RevocationRequest,
        record: &CertificateRecord,
        effective: Timestamp,
        fields: &EventFields,
    ) -> Result<Granted, WithdrawError> {
        let (now, effective) = (self.ports.clock.now(), effective.truncated_to_second());
        if effective <= now {
            return Err(WithdrawError::EffectivePast { effective });
        }
        if effective > record.not_after {
            let end = record.not_after;
            return Err(WithdrawError::EffectiveBeyondEnd { effective, end });
        }
        check_invalidity(request.invalidity_date, now)?;
        let mut fields = fields.clone();
        fields.details.insert("effective", effective.to_string());
        let event = self.done(Act::RevocationSchedule, actor, &fields)?;
        let wanted = LaterRevocation {
            issuer: record.issuer.clone(),
            serial: record.serial.clone(),
            revocation: Revocation {
                effective,
                reason: request.reason,
                invalidity_date: request.invalidity_date,
            },
            asking: asking(request, now),
            actor: actor.clone(),
        };
        let id = self.ports.registry.schedule_revocation(&wanted, &event)?;
        Ok(Granted::Later { id, effective })
    }
}

/// REV-02: nobody says more than the way allows in which the request was shown.
fn check_excess(request: &RevocationRequest) -> Result<(), WithdrawError> {
    let excess = request
        .requester
        .excess(request.reason, request.invalidity_date);
    match excess {
        Some(excess) => Err(WithdrawError::Excess {
            requester: request.requester.as_str(),
            excess,
        }),
        None => Ok(()),
    }
}

/// Whether a revocation may become the other: its reason was less than keyCompromise.
fn is_worse(before: &Revocation, wanted: &Revocation) -> bool {
    let compromise = Some(Reason::KeyCompromise);
    wanted.reason == compromise && before.reason != compromise
}

fn asking(request: &RevocationRequest, now: Timestamp) -> Asking {
    let received = request.received.unwrap_or(now).min(now);
    Asking {
        requester: request.requester.clone(),
        received,
        authenticated: request.authenticated.unwrap_or(now).max(received).min(now),
    }
}

/// REV-01: the log tells who asked and when, beside what it tells of the certificate.
fn told(
    asking: &Asking,
    request: &RevocationRequest,
    fields: &EventFields,
) -> BTreeMap<&'static str, String> {
    let mut details = fields.details.clone();
    details.extend([
        ("asked_by", asking.requester.as_str().to_owned()),
        ("received", asking.received.to_string()),
        ("authenticated", asking.authenticated.to_string()),
    ]);
    let order = asking.requester.order();
    details.extend(order.map(|order| ("authority", order.to_string())));
    let since = request.invalidity_date;
    details.extend(since.map(|date| (INVALIDITY, date.to_string())));
    details
}
