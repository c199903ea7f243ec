//! Lists of any length on standard output, a JSON document a line.

use std::io::{self, Write};
use std::ops::ControlFlow;

use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use serde::Serialize;

use crate::output;

/// Writes an entry. It breaks off once nobody reads any more, as in `sceau cert list | head`.
pub(super) fn line<T: Serialize>(entry: &T) -> Result<ControlFlow<()>, Failure> {
    let line =
        output::row(entry).map_err(|_| Failure::new(Kind::Bug, Message::new("error-json")))? + "\n";
    let mut out = anstream::stdout();
    match out.write_all(line.as_bytes()) {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        Err(error) => Err(
            Failure::new(Kind::Unavailable, Message::new("error-stdout"))
                .cause(explain::io(&error)),
        ),
    }
}
