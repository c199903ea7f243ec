//! Documents are listed and shown.

use ca_api::operation::Operation;
use ca_api::profile::{
    DocumentList, DocumentReport, DocumentView, ListProfiles, NamedDocument, ShowDocument,
    ShowProfile, ShownDocument, WhichDocuments,
};
use ca_core::algorithm_table::ALGORITHMS;
use ca_core::authority::Rule;
use ca_core::authority::governing::GoverningDocument;
use ca_core::authority::profiles::ProfileUnavailable;
use ca_core::country::COUNTRY;
use ca_core::key_origin::KEY_ORIGINS;
use ca_core::registry::Registry;
use ca_core::registry::records::{Document, DocumentKind};

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::certificate::describe::field;
use crate::perform::profile::describe;
use crate::perform::profile::ground::Ground;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListProfiles {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        _: WhichDocuments,
    ) -> Result<DocumentList, Failure> {
        let failure = |why| Failure::because(Message::new("profile-not-listed"), why);
        let all = here.authority.governing_documents();
        let all = all
            .map_err(|error| failure(explain::document_unavailable(&error).named(error.rule())))?;
        let within = all.iter().filter(|document| is_within(who, document));
        let described = within.map(|document| {
            let document = GoverningDocument::parse(&document.content);
            document.map(|document| describe::document(&document))
        });
        let described: Result<Vec<_>, _> = described.collect();
        let described =
            described.map_err(|error| failure(explain::document(&error).named(error.rule())))?;
        let is_profile = |document: &DocumentReport| document.profile.is_some();
        let (profiles, documents) = described.into_iter().partition(is_profile);
        Ok(DocumentList {
            profiles,
            documents,
        })
    }
}

impl Perform for ShowProfile {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: NamedDocument,
    ) -> Result<DocumentView, Failure> {
        let name = &request.name;
        let failure =
            |why| Failure::because(Message::new("profile-not-found").with("name", name), why);
        if kind(name) == DocumentKind::Profile && !who.reaches_profile(name) {
            return Err(failure(unknown(name)));
        }
        let document = active(here, name).map_err(failure)?;
        let summary = describe::document(&document);
        if request.fields {
            let ground = Ground::of(&here.authority).map_err(failure)?;
            let fields = ground.fields(&document).map_err(failure)?;
            return Ok(DocumentView {
                summary,
                document: None,
                fields: Some(fields.into_iter().map(field).collect()),
            });
        }
        Ok(whole(summary, document.text()))
    }
}

impl Perform for ShowDocument {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: ShownDocument,
    ) -> Result<DocumentView, Failure> {
        let digest = &request.digest;
        let failure = |why| {
            let message = Message::new("profile-not-found").with("name", **digest);
            Failure::because(message, why)
        };
        let found = here.store.document(digest);
        let found =
            found.map_err(|error| failure(explain::registry(&error).named(error.rule())))?;
        let Some(found) = found.filter(|document| is_within(who, document)) else {
            let cause = Message::new("document-unknown").with("digest", **digest);
            let why = Explanation::new(Kind::Refused, cause).named("document-unknown");
            return Err(failure(why));
        };
        Ok(whole(describe::stored(&found), &found.content))
    }
}

fn whole(summary: DocumentReport, text: &str) -> DocumentView {
    DocumentView {
        summary,
        document: Some(text.to_owned()),
        fields: None,
    }
}

/// Scopes bound profiles; what is there once is for all.
fn is_within<O: Operation>(who: &Admitted<O>, document: &Document) -> bool {
    document.kind != DocumentKind::Profile || who.reaches_profile(&document.name)
}

/// The active document with this name: a profile, or one of the three that are there once.
///
/// # Errors
/// There is none, or the Registry cannot be read.
pub(super) fn active(here: &Wiring, name: &str) -> Result<GoverningDocument, Explanation> {
    let document = here.authority.document(kind(name), name);
    let document = document
        .map_err(|error| explain::document_unavailable(&error).named(error.rule()))?
        .ok_or_else(|| unknown(name))?;
    GoverningDocument::parse(&document.content)
        .map_err(|error| explain::document(&error).named(error.rule()))
}

fn kind(name: &str) -> DocumentKind {
    match name {
        COUNTRY => DocumentKind::Country,
        ALGORITHMS => DocumentKind::Algorithms,
        KEY_ORIGINS => DocumentKind::KeyOrigins,
        _ => DocumentKind::Profile,
    }
}

fn unknown(name: &str) -> Explanation {
    let error = ProfileUnavailable::Unknown {
        name: name.to_owned(),
    };
    explain::profile_unavailable(&error).named(error.rule())
}
