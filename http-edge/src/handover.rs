//! Listening sockets go from one program to the next, over a socket pair that is the standard
//! input of the new one (SCM_RIGHTS, unix(7)).
//!
//! Both share one socket, so that no connection that waits in its backlog is lost. The new
//! program says when it is ready; until then the old one has given nothing away.

use std::io::{self, IoSlice, IoSliceMut, Read};
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::cmsg_space;
use rustix::io::Errno;
use rustix::net::sockopt::{Timeout, set_socket_timeout, socket_type};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};

/// Sockets that go over at most.
const MOST: usize = 8;

/// First line of what goes with the sockets; their names follow, one on each line.
const GREETING: &str = "sockets 1";

/// What the new program says when it serves.
const READY: &[u8] = b"ready";

/// Starts the program that takes over, and waits until it serves. The caller goes on serving
/// meanwhile, and stops afterwards; this blocks.
///
/// # Errors
/// The program does not start, ends, or is not ready in time. Then it is ended.
pub fn hand_over(
    mut program: Command,
    sockets: &[(&str, BorrowedFd<'_>)],
    patience: Duration,
) -> Result<u32, HandoverError> {
    let (ours, theirs) = pair().map_err(HandoverError::Channel)?;
    let child = program.stdin(Stdio::from(theirs)).spawn();
    // It holds their end too, and would keep it open when they have gone.
    drop(program);
    let mut child = child.map_err(HandoverError::Start)?;
    let sent = send(ours.as_fd(), sockets).map_err(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            HandoverError::Ended
        } else {
            HandoverError::Channel(error)
        }
    });
    let told = sent.and_then(|()| wait(&ours, patience));
    match told {
        Ok(()) => Ok(child.id()),
        Err(error) => {
            end(&mut child);
            Err(error)
        }
    }
}

fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let (family, kind) = (AddressFamily::UNIX, SocketType::SEQPACKET);
    Ok(socketpair(family, kind, SocketFlags::CLOEXEC, None)?)
}

fn send(channel: BorrowedFd<'_>, sockets: &[(&str, BorrowedFd<'_>)]) -> io::Result<()> {
    let names = sockets.iter().map(|(name, _)| *name);
    let text: Vec<_> = std::iter::once(GREETING).chain(names).collect();
    let text = text.join("\n");
    let descriptors: Vec<_> = sockets.iter().map(|(_, socket)| *socket).collect();
    let mut space = [const { MaybeUninit::uninit() }; cmsg_space!(ScmRights(MOST))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !ancillary.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let parts = [IoSlice::new(text.as_bytes())];
    // A program that has ended already is no reason for a signal.
    sendmsg(channel, &parts, &mut ancillary, SendFlags::NOSIGNAL)?;
    Ok(())
}

fn wait(channel: &OwnedFd, patience: Duration) -> Result<(), HandoverError> {
    let set = set_socket_timeout(channel, Timeout::Recv, Some(patience));
    set.map_err(|errno| HandoverError::Channel(errno.into()))?;
    let mut word = [0; READY.len()];
    match rustix::net::recv(channel, &mut word, RecvFlags::empty()) {
        Ok((length, _)) if word.get(..length) == Some(READY) => Ok(()),
        Err(Errno::AGAIN) => Err(HandoverError::Late(patience)),
        Ok(_) | Err(_) => Err(HandoverError::Ended),
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself; that is as well.
    child.kill().unwrap_or_default();
    drop(child.wait());
}

/// Sockets from the program before this one.
#[derive(Debug)]
pub struct Inherited {
    channel: OwnedFd,
    sockets: Vec<(String, TcpListener)>,
}

impl Inherited {
    /// What standard input holds: nothing, unless this program was started by
    /// [`hand_over`].
    ///
    /// # Errors
    /// It is a socket pair and does not say what it should.
    pub fn from_standard_input() -> io::Result<Option<Self>> {
        let input = io::stdin();
        if socket_type(&input) != Ok(SocketType::SEQPACKET) {
            return Ok(None);
        }
        Self::receive(input.as_fd().try_clone_to_owned()?).map(Some)
    }

    fn receive(channel: OwnedFd) -> io::Result<Self> {
        let mut text = [0; 1024];
        let mut space = [const { MaybeUninit::uninit() }; cmsg_space!(ScmRights(MOST))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let mut parts = [IoSliceMut::new(&mut text)];
        let flags = RecvFlags::CMSG_CLOEXEC;
        let length = recvmsg(&channel, &mut parts, &mut ancillary, flags)?.bytes;
        let mut descriptors: Vec<OwnedFd> = Vec::new();
        for message in ancillary.drain() {
            if let RecvAncillaryMessage::ScmRights(rights) = message {
                descriptors.extend(rights);
            }
        }
        let mut told = String::new();
        let mut octets = text.get(..length).unwrap_or_default();
        octets.read_to_string(&mut told)?;
        let mut lines = told.lines();
        let greeted = lines.next() == Some(GREETING);
        let names: Vec<_> = lines.map(str::to_owned).collect();
        if !greeted || names.len() != descriptors.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let listeners = descriptors.into_iter().map(TcpListener::from);
        Ok(Self {
            channel,
            sockets: names.into_iter().zip(listeners).collect(),
        })
    }

    /// The socket of this name, if it listens where it should; at port 0 any port will do.
    pub fn take(&mut self, name: &str, address: SocketAddr) -> Option<TcpListener> {
        let fits = |listener: &TcpListener| {
            listener.local_addr().is_ok_and(|found| {
                found.ip() == address.ip() && [0, found.port()].contains(&address.port())
            })
        };
        let of_name = |(known, listener): &(String, _)| known == name && fits(listener);
        let place = self.sockets.iter().position(of_name)?;
        Some(self.sockets.swap_remove(place).1)
    }

    /// Tells the program before this one that this one serves. That may have given up.
    ///
    /// # Errors
    /// It has.
    pub fn ready(self) -> io::Result<()> {
        rustix::net::send(&self.channel, READY, SendFlags::NOSIGNAL)?;
        Ok(())
    }
}

/// Why no program takes over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandoverError {
    /// There is no socket pair, or it takes nothing.
    #[error("sockets cannot be handed over")]
    Channel(#[source] io::Error),
    /// The program does not start.
    #[error("the new program does not start")]
    Start(#[source] io::Error),
    /// The program ended, or said something else than that it is ready.
    #[error("the new program ended before it was ready")]
    Ended,
    /// The program was not ready in time.
    #[error("the new program was not ready after {} s", .0.as_secs())]
    Late(Duration),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_goes_over_with_its_backlog() {
        let (ours, theirs) = pair().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let _waiting = std::net::TcpStream::connect(address).unwrap();
        send(ours.as_fd(), &[("api", listener.as_fd())]).unwrap();
        drop(listener);
        let mut inherited = Inherited::receive(theirs).unwrap();
        assert!(inherited.take("monitor", address).is_none());
        let elsewhere = SocketAddr::new([127, 0, 0, 2].into(), address.port());
        assert!(inherited.take("api", elsewhere).is_none());
        let any = SocketAddr::new(address.ip(), 0);
        let taken = inherited.take("api", any).unwrap();
        taken.accept().unwrap();
        assert!(inherited.take("api", any).is_none(), "it is taken");
        inherited.ready().unwrap();
        wait(&ours, Duration::from_secs(5)).unwrap();
    }

    #[test]
    fn a_program_that_is_silent_says_something_else_or_ends_is_not_ready() {
        let patience = Duration::from_millis(50);
        let (ours, theirs) = pair().unwrap();
        assert!(matches!(wait(&ours, patience), Err(HandoverError::Late(_))));
        rustix::net::send(&theirs, b"no", SendFlags::NOSIGNAL).unwrap();
        assert!(matches!(wait(&ours, patience), Err(HandoverError::Ended)));
        drop(theirs);
        assert!(matches!(wait(&ours, patience), Err(HandoverError::Ended)));
    }

    #[test]
    fn programs_that_do_not_take_over_are_ended() {
        let late = Duration::from_millis(300);
        let hand_over = |program: &str| {
            let mut command = Command::new(program);
            command.arg("60");
            hand_over(command, &[], late)
        };
        assert!(matches!(
            hand_over("/nonexistent"),
            Err(HandoverError::Start(_))
        ));
        assert!(matches!(hand_over("false"), Err(HandoverError::Ended)));
        assert!(matches!(hand_over("sleep"), Err(HandoverError::Late(_))));
    }

    #[test]
    fn what_is_no_handover_is_refused() {
        for text in ["", "sockets 2\n", "sockets 1\napi"] {
            let (ours, theirs) = pair().unwrap();
            rustix::net::send(&ours, text.as_bytes(), SendFlags::NOSIGNAL).unwrap();
            assert!(Inherited::receive(theirs).is_err(), "{text:?}");
        }
    }
}
