//! What is done with one item: read it, see that its file has a place, issue it, write it.

use std::io;

use ca_core::authority::issue::{IssuanceRequest, IssueError, Issued, Notice};
use ca_core::certificate::to_pem;
use ca_core::registry::{Registry, RegistryError};
use ca_core::serial::Serial;
use ca_desk::error::{Explanation, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Wiring;

use super::Batch;
use super::claims::Claims;
use super::folder::{Folder, Place, in_the_way, not_written};
use super::item::{Item, Terms};
use super::lines::Line;
use super::results::file_name;
use crate::cli::interruption::Interruption;

/// Where items are done, by several workers at once.
pub(super) struct Desk<'a> {
    wiring: &'a Wiring,
    /// Where certificates go; none in a dry run.
    folder: Option<&'a Folder>,
    terms: Terms<'a>,
    force: bool,
    interruption: Interruption,
    claims: Claims,
}

/// What became of a line.
#[derive(Debug)]
pub(super) struct Processed {
    /// The line, from 1 on; none where there is no line to tell about.
    pub(super) line: Option<u64>,
    /// The item's id, as far as it has one.
    pub(super) id: Option<String>,
    /// What became of it.
    pub(super) outcome: Outcome,
}

/// What became of an item.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It has its certificate.
    Issued {
        /// The serial.
        serial: Serial,
        /// Whether it was issued before.
        replayed: bool,
        /// What an officer should look at.
        notices: Vec<Notice>,
    },
    /// It would be given a certificate.
    Accepted {
        /// What an officer should look at.
        notices: Vec<Notice>,
    },
    /// A rule forbids it.
    Refused(Explanation),
    /// It was not done, by a defect of this program.
    Failed(Explanation),
    /// It was not done, and no other would be.
    Stopped(Explanation),
    /// It was not tried: the batch had stopped.
    Untried,
}

impl<'a> Desk<'a> {
    /// The desk of a batch; without a folder items are only checked.
    pub(super) fn new(
        wiring: &'a Wiring,
        folder: Option<&'a Folder>,
        batch: &'a Batch,
        interruption: Interruption,
    ) -> Self {
        Self {
            wiring,
            folder,
            terms: Terms {
                issuer: &batch.issuer,
                profile: &batch.profile,
            },
            force: batch.force,
            interruption,
            claims: Claims::default(),
        }
    }

    /// Does an item, unless the batch has stopped.
    pub(super) fn process(&self, line: io::Result<Line>) -> Processed {
        let line = match line {
            Ok(line) if !self.interruption.is_raised() => line,
            Ok(_) => return Processed::without_line(Outcome::Untried),
            Err(error) => {
                let outcome = Outcome::Stopped(not_read(&error));
                return Processed::without_line(outcome);
            }
        };
        let item = Item::read(&line, &self.terms);
        let request = item.request.map_err(Outcome::Refused);
        let done = request.and_then(|request| self.fulfil(&request));
        let outcome = done.unwrap_or_else(|outcome| outcome);
        if matches!(outcome, Outcome::Stopped(_)) {
            self.interruption.raise();
        }
        Processed {
            line: Some(line.number),
            id: item.id,
            outcome,
        }
    }

    /// What became of a request; an error is an end before the last step.
    fn fulfil(&self, request: &IssuanceRequest) -> Result<Outcome, Outcome> {
        let (authority, actor) = (&self.wiring.authority, &self.wiring.actor);
        let not_issued = |error| not_issued(&error);
        let Some((folder, id)) = self.folder.zip(request.request_id.as_deref()) else {
            let prepared = authority.prepare(actor, request).map_err(not_issued)?;
            let notices = prepared.notices().to_vec();
            return Ok(Outcome::Accepted { notices });
        };
        let _claim = self.claims.claim(id);
        self.see_place(folder, id)?;
        let issued = authority.issue(actor, request).map_err(not_issued)?;
        deliver(folder, id, issued)
    }

    /// Sees before the act that the certificate has a place, and that nothing is lost there: not
    /// a private key, nor the certificate of another request. The latter stands there too where a
    /// file system takes `A.pem` and `a.pem` for one name.
    fn see_place(&self, folder: &Folder, id: &str) -> Result<(), Outcome> {
        let name = file_name(id);
        let place = folder.look(&name);
        match place.map_err(|error| Outcome::Stopped(not_written(&name, &error)))? {
            Place::Free => Ok(()),
            Place::NoFile => {
                let why = in_the_way(&name).hint(Message::new("hint-batch-no-file"));
                Err(Outcome::Refused(why))
            }
            Place::Certificate(_) | Place::Other if self.force => Ok(()),
            Place::Certificate(serial) if self.is_of(id, &serial)? => Ok(()),
            Place::Certificate(_) | Place::Other => {
                let why = in_the_way(&name).hint(Message::new("hint-batch-other-folder"));
                Err(Outcome::Refused(why))
            }
        }
    }

    /// Whether the certificate with this serial was issued for this request.
    fn is_of(&self, id: &str, serial: &Serial) -> Result<bool, Outcome> {
        self.was_issued(id, serial)
            .map_err(|error| Outcome::Stopped(explain::registry(&error)))
    }

    fn was_issued(&self, id: &str, serial: &Serial) -> Result<bool, RegistryError> {
        let registry = &self.wiring.store;
        for generation in registry.generations()? {
            if generation.id.line() != self.terms.issuer {
                continue;
            }
            if let Some(record) = registry.certificate(&generation.id, serial)? {
                return Ok(record.request_id == id);
            }
        }
        Ok(false)
    }
}

impl Processed {
    const fn without_line(outcome: Outcome) -> Self {
        Self {
            line: None,
            id: None,
            outcome,
        }
    }
}

impl Outcome {
    /// The word in the results.
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::Issued { .. } => "issued",
            Self::Accepted { .. } => "accepted",
            Self::Refused(_) => "refused",
            Self::Failed(_) | Self::Stopped(_) | Self::Untried => "failed",
        }
    }

    /// Why the item was not done.
    pub(super) const fn complaint(&self) -> Option<&Explanation> {
        match self {
            Self::Refused(why) | Self::Failed(why) | Self::Stopped(why) => Some(why),
            Self::Issued { .. } | Self::Accepted { .. } | Self::Untried => None,
        }
    }

    /// What an officer should look at though the item was not refused.
    pub(super) fn notices(&self) -> &[Notice] {
        match self {
            Self::Issued { notices, .. } | Self::Accepted { notices } => notices,
            Self::Refused(_) | Self::Failed(_) | Self::Stopped(_) | Self::Untried => &[],
        }
    }
}

/// Whose fault it is that there is no certificate. A wrong profile, an issuer that does not
/// issue and a token that refuses are everybody's: to go on would be the same refusal again and
/// again, each in the audit log.
fn not_issued(error: &IssueError) -> Outcome {
    let why = explain::issue(error);
    let of_all = matches!(
        error,
        IssueError::NoProfile(_)
            | IssueError::WrongProfile { .. }
            | IssueError::NoSettings(_)
            | IssueError::NoDocument(_)
            | IssueError::Issuer(_)
            | IssueError::Signer(_)
            | IssueError::Random(_)
    );
    match why.kind {
        Kind::Refused if !of_all => Outcome::Refused(why),
        Kind::Bug => Outcome::Failed(why),
        Kind::Refused | Kind::Usage | Kind::Waiting | Kind::Forbidden | Kind::Unavailable => {
            Outcome::Stopped(why)
        }
    }
}

/// Writes the certificate. If that fails the Registry keeps it, for the next run.
fn deliver(folder: &Folder, id: &str, issued: Issued) -> Result<Outcome, Outcome> {
    let name = file_name(id);
    let pem = to_pem(&issued.certificate);
    folder
        .write(&name, pem.as_bytes())
        .map_err(|error| Outcome::Stopped(not_written(&name, &error)))?;
    Ok(Outcome::Issued {
        serial: issued.serial,
        replayed: issued.replayed,
        notices: issued.notices,
    })
}

/// Requests that cannot be read on: the run began with them, so that it may be tried again.
fn not_read(error: &io::Error) -> Explanation {
    Explanation::new(Kind::Unavailable, explain::io(error))
        .below(Message::new("batch-requests-not-read"))
}
