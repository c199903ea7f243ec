//! Backups of the Registry, its return from one, and what is acknowledged.

use ca_core::authority::continuity::{ContinuityError, MOST_REASON};
use ca_store::backup::OpenError;

use super::{bug, io, random, refused, registry, unavailable};
use crate::error::{Explanation, Kind};
use crate::message::Message;

/// A backup, a return or an acknowledgement that was not recorded.
pub fn continuity(error: &ContinuityError) -> Explanation {
    match error {
        ContinuityError::NotStale => refused(Message::new("registry-not-stale")),
        ContinuityError::Reason { octets } => {
            let cause = Message::new("registry-reason").count("most", MOST_REASON);
            Explanation::new(Kind::Usage, cause.count("octets", *octets))
        }
        ContinuityError::Registry(error) => registry(error),
        ContinuityError::Random(_) => random(),
        other => bug(other),
    }
}

/// A backup that cannot be read.
pub fn backup(error: &OpenError) -> Explanation {
    match error {
        OpenError::NotForUs => {
            refused(Message::new("backup-not-for-us")).hint(Message::new("hint-backup-identity"))
        }
        OpenError::NoBackup => refused(Message::new("backup-none")),
        OpenError::Altered => {
            unavailable(Message::new("backup-altered")).hint(Message::new("hint-backup-again"))
        }
        OpenError::Io(error) => {
            let why = refused(Message::new("backup-unreadable"));
            // The words of decoders are about octets; those of the system are about the medium.
            match error.raw_os_error() {
                Some(_) => why.cause(io(error)),
                None => why.hint(Message::new("hint-backup-older")),
            }
        }
        other => bug(other),
    }
}
