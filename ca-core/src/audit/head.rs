//! Heads of the log that a key in a token signed (AUD-03): a checkpoint in a signed note, and the
//! certificate of the key beside it.
//!
//! The signature is ECDSA, type 0x02 of C2SP signed-note: on P-256 with SHA-256, which every
//! verifier of such notes knows; on P-384 with SHA-384, as the house's table has it.

use crate::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use crate::audit::checkpoint::{Checkpoint, CheckpointError};
use crate::audit::note::{NoteError, NoteSignature, SignedNote, ecdsa_key_id};
use crate::certificate::{NoCertificate, Summary};
use crate::subject_key::KeyKind;
use crate::timestamp::Timestamp;
use crate::verify;

/// A signed head as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// The signed note whose text is a [`Checkpoint`].
    pub note: String,
    /// DER certificate of the key that signed it.
    pub signer: Vec<u8>,
    /// When it was signed, by the clock of the program that did.
    pub signed: Timestamp,
}

impl SignedHead {
    /// A checkpoint and its signature by the key in the DER certificate `signer`, verified (I6).
    ///
    /// # Errors
    /// As [`SignedHead::verify`].
    pub fn new(
        checkpoint: &Checkpoint,
        signer: Vec<u8>,
        signature: Vec<u8>,
        signed: Timestamp,
    ) -> Result<Self, HeadDefect> {
        let key = Summary::of(&signer)?.public_key;
        let signature = NoteSignature {
            name: checkpoint.origin.clone(),
            key_id: ecdsa_key_id(&key),
            signature,
        };
        let note = SignedNote::new(&checkpoint.to_string(), signature)?;
        let head = Self {
            note: note.to_string(),
            signer,
            signed,
        };
        head.verify()?;
        Ok(head)
    }

    /// What it says, not verified.
    ///
    /// # Errors
    /// `Note` or `Checkpoint` if it is none.
    pub fn checkpoint(&self) -> Result<Checkpoint, HeadDefect> {
        read(&self.note)
    }

    /// What it says, once the signature by the certificate's key is verified. Whose certificate
    /// it is, a chain must tell.
    ///
    /// # Errors
    /// Says what is wrong with note, checkpoint, key or signature.
    pub fn verify(&self) -> Result<Checkpoint, HeadDefect> {
        let key = Summary::of(&self.signer)?.public_key;
        verify_note(&self.note, &key)
    }
}

/// What a note says, not verified.
///
/// # Errors
/// `Note` or `Checkpoint` if it is none of a head.
pub fn read(note: &str) -> Result<Checkpoint, HeadDefect> {
    Ok(Checkpoint::parse(SignedNote::parse(note)?.text())?)
}

/// What a note says, once a signature of it by the key `spki`, under the name of the log, is
/// verified. Lines of other keys are ignored, as C2SP signed-note wants it.
///
/// # Errors
/// As [`SignedHead::verify`].
pub fn verify_note(note: &str, spki: &[u8]) -> Result<Checkpoint, HeadDefect> {
    let algorithm = algorithm_of(spki).ok_or(HeadDefect::Key)?;
    let note = SignedNote::parse(note)?;
    let checkpoint = Checkpoint::parse(note.text())?;
    let text = note.text().as_bytes();
    let verifies = |signature| verify::verify(spki, algorithm, text, signature).is_ok();
    let signed = note
        .signatures_of(&checkpoint.origin, ecdsa_key_id(spki))
        .any(verifies);
    if signed {
        Ok(checkpoint)
    } else {
        Err(HeadDefect::Signature)
    }
}

/// The algorithm by which a key signs heads; nothing for keys that do not.
#[must_use]
pub fn algorithm_of(spki: &[u8]) -> Option<SignatureAlgorithm> {
    let kind = KeyKind::of_spki(spki).ok()?;
    let mut signing = KeyAlgorithm::OF_HEADS.into_iter();
    let found = signing.find(|key| key.kind() == kind);
    found.map(KeyAlgorithm::signature_algorithm)
}

/// Why something is not a signed head.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeadDefect {
    /// It is not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its text is not a checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The signer's certificate cannot be read.
    #[error("the certificate of the signer cannot be read")]
    Certificate(#[from] NoCertificate),
    /// The signer's key is not one that signs heads.
    #[error("the key of the signer is not ECDSA on P-256 or P-384")]
    Key,
    /// No signature by that key verifies.
    #[error("the head is not signed by the key of the certificate")]
    Signature,
}
