//! Documents are addressed by digest, and the authority document freezes.

use ca_core::audit::event::Act;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{Document, DocumentKind};

use super::samples::{NOW, Store, event, found, intent, profile, requested};

fn activate(store: &dyn Store, document: &Document) -> Result<(), RegistryError> {
    let act = event(Act::DocumentActivate, &document.name);
    store.activate_document(document, NOW, &act)
}

pub(crate) fn newest_activated_document_is_the_active_one(store: &dyn Store) {
    let (first, second) = (profile("first"), profile("second"));
    for document in [&first, &second, &first, &second] {
        activate(store, document).unwrap();
        let active = store.active_document(DocumentKind::Profile, "citizen-signature");
        assert_eq!(active.unwrap().as_ref(), Some(document));
    }
    assert_eq!(store.document(&first.digest()).unwrap(), Some(first));
    assert_eq!(
        store.active_documents(DocumentKind::Profile).unwrap(),
        [second]
    );
    assert_eq!(store.document(&profile("third").digest()).unwrap(), None);
}

pub(crate) fn same_bytes_have_one_name(store: &dyn Store) {
    activate(store, &profile("first")).unwrap();
    let renamed = Document {
        name: "agency-seal".into(),
        ..profile("first")
    };
    let refused = activate(store, &renamed).unwrap_err();
    assert!(
        matches!(refused, RegistryError::Exists { .. }),
        "{refused:?}"
    );
}

pub(crate) fn authority_document_freezes_with_the_first_certificate(store: &dyn Store) {
    let authority = |content: &str| Document {
        kind: DocumentKind::Authority,
        name: "authority".into(),
        content: content.into(),
    };
    for content in ["draft", "final"] {
        activate(store, &authority(content)).unwrap();
    }
    found(store);
    store.store_intent(&intent(1), &requested()).unwrap();
    let refused = activate(store, &authority("changed")).unwrap_err();
    assert!(
        matches!(refused, RegistryError::Frozen { .. }),
        "{refused:?}"
    );
    activate(store, &authority("final")).unwrap();
    activate(store, &profile("second")).unwrap();
}
