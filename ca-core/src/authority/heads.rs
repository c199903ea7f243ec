//! The signed heads of the log (AUD-03): a key of the authority's own token vouches for the tree
//! at a moment, so that whoever holds registry and disk cannot rewrite what came before it.
//!
//! - `enrol`: the signer gets its certificate;
//! - `signer`: who signs now;
//! - `evidence`: what proves one event; `export`: the whole log, for an auditor;
//! - `error`: why not.

mod enrol;
mod error;
mod evidence;
mod export;
mod signer;

pub use self::enrol::{AUDIT_SIGNER, AuditEnrolment};
pub use self::error::HeadError;
pub use self::evidence::NoEvidence;
pub use self::export::LogNotExported;
pub use self::signer::AuditSigner;

use crate::actor::Actor;
use crate::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use crate::audit::AuditLog;
use crate::audit::checkpoint::{self, Checkpoint};
use crate::audit::event::{Act, EventFields, Outcome};
use crate::audit::head::{HeadDefect, SignedHead};
use crate::audit::merkle::{ProofError, TreeHead, root_at};
use crate::audit::note::KeyName;
use crate::authority::{Authority, SIGNING_DEADLINE};
use crate::registry::{RegistryError, StoreFault};
use crate::signer::{KeyUri, SignInput, StoredKey};
use crate::verify;

impl Authority {
    /// Signs the head of the log as it is now and keeps it; nothing if it is signed already. The
    /// token sees no tree that does not contain the last signed head and the anchor's: it must
    /// not vouch for a fork.
    ///
    /// # Errors
    /// `Contradicted` for a fork; as [`Authority::audit_signer`]; `WrongSignature`. What was
    /// recorded stays recorded: a later head covers it.
    pub fn sign_head(&self, actor: &Actor, key: &KeyUri) -> Result<Option<SignedHead>, HeadError> {
        let log = self.ports.audit.as_ref();
        // What is known was there before the head that is read after it.
        let known = [log.known_head()?, self.last_signed()?];
        let head = log.head()?;
        let [_, signed] = &known;
        for older in known.iter().flatten().chain([&head]) {
            contains(log, &head, older)?;
        }
        if signed.is_some_and(|signed| signed.size >= head.size) {
            return Ok(None);
        }
        let signer = self.audit_signer(key)?;
        let origin = self.log_origin()?;
        let checkpoint = Checkpoint { origin, head };
        let text = checkpoint.to_string();
        let (_, signature) = self.sign_with(actor, &signer.key, text.as_bytes())?;
        let now = self.ports.clock.now();
        let signed = SignedHead::new(&checkpoint, signer.certificate, signature, now)?;
        match log.store_signed_head(&signed) {
            Ok(()) => Ok(Some(signed)),
            // Another process signed a longer log first.
            Err(RegistryError::WrongState { .. })
                if self
                    .last_signed()?
                    .is_some_and(|last| last.size >= head.size) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What the last signed head says.
    fn last_signed(&self) -> Result<Option<TreeHead>, HeadError> {
        let last = self.ports.audit.last_signed_head()?;
        let said = last.map(|last| last.checkpoint()).transpose()?;
        Ok(said.map(|said| said.head))
    }

    /// The name of this log, for good.
    ///
    /// # Errors
    /// `Empty` before the first event; fails if the Registry cannot be read.
    pub fn log_origin(&self) -> Result<KeyName, HeadError> {
        let settings = self.settings()?;
        let first = self.ports.audit.entries(0, 1)?.into_iter().next();
        let first = first.ok_or(HeadError::Empty)?;
        let origin = checkpoint::origin(settings.public_url(), &first.leaf_data);
        Ok(origin.map_err(HeadDefect::from)?)
    }

    /// Signs with the key of heads, and verifies before anything else sees the signature (I6). A
    /// token that signs wrongly raises an alarm and is asked no more; where another one has a
    /// copy of the key, that one signs the same bytes.
    fn sign_with(
        &self,
        actor: &Actor,
        key: &StoredKey,
        message: &[u8],
    ) -> Result<(SignatureAlgorithm, Vec<u8>), HeadError> {
        let algorithm = key.algorithm.map(KeyAlgorithm::signature_algorithm);
        let Some((algorithm, hash)) = algorithm.and_then(|known| Some((known, known.digest()?)))
        else {
            return Err(HeadError::Algorithm {
                key: key.uri.clone(),
                found: key.algorithm.map_or("none", KeyAlgorithm::as_str),
            });
        };
        let digest = aws_lc_rs::digest::digest(hash, message);
        let input = SignInput::Digest(digest.as_ref());
        let signer = self.ports.signer.as_ref();
        for last in [false, true] {
            let signature = signer.sign(&key.uri, algorithm, input, SIGNING_DEADLINE)?;
            if verify::verify(&key.public_key, algorithm, message, &signature).is_ok() {
                return Ok((algorithm, signature));
            }
            let has_copy = signer.reject(&key.uri, &signature);
            self.record_wrong_signature(actor, key)?;
            if last || !has_copy {
                break;
            }
        }
        Err(HeadError::WrongSignature {
            key: key.uri.clone(),
        })
    }

    fn record_wrong_signature(&self, actor: &Actor, key: &StoredKey) -> Result<(), HeadError> {
        let fields = EventFields {
            object: Some(key.uri.to_string()),
            reason: Some("audit-wrong-signature".to_owned()),
            details: [("alarm", "true".to_owned())].into(),
            ..EventFields::default()
        };
        let event = self.event(Act::TokenReject, Outcome::Failed, actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }
}

/// That the log of a head began with an older one: the root of its first events is that
/// (RFC 6962 2.1.2).
fn contains(log: &dyn AuditLog, head: &TreeHead, older: &TreeHead) -> Result<(), HeadError> {
    let contradicted = HeadError::Contradicted { size: older.size };
    if older.size > head.size {
        return Err(contradicted);
    }
    match root_at(log, older.size) {
        Ok(root) if root == older.root => Ok(()),
        Ok(_) => Err(contradicted),
        Err(ProofError::Unreadable(error)) => Err(error.into()),
        Err(error) => Err(RegistryError::Damaged(StoreFault::new(error)).into()),
    }
}
