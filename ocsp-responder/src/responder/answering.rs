//! Answers to questions: status from the source, a signature by the issuer's signer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ca_core::ocsp::cert_id::CertId;
use ca_core::ocsp::response::assemble;
use ca_core::ocsp::response_data::{InvalidResponse, ResponseData};
use ca_core::ocsp::single_response::SingleResponse;
use ca_core::ocsp::status::CertStatus;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, KnownStatus};
use ca_core::timestamp::Timestamp;

use super::Responder;
use super::question::Question;
use crate::answer::{Answer, Outcome, Refusal, Reply};
use crate::chain::on_one_line;
use crate::signer::SigningError;

impl Responder {
    /// Answers a question from the registry with the issuer's delegated signer. Blocks.
    #[must_use]
    pub fn answer(&self, mut question: Box<Question>) -> Reply {
        match self.try_answer(&mut question) {
            Ok(reply) => reply,
            Err(NoAnswer::NotNow) => Reply::Refused(Refusal::TryLater),
            Err(error) => {
                if self.complaints.is_due() {
                    let issuer = &question.issuer.generation.id;
                    tracing::warn!(%issuer, error = %on_one_line(&error), "no answer can be signed");
                }
                question.fallback(error.refusal())
            }
        }
    }

    fn try_answer(&self, question: &mut Question) -> Result<Reply, NoAnswer> {
        let issuer = &question.issuer.generation.id;
        let cert_ids = question.request.cert_ids();
        let first = cert_ids.first().ok_or(NoAnswer::NotNow)?;
        let mark = self.cache.mark(issuer, first.serial());
        self.require_fresh()?;
        let known = self.freshness.position();
        let read = |cert_id: &CertId| self.source.status(issuer, cert_id.serial());
        let told = cert_ids.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let as_of = self.recent_as_of(&told, known)?;
        let statuses: Vec<_> = told.into_iter().map(|told| told.status).collect();
        let unknown = statuses.contains(&CertificateStatus::NeverIssued);
        // A replica may not have seen the certificate yet.
        if unknown && as_of < question.asked {
            return Err(NoAnswer::NotNow);
        }
        if unknown && question.permit.is_none() {
            question.permit = Some(self.live.take().ok_or(NoAnswer::NotNow)?);
        }
        let answer = Arc::new(self.sign(question, &statuses, as_of)?);
        let outcome = answer.outcome.as_str();
        tracing::debug!(%issuer, serial = %first.serial(), outcome, "signed");
        if question.permit.is_some() {
            return Ok(Reply::Single(answer));
        }
        self.cache.insert(mark, issuer, first, &answer);
        Ok(Reply::Shared(answer))
    }

    /// That the feed was read recently enough to sign (I4).
    fn require_fresh(&self) -> Result<(), NoAnswer> {
        if self.freshness.is_put_back() {
            return Err(NoAnswer::PutBack);
        }
        if !self.is_fresh() {
            return Err(NoAnswer::Stale(self.freshness.lag(Instant::now())));
        }
        Ok(())
    }

    /// The moment that all of what was told shows, if that is recent enough to sign for, and the
    /// source knows what the feed has told: of several servers, one may be behind (I4).
    fn recent_as_of(&self, told: &[KnownStatus], known: u64) -> Result<Timestamp, NoAnswer> {
        let shown = told.iter().map(|told| told.shown);
        if shown.clone().any(|shown| shown.position < known) {
            return Err(NoAnswer::Behind);
        }
        let as_of = shown.map(|shown| shown.as_of).min();
        let as_of = as_of.ok_or(NoAnswer::NotNow)?;
        let lag = self.clock.now().since(as_of);
        if lag > self.policy.max_status_lag {
            return Err(NoAnswer::Stale(lag));
        }
        Ok(as_of)
    }

    fn sign(
        &self,
        question: &Question,
        statuses: &[CertificateStatus],
        as_of: Timestamp,
    ) -> Result<Answer, NoAnswer> {
        let signer = question.issuer.signer.as_ref().ok_or(NoAnswer::NotNow)?;
        let now = self.clock.now();
        let this_update = as_of.min(now).truncated_to_second();
        let certificate = signer.certificate();
        let next_update = this_update
            .plus(self.policy.validity)
            .min(certificate.not_after);
        let single = |(cert_id, status): (&CertId, _)| {
            SingleResponse::new(cert_id.clone(), spoken(status)?, this_update, next_update)
        };
        let pairs = question.request.cert_ids().iter().zip(statuses);
        let responses = pairs.map(single).collect::<Result<Vec<_>, _>>()?;
        let nonce = question.request.nonce();
        let data = ResponseData::new(signer.responder_id().clone(), now, responses, nonce)?;
        let to_be_signed = data.to_be_signed()?;
        let signature = self.metrics.time_signature(|| signer.sign(&to_be_signed))?;
        let identifier = signer.algorithm().identifier();
        let der = assemble(&to_be_signed, &identifier, &signature, &[&certificate.der])?;
        let outcome = outcome(statuses);
        Ok(Answer::new(der, outcome, this_update, next_update))
    }
}

/// The status in the words of OCSP; never issued is never good (I4).
fn spoken(status: &CertificateStatus) -> Result<CertStatus, InvalidResponse> {
    Ok(match status {
        CertificateStatus::NeverIssued => CertStatus::UNKNOWN,
        CertificateStatus::Good => CertStatus::GOOD,
        CertificateStatus::Suspended(suspension) => CertStatus::suspended(suspension)?,
        CertificateStatus::Revoked(revocation) => CertStatus::revoked(revocation)?,
    })
}

const fn outcome(statuses: &[CertificateStatus]) -> Outcome {
    match statuses {
        [CertificateStatus::Good] => Outcome::Good,
        [CertificateStatus::Revoked(_) | CertificateStatus::Suspended(_)] => Outcome::Revoked,
        [CertificateStatus::NeverIssued] => Outcome::Unknown,
        _ => Outcome::Several,
    }
}

/// Why nothing is signed.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    /// Nothing is wrong here: no capacity, or a source that is behind the question.
    #[error("not now")]
    NotNow,
    /// The known status is too old (I4).
    #[error("status is {0:?} old")]
    Stale(Duration),
    /// The server that was asked lacks changes that another one has told (I4).
    #[error("the server that was asked is behind the feed")]
    Behind,
    /// The registry was put back or lost changes, and what it lacks is not acknowledged (I4,
    /// OPS-03).
    #[error("the registry was put back or lost changes, and that is not acknowledged")]
    PutBack,
    /// Status cannot be read.
    #[error("status cannot be read")]
    Registry(#[from] RegistryError),
    /// No signature.
    #[error("no signature")]
    Signing(#[from] SigningError),
    /// No answer can be built: the signer has expired, or the clock is wrong.
    #[error("answer cannot be built")]
    Response(#[from] InvalidResponse),
}

impl NoAnswer {
    const fn refusal(&self) -> Refusal {
        match self {
            Self::NotNow | Self::Stale(_) | Self::Behind | Self::PutBack | Self::Registry(_) => {
                Refusal::TryLater
            }
            Self::Signing(SigningError::Token(_)) => Refusal::TryLater,
            Self::Signing(SigningError::Wrong) | Self::Response(_) => Refusal::InternalError,
        }
    }
}
