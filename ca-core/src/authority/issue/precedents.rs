//! What was issued before for the same key (CRT-21) or the same person (REG-09).
//!
//! An intent is first offered as if there were nothing before it, as is nearly always so. The
//! Registry refuses one that was judged by less than it knows; then it is judged by what the
//! Registry shows, and offered again. Of two requests at once the second is judged like this.

use std::collections::BTreeMap;

use der::{Decode, Encode};
use x509_cert::certificate::{Raw, TbsCertificateInner};

use crate::authority::Authority;
use crate::authority::issue::{Confirmed, IssueError, Notice, Prepared};
use crate::authority::profiles::ProfileUnavailable;
use crate::digest::Sha256Digest;
use crate::name;
use crate::profile::{KeyReuse, OtherName, Profile, Semantics};
use crate::registry::records::{
    CertificateQuery, CertificateRecord, CertificateStatus, Intent, IssuanceState, KeySeen,
};
use crate::revocation::Reason;
use crate::serial::Serial;
use crate::subject::AttributeType;

/// Most times that an intent is judged again: each time another request was stored first.
pub(super) const ATTEMPTS: u32 = 64;

/// Records of a key that are read at once.
const PAGE: usize = 64;

/// The rules for precedents, and what was found by them.
#[derive(Debug)]
pub(super) struct Precedents {
    profile: String,
    identifier: Option<Semantics>,
    reuse: KeyReuse,
    other_name: OtherName,
    confirmed: Confirmed,
    renews: Option<Serial>,
    has_other_name: bool,
    notices: Vec<Notice>,
}

impl Precedents {
    /// The rules of a profile; nothing was found yet.
    pub(super) fn of(profile: &Profile, confirmed: Confirmed) -> Self {
        Self {
            profile: profile.name().to_owned(),
            identifier: profile.identifier(),
            reuse: profile.key_reuse(),
            other_name: profile.other_name(),
            confirmed,
            renews: None,
            has_other_name: false,
            notices: Vec::new(),
        }
    }

    /// What an officer should look at.
    pub(super) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// What the log says of it.
    pub(super) fn details(&self) -> impl Iterator<Item = (&'static str, String)> {
        let renews = self.renews.as_ref();
        let renews = renews.map(|serial| ("renews", serial.to_string()));
        let word = if self.confirmed.renamed {
            "confirmed"
        } else {
            "warned"
        };
        let named = self.has_other_name.then(|| ("other_name", word.to_owned()));
        renews.into_iter().chain(named)
    }

    /// A key that is known is used again only as both profiles allow it: this one and that of
    /// the known certificate, whose rule is `of_known`.
    fn judge_key(
        &mut self,
        intent: &Intent,
        known: &CertificateRecord,
        of_known: KeyReuse,
    ) -> Result<(), IssueError> {
        if known.state == IssuanceState::Abandoned {
            return Ok(());
        }
        let allowed = stricter(self.reuse, of_known);
        let fits = match allowed {
            KeyReuse::Free => return Ok(()),
            KeyReuse::Never => false,
            KeyReuse::Renewal => self.is_renewal(intent, known),
        };
        if !fits {
            return Err(IssueError::KeyReused {
                issuer: known.issuer.clone(),
                serial: known.serial.clone(),
                allowed,
            });
        }
        if known.state == IssuanceState::Issued {
            self.renews = Some(known.serial.clone());
        }
        Ok(())
    }

    /// Whether it renews the known certificate, which nobody found fault with, for its holder.
    fn is_renewal(&self, intent: &Intent, known: &CertificateRecord) -> bool {
        let holder = self.holder(&intent.tbs);
        known.profile_name == self.profile
            && may_be_renewed(&known.status)
            && holder.is_some()
            && self.holder(&known.tbs) == holder
    }

    /// Whom the bytes of a certificate name: a natural person by the identifier, who may have
    /// another name by now; anybody else by the whole subject.
    fn holder(&self, tbs: &[u8]) -> Option<Vec<u8>> {
        let tbs = TbsCertificateInner::<Raw>::from_der(tbs).ok()?;
        let subject = tbs.subject().to_der().ok()?;
        if self.identifier != Some(Semantics::NaturalPerson) {
            return Some(subject);
        }
        let attributes = name::attributes(&subject).ok()?;
        let mut identifiers = attributes
            .into_iter()
            .filter(|(attribute, _)| *attribute == AttributeType::SERIAL_NUMBER);
        identifiers.next().map(|(_, value)| value.into_bytes())
    }

    /// The person is known by another name.
    fn judge_other_name(&mut self) -> Result<(), IssueError> {
        self.has_other_name = true;
        if self.confirmed.renamed {
            return Ok(());
        }
        match self.other_name {
            OtherName::Warn => {
                self.notices = vec![Notice::OtherName];
                Ok(())
            }
            OtherName::Refuse => Err(IssueError::OtherName),
        }
    }
}

const fn stricter(one: KeyReuse, other: KeyReuse) -> KeyReuse {
    match (one, other) {
        (KeyReuse::Never, _) | (_, KeyReuse::Never) => KeyReuse::Never,
        (KeyReuse::Renewal, _) | (_, KeyReuse::Renewal) => KeyReuse::Renewal,
        (KeyReuse::Free, KeyReuse::Free) => KeyReuse::Free,
    }
}

/// Whether a certificate with this status may be renewed with its key (CRT-21): good, expired
/// or not, or replaced; another request of the holder may be on its way.
fn may_be_renewed(status: &CertificateStatus) -> bool {
    match status {
        CertificateStatus::NeverIssued | CertificateStatus::Good => true,
        CertificateStatus::Suspended(_) => false,
        CertificateStatus::Revoked(revocation) => revocation.reason == Some(Reason::Superseded),
    }
}

impl Authority {
    /// Holds an intent against what was issued before, and notes what it was judged by.
    pub(super) fn judge_precedents(&self, prepared: &mut Prepared) -> Result<(), IssueError> {
        let (intent, precedents) = prepared.judged();
        self.judge_key_use(intent, precedents)?;
        let Some(person) = &mut intent.person else {
            return Ok(());
        };
        person.known = self.ports.registry.name_of(&person.identifier)?;
        if person.known.is_some_and(|known| known != person.name) {
            return precedents.judge_other_name();
        }
        Ok(())
    }

    /// CRT-21. That the key is not compromised is asked of every key; that its algorithm is
    /// still allowed at the new end, of every certificate.
    fn judge_key_use(
        &self,
        intent: &mut Intent,
        precedents: &mut Precedents,
    ) -> Result<(), IssueError> {
        let Some(KeySeen { own_profile, .. }) = intent.key_seen else {
            return Ok(());
        };
        let not_profile = (!own_profile).then_some(intent.profile);
        let (mut seen, mut rules) = (0, BTreeMap::new());
        loop {
            let query = CertificateQuery {
                key_hash: Some(intent.key_hash),
                not_profile,
                after: seen,
                limit: PAGE,
                ..CertificateQuery::default()
            };
            let known = self.ports.registry.certificates(&query)?;
            for record in &known {
                let rule = match rules.get(record.profile.as_bytes()) {
                    Some(rule) => *rule,
                    None => self.reuse_by(&record.profile)?,
                };
                rules.insert(*record.profile.as_bytes(), rule);
                precedents.judge_key(intent, record, rule)?;
                seen = record.sequence;
            }
            if known.len() < PAGE {
                intent.key_seen = Some(KeySeen {
                    place: seen,
                    own_profile,
                });
                return Ok(());
            }
        }
    }

    /// The rule of a profile document, active or not. One that an older program wrote and this
    /// one cannot read has none.
    fn reuse_by(&self, profile: &Sha256Digest) -> Result<KeyReuse, IssueError> {
        match self.profile_by_digest(profile) {
            Ok(profile) => Ok(profile.key_reuse()),
            Err(ProfileUnavailable::Invalid(_)) => Ok(KeyReuse::Free),
            Err(error) => Err(error.into()),
        }
    }
}
