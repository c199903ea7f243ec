//! What is done with one item: read it, see that its file has a place, issue it, write it.

use std::io;

use ca_api::certificate::{
    IssueCertificate, IssuedCertificate, NoticeReport, PrepareCertificate, ShowRequest,
    ShownRequest, Wish,
};
use ca_api::word::Word;
use ca_core::serial::Serial;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;

use super::Batch;
use super::claims::Claims;
use super::folder::{Folder, Place, in_the_way, not_written};
use super::item::{Item, Terms};
use super::lines::Line;
use super::results::file_name;
use crate::cli::interruption::Interruption;
use crate::desk::Desk;

/// Does items, for several threads at once.
pub(super) struct Worker<'a> {
    desk: &'a Desk,
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
        serial: String,
        /// Whether it was issued before.
        replayed: bool,
        /// What an officer should look at.
        notices: Vec<NoticeReport>,
    },
    /// It would be given a certificate.
    Accepted {
        /// What an officer should look at.
        notices: Vec<NoticeReport>,
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

impl<'a> Worker<'a> {
    /// The worker of a batch; without a folder items are only checked.
    pub(super) fn new(
        desk: &'a Desk,
        folder: Option<&'a Folder>,
        batch: &'a Batch,
        interruption: Interruption,
    ) -> Self {
        Self {
            desk,
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
        let done = request.and_then(|request| self.fulfil(request));
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
    fn fulfil(&self, wish: Wish) -> Result<Outcome, Outcome> {
        let Some((folder, id)) = self.folder.zip(wish.request_id.clone()) else {
            let prepared = self.desk.call::<PrepareCertificate>(wish);
            let notices = prepared.map_err(not_issued)?.notices;
            return Ok(Outcome::Accepted { notices });
        };
        let _claim = self.claims.claim(&id);
        self.see_place(folder, &id)?;
        let issued = self.desk.call::<IssueCertificate>(wish);
        deliver(folder, &id, issued.map_err(not_issued)?)
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
        let shown = self.desk.call::<ShowRequest>(ShownRequest {
            issuer: Word::of(self.terms.issuer.clone()),
            id: id.to_owned(),
        });
        match shown {
            Ok(request) => Ok(*request.serial == *serial),
            Err(failure) if failure.rule() == Some(UNKNOWN_REQUEST) => Ok(false),
            Err(failure) => Err(Outcome::Stopped(failure.into())),
        }
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
    pub(super) fn notices(&self) -> &[NoticeReport] {
        match self {
            Self::Issued { notices, .. } | Self::Accepted { notices } => notices,
            Self::Refused(_) | Self::Failed(_) | Self::Stopped(_) | Self::Untried => &[],
        }
    }
}

/// The rule of a request that nobody made.
const UNKNOWN_REQUEST: &str = "request-unknown";

/// The rules that stand against every item alike: a wrong profile, an issuer that does not issue,
/// a token that refuses.
const OF_ALL: [&str; 14] = [
    "country-none",
    "document-unfit",
    "issuer-key-mismatch",
    "issuer-key-unprotected",
    "issuer-not-active",
    "issuer-unknown",
    "issuer-withdrawn",
    "not-founded",
    "profile-unfit",
    "profile-unknown",
    "registry-moved",
    "settings-unfit",
    "token-refused",
    "wrong-profile",
];

/// Whose fault it is that there is no certificate. What is everybody's ends the batch: to go on
/// would be the same refusal again and again, each in the audit log.
fn not_issued(failure: Failure) -> Outcome {
    let of_all = failure.rule().is_some_and(|rule| OF_ALL.contains(&rule));
    let why = Explanation::from(failure);
    match why.kind {
        Kind::Refused if !of_all => Outcome::Refused(why),
        Kind::Bug => Outcome::Failed(why),
        Kind::Refused | Kind::Usage | Kind::Waiting | Kind::Forbidden | Kind::Unavailable => {
            Outcome::Stopped(why)
        }
    }
}

/// Writes the certificate. If that fails the Registry keeps it, for the next run.
fn deliver(folder: &Folder, id: &str, issued: IssuedCertificate) -> Result<Outcome, Outcome> {
    let name = file_name(id);
    let pem = issued.certificate.unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use ca_core::authority::documents::DocumentUnavailable;
    use ca_core::authority::found::SettingsUnavailable;
    use ca_core::authority::issue::IssueError;
    use ca_core::authority::issuers::IssuerError;
    use ca_core::authority::profiles::ProfileUnavailable;
    use ca_core::key_origin::KeyOrigins;
    use ca_core::profile::{KeyReuse, Profile};
    use ca_core::registry::RegistryError;
    use ca_core::settings::Settings;
    use ca_core::signer::{SignerError, TokenFault};

    use super::*;

    fn outcome(error: impl Into<IssueError>) -> Outcome {
        let why = explain::issue(&error.into());
        not_issued(Failure::because(Message::new("cert-not-issued"), why))
    }

    /// One error for each rule of all.
    fn of_all() -> Vec<IssueError> {
        let (line, generation) = (
            || "citizens".parse().unwrap(),
            || "citizens-g1".parse().unwrap(),
        );
        let refused = SignerError::Refused {
            token: "t".into(),
            source: TokenFault::Binding("x".into()),
        };
        vec![
            DocumentUnavailable::NoCountry.into(),
            DocumentUnavailable::KeyOrigins(KeyOrigins::parse("x").unwrap_err()).into(),
            SettingsUnavailable::NotFounded.into(),
            SettingsUnavailable::Invalid(Settings::parse("x").unwrap_err()).into(),
            ProfileUnavailable::Unknown { name: "x".into() }.into(),
            ProfileUnavailable::Invalid(Profile::parse("x").unwrap_err()).into(),
            IssueError::WrongProfile {
                profile: "x".into(),
            },
            IssuerError::UnknownLine { line: line() }.into(),
            IssuerError::NoActive { line: line() }.into(),
            IssuerError::Withdrawn {
                generation: generation(),
            }
            .into(),
            IssuerError::KeyUnprotected {
                generation: generation(),
                defects: "x".into(),
            }
            .into(),
            IssuerError::KeyMismatch {
                generation: generation(),
            }
            .into(),
            refused.into(),
            RegistryError::Moved { place: "x".into() }.into(),
        ]
    }

    #[test]
    fn reg_11_what_stands_against_all_items_ends_the_batch() {
        let errors = of_all();
        assert_eq!(errors.len(), OF_ALL.len());
        for error in errors {
            let told = format!("{error:?}");
            let outcome = outcome(error);
            assert!(
                matches!(outcome, Outcome::Stopped(_)),
                "{told}: {outcome:?}"
            );
        }
    }

    #[test]
    fn reg_11_what_stands_against_one_item_leaves_the_others() {
        for error in [
            IssueError::KeyBarred,
            IssueError::OtherName,
            IssueError::KeyReused {
                issuer: "citizens-g1".parse().unwrap(),
                serial: "01".parse().unwrap(),
                allowed: KeyReuse::Never,
            },
        ] {
            let outcome = outcome(error);
            assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
        }
    }
}
