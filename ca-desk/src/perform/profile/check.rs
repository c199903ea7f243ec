//! A document is judged before it counts.

use ca_api::profile::{CheckDocument, CheckReport, Judged};
use ca_core::authority::Rule;
use ca_core::authority::activate::ActivateError;
use ca_core::authority::governing::GoverningDocument;

use crate::error::{Explanation, Failure};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::profile::describe;
use crate::perform::profile::ground::Ground;
use crate::perform::profile::show::active;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for CheckDocument {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Judged,
    ) -> Result<CheckReport, Failure> {
        let document = GoverningDocument::parse(&request.document)
            .map_err(|error| unfit(explain::document(&error).named(error.rule())))?;
        judge(here, &document)?;
        let notes = same_version(here, &document);
        Ok(CheckReport {
            summary: describe::document(&document),
            notes: notes.iter().map(|note| who.texts().text(note)).collect(),
        })
    }
}

/// All that activation would refuse, and that certificates come out at all.
fn judge(here: &Wiring, document: &GoverningDocument) -> Result<(), Failure> {
    let fit = here.authority.judge_document(document);
    fit.map_err(|error| {
        let of_document = matches!(
            error,
            ActivateError::OtherCountry { .. }
                | ActivateError::Disclosure { .. }
                | ActivateError::Mentions { .. }
        );
        let why = explain::activate(&error);
        if of_document {
            unfit(why)
        } else {
            unchecked(why)
        }
    })?;
    if let GoverningDocument::Profile(_) = document {
        let ground = Ground::of(&here.authority).map_err(unchecked)?;
        ground.fields(document).map_err(unfit)?;
    }
    Ok(())
}

fn unfit(why: Explanation) -> Failure {
    Failure::because(Message::new("document-unfit"), why.named("document-unfit"))
}

fn unchecked(why: Explanation) -> Failure {
    Failure::because(Message::new("document-unchecked"), why)
}

/// Two documents that a list cannot tell apart.
fn same_version(here: &Wiring, document: &GoverningDocument) -> Option<Message> {
    let counts = active(here, document.name()).ok()?;
    let now = describe::document(&counts);
    let then = describe::document(document);
    let same = now.version.is_some() && now.version == then.version;
    (same && now.digest != then.digest).then(|| {
        Message::new("document-same-version")
            .with("name", &then.name)
            .with("version", then.version.unwrap_or_default())
    })
}
