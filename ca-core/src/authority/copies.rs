//! The copies of keys that records allow: the exception of I8.
//!
//! A key that left its token wrapped, or came into it so, was an issuer's best protected no
//! longer by its attributes alone. It is taken if the Registry says when, from where to where and
//! by whom it was copied, and the audit log says the same: a row that was written or edited
//! behind the program's back finds no such event (AUD-03). Whoever can write log and rows as a
//! whole is stopped by neither; the signed act of a ceremony is to take the place of the event.

use std::collections::BTreeMap;

use crate::audit::AuditLog;
use crate::audit::event::{Act, EventFields, Outcome, RecordedActor, RecordedEvent};
use crate::digest::Sha256Digest;
use crate::registry::records::{CopyKind, KeyCopy, RecordedCopy};
use crate::registry::{Registry, RegistryError};
use crate::signer::{KeyProtection, StoredKey};
use crate::subject_key::key_hash;

/// All copies of keys, held against the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    proven: Vec<KeyCopy>,
    unproven: Vec<RecordedCopy>,
}

impl Copies {
    /// Reads the copies and the events of their places.
    ///
    /// # Errors
    /// Fails if Registry or log cannot be read.
    pub fn read(registry: &dyn Registry, log: &dyn AuditLog) -> Result<Self, RegistryError> {
        let mut copies = Self::default();
        for recorded in registry.key_copies()? {
            if is_in_log(&recorded, log)? {
                copies.proven.push(recorded.copy);
            } else {
                copies.unproven.push(recorded);
            }
        }
        Ok(copies)
    }

    /// One copy, as if it were recorded.
    pub(super) fn of_one(copy: KeyCopy) -> Self {
        Self {
            proven: vec![copy],
            ..Self::default()
        }
    }

    /// The copies of a key, by its [`key_hash`], in the order of their events.
    pub fn of(&self, key: Sha256Digest) -> impl DoubleEndedIterator<Item = &KeyCopy> {
        self.proven.iter().filter(move |copy| copy.key_hash == key)
    }

    /// Rows that the log does not confirm: somebody wrote or edited them.
    #[must_use]
    pub fn unproven(&self) -> &[RecordedCopy] {
        &self.unproven
    }

    /// What forbids a key to be an issuer's, by PKCS#11 names; nothing if it may be one (I8).
    ///
    /// CKA_EXTRACTABLE true, CKA_SENSITIVE false and CKA_MODIFIABLE true, which a seal that was cut
    /// short leaves, are never excused. A backup excuses, in the token that the key left, that it
    /// was extractable once; a restored key is neither local nor was it always sensitive. Both
    /// were made by C_CopyObject, which leaves them copyable: a copy within the token is no less
    /// protected (PKCS#11 2.40 C_CopyObject).
    #[must_use]
    pub fn defects(&self, key: &StoredKey) -> Vec<&'static str> {
        let hash = key_hash(&key.public_key);
        let excused = self.of(hash).fold(key.protection, |protection, copy| {
            if copy.id == key.id {
                excuse(protection, copy, key)
            } else {
                protection
            }
        });
        excused.defects()
    }

    /// Whether a key in this token may stand in for the same key in another one: it is recorded
    /// that it left or entered this token. That it looks well protected is not enough.
    #[must_use]
    pub fn allow(&self, key: &StoredKey) -> bool {
        let mut copies = self.of(key_hash(&key.public_key));
        let recorded = copies.any(|copy| {
            let end = match copy.kind {
                CopyKind::Backup => &copy.from,
                CopyKind::Restored => &copy.to,
            };
            copy.id == key.id && *end == key.token
        });
        recorded && self.defects(key).is_empty()
    }
}

fn excuse(protection: KeyProtection, copy: &KeyCopy, key: &StoredKey) -> KeyProtection {
    match copy.kind {
        CopyKind::Backup if copy.from == key.token => KeyProtection {
            never_extractable: true,
            copyable: false,
            ..protection
        },
        CopyKind::Restored if copy.to == key.token => KeyProtection {
            local: true,
            always_sensitive: true,
            never_extractable: true,
            copyable: false,
            ..protection
        },
        CopyKind::Backup | CopyKind::Restored => protection,
    }
}

/// What the event of a copy says of it, beside actor and time.
pub(super) fn fields_of(copy: &KeyCopy) -> EventFields {
    EventFields {
        object: Some(copy.key_hash.to_string()),
        details: [
            ("key_id", hex::encode(&copy.id)),
            ("key_label", copy.label.clone()),
            ("from_label", copy.from.label.clone()),
            ("from_serial", copy.from.serial.clone()),
            ("to_label", copy.to.label.clone()),
            ("to_serial", copy.to.serial.clone()),
        ]
        .into(),
        ..EventFields::default()
    }
}

/// The act that makes a copy.
pub(super) const fn act_of(kind: CopyKind) -> Act {
    match kind {
        CopyKind::Backup => Act::KeyBackup,
        CopyKind::Restored => Act::KeyRestore,
    }
}

/// Whether the event at the copy's place in the log is whole and says the same.
fn is_in_log(recorded: &RecordedCopy, log: &dyn AuditLog) -> Result<bool, RegistryError> {
    let entry = log.entries(recorded.event, 1)?.into_iter().next();
    let whole = entry.filter(|entry| entry.index == recorded.event);
    let Some((leaf_data, body)) = whole.and_then(|entry| Some((entry.leaf_data, entry.body?)))
    else {
        return Ok(false);
    };
    let says_so = RecordedEvent::parse(&body).is_some_and(|event| event == expected(recorded));
    Ok(says_so && leaf_data == Sha256Digest::of(&body))
}

fn expected(recorded: &RecordedCopy) -> RecordedEvent {
    let copy = &recorded.copy;
    let fields = fields_of(copy);
    let details: BTreeMap<_, _> = fields
        .details
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    RecordedEvent {
        r#type: act_of(copy.kind).as_str().to_owned(),
        time: copy.at.to_string(),
        actor: RecordedActor {
            kind: copy.actor.kind().as_str().to_owned(),
            id: copy.actor.id().to_owned(),
            auth: copy.actor.authentication().to_owned(),
        },
        request_id: fields.request_id,
        issuer: fields.issuer,
        object: fields.object,
        outcome: Outcome::Done.as_str().to_owned(),
        reason: fields.reason,
        details,
    }
}
