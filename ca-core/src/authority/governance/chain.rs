//! The chain as the Registry has it, folded into a roster. What was verified once is kept in
//! memory; what came since is verified before it counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::{BrokenChain, GovernError};
use crate::audit::event::{POSITION, RecordedEvent, STATEMENT};
use crate::audit::note::KeyName;
use crate::authority::{Authority, lock};
use crate::certificate::Summary;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::governance::certificate::OperatorCertificate;
use crate::governance::roster::{AdministrationIssuer, GovernanceRefusal, Grounds, Issued, Roster};
use crate::governance::statement::signed::SignedStatement;
use crate::registry::governance::StoredLink;
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// The line of issuers whose certificates operators have.
pub const ADMINISTRATION: &str = "administration";

/// Links read at a time.
const PAGE: usize = 256;

/// Whether roles come from a chain.
#[derive(Clone, Debug)]
pub(super) enum Governance {
    /// No chain has begun, and none is expected.
    Ungoverned,
    /// A chain has begun, and it is the one that is pinned.
    Governed(Arc<Folded>),
}

impl Governance {
    /// What the chain was folded into.
    pub(super) fn folded(&self) -> Option<&Folded> {
        match self {
            Self::Ungoverned => None,
            Self::Governed(folded) => Some(folded),
        }
    }

    /// Whether a statement stands at a position.
    pub(super) fn stands(&self, position: u64, digest: &Sha256Digest) -> bool {
        let folded = self.folded();
        folded.is_some_and(|folded| folded.roster.digest_at(position) == Some(digest))
    }
}

/// A chain that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Who holds which role.
    pub roster: Roster,
    /// Links that have no effect, by position.
    pub ignored: BTreeMap<u64, Ignored>,
}

/// A link that has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// SHA-256 of what stands there.
    pub digest: Sha256Digest,
    /// Why it is no statement that may stand there.
    pub refusal: GovernanceRefusal,
}

impl Folded {
    /// SHA-256 of what stands at a position.
    pub(super) fn found_at(&self, position: u64) -> Option<&Sha256Digest> {
        let ignored = self.ignored.get(&position).map(|ignored| &ignored.digest);
        ignored.or_else(|| self.roster.digest_at(position))
    }
}

/// What an authority keeps of the chain.
#[derive(Debug, Default)]
pub(in crate::authority) struct Kept {
    pinned: Option<Sha256Digest>,
    folded: Mutex<Option<Arc<Folded>>>,
    /// Issuer and serial number of certificates, by their digests.
    places: Mutex<BTreeMap<Sha256Digest, (GenerationId, Serial)>>,
    /// Which alarms were raised.
    pub(super) alarms: Mutex<BTreeSet<String>>,
}

impl Kept {
    pub(super) const fn pin(&mut self, bootstrap: Sha256Digest) {
        self.pinned = Some(bootstrap);
    }

    pub(super) const fn pinned(&self) -> Option<Sha256Digest> {
        self.pinned
    }

    /// What was folded is folded anew when it is next asked for.
    pub(super) fn forget(&self) {
        *lock(&self.folded) = None;
    }
}

/// Certificates' issuers, and what the Registry knows of certificates.
pub(super) type Known = (Vec<AdministrationIssuer>, BTreeMap<Sha256Digest, Issued>);

impl Authority {
    /// The chain as it is now: what is known of it, and what came since.
    pub(super) fn chain(&self) -> Result<Governance, GovernError> {
        let known = lock(&self.governance.folded).clone();
        let folded = match known {
            Some(known) => self.grown(known)?,
            None => match self.begun()? {
                Some(begun) => begun,
                None => return Ok(Governance::Ungoverned),
            },
        };
        *lock(&self.governance.folded) = Some(Arc::clone(&folded));
        Ok(Governance::Governed(folded))
    }

    /// The chain as it was known last; read where nothing is known.
    pub(super) fn known_chain(&self) -> Result<Governance, GovernError> {
        let known = lock(&self.governance.folded).clone();
        known.map_or_else(|| self.chain(), |known| Ok(Governance::Governed(known)))
    }

    /// Issuer and serial number of an operator's certificate.
    pub(super) fn place_of(
        &self,
        certificate: &OperatorCertificate,
    ) -> Result<Option<(GenerationId, Serial)>, GovernError> {
        let digest = *certificate.digest();
        let known = lock(&self.governance.places).get(&digest).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let place = place_of(certificate, &self.administration()?);
        let new = place.clone().map(|place| (digest, place));
        lock(&self.governance.places).extend(new);
        Ok(place)
    }

    /// Folds the chain from its beginning and holds it against the log.
    fn begun(&self) -> Result<Option<Arc<Folded>>, GovernError> {
        let first = self.ports.registry.links(0, 1)?;
        let (first, pinned) = match (first.first(), self.governance.pinned) {
            (None, None) => return Ok(None),
            // The first statement is yet to come, or was taken away.
            (None, Some(_)) => return self.require_no_chain_in_log().map(|()| None),
            (Some(_), None) => return Err(self.broken(BrokenChain::NotPinned)),
            (Some(first), Some(pinned)) => (first, pinned),
        };
        let begun = self.begin(first, &pinned);
        let refused = |refusal| self.broken(BrokenChain::Beginning(refusal));
        let roster = match begun {
            Ok(roster) => roster,
            Err(GovernError::Refused(refusal)) => return Err(refused(refusal)),
            Err(GovernError::Statement(error)) => return Err(refused(error.into())),
            Err(error) => return Err(error),
        };
        let ignored = BTreeMap::new();
        let folded = self.grown(Arc::new(Folded { roster, ignored }))?;
        self.require_agreement(&folded)?;
        Ok(Some(folded))
    }

    fn begin(&self, first: &StoredLink, pinned: &Sha256Digest) -> Result<Roster, GovernError> {
        let time = self.recorded_time(first)?.ok_or(GovernanceRefusal::Moved)?;
        let signed = SignedStatement::parse(&first.statement)?;
        let (issuers, issued) = self.grounds_of(&signed, None)?;
        let grounds = Grounds {
            time,
            recorded: true,
            issuers: &issuers,
            issued: &issued,
        };
        let authority = self.governing_origin()?;
        Ok(Roster::begin(&signed, pinned, &authority, &grounds)?)
    }

    /// What is known, and what came behind it.
    fn grown(&self, known: Arc<Folded>) -> Result<Arc<Folded>, GovernError> {
        let mut folded = known;
        loop {
            let from = folded.roster.head().position.saturating_add(1);
            let links = self.ports.registry.links(from, PAGE)?;
            if links.is_empty() {
                return Ok(folded);
            }
            let mut next = Folded::clone(&folded);
            for link in &links {
                self.fold(&mut next, link)?;
            }
            folded = Arc::new(next);
        }
    }

    /// Takes a link, or passes over one that gives nobody anything.
    fn fold(&self, folded: &mut Folded, link: &StoredLink) -> Result<(), GovernError> {
        let expected = folded.roster.head().position.saturating_add(1);
        if link.position != expected {
            return Err(self.broken(BrokenChain::Missing { position: expected }));
        }
        match self.try_fold(&mut folded.roster, link) {
            Ok(()) => Ok(()),
            Err(GovernError::Refused(refusal)) => self.pass_over(folded, link, refusal),
            Err(GovernError::Statement(error)) => self.pass_over(folded, link, error.into()),
            Err(error) => Err(error),
        }
    }

    fn try_fold(&self, roster: &mut Roster, link: &StoredLink) -> Result<(), GovernError> {
        let time = self.recorded_time(link)?.ok_or(GovernanceRefusal::Moved)?;
        let signed = SignedStatement::parse(&link.statement)?;
        let (issuers, issued) = self.grounds_of(&signed, Some(roster))?;
        let grounds = Grounds {
            time,
            recorded: true,
            issuers: &issuers,
            issued: &issued,
        };
        Ok(roster.fold(&signed, &grounds)?)
    }

    /// A row that no statement stands behind, or one that breaks a rule.
    fn pass_over(
        &self,
        folded: &mut Folded,
        link: &StoredLink,
        refusal: GovernanceRefusal,
    ) -> Result<(), GovernError> {
        let position = link.position;
        self.alarm(position, refusal.word())?;
        let digest = Sha256Digest::of(&link.statement);
        folded.ignored.insert(position, Ignored { digest, refusal });
        // What comes next was compared with the digest that is recorded.
        folded.roster.pass_over(&link.digest);
        Ok(())
    }

    /// When a link came into the chain, by the event that names it; nothing if none does. One that
    /// names another statement at this position tells that the link was altered.
    fn recorded_time(&self, link: &StoredLink) -> Result<Option<Timestamp>, GovernError> {
        let entries = self.ports.audit.entries(link.event, 1)?;
        let body = entries.first().and_then(|entry| entry.body.as_deref());
        let Some(event) = body.and_then(RecordedEvent::parse) else {
            return Ok(None);
        };
        let position = link.position;
        if event.details.get(POSITION) != Some(&position.to_string()) {
            return Ok(None);
        }
        let digest = Sha256Digest::of(&link.statement).to_string();
        if event.details.get(STATEMENT) != Some(&digest) {
            return Err(self.broken(BrokenChain::Altered { position }));
        }
        Ok(Timestamp::parse_rfc3339(&event.time))
    }

    /// What the certificates of a statement and of its signers are judged by.
    pub(super) fn grounds_of(
        &self,
        signed: &SignedStatement,
        roster: Option<&Roster>,
    ) -> Result<Known, GovernError> {
        let administration = self.administration()?;
        let mut certificates = signed.statement().act.certificates();
        let signers = roster.map(|roster| roster.named_in(signed));
        let signers = signers.unwrap_or_default();
        certificates.extend(signers.into_iter().map(|signer| &signer.certificate));
        let mut issued = BTreeMap::new();
        for certificate in certificates {
            if let Some((issuer, serial)) = place_of(certificate, &administration) {
                let record = self.ports.registry.certificate(&issuer, &serial)?;
                if let Some(record) = record {
                    let known = Issued {
                        profile: record.profile_name,
                        status: record.status,
                    };
                    issued.insert(*certificate.digest(), known);
                }
            }
        }
        let issuers = administration.into_iter().map(|(_, issuer)| issuer);
        Ok((issuers.collect(), issued))
    }

    /// The generations of the line `administration` that have a certificate.
    fn administration(&self) -> Result<Vec<(GenerationId, AdministrationIssuer)>, GovernError> {
        let generations = self.ports.registry.generations()?;
        let ready = generations.into_iter().filter(|generation| {
            generation.id.line().as_str() == ADMINISTRATION && generation.certificate.is_some()
        });
        let issuers = ready.map(|generation| {
            let issuer = AdministrationIssuer {
                name: generation.name,
                public_key: generation.public_key,
            };
            (generation.id, issuer)
        });
        Ok(issuers.collect())
    }

    /// The name of the log that statements are for.
    pub(super) fn governing_origin(&self) -> Result<KeyName, GovernError> {
        self.log_origin()
            .map_err(|error| GovernError::Origin(Box::new(error)))
    }
}

/// The generation that issued a certificate, and its serial number.
fn place_of(
    certificate: &OperatorCertificate,
    administration: &[(GenerationId, AdministrationIssuer)],
) -> Option<(GenerationId, Serial)> {
    let Summary { serial, .. } = certificate.summary();
    let mut issuers = administration.iter();
    let (issuer, _) =
        issuers.find(|(_, issuer)| certificate.is_issued_by(&issuer.name, &issuer.public_key))?;
    Some((issuer.clone(), serial.clone()))
}
