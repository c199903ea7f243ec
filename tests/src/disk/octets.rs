//! The octets of a file, as programs see them and as they last.

use std::collections::BTreeSet;
use std::mem;
use std::ops::Range;

use rand::RngExt;
use rand::rngs::StdRng;

/// The octets of a file.
#[derive(Default)]
pub(super) struct File {
    pub(super) seen: Vec<u8>,
    lasting: Vec<u8>,
    /// Places of sectors that a failed sync did not keep: the kernel takes them for written until
    /// somebody writes in their page again.
    forgotten: BTreeSet<usize>,
}

impl File {
    /// Of these octets, none of which lasts yet.
    pub(super) fn new(seen: Vec<u8>) -> Self {
        Self {
            seen,
            ..Self::default()
        }
    }

    /// All that is seen lasts.
    pub(super) fn last(&mut self) {
        self.lasting.clone_from(&self.seen);
    }

    pub(super) fn write(&mut self, at: usize, data: &[u8]) {
        let end = at + data.len();
        if self.seen.len() < end {
            self.seen.resize(end, 0);
        }
        self.seen[at..end].copy_from_slice(data);
        self.remember(at / PAGE * PAGE..end.next_multiple_of(PAGE));
    }

    /// Cuts off what is longer, or fills up with zeros.
    pub(super) fn resize(&mut self, length: usize) {
        self.remember(length / PAGE * PAGE..usize::MAX);
        self.seen.resize(length, 0);
    }

    fn remember(&mut self, places: Range<usize>) {
        self.forgotten.retain(|at| !places.contains(at));
    }

    pub(super) fn sync(&mut self) {
        let kept = mem::take(&mut self.lasting);
        self.lasting = mixed(&self.seen, &kept, |at| self.forgotten.contains(&at));
    }

    pub(super) fn forget(&mut self) {
        let sectors = (0..self.seen.len()).step_by(SECTOR);
        let unsynced = sectors.filter(|at| sector(&self.seen, *at) != sector(&self.lasting, *at));
        self.forgotten.extend(unsynced);
    }

    pub(super) fn lose(&mut self, survivors: Option<&mut StdRng>) {
        if let Some(rng) = survivors
            && self.seen != self.lasting
        {
            // The length is one of both, too.
            let longest = if rng.random() {
                &self.seen
            } else {
                &self.lasting
            };
            let length = longest.len();
            self.lasting = mixed(&self.seen, &self.lasting, |_| rng.random());
            self.lasting.resize(length, 0);
        }
        self.seen.clone_from(&self.lasting);
        self.forgotten.clear();
    }
}

/// The new octets, but the old ones in sectors that `keeps_old` names.
fn mixed(new: &[u8], old: &[u8], mut keeps_old: impl FnMut(usize) -> bool) -> Vec<u8> {
    let mut octets = new.to_vec();
    for at in (0..octets.len()).step_by(SECTOR) {
        if keeps_old(at) {
            let end = octets.len().min(at + SECTOR);
            let mut kept = sector(old, at).to_vec();
            kept.resize(end - at, 0);
            octets[at..end].copy_from_slice(&kept);
        }
    }
    octets
}

fn sector(octets: &[u8], at: usize) -> &[u8] {
    let end = octets.len().min(at + SECTOR);
    octets.get(at..end).unwrap_or_default()
}

/// What a disk writes as a whole.
const SECTOR: usize = 512;

/// What the kernel takes for written or not.
const PAGE: usize = 4096;
