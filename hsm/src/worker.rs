//! The worker: a process that loads one module and does what its parent asks.
//!
//! Threads take turns at reading the socket, one more of them than the parent has requests in
//! flight: so one always reads. Another waits for nothing but the end of the parent, from before
//! the module is loaded: a module may hang as it is loaded too.

mod confinement;
mod task;

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::process::{self, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ca_core::signer::TokenFault;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::failure::Failure;
use crate::wire::frame::{self, Inbox};
use crate::wire::{Answer, Call, Confinement, GREETING, Greeting, Request};
use crate::worker::task::{Desk, encode};

/// How long the module may take to close down once the parent is gone.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// The whole life of a worker; returns when its parent closes the socket, which is its standard
/// input.
#[must_use]
pub fn run() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "worker");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> io::Result<()> {
    let protected = confinement::protect_memory();
    let socket = UnixStream::from(confinement::take_socket()?);
    answer(&socket, GREETING, encode(&Greeting::OURS))?;
    let mut inbox = Inbox::new(socket.try_clone()?);
    let Some(first) = frame::receive(&mut inbox)? else {
        return Ok(());
    };
    let call: Call<'_> = frame::decode(&first)?;
    let Request::Load {
        module,
        sessions,
        network,
    } = call.request
    else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let outcome = confine(protected, network).and_then(|confinement| {
        end_with_parent(&socket).map_err(|error| not_confined(&error))?;
        Ok((Desk::load(module, sessions)?, encode(&confinement)?))
    });
    match outcome {
        Ok((desk, confinement)) => {
            answer(&socket, call.number, Ok(confinement))?;
            attend(&desk, inbox, &socket, sessions)
        }
        Err(failure) => answer(&socket, call.number, Err(failure)),
    }
}

/// Gives up what the module must not have; without that it is not loaded.
fn confine(protected: io::Result<bool>, network: bool) -> Result<Confinement, Failure> {
    let memory_locked = protected.map_err(|error| not_confined(&error))?;
    if !network {
        confinement::forbid_network().map_err(|error| not_confined(&error))?;
    }
    Ok(Confinement {
        memory_locked,
        network_barred: !network,
    })
}

fn not_confined(error: &impl ToString) -> Failure {
    let words = error.to_string();
    Failure::Lost(TokenFault::NotConfined { words })
}

/// Sees the parent close the socket, or end, and grants the module a time to close down; vendors'
/// code may hang wherever it is.
fn end_with_parent(socket: &UnixStream) -> io::Result<()> {
    let socket = socket.try_clone()?;
    let wait = move || {
        let mut closed = [PollFd::new(&socket, PollFlags::RDHUP)];
        while poll(&mut closed, None) == Err(Errno::INTR) {}
        thread::sleep(LEAVE_WITHIN);
        process::abort();
    };
    thread::Builder::new().spawn(wait).map(drop)
}

/// Serves until the parent closes the socket; the first thread that sees it ends the process,
/// since others may hang in the module.
fn attend(
    desk: &Desk,
    inbox: Inbox<UnixStream>,
    socket: &UnixStream,
    sessions: usize,
) -> io::Result<()> {
    let (inbox, socket) = (Mutex::new(inbox), Mutex::new(socket));
    thread::scope(|scope| {
        for _ in 0..=sessions {
            let served = || {
                while step(desk, &inbox, &socket).unwrap_or(false) {}
                leave(desk)
            };
            drop(thread::Builder::new().spawn_scoped(scope, served)?);
        }
        Ok(())
    })
}

/// Reads a request, does it and answers; false once the parent is gone.
fn step(
    desk: &Desk,
    inbox: &Mutex<Inbox<UnixStream>>,
    socket: &Mutex<&UnixStream>,
) -> io::Result<bool> {
    let frame = {
        let mut inbox = inbox.lock().unwrap_or_else(PoisonError::into_inner);
        frame::receive(&mut *inbox)?
    };
    let Some(frame) = frame else {
        return Ok(false);
    };
    let call: Call<'_> = frame::decode(&frame)?;
    let within = Duration::from_millis(call.within_ms);
    let outcome = desk.perform(&call.request, within);
    let socket = socket.lock().unwrap_or_else(PoisonError::into_inner);
    answer(&socket, call.number, outcome)?;
    Ok(true)
}

/// An answer that fits no frame (a list of thousands of keys) is refused: to end for it would cost
/// all others their requests.
fn answer(
    mut socket: &UnixStream,
    number: u64,
    outcome: Result<Vec<u8>, Failure>,
) -> io::Result<()> {
    let frame = frame::encode(&Answer { number, outcome }).or_else(|error| {
        let outcome = Err(Failure::Refused(TokenFault::Binding(error.to_string())));
        frame::encode(&Answer { number, outcome })
    });
    socket.write_all(&frame?)
}

/// Closes the module, within the time that is granted since the parent is gone.
fn leave(desk: &Desk) -> ! {
    static ONE: Mutex<()> = Mutex::new(());
    // All threads see the parent end; two at once in C_Finalize corrupt SoftHSM's memory.
    let _until_the_end = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    desk.close();
    process::exit(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_that_fits_no_frame_is_refused_and_the_worker_goes_on() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        answer(&theirs, 7, Ok(vec![0; frame::MAX_OCTETS])).unwrap();
        let told = frame::receive(&ours).unwrap().unwrap();
        let told: Answer = frame::decode(&told).unwrap();
        assert_eq!(told.number, 7);
        assert!(matches!(told.outcome, Err(Failure::Refused(_))), "{told:?}");
    }
}
