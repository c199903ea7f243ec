//! The sending side of a worker's socket.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{SendFlags, send};

/// Sends frames one after the other; nobody waits longer than their own limit, whatever the
/// worker does.
#[derive(Debug)]
pub(super) struct Outbox {
    socket: UnixStream,
    busy: Mutex<bool>,
    free: Condvar,
}

/// Why a frame was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsent {
    /// The worker closed the socket.
    Gone,
    /// The worker does not read; nothing was sent.
    Late,
    /// The worker does not read, and has half a frame: nothing can be said to it any more.
    Broken,
}

impl Outbox {
    pub(super) const fn new(socket: UnixStream) -> Self {
        Self {
            socket,
            busy: Mutex::new(false),
            free: Condvar::new(),
        }
    }

    pub(super) fn send(&self, frame: &[u8], until: Instant) -> Result<(), Unsent> {
        let _turn = self.turn(until)?;
        let mut rest = frame;
        while !rest.is_empty() {
            match send(
                &self.socket,
                rest,
                SendFlags::DONTWAIT | SendFlags::NOSIGNAL,
            ) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => match self.wait(until) {
                    Ok(true) => {}
                    Ok(false) if rest.len() == frame.len() => return Err(Unsent::Late),
                    Ok(false) => return Err(Unsent::Broken),
                    Err(_) => return Err(Unsent::Gone),
                },
                Err(_) => return Err(Unsent::Gone),
            }
        }
        Ok(())
    }

    /// Waits until the worker takes more; false if it does not in time.
    fn wait(&self, until: Instant) -> io::Result<bool> {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(false);
        }
        let left = Timespec::try_from(left.min(Duration::from_secs(3600)));
        let mut sockets = [PollFd::new(&self.socket, PollFlags::OUT)];
        match poll(&mut sockets, left.ok().as_ref()) {
            Ok(_) | Err(Errno::INTR) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    fn turn(&self, until: Instant) -> Result<Turn<'_>, Unsent> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let left = until.saturating_duration_since(Instant::now());
        let (mut busy, _) = self
            .free
            .wait_timeout_while(busy, left, |busy| *busy)
            .unwrap_or_else(PoisonError::into_inner);
        if *busy {
            return Err(Unsent::Late);
        }
        *busy = true;
        Ok(Turn(self))
    }
}

/// The right to send; a frame is not cut by another.
struct Turn<'o>(&'o Outbox);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.busy.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.free.notify_one();
    }
}
