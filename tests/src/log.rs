//! A log in memory, and exports of it: what a forger writes, and what is too long for a disk that
//! syncs each event. All its hashes are right.

use std::collections::BTreeMap;
use std::ops::Range;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::EcdsaKeyPair;
use ca_core::audit::checkpoint::Checkpoint;
use ca_core::audit::event::{AuditEvent, RecordedEvent};
use ca_core::audit::export::{Export, ExportError, ExportSink, ExportSource};
use ca_core::audit::head::SignedHead;
use ca_core::audit::merkle::{Frontier, TileHash, TreeHead, leaf_hash};
use ca_core::audit::note::{KeyName, NoteSignature, SignedNote, ecdsa_key_id};
use ca_core::audit::places::Places;
use ca_core::audit::query::EventQuery;
use ca_core::audit::{AuditLog, LogEntry};
use ca_core::certificate::Summary;
use ca_core::digest::Sha256Digest;
use ca_core::registry::{RegistryError, StoreFault};
use ca_core::timestamp::Timestamp;

/// The files of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl ExportSink for Files {
    fn write(&mut self, path: &str, octets: &[u8]) -> Result<(), StoreFault> {
        let before = self.0.insert(path.to_owned(), octets.to_vec());
        assert_eq!(before, None, "{path} is written twice");
        Ok(())
    }
}

impl ExportSource for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        Ok(self.0.get(path).cloned())
    }
}

/// A log in memory.
#[derive(Debug)]
pub struct LogInMemory {
    entries: Vec<LogEntry>,
    above: BTreeMap<(u8, u64), Sha256Digest>,
    tree: Frontier,
    /// Its only signed head.
    pub head: Option<SignedHead>,
}

impl LogInMemory {
    /// A log of these events.
    #[must_use]
    pub fn of(bodies: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut log = Self {
            entries: Vec::new(),
            above: BTreeMap::new(),
            tree: Frontier::default(),
            head: None,
        };
        for (index, body) in (0..).zip(bodies) {
            let leaf_data = Sha256Digest::of(&body);
            for TileHash { level, index, hash } in log.tree.append(&leaf_data) {
                log.above.insert((level, index), hash);
            }
            log.entries.push(LogEntry {
                index,
                leaf_data,
                body: Some(body),
            });
        }
        log
    }

    /// Signs its head under the name of a log, with a key that has this certificate.
    pub fn sign(&mut self, origin: KeyName, pair: &EcdsaKeyPair, certificate: Vec<u8>) {
        let head = self.tree.head();
        let text = Checkpoint { origin, head };
        let name = text.origin.clone();
        let text = text.to_string();
        let signature = pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        let key = Summary::of(&certificate).unwrap().public_key;
        let signature = NoteSignature {
            name,
            key_id: ecdsa_key_id(&key),
            signature: signature.as_ref().to_vec(),
        };
        self.head = Some(SignedHead {
            note: SignedNote::new(&text, signature).unwrap().to_string(),
            signer: certificate,
            signed: Timestamp::from_unix_seconds(0),
        });
    }

    /// Exports it with the certificates above its signer.
    ///
    /// # Errors
    /// As the export itself.
    pub fn export(&self, issuers: &[Vec<u8>]) -> Result<Files, ExportError> {
        let mut files = Files::default();
        let export = Export {
            log: self,
            issuers,
            first: 0,
        };
        export.write(&mut files, &mut |_, _| {})?;
        Ok(files)
    }
}

impl AuditLog for LogInMemory {
    fn append(&self, _: &AuditEvent) -> Result<u64, RegistryError> {
        unimplemented!()
    }

    fn head(&self) -> Result<TreeHead, RegistryError> {
        Ok(self.tree.head())
    }

    fn entries(&self, from: u64, limit: usize) -> Result<Vec<LogEntry>, RegistryError> {
        let from = usize::try_from(from).unwrap().min(self.entries.len());
        Ok(self.entries[from..].iter().take(limit).cloned().collect())
    }

    /// By place and act alone.
    fn events(&self, query: &EventQuery) -> Result<Vec<LogEntry>, RegistryError> {
        let is_meant = |entry: &&LogEntry| {
            let event = entry.body.as_deref().and_then(RecordedEvent::parse);
            let act = event.map(|event| event.r#type).unwrap_or_default();
            entry.index >= query.from && query.acts.iter().any(|meant| meant.as_str() == act)
        };
        let found = self.entries.iter().filter(is_meant);
        Ok(found.take(query.limit).cloned().collect())
    }

    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError> {
        if level == 0 {
            let leaf = |place: u64| self.entries[usize::try_from(place).unwrap()].leaf_data;
            return Ok(places.map(|place| leaf_hash(&leaf(place))).collect());
        }
        let hash = |place| self.above.get(&(level, place)).copied();
        Ok(places.map_while(hash).collect())
    }

    fn known_head(&self) -> Result<Option<TreeHead>, RegistryError> {
        Ok(None)
    }

    fn store_signed_head(&self, _: &SignedHead) -> Result<(), RegistryError> {
        unimplemented!()
    }

    fn last_signed_head(&self) -> Result<Option<SignedHead>, RegistryError> {
        Ok(self.head.clone())
    }

    fn signed_heads(&self, from: u64, _: usize) -> Result<Vec<SignedHead>, RegistryError> {
        let heads = self.head.iter().skip(from.try_into().unwrap());
        Ok(heads.cloned().collect())
    }

    fn purge(&self, _: &Places, _: &AuditEvent) -> Result<u64, RegistryError> {
        unimplemented!()
    }
}
