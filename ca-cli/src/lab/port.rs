//! A free loopback port for the responder.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use crate::lab::files;

/// First port tried, and how many there are: below the range from which Linux takes the ports
/// of outgoing connections, so that nobody gets this one by chance while the lab is down.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
const TRIES: u32 = 200;

/// A port that is ours as long as this lives.
#[derive(Debug)]
pub(crate) struct ReservedPort {
    number: u16,
    _listener: TcpListener,
}

impl ReservedPort {
    /// A free port, found at random.
    ///
    /// # Errors
    /// None was found.
    pub(crate) fn find() -> io::Result<Self> {
        let mut outcome = Err(io::ErrorKind::AddrInUse.into());
        for _ in 0..TRIES {
            let digits = files::random_hex::<2>()?;
            let random = u16::from_str_radix(&digits, 16).map_err(io::Error::other)?;
            outcome = Self::take(FIRST + random % COUNT);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// This very port.
    ///
    /// # Errors
    /// Another process has it.
    pub(crate) fn take(number: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number))?;
        Ok(Self {
            number,
            _listener: listener,
        })
    }

    /// The port.
    pub(crate) const fn number(&self) -> u16 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserved_port_is_nobody_elses_until_it_is_let_go() {
        let port = ReservedPort::find().unwrap();
        let number = port.number();
        assert!(ReservedPort::take(number).is_err());
        drop(port);
        ReservedPort::take(number).unwrap();
    }
}
