//! A wire to a server that is cut around a commit.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Where the wire is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server never hears of the commit.
    BeforeCommit,
    /// The server commits and its answer is lost.
    AfterCommit,
}

/// A wire; it is cut once.
#[derive(Debug)]
pub(crate) struct Wire {
    port: u16,
    next: Arc<Mutex<Option<Cut>>>,
}

impl Wire {
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let next: Arc<Mutex<Option<Cut>>> = Arc::default();
        let plan = Arc::clone(&next);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
                connect(client, server, &plan);
            }
        });
        Self { port, next }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Cuts the wire at the next commit.
    pub(crate) fn cut(&self, cut: Cut) {
        *self.next.lock().unwrap() = Some(cut);
    }
}

fn connect(client: TcpStream, server: TcpStream, plan: &Arc<Mutex<Option<Cut>>>) {
    let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let plan = Arc::clone(plan);
    thread::spawn(move || carry_questions(from, to, &plan));
    thread::spawn(move || carry(server, client));
}

/// The driver sends a commit as a message of its own.
fn carry_questions(mut from: TcpStream, mut to: TcpStream, plan: &Mutex<Option<Cut>>) {
    let mut octets = [0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut octets) {
        let message = &octets[..count];
        let commits = message.windows(7).any(|part| part == b"COMMIT\0");
        let cut = commits.then(|| plan.lock().unwrap().take()).flatten();
        match cut {
            Some(Cut::BeforeCommit) => break,
            Some(Cut::AfterCommit) => {
                // The client hears nothing more, and the server is let finish.
                from.shutdown(Shutdown::Both).unwrap();
                to.write_all(message).unwrap();
                drop(to.read(&mut octets));
                break;
            }
            None if to.write_all(message).is_err() => break,
            None => {}
        }
    }
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    drop(std::io::copy(&mut from, &mut to));
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}
