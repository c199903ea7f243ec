//! Registry, list and answers held against each other (CRL-13): all that relying parties are told
//! comes from the same rows, and this finds what damage, another hand or a fault made of it.

use std::collections::HashMap;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::authority::Authority;
use crate::authority::issuers::IssuerError;
use crate::crl::{CrlSummary, NoCrl};
use crate::generation::GenerationId;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{CertificateStatus, IssuanceState, RevokedEntry};
use crate::revocation::CERTIFICATE_HOLD;
use crate::serial::Serial;
use crate::timestamp::Timestamp;
use crate::verify;

/// What a responder said of a serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The serial.
    pub serial: Serial,
    /// The status; `NeverIssued` for `unknown`.
    pub status: CertificateStatus,
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Entries of the list that were compared.
    pub entries: u64,
    /// Answers that were compared.
    pub answers: u64,
    /// Where they differ.
    pub differ: Vec<Disagreement>,
}

/// Where they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// The published list is not one, or not signed by its issuer.
    List,
    /// The Registry has withdrawn it, and the list lacks it or says otherwise.
    NotListed(Serial),
    /// The list has it, and the Registry does not.
    NotWithdrawn(Serial),
    /// The responder says otherwise than the Registry.
    Answer(Serial),
}

impl Authority {
    /// Holds the newest list of a generation, and what a responder said, against the Registry. A
    /// disagreement is an event and an alarm.
    ///
    /// # Errors
    /// Fails if Registry or log fail.
    pub fn compare_lists_and_answers(
        &self,
        actor: &Actor,
        id: &GenerationId,
        told: &[Told],
    ) -> Result<Agreement, NotCompared> {
        let mut agreement = self.compare_list(id)?;
        for told in told {
            agreement.answers += 1;
            if !self.agrees(id, told)? {
                let serial = told.serial.clone();
                agreement.differ.push(Disagreement::Answer(serial));
            }
        }
        if !agreement.differ.is_empty() {
            let fields = disagreeing(id, &agreement.differ);
            let event = self.event(Act::CrlDisagree, Outcome::Failed, actor, &fields)?;
            self.ports.audit.append(&event)?;
        }
        Ok(agreement)
    }

    fn compare_list(&self, id: &GenerationId) -> Result<Agreement, NotCompared> {
        let registry = self.ports.registry.as_ref();
        let mut agreement = Agreement::default();
        let Some(crl) = registry.newest_crl(id)? else {
            return Ok(agreement);
        };
        let Ok(list) = self.read_list(id, &crl.der)? else {
            agreement.differ.push(Disagreement::List);
            return Ok(agreement);
        };
        let mut entries = Vec::new();
        registry.revoked_entries(id, &mut |entry| entries.push(entry))?;
        let since = registry.withdrawn_since_crl(id)?;
        if since.last.is_none_or(|last| last.number != crl.number) {
            // Another list was published meanwhile: it is compared the next time.
            return Ok(agreement);
        }
        // In the order of their withdrawal: the list cannot tell the last of them yet.
        let later = usize::try_from(since.count).unwrap_or(usize::MAX);
        let listed = entries.len().saturating_sub(later);
        agreement.entries = u64::try_from(listed).unwrap_or(u64::MAX);
        agreement.differ = differences(&list.entries, &entries, listed);
        Ok(agreement)
    }

    /// The list, if its issuer signed it.
    fn read_list(
        &self,
        id: &GenerationId,
        der: &[u8],
    ) -> Result<Result<CrlSummary, NoCrl>, IssuerError> {
        let generation = self.generation(id)?;
        let sound = |list: &CrlSummary| {
            let (algorithm, signature) = (&list.signature_algorithm, &list.signature);
            let key = &generation.public_key;
            list.issuer == generation.name
                && verify::verify_any(key, algorithm, &list.tbs, signature).is_ok()
        };
        Ok(CrlSummary::parse(der).and_then(|list| sound(&list).then_some(list).ok_or(NoCrl)))
    }

    /// Whether an answer is what the Registry says, or said within the last minute.
    fn agrees(&self, id: &GenerationId, told: &Told) -> Result<bool, RegistryError> {
        let record = self.ports.registry.certificate(id, &told.serial)?;
        let Some(record) = record else {
            return Ok(told.status == CertificateStatus::NeverIssued);
        };
        let now = self.ports.clock.now();
        let changed = match &record.status {
            CertificateStatus::Revoked(revocation) => Some(revocation.effective),
            CertificateStatus::Suspended(suspension) => Some(suspension.effective),
            CertificateStatus::Good => record.issued,
            CertificateStatus::NeverIssued => None,
        };
        let fresh = |moment: Timestamp| now.since(moment) <= ALLOWED_LAG;
        let finished = record.state != IssuanceState::Signing;
        Ok(record.status == told.status || changed.is_some_and(fresh) || !finished)
    }
}

fn differences(list: &[RevokedEntry], entries: &[RevokedEntry], count: usize) -> Vec<Disagreement> {
    let by_serial = |entries: &[RevokedEntry]| -> HashMap<Serial, RevokedEntry> {
        let pairs = entries
            .iter()
            .map(|entry| (entry.serial.clone(), entry.clone()));
        pairs.collect()
    };
    let (listed, withdrawn) = (by_serial(list), by_serial(entries));
    let missing = entries.iter().take(count).filter(|entry| {
        let said = listed.get(&entry.serial);
        said.is_none_or(|said| !is_same(said, entry))
    });
    // A suspension that was lifted since stands on the list until the next one.
    let lifted = |entry: &RevokedEntry| entry.reason_code == Some(CERTIFICATE_HOLD);
    let superfluous = list
        .iter()
        .filter(|entry| !withdrawn.contains_key(&entry.serial) && !lifted(entry));
    missing
        .map(|entry| Disagreement::NotListed(entry.serial.clone()))
        .chain(superfluous.map(|entry| Disagreement::NotWithdrawn(entry.serial.clone())))
        .collect()
}

/// To the second, as lists tell it.
fn is_same(said: &RevokedEntry, entry: &RevokedEntry) -> bool {
    let second = |moment: Option<Timestamp>| moment.map(Timestamp::truncated_to_second);
    said.reason_code == entry.reason_code
        && said.effective == entry.effective.truncated_to_second()
        && second(said.invalidity_date) == second(entry.invalidity_date)
}

fn disagreeing(id: &GenerationId, differ: &[Disagreement]) -> EventFields {
    let words = differ.iter().take(NAMED).map(|one| match one {
        Disagreement::List => "list".to_owned(),
        Disagreement::NotListed(serial) => format!("not-listed {serial}"),
        Disagreement::NotWithdrawn(serial) => format!("not-withdrawn {serial}"),
        Disagreement::Answer(serial) => format!("answer {serial}"),
    });
    EventFields {
        issuer: Some(id.to_string()),
        details: [
            ("alarm", "true".to_owned()),
            ("count", differ.len().to_string()),
            ("first", words.collect::<Vec<_>>().join("; ")),
        ]
        .into(),
        ..EventFields::default()
    }
}

/// How old what a responder says may be (CRL-13), in its favour.
const ALLOWED_LAG: std::time::Duration = std::time::Duration::from_secs(60);

/// Most places that an event names.
const NAMED: usize = 10;

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotCompared {
    /// The generation cannot be had.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}
