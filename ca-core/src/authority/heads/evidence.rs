//! What proves one event: its path to the last signed head, and whose head that is.

use crate::audit::AuditLog;
use crate::audit::evidence::Evidence;
use crate::audit::head::{HeadDefect, SignedHead};
use crate::audit::merkle::{ProofError, inclusion_proof};
use crate::authority::Authority;
use crate::certificate::{NoCertificate, Summary};
use crate::registry::RegistryError;

impl Authority {
    /// The event at a place with all that proves it, under the last signed head.
    ///
    /// # Errors
    /// `OutOfRange` if there is no such event, `NotCovered` if no signed head covers it yet.
    pub fn evidence(&self, index: u64) -> Result<Evidence, NoEvidence> {
        let log = self.ports.audit.as_ref();
        let size = log.head()?.size;
        let entry = log.entries(index, 1)?.into_iter().next();
        let Some(entry) = entry.filter(|entry| entry.index == index) else {
            return Err(NoEvidence::OutOfRange { index, size });
        };
        let Some(head) = log.last_signed_head()? else {
            return Err(NoEvidence::NotCovered { index, signed: 0 });
        };
        let signed = head.checkpoint()?.head.size;
        if index >= signed {
            return Err(NoEvidence::NotCovered { index, signed });
        }
        let path = inclusion_proof::<dyn AuditLog + '_>(log, index, signed)?;
        let event = entry.body.map(String::from_utf8).transpose();
        Ok(Evidence {
            index,
            leaf_data: entry.leaf_data,
            event: event.map_err(|_| NoEvidence::Malformed { index })?,
            path,
            chain: self.above(&head)?,
            head,
        })
    }

    /// The certificates above the signer of a head, root last.
    ///
    /// # Errors
    /// `UnknownSigner` if its certificate was not issued here.
    pub fn above(&self, head: &SignedHead) -> Result<Vec<Vec<u8>>, NoEvidence> {
        let issuer = Summary::of(&head.signer)?.issuer;
        let all = self.ports.registry.generations()?;
        let found = all.into_iter().find(|generation| generation.name == issuer);
        let found = found.ok_or(NoEvidence::UnknownSigner)?;
        Ok(self.chain_of(&found.id)?)
    }
}

/// Why an event cannot be proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoEvidence {
    /// There is no such event.
    #[error("the log has {size} events, there is none at {index}")]
    OutOfRange {
        /// The place asked for.
        index: u64,
        /// Events in the log.
        size: u64,
    },
    /// No signed head covers it.
    #[error("the last signed head covers {signed} events, not that at {index}")]
    NotCovered {
        /// The place asked for.
        index: u64,
        /// Events under the last signed head.
        signed: u64,
    },
    /// Its octets are no text.
    #[error("the event at {index} is not a text")]
    Malformed {
        /// The place.
        index: u64,
    },
    /// No issuer of this authority certified the signer of the head.
    #[error("no issuer here certified the signer of the head")]
    UnknownSigner,
    /// The certificate of the signer cannot be read.
    #[error(transparent)]
    Certificate(#[from] NoCertificate),
    /// The kept head is not one.
    #[error(transparent)]
    Head(#[from] HeadDefect),
    /// A hash of the tree is missing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Log or Registry cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}
