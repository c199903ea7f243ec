//! The running organisation of issuers: every act of the CA, whoever asks for it.
//!
//! - `found`: the authority document, the country pack and the shipped documents;
//! - [`governance`]: statements, and who a certificate is by them;
//! - `governing`: documents of all kinds, read by the word that they begin with;
//! - `activate`: a document becomes the one that counts;
//! - `documents`: the documents of which there is one each: country, algorithms, key origins;
//! - `profiles`: profiles by name and digest;
//! - `keys`: key pairs from their making to their end, and from token to token;
//! - `copies`: which of these a record allows;
//! - `inventory`: all tokens and keys, and the watch over the tokens;
//! - `logins`: those that a token refused;
//! - `issuers`: generations, and the proof that key and certificate belong together;
//! - `issue`: prepare, store the intent, sign once, verify, record;
//! - `withdraw`: revoke, suspend, reinstate, and who may ask for it;
//! - `registrations`: records of registration, read with an event and purged at term;
//! - `reports`: problems and their deadlines; `notices`: what holders are told;
//! - `heads`: the signed heads of the audit log, and the enrolment of their signer;
//! - `purge`: the end of events' bodies at their term;
//! - `crls`: build, reserve, sign, publish;
//! - `jobs`: what is done though nobody asks for it;
//! - `continuity`: backups of the Registry, its return from one, what an officer acknowledged;
//! - `refusal`: the words by which the log names what went wrong.
//!
//! An act that a rule forbids leaves an event of outcome `refused` and nothing else; one that
//! a device or store fails, an event of outcome `failed` where the log can still be written.

pub mod activate;
pub mod continuity;
pub mod copies;
pub mod crls;
pub mod documents;
pub mod found;
pub mod governance;
pub mod governing;
pub mod heads;
pub mod inventory;
pub mod issue;
pub mod issuers;
pub mod jobs;
pub mod keys;
pub mod logins;
pub mod notices;
pub mod profiles;
pub mod purge;
mod refusal;
pub mod registrations;
pub mod reports;
pub mod withdraw;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::documents::Documents;
use self::governance::Kept as KeptChain;
use self::inventory::Watch;
use self::issue::KeptBases;
use self::issuers::Issuer;
use self::refusal::Refusal;
pub use self::refusal::Rule;
use crate::actor::Actor;
use crate::audit::AuditLog;
use crate::audit::event::{Act, AuditEvent, EventFields, Outcome};
use crate::generation::GenerationId;
use crate::profile::Profile;
use crate::random::{Random, RandomError};
use crate::registry::{Registry, RegistryError};
use crate::settings::Settings;
use crate::signer::{KeyStore, Signer};
use crate::timestamp::Clock;

/// Longest wait for one signature, queueing included.
const SIGNING_DEADLINE: Duration = Duration::from_secs(30);

/// What an authority works with.
#[derive(Clone)]
pub struct Ports {
    /// The record of all that was issued.
    pub registry: Arc<dyn Registry>,
    /// The audit log, in the same store as the Registry.
    pub audit: Arc<dyn AuditLog>,
    /// The keys.
    pub keys: Arc<dyn KeyStore>,
    /// The use of the keys.
    pub signer: Arc<dyn Signer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for serials and salts.
    pub random: Arc<dyn Random>,
}

/// The running organisation of issuers. Safe for concurrent use.
pub struct Authority {
    ports: Ports,
    /// Issuers whose key was proven to be theirs, by generation.
    proven: Mutex<HashMap<GenerationId, Arc<Issuer>>>,
    /// Parsed profiles, by name; used only while the active text is the same.
    parsed: Mutex<HashMap<String, Arc<Profile>>>,
    /// The parsed authority document and its text; used only while the text is the same.
    settings: Mutex<Option<(String, Arc<Settings>)>>,
    /// The parsed single documents; used only while their texts are the same.
    documents: Documents,
    /// What requests were judged by last; used only while the Registry says that it still holds.
    bases: KeptBases,
    /// The tokens as they were when they were last compared with their records.
    watch: Mutex<Watch>,
    /// The chain of statements as it was verified, and the digest with which it must begin.
    governance: KeptChain,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

impl Authority {
    /// An authority on these ports.
    #[must_use]
    pub fn new(ports: Ports) -> Self {
        Self {
            ports,
            proven: Mutex::default(),
            parsed: Mutex::default(),
            settings: Mutex::default(),
            documents: Documents::default(),
            bases: KeptBases::default(),
            watch: Mutex::default(),
            governance: KeptChain::default(),
        }
    }

    fn event(
        &self,
        act: Act,
        outcome: Outcome,
        actor: &Actor,
        fields: &EventFields,
    ) -> Result<AuditEvent, RandomError> {
        let (clock, random) = (self.ports.clock.as_ref(), self.ports.random.as_ref());
        let asked = actor.asked().filter(|asked| asked.act == act);
        let Some(asked) = asked else {
            return AuditEvent::new(act, outcome, actor, fields, clock, random);
        };
        let request_id = Some(asked.request.id().to_string());
        let request_id = fields.request_id.clone().or(request_id);
        let fields = EventFields {
            request_id,
            ..fields.clone()
        };
        let event = AuditEvent::new(act, outcome, actor, &fields, clock, random)?;
        if outcome == Outcome::Done {
            return Ok(event.with_request(asked.request.clone()));
        }
        Ok(event)
    }

    fn done(
        &self,
        act: Act,
        actor: &Actor,
        fields: &EventFields,
    ) -> Result<AuditEvent, RandomError> {
        self.event(act, Outcome::Done, actor, fields)
    }

    /// Records that an act was refused or failed, and gives the act's own error back. If even
    /// that cannot be recorded, the log's error is what the caller must know first (I7).
    fn record_failure<E>(&self, act: Act, actor: &Actor, fields: EventFields, error: E) -> E
    where
        E: Refusal + From<RegistryError> + From<RandomError>,
    {
        let outcome = if error.is_refusal() {
            Outcome::Refused
        } else {
            Outcome::Failed
        };
        let mut fields = EventFields {
            reason: Some(error.rule().to_owned()),
            ..fields
        };
        fields.details.extend(error.details());
        let event = match self.event(act, outcome, actor, &fields) {
            Ok(event) => event,
            Err(failed) => return failed.into(),
        };
        match self.ports.audit.append(&event) {
            Ok(_) => error,
            Err(_) if outcome == Outcome::Failed => error,
            Err(failed) => failed.into(),
        }
    }
}

/// A lock that a panicking thread left behind still guards only caches.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
