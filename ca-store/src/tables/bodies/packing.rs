//! A dictionary in use, shared by the writer and by those who come to it: what they bring is
//! packed by their own threads, so that the one thread that writes for all only writes.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

use super::{Kind, LARGEST, OWN_ORDER};
use crate::fault::Failure;
use crate::session::Session;
use crate::tables::columns;

/// A dictionary in use.
pub(crate) struct Packing {
    kind: Kind,
    pub(super) dictionary: i64,
    content: Vec<u8>,
    /// Events in the log from which on the kind may have a better one.
    pub(super) renewable: u64,
    /// One for each thread that packs at the same time.
    presses: Mutex<Vec<Press>>,
}

impl Packing {
    /// The newest dictionary of a kind.
    pub(super) fn newest(session: &dyn Session, kind: Kind) -> Result<Option<Self>, Failure> {
        let sql = "SELECT id, content, made,
                       (SELECT count(*) FROM dictionaries WHERE kind = ?1)
                   FROM dictionaries WHERE kind = ?1 ORDER BY made DESC LIMIT 1";
        let found = session.optional(sql, [kind.to_string()], |row| {
            let made = columns::unsigned(row, 2)?;
            let content: Vec<u8> = row.get(1)?;
            Ok((row.get(0)?, content, made, row.get::<u32>(3)?))
        })?;
        let Some((dictionary, content, made, count)) = found else {
            return Ok(None);
        };
        let press = Press::new(kind, &content).map_err(Failure::damaged)?;
        Ok(Some(Self {
            kind,
            dictionary,
            content,
            renewable: made.saturating_add(1_u64.checked_shl(count).unwrap_or(u64::MAX)),
            presses: Mutex::new(vec![press]),
        }))
    }

    /// The frame, read once before it is trusted: nobody would miss the body for years.
    pub(super) fn pack(&self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let free = locked(&self.presses).pop();
        let mut press = match free {
            Some(press) => press,
            None => Press::new(self.kind, &self.content)?,
        };
        let frame = press.pack(plain);
        locked(&self.presses).push(press);
        frame
    }

    /// The dictionary's content with one more sample, without the oldest ones if it is too long.
    /// What zstd finds at the end costs least, so that the newest sample stands there.
    pub(super) fn extended(&self, sample: &[u8]) -> Vec<u8> {
        let mut content = [&self.content, sample].concat();
        let surplus = content.len().saturating_sub(LARGEST);
        content.drain(..surplus);
        if content.starts_with(&OWN_ORDER) {
            content.remove(0);
        }
        content
    }
}

impl fmt::Debug for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut packing = f.debug_struct("Packing");
        packing.field("dictionary", &self.dictionary);
        packing.finish_non_exhaustive()
    }
}

/// What packs and unpacks one body at a time.
struct Press {
    compressor: Compressor<'static>,
    decompressor: Decompressor<'static>,
}

impl Press {
    fn new(kind: Kind, dictionary: &[u8]) -> io::Result<Self> {
        Ok(Self {
            compressor: compressor(kind, dictionary)?,
            decompressor: Decompressor::with_dictionary(dictionary)?,
        })
    }

    fn pack(&mut self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let frame = self.compressor.compress(plain)?;
        if self.decompressor.decompress(&frame, plain.len())? == plain {
            return Ok(frame);
        }
        Err(io::Error::other("a packed body is not what was packed"))
    }
}

/// A compressor that ends each frame with a checksum.
pub(super) fn compressor(kind: Kind, dictionary: &[u8]) -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_dictionary(kind.level(), dictionary)?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

/// A body that was packed before it came to the writer.
#[derive(Debug)]
pub(crate) struct Packed {
    /// It counts only while the writer itself packs with this one.
    pub(super) packing: Arc<Packing>,
    pub(super) frame: Vec<u8>,
}

/// The dictionaries that the writer packs with, laid out for those who come to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    packings: HashMap<Kind, Arc<Packing>>,
    issuers: HashMap<GenerationId, i64>,
}

impl Shelf {
    /// Packs an event, if there is a dictionary for it.
    pub(crate) fn pack_event(&self, event: &AuditEvent) -> Option<Packed> {
        let packing = self.packing(Kind::of(event))?;
        packed(packing, event.as_bytes())
    }

    /// Packs the bytes of a certificate of this generation, if there is a dictionary for them.
    pub(crate) fn pack_certificate(&self, issuer: &GenerationId, tbs: &[u8]) -> Option<Packed> {
        let generation = *locked(&self.0).issuers.get(issuer)?;
        packed(self.packing(Kind::Certificate(generation))?, tbs)
    }

    /// The small id of a generation, which never changes in one registry.
    pub(crate) fn name_issuer(&self, issuer: &GenerationId, generation: i64) {
        let mut known = locked(&self.0);
        known.issuers.insert(issuer.clone(), generation);
    }

    pub(super) fn lay_out(&self, packing: &Arc<Packing>) {
        let mut known = locked(&self.0);
        known.packings.insert(packing.kind, Arc::clone(packing));
    }

    pub(super) fn clear(&self) {
        locked(&self.0).packings.clear();
    }

    /// What bodies of a kind are packed with.
    pub(super) fn packing(&self, kind: Kind) -> Option<Arc<Packing>> {
        locked(&self.0).packings.get(&kind).cloned()
    }
}

/// What cannot be packed here is judged by the writer, which tells why.
pub(super) fn packed(packing: Arc<Packing>, plain: &[u8]) -> Option<Packed> {
    if !super::is_packed(plain) {
        return None;
    }
    let frame = packing.pack(plain).ok()?;
    Some(Packed { packing, frame })
}

/// What stands behind these locks is whole between any two statements.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
