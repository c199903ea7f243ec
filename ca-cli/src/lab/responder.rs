//! The responder of the lab: started, waited for, stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;

use crate::lab::child::{self, Programs};
use crate::lab::files;
use crate::lab::layout::Layout;
use crate::lab::port::ReservedPort;
use crate::lab::process::ProcessName;
use crate::lab::state::State;

/// How long a responder may take until it answers, and a question to it.
const START: Duration = Duration::from_secs(20);
const QUESTION: Duration = Duration::from_secs(2);

/// How long a responder may take to end.
const END: Duration = Duration::from_secs(10);

/// Lines of the log that are shown when it does not come up.
const LAST_LINES: usize = 5;

/// Starts the responder, in a process group of its own so that no key press reaches it, and
/// returns once it answers.
///
/// # Errors
/// Its port is taken, or it ends or is silent instead.
pub(crate) fn start(
    layout: &Layout,
    state: &mut State,
    programs: &Programs,
) -> Result<(), Failure> {
    free_port(state.port)?;
    let mut child = spawn(layout, programs)?;
    let name = ProcessName::of(child.id()).ok();
    state.responder.clone_from(&name);
    state.save(layout)?;
    wait_until_ready(layout, state.port, &mut child)
}

/// Stops the responder, if it runs.
///
/// # Errors
/// It belongs to another account, or does not end.
pub(crate) fn stop(layout: &Layout, state: &mut State) -> Result<bool, Failure> {
    let Some(process) = state.responder.take() else {
        return Ok(false);
    };
    let was_alive = process.is_alive();
    process.stop(END).map_err(|error| {
        let message = Message::new("lab-not-stopped").with("pid", process.pid);
        Failure::new(Kind::Unavailable, message).cause(ca_desk::explain::io(&error))
    })?;
    state.save(layout)?;
    Ok(was_alive)
}

/// Takes over a responder of this lab that an interrupted start left without noting it.
pub(crate) fn adopt(layout: &Layout, state: &mut State, programs: &Programs) {
    if state.running().is_none() {
        state.responder = ProcessName::with_command(&programs.serve(layout));
    }
}

/// Whether the responder answers.
pub(crate) fn is_ready(port: u16) -> bool {
    health(port).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn free_port(port: u16) -> Result<(), Failure> {
    match ReservedPort::take(port) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = Message::new("lab-port-taken").with("port", port);
            let failure = Failure::new(Kind::Unavailable, message);
            Err(failure
                .cause(ca_desk::explain::io(&error))
                .hint(Message::new("lab-hint-port")))
        }
    }
}

fn spawn(layout: &Layout, programs: &Programs) -> Result<Child, Failure> {
    let path = layout.responder_log();
    let log = open_log(layout).and_then(|log| Ok((log.try_clone()?, log)));
    let (out, err) = log.map_err(|error| files::not_written(&path, &error))?;
    let mut command = programs.serve(layout);
    command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .process_group(0);
    let program = command.get_program().to_owned();
    command
        .spawn()
        .map_err(|error| child::not_started(program.as_ref(), &error))
}

fn open_log(layout: &Layout) -> io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(layout.responder_log())
}

fn wait_until_ready(layout: &Layout, port: u16, child: &mut Child) -> Result<(), Failure> {
    let started = Instant::now();
    while !is_ready(port) {
        let ended = child.try_wait().is_ok_and(|status| status.is_some());
        if ended || started.elapsed() > START {
            let id = if ended {
                "lab-responder-ended"
            } else {
                "lab-responder-silent"
            };
            let failure = Failure::new(Kind::Unavailable, Message::new(id));
            let failure = last_lines(layout).into_iter().fold(failure, Failure::cause);
            let log = layout.responder_log();
            return Err(failure.hint(Message::new("lab-hint-log").with("file", log.display())));
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn last_lines(layout: &Layout) -> Vec<Message> {
    let log = fs::read_to_string(layout.responder_log()).unwrap_or_default();
    let mut lines: Vec<_> = log
        .lines()
        .rev()
        .take(LAST_LINES)
        .map(Message::verbatim)
        .collect();
    lines.reverse();
    lines
}

fn health(port: u16) -> io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, QUESTION)?;
    stream.set_read_timeout(Some(QUESTION))?;
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer)?;
    Ok(answer)
}
