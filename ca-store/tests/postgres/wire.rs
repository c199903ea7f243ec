//! A wire to a server that is cut around a commit.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Where the wire is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never hears of the commit.
    BeforeCommit,
    /// The server commits and its answer is lost.
    AfterCommit,
    /// The commit is answered; all other connections are lost with the server, and new ones lead
    /// to another one at this port.
    Diverted(u16),
}

/// A wire; it is cut once.
#[derive(Debug)]
pub(crate) struct Wire {
    port: u16,
    ends: Arc<Ends>,
}

/// What the ends of a wire share.
#[derive(Debug)]
struct Ends {
    next: Mutex<Option<Cut>>,
    server: AtomicU16,
    clients: Mutex<Vec<TcpStream>>,
}

impl Wire {
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let ends = Arc::new(Ends {
            next: Mutex::new(None),
            server: AtomicU16::new(server),
            clients: Mutex::default(),
        });
        let shared = Arc::clone(&ends);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let port = shared.server.load(Ordering::SeqCst);
                if let Ok(server) = TcpStream::connect(("127.0.0.1", port)) {
                    connect(client, server, &shared);
                }
            }
        });
        Self { port, ends }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Cuts the wire at the next commit.
    pub(crate) fn cut(&self, cut: Cut) {
        *self.ends.next.lock().unwrap() = Some(cut);
    }
}

fn connect(client: TcpStream, server: TcpStream, ends: &Arc<Ends>) {
    let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let kept = client.try_clone().unwrap();
    ends.clients.lock().unwrap().push(kept);
    let ends = Arc::clone(ends);
    thread::spawn(move || carry_questions(from, to, &ends));
    thread::spawn(move || carry(server, client));
}

/// The driver sends a commit as a message of its own.
fn carry_questions(mut from: TcpStream, mut to: TcpStream, ends: &Ends) {
    let mut octets = [0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut octets) {
        let message = &octets[..count];
        let commits = message.windows(7).any(|part| part == b"COMMIT\0");
        let cut = commits.then(|| ends.next.lock().unwrap().take()).flatten();
        match cut {
            Some(Cut::BeforeCommit) => break,
            Some(Cut::AfterCommit) => {
                // The client hears nothing more, and the server is let finish.
                from.shutdown(Shutdown::Both).unwrap();
                to.write_all(message).unwrap();
                drop(to.read(&mut octets));
                break;
            }
            Some(Cut::Diverted(port)) => {
                ends.divert(port, &from);
                to.write_all(message).unwrap();
            }
            None if to.write_all(message).is_err() => break,
            None => {}
        }
    }
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

impl Ends {
    fn divert(&self, port: u16, kept: &TcpStream) {
        self.server.store(port, Ordering::SeqCst);
        let kept = kept.peer_addr().unwrap();
        for client in self.clients.lock().unwrap().iter() {
            if client.peer_addr().is_ok_and(|address| address != kept) {
                drop(client.shutdown(Shutdown::Both));
            }
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    drop(std::io::copy(&mut from, &mut to));
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}
