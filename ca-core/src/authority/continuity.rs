//! Continuity of the Registry: what the log says of its backups, of being put back, and of what
//! an officer acknowledged (OPS-03).

use std::collections::BTreeMap;

use crate::actor::Actor;
use crate::anchor::standing::{CrlNumbers, Standing};
use crate::anchor::{Anchor, Anchored};
use crate::audit::event::{Act, AuditEvent, EventFields, Outcome};
use crate::authority::Authority;
use crate::digest::Sha256Digest;
use crate::random::RandomError;
use crate::registry::RegistryError;

/// Most octets of an officer's reason.
pub const MOST_REASON: usize = 500;

/// A backup file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// SHA-256 of the file.
    pub sha256: Sha256Digest,
    /// Its length in octets.
    pub octets: u64,
    /// What the Registry held at the moment that the file shows.
    pub holds: Anchor,
}

impl Authority {
    /// Records that a copy of the Registry is about to leave it, readable for whoever has the
    /// identity of one of the `recipients`.
    ///
    /// # Errors
    /// Fails if the log cannot be written; then no copy may be made.
    pub fn begin_backup(
        &self,
        actor: &Actor,
        recipients: &[String],
    ) -> Result<(), ContinuityError> {
        let fields = EventFields {
            details: BTreeMap::from([("recipients", recipients.join(" "))]),
            ..EventFields::default()
        };
        let event = self.event(Act::RegistryBackup, Outcome::Intended, actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }

    /// Records a backup that was made and verified.
    ///
    /// # Errors
    /// Fails if the log cannot be written.
    pub fn finish_backup(&self, actor: &Actor, backup: &Backup) -> Result<(), ContinuityError> {
        let event = self.done(Act::RegistryBackup, actor, &fields_of(backup))?;
        self.ports.audit.append(&event)?;
        Ok(())
    }

    /// Records, as the next event of a Registry that was read from a backup, that it was put
    /// back. Unless the anchor `proves` that it lacks nothing, it stays stale until
    /// [`Authority::acknowledge`].
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    pub fn record_restore(
        &self,
        actor: &Actor,
        registry: &dyn Anchored,
        backup: &Backup,
        proves: bool,
    ) -> Result<(), ContinuityError> {
        let event = self.done(Act::RegistryRestore, actor, &fields_of(backup))?;
        if proves {
            self.ports.audit.append(&event)?;
        } else {
            registry.record_restore(&event)?;
        }
        Ok(())
    }

    /// Takes note of what a stale Registry lacks, for the reason that the officer gives. From
    /// then on it is written again, and no CRL number that the anchor knew is used again (I10).
    ///
    /// # Errors
    /// `NotStale` if it lacks nothing, `Reason` for an empty or too long reason or one with
    /// control characters; fails if Registry or anchor cannot be written.
    pub fn acknowledge(
        &self,
        actor: &Actor,
        registry: &dyn Anchored,
        reason: &str,
    ) -> Result<Standing, ContinuityError> {
        let octets = reason.len();
        if reason.trim().is_empty() || octets > MOST_REASON || reason.contains(char::is_control) {
            return Err(ContinuityError::Reason { octets });
        }
        let standing = registry.standing()?;
        let Some(gap) = &standing.gap else {
            return Err(ContinuityError::NotStale);
        };
        let event = self.acknowledgement(actor, &standing, gap.word(), reason)?;
        registry.acknowledge(&standing, &event)?;
        Ok(standing)
    }

    fn acknowledgement(
        &self,
        actor: &Actor,
        standing: &Standing,
        gap: &'static str,
        reason: &str,
    ) -> Result<AuditEvent, RandomError> {
        let mut details = held(FOUND, &standing.found);
        if let Some(anchor) = &standing.anchor {
            details.extend(held(KNOWN, anchor));
        }
        details.insert("gap", gap.to_owned());
        let fields = EventFields {
            reason: Some(reason.to_owned()),
            details,
            ..EventFields::default()
        };
        self.done(Act::RegistryAcknowledge, actor, &fields)
    }
}

fn fields_of(backup: &Backup) -> EventFields {
    let mut details = held(FOUND, &backup.holds);
    details.insert("octets", backup.octets.to_string());
    EventFields {
        object: Some(backup.sha256.to_string()),
        details,
        ..EventFields::default()
    }
}

/// Names under which an event tells what was found, and what was known.
const FOUND: [&str; 3] = ["found_size", "found_root", "found_crl_numbers"];
const KNOWN: [&str; 3] = ["known_size", "known_root", "known_crl_numbers"];

fn held(names: [&'static str; 3], anchor: &Anchor) -> BTreeMap<&'static str, String> {
    let [size, root, numbers] = names;
    BTreeMap::from([
        (size, anchor.head.size.to_string()),
        (root, anchor.head.root.to_string()),
        (numbers, CrlNumbers(anchor).to_string()),
    ])
}

/// Why a backup, its return or an acknowledgement was not recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContinuityError {
    /// There is nothing to acknowledge.
    #[error("the registry lacks nothing that is known of it")]
    NotStale,
    /// The officer's reason is not one.
    #[error("a reason has 1 to {MOST_REASON} octets without control characters, not {octets}")]
    Reason {
        /// Octets given.
        octets: usize,
    },
    /// The Registry failed or refused.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}
