//! The thread that answers. Callers that are told run at once: on a machine of few processors the
//! thread that writes would stand behind them all before it can go on.

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use ca_core::registry::RegistryError;

use super::command::Command;
use super::halt::Halt;
use crate::fault::io_error;

/// A group, and what became of it.
type Group = (Vec<Box<dyn Command>>, Result<(), Halt>);

/// The way to the thread; it ends when this is dropped and all are answered.
pub(super) struct Answers {
    groups: Option<Sender<Group>>,
    thread: Option<JoinHandle<()>>,
}

impl Answers {
    /// Starts the thread.
    pub(super) fn start() -> Result<Self, RegistryError> {
        let (groups, done) = mpsc::channel::<Group>();
        let thread = thread::Builder::new()
            .name("registry-answers".into())
            .spawn(move || done.into_iter().for_each(answer))
            .map_err(io_error)?;
        Ok(Self {
            groups: Some(groups),
            thread: Some(thread),
        })
    }

    /// Has a group answered.
    pub(super) fn give(&self, group: Group) {
        let unheard = match &self.groups {
            Some(groups) => groups.send(group).err().map(|error| error.0),
            None => Some(group),
        };
        unheard.into_iter().for_each(answer);
    }
}

fn answer((group, result): Group) {
    group.into_iter().for_each(|act| act.answer(&result));
}

impl Drop for Answers {
    fn drop(&mut self) {
        drop(self.groups.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported when it happened.
            drop(thread.join());
        }
    }
}
