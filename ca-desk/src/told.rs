//! Who is told what happens while an act is done.

use std::fmt;
use std::sync::Arc;

use crate::message::Message;

/// Somebody who is told what happens: the operator at a terminal, or the log of a daemon.
#[derive(Clone)]
pub struct Told(Arc<dyn Listener>);

/// Where words go.
pub trait Listener: Send + Sync {
    /// What is good to know.
    fn tell(&self, message: &Message);

    /// What must be heard, however quiet one asked to be.
    fn warn(&self, message: &Message);
}

impl Told {
    /// Tells `listener`.
    pub fn new(listener: impl Listener + 'static) -> Self {
        Self(Arc::new(listener))
    }

    /// Tells what is good to know.
    pub fn tell(&self, message: &Message) {
        self.0.tell(message);
    }

    /// Tells what must be heard.
    pub fn warn(&self, message: &Message) {
        self.0.warn(message);
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").finish_non_exhaustive()
    }
}
