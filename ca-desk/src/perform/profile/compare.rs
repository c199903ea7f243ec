//! Two documents, field by field (OPS-08).

use ca_api::profile::{CompareDocument, Compared, DifferenceReport, Differences};
use ca_core::authority::governing::GoverningDocument;
use ca_core::certificate::compare::{Change, Difference, compare};

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::profile::describe;
use crate::perform::profile::ground::Ground;
use crate::perform::profile::show::active;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for CompareDocument {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        request: Compared,
    ) -> Result<Differences, Failure> {
        let failure = |why| Failure::because(Message::new("document-uncompared"), why);
        let parse = |text: &str| {
            GoverningDocument::parse(text).map_err(|error| failure(explain::document(&error)))
        };
        let after = parse(&request.document)?;
        let before = match &request.against {
            Some(text) => Some(parse(text)?),
            None => now(here, &after).map_err(failure)?,
        };
        let ground = Ground::of(&here.authority).map_err(failure)?;
        differences(before.as_ref(), &after, &ground).map_err(failure)
    }
}

/// The document of this kind and name that counts now; none before the first activation.
fn now(here: &Wiring, after: &GoverningDocument) -> Result<Option<GoverningDocument>, Explanation> {
    let record = after.record();
    let known = here.authority.document(record.kind, &record.name);
    match known.map_err(|error| explain::document_unavailable(&error))? {
        Some(_) => active(here, &record.name).map(Some),
        None => Ok(None),
    }
}

/// The differences between two documents.
///
/// # Errors
/// The documents are of different kinds, or a profile gives no certificate.
pub fn differences(
    before: Option<&GoverningDocument>,
    after: &GoverningDocument,
    ground: &Ground,
) -> Result<Differences, Explanation> {
    if before.is_some_and(|before| before.kind() != after.kind()) {
        let cause = Message::new("document-other-kind");
        return Err(Explanation::new(Kind::Usage, cause));
    }
    let fields = |document| ground.fields(document);
    let old = before.map(fields).transpose()?.unwrap_or_default();
    let differences = compare(&old, &fields(after)?);
    Ok(Differences {
        before: before.map(describe::document),
        after: describe::document(after),
        differences: differences.into_iter().map(difference).collect(),
    })
}

fn difference(difference: Difference) -> DifferenceReport {
    let (change, before, after) = match difference.change {
        Change::Added(value) => ("added", None, Some(value)),
        Change::Removed(value) => ("removed", Some(value), None),
        Change::Changed { before, after } => ("changed", Some(before), Some(after)),
    };
    DifferenceReport {
        field: difference.path,
        change: change.to_owned(),
        before,
        after,
    }
}
