//! Frames: a length of four octets, little-endian, and so many octets.

use std::io::{self, Read};

use ca_core::signer::MAX_MESSAGE;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

/// Longest frame: a message that is signed whole, with room around it.
pub(crate) const MAX_OCTETS: usize = MAX_MESSAGE + (64 << 10);

/// Octets of the length.
const HEAD: usize = 4;

/// What an [`Inbox`] asks of its socket at once.
const AT_ONCE: usize = 8 << 10;

/// A frame that says `message`, to be sent in one write. It may carry a PIN: it is made in one
/// allocation, since a buffer that grows leaves copies behind, and wiped (I9).
///
/// # Errors
/// The frame is too long.
pub(crate) fn encode<T: Serialize>(message: &T) -> io::Result<Zeroizing<Vec<u8>>> {
    let length = postcard::experimental::serialized_size(message).map_err(invalid)?;
    let head = u32::try_from(length)
        .ok()
        .filter(|_| length <= MAX_OCTETS)
        .ok_or_else(|| invalid("the frame is too long"))?;
    let mut frame = Vec::with_capacity(length.saturating_add(HEAD));
    frame.extend_from_slice(&head.to_le_bytes());
    let frame = postcard::to_extend(message, frame).map_err(invalid)?;
    Ok(Zeroizing::new(frame))
}

/// Reads one frame; nothing if the other side closed in between two.
///
/// # Errors
/// The frame is too long or cut off.
pub(crate) fn receive(mut from: impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut length = [0; HEAD];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(invalid)?;
    if length > MAX_OCTETS {
        return Err(invalid("the frame is too long"));
    }
    let mut frame = Zeroizing::new(vec![0; length]);
    from.read_exact(&mut frame)?;
    Ok(Some(frame))
}

/// What a frame says.
///
/// # Errors
/// It is not what this side expects.
pub(crate) fn decode<'f, T: Deserialize<'f>>(frame: &'f [u8]) -> io::Result<T> {
    match postcard::take_from_bytes(frame).map_err(invalid)? {
        (message, []) => Ok(message),
        (_, _) => Err(invalid("octets after the message")),
    }
}

/// Reads ahead, so that frames which came together cost one call of the system; what was taken
/// out is wiped (I9).
#[derive(Debug)]
pub(crate) struct Inbox<R> {
    from: R,
    octets: Zeroizing<Vec<u8>>,
    start: usize,
    end: usize,
}

impl<R: Read> Inbox<R> {
    pub(crate) fn new(from: R) -> Self {
        Self {
            from,
            octets: Zeroizing::new(vec![0; AT_ONCE]),
            start: 0,
            end: 0,
        }
    }
}

impl<R: Read> Read for Inbox<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.start >= self.end {
            if to.len() >= AT_ONCE {
                return self.from.read(to);
            }
            (self.start, self.end) = (0, self.from.read(&mut self.octets)?);
        }
        let ready = self.octets.get_mut(self.start..self.end);
        let taken = ready.unwrap_or_default().iter_mut().zip(to);
        let mut count = 0_usize;
        for (octet, place) in taken {
            *place = *octet;
            count = count.saturating_add(1);
        }
        let done = self.start..self.start.saturating_add(count);
        self.octets.get_mut(done).unwrap_or_default().zeroize();
        self.start = self.start.saturating_add(count);
        Ok(count)
    }
}

fn invalid(error: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
