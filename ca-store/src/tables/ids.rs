//! Small ids that a writer has met. What they stand for never changes, so that each is asked for
//! once. All are forgotten when anything was taken back: it may have made them.

use std::collections::HashMap;

use ca_core::actor::Actor;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;

use super::act::Act;
use super::{documents, generations, intents};
use crate::fault::Failure;

/// Small ids of generations, documents and actors.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    generations: HashMap<GenerationId, i64>,
    names: HashMap<Sha256Digest, i64>,
    documents: HashMap<Sha256Digest, i64>,
    actors: HashMap<Actor, i64>,
}

impl Act<'_> {
    /// The id of a generation.
    pub(crate) fn generation(&mut self, id: &GenerationId) -> Result<i64, Failure> {
        if let Some(known) = self.ids().generations.get(id) {
            return Ok(*known);
        }
        let found = generations::row_id(self.session(), id)?;
        self.name_issuer(id, found);
        self.ids().generations.insert(id.clone(), found);
        Ok(found)
    }

    /// The id of a generation that has this name.
    pub(crate) fn named_generation(
        &mut self,
        id: &GenerationId,
        name_hash: &Sha256Digest,
    ) -> Result<i64, Failure> {
        let found = self.generation(id)?;
        if self.ids().names.get(name_hash) != Some(&found) {
            generations::named_row_id(self.session(), id, name_hash)?;
            self.ids().names.insert(*name_hash, found);
        }
        Ok(found)
    }

    /// The id of a document.
    pub(crate) fn document(&mut self, digest: &Sha256Digest) -> Result<i64, Failure> {
        if let Some(known) = self.ids().documents.get(digest) {
            return Ok(*known);
        }
        let found = documents::row_id(self.session(), digest)?;
        self.ids().documents.insert(*digest, found);
        Ok(found)
    }

    /// The id of an actor, who is written down at the first act.
    pub(crate) fn actor(&mut self, actor: &Actor) -> Result<i64, Failure> {
        if let Some(known) = self.ids().actors.get(actor) {
            return Ok(*known);
        }
        let found = intents::actor_id(self, actor)?;
        if self.ids().actors.len() >= MOST_ACTORS {
            self.ids().actors.clear();
        }
        self.ids().actors.insert(actor.clone(), found);
        Ok(found)
    }
}

/// Actors kept at once: a ministry has thousands, of whom few are at work.
const MOST_ACTORS: usize = 1024;
