//! Tells systemd how the daemon does (sd_notify(3)): a datagram to a socket that it names.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The daemon serves.
    Ready,
    /// The daemon ends.
    Stopping,
    /// Another process is the daemon from now on.
    Successor(u32),
}

impl Notice {
    fn text(self) -> String {
        match self {
            Self::Ready => "READY=1\n".to_owned(),
            Self::Stopping => "STOPPING=1\n".to_owned(),
            Self::Successor(process) => format!("MAINPID={process}\nREADY=1\n"),
        }
    }
}

/// Tells systemd, where it listens; elsewhere nothing.
pub fn tell(notice: Notice) {
    let Some(socket) = env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    if let Err(error) = send(&socket, notice) {
        tracing::warn!(%error, "systemd cannot be told");
    }
}

fn send(socket: &OsStr, notice: Notice) -> io::Result<()> {
    let address = match socket.as_bytes().split_first() {
        Some((b'@', name)) => SocketAddr::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(socket)?,
    };
    let text = notice.text();
    UnixDatagram::unbound()?.send_to_addr(text.as_bytes(), &address)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reaches_a_path_and_an_abstract_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("sceaud-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let sockets = [
            (path.clone().into_os_string(), UnixDatagram::bind(&path)),
            (format!("@{name}").into(), UnixDatagram::bind_addr(&address)),
        ];
        for (socket, bound) in sockets {
            send(&socket, Notice::Successor(7)).unwrap();
            let mut octets = [0; 64];
            let length = bound.unwrap().recv(&mut octets).unwrap();
            assert_eq!(&octets[..length], b"MAINPID=7\nREADY=1\n");
        }
        assert!(send(OsStr::new("/nonexistent/socket"), Notice::Ready).is_err());
    }
}
