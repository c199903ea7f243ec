//! What the writer packs with, from commit to commit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::Arc;

use ca_core::digest::Sha256Digest;

use super::packing::{Packed, Packing, Shelf};
use super::{Body, Kind, is_packed, is_poor};
use crate::fault::Failure;
use crate::session::Session;
use crate::tables::columns;

/// Packs what a writer stores. It lives as long as the writer.
#[derive(Default)]
pub(crate) struct Packer {
    /// The newest dictionary at the beginning of this commit, and its digest.
    newest: Option<(i64, Sha256Digest)>,
    known: HashMap<Kind, Option<Arc<Packing>>>,
    wanted: HashMap<Kind, Vec<u8>>,
    shelf: Shelf,
}

impl Packer {
    /// A packer that lays out its dictionaries for others.
    pub(crate) fn new(shelf: Shelf) -> Self {
        shelf.clear();
        Self {
            shelf,
            ..Self::default()
        }
    }

    /// Where its dictionaries lie.
    pub(crate) const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// A commit begins. What it finds is committed; nothing else is ever used. A Registry that
    /// was put back has another newest dictionary: then nothing that was known is true of it.
    pub(crate) fn begin(&mut self, session: &dyn Session) -> Result<(), Failure> {
        let sql = "SELECT id, digest FROM dictionaries ORDER BY id DESC LIMIT 1";
        let newest =
            session.optional(sql, (), |row| Ok((row.get(0)?, columns::digest(row, 1)?)))?;
        if newest != self.newest {
            self.known.clear();
            self.shelf.clear();
            self.newest = newest;
        }
        self.wanted.clear();
        Ok(())
    }

    /// Packs a body, unless it is the first of its kind or would be no smaller. One that was
    /// packed with the very same dictionary is taken as it is.
    pub(crate) fn pack<'a>(
        &mut self,
        session: &dyn Session,
        kind: Kind,
        plain: &'a [u8],
        packed: Option<&'a Packed>,
    ) -> Result<Body<'a>, Failure> {
        let as_it_is = Body {
            dictionary: None,
            octets: plain.into(),
        };
        if !is_packed(plain) {
            return Ok(as_it_is);
        }
        let Some(packing) = self.packing(session, kind)? else {
            self.want(kind, plain);
            return Ok(as_it_is);
        };
        let frame: Cow<'a, [u8]> =
            match packed.filter(|packed| Arc::ptr_eq(&packed.packing, &packing)) {
                Some(packed) => packed.frame.as_slice().into(),
                None => match packing.pack(plain) {
                    Ok(frame) => frame.into(),
                    Err(error) => {
                        tracing::warn!(outcome = "stored plain", %kind, %error, "packing a body");
                        return Ok(as_it_is);
                    }
                },
            };
        if is_poor(&frame, plain) {
            self.want(kind, plain);
        }
        if frame.len() >= plain.len() {
            return Ok(as_it_is);
        }
        Ok(Body {
            dictionary: Some(packing.dictionary),
            octets: frame,
        })
    }

    fn packing(
        &mut self,
        session: &dyn Session,
        kind: Kind,
    ) -> Result<Option<Arc<Packing>>, Failure> {
        let unknown = match self.known.entry(kind) {
            Entry::Occupied(known) => return Ok(known.get().clone()),
            Entry::Vacant(unknown) => unknown,
        };
        let found = Packing::newest(session, kind)?.map(Arc::new);
        if let Some(packing) = &found {
            self.shelf.lay_out(packing);
        }
        Ok(unknown.insert(found).clone())
    }

    fn want(&mut self, kind: Kind, plain: &[u8]) {
        self.wanted
            .entry(kind)
            .or_insert_with(|| kind.sample(plain));
    }

    /// A commit ends, with so many events in the log: stores the dictionaries that it wanted.
    pub(crate) fn end(&mut self, session: &dyn Session, log_size: u64) -> Result<(), Failure> {
        for (kind, sample) in self.wanted.drain() {
            let content = match self.known.get(&kind) {
                Some(Some(packing)) if packing.renewable > log_size => continue,
                Some(Some(packing)) => packing.extended(&sample),
                Some(None) | None => sample,
            };
            let sql = "INSERT INTO dictionaries (kind, made, digest, content)
                       VALUES (?1, ?2, ?3, ?4)";
            let digest = Sha256Digest::of(&content);
            let made = columns::integer(log_size);
            session.run(sql, (kind.to_string(), made, digest.as_bytes(), content))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Packer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packer").finish_non_exhaustive()
    }
}
